//! Headers that a program adds to its requests.

use std::fmt;

use http::header::{HeaderMap, HeaderName, HeaderValue};

use crate::handwritten::protocol::is_secret_name;
use crate::handwritten::types::name::quoted;

/// Headers that belong to the client, its protocols and its transports.
const OURS: [&str; 24] = [
    "accept-encoding",
    "authorization",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "expect",
    "host",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "x-tc-action",
    "x-tc-language",
    "x-tc-region",
    "x-tc-requestclient",
    "x-tc-timestamp",
    "x-tc-token",
    "x-tc-version",
];

/// Headers beside those of the client, which no signature covers; and what is wrong with the first that can't be sent.
#[derive(Clone, Default)]
pub(crate) struct Headers {
    map: HeaderMap,
    pub(crate) problem: Option<String>,
}

impl Headers {
    /// Sets a header, in the place of one of the same name.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        match checked(name, value) {
            Ok((name, value)) => {
                self.map.insert(name, value);
            }
            Err(problem) => {
                self.problem.get_or_insert(problem);
            }
        }
    }

    pub(crate) fn add_to(&self, headers: &mut HeaderMap) {
        for (name, value) in &self.map {
            headers.insert(name.clone(), value.clone());
        }
    }

    /// The values that must not be shown, by the names of their headers.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = &str> {
        let is_secret = |name: &HeaderName| is_secret_name(name.as_str());
        let secrets = self.map.iter().filter(move |(name, _)| is_secret(name));
        secrets.filter_map(|(_, value)| value.to_str().ok())
    }
}

fn checked(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), String> {
    let shown = quoted(name);
    let name: HeaderName = name.parse().map_err(|_| format!("{shown} is not the name of a header"))?;
    if OURS.contains(&name.as_str()) {
        return Err(format!("the header {shown} is the client's own and can't be set"));
    }
    match HeaderValue::from_str(value) {
        Ok(carried) if value.is_ascii() => Ok((name, carried)),
        _ => Err(format!("the value of the header {shown} has characters that no header can carry")),
    }
}

impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The names alone.
        f.debug_list().entries(self.map.keys()).finish()
    }
}
