//! A server that answers as a spec says, for tests and demos of clients of Tencent Cloud's API.
//!
//! It reads a spec directory, checks the signature, timestamp, nonce and parameters of each request with code of its own, and answers from the
//! examples of the spec. The certificates of the service `wss` it keeps in memory: what is uploaded is listed, and what is deleted is gone.
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
//!     println!("{:?} {:?} {:?}", request.action, request.nonce, request.refused);
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
//! | code | when |
//! | --- | --- |
//! | 4000 | a parameter is missing, unknown, given twice, of the wrong type, out of bounds, or no value of its enum; there is no such Action |
//! | 4100 | the signature is wrong; the message shows the string that should have been signed, secret values hidden |
//! | 4104, 4105 | there is no such `SecretId`; the `Token` is not the one that was set |
//! | 4500 | the timestamp is more than five minutes off, or the nonce was used before |
//! | 4600 | neither GET nor POST |
//! | 5000, 5100 | there is no such certificate; it can't be deleted |
//!
//! A client may call it by the real host name in `Host`, or by its address, and sign for either. A URL of more than 8 KiB gets the
//! HTML page of a gateway (414), and so does another path (404).
//! Where two services have an Action of the same name, only a call for the real host says which one is meant; otherwise it is the first.
//!
//! # What it does not do
//!
//! It speaks neither HTTPS nor HTTP/2, and does not answer in the envelope of API 3.0 when a request has a `Version`. It listens on loopback only.

mod examples;
mod fault;
mod log;
mod parameters;
mod plan;
mod protocol;
mod response;
mod server;
mod state;
mod wss;

pub use crate::fault::{Fault, UnknownFault};
pub use crate::log::Request;
pub use crate::server::{Builder, Credentials, MockServer, StartError};
