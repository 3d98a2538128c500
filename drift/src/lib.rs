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
mod words;

use qcloud_codegen::model::{Action, Api, Service};

pub use self::patch::{PatchError, Patched, patch};
pub use self::report::{Code, Drift, Found, Level, Noun, Reason, Remedy, Report, Stated};
pub use self::response::Response;

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
    /// What the spec lacks, and what it has.
    pub fn find<'m>(&self, api: &'m Api) -> Result<(&'m Service, &'m Action), String> {
        let names = |names: Vec<&str>| match names.len() {
            0..=MOST_NAMES => names.join(", "),
            many => format!("{} and {} more", names[..MOST_NAMES].join(", "), many - MOST_NAMES),
        };
        let service = api.services.iter().find(|service| service.name == self.service).ok_or_else(|| {
            let known = api.services.iter().map(|service| service.name.as_str()).collect();
            format!("the spec has no service `{}`; it has {}", self.service, names(known))
        })?;
        let action = service.actions.iter().find(|action| action.name == self.action).ok_or_else(|| {
            let known = service.actions.iter().map(|action| action.name.as_str()).collect();
            format!("the service `{}` has no Action `{}`; it has {}", self.service, self.action, names(known))
        })?;
        Ok((service, action))
    }
}

/// More names than anybody reads.
const MOST_NAMES: usize = 20;

/// Compares responses with what the spec says of an Action.
#[must_use]
pub fn report(api: &Api, service: &Service, action: &Action, responses: &[Response]) -> Report {
    plan::planned(api, service, action, responses).report
}
