//! Checking an example of the spec against the generated types: what the generated tests do.
//!
//! All is `#[inline]`, so that only the crates that have such tests compile it.

use bytes::Bytes;

use super::response::read_in_manner;
use super::{Action, ResultPlace, Streams};
use crate::Json;
use crate::handwritten::protocol::{DONE, EventParser, Protocol, ResponseError};
use crate::handwritten::wire::{Manner, Notes, blank, fill_from_text, join, read_strictly, text, to_json};

/// Checks that a documented or captured exchange survives the types of its Action: both request and response come back as the
/// JSON they were, and what is sent is the flat parameters or, where the protocol has JSON, that of the example.
///
/// What is written may have more nulls, empty lists and empty objects than the example.
///
/// # Errors
///
/// Every difference, one to a line, with its place in the JSON.
pub fn check_example<A: Action>(
    parameters_json: &str,
    flat: &[(&str, &str)],
    response: &str,
) -> Result<(), String> {
    check_request::<A>(parameters_json, flat)
        .map_err(|differences| format!("the parameters of the example:\n{differences}"))?;
    check_response::<A>(response)
        .map_err(|differences| format!("the response of the example:\n{differences}"))
}

/// Checks that the response of a documented exchange is read, though it may have what the types lack.
///
/// # Errors
///
/// Why it is not read.
pub fn check_loose_example<A: Action>(response: &str) -> Result<(), String> {
    read_example::<A>(&parse_json(response)?, response).map(drop)
}

/// Checks that a documented or captured stream of events survives the types of its Action: the request and what each event says come back
/// as the JSON they were.
///
/// # Errors
///
/// Every difference, one to a line, with its place in the JSON.
pub fn check_stream_example<A: Streams>(
    parameters_json: &str,
    flat: &[(&str, &str)],
    stream: &str,
) -> Result<(), String> {
    check_request::<A>(parameters_json, flat)
        .map_err(|differences| format!("the parameters of the example:\n{differences}"))?;
    check_events::<A>(stream, true)
}

/// Checks that each event of a documented stream is read, though it may have what the types lack.
///
/// # Errors
///
/// Why one is not read.
pub fn check_loose_stream_example<A: Streams>(stream: &str) -> Result<(), String> {
    check_events::<A>(stream, false)
}

fn check_events<A: Streams>(stream: &str, is_exact: bool) -> Result<(), String> {
    let mut parser = EventParser::new(usize::MAX);
    let mut chunk = Bytes::copy_from_slice(stream.as_bytes());
    let mut number = 0;
    while let Some(event) = parser.next(&mut chunk).and_then(Result::ok).or_else(|| parser.finish()) {
        let data = event.data.trim_ascii();
        if data == DONE {
            break;
        }
        if data.is_empty() {
            continue;
        }
        number += 1;
        let mut value = blank::<A::Event>();
        let of_event = |problem: String| format!("event {number} of the example:\n{problem}");
        let manner = if is_exact { Manner::Strict } else { Manner::Tolerant };
        fill_from_text(&mut value, data, manner).map_err(|error| of_event(error.to_string()))?;
        if is_exact {
            let mut comparison = Comparison::default();
            comparison.compare("", &parse_json(&String::from_utf8_lossy(data))?, &to_json(&value));
            comparison.into_result().map_err(of_event)?;
        }
    }
    if number == 0 { Err("the example has no event".to_owned()) } else { Ok(()) }
}

fn check_request<A: Action>(example: &str, flat: &[(&str, &str)]) -> Result<(), String> {
    let request: A = read_strictly(example.as_bytes()).map_err(|error| error.to_string())?;
    let mut comparison = Comparison { is_request: true, ..Comparison::default() };
    comparison.compare("", &parse_json(example)?, &to_json(&request));
    let sent = A::INFO.service.protocol.message(&request, A::INFO.method, A::INFO.sensitive);
    let sent = sent.map_err(|error| error.to_string())?;
    if !sent.body.is_empty() {
        let body = parse_json(&String::from_utf8_lossy(&sent.body))?;
        comparison.is_sent = true;
        comparison.compare("as sent", &parse_json(example)?, &body);
    } else if !sent.parameters.iter().eq(flat.iter().copied()) {
        let sent: Vec<_> = sent.parameters.iter().collect();
        comparison.differences.push(format!("flattens to {sent:?}, not to {flat:?}"));
    }
    comparison.into_result()
}

fn check_response<A: Action>(response: &str) -> Result<(), String> {
    let body = parse_json(response)?;
    let Some(result) = read_example::<A>(&body, response)? else { return Ok(()) };
    let mut comparison = Comparison::default();
    comparison.compare_payload(
        A::INFO.service.protocol,
        A::INFO.place,
        &body,
        &to_json(&result),
        &to_json(&blank::<A::Result>()),
    );
    comparison.into_result()
}

/// The result in a response; none for a failure, which is one by both accounts.
fn read_example<A: Action>(body: &Json, response: &str) -> Result<Option<A::Result>, String> {
    let failure = A::INFO.service.protocol.failure(body);
    match (failure, read_in_manner::<A>(response.as_bytes(), Notes::new(Manner::Strict))) {
        (None, Ok((result, _))) => Ok(Some(result)),
        (Some(failure), Err(ResponseError::Failure(read))) if failure == read => Ok(None),
        (Some(failure), Ok(_)) => Err(format!("a failure was read as a success: {failure}")),
        (_, Err(error)) => Err(error.to_string()),
    }
}

#[inline]
fn parse_json(json: &str) -> Result<Json, String> {
    let json = text(json.as_bytes()).unwrap_or(json);
    serde_json::from_str(json).map_err(|error| error.to_string())
}

/// What came back of an example, against the example.
#[derive(Default)]
struct Comparison {
    /// The parameters of an example may be in the natural form: `true` for 1, `2` for `"2"`.
    is_request: bool,
    /// What is sent is in the stated form. What is empty in the example may be left out, and the other way round: a list
    /// that is required is sent even when an example forgets it.
    is_sent: bool,
    differences: Vec<String>,
}

impl Comparison {
    #[inline]
    fn into_result(self) -> Result<(), String> {
        if self.differences.is_empty() { Ok(()) } else { Err(self.differences.join("\n")) }
    }

    #[inline]
    fn differ(&mut self, path: &str, example: &Json, written: &Json) {
        let place = if path.is_empty() { String::new() } else { format!("{path}: ") };
        self.differences.push(format!("{place}{example} came back as {written}"));
    }

    /// Compares the payload, wherever it stands. An empty array stands for the blank result, like nothing at all.
    #[inline]
    fn compare_payload(
        &mut self,
        protocol: &dyn Protocol,
        place: ResultPlace,
        body: &Json,
        written: &Json,
        blank: &Json,
    ) {
        let path: &[&str] = match place {
            ResultPlace::Data(path) => path,
            ResultPlace::Beside | ResultPlace::Body => &[],
            ResultPlace::Response => &["Response"],
        };
        let payload = path.iter().try_fold(body, |json, name| json.get(name));
        let path = path.join(".");
        let inner = |name: &str| if path.is_empty() { name.to_owned() } else { join(&path, name) };
        let mut payload = payload.cloned().unwrap_or_default();
        if let Json::Object(members) = &mut payload {
            // What the result does not claim for itself belongs to the envelope.
            members.retain(|name, _| !protocol.is_of_envelope(&inner(name)) || written.get(name).is_some());
        }
        let is_empty = payload.is_null() || payload == "" || payload == Json::Array(Vec::new());
        if !is_empty || written != blank {
            self.compare(&path, &payload, written);
        }
    }

    #[inline]
    fn compare(&mut self, path: &str, example: &Json, written: &Json) {
        match (example, written) {
            (Json::Object(example), Json::Object(written)) => self.compare_members(path, example, written),
            (Json::Array(example), Json::Array(written)) => self.compare_elements(path, example, written),
            // The empty object of PHP, or an empty list that the spec calls nullable.
            (Json::Array(values), written) if values.is_empty() && is_hollow(written) => {}
            (Json::Object(members), Json::Null) if members.is_empty() => {}
            (example, written) if is_same(example, written) => {}
            (example, written) if self.is_request && !self.is_sent && is_same_parameter(example, written) => {
            }
            (example, written) => self.differ(path, example, written),
        }
    }

    #[inline]
    fn compare_members(
        &mut self,
        path: &str,
        example: &serde_json::Map<String, Json>,
        written: &serde_json::Map<String, Json>,
    ) {
        for (name, value) in example {
            let path = if path.is_empty() { name.clone() } else { join(path, name) };
            match written.get(name) {
                Some(written) => self.compare(&path, value, written),
                None if self.is_sent && is_hollow(value) => {}
                None => self.differences.push(format!("{path}: {value} is lost")),
            }
        }
        for (name, value) in written {
            if !example.contains_key(name) && !is_hollow(value) {
                let path = if path.is_empty() { name.clone() } else { join(path, name) };
                self.differences.push(format!("{path}: {value} is not in the example"));
            }
        }
    }

    #[inline]
    fn compare_elements(&mut self, path: &str, example: &[Json], written: &[Json]) {
        // Null elements are left out on reading, unless the elements are free-form.
        let kept: Vec<&Json> =
            example.iter().filter(|value| example.len() == written.len() || !value.is_null()).collect();
        if kept.len() != written.len() {
            self.differences.push(format!(
                "{path}: {} elements came back as {}",
                example.len(),
                written.len()
            ));
        }
        for (index, (example, written)) in kept.into_iter().zip(written).enumerate() {
            self.compare(&format!("{path}[{index}]"), example, written);
        }
    }
}

/// Whether there is nothing in a value.
#[inline]
fn is_hollow(value: &Json) -> bool {
    match value {
        Json::Null => true,
        Json::Array(values) => values.is_empty(),
        Json::Object(members) => members.values().all(is_hollow),
        Json::Bool(_) | Json::Number(_) | Json::String(_) => false,
    }
}

#[inline]
fn is_same(example: &Json, written: &Json) -> bool {
    match (example, written) {
        // `12.0` and `12` are the same number.
        (Json::Number(example), Json::Number(written)) => {
            example == written
                || (example.is_f64() || written.is_f64()) && example.as_f64() == written.as_f64()
        }
        // So is JSON inside a string with other white space.
        (Json::String(example), Json::String(written)) => {
            let parse = |text: &str| serde_json::from_str(text).ok().filter(|json: &Json| !json.is_string());
            let inner = |text: &str| parse(text).filter(|json| json.is_array() || json.is_object());
            example == written || inner(example).is_some_and(|json| inner(written) == Some(json))
        }
        (example, written) => example == written,
    }
}

/// Whether two scalars of a request are the same in different forms.
#[inline]
fn is_same_parameter(example: &Json, written: &Json) -> bool {
    let normal = |json: &Json| match as_text(json)?.as_str() {
        "true" => Some("1".to_owned()),
        "false" => Some("0".to_owned()),
        text => Some(text.to_owned()),
    };
    normal(example).is_some_and(|text| normal(written) == Some(text))
}

#[inline]
fn as_text(json: &Json) -> Option<String> {
    match json {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        Json::Bool(value) => Some(value.to_string()),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    }
}
