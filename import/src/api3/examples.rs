//! Which examples of a description become examples of the spec, and why the others don't.

use std::collections::HashMap;

use qcloud_codegen::fit::{self, Reading};
use qcloud_codegen::language::text::is_hidden;
use qcloud_codegen::model;
use qcloud_codegen::spec::{ExampleSpec, Service};
use serde_json::Value;

use super::doc;
use super::exchange::Exchange;
use crate::report::{Examples, FailedExample};

/// So deep may the parameters of an example be nested; a file of a spec has a bound.
const MAX_DEPTH: usize = 100;

/// So many bytes may the response of an example have, for the same reason.
const MAX_RESPONSE: usize = 4 << 20;

/// Whether a spec can hold a value: some characters it can't, not even where an escape stands for them.
fn can_be_written(value: &Value, depth: usize) -> bool {
    let is_good = |text: &str| !text.chars().any(is_hidden);
    match value {
        Value::String(text) => is_good(text),
        _ if depth > MAX_DEPTH => false,
        Value::Array(items) => items.iter().all(|item| can_be_written(item, depth + 1)),
        Value::Object(entries) => {
            entries.iter().all(|(key, value)| is_good(key) && can_be_written(value, depth + 1))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
    }
}

/// Adds the examples that can be read to their Actions.
pub(super) fn add(service: &mut Service, exchanges: &[Exchange<'_>], with_docs: bool) -> Examples {
    let file = &service.service;
    let name = format!("{}@{}", file.service, file.version.as_deref().unwrap_or_default());
    let numbers: HashMap<String, usize> =
        service.actions.iter().enumerate().map(|(number, action)| (action.action.clone(), number)).collect();
    let mut found = Examples::default();
    let model = qcloud_codegen::resolve(service);
    let (mut last, mut number) = ("", 0);
    for exchange in exchanges {
        number = if exchange.action == last { number + 1 } else { 1 };
        last = exchange.action;
        match read(&model, numbers.get(exchange.action), exchange) {
            Err(why) => {
                let (service, action) = (name.clone(), exchange.action.to_owned());
                found.failed.push(FailedExample { service, action, number, why });
            }
            Ok((index, is_exact)) => {
                let parameters = exchange.parameters.as_ref().filter(|parameters| {
                    can_be_written(parameters, 0)
                        && fit::request(&model, &model.actions[index], parameters).misfits.is_empty()
                });
                let loose = !is_exact || parameters.is_none();
                *(if loose { &mut found.loose } else { &mut found.exact }) += 1;
                let name = if number == 1 { "documented".to_owned() } else { format!("documented_{number}") };
                let doc = exchange.title.filter(|_| with_docs).and_then(doc::clean).unwrap_or_default();
                let example = ExampleSpec { doc, loose, ..ExampleSpec::default() };
                crate::example::add(service, index, (&name, example), parameters, exchange.text);
            }
        }
    }
    found
}

/// The Action of an example, and whether the response comes back the same; or why it is none.
fn read(
    model: &model::Service,
    action: Option<&usize>,
    exchange: &Exchange<'_>,
) -> Result<(usize, bool), String> {
    let index = *action.ok_or("the Action is not described")?;
    if exchange.text.len() > MAX_RESPONSE {
        return Err("the response is too long for a spec".to_owned());
    }
    let action = &model.actions[index];
    let reading = match &exchange.body {
        Ok(body) => fit::response(model, action, body),
        Err(why) => fit::stream(model, action, exchange.text)
            .ok_or_else(|| format!("the response is not JSON: {why}"))?,
    };
    match reading {
        Reading::Failed(why) => Err(why),
        reading => Ok((index, reading == Reading::Exact)),
    }
}
