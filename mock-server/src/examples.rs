//! The examples of the spec as answers, and where a result stands in an answer.

use qcloud_codegen::model::{Action, Example, ResultPlace};
use serde_json::{Map, Value, json};

use crate::parameters::{Parameters, pairs_of};

/// The example that fits best: most parameters in common, then fewest that the request lacks, then the first.
pub(crate) fn best<'a>(action: &'a Action, parameters: &Parameters) -> Option<&'a Example> {
    let parameters = parameters.pairs();
    let mut best: Option<(usize, usize, &Example)> = None;
    for example in &action.examples {
        // A protocol without flat parameters has none in its examples.
        let json = if example.flat.is_empty() { pairs_of(&example.parameters) } else { Vec::new() };
        let pairs = if example.flat.is_empty() { &json } else { &example.flat };
        let common = pairs.iter().filter(|pair| parameters.contains(pair)).count();
        let lacking = pairs.len() - common;
        if best.is_none_or(|(most, fewest, _)| common > most || (common == most && lacking < fewest)) {
            best = Some((common, lacking, example));
        }
    }
    best.map(|(_, _, example)| example)
}

/// The id in a response of the legacy API that has one.
const REQUEST_ID: &str = "00000000-0000-0000-0000-000000000000";

/// Puts a result where the spec says that it stands.
pub(crate) fn place(place: &ResultPlace, result: Value, mut envelope: Map<String, Value>) -> Value {
    match place {
        ResultPlace::Body => return result,
        ResultPlace::Beside => {
            if let Value::Object(fields) = result {
                envelope.extend(fields);
            }
        }
        ResultPlace::Response => {
            let Value::Object(fields) = result else { return envelope.into() };
            if let Some(Value::Object(response)) = envelope.get_mut("Response") {
                response.extend(fields);
            } else {
                // A service of the legacy API that answers in the manner of API 3.0.
                let mut response = Map::from_iter([("RequestId".to_owned(), REQUEST_ID.into())]);
                response.extend(fields);
                return json!({ "Response": response });
            }
        }
        ResultPlace::Data(keys) => {
            let mut inner = result;
            for key in keys.iter().skip(1).rev() {
                inner = json!({ key: inner });
            }
            envelope.insert(keys.first().map_or("data", String::as_str).to_owned(), inner);
        }
    }
    envelope.into()
}
