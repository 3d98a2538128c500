//! A call that is tried: the request in all its forms, and what the mock server answers.

use bytes::Bytes;
use http::Request;
use qcloud_codegen::model::{Action, EnumValues, Service, TypeKind};
use qcloud_codegen::reference::{self, Caller};
use qcloud_drift::Code;
use qcloud_mock_server::{Call, Signed};
use serde_json::Value;

use crate::form::{Parameters, Tree, parameters};
use crate::json::pretty;
use crate::reading::{self, Row};
use crate::state::Model;

/// A request before it is sent.
pub(crate) struct Asked {
    pub(crate) parameters: Parameters,
    /// The program that makes the same call.
    pub(crate) rust: String,
    pub(crate) signed: Signed,
    /// The call with the word `SIGNATURE` in the place of the signature.
    pub(crate) curl: String,
}

/// An answer of the mock server, and what the model makes of it.
pub(crate) struct Answer {
    pub(crate) status: http::StatusCode,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
    /// The code of a failure, and what it means as far as the spec says so.
    pub(crate) failure: Option<(String, String)>,
    /// What the result says, field by field; empty for a failure.
    pub(crate) rows: Vec<Row>,
    /// What the spec does not describe, as sentences.
    pub(crate) unknown: Vec<String>,
}

/// When and where a call is made.
#[derive(Clone, Copy)]
pub(crate) struct Circumstances<'a> {
    pub(crate) region: Option<&'a str>,
    pub(crate) timestamp: i64,
    pub(crate) nonce: u64,
    /// Whose code is shown.
    pub(crate) caller: Caller<'a>,
}

/// Makes the request that a form says.
pub(crate) fn ask(
    model: &Model,
    (service, action): (&Service, &Action),
    tree: &Tree,
    circumstances: Circumstances<'_>,
) -> Asked {
    let Circumstances { region, timestamp, nonce, caller } = circumstances;
    let parameters = parameters(service, action, tree);
    let call = Call { service, action, parameters: &parameters.values, region, timestamp, nonce };
    let signed = model.server.sign(&call);
    let rust = reference::call(service, action, &Value::Object(parameters.values.clone()), caller);
    let curl = curl(&signed.marked);
    Asked { parameters, rust, signed, curl }
}

/// Sends a request to the mock server, and reads what it answers.
pub(crate) fn send(model: &Model, (service, action): (&Service, &Action), request: Request<Bytes>) -> Answer {
    let (parts, body) = model.server.answer(request).into_parts();
    let header = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
        (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    let headers = parts.headers.iter().map(header).collect();
    let text = String::from_utf8_lossy(&body).into_owned();
    let json = serde_json::from_str::<Value>(&text).ok();
    let failed = json.as_ref().filter(|json| service.protocol.is_failure(json) == Some(true));
    let failure = failed.map(|body| failure(model, (service, action), body));
    let rows = match &json {
        Some(json) if failure.is_none() => reading::rows(service, action, json),
        _ => Vec::new(),
    };
    let unknown = qcloud_drift::Response::read("the answer", &body)
        .map(|response| qcloud_drift::report(&model.api, service, action, &[response]))
        .map(|report| {
            let told = report.drifts.iter().filter(|drift| drift.code != Code::NeverSeen);
            let rejected = report.rejected.iter().map(|(_, why)| why.to_string());
            rejected.chain(told.map(ToString::to_string)).collect()
        })
        .unwrap_or_default();
    Answer { status: parts.status, headers, body: pretty(&text), failure, rows, unknown }
}

/// The code of a failure, the best name first, and what the spec says of it.
fn failure(model: &Model, (service, action): (&Service, &Action), body: &Value) -> (String, String) {
    let codes = service.protocol.failure_codes(body);
    let common = model.api.common_errors_of(service.protocol).map(|errors| &errors.codes);
    let own = action.errors.and_then(|id| match &service.type_def(id).kind {
        TypeKind::Enum(open) => Some(open),
        TypeKind::Record(_) => None,
    });
    let meaning = own.into_iter().chain(common).find_map(|open| {
        let wires = open.values.wires();
        let index = wires.iter().position(|wire| codes.contains(wire))?;
        Some(match &open.values {
            EnumValues::Int(values) => values[index].doc.clone(),
            EnumValues::Text(values) => values[index].doc.clone(),
        })
    });
    (codes.into_iter().next().unwrap_or_default(), meaning.unwrap_or_default())
}

/// A request as a command for a shell.
fn curl(request: &Request<Bytes>) -> String {
    let header = |name: &http::HeaderName| {
        let value = request.headers().get(name)?;
        Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    let host = header(&http::header::HOST).unwrap_or_default();
    let mut text = format!("curl {}", quoted(&format!("https://{host}{}", request.uri())));
    for name in request.headers().keys().filter(|name| *name != http::header::HOST) {
        let value = header(name).unwrap_or_default();
        text.push_str(&format!(" \\\n  -H {}", quoted(&format!("{name}: {value}"))));
    }
    match std::str::from_utf8(request.body()) {
        Ok("") => text,
        Ok(body) => format!("{text} \\\n  --data-raw {}", quoted(body)),
        // What is no text is made by a command of its own.
        Err(_) => {
            let octal: String = request
                .body()
                .iter()
                .flat_map(|byte| ['\\', digit(byte >> 6), digit(byte >> 3), digit(*byte)])
                .collect();
            format!("printf '{octal}' | {text} \\\n  --data-binary @-")
        }
    }
}

/// The last octal digit of a number.
fn digit(number: u8) -> char {
    char::from(b'0' + (number & 7))
}

/// The body of a request to look at, with escapes where it is no text.
pub(crate) fn shown_body(request: &Request<Bytes>) -> String {
    std::str::from_utf8(request.body()).map_or_else(|_| request.body().escape_ascii().to_string(), pretty)
}

/// A word of a shell that stands for itself.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_a_shell_stands_for_itself() {
        assert_eq!(quoted("a'b$(c)\n"), "'a'\\''b$(c)\n'");
    }

    #[test]
    fn a_body_that_is_no_text_is_made_by_printf() {
        let request = |body: &'static [u8]| {
            Request::post("/").header("host", "h").body(Bytes::from_static(body)).unwrap()
        };
        assert_eq!(curl(&request(b"")), "curl 'https://h/'");
        assert_eq!(curl(&request(b"it's")), "curl 'https://h/' \\\n  --data-raw 'it'\\''s'");
        assert_eq!(
            curl(&request(b"\n\xff%a")),
            "printf '\\012\\377\\045\\141' | curl 'https://h/' \\\n  --data-binary @-"
        );
        assert_eq!(shown_body(&request(b"\n\xff")), r"\n\xff");
    }
}
