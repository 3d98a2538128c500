//! The one error of a call, and what can be asked of it.

mod body;
mod kind;
mod make;
mod predicates;
mod redact;
mod story;
#[cfg(test)]
mod tests;
mod text;
#[cfg(test)]
mod truth;

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

pub(crate) use self::body::BadBody;
pub use self::kind::ErrorKind;
pub(crate) use self::kind::{Kind, Refusal};
pub(crate) use self::story::{Stop, Story};
pub(crate) use self::text::Redactor;
use crate::handwritten::action::Action;
use crate::handwritten::credential::CredentialError;
use crate::handwritten::protocol::RequestError;
use crate::handwritten::transport::TransportError;
use crate::handwritten::wire::{Blank, OpenEnum, ReadError, is_code, put_code};

/// Why a call did not give its result.
///
/// Printed, it tells the story in one line: the Action, what went wrong, the host and the region, the HTTP status, the attempts
/// made, and whether the request may have reached the server. It never shows secrets, signatures or anything else of the
/// request. It is cheap to clone.
///
/// What to do next usually follows from one of these:
///
/// - [`is_not_found`](Self::is_not_found), [`is_limit`](Self::is_limit), [`is_auth`](Self::is_auth): trying again doesn't help.
/// - [`is_throttled`](Self::is_throttled): too many calls. Try again later, and more slowly.
/// - [`is_retryable`](Self::is_retryable): the cause passes by itself. Whether the call may be repeated is another question:
/// - [`was_not_carried_out`](Self::was_not_carried_out): nothing was done. Where this is `false` the call may have been carried
///   out all the same: look before repeating it.
/// - [`code_as`](Self::code_as), [`code_text`](Self::code_text): the server's own reason; [`kind`](Self::kind) says where it went
///   wrong.
///
/// ```no_run
/// # fn handle(error: qcloud_client::Error) {
/// use qcloud_client::Tc3ErrorCode;
///
/// match error.code_as() {
///     // And its kinds, such as `ResourceNotFound.Certificate`.
///     Some(Tc3ErrorCode::ResourceNotFound) => println!("there is no such thing"),
///     Some(Tc3ErrorCode::ResourceInUse) => println!("something else needs it"),
///     _ if error.is_retryable() => eprintln!("later: {error}"),
///     _ => eprintln!("{error}"),
/// }
/// # }
/// ```
///
/// Tests make errors of their own with [`failure`](Self::failure), or from the error of a part:
///
/// ```
/// use qcloud_client::Error;
/// use qcloud_client::transport::{TransportError, TransportErrorKind};
///
/// let gone = Error::failure("ResourceNotFound.Certificate", "there is none").with_action("DescribeCertificate");
/// assert!(gone.is_not_found() && !gone.is_retryable());
/// let cut = Error::from(TransportError::new(TransportErrorKind::Cut));
/// assert!(cut.is_retryable() && !cut.was_not_carried_out());
/// ```
#[derive(Clone)]
pub struct Error(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    kind: Kind,
    story: Story,
    response: Option<Answer>,
    /// The result that came last, of a wait.
    last: Option<Last>,
}

/// The result of an Action, whatever its type.
#[derive(Clone)]
pub(crate) struct Last(Arc<dyn Any + Send + Sync>);

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

impl Answer {
    /// A response as it came.
    pub(crate) fn new(status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        Self { status, headers, body, is_empty: false, request_id: None, excerpt: None }
    }
}

impl Error {
    /// What went wrong, by the part where it did.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind.name()
    }

    /// The error of the way there or back, if that is what failed.
    #[must_use]
    pub fn transport_error(&self) -> Option<&TransportError> {
        match &self.0.kind {
            Kind::Transport(error) => Some(error),
            _ => None,
        }
    }

    /// Why there was no credential, if that is what failed.
    #[must_use]
    pub fn credential_error(&self) -> Option<&CredentialError> {
        match &self.0.kind {
            Kind::Credential(error) => Some(error),
            _ => None,
        }
    }

    /// Why the request can't be signed and sent, if that is what failed.
    #[must_use]
    pub fn request_error(&self) -> Option<&RequestError> {
        match &self.0.kind {
            Kind::Request(error) => Some(error),
            _ => None,
        }
    }

    /// Why the result can't be read, and at which place in the body, if that is what failed.
    #[must_use]
    pub fn read_error(&self) -> Option<&ReadError> {
        match &self.0.kind {
            Kind::Unreadable(error) | Kind::UnreadableEvent(_, error) => Some(error),
            _ => None,
        }
    }

    /// The Action that was called.
    #[must_use]
    pub fn action(&self) -> Option<&str> {
        self.0.story.action.as_deref()
    }

    /// The host that the call went to, or would have gone to: the client's endpoint where it has one.
    #[must_use]
    pub fn host(&self) -> Option<&str> {
        self.0.story.host.as_deref()
    }

    /// The region that the call was for, if any.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        self.0.story.region.as_deref()
    }

    /// The server's numeric error code, such as `4400`, which [`V2ErrorCode`](crate::V2ErrorCode) has names for. API 3.0 has
    /// none: see [`code_text`](Self::code_text), which both protocols have.
    #[must_use]
    pub fn code(&self) -> Option<i64> {
        self.refusal()?.code
    }

    /// The server's error code as text, in either protocol: such as `ResourceNotFound.Instance` in API 3.0; the symbolic code
    /// (`codeDesc`), such as `InvalidVpc.NotFound`, in the legacy API, and where that has none the number, as `5000`. None when
    /// no failure of the server is what went wrong, or it came without a code. A text that shows a secret of the request is
    /// left out.
    #[must_use]
    pub fn code_text(&self) -> Option<&str> {
        self.refusal()?.code_text.as_deref()
    }

    /// The server's error code as a value of an enum of codes: [`Tc3ErrorCode`](crate::Tc3ErrorCode),
    /// [`V2ErrorCode`](crate::V2ErrorCode), or that of a service or an Action.
    ///
    /// A code that the enum does not have is what stands before its last dot, if the enum has that: `ResourceNotFound.Instance`
    /// is a `ResourceNotFound`. Otherwise it is an unknown value. None when there is no code.
    ///
    /// ```
    /// use qcloud_client::{Error, Tc3ErrorCode, V2ErrorCode};
    ///
    /// let error = Error::failure("ResourceNotFound.Instance", "");
    /// assert_eq!(error.code_as(), Some(Tc3ErrorCode::ResourceNotFound));
    /// assert_eq!(error.code_text(), Some("ResourceNotFound.Instance"));
    /// assert_eq!(Error::failure("5000", "").code_as(), Some(V2ErrorCode::ResourceNotFound));
    /// ```
    #[must_use]
    pub fn code_as<E: OpenEnum + Blank>(&self) -> Option<E> {
        let refusal = self.refusal()?;
        let mut value = E::blank();
        put_code(&mut value, refusal.code_text.as_deref(), refusal.code).then_some(value)
    }

    /// Whether the server's error code is this one, or one of its kinds: `ResourceNotFound.Instance` is a `ResourceNotFound` too,
    /// also where the enum has a value for each.
    ///
    /// ```
    /// use qcloud_client::{Error, Tc3ErrorCode, V2ErrorCode};
    ///
    /// let error = Error::failure("FailedOperation.NoInstance", "");
    /// assert!(error.is(Tc3ErrorCode::FailedOperation) && !error.is(Tc3ErrorCode::InternalError));
    /// assert!(Error::failure("5000", "").is(V2ErrorCode::ResourceNotFound));
    /// ```
    #[must_use]
    #[allow(clippy::needless_pass_by_value, reason = "a code is mostly written where it is asked for")]
    pub fn is(&self, code: impl OpenEnum) -> bool {
        self.refusal().is_some_and(|refusal| is_code(&code, refusal.code_text.as_deref(), refusal.code))
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
        of_answer.or(self.0.story.status).or_else(|| self.transport_error()?.status())
    }

    /// The headers of the response.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.response.as_ref().map(|answer| &answer.headers)
    }

    /// The body of the response as it came, or the data of the event of a stream that is at fault. It may hold whatever the server sends, secrets too.
    #[must_use]
    pub fn raw_body(&self) -> Option<&[u8]> {
        self.0.response.as_ref().map(|answer| answer.body.as_ref())
    }

    /// The beginning of the body in one line of at most 500 characters, to be printed: secrets of the request are taken out.
    #[must_use]
    pub fn body_excerpt(&self) -> Option<&str> {
        self.0.response.as_ref()?.excerpt.as_deref()
    }

    /// The result that came last, of a wait for a task ([`Call::until`](crate::Call::until)) that has failed or was not over in
    /// time. None of another error, and of a result of another type.
    #[must_use]
    pub fn last_result<R: 'static>(&self) -> Option<&R> {
        self.0.last.as_ref()?.0.downcast_ref()
    }

    /// How often the request was tried; 0 if it came to no attempt.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.story.attempts
    }

    /// How many events had come when a stream of them ended so; none of what went wrong before, or is no stream.
    #[must_use]
    pub fn events(&self) -> Option<u64> {
        self.0.story.events
    }

    /// The token by which the server knows the request again, where its Action takes one: what the program has set, or else the
    /// client. A request with the same one and the same parameters does nothing twice.
    ///
    /// ```no_run
    /// # use qcloud_client::Error;
    /// # fn retry(error: &Error) -> Option<String> {
    /// // To be set on the request that is sent the next time.
    /// let token = error.idempotency_token().filter(|_| !error.was_not_carried_out());
    /// # token.map(str::to_owned)
    /// # }
    /// ```
    #[must_use]
    pub fn idempotency_token(&self) -> Option<&str> {
        self.0.story.idempotency_token.as_deref()
    }

    /// The request that tells whether the call was carried out, ready to be sent: of a call that is not repeated and may have been
    /// carried out, where the spec names an Action that tells. The docs of its request say which; it is none for another.
    #[must_use]
    pub fn verification<A: Action>(&self) -> Option<A> {
        self.0.story.verification.as_ref()?.1.downcast_ref().cloned()
    }

    /// How long the server asked to wait before the next call.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.story.retry_after
    }

    fn refusal(&self) -> Option<&Refusal> {
        match &self.0.kind {
            Kind::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }

    /// The code in text, as it may be shown.
    pub(crate) fn shown_code_text(&self) -> Option<&str> {
        self.refusal()?.shown_code_text()
    }
}
