//! The region of a request, beside its parameters or among them, where its Action needs one.

use qcloud_codegen::model::RegionNeed;
use serde_json::{Map, Value};

use crate::protocol::{Common, Incoming, Refusal};
use crate::reason::Reason;

/// Where a request needs a region, there is one, and it looks like one.
pub(super) fn check(
    need: &RegionNeed,
    parameters: &Map<String, Value>,
    incoming: &Incoming,
) -> Result<(), Refusal> {
    let (parameter, values, assumed, listed) = match need {
        RegionNeed::None => return Ok(()),
        RegionNeed::Every => return is_there(incoming, "required, and missing"),
        RegionNeed::For { parameter, values, assumed, listed } => (parameter, values, assumed, listed),
    };
    let given = texts(parameters.get(parameter));
    let asked = if given.is_empty() { assumed.iter().map(String::as_str).collect() } else { given };
    let mut regional = asked.into_iter().filter(|text| values.iter().any(|value| value == text));
    let Some(listed) = listed else {
        return regional.next().map_or(Ok(()), |value| {
            is_there(incoming, &format!("required where `{parameter}` is `{value}`, and missing"))
        });
    };
    let items = parameters.get(&listed.list).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let has_region = |value: &str| {
        items.iter().any(|item| {
            texts(item.get(&listed.value)).contains(&value)
                && texts(item.get(&listed.regions)).iter().any(|region| !region.is_empty())
        })
    };
    match regional.find(|value| !has_region(value)) {
        None => Ok(()),
        Some(value) => {
            let message = format!(
                "`{}`: it has no regions for `{value}`, which `{parameter}` names and which needs some; add an item with them",
                listed.list
            );
            Err(incoming.refusal(Reason::Missing, message))
        }
    }
}

/// A text, or those of a list.
fn texts(value: Option<&Value>) -> Vec<&str> {
    match value {
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
        value => value.and_then(Value::as_str).into_iter().collect(),
    }
}

/// The region beside the parameters, which is one, in the legacy API perhaps a short one such as `gz`; else the refusal says what about it is missing.
fn is_there(incoming: &Incoming, missing: &str) -> Result<(), Refusal> {
    let Some(region) = incoming.common(Common::Region) else {
        return Err(incoming.refuse(Reason::Missing, Common::Region, missing));
    };
    let is_region = region.split_once('-').is_some_and(|(area, place)| {
        area.len() == 2
            && area.bytes().all(|byte| byte.is_ascii_lowercase())
            && !place.is_empty()
            && place.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    });
    let is_short = incoming.protocol.id().is_flat()
        && (2..=4).contains(&region.len())
        && region.bytes().all(|byte| byte.is_ascii_lowercase());
    if is_region || is_short {
        return Ok(());
    }
    let what = format!("there is no region `{region}`; one is called like `ap-guangzhou`");
    Err(incoming.refuse(Reason::Region, Common::Region, what))
}
