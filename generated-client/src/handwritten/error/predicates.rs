//! What a program acts on: questions about an error that are answered with yes or no.

use http::StatusCode;

use super::kind::Kind;
use super::story::Stop;
use super::{Error, ErrorKind};
use crate::handwritten::protocol::{Nature, Reason};
use crate::handwritten::transport::{Delivery, TransportError};

impl Error {
    /// Whether the cause passes by itself, so that the same call may succeed later: the server was not reached, was overloaded,
    /// failed in a way that passes, or time ran out. The client has tried again by itself as often as its policy allows.
    ///
    /// It does not say that repeating is safe. That is so when the Action is idempotent, or the call
    /// [`was_not_carried_out`](Self::was_not_carried_out).
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        let would_fail_again = self.0.story.stop == Some(Stop::Permanent);
        match &self.0.kind {
            Kind::CallTimeout(_) | Kind::ListTimeout(_) | Kind::WaitTimeout(_) | Kind::RateLimit { .. } => {
                true
            }
            _ => self.0.story.reason != Reason::Permanent && !would_fail_again,
        }
    }

    /// Whether it is certain that the server did nothing of what it was asked: no attempt was sent, or each that was sent was
    /// turned away or refused with a code that says why. `false` where a server failed by itself (`InternalError` and its kinds,
    /// 6000, partial success 5400), where no answer came, and where one came that can't be read.
    #[must_use]
    pub fn was_not_carried_out(&self) -> bool {
        self.0.story.was_not_carried_out
    }

    /// Whether something that the request names does not exist: code 5000, and codes in text such as `ResourceNotFound` with
    /// its kinds, `InvalidVpc.NotFound` or `FailedOperation.CertificateNotExist`. That there is no such key or Action is not
    /// meant.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.nature() == Some(Nature::NotFound)
    }

    /// Whether the account would have more of something than it may: `LimitExceeded` with its kinds, and codes named so in other
    /// families, such as `FailedOperation.QuotaExceeded`. Too many calls are not meant: see
    /// [`is_throttled`](Self::is_throttled).
    #[must_use]
    pub fn is_limit(&self) -> bool {
        self.nature() == Some(Nature::Limit)
    }

    /// Whether the server did not accept the credential, or does not allow it to do this (codes 4100 to 4110 and 4300; in API
    /// 3.0 `AuthFailure`, `UnauthorizedOperation` and what begins so with a dot; HTTP status 401 or 403 where the body has no
    /// code).
    #[must_use]
    pub fn is_auth(&self) -> bool {
        match self.nature() {
            Some(nature) => nature == Nature::Auth,
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

    /// Whether a time limit ran out: for connecting, for an attempt, for the call, for all pages of a list, or
    /// for a task.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(
            self.0.kind,
            Kind::CallTimeout(_) | Kind::ListTimeout(_) | Kind::WaitTimeout(_) | Kind::RateLimit { .. }
        ) || self.transport_error().is_some_and(TransportError::is_timeout)
    }

    /// Whether there was no connection to the server, or it was lost.
    #[must_use]
    pub fn is_transport(&self) -> bool {
        self.kind() == ErrorKind::Transport
    }

    /// Whether there was no credential to sign with.
    #[must_use]
    pub fn is_credential(&self) -> bool {
        self.kind() == ErrorKind::Credential
    }

    /// Whether what was given to the client can't be sent: a mistake of the program, found before sending.
    #[must_use]
    pub fn is_invalid_request(&self) -> bool {
        matches!(self.kind(), ErrorKind::Request | ErrorKind::Setup)
    }

    /// Whether a response came that can't be understood: not an envelope, or a result that is not as the spec says.
    #[must_use]
    pub fn is_unreadable(&self) -> bool {
        matches!(self.kind(), ErrorKind::Body | ErrorKind::Unreadable)
    }

    /// Whether any of the attempts may have reached the server, which then may have done what it was asked to do. `false`
    /// is certain: nothing has happened.
    #[must_use]
    pub fn may_have_been_sent(&self) -> bool {
        self.0.story.delivery != Delivery::NotSent
    }

    fn nature(&self) -> Option<Nature> {
        self.refusal().map(|refusal| refusal.nature)
    }
}
