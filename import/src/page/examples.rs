//! The examples of a page as those of a spec: brought into the form that its types state, by the rules that examples are checked by.

use qcloud_codegen::fit::{self, MisfitKind};
use qcloud_codegen::model::{self, EnumValues, Field, Type, TypeKind, Wire};
use qcloud_codegen::spec::{ActionFile, Documented, ExampleSpec, Service};
use serde_json::{Map, Value};

use super::decide::Remarks;
use super::exchange::Exchanges;
use crate::example;
use crate::report::{Kind, Warning};

/// What is made up for a parameter that lacks may lack something itself, but not endlessly.
const MAX_ROUNDS: usize = 8;

/// Deeper than this, nothing is made up.
const MAX_DEPTH: usize = 20;

/// Adds the examples of a page to the only Action of a service.
pub(super) fn add(service: &mut Service, exchanges: Exchanges, remarks: &mut Remarks) {
    let model = qcloud_codegen::resolve(service);
    for (number, exchange) in exchanges.pairs.into_iter().enumerate() {
        let request = exchange.request;
        let given = request.as_ref().map_or_else(Map::new, |request| request.parameters.clone());
        let Mended { parameters, misfits, made_up } = mended(&model, given);
        let line = request.as_ref().map_or(exchange.line, |request| request.line);
        if !misfits.is_empty() {
            let what = format!(
                "the example gives {} a value that is none of its type; it was left out",
                quoted(&misfits)
            );
            remarks.warnings.push(Warning::at(line, Kind::LeftOut, what));
        }
        let mut example = ExampleSpec::default();
        if !made_up.is_empty() {
            let what = format!("The page's example lacks {}; the value here is made up.", quoted(&made_up));
            remarks.warnings.push(Warning::at(line, Kind::Changed, what.as_str()));
            example.doc = what;
        }
        if !exchange.response.repairs.is_empty() {
            let mut done: Vec<&str> = exchange.response.repairs.iter().map(|repair| repair.what).collect();
            done.sort_unstable();
            done.dedup();
            add_note(&mut service.actions[0], &format!("The example is no JSON: {}.", done.join(", ")));
        }
        let name = if number == 0 { "documented".to_owned() } else { format!("documented_{}", number + 1) };
        let parameters = (!parameters.is_empty()).then_some(Value::Object(parameters));
        example::add(service, 0, (name.as_str(), example), parameters.as_ref(), &exchange.response.json);
    }
}

/// Adds a sentence to what is said of the page, unless it says it already.
fn add_note(action: &mut ActionFile, note: &str) {
    let all = &mut action.documented.get_or_insert_with(Documented::default).claims.note;
    match all {
        Some(before) if before.contains(note) => {}
        Some(before) => *before = format!("{before} {note}"),
        None => *all = Some(note.to_owned()),
    }
}

fn quoted(names: &[String]) -> String {
    names.iter().take(10).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// The parameters of an example in the stated form.
#[derive(Default)]
struct Mended {
    parameters: Map<String, Value>,
    /// What did not fit, and was left out.
    misfits: Vec<String>,
    /// What had to be made up, since it is required and not shown.
    made_up: Vec<String>,
}

/// Brings parameters into the form that the types state: what does not fit goes, and what lacks is made up.
fn mended(service: &model::Service, given: Map<String, Value>) -> Mended {
    let (mut misfits, mut made_up) = (Vec::new(), Vec::new());
    let mut parameters = Value::Object(given);
    let Some(action) = service.actions.first() else {
        return Mended::default();
    };
    for _ in 0..MAX_ROUNDS {
        let fitted = fit::request(service, action, &parameters);
        if fitted.misfits.is_empty() {
            parameters = fitted.parameters;
            break;
        }
        let missing = fitted.misfits.iter().filter(|(_, misfit)| *misfit == MisfitKind::Missing);
        made_up.extend(missing.map(|(way, _)| way.clone()));
        let unlike = fitted.misfits.iter().filter(|(_, misfit)| *misfit == MisfitKind::Unlike);
        misfits.extend(unlike.map(|(way, _)| way.clone()));
        // From the end, so that the indexes of lists stay right.
        for (way, misfit) in fitted.misfits.iter().rev() {
            match misfit {
                MisfitKind::Missing => put(&mut parameters, way, made(service, action, way)),
                _ => take(&mut parameters, way),
            }
        }
    }
    let names = |mut ways: Vec<Vec<String>>| -> Vec<String> {
        ways.sort_by_key(|way| {
            action.request.fields.iter().position(|field| Some(&field.wire) == way.first())
        });
        ways.iter().map(|way| way.join(".")).collect()
    };
    let parameters = match parameters {
        Value::Object(parameters) => parameters,
        _ => Map::new(),
    };
    Mended { parameters, misfits: names(misfits), made_up: names(made_up) }
}

/// The value at the end of a way.
fn find<'v>(value: &'v mut Value, way: &[String]) -> Option<&'v mut Value> {
    way.iter().try_fold(value, |value, step| match value {
        Value::Object(fields) => fields.get_mut(step),
        Value::Array(items) => items.get_mut(step.parse::<usize>().ok()?),
        _ => None,
    })
}

fn take(value: &mut Value, way: &[String]) {
    let Some((last, before)) = way.split_last() else { return };
    match find(value, before) {
        Some(Value::Object(fields)) => drop(fields.remove(last)),
        Some(Value::Array(items)) => {
            if let Some(index) = last.parse().ok().filter(|index| *index < items.len()) {
                items.remove(index);
            }
            // What is empty has no form among flat parameters.
            if items.is_empty() {
                take(value, before);
            }
        }
        _ => {}
    }
}

fn put(value: &mut Value, way: &[String], new: Value) {
    if let Some((last, before)) = way.split_last()
        && let Some(Value::Object(fields)) = find(value, before)
    {
        fields.insert(last.clone(), new);
    }
}

/// A value for the parameter at the end of a way.
fn made(service: &model::Service, action: &model::Action, way: &[String]) -> Value {
    let mut record = &action.request;
    let mut steps = way.iter().peekable();
    while let Some(step) = steps.next() {
        // An index is no field.
        let Some(field) = record.fields.iter().find(|field| field.wire == *step) else { continue };
        if steps.peek().is_none() {
            return placeholder(service, field, &field.ty, 0);
        }
        record = field.ty.innermost().as_record(&service.types).map_or(record, |(_, record)| record);
    }
    Value::Null
}

/// A value for what is required and not shown: the first of an enum, the default, else a plain one.
fn placeholder(service: &model::Service, field: &Field, ty: &Type, depth: usize) -> Value {
    let bound = field.min.clone().or_else(|| field.max.clone()).map(Value::Number);
    let claimed = field.claims.iter().find_map(|claim| match claim {
        model::Claim::Default(value) => Some(value.clone()),
        _ => None,
    });
    let number = claimed.clone().filter(Value::is_i64);
    let is_text = field.form == Some(Wire::String);
    match ty {
        Type::Int | Type::Uint | Type::Float if is_text => "1".into(),
        Type::Int | Type::Uint => number.or(bound).unwrap_or_else(|| 1.into()),
        Type::Float => bound.unwrap_or_else(|| 1.5.into()),
        Type::Bool => match field.form {
            Some(Wire::Int) => 1.into(),
            Some(Wire::String) => "true".into(),
            _ => true.into(),
        },
        Type::DateTime if field.form == Some(Wire::Int) => 1_500_000_000.into(),
        Type::DateTime => "2018-01-01 00:00:00".into(),
        Type::Date => "2018-01-01".into(),
        Type::String => claimed.filter(Value::is_string).unwrap_or_else(|| "example".into()),
        Type::Secret | Type::Binary => "example".into(),
        Type::Json if is_text => "{}".into(),
        // What is empty has no form among flat parameters.
        Type::Json => serde_json::json!({"example": "example"}),
        Type::Map(item) => serde_json::json!({"example": placeholder(service, field, item, depth + 1)}),
        Type::List(item) => vec![placeholder(service, field, item, depth + 1)].into(),
        Type::Named(id) => match &service.type_def(*id).kind {
            TypeKind::Record(record) if depth < MAX_DEPTH => {
                let required = record.fields.iter().filter(|field| field.required);
                let made =
                    |field: &Field| (field.wire.clone(), placeholder(service, field, &field.ty, depth + 1));
                let mut fields: Map<String, Value> = required.map(made).collect();
                if fields.is_empty() {
                    fields.extend(record.fields.first().map(made));
                }
                Value::Object(fields)
            }
            TypeKind::Record(_) => Value::Object(Map::new()),
            TypeKind::Enum(open) => match &open.values {
                EnumValues::Int(values) => match values.first() {
                    Some(value) if is_text => value.wire.to_string().into(),
                    value => value.map_or(Value::Null, |value| value.wire.into()),
                },
                EnumValues::Text(values) => {
                    values.first().map_or(Value::Null, |value| value.wire.as_str().into())
                }
            },
        },
    }
}
