//! Who may ask for what: the host, the origin and the token of a request, and the headers that keep a page to itself.

use form_urlencoded::parse;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, ORIGIN, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use http::{HeaderName, HeaderValue, Method, StatusCode};

use crate::route::Route;
use crate::state::State;
use crate::{Request, Response};

/// The name of the field that has the token.
pub(crate) const TOKEN: &str = "token";
/// The largest body that is taken, in bytes: no text of a spec is larger.
pub(crate) const LARGEST_BODY: usize = 4 << 20;
/// More fields than any form has.
const MOST_FIELDS: usize = 10_000;

/// Why a request is refused, in the words of the page that says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Refusal(pub(crate) StatusCode, pub(crate) &'static str);

/// Lets a request through that comes from where it should.
pub(crate) fn check(state: &State, request: &Request) -> Result<(), Refusal> {
    let header = |name| request.headers().get(name).map(|value| value.to_str().unwrap_or("?"));
    // A name that somebody else made lead here is no name of this server.
    let is_ours = header(HOST).is_some_and(|host| state.is_authority(host));
    if !is_ours || request.headers().get_all(HOST).iter().count() > 1 {
        let why = "This server is called by the address that it printed, and by no other name.";
        return Err(Refusal(StatusCode::MISDIRECTED_REQUEST, why));
    }
    if request.method() == Method::GET || request.method() == Method::HEAD {
        return Ok(());
    }
    if request.method() != Method::POST || !takes_form(request) {
        return Err(Refusal(StatusCode::METHOD_NOT_ALLOWED, "This address does not take such a request."));
    }
    check_form(state, request, header(ORIGIN), header(HOST), header(CONTENT_TYPE))
}

fn takes_form(request: &Request) -> bool {
    Route::read(request.uri().path()).is_some_and(Route::takes_form)
}

/// The methods that an address takes, for the header `Allow`.
pub(crate) fn allowed(request: &Request) -> HeaderValue {
    HeaderValue::from_static(if takes_form(request) { "GET, HEAD, POST" } else { "GET, HEAD" })
}

fn check_form(
    state: &State,
    request: &Request,
    origin: Option<&str>,
    host: Option<&str>,
    content_type: Option<&str>,
) -> Result<(), Refusal> {
    let own = host.map(|host| format!("http://{host}"));
    if origin.is_some_and(|origin| Some(origin) != own.as_deref()) {
        return Err(Refusal(StatusCode::FORBIDDEN, "The form was sent from a page of somebody else's."));
    }
    if request.body().len() > LARGEST_BODY {
        return Err(Refusal(StatusCode::PAYLOAD_TOO_LARGE, "The form is larger than any that is taken."));
    }
    let essence = content_type.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(Refusal(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "A form is sent as one of fields and texts.",
        ));
    }
    if parse(request.body()).nth(MOST_FIELDS).is_some() {
        return Err(Refusal(
            StatusCode::PAYLOAD_TOO_LARGE,
            "The form has more fields than any that is taken.",
        ));
    }
    let token = parse(request.body()).find(|(name, _)| name == TOKEN);
    if token.is_none_or(|(_, token)| token != state.token()) {
        let why = "The form is of a page that an earlier run of this server made: go back, load the page again, and send it anew.";
        return Err(Refusal(StatusCode::FORBIDDEN, why));
    }
    Ok(())
}

/// Adds the headers that all responses have.
pub(crate) fn sealed(mut response: Response) -> Response {
    const POLICY: &str =
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";
    let headers = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        // A form of a page without any referrer would have the origin `null`.
        (REFERRER_POLICY, "same-origin"),
        (CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in headers {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
