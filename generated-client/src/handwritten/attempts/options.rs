//! What can be set for a call, and for all calls of a client.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::time::Duration;

use crate::Json;
use crate::handwritten::attempts::headers::Headers;
use crate::handwritten::attempts::retry::RetryPolicy;
use crate::handwritten::wire::{Manner, Notes};

/// The settings of a call.
#[derive(Clone, Debug)]
pub(crate) struct CallOptions {
    pub(crate) timeout: Duration,
    pub(crate) attempt_timeout: Duration,
    /// Between two chunks of a stream.
    pub(crate) chunk_timeout: Duration,
    pub(crate) max_response_bytes: usize,
    pub(crate) retry: RetryPolicy,
    pub(crate) region: Option<String>,
    /// Of the server's messages.
    pub(crate) language: Option<String>,
    /// The host that the caller chose for this call.
    pub(crate) host: Option<String>,
    /// Whether an element of a list that can't be read is left out.
    pub(crate) is_lenient: bool,
    /// Whether the answer may be a stream of events.
    pub(crate) wants_events: bool,
    /// Whether the items of a page are to be told apart.
    pub(crate) wants_items: bool,
    pub(crate) headers: Headers,
    pub(crate) parameters: ExtraParameters,
}

/// The settings of a call: those of the client, which are copied when the first of them is changed.
#[derive(Clone, Debug, Default)]
pub(crate) struct SharedOptions(Arc<CallOptions>);

impl Deref for SharedOptions {
    type Target = CallOptions;

    fn deref(&self) -> &CallOptions {
        &self.0
    }
}

impl DerefMut for SharedOptions {
    fn deref_mut(&mut self) -> &mut CallOptions {
        Arc::make_mut(&mut self.0)
    }
}

/// Parameters that the spec lacks, by name.
#[derive(Clone, Default)]
pub(crate) struct ExtraParameters(pub(crate) Vec<(String, Json)>);

impl ExtraParameters {
    /// The text under a name.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_str()
    }

    /// The value under a name.
    pub(crate) fn get(&self, name: &str) -> Option<&Json> {
        self.0.iter().find(|(other, _)| other == name).map(|(_, value)| value)
    }
}

impl fmt::Debug for ExtraParameters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

impl CallOptions {
    /// How strictly an answer is read.
    pub(crate) fn manner(&self) -> Manner {
        if self.is_lenient { Manner::Lenient } else { Manner::Tolerant }
    }

    /// What reading an answer is to find out beside the result.
    pub(crate) fn notes(&self, wants_unknown: bool) -> Notes {
        let notes = Notes::new(self.manner());
        let notes = if self.wants_items { notes.with_items() } else { notes };
        if wants_unknown { notes.collecting() } else { notes }
    }
}

impl Default for CallOptions {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(120),
            attempt_timeout: Duration::from_secs(30),
            chunk_timeout: Duration::from_secs(60),
            max_response_bytes: 16 * 1024 * 1024,
            retry: RetryPolicy::default(),
            region: None,
            language: None,
            host: None,
            is_lenient: false,
            wants_events: false,
            wants_items: false,
            headers: Headers::default(),
            parameters: ExtraParameters::default(),
        }
    }
}

/// The setters of [`CallOptions`], for each type that has them in a field `options`.
macro_rules! option_setters {
    () => {
        /// How long a call may take with all its attempts and the waits between them. 2 minutes unless it or the client is told
        /// otherwise.
        ///
        /// Where a result comes in pages, each page is a call of its own. Where it is a stream of events, this is the time until
        /// the stream begins.
        pub fn timeout(mut self, timeout: std::time::Duration) -> Self {
            self.options.timeout = timeout;
            self
        }

        /// How long one attempt may take; where the answer is a stream of events, until it begins. 30 seconds unless the call or the client is told otherwise.
        pub fn attempt_timeout(mut self, timeout: std::time::Duration) -> Self {
            self.options.attempt_timeout = timeout;
            self
        }

        /// How long the next part of a stream of events may keep the reader waiting, once the stream has begun. 60 seconds unless the
        /// call or the client is told otherwise. A comment of the server, which keeps the connection alive, is such a part.
        pub fn chunk_timeout(mut self, timeout: std::time::Duration) -> Self {
            self.options.chunk_timeout = timeout;
            self
        }

        /// The size of a response's body, decompressed, or of each event of one that is a stream, above which it is given up. 16 MiB
        /// unless the call or the client is told otherwise.
        pub fn max_response_bytes(mut self, limit: usize) -> Self {
            self.options.max_response_bytes = limit;
            self
        }

        /// How often and after what wait a call is repeated. A call's own policy goes before the client's.
        ///
        /// No policy makes the client repeat a request that may have reached the server, unless its Action is idempotent.
        pub fn retry(mut self, policy: $crate::RetryPolicy) -> Self {
            self.options.retry = policy;
            self
        }

        /// The region that requests are for, such as `ap-guangzhou`. That of a call goes before the client's, which goes before
        /// the credential's, which goes before `TENCENTCLOUD_REGION` in the environment; a parameter `Region` of the Action itself goes
        /// before all of them. An empty one is none.
        pub fn region(mut self, region: impl Into<String>) -> Self {
            self.options.region = Some(region.into()).filter(|region| !region.is_empty());
            self
        }

        /// The language of the server's messages in API 3.0, `en-US` or `zh-CN`. That of a call goes before the client's; the
        /// server's own choice unless set, or when it is empty. Not every service has both.
        pub fn language(mut self, language: impl Into<String>) -> Self {
            self.options.language = Some(language.into()).filter(|language| !language.is_empty());
            self
        }

        /// Adds a header to each request, such as `X-TC-TraceId` or `X-TC-Canary`. That of a call goes before one of the same name
        /// that the client has.
        ///
        /// No signature covers it, so whoever is on the way can change it. Headers of the client itself can't be set, and a name or
        /// a value that is none is an error of the call, or of `build` when the client is told.
        pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
            self.options.headers.set(name.as_ref(), value.as_ref());
            self
        }
    };
}
pub(crate) use option_setters;

/// The setters of [`CallOptions`] that make sense for one call only.
macro_rules! call_setters {
    () => {
        /// Sends this call to another host over HTTPS, such as `cvm.ap-beijing.tencentcloudapi.com`: its name alone. It goes before
        /// the Action's own host and everything that the client says of hosts; only a loopback endpoint still takes the call, which is
        /// then signed for this host. What is no host is an error of the call, before anything is sent.
        pub fn host(mut self, host: impl Into<String>) -> Self {
            self.options.host = Some(host.into());
            self
        }
    };
}
pub(crate) use call_setters;
