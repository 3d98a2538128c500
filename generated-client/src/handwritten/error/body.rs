//! What is wrong with a body that should have been an envelope.

use std::fmt;

use http::HeaderMap;
use http::header::LOCATION;
use serde_core::de::IgnoredAny;
use serde_json::error::Category;

use super::text::{Redactor, one_line};
use crate::handwritten::types::name::is_host;
use crate::handwritten::wire::ReadError;

/// Longest title of a page in an error, in characters.
const LONGEST_TITLE: usize = 80;

/// Why a response's body is not an answer of the API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum BadBody {
    /// There is nothing in it.
    Empty,
    /// A page, of a gateway in front of the API.
    Html {
        /// As it may be shown.
        title: Option<String>,
    },
    /// The status is one of those that lead elsewhere, which the client never follows.
    Redirect {
        /// The host, where one is named that may be shown.
        host: Option<String>,
    },
    /// Not text, from that byte on.
    NotUtf8 { offset: usize },
    /// JSON that ends in the middle.
    Truncated,
    /// Something else than JSON.
    NotJson { line: usize, column: usize },
    /// JSON that is nested more deeply than anybody means.
    TooDeep { line: usize, column: usize },
    /// JSON, but without what says how the call went.
    NoEnvelope(&'static str),
    /// JSON that tells of no failure, under a status that does.
    NoFailure,
    /// Events, one after the other, in place of JSON.
    EventStream,
    /// JSON in place of events.
    NoEventStream,
    /// An event of a stream that has more bytes than it may.
    EventTooLarge { number: u64, limit: usize },
}

impl BadBody {
    /// What is wrong with the body, if it is something that shows without knowing the protocol.
    pub(crate) fn find(body: &[u8]) -> Option<Self> {
        let text = match std::str::from_utf8(body) {
            Ok(text) => text.trim_start_matches('\u{feff}'),
            // Cut in the middle of a character: the rest is missing, not wrong.
            Err(error) if error.error_len().is_none() => return Some(Self::Truncated),
            Err(error) => return Some(Self::NotUtf8 { offset: error.valid_up_to() }),
        };
        if text.trim_ascii().is_empty() {
            return Some(Self::Empty);
        }
        if text.trim_ascii().starts_with('<') {
            return Some(Self::Html { title: title(text) });
        }
        let error = serde_json::from_str::<IgnoredAny>(text).err()?;
        Some(match error.classify() {
            Category::Eof => Self::Truncated,
            Category::Syntax | Category::Io | Category::Data => {
                Self::NotJson { line: error.line(), column: error.column() }
            }
        })
    }
}

impl BadBody {
    /// What is wrong with a body that a quick look finds nothing wrong with.
    pub(crate) fn of_syntax(error: &ReadError) -> Self {
        let (line, column) = (error.line(), error.column());
        if error.message().starts_with("recursion limit") {
            Self::TooDeep { line, column }
        } else {
            Self::NotJson { line, column }
        }
    }

    /// The same as it may be shown: a gateway may quote the request in its title.
    pub(crate) fn presented(self, redactor: &Redactor<'_>) -> Self {
        match self {
            Self::Html { title: Some(title) } => {
                Self::Html { title: Some(one_line(&redactor.text(&title), LONGEST_TITLE)) }
            }
            other => other,
        }
    }
}

impl BadBody {
    /// Of a response that leads elsewhere. The rest of the address may quote the request.
    pub(crate) fn redirect(headers: &HeaderMap, redactor: &Redactor<'_>) -> Self {
        let host = || {
            let address: http::Uri = headers.get(LOCATION)?.to_str().ok()?.parse().ok()?;
            address.host().map(str::to_owned)
        };
        Self::Redirect { host: host().filter(|host| is_host(host) && !redactor.finds(host)) }
    }
}

impl fmt::Display for BadBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the response is empty"),
            Self::Html { title: Some(title) } => {
                write!(
                    f,
                    "the response is an HTML page, \"{title}\", as a gateway in front of the API gives it"
                )
            }
            Self::Html { title: None } => {
                f.write_str("the response is an HTML page, as a gateway in front of the API gives it")
            }
            Self::Redirect { host: Some(host) } => {
                write!(f, "the server redirects to `{host}`, which is not followed")
            }
            Self::Redirect { host: None } => {
                f.write_str("the server redirects elsewhere, which is not followed")
            }
            Self::NotUtf8 { offset } => write!(f, "the response is not UTF-8 from byte {offset} on"),
            Self::Truncated => f.write_str("the response is JSON that ends in the middle"),
            Self::NotJson { line, column } => {
                write!(f, "the response is not JSON from line {line}, column {column} on")
            }
            Self::TooDeep { line, column } => {
                write!(f, "the response is JSON nested too deeply, at line {line}, column {column}")
            }
            Self::NoFailure => {
                f.write_str("the HTTP status says that the call failed, and the body does not say why")
            }
            Self::EventStream => f.write_str(
                "the response is a stream of events (text/event-stream), which `.events()` on the call reads",
            ),
            Self::NoEventStream => f.write_str(
                "the response is a plain result and no stream of events, which `result()` behind the last event has",
            ),
            Self::EventTooLarge { number, limit } => {
                write!(f, "event {number} is larger than {limit} bytes, which `max_response_bytes` sets")
            }
            Self::NoEnvelope(mark) => write!(f, "the response is JSON without {mark}"),
        }
    }
}

fn title(html: &str) -> Option<String> {
    // ASCII lower case keeps every byte where it is.
    let lower = html.to_ascii_lowercase();
    let start = lower.find("<title>")? + "<title>".len();
    let end = start + lower[start..].find("</title>")?;
    Some(one_line(&html[start..end], usize::MAX)).filter(|title| !title.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_bad_body_is_told_from_the_others() {
        for (body, expected) in [
            ("", BadBody::Empty),
            (" \r\n", BadBody::Empty),
            (
                "<html><head><TITLE>\n502 Bad Gateway</TITLE></head></html>",
                BadBody::Html { title: Some("502 Bad Gateway".to_owned()) },
            ),
            ("\u{feff} <!DOCTYPE html><p>sorry", BadBody::Html { title: None }),
            ("{\"code\": 0, \"data\": {\"totalNum\"", BadBody::Truncated),
            ("{\"code\": 0,\n oops", BadBody::NotJson { line: 2, column: 2 }),
            ("\r\n\n {\"code\" 0}", BadBody::NotJson { line: 3, column: 10 }),
            ("upstream connect error", BadBody::NotJson { line: 1, column: 1 }),
        ] {
            assert_eq!(BadBody::find(body.as_bytes()), Some(expected), "{body}");
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_told_from_text_that_is_cut() {
        assert_eq!(BadBody::find(b"{\"code\": \"\xff\"}"), Some(BadBody::NotUtf8 { offset: 10 }));
        assert_eq!(BadBody::find(&"{\"message\": \"证".as_bytes()[..14]), Some(BadBody::Truncated));
    }

    #[test]
    fn json_is_not_bad() {
        for json in [r#"{"code": 0}"#, r#"{"Response": {}}"#, "[]", "\"code\""] {
            assert_eq!(BadBody::find(json.as_bytes()), None, "{json}");
        }
    }
}
