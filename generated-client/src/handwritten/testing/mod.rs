//! For tests of code that uses this crate: transports that answer as a test says, and a clock that doesn't wait.
//!
//! [`ReplayTransport`] answers by Action or from a list, and keeps what it was sent as [`CapturedRequest`]s; [`record!`] makes the
//! results. [`RecordingTransport`] writes what a server answered to files, and a replay reads them. [`SilentTransport`] never answers.
//! [`CalledActions`] tells which Actions were called.
//! [`TestRuntime`] is a [`Runtime`](crate::runtime::Runtime) whose time passes only when somebody waits, at once.
//!
//! ```
//! # #[cfg(feature = "wss")]
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use qcloud_client::testing::{ReplayTransport, TestRuntime, record};
//! use qcloud_client::wss::{CertDeleteRequest, CertGetListRequest, Certificate, CertificatePage};
//! use qcloud_client::{Client, Credential};
//!
//! /// What is to be tested.
//! async fn delete_all(client: &Client) -> Result<u32, qcloud_client::Error> {
//!     let list = client.wss().cert_get_list(CertGetListRequest::new());
//!     let certificates: Vec<Certificate> = list.items().try_collect().await?;
//!     let mut deleted = 0;
//!     for certificate in certificates {
//!         match client.wss().cert_delete(CertDeleteRequest::new(certificate.id)).await {
//!             Ok(_) => deleted += 1,
//!             Err(error) if error.code_text() == Some("ResourceNotFound") => {}
//!             Err(error) => return Err(error),
//!         }
//!     }
//!     Ok(deleted)
//! }
//!
//! let replay = ReplayTransport::new()
//!     .on::<CertGetListRequest>(|_| {
//!         let list = ["a", "b"].map(|id| record!(Certificate { id: id.to_owned() })).into();
//!         Ok(record!(CertificatePage { total_num: 2, list }))
//!     })
//!     .result::<CertDeleteRequest>(Default::default())
//!     .failure("ResourceNotFound", "no such certificate");
//! let client = Client::builder()
//!     .credential(Credential::new("id", "key"))
//!     .transport(replay.clone())
//!     .runtime(TestRuntime::new())
//!     .build()?;
//! assert_eq!(delete_all(&client).await?, 1);
//! let deletions: Vec<_> = replay.requests_of::<CertDeleteRequest>();
//! assert_eq!(deletions, [CertDeleteRequest::new("a"), CertDeleteRequest::new("b")]);
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "wss"))]
//! # fn main() {}
//! ```

mod called;
mod captured;
mod clock;
mod fault;
mod lock;
mod record;
mod recording;
mod replay;
mod silent;

pub use self::called::CalledActions;
pub use self::captured::CapturedRequest;
pub use self::clock::TestRuntime;
pub use self::fault::Fault;
pub use self::recording::RecordingTransport;
pub use self::replay::ReplayTransport;
pub use self::silent::SilentTransport;
pub use crate::__testing_record as record;
