//! The runtime under the generated code, in storeys: a module knows only those above it in this list.
//!
//! | module | what it is |
//! | --- | --- |
//! | `types` | the values that keep what travels: secrets, times, dates, bytes |
//! | `runtime` | time, waiting and chance, injected |
//! | `hosts` | where a call goes, by what spec, client and call say |
//! | `wire` | the engine that reads and writes every generated type; knows no protocol and no Action |
//! | `action` | what the spec says of services and Actions |
//! | `transport` | how a request gets to the server and a response back |
//! | `credential` | what requests are signed with, and where it comes from |
//! | `protocol` | how a request of a protocol is signed and sent, and how its responses are read |
//! | `error` | the one error of a call |
//! | `observer` | what is told of calls, to logs, spans and metrics |
//! | `attempts` | one attempt, what its outcome means, and whether there is another |
//! | `client` | what the calls of a client share |
//! | `call` | a call, its pages, calls without a spec, calls without async |
//! | `identity` | providers that make calls: roles, pods and machines, and where to look for an identity |
//! | `testing` | transports and a runtime for tests |

pub(crate) mod action;
pub(crate) mod attempts;
pub(crate) mod call;
pub(crate) mod client;
pub(crate) mod credential;
pub(crate) mod error;
pub(crate) mod hosts;
#[cfg(feature = "identity")]
pub(crate) mod identity;
pub mod observer;
pub(crate) mod protocol;
pub mod runtime;
#[cfg(feature = "testing")]
pub mod testing;
pub mod transport;
#[macro_use]
pub(crate) mod types;
#[macro_use]
pub(crate) mod wire;
