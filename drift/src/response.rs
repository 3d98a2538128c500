//! A captured response: its text, what is wrong with it, and where in it the result stands.

use qcloud_codegen::model::{Action, Protocol, ResultPlace, Service};

use crate::evidence::Json;

/// More bytes than any response of the API has; what a file may cost is bounded by it.
const MAX_BYTES: usize = 64 << 20;

/// A captured response.
#[derive(Clone, Debug)]
pub struct Response {
    /// How the user calls its file.
    pub(crate) name: String,
    pub(crate) json: Json,
}

impl Response {
    /// Reads the bytes of a file that the user calls by a name.
    ///
    /// # Errors
    ///
    /// Why it is not JSON, in words that show nothing of it.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Self, String> {
        if bytes.len() > MAX_BYTES {
            return Err(format!("the file has more than {} MiB", MAX_BYTES >> 20));
        }
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let line = bytes[..error.valid_up_to()].split(|byte| *byte == b'\n').count();
            format!("the file is not UTF-8, first in line {line}")
        })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.trim().is_empty() {
            return Err("the file is empty".to_owned());
        }
        match serde_json::from_str(text) {
            Ok(json) => Ok(Self { name: name.to_owned(), json }),
            Err(error) => Err(format!("the file is not JSON: {error}")),
        }
    }

    /// What the response says of its call.
    pub(crate) fn verdict(&self, protocol: Protocol, place: &ResultPlace) -> Verdict {
        let body = self.json.shallow(3);
        match protocol.is_failure(&body) {
            Some(true) => {
                let code = match protocol {
                    Protocol::V2 => [&body["codeDesc"], &body["code"]].map(scalar_text),
                    Protocol::Tc3 => [scalar_text(&body["Response"]["Error"]["Code"]), None],
                };
                Verdict::Failure(code.into_iter().flatten().filter(|code| !code.is_empty()).collect())
            }
            None if *place != ResultPlace::Body => {
                let (message, help) = protocol.no_envelope();
                Verdict::Rejected(format!("{message}; {help}"))
            }
            _ => Verdict::Success,
        }
    }
}

/// What a response says of its call.
#[derive(Debug)]
pub(crate) enum Verdict {
    Success,
    /// It failed; how the server calls the reason, the best name first.
    Failure(Vec<String>),
    /// It is no response of this protocol, and why.
    Rejected(String),
}

fn scalar_text(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Whether a key of the object that holds the result is the envelope's, and not the result's.
pub(crate) fn is_envelope(service: &Service, action: &Action, key: &str) -> bool {
    let is_claimed = action
        .result
        .as_record(&service.types)
        .is_some_and(|(_, record)| record.fields.iter().any(|field| field.wire == key));
    let shares = matches!(action.place, ResultPlace::Beside | ResultPlace::Response);
    service.protocol.envelope().contains(&key) && !(shares && is_claimed)
}
