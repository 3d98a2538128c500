//! The exchanges that are measured, by this client and by hand, and the server that answers them.

pub mod bodies;
pub mod by_hand;
pub mod heap;
pub mod listing;
pub mod server;
pub mod subjects;

/// The id of a key that opens nothing.
pub const ID: &str = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3gnPhESA";

/// The key that goes with it.
pub const KEY: &str = "Gu5t9xGARNpq86cd98joQYCN3Cozk1qA";

/// The region that calls are for.
pub const REGION: &str = "ap-guangzhou";
