//! What the server remembers of each request: everything a test may want to count, and nothing secret.

use std::collections::BTreeMap;

use crate::code::Code;
use crate::fault::Fault;

/// A request that the server received.
///
/// It has neither signature nor token, and the value of a parameter only where the spec knows the parameter and does not call it sensitive; others
/// have `***` in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Request {
    /// Which request it was, counted from 1.
    pub number: u64,
    /// What an answer of API 3.0 calls it. An example's answer has the id that was documented.
    pub request_id: String,
    /// The HTTP method, such as `POST`.
    pub http_method: String,
    /// The Action, if one was named.
    pub action: Option<String>,
    /// The version, if one was named.
    pub version: Option<String>,
    /// The nonce as it came; none by API 3.0.
    pub nonce: Option<String>,
    /// The timestamp in Unix seconds, as it came.
    pub timestamp: Option<String>,
    /// The region that was named; none when none was.
    pub region: Option<String>,
    /// The signature method as it came; none by API 3.0, which has but one.
    pub signature_method: Option<String>,
    /// Whether a token came with it.
    pub has_token: bool,
    /// The parameters of the Action. Those of API 3.0 have flat names too: `Tags.0.TagKey`.
    pub parameters: BTreeMap<String, String>,
    /// The fault that it got.
    pub fault: Option<Fault>,
    /// The code of the failure that the server found, whatever it then answered.
    pub refused: Option<Code>,
    /// Whether the Action was carried out.
    pub carried_out: bool,
}

impl Request {
    /// The value of a parameter of the Action.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str)
    }
}
