//! What the spec says of services and Actions.

use crate::handwritten::wire::{Blank, Field, Record};

/// A service of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServiceInfo {
    /// The service's name, as in `wss`.
    pub name: &'static str,
    /// The host of its endpoint.
    pub host: &'static str,
    /// The path of its endpoint.
    pub path: &'static str,
    /// How it is called.
    pub protocol: Protocol,
}

/// How a service is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Protocol {
    /// The legacy API: flat parameters, signed with HMAC, answered with `code`, `message` and `codeDesc`.
    V2,
    /// API 3.0: parameters in JSON, signed with TC3-HMAC-SHA256, answered in the object `Response`.
    Tc3 {
        /// The version of the service, a date such as `2019-12-05`.
        version: &'static str,
        /// Whether no call makes sense without a region.
        region_required: bool,
    },
}

/// The HTTP method of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// The parameters stand in the URL, unless they are too long for one.
    Get,
    /// The parameters stand in the body.
    Post,
}

/// An Action of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActionInfo {
    /// The service it belongs to.
    pub service: &'static ServiceInfo,
    /// The Action's name on the wire.
    pub name: &'static str,
    /// Whether repeating the request changes nothing more.
    pub idempotent: bool,
    /// Whether a parameter, wherever it stands, is sensitive.
    pub sensitive: bool,
    /// How the request is sent. One of API 3.0 is always a POST.
    pub method: Method,
    /// Where the result stands in a response.
    pub place: Place,
}

/// Where the result stands in a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the envelope, under these names: `data`, or `data` in `data`.
    Data(&'static [&'static str]),
    /// In the fields next to `code`.
    Beside,
    /// It is the whole body, which needs no envelope.
    Body,
    /// In the object `Response`, the envelope of API 3.0.
    Response,
}

/// A request: the parameters of an Action, and what the Action answers with.
pub trait Action: Record + Blank + Send + Sync + 'static {
    /// What the Action answers with.
    type Result: Field + Blank + Send + Sync + 'static;

    /// What the spec says of the Action.
    const INFO: &'static ActionInfo;
}

/// A request whose result comes in pages.
pub trait Paginated: Action {
    /// What the pages list.
    type Item: Field;

    /// How the pages are asked for.
    const PAGES: &'static PageInfo;

    /// The page or the offset that the request asks for, if it is set; none where pages have tokens.
    fn position(&self) -> Option<u64> {
        None
    }

    /// Asks for the page at this position.
    fn set_position(&mut self, position: u64) {
        let _ = position;
    }

    /// The token of the page that the request asks for, if it is set; none where pages have positions.
    fn token(&self) -> Option<&str> {
        None
    }

    /// Asks for the page of this token.
    fn set_token(&mut self, token: String) {
        let _ = token;
    }

    /// The token of the next page, if the result has one.
    fn next(result: &Self::Result) -> Option<&str> {
        let _ = result;
        None
    }

    /// How many items a page holds, if it is set.
    fn size(&self) -> Option<u64>;

    /// How many items there are on all pages, if the result tells.
    fn total(result: &Self::Result) -> Option<u64> {
        let _ = result;
        None
    }

    /// The items of a page.
    fn items(result: &Self::Result) -> &[Self::Item];

    /// The items of a page, taken out of it.
    fn into_items(result: Self::Result) -> Vec<Self::Item>;
}

/// How pages are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageInfo {
    /// What a position counts.
    pub style: PageStyle,
    /// The position of the first page; 0 where pages have tokens.
    pub first: u64,
    /// How many items a page holds when the request does not say.
    pub default_size: Option<u64>,
}

/// What the position of a page counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageStyle {
    /// Pages.
    Page,
    /// Items.
    Offset,
    /// Nothing: each page has the token of the next one.
    Token,
}
