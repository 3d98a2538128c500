//! A server that answers as a spec says, for tests and demos of clients of Tencent Cloud's API.
//!
//! It reads a spec directory, checks the signature, timestamp and parameters of each request with code of its own, and answers from the
//! examples of the spec, or with what it makes up where there is none. It speaks the legacy API and API 3.0 at once. What an account has of certificates and DNS records it keeps in memory, as
//! "State" tells.
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
//! | 4000 | `MissingParameter`, `UnknownParameter` | a parameter is missing, or the region that the call needs; there is none of this name |
//! | 4000 | `InvalidParameter` | a parameter is of the wrong type, or given twice; the request has not the right form |
//! | 4000 | `InvalidParameterValue` | a parameter is out of bounds, or no value of its enum |
//! | 4000 | `InvalidAction`, `NoSuchVersion`, `NoSuchProduct` | there is no such Action, version or service |
//! | 4100 | `AuthFailure.SignatureFailure` | the signature is wrong; the message shows what should have been signed, secret values hidden |
//! | | `AuthFailure.InvalidAuthorization` | the header `Authorization` can't be read, or leaves out what must be signed |
//! | 4104, 4105 | `AuthFailure.SecretIdNotFound`, `AuthFailure.TokenFailure` | there is no such `SecretId`; the token is not the one that was set |
//! | 4500 | `AuthFailure.SignatureExpire` | the timestamp is more than five minutes off, or the nonce of the legacy API was used before |
//! | 4600 | `UnsupportedProtocol` | neither GET nor POST |
//! | | `UnsupportedRegion` | the call needs a region, and this is none |
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
//! # Answers without an example
//!
//! An Action of which the spec has no example is answered with what fits its types, the same each time:
//!
//! - **Values** by type, name, enum and bounds, in the form in which they travel: ids look like ids (`ins-7f3k9q2x` of an `InstanceId`), and the same name has
//!   the same ids everywhere; addresses and hosts are of those that are kept for documentation; a record that may hold itself does so once. An `example` of
//!   a field comes first.
//! - **Echoes**: a field of the name and type of a parameter that was sent has its value, at any depth; never one that is sensitive.
//! - **Pages**: a list with pages has 25 items, of which a request gets those that it asks for, by offset, number of the page or token; the total agrees. Where
//!   there is no token of a next page, it is empty.
//! - **Numbers of things** are those of the list beside them.
//!
//! An example is one page: those behind it are empty. What an `until` of the spec waits for, in an example or not, is a task: it begins with the first
//! question, with these parameters, and succeeds after [`Builder::task_time`].
//!
//! # State
//!
//! - **Certificates**, the same for `wss` of the legacy API, `wss` 2018-04-26 and `ssl` 2019-12-05: what is uploaded is listed, what is deleted is
//!   gone. `UploadCertificate` with `Repeatable: false` answers with the old id; `ApplyCertificate` gives one that is issued by and by.
//! - **Cloud resources** that use them, of several kinds and regions; [`Builder::resource`] adds others, [`MockServer::resources`] tells which has
//!   what. A resource has a domain, which a certificate has to cover if it is a real one, and may refuse any ([`MockServer::fail_resource`]).
//! - **Searches** for what uses a certificate (`CreateCertificateBindResourceSyncTask` and its results): one at a time for each certificate, good for
//!   half an hour for those who take it from the cache.
//! - **Deployments** (`DeployCertificateInstance`), **updates** (`UpdateCertificateInstance`) and new certificates under an old id
//!   (`UploadUpdateCertificateInstance`), with their records: an update has the id 0 until the same request has come often enough, a record counts
//!   nothing before it has begun, and then its resources succeed and fail one by one.
//! - **Deletions** that check what uses a certificate (`IsSync`, `IsCheckResource`), as tasks. Without a check the server refuses what is used as well.
//! - **DNS records** of the zones `example.com`, `shop.example.com` and `example.cn`, by `dnspod` 2021-03-23, where the spec has it.
//!
//! How long all this takes says [`Builder::task_time`]: so many questions about a task, or so much time of the server's clock.
//! [`MockServer::answer_for`] says what an Action answers next in place of what it would.
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
//! - It speaks neither HTTPS nor HTTP/2, nor compressed bodies. It listens on loopback only.
//! - It keeps no private keys, so none can be asked for, and does not see whether a key belongs to its certificate.
//! - It knows no accounts but one, no projects, tags and permissions: whoever has the keys may do all.
//! - All other Actions answer from their examples, or with what is made up, and change nothing: what is created is not listed, filters and orders filter
//!   and order nothing, and of a stream without an example there is only the plain result. Among them are those of `ssl` that list deployable instances
//!   (`DescribeHost...InstanceList`), try again or roll back (`...RecordRetry`, `...RecordRollback`), order, revoke and replace certificates, and all
//!   of the services that the resources belong to: `cdn`, `clb` and `teo` don't learn of a certificate that `ssl` has put there.
//! - Searches never fail, and deletions never for the missing role of the service or a search that took too long; an answer that is given in
//!   advance plays that.
//! - A request is checked against the spec and by the rules above, not by all rules of the vendor. Where the vendor does not say which code a
//!   refusal has, it is one that the service has and that comes nearest.
//! - Nothing outlives the process.

mod certificates;
mod code;
mod credentials;
mod embedded;
mod examples;
mod fault;
mod identity;
mod in_process;
mod log;
mod made;
mod parameters;
mod plan;
pub mod program;
mod protocol;
mod reason;
mod response;
mod route;
mod server;
mod settings;
mod signing;
mod state;
mod task;
mod tokens;
mod zones;

pub use crate::code::{Code, UnknownCode};
pub use crate::credentials::Credentials;
pub use crate::fault::{Fault, UnknownFault};
pub use crate::in_process::InProcess;
pub use crate::log::Request;
pub use crate::server::{MockServer, StartError};
pub use crate::settings::Builder;
pub use crate::signing::{Call, Signed};
pub use crate::task::{TaskTime, UnknownTaskTime};
