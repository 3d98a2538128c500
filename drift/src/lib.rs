//! Captured responses against the spec: what differs, what a person reads about it, and the edits that mend the spec.
//!
//! [`Response::read`] takes a file in, [`report`] compares, [`patch`] mends. No value of a response is shown or written: only names of fields,
//! kinds of values, and words that can be values of an enum.

mod compare;
mod infer;
mod json;
mod judge;
mod observe;
mod patch;
mod plan;
mod response;
mod shape;
mod words;

use std::fmt;

use qcloud_codegen::model::{Action, Api, Origin, Service};

pub use self::patch::{PatchError, Patched, patch};
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

/// How much a difference says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The spec does not describe what the server sends.
    Drift,
    /// Worth knowing, and no proof that the spec is wrong.
    Note,
}

impl Level {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Drift => "drift",
            Self::Note => "note",
        }
    }
}

/// What differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A field that the spec lacks.
    UnknownField,
    /// A required field that is not always there.
    MissingField,
    /// A null in a required field.
    NullInRequired,
    /// A null in a field that is not `nullable`.
    Null,
    /// A null in a list or a map.
    NullElement,
    /// A value of another type, or in another form: a number inside a string, a time in ISO 8601.
    Type,
    /// A value that the enum lacks.
    EnumValue,
    /// A text that is no time or day in any form.
    Date,
    /// A field that no response had.
    NeverSeen,
    /// The code of a failed response that the spec lacks.
    ErrorCode,
}

impl Kind {
    /// The name for scripts; it is a promise.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::UnknownField => "unknown-field",
            Self::MissingField => "missing-field",
            Self::NullInRequired => "null-in-required",
            Self::Null => "null",
            Self::NullElement => "null-element",
            Self::Type => "type",
            Self::EnumValue => "enum-value",
            Self::Date => "date",
            Self::NeverSeen => "never-seen",
            Self::ErrorCode => "error-code",
        }
    }

    /// The name for people.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::UnknownField => "unknown field",
            Self::MissingField => "required, missing",
            Self::NullInRequired => "required, null",
            Self::Null => "null",
            Self::NullElement => "null in a list",
            Self::Type => "another type",
            Self::EnumValue => "unknown value",
            Self::Date => "not a date",
            Self::NeverSeen => "never seen",
            Self::ErrorCode => "unknown error code",
        }
    }

    /// Whether it proves that the spec is wrong.
    #[must_use]
    pub fn level(self) -> Level {
        match self {
            Self::NeverSeen | Self::ErrorCode => Level::Note,
            _ => Level::Drift,
        }
    }
}

/// What can be done about a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// `patch` does this.
    Patch(String),
    /// A person must do it, and why.
    Hand(String),
    /// Nothing: it is a note.
    None,
}

/// A difference between the responses and the spec, of all responses together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drift {
    /// What differs.
    pub kind: Kind,
    /// Where in the responses: `data.list[].status`; `{}` stands for the values of a map.
    pub path: String,
    /// What the spec says of the place.
    pub stated: String,
    /// What the responses have there.
    pub found: String,
    /// How often.
    pub count: u64,
    /// Of how many.
    pub of: u64,
    /// The first response that shows it, as the user calls its file.
    pub response: String,
    /// What of the spec it is about.
    pub origin: Origin,
    /// What can be done about it.
    pub remedy: Remedy,
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, path, stated, found, count, of, .. } = self;
        write!(
            f,
            "`{path}`: {}: the spec says {stated}, responses have {found} ({count} of {of})",
            kind.title()
        )
    }
}

/// All that differs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The differences: drift first, in the order of the spec, then notes.
    pub drifts: Vec<Drift>,
    /// How many responses were compared.
    pub compared: usize,
    /// How many failed, so that they say nothing about the result.
    pub failed: usize,
    /// Responses that are none of this Action: the name of each, and why.
    pub rejected: Vec<(String, String)>,
}

impl Report {
    /// How many differences there are of a level.
    #[must_use]
    pub fn count(&self, level: Level) -> usize {
        self.drifts.iter().filter(|drift| drift.kind.level() == level).count()
    }
}

/// Compares responses with what the spec says of an Action.
#[must_use]
pub fn report(api: &Api, service: &Service, action: &Action, responses: &[Response]) -> Report {
    plan::planned(api, service, action, responses).report
}
