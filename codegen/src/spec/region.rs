//! `region:` of a service and of an Action: which calls need one, and where it stands.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Whether calls name a region.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Region {
    /// A call makes no sense without one.
    Required,
    /// A call may name one, or none.
    Optional,
}

/// Which calls of an Action need a region, where that is not as its service says.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(untagged)]
pub enum RegionSpec {
    /// `required` or `optional`: all of them, or none.
    Calls(Region),
    /// Those about something that has regions, as a parameter tells.
    Some(RegionFor),
}

/// The calls of an Action that need a region, by what a parameter says.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RegionFor {
    /// The parameter that says what a call is about: a text, an enum of texts, or a list of these.
    pub parameter: String,
    /// The values of the parameter with which a call needs a region.
    pub values: Vec<String>,
    /// Where the regions stand in the request and not beside it: a list of records, one for each of the values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listed: Option<ListedRegions>,
}

/// A list in a request that names the regions for each value of another parameter.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ListedRegions {
    /// The parameter that is the list.
    #[serde(rename = "in")]
    pub list: String,
    /// The field of its records with the value that they are about.
    pub value: String,
    /// The field of its records with the regions, of which there is at least one.
    pub regions: String,
}
