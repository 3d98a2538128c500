//! `until:` of an Action: what somebody who asks it again and again waits for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::pattern;

/// What the result of an Action tells of a task: when it is done, and when it has failed.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct UntilSpec {
    /// What is true when the task is done.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub doc: String,
    /// The path in the result to the value that says how far the task is; through a list it is that of each element.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = pattern::WAY))]
    pub path: Option<String>,
    /// The values that mean success; every other means that the task goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("items" = pattern::scalar(), "minItems" = 1))]
    pub done: Option<Vec<Value>>,
    /// In place of `done`, the values that mean that the task goes on; every other means success.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("items" = pattern::scalar(), "minItems" = 1))]
    pub pending: Option<Vec<Value>>,
    /// The values that mean that the task has failed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("items" = pattern::scalar()))]
    pub failed: Vec<Value>,
    /// In place of a `path`, numbers of what the task is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counts: Option<CountsSpec>,
    /// How soon to ask again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pace: Option<PaceSpec>,
}

/// Numbers in a result: the task is over when there is something, and as much has succeeded or failed.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CountsSpec {
    /// The path to the number of all.
    #[schemars(regex(pattern = pattern::WAY))]
    pub total: String,
    /// The path to the number of what has succeeded.
    #[schemars(regex(pattern = pattern::WAY))]
    pub succeeded: String,
    /// The path to the number of what has failed: the task has failed if it is over and this is above 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = pattern::WAY))]
    pub failed: Option<String>,
}

/// How soon to ask again, in seconds.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PaceSpec {
    /// The first wait; each is twice the one before.
    #[schemars(range(min = 1))]
    pub first: u64,
    /// The longest wait between two calls.
    #[schemars(range(min = 1))]
    pub max: u64,
}
