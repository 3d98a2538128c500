//! Captured responses against the spec: what differs, what a person reads about it, and the edits that mend the spec.
//!
//! [`Response::read`] takes a file in, [`report`] compares, [`patch`] mends. No value of a response is shown or written: only names of fields,
//! kinds of values, and words that can be values of an enum.

mod compare;
pub mod evidence;
mod fits;
mod infer;
mod observe;
mod patch;
mod plan;
mod report;
mod response;
mod wording;

use qcloud_codegen::model::{Action, Api, Service};

pub use self::patch::{PatchError, Patched, patch};
pub use self::report::{Code, Drift, Found, Level, Noun, Reason, Rejection, Remedy, Report, Stated};
pub use self::response::{Response, ResponseError};

/// The Action whose responses are compared.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// The name of its service's directory.
    pub service: &'a str,
    /// Its name on the wire.
    pub action: &'a str,
}

impl Target<'_> {
    /// Finds the Action in a spec.
    ///
    /// # Errors
    ///
    /// When the spec lacks the service or the Action.
    pub fn find<'m>(&self, api: &'m Api) -> Result<(&'m Service, &'m Action), UnknownTarget> {
        let service = api.services.iter().find(|service| service.name == self.service).ok_or_else(|| {
            let known = api.services.iter().map(|service| service.name.clone()).collect();
            UnknownTarget::Service { name: self.service.to_owned(), known }
        })?;
        let action = service.actions.iter().find(|action| action.name == self.action).ok_or_else(|| {
            let known = service.actions.iter().map(|action| action.name.clone()).collect();
            UnknownTarget::Action { service: service.name.clone(), name: self.action.to_owned(), known }
        })?;
        Ok((service, action))
    }
}

/// What a spec lacks of a [`Target`], and what it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnknownTarget {
    /// The spec has no such service.
    Service {
        /// The name that was looked for.
        name: String,
        /// The services that there are.
        known: Vec<String>,
    },
    /// The service has no such Action.
    Action {
        /// The service that was looked through.
        service: String,
        /// The name that was looked for.
        name: String,
        /// The Actions that there are.
        known: Vec<String>,
    },
}

impl std::error::Error for UnknownTarget {}

/// Compares responses with what the spec says of an Action.
#[must_use]
pub fn report(api: &Api, service: &Service, action: &Action, responses: &[Response]) -> Report {
    plan::planned(api, service, action, responses).report
}
