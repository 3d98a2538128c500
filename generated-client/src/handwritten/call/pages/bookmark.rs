//! A place in a list that reading can go on from.

use crate::internal;

/// A place in a list, to go on from later: see [`Pages::bookmark`](crate::Pages::bookmark) and
/// [`Items::bookmark`](crate::Items::bookmark).
///
/// It may be kept in between, as JSON or, with the feature `serde`, by any other means of serde. Only a call of the same Action
/// takes it, and its request should be the one that was read with: the same filters, the same size of pages.
///
/// ```no_run
/// # #[cfg(feature = "wss")]
/// # async fn list(client: qcloud_client::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use qcloud_client::{Bookmark, wire};
/// use qcloud_client::wss::CertGetListRequest;
///
/// let list = || client.wss().cert_get_list(CertGetListRequest::new().count(100));
/// let mut certificates = list().items();
/// let kept = loop {
///     match certificates.try_next().await {
///         Ok(Some(certificate)) => println!("{}", certificate.id),
///         Ok(None) => return Ok(()),
///         Err(error) => {
///             eprintln!("{error}");
///             break certificates.bookmark().map(|bookmark| wire::to_json(&bookmark).to_string());
///         }
///     }
/// };
/// // Later, in another process perhaps:
/// if let Some(kept) = kept {
///     let bookmark: Bookmark = wire::read(kept.as_bytes())?;
///     let rest: Vec<_> = list().items().resume(bookmark).try_collect().await?;
///     println!("{} more", rest.len());
/// }
/// # Ok(())
/// # }
/// ```
pub struct Bookmark {
    pub(super) action: String,
    /// Where the page is: its position, or its token if it is one of those that have tokens and not the first.
    pub(super) position: u64,
    pub(super) token: Option<String>,
    /// How many items there are before the page.
    pub(super) reached: u64,
    /// How many items of the page were read.
    pub(super) taken: u64,
    /// Whether all that is before it was read.
    pub(super) from_beginning: bool,
}

internal::record!(Bookmark {
    0 action "action" [REQUIRED];
    1 position "position" [REQUIRED];
    2 token "token" [];
    3 reached "reached" [REQUIRED];
    4 taken "taken" [REQUIRED];
    5 from_beginning "fromBeginning" [REQUIRED];
});
