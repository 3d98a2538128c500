//! The kinds of errors, and the sentence that each one is.

use std::fmt;
use std::time::Duration;

use super::body::BadBody;
use crate::handwritten::credential::CredentialError;
use crate::handwritten::protocol::{Nature, RequestError};
use crate::handwritten::transport::TransportError;

/// What went wrong, with the error of the storey where it did.
#[derive(Debug)]
pub(crate) enum Kind {
    /// The client was set up in a way that can't work.
    Setup(String),
    /// There is no credential to sign with.
    Credential(CredentialError),
    /// The request can't be signed or sent as it is.
    Request(RequestError),
    /// The way to the server or back.
    Transport(TransportError),
    /// The time for the whole call is over.
    CallTimeout(Duration),
    /// The server said no.
    Refused(Box<Refusal>),
    /// Something answered that is not the API.
    BadBody(BadBody),
    /// The server answered that it did what was asked, but the result can't be read.
    Unreadable(Box<dyn std::error::Error + Send + Sync>),
    /// The server's pages don't come to an end.
    Pages(String),
}

/// An envelope with an error code.
pub(crate) struct Refusal {
    pub(crate) code: Option<i64>,
    pub(crate) nature: Nature,
    /// As the server sent them; a code that shows a secret is none.
    pub(crate) code_desc: Option<String>,
    pub(crate) message: String,
    /// Whether the code in text looks like one: the server may quote the request here too.
    pub(crate) code_is_shown: bool,
    /// As it may be shown.
    pub(crate) shown_message: String,
    /// What the spec says about the code.
    pub(crate) meaning: Option<&'static str>,
}

impl Refusal {
    pub(crate) fn shown_code_desc(&self) -> Option<&str> {
        self.code_desc.as_deref().filter(|_| self.code_is_shown)
    }
}

impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Refusal")
            .field("code", &self.code)
            .field("code_desc", &self.shown_code_desc())
            .field("message", &self.shown_message)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the server answered")?;
        let code = self.code.map(|code| code.to_string());
        if let Some(code) = &code {
            write!(f, " {code}")?;
        }
        // Often the code once more, or its number in a text.
        match self.shown_code_desc().filter(|desc| Some(*desc) != code.as_deref()) {
            Some(desc) => write!(f, " {desc}")?,
            None if code.is_none() => f.write_str(" with an error that has no code")?,
            None => {}
        }
        if let Some(meaning) = self.meaning {
            write!(f, " ({})", meaning.trim_end_matches('.'))?;
        }
        if !self.shown_message.is_empty() {
            write!(f, ": {}", self.shown_message)?;
        }
        Ok(())
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Setup(problem) | Self::Pages(problem) => f.write_str(problem),
            Self::Credential(error) => error.fmt(f),
            Self::Request(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
            Self::CallTimeout(after) => write!(f, "the call was not through within {after:?}"),
            Self::Refused(refusal) => refusal.fmt(f),
            Self::BadBody(problem) => problem.fmt(f),
            Self::Unreadable(error) => write!(f, "the result can't be read: {error}"),
        }
    }
}

impl Kind {
    /// Whether the server said that there were too many calls.
    pub(crate) fn is_throttled(&self) -> bool {
        matches!(self, Self::Refused(refusal) if refusal.nature == Nature::Throttled)
    }

    /// What is behind the sentence above. An error that is itself in the sentence is not repeated, only its cause.
    pub(crate) fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Credential(error) => std::error::Error::source(error),
            Self::Transport(error) => std::error::Error::source(error),
            Self::Unreadable(error) => error.source(),
            Self::Setup(_)
            | Self::Request(_)
            | Self::CallTimeout(_)
            | Self::Refused(_)
            | Self::BadBody(_)
            | Self::Pages(_) => None,
        }
    }
}
