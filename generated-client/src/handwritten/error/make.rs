//! Errors made of their parts: by the client, and by tests of programs that use it.

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::text::Redactor;
use super::{Answer, Error, Inner, Kind, Last, Refusal, Stop, Story};
use crate::handwritten::action::Action;
use crate::handwritten::credential::CredentialError;
use crate::handwritten::protocol::{Classified, Failure, Reason, RequestError, classify};
use crate::handwritten::transport::{Delivery, TransportError};
use crate::handwritten::wire::ReadError;

impl Error {
    /// An error outside any call.
    pub(crate) fn new(kind: Kind) -> Self {
        Self(Arc::new(Inner { kind, story: Story::untold(), response: None, last: None }))
    }

    /// The same where it is the time for a whole list that was over in the middle of a call.
    pub(crate) fn of_list(mut self, limit: Duration) -> Self {
        let inner = self.inner();
        if matches!(inner.kind, Kind::CallTimeout(_)) {
            inner.kind = Kind::ListTimeout(limit);
        }
        self
    }

    /// Whether it is a wait for a task that ended so, and no call of it.
    pub(crate) fn is_of_wait(&self) -> bool {
        matches!(self.0.kind, Kind::WaitFailed(_) | Kind::WaitTimeout(_))
    }

    /// The same with the result that came last.
    pub(crate) fn with_last_result(mut self, last: Arc<dyn Any + Send + Sync>) -> Self {
        self.inner().last = Some(Last(last));
        self
    }

    /// The same as the end of a call.
    pub(crate) fn with_story(mut self, story: Story) -> Self {
        self.inner().story = story;
        self
    }

    /// The same with what the server answered.
    pub(crate) fn with_answer(mut self, answer: Answer) -> Self {
        self.inner().response = Some(answer);
        self
    }

    /// The same as what a call ends with, for this reason.
    pub(crate) fn stopped(mut self, stop: Stop, reason: Reason) -> Self {
        let story = &mut self.inner().story;
        (story.stop, story.reason) = (Some(stop), reason);
        self
    }

    fn inner(&mut self) -> &mut Inner {
        Arc::make_mut(&mut self.0)
    }

    /// The error of a call that the server answers with a failure: for tests of code that handles errors.
    ///
    /// The code is one in text, of API 3.0 or of the legacy API, or the number of one of the legacy API. All questions about the
    /// error are answered as if it had come from a server, with status 200, at the first attempt.
    ///
    /// ```
    /// use qcloud_client::Error;
    ///
    /// let error = Error::failure("RequestLimitExceeded", "slower").with_action("DescribeInstances");
    /// assert!(error.is_throttled() && error.is_retryable() && error.was_not_carried_out());
    /// assert_eq!(
    ///     error.to_string(),
    ///     "DescribeInstances failed: the server answered RequestLimitExceeded (The Action is called too often): slower \
    ///      [HTTP 200, 1 attempt, sent]"
    /// );
    /// ```
    #[must_use]
    pub fn failure(code: &str, message: &str) -> Self {
        let number = code.parse().ok();
        let code_text = Some(code.to_owned()).filter(|code| number.is_none() && !code.is_empty());
        let failure = Failure { code: number, code_text, message: message.to_owned() };
        let classified = classify(&failure, None);
        let reason = classified.reason;
        let refusal = Refusal::new(failure, &classified, &Redactor::new(Vec::new()));
        let story = Story {
            attempts: 1,
            delivery: Delivery::Answered,
            reason,
            was_not_carried_out: refusal.was_not_carried_out(),
            ..Story::untold()
        };
        Self::new(Kind::Refused(Box::new(refusal))).with_story(story).with_http_status(StatusCode::OK)
    }

    /// The same as the end of a call of this Action: for tests.
    #[must_use]
    pub fn with_action(mut self, action: impl Into<String>) -> Self {
        self.inner().story.action = Some(action.into());
        self
    }

    /// The same as the end of that many attempts: for tests.
    #[must_use]
    pub fn with_attempts(mut self, attempts: u32) -> Self {
        self.inner().story.attempts = attempts;
        self
    }

    /// The same as the end of a call with this idempotency token: for tests.
    #[must_use]
    pub fn with_idempotency_token(mut self, token: impl Into<String>) -> Self {
        self.inner().story.idempotency_token = Some(token.into());
        self
    }

    /// The same as the end of a call of which this request tells whether it was carried out: for tests.
    #[must_use]
    pub fn with_verification<A: Action>(mut self, request: A) -> Self {
        self.inner().story.verification = Some((A::INFO.name, Arc::new(request)));
        self
    }

    /// The same with a wait that the server asked for: for tests.
    #[must_use]
    pub fn with_retry_after(mut self, wait: Duration) -> Self {
        self.inner().story.retry_after = Some(wait);
        self
    }

    /// The same in a response with this status, whose body is empty unless there was one: for tests.
    #[must_use]
    pub fn with_http_status(mut self, status: StatusCode) -> Self {
        self.answer().status = status;
        self
    }

    /// The same in a response with this id of the request: for tests.
    #[must_use]
    pub fn with_request_id(mut self, id: impl Into<String>) -> Self {
        self.answer().request_id = Some(id.into());
        self
    }

    fn answer(&mut self) -> &mut Answer {
        let empty = || Answer::new(StatusCode::OK, HeaderMap::new(), Bytes::new());
        self.inner().response.get_or_insert_with(empty)
    }

    /// Of one attempt that ended so.
    fn of_attempt(kind: Kind, delivery: Delivery) -> Self {
        let reason = kind.reason();
        let was_not_carried_out = delivery == Delivery::NotSent;
        let attempts = u32::from(matches!(kind, Kind::Transport(_) | Kind::Unreadable(_)));
        Self::new(kind).with_story(Story {
            attempts,
            delivery,
            reason,
            was_not_carried_out,
            ..Story::untold()
        })
    }
}

impl From<TransportError> for Error {
    fn from(error: TransportError) -> Self {
        let delivery = error.delivery();
        Self::of_attempt(Kind::Transport(error), delivery)
    }
}

impl From<CredentialError> for Error {
    fn from(error: CredentialError) -> Self {
        Self::of_attempt(Kind::Credential(error), Delivery::NotSent)
    }
}

impl From<RequestError> for Error {
    fn from(error: RequestError) -> Self {
        Self::of_attempt(Kind::Request(error), Delivery::NotSent)
    }
}

impl From<ReadError> for Error {
    fn from(error: ReadError) -> Self {
        Self::of_attempt(Kind::Unreadable(error), Delivery::Answered)
    }
}

impl Refusal {
    /// A failure as it is kept, and what of it may be shown.
    pub(crate) fn new(failure: Failure, classified: &Classified, redactor: &Redactor<'_>) -> Self {
        let Failure { code, code_text, message } = failure;
        let code_text = code_text.filter(|code| !redactor.finds(code));
        let code_text = code_text.or_else(|| code.map(|code| code.to_string()));
        Self {
            code,
            nature: classified.nature,
            is_internal: classified.is_internal,
            code_is_shown: code_text.as_deref().is_some_and(|code| redactor.is_identifier(code)),
            code_text,
            shown_message: redactor.text(&message),
            message,
            meaning: classified.meaning,
        }
    }

    /// Whether the server said why it did nothing.
    pub(crate) fn was_not_carried_out(&self) -> bool {
        self.code_text.is_some() && !self.is_internal
    }
}

impl Kind {
    /// Whether the server said why it did nothing.
    pub(crate) fn was_not_carried_out(&self) -> bool {
        matches!(self, Self::Refused(refusal) if refusal.was_not_carried_out())
    }

    /// Whether another attempt may do better, as far as the kind tells by itself.
    pub(crate) fn reason(&self) -> Reason {
        use crate::handwritten::transport::TransportErrorKind as Kinds;

        match self {
            Self::Transport(error) => match error.kind() {
                Kinds::Refused | Kinds::HeadTooLarge | Kinds::ResponseTooLarge(_) => Reason::Permanent,
                _ => Reason::Transient,
            },
            _ => Reason::Permanent,
        }
    }
}
