//! A typed client for the API of Tencent Cloud, generated from a spec.
//!
//! ```no_run
//! # #[cfg(all(feature = "reqwest", feature = "ssl_v20191205"))]
//! # async fn list() -> Result<(), Box<dyn std::error::Error>> {
//! use qcloud_client::ssl_v20191205::DescribeCertificatesRequest;
//! use qcloud_client::{Client, Credential};
//!
//! let client = Client::new(Credential::from_env()?);
//! let ssl = client.ssl_v20191205();
//! let page = ssl.describe_certificates(DescribeCertificatesRequest::new().search_key("example.com")).await?;
//! println!("{} certificates", page.total_count);
//!
//! let mut certificates = ssl.describe_certificates(DescribeCertificatesRequest::new()).items(); // of all pages
//! while let Some(certificate) = certificates.try_next().await? {
//!     println!("{} ends {:?}", certificate.certificate_id, certificate.cert_end_time);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Each service is a module, a method of [`Client`] and a feature of the crate. One of the legacy API has its own name here, one of API
//! 3.0 its version behind it, as `wss_v20180426`; both are called in the same way. Each Action is a request, a plain value made with
//! `new` and one setter for each parameter, and a result; a method of the service gives a [`Call`] to `.await`. [`DateTime`], [`Date`],
//! [`Binary`] and [`Secret`] are what times, dates, bytes and secrets become, and [`Json`] is what has no spec. Actions without a spec
//! are called by [`Client::call_untyped`].
//!
#![doc = include_str!("../FEATURES.md")]
//!
//! # Credentials
//!
//! [`Credential::from_env`] reads `TENCENTCLOUD_SECRET_ID` and `TENCENTCLOUD_SECRET_KEY`, [`Credential::new`] takes them as they are. The
//! module [`credential`] has the other sources, and the trait for one of your own; what expires is renewed in time. Secrets never reach
//! Debug, errors or logs, and are wiped from memory.
//!
//! # Errors
//!
//! There is one [`Error`]. Its [`kind`](Error::kind) tells the part that failed, questions tell what to do about it, and its text tells
//! the whole story: Action, code, host, attempts, and whether the request may have been carried out.
//!
//! ```no_run
//! # #[cfg(feature = "wss")]
//! # async fn delete(client: qcloud_client::Client) -> Result<(), qcloud_client::Error> {
//! use qcloud_client::wss::CertDeleteRequest;
//!
//! match client.wss().cert_delete(CertDeleteRequest::new("GjTNRoK7")).await {
//!     Ok(_) => println!("gone"),
//!     Err(error) if error.is_not_found() => println!("it was gone already"),
//!     Err(error) if error.may_have_been_sent() => eprintln!("look whether it is gone: {error}"),
//!     Err(error) => return Err(error),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Retries
//!
//! A call makes up to three attempts, each signed anew, with waits that grow and are spread by chance; a `Retry-After` of the server is
//! honoured. What may have been carried out is repeated only if its Action is idempotent, or takes an idempotency token (`ClientToken`),
//! which the client fills in. [`RetryPolicy`] sets all of this for a client
//! or a call, `.timeout()` bounds a call with all its attempts, `.attempt_timeout()` one of them. The module [`retry`] has the rules.
//!
//! # Waiting for tasks
//!
//! What takes its time is asked for with [`Call::until`], until a condition is true: a constant of the service's module, or a closure.
//!
//! ```no_run
//! # #[cfg(feature = "ssl_v20191205")]
//! # async fn wait(client: qcloud_client::Client) -> Result<(), qcloud_client::Error> {
//! use std::time::Duration;
//! use qcloud_client::ssl_v20191205::{self, DescribeHostUpdateRecordDetailRequest};
//!
//! let call = client.ssl_v20191205().describe_host_update_record_detail(DescribeHostUpdateRecordDetailRequest::new("193752"));
//! call.until(ssl_v20191205::RESOURCES_UPDATED).within(Duration::from_secs(1800)).await?;
//! # Ok(())
//! # }
//! ```
//!
//! [`Client::sleep`] is for loops of a program's own. Both wait on the client's runtime, so that a test doesn't wait.
//!
//! # Tests
//!
//! The module `testing` (feature `testing`) has transports that answer by Action, record and replay, and a clock that doesn't wait:
//!
//! ```
//! # #[cfg(all(feature = "testing", feature = "wss"))]
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use qcloud_client::testing::{ReplayTransport, TestRuntime, record};
//! use qcloud_client::wss::{CertGetListRequest, CertificatePage};
//! use qcloud_client::{Client, Credential};
//!
//! let replay = ReplayTransport::new()
//!     .on::<CertGetListRequest>(|_| Ok(record!(CertificatePage { total_num: 7 })))
//!     .failure("ResourceNotFound", "no such certificate");
//! let client = Client::builder().credential(Credential::new("id", "key")).transport(replay).runtime(TestRuntime::new()).build()?;
//! assert_eq!(client.wss().cert_get_list(CertGetListRequest::new()).await?.total_num, 7);
//! # Ok(())
//! # }
//! # #[cfg(not(all(feature = "testing", feature = "wss")))]
//! # fn main() {}
//! ```
//!
//! The crate `qcloud-mock-server` is a whole server, which checks signatures and parameters.
//!
//! # Proxies
//!
//! `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` are followed. `ReqwestTransport::builder()` of [`transport`] sets a proxy with its credential,
//! root certificates, a client certificate, timeouts and the number of connections:
//!
//! ```no_run
//! # #[cfg(feature = "reqwest")]
//! # fn connect() -> Result<(), Box<dyn std::error::Error>> {
//! use qcloud_client::transport::ReqwestTransport;
//! use qcloud_client::{Client, Credential};
//!
//! let transport = ReqwestTransport::builder().proxy("http://proxy.example.com:3128").build()?;
//! let client = Client::builder().credential(Credential::from_env()?).transport(transport).build()?;
//! # let _ = client;
//! # Ok(())
//! # }
//! ```
//!
//! # How values travel
//!
//! [`wire`] turns a request into the parameters that travel, and the body of a response into a result, and tells the rules of reading:
//!
//! ```
//! use qcloud_client::wire;
//!
//! assert_eq!(wire::read::<Vec<i64>>(b"[1, \"2\"]").unwrap(), [1, 2]);
//! ```

// docs.rs builds with a nightly compiler and this flag: what a feature adds has a badge there.
#![cfg_attr(docsrs, feature(doc_cfg))]

#[rustfmt::skip]
mod generated;
#[macro_use]
mod handwritten;
pub mod wire;

pub use generated::*;
pub use handwritten::action::{Goal, Progress, Verdict};
pub use handwritten::attempts::retry;
pub use handwritten::attempts::retry::RetryPolicy;
#[cfg(feature = "blocking")]
pub use handwritten::call::blocking;
pub use handwritten::call::dry_run::DryRunOnly;
pub use handwritten::call::events::{Event, Events};
pub use handwritten::call::pages::Pages;
pub use handwritten::call::pages::bookmark::Bookmark;
pub use handwritten::call::pages::items::Items;
pub use handwritten::call::until::Until;
pub use handwritten::call::untyped::UntypedCall;
pub use handwritten::call::{Call, Response, ResultOnly, WithMetadata};
pub use handwritten::client::sleep::Sleep;
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
    #[cfg(feature = "identity")]
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
        Action, ActionInfo, Copied, DryRun, Extras, Goal, ListedRegions, PageInfo, PageStyle, Paginated,
        Progress, RegionNeed, RequestBody, ServiceInfo, Streams, UntilInfo, Verification, Watched,
        check_example, check_loose_example, check_loose_stream_example, check_stream_example, judge,
    };
    pub use crate::handwritten::protocol::{ErrorEffect, ErrorRule, Method, ResultPlace, Tc3, V2};
    pub use crate::handwritten::wire::*;
    pub use crate::{__int_enum as int_enum, __record as record, __text_enum as text_enum};
}
