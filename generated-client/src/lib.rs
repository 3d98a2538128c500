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

#[rustfmt::skip]
mod generated;
#[macro_use]
mod handwritten;
pub mod wire;

pub use generated::*;
pub use handwritten::attempts::retry;
pub use handwritten::attempts::retry::RetryPolicy;
#[cfg(feature = "blocking")]
pub use handwritten::call::blocking;
pub use handwritten::call::pages::Pages;
pub use handwritten::call::pages::bookmark::Bookmark;
pub use handwritten::call::pages::items::Items;
pub use handwritten::call::untyped::UntypedCall;
pub use handwritten::call::{Call, Response, ResultOnly, WithMetadata};
pub use handwritten::client::{Client, ClientBuilder};
pub use handwritten::credential::Credential;
pub use handwritten::error::{Error, ErrorKind};
pub use handwritten::observer;
pub use handwritten::protocol::Untyped;
pub use handwritten::runtime;
#[cfg(feature = "testing")]
pub use handwritten::testing;
pub use handwritten::transport;
pub use handwritten::types::{Binary, Date, DateTime, Secret};
/// The library behind the parsed side of [`DateTime`] and [`Date`].
pub use jiff;
/// Free-form JSON, for what has no type in the spec.
pub use serde_json::Value as Json;

/// Who calls: a secret id with its secret key, where they come from, and how they are renewed. `docs/credentials.md` says what
/// runs where.
pub mod credential {
    pub use crate::handwritten::credential::{
        Context, Credential, CredentialError, CredentialProvider, FromFn, from_fn,
    };
    pub use crate::handwritten::identity::{AssumeRole, InstanceRole, PodIdentity, discover, from_profile};
}

/// Signatures: of the legacy API v2 here, of API 3.0 in [`tc3`](signature::tc3).
pub mod signature {
    pub use crate::handwritten::protocol::tc3_sign as tc3;
    pub use crate::handwritten::protocol::{RequestError, SignatureMethod, sign, string_to_sign};
}

/// What generated code stands on. Nothing of it is promised to stay as it is: whoever depends on it generates anew.
#[doc(hidden)]
pub mod internal {
    pub use serde_core as serde;

    pub use crate::handwritten::action::{
        Action, ActionInfo, PageInfo, PageStyle, Paginated, ServiceInfo, check_example, check_loose_example,
    };
    pub use crate::handwritten::protocol::{ErrorEffect, ErrorRule, Method, ResultPlace, Tc3, V2};
    pub use crate::handwritten::wire::*;
    pub use crate::{__int_enum as int_enum, __record as record, __text_enum as text_enum};
}
