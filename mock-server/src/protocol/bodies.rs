//! Bodies of API 3.0 that are not JSON: bytes whose parameters are headers, and forms of several parts.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::request::Parts;
use qcloud_codegen::model::{Action, Body, EnumValues, Field, Service, Type, TypeKind, Wire};
use serde_json::{Map, Value};

use super::{Incoming, Refusal};
use crate::parameters::Parameters;
use crate::reason::Reason;
use crate::signing::Call;

pub(super) const JSON: &str = "application/json";
const BYTES: &str = "application/octet-stream";
const FORM: &str = "multipart/form-data";

/// Whether a request says that its body is no JSON, but something that an Action may take.
pub(super) fn is_other(parts: &Parts) -> bool {
    [BYTES, FORM].iter().any(|other| is_type(parts, other))
}

fn is_type(parts: &Parts, expected: &str) -> bool {
    let sent = super::header(parts, &CONTENT_TYPE).unwrap_or_default();
    super::essence(sent).eq_ignore_ascii_case(expected)
}

/// What the parameters of a call become on their way.
pub(super) struct Outgoing {
    pub(super) content_type: String,
    /// Parameters that are headers.
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Bytes,
}

impl Outgoing {
    /// The parameters as the Action takes them.
    pub(super) fn of(call: &Call<'_>) -> Self {
        let plain = |content_type: &str, body| Self {
            content_type: content_type.to_owned(),
            headers: Vec::new(),
            body,
        };
        match call.action.body {
            None => plain(JSON, Value::Object(call.parameters.clone()).to_string().into()),
            Some(Body::Bytes(index)) => {
                let wire = &call.action.request.fields[index].wire;
                let body = call.parameters.get(wire).map(bytes).unwrap_or_default();
                let name = |name: &str| format!("x-{}-{name}", call.service.wire).to_lowercase();
                let others = call.parameters.iter().filter(|(name, _)| *name != wire);
                let headers = others.map(|(wire, value)| (name(wire), text(value))).collect();
                Self { headers, ..plain(BYTES, body.into()) }
            }
            Some(Body::Form) => {
                let mut boundary = format!("form-{}-{}", call.timestamp, call.nonce);
                let parts: Vec<_> =
                    call.parameters.iter().map(|(name, value)| form_part(call.action, name, value)).collect();
                while parts.iter().any(|part| find(part, boundary.as_bytes()).is_some()) {
                    boundary.push('-');
                }
                let mut body = Vec::new();
                for part in parts {
                    body.extend(format!("--{boundary}\r\n").bytes().chain(part).chain(*b"\r\n"));
                }
                body.extend(format!("--{boundary}--\r\n").bytes());
                plain(&format!("{FORM}; boundary={boundary}"), body.into())
            }
        }
    }
}

/// A parameter as a part of a form, without the boundaries around it.
fn form_part(action: &Action, name: &str, value: &Value) -> Vec<u8> {
    let is_file = action.request.fields.iter().any(|field| field.wire == name && field.ty == Type::Binary);
    let name = name.replace('"', "%22");
    let mut head = format!("Content-Disposition: form-data; name=\"{name}\"");
    if is_file {
        head.push_str(&format!("; filename=\"{name}\"\r\nContent-Type: {BYTES}"));
    } else if value.is_array() || value.is_object() {
        head.push_str(&format!("\r\nContent-Type: {JSON}"));
    }
    let content = if is_file { bytes(value) } else { text(value).into_bytes() };
    [head.as_bytes(), b"\r\n\r\n", &content].concat()
}

/// A value as a text of its own.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// What a value stands for that is bytes; those of its text where it is not Base64.
fn bytes(value: &Value) -> Vec<u8> {
    let text = text(value);
    BASE64_STANDARD.decode(&text).unwrap_or_else(|_| text.into_bytes())
}

impl Incoming {
    /// Finds the parameters in the body that the Action takes, where that is not JSON.
    pub(crate) fn open(&mut self, service: &Service, action: &Action) -> Result<(), Refusal> {
        let expected = match action.body {
            None => JSON,
            Some(Body::Bytes(_)) => BYTES,
            Some(Body::Form) => FORM,
        };
        if is_type(&self.parts, expected) || (action.body.is_none() && !is_other(&self.parts)) {
            let parameters = match action.body {
                None => return Ok(()),
                Some(Body::Bytes(index)) => self.headers(service, action, index),
                Some(Body::Form) => self.form(service, action),
            };
            let parameters = parameters.map_err(|what| self.refusal(Reason::Invalid, what))?;
            self.parameters = Parameters::Json(parameters);
            return Ok(());
        }
        let sent = super::essence(super::header(&self.parts, &CONTENT_TYPE).unwrap_or_default());
        let what = format!(
            "`{}` takes a POST of `{expected}`; this is a {} of `{sent}`",
            action.name, self.parts.method
        );
        Err(self.refusal(Reason::Invalid, what))
    }

    /// The parameters of a body of bytes: these, and what stands in headers such as `X-CLS-TopicId`.
    fn headers(&self, service: &Service, action: &Action, body: usize) -> Result<Map<String, Value>, String> {
        let fields = &action.request.fields;
        let prefix = format!("x-{}-", service.wire.to_lowercase());
        let mut parameters = Map::new();
        parameters.insert(fields[body].wire.clone(), BASE64_STANDARD.encode(&self.body).into());
        for (name, value) in &self.parts.headers {
            let Some(name) = name.as_str().strip_prefix(&prefix) else { continue };
            let field = fields.iter().find(|field| field.wire.eq_ignore_ascii_case(name));
            let name = field.map_or(name, |field| &field.wire);
            let text = value
                .to_str()
                .map_err(|_| format!("`{name}`: a header has visible ASCII characters alone"))?;
            let value = field.map_or_else(|| text.into(), |field| typed(service, field, text));
            if parameters.insert(name.to_owned(), value).is_some() {
                return Err(format!("`{name}`: given more than once"));
            }
        }
        Ok(parameters)
    }

    /// The parameters in a form of several parts, of which files are bytes.
    fn form(&self, service: &Service, action: &Action) -> Result<Map<String, Value>, String> {
        let content_type = super::header(&self.parts, &CONTENT_TYPE).unwrap_or_default();
        let boundary = content_type.split(';').find_map(|part| part.trim().strip_prefix("boundary="));
        let boundary = boundary.ok_or("`Content-Type`: it has no `boundary`")?.trim_matches('"');
        let mut parameters = Map::new();
        for Part { name, is_file, is_json, content } in parts(&self.body, boundary)? {
            let field = action.request.fields.iter().find(|field| field.wire == name);
            let value = match field {
                Some(field) if field.ty == Type::Binary && !is_file => {
                    return Err(format!("`{name}`: expected a file, and its part has no `filename`"));
                }
                _ if is_file => BASE64_STANDARD.encode(content).into(),
                _ if is_json => serde_json::from_slice(content)
                    .map_err(|error| format!("`{name}`: its part is not JSON: {error}"))?,
                field => {
                    let text = std::str::from_utf8(content)
                        .map_err(|_| format!("`{name}`: its part is not UTF-8"))?;
                    field.map_or_else(|| text.into(), |field| typed(service, field, text))
                }
            };
            if parameters.insert(name.clone(), value).is_some() {
                return Err(format!("`{name}`: given more than once"));
            }
        }
        Ok(parameters)
    }
}

/// The value of a text as JSON would have it.
fn typed(service: &Service, field: &Field, text: &str) -> Value {
    let is_text = match (&field.ty, field.form) {
        (Type::DateTime, form) => form != Some(Wire::Int),
        (_, Some(Wire::String)) | (Type::String | Type::Secret | Type::Binary | Type::Date, _) => true,
        (Type::Named(id), _) => {
            matches!(&service.type_def(*id).kind, TypeKind::Enum(open) if matches!(open.values, EnumValues::Text(_)))
        }
        _ => false,
    };
    let read =
        || serde_json::from_str(text).ok().filter(|value: &Value| value.is_number() || value.is_boolean());
    if is_text { text.into() } else { read().unwrap_or_else(|| text.into()) }
}

/// A part of a form.
struct Part<'b> {
    name: String,
    is_file: bool,
    is_json: bool,
    content: &'b [u8],
}

/// The parts of a form between its boundaries.
fn parts<'b>(body: &'b [u8], boundary: &str) -> Result<Vec<Part<'b>>, String> {
    let broken = |what: &str| format!("the form is broken: {what}");
    let first = format!("--{boundary}");
    let next = format!("\r\n--{boundary}");
    let mut rest =
        body.strip_prefix(first.as_bytes()).ok_or_else(|| broken("it does not begin with its boundary"))?;
    let mut parts = Vec::new();
    while !rest.starts_with(b"--") {
        let end = find(rest, next.as_bytes())
            .ok_or_else(|| broken("it does not end with its boundary and `--`"))?;
        let part = rest[..end].strip_prefix(b"\r\n").ok_or_else(|| broken("a boundary ends no line"))?;
        let head =
            find(part, b"\r\n\r\n").ok_or_else(|| broken("a part has no blank line after its head"))?;
        let (head, content) = (String::from_utf8_lossy(&part[..head]), &part[head + 4..]);
        let value = |header: &str| {
            let fields = head.lines().filter_map(|line| line.split_once(':'));
            fields
                .filter(|(name, _)| name.eq_ignore_ascii_case(header))
                .map(|(_, value)| value.trim().to_owned())
                .next()
        };
        let disposition = value("content-disposition").unwrap_or_default();
        let attribute = |name: &str| {
            let (_, rest) = disposition.split_once(&format!("; {name}=\""))?;
            Some(rest.split_once('"')?.0.replace("%22", "\""))
        };
        let name = attribute("name").filter(|_| disposition.starts_with("form-data;"));
        parts.push(Part {
            name: name.ok_or_else(|| broken("a part has no name"))?,
            is_file: attribute("filename").is_some(),
            is_json: value("content-type")
                .is_some_and(|kind| super::essence(&kind).eq_ignore_ascii_case(JSON)),
            content,
        });
        rest = &rest[end + next.len()..];
    }
    Ok(parts)
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}
