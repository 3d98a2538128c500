//! Which examples of a description become examples of the spec, and why the others don't.

use qcloud_codegen::language::text::is_hidden;
use std::collections::HashMap;
use std::fmt;

use qcloud_codegen::fit::Reading;
use serde_json::Value;

use super::doc;
use super::exchange::Exchange;
use crate::draft::{Example, Service};
use crate::judge::Judge;

/// So deep may the parameters of an example be nested; a file of a spec has a bound.
const MAX_DEPTH: usize = 100;

/// So many bytes may the response of an example have, for the same reason.
const MAX_RESPONSE: usize = 4 << 20;

/// How the examples compare with the description.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Examples {
    /// They are read and come back the same.
    pub exact: usize,
    /// They are read, but the response has what is not described, or the request does not fit.
    pub loose: usize,
    /// They are none: the response is no JSON, has another form, or belongs to no Action.
    pub failed: Vec<Failed>,
}

/// An example that can't be read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Failed {
    /// The service and its version, `NAME@VERSION`.
    pub service: String,
    /// The Action.
    pub action: String,
    /// The example's number among those of the Action, from 1.
    pub number: usize,
    /// Why it can't be read.
    pub why: String,
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { service, action, number, why } = self;
        write!(f, "{service}, `{}`, example {number}: {why}", action.escape_debug())
    }
}

impl Examples {
    pub(super) fn add(&mut self, other: Self) {
        self.exact += other.exact;
        self.loose += other.loose;
        self.failed.extend(other.failed);
    }
}

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
    let name = format!("{}@{}", service.name, service.version.as_deref().unwrap_or_default());
    let numbers: HashMap<String, usize> =
        service.actions.iter().enumerate().map(|(number, action)| (action.name.clone(), number)).collect();
    let mut found = Examples::default();
    let mut examples = Vec::new();
    let mut judge = Judge::new(service);
    let (mut last, mut number) = ("", 0);
    for exchange in exchanges {
        number = if exchange.action == last { number + 1 } else { 1 };
        last = exchange.action;
        let read = match (numbers.get(exchange.action), &exchange.body) {
            (None, _) => Err("the Action is not described".to_owned()),
            (_, Err(why)) => Err(format!("the response is not JSON: {why}")),
            _ if exchange.text.len() > MAX_RESPONSE => Err("the response is too long for a spec".to_owned()),
            (Some(&index), Ok(body)) => match judge.response(&service.actions[index], body) {
                Reading::Failed(why) => Err(why),
                reading => Ok((index, matches!(reading, Reading::Exact))),
            },
        };
        match read {
            Err(why) => {
                let (service, action) = (name.clone(), exchange.action.to_owned());
                found.failed.push(Failed { service, action, number, why });
            }
            Ok((index, is_exact)) => {
                let fits = |parameters: &&Value| {
                    can_be_written(parameters, 0)
                        && judge.request(&service.actions[index], parameters).is_ok()
                };
                let parameters = exchange.parameters.as_ref().filter(fits).cloned();
                let loose = !is_exact || parameters.is_none();
                *(if loose { &mut found.loose } else { &mut found.exact }) += 1;
                let name = if number == 1 { "documented".to_owned() } else { format!("documented_{number}") };
                let doc = exchange.title.filter(|_| with_docs).and_then(doc::clean);
                let response = exchange.text.to_owned();
                examples.push((index, Example { name, doc, loose, parameters, response }));
            }
        }
    }
    for (index, example) in examples {
        service.actions[index].examples.push(example);
    }
    found
}
