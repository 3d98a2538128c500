//! The one error of a call, and what can be asked of it.

mod body;
mod kind;
mod redact;
#[cfg(test)]
mod tests;
mod text;

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

pub(crate) use self::body::BadBody;
pub(crate) use self::kind::{Kind, Refusal};
pub(crate) use self::text::Redactor;
use crate::handwritten::protocol::Nature;
use crate::handwritten::transport::{Delivery, TransportError};

/// Why a call did not give its result.
///
/// Printed, it tells the story in one line: the Action, what went wrong, the HTTP status, the attempts made, and whether
/// the request may have reached the server. It never shows secrets, signatures or anything else of the request.
///
/// What to do next usually follows from one of these:
///
/// - [`is_auth`](Self::is_auth): the credential is wrong, or may not do this. Trying again doesn't help.
/// - [`is_throttled`](Self::is_throttled): too many calls. Try again later, and more slowly.
/// - [`may_have_been_sent`](Self::may_have_been_sent): the call may have been carried out all the same. Look before
///   repeating it.
/// - [`code`](Self::code): the server's own reason.
///
/// ```no_run
/// # fn handle(error: qcloud_client::Error) {
/// if error.is_throttled() {
///     eprintln!("later: {error}");
/// } else if error.code() == Some(5000) {
///     eprintln!("there is no such thing");
/// }
/// # }
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: Kind,
    action: Option<String>,
    attempts: u32,
    /// The furthest that any of the attempts came.
    delivery: Delivery,
    stop: Option<Stop>,
    retry_after: Option<Duration>,
    status: Option<StatusCode>,
    response: Option<Answer>,
}

/// What came back, as it came.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// Whether it is a failure that means an empty list.
    pub(crate) is_empty: bool,
    /// Only of a failure: what of it may be shown.
    pub(crate) request_id: Option<String>,
    pub(crate) excerpt: Option<String>,
}

/// What the client knows of a call that failed, beside why.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Story<'a> {
    pub(crate) action: &'a str,
    pub(crate) attempts: u32,
    pub(crate) delivery: Delivery,
    /// Why it was not tried again.
    pub(crate) stop: Option<Stop>,
    pub(crate) retry_after: Option<Duration>,
    /// That of a response which began and was given up.
    pub(crate) status: Option<StatusCode>,
}

/// Why a call is not repeated (any more).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// It would fail again.
    Permanent,
    /// It may have been done, and doing it twice is not the same as once.
    NotIdempotent,
    /// That many attempts are allowed and were made.
    Attempts(u32),
    /// The server asks to wait longer than the policy allows.
    RetryAfter(Duration),
    /// The client's retry tokens have run out.
    Tokens,
    /// The time for the call would be over before the next attempt.
    Deadline,
}

impl Error {
    /// An error outside any call.
    pub(crate) fn new(kind: Kind) -> Self {
        Self(Box::new(Inner {
            kind,
            action: None,
            attempts: 0,
            delivery: Delivery::NotSent,
            stop: None,
            retry_after: None,
            status: None,
            response: None,
        }))
    }

    /// The same as the end of a call.
    pub(crate) fn with_story(mut self, story: Story<'_>) -> Self {
        self.0.action = Some(story.action.to_owned());
        self.0.attempts = story.attempts;
        self.0.delivery = story.delivery;
        self.0.stop = story.stop;
        self.0.retry_after = story.retry_after;
        self.0.status = story.status;
        self
    }

    /// The same with what the server answered.
    pub(crate) fn with_answer(mut self, answer: Answer) -> Self {
        self.0.response = Some(answer);
        self
    }

    /// The Action that was called.
    #[must_use]
    pub fn action(&self) -> Option<&str> {
        self.0.action.as_deref()
    }

    /// The server's numeric error code, such as `4400`, which [`CommonErrorCode`](crate::CommonErrorCode) has names for. API
    /// 3.0 has none: see [`code_desc`](Self::code_desc).
    #[must_use]
    pub fn code(&self) -> Option<i64> {
        self.refusal()?.code
    }

    /// The server's error code in text: such as `AuthFailure.SignatureExpire` in API 3.0, which
    /// [`ApiErrorCode`](crate::ApiErrorCode) has names for; the symbolic code (`codeDesc`) in the legacy API, such as
    /// `InvalidVpc.NotFound`. Actions with codes of their own have enums for them. One that shows a secret of the request is none.
    ///
    /// ```no_run
    /// # fn handle(error: qcloud_client::Error) {
    /// use qcloud_client::ApiErrorCode;
    ///
    /// match error.code_desc().map(ApiErrorCode::from) {
    ///     Some(ApiErrorCode::ResourceNotFound) => println!("there is no such thing"),
    ///     _ => eprintln!("{error}"),
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn code_desc(&self) -> Option<&str> {
        self.refusal()?.code_desc.as_deref()
    }

    /// The server's message, whole. It may quote the request; printing the error shows it cut and redacted.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.refusal().map(|refusal| refusal.message.as_str())
    }

    /// What the code means in general.
    #[must_use]
    pub fn meaning(&self) -> Option<&'static str> {
        self.refusal()?.meaning
    }

    /// The server's id of the request, where it gives one; for the vendor's support. One that is longer than 64 characters, has
    /// others than letters, digits and `.`, `_`, `-`, or shows a secret of the request is none.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.response.as_ref()?.request_id.as_deref()
    }

    /// The HTTP status, if a response came or began to come. The API answers 200 on failure too.
    #[must_use]
    pub fn http_status(&self) -> Option<StatusCode> {
        let of_answer = self.0.response.as_ref().map(|answer| answer.status);
        of_answer.or(self.0.status).or_else(|| self.transport()?.status())
    }

    /// The headers of the response.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.response.as_ref().map(|answer| &answer.headers)
    }

    /// The body of the response as it came. It may hold whatever the server sends, secrets too.
    #[must_use]
    pub fn raw_body(&self) -> Option<&[u8]> {
        self.0.response.as_ref().map(|answer| answer.body.as_ref())
    }

    /// The beginning of the body in one line of at most 500 characters, to be printed: secrets of the request are taken out.
    #[must_use]
    pub fn body_excerpt(&self) -> Option<&str> {
        self.0.response.as_ref()?.excerpt.as_deref()
    }

    /// How often the request was tried; 0 if it came to no attempt.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// How long the server asked to wait before the next call.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Whether the server did not accept the credential, or does not allow it to do this (codes 4100 to 4110 and 4300; in API
    /// 3.0 `AuthFailure`, `UnauthorizedOperation` and what begins so with a dot; HTTP status 401 or 403 where the body has no
    /// code).
    #[must_use]
    pub fn is_auth(&self) -> bool {
        match self.refusal() {
            Some(refusal) => refusal.nature == Nature::Auth,
            None => matches!(self.http_status(), Some(StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)),
        }
    }

    /// Whether it was too many calls: code 4400, HTTP status 429, and codes in text with `RequestLimitExceeded`,
    /// `RateLimitExceeded` or `Throttl` in the family or behind a dot, `LimitExceeded.Freq...`, and those of which the spec
    /// says so.
    #[must_use]
    pub fn is_throttled(&self) -> bool {
        self.0.kind.is_throttled() || self.http_status() == Some(StatusCode::TOO_MANY_REQUESTS)
    }

    /// Whether a time limit ran out: for connecting, for an attempt, or for the call.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self.0.kind, Kind::CallTimeout(_))
            || self.transport().is_some_and(TransportError::is_timeout)
    }

    /// Whether there was no connection to the server, or it was lost.
    #[must_use]
    pub fn is_transport(&self) -> bool {
        self.transport().is_some()
    }

    /// Whether there was no credential to sign with.
    #[must_use]
    pub fn is_credential(&self) -> bool {
        matches!(self.0.kind, Kind::Credential(_))
    }

    /// Whether what was given to the client can't be sent: a mistake of the program, found before sending.
    #[must_use]
    pub fn is_invalid_request(&self) -> bool {
        matches!(self.0.kind, Kind::Request(_) | Kind::Setup(_))
    }

    /// Whether a response came that can't be understood: not an envelope, or a result that is not as the spec says.
    #[must_use]
    pub fn is_unreadable(&self) -> bool {
        matches!(self.0.kind, Kind::BadBody(_) | Kind::Unreadable(_))
    }

    /// Whether any of the attempts may have reached the server, which then may have done what it was asked to do. `false`
    /// is certain: nothing has happened.
    #[must_use]
    pub fn may_have_been_sent(&self) -> bool {
        self.0.delivery != Delivery::NotSent
    }

    fn refusal(&self) -> Option<&Refusal> {
        match &self.0.kind {
            Kind::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }

    /// The code in text, as it may be shown.
    #[cfg(feature = "tracing")]
    pub(crate) fn shown_code_desc(&self) -> Option<&str> {
        self.refusal()?.shown_code_desc()
    }

    fn transport(&self) -> Option<&TransportError> {
        match &self.0.kind {
            Kind::Transport(error) => Some(error),
            _ => None,
        }
    }

    /// The facts behind the sentence, in brackets.
    fn facts(&self) -> Vec<String> {
        let inner = &*self.0;
        let mut facts = Vec::new();
        facts.extend(self.http_status().map(|status| format!("HTTP {}", status.as_u16())));
        facts.extend(self.request_id().map(|id| format!("request id {id}")));
        match inner.attempts {
            0 => {}
            1 => facts.push("1 attempt".to_owned()),
            n => facts.push(format!("{n} attempts")),
        }
        facts.extend(inner.action.as_ref().map(|_| {
            match inner.delivery {
                Delivery::NotSent => "not sent",
                Delivery::Unknown => "may have been sent",
                Delivery::Answered => "sent",
            }
            .to_owned()
        }));
        match inner.stop {
            Some(Stop::NotIdempotent) => {
                facts.push("not repeated, as the Action is not idempotent".to_owned());
            }
            Some(Stop::Tokens) => facts.push("not repeated, as too many calls fail".to_owned()),
            Some(Stop::Deadline) => facts.push("no time left for another attempt".to_owned()),
            Some(Stop::RetryAfter(asked)) if asked == Duration::MAX => {
                facts.push("the server asks to stay away".to_owned());
            }
            Some(Stop::RetryAfter(asked)) => {
                facts.push(format!("the server asks to wait {} s", asked.as_secs()));
            }
            Some(Stop::Permanent | Stop::Attempts(_)) | None => {}
        }
        facts
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(action) = self.action() {
            // Without a spec it is what the program gave, and the story is one line.
            write!(f, "{} failed: ", action.escape_debug())?;
        }
        self.0.kind.fmt(f)?;
        let facts = self.facts();
        if facts.is_empty() { Ok(()) } else { write!(f, " [{}]", facts.join(", ")) }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not derived: the headers and the body hold what the server sent, which is for who asks for it.
        f.debug_struct("Error")
            .field("action", &self.0.action)
            .field("kind", &self.0.kind)
            .field("http_status", &self.http_status())
            .field("request_id", &self.request_id())
            .field("body_length", &self.raw_body().map(<[u8]>::len))
            .field("attempts", &self.0.attempts)
            .field("delivery", &self.0.delivery)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.kind.source()
    }
}
