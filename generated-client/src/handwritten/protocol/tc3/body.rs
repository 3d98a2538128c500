//! Bodies that are not JSON: bytes whose parameters travel in headers, and forms of several parts. Each is made of what would be the
//! JSON, and signed as it is sent; the headers are not signed.

use std::borrow::Cow;

use bytes::Bytes;
use http::{HeaderName, HeaderValue};
use serde_json::Map;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::super::{Body, Message, RequestError, wiped};
use super::sensitive;
use super::sign::hex;
use crate::Json;
use crate::handwritten::types::Binary;
use crate::handwritten::wire;

/// Makes the body that an Action takes of the JSON that a message has.
pub(super) fn encode(message: &mut Message, service: &str, body: &Body) -> Result<(), RequestError> {
    let mut parameters = match wire::json(&message.body) {
        Json::Object(parameters) => parameters,
        _ => Map::new(),
    };
    let boundary = format!("qcloud-client-{}", &hex(&Sha256::digest(&message.body))[..32]);
    let json = std::mem::take(&mut message.body);
    #[cfg(feature = "testing")]
    {
        message.json = Some(json.clone());
    }
    drop(json);
    match body {
        Body::Form(files) => {
            message.body = form(parameters, files, &boundary)?;
            message.content_type = Cow::Owned(format!("multipart/form-data; boundary={boundary}"));
        }
        Body::Parameter(_) | Body::Bytes(_) => {
            message.body = match body {
                Body::Parameter(name) => {
                    let value = parameters.get_mut(name.as_str()).map(Json::take);
                    wiped(bytes(name, value.unwrap_or_default())?)
                }
                Body::Bytes(bytes) => bytes.clone(),
                Body::Form(_) => Bytes::new(),
            };
            message.content_type = Cow::Borrowed("application/octet-stream");
            for (name, value) in parameters {
                if !matches!(body, Body::Parameter(of_body) if *of_body == name) {
                    message.headers.push(header(service, &name, value)?);
                }
            }
        }
    }
    Ok(())
}

/// The bytes that a parameter has in Base64.
fn bytes(name: &str, value: Json) -> Result<Zeroizing<Vec<u8>>, RequestError> {
    let text = Zeroizing::new(if let Json::String(text) = value { text } else { String::new() });
    let bytes = Binary::from_base64(&**text).bytes().map(Zeroizing::new);
    bytes.ok_or_else(|| RequestError::Unsendable {
        problem: format!("`{name}` is sent as bytes, and is no Base64 of any"),
    })
}

/// The header of a parameter, `X-SERVICE-NAME`.
fn header(service: &str, name: &str, value: Json) -> Result<(HeaderName, HeaderValue), RequestError> {
    let unsendable = |what: &str| RequestError::Unsendable { problem: format!("`{name}` {what}") };
    let text = Zeroizing::new(match value {
        Json::String(text) => text,
        Json::Bool(_) | Json::Number(_) => value.to_string(),
        _ => return Err(unsendable("is sent as a header, and is no single value")),
    });
    // Whoever reads a header drops blanks around its value.
    if text.trim().len() != text.len() {
        return Err(unsendable("is sent as a header, and has blanks around it"));
    }
    let header = HeaderName::try_from(format!("x-{service}-{name}"));
    let header = header.map_err(|_| unsendable("can't be the name of a header"))?;
    Ok((header, sensitive(&text, &format!("`{name}`"))?))
}

/// A form whose parts are the parameters, as the vendor's clients write it.
fn form(parameters: Map<String, Json>, files: &[String], boundary: &str) -> Result<Bytes, RequestError> {
    let mut parts = Vec::new();
    for (name, value) in parameters {
        // As browsers write what would end a quoted text.
        let quoted = name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
        let head = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{quoted}\"");
        let (kind, content) = match value {
            value if files.contains(&name) => (format!("; filename=\"{quoted}\"\r\n"), bytes(&name, value)?),
            Json::String(text) => ("\r\n".to_owned(), Zeroizing::new(text.into_bytes())),
            Json::Array(_) | Json::Object(_) => (
                "\r\nContent-Type: application/json\r\n".to_owned(),
                Zeroizing::new(value.to_string().into_bytes()),
            ),
            other => ("\r\n".to_owned(), Zeroizing::new(other.to_string().into_bytes())),
        };
        parts.push((format!("{head}{kind}\r\n"), content));
    }
    let end = format!("--{boundary}--\r\n");
    // Measured first: a form that grows leaves copies of itself behind, which nobody wipes.
    let length = parts.iter().map(|(head, content)| head.len() + content.len() + 2).sum::<usize>();
    let mut form = Zeroizing::new(Vec::with_capacity(length + end.len()));
    for (head, content) in parts {
        form.extend_from_slice(head.as_bytes());
        form.extend_from_slice(&content);
        form.extend_from_slice(b"\r\n");
    }
    form.extend_from_slice(end.as_bytes());
    Ok(wiped(form))
}
