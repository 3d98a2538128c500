//! Which calls of an Action need a region, as their requests tell.

use crate::Json;
use crate::handwritten::protocol::RequestError;

/// Which calls of an Action need a region.
#[derive(Clone, Copy, Debug)]
pub enum RegionNeed {
    /// No call needs one.
    None,
    /// Every call needs one.
    Every,
    /// Those with some values of a parameter.
    For {
        /// The parameter on the wire, a text or a list of texts.
        parameter: &'static str,
        /// The values with which a call needs a region.
        values: &'static [&'static str],
        /// The one of these that the server assumes where the parameter is not set.
        assumed: Option<&'static str>,
        /// Where the regions stand in the request; beside it when left out.
        listed: Option<ListedRegions>,
    },
}

/// A list in a request that names the regions for each value of another parameter, all by their names on the wire.
#[derive(Clone, Copy, Debug)]
pub struct ListedRegions {
    /// The parameter that is the list.
    pub list: &'static str,
    /// The field of its records with the value that they are about.
    pub value: &'static str,
    /// The field of its records with the regions.
    pub regions: &'static str,
}

impl RegionNeed {
    /// What is wrong with a call that has no region beside its parameters, if it needs one. Of a list in the request that lacks one,
    /// that is an error, since no region beside it helps.
    pub(crate) fn of(
        &self,
        action: &str,
        parameter_of: impl Fn(&str) -> Json,
    ) -> Result<Option<RequestError>, RequestError> {
        let (parameter, values, assumed, listed) = match *self {
            Self::None => return Ok(None),
            Self::Every => return Ok(Some(RequestError::NoRegion { action: action.to_owned() })),
            Self::For { parameter, values, assumed, listed } => (parameter, values, assumed, listed),
        };
        let given = parameter_of(parameter);
        let asked = match given {
            Json::Null => assumed.map(Json::from).unwrap_or_default(),
            given => given,
        };
        let mut regional = values.iter().filter(|value| has(&asked, value));
        let Some(ListedRegions { list, value: key, regions }) = listed else {
            let no_region = |value: &&str| {
                let (parameter, value) = (parameter.to_owned(), (*value).to_owned());
                RequestError::NoRegionFor { parameter, value }
            };
            return Ok(regional.next().map(no_region));
        };
        let items = parameter_of(list);
        let items = items.as_array().map_or(&[][..], Vec::as_slice);
        let is_listed = |value: &str| {
            items.iter().any(|item| {
                let has_region = match &item[regions] {
                    Json::Array(regions) => !regions.is_empty(),
                    region => region.as_str().is_some_and(|region| !region.is_empty()),
                };
                has_region && has(&item[key], value)
            })
        };
        match regional.find(|value| !is_listed(value)) {
            None => Ok(None),
            Some(value) => Err(RequestError::RegionNotListed {
                parameter: parameter.to_owned(),
                value: (*value).to_owned(),
                list: list.to_owned(),
            }),
        }
    }
}

/// Whether a text is the value, or a list has it.
fn has(texts: &Json, value: &str) -> bool {
    match texts {
        Json::Array(texts) => texts.iter().any(|text| text == value),
        text => text == value,
    }
}
