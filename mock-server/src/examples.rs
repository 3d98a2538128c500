//! What answers an Action that has no state: its examples, or an empty success.

use qcloud_codegen::model::{
    Action, EnumValues, Example, Record, ResultPlace, Service, Type, TypeKind, Wire,
};
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

/// A result that says nothing.
pub(crate) fn nothing(service: &Service, action: &Action) -> Value {
    let nothing = empty(service, &action.result, None, 0);
    let is_empty_object = nothing.as_object().is_some_and(Map::is_empty);
    if is_empty_object && matches!(action.place, ResultPlace::Data(_)) { json!([]) } else { nothing }
}

/// The value of a type with as little in it as can be. A record that requires itself is no spec, but the depth is bounded all the same.
fn empty(service: &Service, ty: &Type, form: Option<Wire>, depth: usize) -> Value {
    match ty {
        Type::Int | Type::Uint if form == Some(Wire::String) => "0".into(),
        Type::Int | Type::Uint => 0.into(),
        Type::Float if form == Some(Wire::String) => "0".into(),
        Type::Float => 0.0.into(),
        Type::Bool => match form {
            None | Some(Wire::Iso) => false.into(),
            Some(Wire::Int) => 0.into(),
            Some(Wire::String) => "false".into(),
        },
        Type::String | Type::Secret | Type::Binary => "".into(),
        Type::DateTime if form == Some(Wire::Int) => 0.into(),
        Type::DateTime if form == Some(Wire::Iso) => "0001-01-01T00:00:00Z".into(),
        Type::DateTime => "0000-00-00 00:00:00".into(),
        Type::Date => "0000-00-00".into(),
        Type::Json if form == Some(Wire::String) => "{}".into(),
        Type::Json | Type::Map(_) => json!({}),
        Type::List(_) => json!([]),
        Type::Named(id) => match &service.type_def(*id).kind {
            TypeKind::Record(record) => empty_record(service, record, depth + 1),
            TypeKind::Enum(values) => match &values.values {
                EnumValues::Int(values) => values.first().map_or(Value::Null, |value| {
                    if form == Some(Wire::String) { value.wire.to_string().into() } else { value.wire.into() }
                }),
                EnumValues::Text(values) => {
                    values.first().map_or(Value::Null, |value| value.wire.as_str().into())
                }
            },
        },
    }
}

fn empty_record(service: &Service, record: &Record, depth: usize) -> Value {
    let required = record.fields.iter().filter(|field| field.required && depth < 16);
    required
        .map(|field| (field.wire.clone(), empty(service, &field.ty, field.form, depth)))
        .collect::<Map<_, _>>()
        .into()
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
