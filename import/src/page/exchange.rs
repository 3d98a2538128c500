//! The examples of a page: requests and responses, paired, and brought into the form that the types state.

use serde_json::{Map, Value};

use super::read::Page;
use super::request::{self, Request};
use super::result;
use crate::draft::{EnumValue, Field, Type, TypeDef, TypeKind};
use crate::example::repair::{self, Repaired};
use qcloud_codegen::model::Wire;

/// The most examples that are taken from a page.
const MAX_EXAMPLES: usize = 5;

/// A request and the response to it.
#[derive(Clone, Debug)]
pub(super) struct Exchange {
    pub(super) request: Option<Request>,
    pub(super) line: usize,
    pub(super) response: Repaired,
}

/// What the examples of a page are.
#[derive(Clone, Debug, Default)]
pub(super) struct Exchanges {
    pub(super) requests: Vec<Request>,
    pub(super) pairs: Vec<Exchange>,
    /// An example could not be read.
    pub(super) unreadable: bool,
}

/// Finds the examples.
pub(super) fn exchanges(page: &Page, warnings: &mut Vec<(usize, String)>) -> Exchanges {
    let mut found = Exchanges::default();
    let mut waiting: Option<Request> = None;
    for code in &page.codes {
        let mut is_request = false;
        if let Some(request) = request::address(&code.text, code.line) {
            is_request = true;
            found.requests.push(request.clone());
            waiting = Some(request);
        }
        let Some((start, json)) = json(&code.text, is_request) else { continue };
        let line = code.line + code.text[..start].matches('\n').count();
        let looks_right = json.contains(['"', ':']) && json.len() > 4;
        if !looks_right {
            continue;
        }
        let repaired = match repair::repair(json) {
            Ok(repaired) => repaired,
            Err(error) => {
                if is_response(&code.label, json) {
                    found.unreadable = true;
                    let at = line + error.line - 1;
                    warnings.push((at, format!("the example is no JSON and was left out: {}", error.why)));
                }
                continue;
            }
        };
        let Value::Object(fields) = &repaired.value else { continue };
        let is_question = !fields.contains_key("code")
            && (fields.contains_key("Action")
                || (!is_response(&code.label, json) && is_request_label(&code.label)));
        if is_question {
            let mut request = request::json(fields, line);
            if let Some(earlier) = waiting.take() {
                request.action = request.action.or(earlier.action);
                request.host = earlier.host;
                request.path = earlier.path;
            }
            found.requests.push(request.clone());
            waiting = Some(request);
            continue;
        }
        if !fields.contains_key("code") && !is_response(&code.label, json) && !is_request {
            continue; // a piece of something
        }
        if found.pairs.len() < MAX_EXAMPLES {
            for repair in &repaired.repairs {
                warnings.push((line + repair.line - 1, format!("the example is no JSON: {}", repair.what)));
            }
            found.pairs.push(Exchange { request: waiting.take(), line, response: repaired });
        }
    }
    // A form to be filled in is no request, when there is one that was filled in.
    if found.requests.iter().any(|request| !request.is_form()) {
        found.requests.retain(|request| !request.is_form());
        let is_filled =
            |exchange: &Exchange| exchange.request.as_ref().is_some_and(|request| !request.is_form());
        if found.pairs.iter().any(is_filled) {
            found.pairs.retain(|exchange| exchange.request.as_ref().is_none_or(|request| !request.is_form()));
        }
    }
    // Beside responses with an envelope, what has none is something else, such as a notification.
    let has_code = |exchange: &Exchange| result::is_failure(&exchange.response.value).is_some();
    if found.pairs.iter().any(has_code) {
        found.pairs.retain(has_code);
    }
    // A failure shows nothing of the result, so it is kept only when there is nothing else.
    let is_success = |exchange: &Exchange| result::is_failure(&exchange.response.value) != Some(true);
    if found.pairs.iter().any(is_success) {
        found.pairs.retain(is_success);
    }
    found
}

/// Where JSON begins in a text that may have something before it.
fn json(text: &str, after_address: bool) -> Option<(usize, &str)> {
    let trimmed = text.trim_start();
    let lead = text.len() - trimmed.len();
    if trimmed.starts_with(['{', '[']) {
        return Some((lead, trimmed));
    }
    // After an address or some words, JSON begins on a line of its own or behind `=`.
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let start = line.len() - line.trim_start().len();
        if line.trim_start().starts_with('{') {
            return Some((offset + start, &text[offset + start..]));
        }
        offset += line.len();
    }
    if !after_address && (trimmed.starts_with("\"code\"") || trimmed.starts_with("'code'")) {
        return Some((lead, trimmed));
    }
    let brace = text.find('{')?;
    let is_near = text[..brace].chars().count() < 60 && !after_address;
    is_near.then(|| (brace, &text[brace..]))
}

fn is_response(label: &str, json: &str) -> bool {
    let words =
        ["输出", "返回", "响应", "应答", "结果", "output", "response", "return", "result", "reply", "回包"];
    let head: String = json.chars().take(400).collect();
    head.contains("code")
        || words.iter().any(|word| label.lines().next().is_some_and(|line| line.contains(word)))
}

fn is_request_label(label: &str) -> bool {
    let words = ["输入", "请求", "input", "request", "post", "入参", "参数"];
    label.lines().next().is_some_and(|line| words.iter().any(|word| line.contains(word)))
}

/// Brings the parameters of an example into the form that the types state.
pub(super) struct Fitting<'f> {
    pub(super) types: &'f [TypeDef],
    /// What did not fit, and was left out.
    pub(super) misfits: Vec<String>,
    /// What had to be made up, since it is required and not shown.
    pub(super) made_up: Vec<String>,
}

impl Fitting<'_> {
    pub(super) fn request(&mut self, fields: &[Field], given: &Map<String, Value>) -> Map<String, Value> {
        self.record(fields, given, "")
    }

    fn record(&mut self, fields: &[Field], given: &Map<String, Value>, path: &str) -> Map<String, Value> {
        let mut fitted = Map::new();
        for field in fields {
            let name = format!("{path}{}", field.name);
            let value = given.get(&field.name).filter(|value| !value.is_null());
            let value = value.and_then(|value| {
                let fitted = self.value(&field.ty, field.wire, value, &name);
                if fitted.is_none() {
                    self.misfits.push(name.clone());
                }
                fitted
            });
            if let Some(value) = value {
                fitted.insert(field.name.clone(), value);
            } else if field.required {
                self.made_up.push(name.clone());
                let value = self.placeholder(field, &field.ty, 0);
                fitted.insert(field.name.clone(), value);
            }
        }
        fitted
    }

    fn def(&self, name: &str) -> Option<&TypeDef> {
        self.types.iter().find(|def| def.name == name)
    }

    fn value(&mut self, ty: &Type, wire: Option<Wire>, value: &Value, path: &str) -> Option<Value> {
        let text = match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
            _ => None,
        };
        let number = |number: Value, text: String| {
            if wire == Some(Wire::String) { Value::String(text) } else { number }
        };
        match ty {
            Type::Int => text.and_then(|text| Some(number(text.parse::<i64>().ok()?.into(), text))),
            Type::Uint => text.and_then(|text| Some(number(text.parse::<u64>().ok()?.into(), text))),
            Type::Float => text.and_then(|text| {
                let float = text.parse::<f64>().ok().filter(|float| float.is_finite())?;
                Some(number(serde_json::Number::from_f64(float)?.into(), text))
            }),
            Type::Bool => {
                let is_true = match text?.to_lowercase().as_str() {
                    "1" | "true" => true,
                    "0" | "false" => false,
                    _ => return None,
                };
                Some(match wire {
                    Some(Wire::Int) => i64::from(is_true).into(),
                    Some(Wire::String) => is_true.to_string().into(),
                    _ => is_true.into(),
                })
            }
            Type::DateTime if wire == Some(Wire::Int) => text?.parse::<i64>().ok().map(Value::from),
            Type::String | Type::DateTime | Type::Date | Type::Binary => text.map(Value::from),
            Type::Json if wire == Some(Wire::String) => {
                let text = text.unwrap_or_else(|| value.to_string());
                serde_json::from_str::<Value>(&text).ok().map(|value| value.to_string().into())
            }
            Type::Json => Some(value.clone()),
            Type::List(item) => {
                let items = value.as_array()?.clone();
                let items = items.iter().enumerate().filter_map(|(index, given)| {
                    let path = format!("{path}.{index}");
                    let fitted = Some(given)
                        .filter(|given| !given.is_null())
                        .and_then(|given| self.value(item, wire, given, &path));
                    if fitted.is_none() {
                        self.misfits.push(path);
                    }
                    fitted
                });
                Some(items.collect::<Vec<_>>().into())
            }
            Type::Map(item) => {
                let given = value.as_object()?.clone();
                let fitted = given.iter().filter_map(|(key, given)| {
                    let value = self.value(item, wire, given, &format!("{path}.{key}"))?;
                    Some((key.clone(), value))
                });
                Some(Value::Object(fitted.collect()))
            }
            Type::Named(name) => match self.def(name)?.kind.clone() {
                TypeKind::Record(fields) => {
                    let given = value.as_object()?.clone();
                    Some(Value::Object(self.record(&fields, &given, &format!("{path}."))))
                }
                TypeKind::IntEnum(_) => {
                    text.and_then(|text| Some(number(text.parse::<i64>().ok()?.into(), text)))
                }
                TypeKind::TextEnum(_) => text.map(Value::from),
            },
        }
    }

    /// A value for what is required and not shown: the first of an enum, the default, else a plain one.
    fn placeholder(&self, field: &Field, ty: &Type, depth: usize) -> Value {
        let bound = field.min.clone().or_else(|| field.max.clone()).map(Value::Number);
        let is_text = field.wire == Some(Wire::String);
        match ty {
            Type::Int | Type::Uint if is_text => "1".into(),
            Type::Int | Type::Uint => {
                field.documented.default.clone().filter(Value::is_i64).or(bound).unwrap_or_else(|| 1.into())
            }
            Type::Float if is_text => "1".into(),
            Type::Float => bound.unwrap_or_else(|| 1.5.into()),
            Type::Bool => match field.wire {
                Some(Wire::Int) => 1.into(),
                Some(Wire::String) => "true".into(),
                _ => true.into(),
            },
            Type::DateTime if field.wire == Some(Wire::Int) => 1_500_000_000.into(),
            Type::DateTime => "2018-01-01 00:00:00".into(),
            Type::Date => "2018-01-01".into(),
            Type::String | Type::Binary => "example".into(),
            Type::Json if is_text => "{}".into(),
            Type::Json => Value::Object(Map::new()),
            Type::List(item) => vec![self.placeholder(field, item, depth + 1)].into(),
            Type::Map(_) => Value::Object(Map::new()),
            Type::Named(name) => match self.def(name).map(|def| &def.kind) {
                Some(TypeKind::Record(fields)) if depth < 20 => {
                    let required = fields.iter().filter(|field| field.required);
                    Value::Object(
                        required
                            .map(|field| (field.name.clone(), self.placeholder(field, &field.ty, depth + 1)))
                            .collect(),
                    )
                }
                Some(TypeKind::IntEnum(values)) => match first(values) {
                    Some(int) if is_text => int.to_string().into(),
                    Some(int) => int.into(),
                    None => Value::Null,
                },
                Some(TypeKind::TextEnum(values)) => first(values).map_or(Value::Null, Value::from),
                _ => Value::Object(Map::new()),
            },
        }
    }
}

fn first<T: Clone>(values: &[EnumValue<T>]) -> Option<T> {
    values.first().map(|value| value.wire.clone())
}
