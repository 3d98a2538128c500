//! `stream:` of an Action: whether its answer may be a stream of events, and what each of them says.

use std::path::Path;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::TypeExpr;

/// Whether a file is a stream of events, by its name.
#[must_use]
pub fn is_stream_file(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|ending| ending == "sse")
}

/// Whether an Action may answer with a stream of events.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(untagged)]
pub enum StreamSpec {
    /// `true`: an event has the fields of the result, or is free-form JSON where the result has none.
    Is(bool),
    /// Events are of another type than the result.
    Of(EventSpec),
}

impl StreamSpec {
    /// Whether there is a stream at all.
    #[must_use]
    pub fn is_on(&self) -> bool {
        *self != Self::Is(false)
    }
}

/// What each event of a stream says.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct EventSpec {
    /// The type of each event.
    pub event: TypeExpr,
}
