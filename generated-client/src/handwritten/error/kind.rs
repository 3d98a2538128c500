//! The kinds of errors, and the sentence that each one is.

use std::fmt;
use std::time::Duration;

use super::body::BadBody;
use crate::handwritten::credential::CredentialError;
use crate::handwritten::protocol::{Nature, RequestError};
use crate::handwritten::transport::TransportError;
use crate::handwritten::wire::ReadError;

/// What went wrong, by the part where it did; [`Error`](crate::Error) has an accessor for the error of each part.
///
/// ```no_run
/// # fn handle(error: qcloud_client::Error) {
/// use qcloud_client::ErrorKind;
///
/// match error.kind() {
///     ErrorKind::Failure => eprintln!("the server says {:?}", error.code_text()),
///     ErrorKind::Transport => eprintln!("on the way: {:?}", error.transport_error()),
///     ErrorKind::Credential => eprintln!("no keys: {:?}", error.credential_error()),
///     _ => eprintln!("{error}"),
/// }
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client or the call is set up in a way that can't work. Nothing was sent.
    Setup,
    /// There is no credential to sign with: see [`credential_error`](crate::Error::credential_error).
    Credential,
    /// The request can't be signed or sent as it is: see [`request_error`](crate::Error::request_error).
    Request,
    /// The way to the server or back: see [`transport_error`](crate::Error::transport_error).
    Transport,
    /// The time for the whole call is over.
    CallTimeout,
    /// The time for all pages of a list is over.
    ListTimeout,
    /// What was waited for has failed: see [`last_result`](crate::Error::last_result).
    WaitFailed,
    /// What was waited for was not over in time: see [`last_result`](crate::Error::last_result).
    WaitTimeout,
    /// The client's own rate limit would hold the call back until its time is over.
    RateLimit,
    /// The server answered with a failure of its own: see [`code_text`](crate::Error::code_text).
    Failure,
    /// Something answered that is not the API, or not in its form.
    Body,
    /// The server reports success, but the result, or an event of it, can't be read: see [`read_error`](crate::Error::read_error).
    Unreadable,
    /// The pages of a list don't come to an end, or not to the one that the server tells of.
    Pages,
}

impl ErrorKind {
    /// Whether an attempt was made that ended so.
    pub(crate) fn is_of_attempt(self) -> bool {
        matches!(self, Self::Transport | Self::Failure | Self::Body | Self::Unreadable)
    }

    /// One word that stays as it is, for logs and metrics: such as `failure` or `call_timeout`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Setup => "setup",
            Self::Credential => "credential",
            Self::Request => "request",
            Self::Transport => "transport",
            Self::CallTimeout => "call_timeout",
            Self::ListTimeout => "list_timeout",
            Self::WaitFailed => "wait_failed",
            Self::WaitTimeout => "wait_timeout",
            Self::RateLimit => "rate_limit",
            Self::Failure => "failure",
            Self::Body => "body",
            Self::Unreadable => "unreadable",
            Self::Pages => "pages",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What went wrong, with the error of the storey where it did.
#[derive(Clone, Debug)]
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
    /// The client's own rate limit would hold the call back for longer than it may take.
    RateLimit { wait: Duration, timeout: Duration },
    /// The server said no.
    Refused(Box<Refusal>),
    /// Something answered that is not the API.
    BadBody(BadBody),
    /// The server answered that it did what was asked, but the result can't be read.
    Unreadable(ReadError),
    /// The event of this number can't be read.
    UnreadableEvent(u64, ReadError),
    /// The server's pages don't come to an end.
    Pages(String),
    /// The time for reading all pages of a list is over.
    ListTimeout(Duration),
    /// The task that was waited for has failed.
    WaitFailed(String),
    /// The task that was waited for was not over in time.
    WaitTimeout(String),
}

/// An envelope with an error code.
#[derive(Clone)]
pub(crate) struct Refusal {
    pub(crate) code: Option<i64>,
    pub(crate) nature: Nature,
    /// Whether the server failed by itself, or did a part of what it was asked.
    pub(crate) is_internal: bool,
    /// As the server sent them; a text that shows a secret is none, and where there is none the number is.
    pub(crate) code_text: Option<String>,
    pub(crate) message: String,
    /// Whether the code in text looks like one: the server may quote the request here too.
    pub(crate) code_is_shown: bool,
    /// As it may be shown.
    pub(crate) shown_message: String,
    /// What the spec says about the code.
    pub(crate) meaning: Option<&'static str>,
}

impl Refusal {
    pub(crate) fn shown_code_text(&self) -> Option<&str> {
        self.code_text.as_deref().filter(|_| self.code_is_shown)
    }
}

impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Refusal")
            .field("code", &self.code)
            .field("code_text", &self.shown_code_text())
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
        match self.shown_code_text().filter(|desc| Some(*desc) != code.as_deref()) {
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
            Self::Setup(problem)
            | Self::Pages(problem)
            | Self::WaitFailed(problem)
            | Self::WaitTimeout(problem) => f.write_str(problem),
            Self::Credential(error) => error.fmt(f),
            Self::Request(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
            Self::CallTimeout(after) => write!(f, "the call was not through within {after:?}"),
            Self::ListTimeout(after) => write!(f, "the list was not through within {after:?}"),
            Self::RateLimit { wait, timeout } => write!(
                f,
                "the client's rate limit would hold the call back for {wait:?}, and it may take {timeout:?} in all"
            ),
            Self::Refused(refusal) => refusal.fmt(f),
            Self::BadBody(problem) => problem.fmt(f),
            Self::Unreadable(error) => write!(f, "the result can't be read: {error}"),
            Self::UnreadableEvent(number, error) => write!(f, "event {number} can't be read: {error}"),
        }
    }
}

impl Kind {
    /// The kind alone, for who acts on it.
    pub(crate) fn name(&self) -> ErrorKind {
        match self {
            Self::Setup(_) => ErrorKind::Setup,
            Self::Credential(_) => ErrorKind::Credential,
            Self::Request(_) => ErrorKind::Request,
            Self::Transport(_) => ErrorKind::Transport,
            Self::CallTimeout(_) => ErrorKind::CallTimeout,
            Self::ListTimeout(_) => ErrorKind::ListTimeout,
            Self::WaitFailed(_) => ErrorKind::WaitFailed,
            Self::WaitTimeout(_) => ErrorKind::WaitTimeout,
            Self::RateLimit { .. } => ErrorKind::RateLimit,
            Self::Refused(_) => ErrorKind::Failure,
            Self::BadBody(_) => ErrorKind::Body,
            Self::Unreadable(_) | Self::UnreadableEvent(..) => ErrorKind::Unreadable,
            Self::Pages(_) => ErrorKind::Pages,
        }
    }

    /// Whether the server said that there were too many calls.
    pub(crate) fn is_throttled(&self) -> bool {
        matches!(self, Self::Refused(refusal) if refusal.nature == Nature::Throttled)
    }

    /// What is behind the sentence above. An error that is itself in the sentence is not repeated, only its cause.
    pub(crate) fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Credential(error) => std::error::Error::source(error),
            Self::Transport(error) => std::error::Error::source(error),
            Self::Unreadable(error) | Self::UnreadableEvent(_, error) => std::error::Error::source(error),
            Self::Setup(_)
            | Self::Request(_)
            | Self::CallTimeout(_)
            | Self::ListTimeout(_)
            | Self::WaitFailed(_)
            | Self::WaitTimeout(_)
            | Self::RateLimit { .. }
            | Self::Refused(_)
            | Self::BadBody(_)
            | Self::Pages(_) => None,
        }
    }
}
