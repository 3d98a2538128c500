//! Why a request can't be signed and sent.

use std::fmt;

/// Why a request can't be signed and sent. Nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RequestError {
    /// The value of a parameter of a POST request begins with `@`.
    AtSign {
        /// Name of the parameter.
        parameter: String,
    },
    /// A parameter has the name of one that the client sets itself, such as `Nonce`.
    Reserved {
        /// Name of the parameter.
        parameter: String,
    },
    /// A parameter that the spec lacks has no name, or that of one which the request sets.
    Twice {
        /// Name of the parameter.
        parameter: String,
    },
    /// A list, a map or an element of one is set and empty, or free-form JSON is null, which the flat parameters of the legacy API have
    /// no form for.
    Empty {
        /// Name of the parameter.
        parameter: String,
    },
    /// A number is infinite or none.
    NotFinite {
        /// Name of the parameter.
        parameter: String,
    },
    /// The Action needs a region, and neither the call, the client nor the credential has one.
    NoRegion {
        /// Name of the Action.
        action: String,
    },
    /// What a parameter says needs a region, and neither the call, the client nor the credential has one.
    NoRegionFor {
        /// Name of the parameter.
        parameter: String,
        /// What it says, or what the server assumes where it is not set.
        value: String,
    },
    /// What a parameter says needs regions in a list of the request, which has none for it.
    RegionNotListed {
        /// Name of the parameter.
        parameter: String,
        /// What the parameter says.
        value: String,
        /// Name of the list.
        list: String,
    },
    /// The parameters of a request in JSON are something else than an object.
    NotAnObject,
    /// Something of it has no place in an HTTP request.
    Unsendable {
        /// What is wrong, without the value.
        problem: String,
    },
    /// A timestamp that no calendar has a day for.
    Timestamp {
        /// The timestamp, in Unix seconds.
        seconds: i64,
    },
}

/// What mends a request without a region.
const REMEDY: &str = "give the call or the client one with `.region(\"ap-guangzhou\")`";

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtSign { parameter } => write!(
                f,
                "the value of `{parameter}` begins with `@`, which the signature of a POST request can't cover"
            ),
            Self::Reserved { parameter } => {
                write!(f, "the parameter `{parameter}` is set by the client and can't be given")
            }
            Self::Twice { parameter } => write!(
                f,
                "the request sets `{parameter}` itself: `parameter(...)` is for names that it does not set"
            ),
            Self::Empty { parameter } => write!(
                f,
                "`{parameter}` is set, but empty, which the parameters of the legacy API have no form for: leave it unset or fill it"
            ),
            Self::NotFinite { parameter } => {
                write!(f, "`{parameter}` is infinite or not a number, which can't be sent")
            }
            Self::NoRegion { action } => write!(f, "`{action}` needs a region: {REMEDY}"),
            Self::NoRegionFor { parameter, value } => {
                write!(f, "the request needs a region, since its `{parameter}` is `{value}`: {REMEDY}")
            }
            Self::RegionNotListed { parameter, value, list } => write!(
                f,
                "`{parameter}` has `{value}`, whose resources stand in regions, and `{list}` names none for it: add an item with `{value}` \
                 and its regions"
            ),
            Self::NotAnObject => f.write_str("the parameters are not a JSON object"),
            Self::Unsendable { problem } => f.write_str(problem),
            Self::Timestamp { seconds } => write!(f, "{seconds} seconds are beyond every calendar"),
        }
    }
}

impl std::error::Error for RequestError {}
