//! What a client does, told to whoever wants to know: one observer for logs, spans, metrics and drift.
//!
//! [`ClientBuilder::observer`](crate::ClientBuilder::observer) takes an [`Observer`], or a closure that is one, and tells it each
//! [`Event`]. An event has names, numbers and codes, and never a secret, a value of a request or a text of a response.
//!
//! ```
//! use qcloud_client::observer::Event;
//! use qcloud_client::{Client, Credential};
//!
//! # #[cfg(feature = "reqwest")]
//! # fn build() -> Result<Client, qcloud_client::Error> {
//! let client = Client::builder().credential(Credential::new("id", "key")).observer(|event: &Event<'_>| match event {
//!     Event::RetryPlanned { call, why, after, .. } => eprintln!("{} again in {after:?}: {why}", call.action),
//!     Event::Drift { call, kind, path } => eprintln!("{}: {kind} at {path}", call.action),
//!     _ => {}
//! });
//! client.build()
//! # }
//! ```
//!
//! With the feature `tracing`, spans and events with the target `qcloud_client` come by themselves:
//!
//! | span or event | fields |
//! | --- | --- |
//! | span `qcloud.call` (info) | `otel.name`, `otel.kind`, `rpc.system`, `rpc.service`, `rpc.method`, `server.address`, `cloud.region`; at the end `attempts` and those of every end |
//! | span `qcloud.attempt` (debug) | `number`, `server.address`, `cloud.region`; at the end those of every end |
//! | of every end | `http.response.status_code`, `qcloud.request_id`; of a failure `error.type`, which is the reason, `qcloud.code`, `otel.status_code` |
//! | event `qcloud.retry` (debug) | `number`, `after_ms`, `error.type` |
//! | event `qcloud.rate_limited` (debug) | `after_ms` |
//! | event `qcloud.clock_corrected` (warn) | `skew_s` |
//! | event `qcloud.credential_renewed` (debug) | |
//! | event `qcloud.drift` (warn), once for a place and a client | `service`, `action`, `kind`, `path` |
//! | event `qcloud.deprecated` (warn), once for an Action and a client | `service`, `action` |
//!
//! The feature `metrics` has `MetricsObserver`, which counts for the crate of that name.

#[cfg(feature = "metrics")]
mod metrics;
mod spans;
mod watch;

use std::fmt;
use std::time::Duration;

use http::StatusCode;

#[cfg(feature = "metrics")]
pub use self::metrics::MetricsObserver;
pub(crate) use self::watch::{Observers, Watch};
use crate::handwritten::error::{Error, ErrorKind};
pub use crate::handwritten::wire::DriftKind;

/// Is told what the calls of a client do, while they do it: keep it short, and hand on what takes time.
///
/// ```
/// use std::sync::atomic::{AtomicU64, Ordering};
///
/// use qcloud_client::observer::{Event, Observer};
///
/// /// Counts the calls that failed.
/// #[derive(Default)]
/// struct Failures(AtomicU64);
///
/// impl Observer for Failures {
///     fn event(&self, event: &Event<'_>) {
///         if let Event::Ended { why: Some(_), .. } = event {
///             self.0.fetch_add(1, Ordering::Relaxed);
///         }
///     }
/// }
///
/// let client = qcloud_client::Client::builder().observer(Failures::default());
/// # let _ = client;
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no observer",
    note = "a closure is one when the type of its parameter is written: `|event: &Event<'_>| ...`"
)]
pub trait Observer: Send + Sync {
    /// Something has happened. A panic ends the call.
    fn event(&self, event: &Event<'_>);

    /// Whether the client is to look for fields and values of enums that the spec does not know, in every response. It costs
    /// some time and memory for each of them; without it [`Event::Drift`] tells only of fields that were read as missing.
    fn wants_unknown(&self) -> bool {
        false
    }
}

impl<F: Fn(&Event<'_>) + Send + Sync> Observer for F {
    fn event(&self, event: &Event<'_>) {
        self(event);
    }
}

/// An observer, of which every response is asked for what the spec does not know:
/// [`wants_unknown`](Observer::wants_unknown) of a closure.
///
/// ```
/// use qcloud_client::observer::{Event, WithUnknown};
///
/// let drift = WithUnknown(|event: &Event<'_>| {
///     if let Event::Drift { call, kind, path } = event {
///         eprintln!("{}: {kind} at {path}", call.action);
///     }
/// });
/// # let _ = qcloud_client::Client::builder().observer(drift);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct WithUnknown<O>(pub O);

impl<O: Observer> Observer for WithUnknown<O> {
    fn event(&self, event: &Event<'_>) {
        self.0.event(event);
    }

    fn wants_unknown(&self) -> bool {
        true
    }
}

/// What has happened. There may be more kinds of events in later versions.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// A call begins. It ends with [`Ended`](Self::Ended), unless its future, or the stream that it is answered with, is dropped before.
    Started {
        /// The call that it happens to.
        call: CallInfo<'a>,
    },
    /// A request is about to be signed and sent.
    AttemptStarted {
        /// The call that it is an attempt of.
        call: CallInfo<'a>,
        /// Which attempt it is, counted from 1.
        number: u32,
    },
    /// A request was answered, or won't be any more; of an answer that streams, its end.
    AttemptEnded {
        /// The call that it was an attempt of.
        call: CallInfo<'a>,
        /// Which attempt it was, counted from 1.
        number: u32,
        /// How long it took.
        took: Duration,
        /// The HTTP status, if a response came or began to come.
        status: Option<StatusCode>,
        /// The server's id of the request, where it gives one.
        request_id: Option<&'a str>,
        /// Why it failed; none of a success.
        why: Option<Why<'a>>,
    },
    /// An attempt has failed, and there is another one after a wait.
    RetryPlanned {
        /// The call that it happens to.
        call: CallInfo<'a>,
        /// Which attempt has failed, counted from 1.
        number: u32,
        /// Why that attempt has failed.
        why: Why<'a>,
        /// How long the client waits now.
        after: Duration,
    },
    /// The client's own rate limit holds an attempt back.
    RateLimited {
        /// The call that it happens to.
        call: CallInfo<'a>,
        /// How long it waits now.
        after: Duration,
    },
    /// The server's clock differs from that of this machine, and requests are signed by the server's from now on.
    ClockCorrected {
        /// The call that found it.
        call: CallInfo<'a>,
        /// Seconds by which the server's clock is ahead.
        skew: i64,
    },
    /// The provider gives another credential than it gave for the call before.
    CredentialRenewed {
        /// The first call with it.
        call: CallInfo<'a>,
    },
    /// A response is not as the spec says. Told once for each kind, Action and place by each client, of at most 10,000 places.
    Drift {
        /// The call that was answered so.
        call: CallInfo<'a>,
        /// What is not as the spec says.
        kind: DriftKind,
        /// The place in the body, such as `data.list[].status`; `*` stands for names that are no names of fields.
        path: &'a str,
    },
    /// The server says that the Action is to be given up (`DeprecatedWarning`). Told once for each Action by each client.
    Deprecated {
        /// The call that was answered so.
        call: CallInfo<'a>,
    },
    /// A call has its result or its error.
    Ended {
        /// The call that it happens to.
        call: CallInfo<'a>,
        /// How many attempts it took.
        attempts: u32,
        /// How long it took, with all attempts and waits.
        took: Duration,
        /// The HTTP status of the last response, if there was one.
        status: Option<StatusCode>,
        /// The server's id of the last request, where it gives one.
        request_id: Option<&'a str>,
        /// Why it failed; none of a success.
        why: Option<Why<'a>>,
    },
}

impl<'a> Event<'a> {
    /// The call that the event is about.
    #[must_use]
    pub fn call(&self) -> CallInfo<'a> {
        match *self {
            Self::Started { call }
            | Self::AttemptStarted { call, .. }
            | Self::AttemptEnded { call, .. }
            | Self::RetryPlanned { call, .. }
            | Self::RateLimited { call, .. }
            | Self::ClockCorrected { call, .. }
            | Self::CredentialRenewed { call }
            | Self::Drift { call, .. }
            | Self::Deprecated { call }
            | Self::Ended { call, .. } => call,
        }
    }
}

/// Which call an event is about.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct CallInfo<'a> {
    /// Tells the calls of a process apart.
    pub id: u64,
    /// The name of the service, as `cvm`.
    pub service: &'a str,
    /// The version of the service, as `2017-03-12`; empty in the legacy API.
    pub version: &'a str,
    /// The name of the Action; of a call without a spec what the program gave, if it is a name.
    pub action: &'a str,
    /// The host that the call goes to.
    pub host: Option<&'a str>,
    /// The region that the call is for, as far as it is known yet: the credential may bring one.
    pub region: Option<&'a str>,
}

/// Why an attempt or a call failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Why<'a> {
    /// The part where it went wrong.
    pub kind: ErrorKind,
    /// One word of a few: `throttled`, `timeout`, `auth`, `not_found`, `limit`, or else that of the kind.
    pub reason: &'static str,
    /// The server's code as text, as [`Error::code_text`](crate::Error::code_text) has it; none that does not look like a code.
    pub code: Option<&'a str>,
    /// Whether the cause passes by itself.
    pub is_retryable: bool,
}

impl<'a> Why<'a> {
    pub(crate) fn of(error: &'a Error) -> Self {
        let reason = match error {
            error if error.is_throttled() => "throttled",
            error if error.is_timeout() => "timeout",
            error if error.is_auth() => "auth",
            error if error.is_not_found() => "not_found",
            error if error.is_limit() => "limit",
            error => error.kind().as_str(),
        };
        Self { kind: error.kind(), reason, code: error.shown_code_text(), is_retryable: error.is_retryable() }
    }
}

impl fmt::Display for Why<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.reason)?;
        self.code.map_or(Ok(()), |code| write!(f, " ({code})"))
    }
}
