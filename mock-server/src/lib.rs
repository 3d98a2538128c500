//! A server that answers as a spec says, for tests and demos of clients of Tencent Cloud's API.
//!
//! It reads a spec directory, checks the signature, timestamp and parameters of each request with code of its own, and answers from the
//! examples of the spec. It speaks the legacy API and API 3.0 at once. The certificates of the account it keeps in memory: what is uploaded is
//! listed, and what is deleted is gone, whether `wss` of the legacy API is asked, `wss` 2018-04-26 or `ssl` 2019-12-05.
//!
//! ```
//! use qcloud_mock_server::{Fault, MockServer};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let server = MockServer::start().await?;
//! println!("{} accepts {}", server.url(), server.credentials().secret_id);
//!
//! server.inject(Fault::CutBefore); // the next request is carried out, and not answered
//! // ... calls ...
//! for request in server.requests() {
//!     println!("{} {:?} {:?}", request.request_id, request.action, request.refused);
//! }
//! server.shutdown().await;
//! # Ok(())
//! # }
//! ```
//!
//! # What it checks
//!
//! Failures come in the API's envelope with HTTP 200, and their messages name what is wrong.
//!
//! | legacy API | API 3.0 | when |
//! | --- | --- | --- |
//! | 4000 | `MissingParameter`, `UnknownParameter` | a parameter is missing, or there is none of this name |
//! | 4000 | `InvalidParameter` | a parameter is of the wrong type, or given twice; the request has not the right form |
//! | 4000 | `InvalidParameterValue` | a parameter is out of bounds, or no value of its enum |
//! | 4000 | `InvalidAction`, `NoSuchVersion`, `NoSuchProduct` | there is no such Action, version or service |
//! | 4100 | `AuthFailure.SignatureFailure` | the signature is wrong; the message shows what should have been signed, secret values hidden |
//! | | `AuthFailure.InvalidAuthorization` | the header `Authorization` can't be read, or leaves out what must be signed |
//! | 4104, 4105 | `AuthFailure.SecretIdNotFound`, `AuthFailure.TokenFailure` | there is no such `SecretId`; the token is not the one that was set |
//! | 4500 | `AuthFailure.SignatureExpire` | the timestamp is more than five minutes off, or the nonce of the legacy API was used before |
//! | 4600 | `UnsupportedProtocol` | neither GET nor POST |
//! | | `UnsupportedRegion` | the Action needs a region, and this is none |
//! | | `RequestSizeLimitExceeded` | a query of more than 32 KiB, or a body of more than 10 MiB |
//! | 5000, 5100 | `FailedOperation...`, `ResourceNotFound` | there is no such certificate; it can't be deleted |
//!
//! API 3.0 may be signed with TC3-HMAC-SHA256, over any headers that `content-type` and `host` are among, or in the way of the legacy API, with flat
//! parameters.
//!
//! A client may call it by the real host name in `Host`, or by its address, and sign for either. In the legacy API a URL of more than 8 KiB gets
//! the HTML page of a gateway (414), and so does another path (404). Which of several services is called, the host says; else, in API 3.0, the
//! service that is signed for, and among its versions `X-TC-Version`. In the legacy API, where two services have an Action of the same name, only a
//! call for the real host says which one is meant; otherwise it is the first.
//!
//! # Temporary keys
//!
//! It is sts too: `AssumeRole` and `GetCallerIdentity`, which are signed, and `AssumeRoleWithWebIdentity`, which must not be and has
//! `Authorization: SKIP`. And it is the metadata service of an instance, for requests without a signature: below `/latest/meta-data/` it has
//! `cam/security-credentials/`, the role's name, `cam/security-credentials/ROLE`, its keys, `placement/region`, `placement/zone` and `instance-id`.
//! What these give out is accepted everywhere, with its token, until it expires by the server's clock; [`Builder::key_lifetime`] says how soon that
//! is, [`Builder::instance_role`] and [`Builder::instance_region`] what the instance has. Faults spoil these requests as all others. The log has the
//! path of the metadata service in the place of an Action.
//!
//! # What it does not do
//!
//! It speaks neither HTTPS nor HTTP/2, and of API 3.0 neither multipart forms nor streams. It keeps no private keys, so none can be asked for. It
//! listens on loopback only.

mod certificates;
mod code;
mod credentials;
mod embedded;
mod examples;
mod fault;
mod identity;
mod log;
mod parameters;
mod plan;
mod protocol;
mod reason;
mod response;
mod route;
mod server;
mod state;

pub use crate::code::{Code, UnknownCode};
pub use crate::credentials::Credentials;
pub use crate::fault::{Fault, UnknownFault};
pub use crate::log::Request;
pub use crate::server::{Builder, MockServer, StartError};
