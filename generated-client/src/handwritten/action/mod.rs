//! What the spec says of services and Actions, and what follows from it alone: reading a response, walking through pages.

mod example;
mod extras;
mod page;
mod region;
mod response;
mod until;

pub use self::example::{
    check_example, check_loose_example, check_loose_stream_example, check_stream_example,
};
pub(crate) use self::extras::Ready;
pub use self::extras::{Copied, DryRun, Extras, RequestBody, Verification};
pub use self::page::{PageInfo, PageStyle};
pub use self::region::{ListedRegions, RegionNeed};
pub(crate) use self::response::{drift, fill};
pub use self::response::{read_response, read_response_with_notes, unknown_fields};
pub use self::until::{Goal, Progress, UntilInfo, Verdict, Watched, judge};
use crate::handwritten::protocol::{ErrorRule, Method, Protocol, ResultPlace};
use crate::handwritten::wire::{Blank, Field, Record};

/// A service of the API.
#[derive(Clone, Copy, Debug)]
pub struct ServiceInfo {
    /// The service's name, as in `wss`.
    pub name: &'static str,
    /// The host of its endpoint.
    pub host: &'static str,
    /// The path of its endpoint.
    pub path: &'static str,
    /// How it is called.
    pub protocol: &'static dyn Protocol,
    /// The version of its API, a date such as `2019-12-05`; empty in the legacy API, which has none.
    pub version: &'static str,
    /// Whether no call makes sense without a region.
    pub region_required: bool,
}

/// An Action of a service.
#[derive(Clone, Copy, Debug)]
pub struct ActionInfo {
    /// The service it belongs to.
    pub service: &'static ServiceInfo,
    /// The Action's name on the wire.
    pub name: &'static str,
    /// The host of its endpoint, where that is not the service's.
    pub host: Option<&'static str>,
    /// Whether repeating the request changes nothing more.
    pub idempotent: bool,
    /// Whether a parameter, wherever it stands, is sensitive.
    pub sensitive: bool,
    /// What the spec says of error codes that mean more than a failure.
    pub errors: &'static [ErrorRule],
    /// How the request is sent. One of API 3.0 is always a POST.
    pub method: Method,
    /// Where the result stands in a response.
    pub place: ResultPlace,
}

/// A request: the parameters of an Action, and what the Action answers with.
///
/// Only generated code implements it.
///
/// ```
/// # #[cfg(feature = "wss")] {
/// use qcloud_client::wire::{Action, read_response};
/// use qcloud_client::wss::CertDeleteRequest;
///
/// /// Whether a server's answer to any Action is a success.
/// fn is_success<A: Action>(body: &[u8]) -> bool {
///     read_response::<A>(body).is_ok()
/// }
///
/// assert!(!is_success::<CertDeleteRequest>(br#"{"code": 4100, "message": "no such key"}"#));
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no request of an Action",
    note = "each service's module has a request for each of its Actions; one without a spec is called by `Client::call_untyped`"
)]
pub trait Action: Record + Blank + Clone + Send + Sync + 'static {
    /// What the Action answers with.
    type Result: Field + Blank + Send + Sync + 'static;

    /// What the spec says of the Action.
    #[doc(hidden)]
    const INFO: &'static ActionInfo;

    /// What is out of the ordinary in its calls.
    #[doc(hidden)]
    const EXTRAS: &'static Extras = &Extras::NONE;
}

/// A request that may be answered with a stream of events.
///
/// Only generated code implements it. [`Call::events`](crate::Call::events) reads them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not answered with a stream of events",
    note = "its answer comes as a whole, to `.await`"
)]
pub trait Streams: Action {
    /// What each event says.
    type Event: Field + Blank + Send + Sync + 'static;
}

/// A request whose result comes in pages.
///
/// Only generated code implements it. [`Call::pages`](crate::Call::pages) and [`Call::items`](crate::Call::items) do the paging.
///
/// ```
/// use qcloud_client::wire::Paginated;
/// use qcloud_client::{Call, Error};
///
/// /// How many items any list has.
/// async fn count<A: Paginated>(call: Call<A>) -> Result<usize, Error> {
///     let mut items = call.items();
///     let mut count = 0;
///     while items.try_next().await?.is_some() {
///         count += 1;
///     }
///     Ok(count)
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "the result of `{Self}` does not come in pages",
    note = "its spec has no `pagination:`; `.await` the call for the whole result"
)]
pub trait Paginated: Action {
    /// What the pages list.
    type Item: Field + Send + Sync + 'static;

    /// How the pages are asked for, and where they have their items.
    #[doc(hidden)]
    const PAGES: &'static PageInfo;

    /// The page or the offset that the request asks for, if it is set; none where pages have tokens.
    fn position(&self) -> Option<u64> {
        Self::PAGES.position(self)
    }

    /// Asks for the page at this position; does nothing where pages have tokens.
    fn set_position(&mut self, position: u64) {
        Self::PAGES.set_position(self, position);
    }

    /// The token of the page that the request asks for, if it is set; none where pages have positions.
    fn token(&self) -> Option<&str> {
        Self::PAGES.token(self)
    }

    /// Asks for the page of this token; does nothing where pages have positions.
    fn set_token(&mut self, token: &str) {
        Self::PAGES.set_token(self, token);
    }

    /// How many items a page holds, if the request says so.
    fn size(&self) -> Option<u64> {
        Self::PAGES.size(self)
    }

    /// How many items there are on all pages, if the result tells.
    fn total(result: &Self::Result) -> Option<u64> {
        Self::PAGES.total(result)
    }

    /// The token of the next page, if the result has one.
    fn next(result: &Self::Result) -> Option<&str> {
        Self::PAGES.next(result)
    }

    /// The items of a page, none where the result has no list.
    fn items(result: &Self::Result) -> &[Self::Item] {
        page::items(Self::PAGES, result)
    }

    /// The items of a page, taken out of it.
    fn into_items(mut result: Self::Result) -> Vec<Self::Item> {
        page::take_items(Self::PAGES, &mut result)
    }
}
