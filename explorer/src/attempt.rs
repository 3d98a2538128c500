//! Trying an Action: what is filled in, what was pressed, and the page that answers.

use qcloud_codegen::model::{Action, RegionNeed, Service};
use serde_json::Value;

use crate::Response;
use crate::exchange::{Circumstances, ask, send};
use crate::form::{Tree, filled};
use crate::state::{Model, State};
use crate::view::{self, Attempt};

/// The region that is filled in where one is needed.
const REGION: &str = "ap-guangzhou";

/// The page to try an Action: filled in by an example, or as it was sent.
pub(crate) fn page(
    state: &State,
    model: &Model,
    (service, action): (&Service, &Action),
    example: Option<&str>,
    sent: Option<&[(String, String)]>,
) -> Response {
    let field = |name: &str| {
        let mut fields = sent.into_iter().flatten();
        fields.find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    };
    let mut tree = match sent {
        Some(fields) => Tree::read(fields.iter().map(|(name, text)| (name.as_str(), text.as_str()))),
        None => from_example(service, action, example),
    };
    if let Some(pointer) = field("add") {
        tree.add(pointer);
    }
    if let Some(pointer) = field("remove") {
        tree.remove(pointer);
    }
    let takes_region = service.protocol.why_no_region().is_none();
    let otherwise = if action.region(service) == RegionNeed::None { "" } else { REGION };
    let region = field("region").unwrap_or(otherwise).trim().to_owned();
    let given = Some(region.as_str()).filter(|region| takes_region && !region.is_empty());
    let circumstances = Circumstances {
        region: given,
        caller: state.caller(given),
        timestamp: state.now(),
        nonce: state.nonce(),
    };
    let asked = ask(model, (service, action), &tree, circumstances);
    let answer =
        (field("do") == Some("send")).then(|| send(model, (service, action), asked.signed.request.clone()));
    let token = state.token();
    let region = takes_region.then_some(region.as_str());
    view::attempt(&Attempt { service, action, tree: &tree, region, asked: &asked, answer, token })
}

/// What an example fills in: the first one, unless another is asked for by its number from 1, or none by an empty text.
fn from_example(service: &Service, action: &Action, asked: Option<&str>) -> Tree {
    let number = asked.map_or(Some(1), |text| text.parse::<usize>().ok());
    let example = number.and_then(|number| action.examples.get(number.checked_sub(1)?));
    let parameters = example.map_or(&Value::Null, |example| &example.parameters);
    filled(service, &action.request, parameters)
}
