//! Pages to look at a spec and to try its Actions: a function from a request to a page, and a server for it on loopback.
//!
//! A [`State`] has a spec, and a mock server without a socket that answers what is tried. [`page`] needs neither network nor clock:
//!
//! ```no_run
//! use qcloud_explorer::{State, page};
//!
//! let state = State::builder("spec").authority("127.0.0.1:8080").build()?;
//! let request = http::Request::get("/?q=certificates").header("host", "127.0.0.1:8080").body(bytes::Bytes::new())?;
//! let response = page(&state, &request);
//! assert_eq!(response.status(), 200);
//! # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
//! ```
//!
//! Every address is stable, and every form is a `POST` that is answered with a whole page: `route` has the table. A script, ours and
//! short, only swaps parts of a page for those of the next one.
//!
//! # What keeps others out
//!
//! - It listens on loopback only, and answers only those who call it by an address of loopback or `localhost`: a page of another site
//!   can't make a name of its own lead here.
//! - A `POST` comes from a page of the explorer itself: its `Origin` says so, and it has the token that only these pages have.
//! - Pages load nothing from elsewhere and run no script but ours; text of a spec is only ever text.
//! - Nobody is asked for a secret: sensitive parameters have made-up values, and keys are made up too.

mod attempt;
mod edit;
mod exchange;
mod form;
mod guard;
mod json;
mod pages;
pub mod program;
mod reading;
mod route;
mod search;
mod server;
mod state;
mod view;

use bytes::Bytes;

pub use crate::search::{Described, Offer};
pub use crate::server::serve;
pub use crate::state::{Builder, State};

/// A request with its whole body.
pub type Request = http::Request<Bytes>;
/// A response with its whole body.
pub type Response = http::Response<Bytes>;

/// Answers a request. Whatever is asked for, there is an answer; nothing of the machine changes, and of the state only the texts that
/// are edited in memory and what the mock server keeps.
#[must_use]
pub fn page(state: &State, request: &Request) -> Response {
    match guard::check(state, request) {
        Ok(()) => guard::sealed(pages::answer(state, request)),
        Err(refusal) => {
            let mut response = guard::sealed(view::refused(refusal.0, refusal.1));
            if refusal.0 == http::StatusCode::METHOD_NOT_ALLOWED {
                response.headers_mut().insert(http::header::ALLOW, guard::allowed(request));
            }
            response
        }
    }
}
