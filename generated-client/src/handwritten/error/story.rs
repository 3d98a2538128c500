//! What the client knows of a call that failed, and the line that tells it.

use std::fmt;
use std::time::Duration;

use http::StatusCode;

use super::Error;
use crate::handwritten::action::Ready;
use crate::handwritten::protocol::Reason;
use crate::handwritten::transport::Delivery;

/// What the client knows of a call that failed, beside why.
#[derive(Clone, Debug)]
pub(crate) struct Story {
    pub(crate) action: Option<String>,
    pub(crate) host: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) attempts: u32,
    /// The furthest that any of the attempts came.
    pub(crate) delivery: Delivery,
    /// Whether the last attempt may do better when it is made again.
    pub(crate) reason: Reason,
    /// Whether none of the attempts was carried out.
    pub(crate) was_not_carried_out: bool,
    /// Why it was not tried again.
    pub(crate) stop: Option<Stop>,
    pub(crate) retry_after: Option<Duration>,
    /// That of a response which began and was given up.
    pub(crate) status: Option<StatusCode>,
    /// How many events of a stream there were before.
    pub(crate) events: Option<u64>,
    /// By which the server knows the request again.
    pub(crate) idempotency_token: Option<String>,
    /// The Action that tells whether the call was carried out, and what to ask it.
    pub(crate) verification: Option<(&'static str, Ready)>,
}

impl Story {
    /// Of something that was not even a call.
    pub(crate) fn untold() -> Self {
        Self {
            action: None,
            host: None,
            region: None,
            attempts: 0,
            delivery: Delivery::NotSent,
            reason: Reason::Permanent,
            was_not_carried_out: true,
            stop: None,
            retry_after: None,
            status: None,
            events: None,
            idempotency_token: None,
            verification: None,
        }
    }

    /// Of calls that were answered, each for itself.
    pub(crate) fn answered(action: &str) -> Self {
        Self {
            action: Some(action.to_owned()),
            delivery: Delivery::Answered,
            was_not_carried_out: false,
            ..Self::untold()
        }
    }
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

impl Stop {
    /// As a fact behind the sentence; what goes without saying is none.
    fn fact(self) -> Option<String> {
        Some(match self {
            Self::Permanent | Self::Attempts(_) => return None,
            Self::NotIdempotent => "not repeated, as the Action is not idempotent".to_owned(),
            Self::Tokens => "not repeated, as too many calls fail".to_owned(),
            Self::Deadline => "no time left for another attempt".to_owned(),
            Self::RetryAfter(Duration::MAX) => "the server asks to stay away".to_owned(),
            Self::RetryAfter(asked) => format!("the server asks to wait {} s", asked.as_secs()),
        })
    }
}

impl Error {
    /// The facts behind the sentence, in brackets.
    fn facts(&self) -> Vec<String> {
        let story = &self.0.story;
        let mut facts = Vec::new();
        facts.extend(story.host.clone());
        facts.extend(story.region.clone());
        facts.extend(self.http_status().map(|status| format!("HTTP {}", status.as_u16())));
        facts.extend(self.request_id().map(|id| format!("request id {id}")));
        match story.attempts {
            0 => {}
            1 => facts.push("1 attempt".to_owned()),
            n => facts.push(format!("{n} attempts")),
        }
        let delivery = match story.delivery {
            Delivery::NotSent => "not sent",
            Delivery::Unknown => "may have been sent",
            Delivery::Answered => "sent",
        };
        facts.extend(story.action.as_ref().map(|_| delivery.to_owned()));
        facts.extend(story.events.map(|count| match count {
            1 => "1 event came".to_owned(),
            count => format!("{count} events came"),
        }));
        facts.extend(story.stop.and_then(Stop::fact));
        facts.extend(
            story
                .verification
                .as_ref()
                .map(|(action, _)| format!("{action} tells whether it was carried out")),
        );
        let token = story.idempotency_token.as_ref().filter(|_| story.attempts > 0);
        facts.extend(token.map(|token| format!("idempotency token {}", token.escape_debug())));
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
        for (index, fact) in facts.iter().enumerate() {
            write!(f, "{}{fact}", if index == 0 { " [" } else { ", " })?;
        }
        f.write_str(if facts.is_empty() { "" } else { "]" })
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not derived: the headers and the body hold what the server sent, which is for who asks for it.
        f.debug_struct("Error")
            .field("action", &self.action())
            .field("kind", &self.0.kind)
            .field("host", &self.host())
            .field("region", &self.region())
            .field("http_status", &self.http_status())
            .field("request_id", &self.request_id())
            .field("body_length", &self.raw_body().map(<[u8]>::len))
            .field("attempts", &self.attempts())
            .field("delivery", &self.0.story.delivery)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.kind.source()
    }
}
