//! A typed client for the API of Tencent Cloud, generated from a spec.

mod clock;
pub mod credential;
mod error;
pub mod retry;
pub mod runtime;
pub mod signature;
mod signed;
#[cfg(feature = "testing")]
pub mod testing;
pub mod transport;

pub use credential::Credential;
pub use error::Error;
pub use retry::RetryPolicy;
