//! A typed client for the API of Tencent Cloud, generated from a spec.
//!
//! Each service is a module and a feature of the crate; each Action is a request, a plain value made with `new` and one setter
//! for each parameter, and a result. [`wire`] turns a request into the parameters that travel, and the body of a response into
//! a result:
//!
//! ```
//! use qcloud_client::wire::{self, Parameters};
//!
//! let mut parameters = Parameters::new();
//! parameters.push("Action", "CertGetList");
//! assert_eq!(parameters.get("Action"), Some("CertGetList"));
//! assert_eq!(wire::read::<Vec<i64>>(b"[1, \"2\"]").unwrap(), [1, 2]);
//! ```
//!
//! A service of the legacy API has its own name here, one of API 3.0 its version behind it, as `wss_v20180426`. Both are called
//! in the same way.
//!
//! [`DateTime`], [`Date`], [`Binary`] and [`Secret`] are what the spec's scalars of these kinds become, and [`Json`] is what has no spec.

#[macro_use]
mod text_field;

mod attempts;
mod binary;
#[cfg(feature = "blocking")]
pub mod blocking;
mod call;
mod client;
mod clock;
pub mod credential;
mod date;
mod datetime;
mod error;
#[rustfmt::skip]
mod generated;
mod pages;
mod protocol;
pub mod retry;
pub mod runtime;
mod secret;
pub mod signature;
#[cfg(feature = "testing")]
pub mod testing;
mod trace;
pub mod transport;
mod untyped;
pub mod wire;

pub use binary::Binary;
pub use call::{Call, Response, WithMetadata};
pub use client::{Client, ClientBuilder};
pub use credential::Credential;
pub use date::Date;
pub use datetime::DateTime;
pub use error::Error;
pub use generated::*;
/// The library behind the parsed side of [`DateTime`] and [`Date`].
pub use jiff;
pub use pages::{Items, Pages};
pub use retry::RetryPolicy;
pub use secret::Secret;
/// Free-form JSON.
pub use serde_json::Value as Json;
pub use untyped::UntypedCall;
