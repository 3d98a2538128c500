//! The examples of a page: requests and responses, paired.

use std::collections::HashMap;

use qcloud_codegen::spec::Protocol;
use serde_json::Value;

use super::notation::lower;
use super::read::Page;
use super::request::{self, Request};
use crate::example::common::signs;
use crate::example::repair::{self, Repair, Repaired};
use crate::report::{Kind, Warning};

/// The only field of a response in the manner of API 3.0.
pub(super) const RESPONSE: &str = "Response";

/// The most examples that are taken from a page.
const MAX_EXAMPLES: usize = 5;

/// A request and the response to it.
#[derive(Clone, Debug)]
pub(super) struct Exchange {
    pub(super) request: Option<Request>,
    pub(super) line: usize,
    pub(super) response: Repaired,
}

impl Exchange {
    /// Leaves out of some lists what is no object.
    pub(super) fn leave_out(&mut self, lists: &[Vec<String>]) {
        fn sift(value: &mut Value, path: &[String]) {
            match (value, path) {
                (Value::Array(items), []) => items.retain(Value::is_object),
                (Value::Array(items), _) => items.iter_mut().for_each(|item| sift(item, path)),
                (Value::Object(fields), [first, rest @ ..]) => {
                    if let Some(field) = fields.get_mut(first) {
                        sift(field, rest);
                    }
                }
                _ => {}
            }
        }
        let before = self.response.value.clone();
        for path in lists {
            sift(&mut self.response.value, path);
        }
        if self.response.value != before {
            self.response.json = format!("{:#}\n", self.response.value);
        }
    }
}

/// What the examples of a page are.
#[derive(Clone, Debug, Default)]
pub(super) struct Exchanges {
    pub(super) requests: Vec<Request>,
    pub(super) pairs: Vec<Exchange>,
    /// An example could not be read.
    pub(super) unreadable: bool,
}

impl Exchanges {
    /// Leaves out what shows nothing beside the others.
    fn sift(&mut self) {
        // A form to be filled in is no request, when there is one that was filled in.
        if self.requests.iter().any(|request| !request.is_form()) {
            self.requests.retain(|request| !request.is_form());
            let is_filled =
                |exchange: &Exchange| exchange.request.as_ref().is_some_and(|request| !request.is_form());
            if self.pairs.iter().any(is_filled) {
                self.pairs
                    .retain(|exchange| exchange.request.as_ref().is_none_or(|request| !request.is_form()));
            }
        }
        // Beside responses with an envelope, what has none is something else, such as a notification.
        let has_code = |exchange: &Exchange| is_failure(&exchange.response.value).is_some();
        if self.pairs.iter().any(has_code) {
            self.pairs.retain(has_code);
        }
        // A failure shows nothing of the result, so it is kept only when there is nothing else.
        let is_success = |exchange: &Exchange| is_failure(&exchange.response.value) != Some(true);
        if self.pairs.iter().any(is_success) {
            self.pairs.retain(is_success);
        }
    }

    /// Leaves out the examples of other Actions; one that only has the wrong name shows parameters that are this one's.
    pub(super) fn keep(&mut self, action: &str, named: &HashMap<String, usize>) {
        let is_named = |request: &Request| {
            request.action.as_ref().is_some_and(|other| other.eq_ignore_ascii_case(action))
        };
        let has_own = self.requests.iter().any(is_named);
        let is_own = |request: &Request| {
            let is_slip = || {
                !has_own
                    && (request.parameters.is_empty()
                        || request.parameters.keys().any(|name| named.contains_key(&lower(name))))
            };
            // JSON that names no Action may be the value of one parameter, or anything.
            let known = request.parameters.keys().filter(|name| named.contains_key(&lower(name))).count();
            let is_fit = named.is_empty() || 2 * known >= request.parameters.len();
            if request.action.is_none() { is_fit } else { is_named(request) || is_slip() }
        };
        let shown = self.pairs.iter_mut().filter_map(|pair| pair.request.as_mut());
        for request in self.requests.iter_mut().chain(shown) {
            let is_slip = |name: &str| name == request::VERSION || signs(name);
            // What says which Action it is, in the place of `Action`.
            let is_action = |value: &Value| value.as_str() == Some(action);
            request.parameters.retain(|name, value| {
                named.contains_key(&lower(name)) || !(is_slip(name) || is_action(value))
            });
        }
        self.requests.retain(is_own);
        self.pairs.retain(|pair| pair.request.as_ref().is_none_or(is_own));
    }
}

/// Finds the examples, and pairs requests with responses.
pub(super) fn exchanges(page: &Page, warnings: &mut Vec<Warning>) -> Exchanges {
    let mut found = Exchanges::default();
    let mut waiting: Option<Request> = None;
    let mut part = 0;
    for code in &page.codes {
        let mut code = code.clone();
        if let Some(text) = request::unnumbered(&code.text) {
            code.text = text;
        }
        let mut is_request = false;
        if code.part != part {
            waiting = None; // the request of another part of the page
            part = code.part;
        }
        // An array that names another Action than the address before it is a slip.
        let is_same = |request: &Request| {
            found.requests.iter().all(|other| other.action.is_none() || other.action == request.action)
        };
        let asked = request::address(&code.text, code.line)
            .or_else(|| request::php(&code.text, code.line).filter(is_same));
        if let Some(request) = asked {
            is_request = true;
            found.requests.push(request.clone());
            if !waiting.as_ref().is_some_and(|earlier| earlier.has_all_of(&request)) {
                waiting = Some(request);
            }
        }
        let Some((start, json)) = json(&code.text, is_request) else { continue };
        let before = code.text[..start].matches('\n').count();
        let line = code.line_of(before);
        let looks_right = json.contains(['"', ':']) && json.len() > 4;
        if !looks_right {
            continue;
        }
        let repaired = match repair::repair(json) {
            Ok(repaired) => without_blanks(repaired),
            Err(error) => {
                if is_response(&code.label, json) {
                    found.unreadable = true;
                    let at = code.line_of(before + error.line - 1);
                    let message = format!("the example is no JSON and was left out: {}", error.why);
                    warnings.push(Warning::at(at, Kind::LeftOut, message));
                }
                continue;
            }
        };
        let Value::Object(fields) = &repaired.value else { continue };
        if is_template(&repaired.value) {
            let message = "the example has the names of types in the place of values, so it was left out";
            warnings.push(Warning::at(line, Kind::LeftOut, message));
            continue;
        }
        let is_question = !fields.contains_key("code")
            && !fields.contains_key(RESPONSE)
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
        let is_envelope = fields.contains_key("code") || fields.contains_key(RESPONSE);
        if !is_envelope && !is_response(&code.label, json) && !is_request {
            continue; // a piece of something
        }
        if found.pairs.len() < MAX_EXAMPLES {
            let line_of = |repair: &Repair| code.line_of(before + repair.line - 1);
            warnings.extend(told(&repaired.repairs, line_of));
            found.pairs.push(Exchange { request: waiting.clone(), line, response: repaired });
        }
    }
    found.sift();
    found
}

/// A warning for each kind of repair of an example, with the lines of all.
fn told(repairs: &[Repair], line_of: impl Fn(&Repair) -> usize) -> Vec<Warning> {
    const MOST: usize = 5;
    let mut kinds: Vec<(&str, Vec<usize>)> = Vec::new();
    for repair in repairs {
        let line = line_of(repair);
        match kinds.iter_mut().find(|(what, _)| *what == repair.what) {
            Some((_, lines)) if lines.last() != Some(&line) => lines.push(line),
            Some(_) => {}
            None => kinds.push((repair.what, vec![line])),
        }
    }
    let told = kinds.into_iter().map(|(what, lines)| {
        let others: Vec<String> = lines.iter().skip(1).take(MOST).map(ToString::to_string).collect();
        let word = if others.len() == 1 { "line" } else { "lines" };
        let more = if lines.len() > MOST + 1 { ", and further on" } else { "" };
        let also = if others.is_empty() {
            String::new()
        } else {
            format!("; also in {word} {}{more}", others.join(", "))
        };
        Warning::at(lines[0], Kind::Changed, format!("the example is no JSON: {what}{also}"))
    });
    told.collect()
}

/// Whether a body is a failure; `None` when it has no envelope.
pub(super) fn is_failure(body: &Value) -> Option<bool> {
    Protocol::V2.is_failure(body)
}

/// An example without the blanks around its names, which are slips of the page.
fn without_blanks(repaired: Repaired) -> Repaired {
    fn plain(value: &Value) -> Value {
        match value {
            Value::Array(items) => items.iter().map(plain).collect(),
            Value::Object(fields) => {
                let fields = fields.iter().map(|(name, field)| (name.trim().to_owned(), plain(field)));
                Value::Object(fields.collect())
            }
            value => value.clone(),
        }
    }
    let value = plain(&repaired.value);
    if value == repaired.value {
        return repaired;
    }
    let what = "blanks around a name were left out";
    let repairs = repaired.repairs.into_iter().chain([Repair { line: 1, what }]).collect();
    Repaired { json: format!("{value:#}\n"), value, repairs, ..repaired }
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
    let words = [
        "输出", "返回", "响应", "应答", "结果", "output", "response", "return", "result", "reply", "回包",
        "出力", "출력",
    ];
    let head: String = json.chars().take(400).collect();
    head.contains("code")
        || words.iter().any(|word| label.lines().next().is_some_and(|line| line.contains(word)))
}

/// Whether all texts of an example are names of types.
fn is_template(value: &Value) -> bool {
    fn texts<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
        match value {
            Value::String(text) => found.push(text),
            Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
            Value::Object(fields) => fields.values().for_each(|field| texts(field, found)),
            _ => {}
        }
    }
    const TYPES: [&str; 9] =
        ["string", "number", "integer", "int", "boolean", "bool", "float", "object", "array"];
    let mut found = Vec::new();
    texts(value, &mut found);
    found.len() > 1 && found.iter().all(|text| TYPES.contains(&text.to_lowercase().as_str()))
}

fn is_request_label(label: &str) -> bool {
    let words = ["输入", "请求", "input", "request", "post", "入参", "参数", "入力", "입력"];
    label.lines().next().is_some_and(|line| words.iter().any(|word| line.contains(word)))
}
