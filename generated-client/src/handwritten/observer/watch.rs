//! How events get from a call to the observers of its client, and what is told only once.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::spans::Spans;
use super::{CallInfo, Event, Observer};
use crate::handwritten::credential::Credential;
use crate::handwritten::wire::{DriftKind, Found};

/// More places than a spec can be wrong at: a server that makes up names must not fill the memory.
const MOST_PLACES: usize = 10_000;

/// The observers of a client, and what they were told already.
#[derive(Clone, Default)]
pub(crate) struct Observers {
    list: Vec<Arc<dyn Observer>>,
    told: Arc<Mutex<HashSet<u64>>>,
    credential: Arc<Mutex<Option<Credential>>>,
}

impl Observers {
    pub(crate) fn add(&mut self, observer: impl Observer + 'static) {
        self.list.push(Arc::new(observer));
    }

    /// Whether this was not told before.
    fn is_new(&self, call: &CallInfo<'_>, kind: Option<DriftKind>, path: &str) -> bool {
        let place = (call.service, call.version, call.action, kind, path);
        let place = BuildHasherDefault::<DefaultHasher>::default().hash_one(place);
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.len() < MOST_PLACES && told.insert(place)
    }

    /// Whether a credential takes the place of another one.
    fn is_renewed(&self, credential: &Credential) -> bool {
        let mut last = self.credential.lock().unwrap_or_else(PoisonError::into_inner);
        let is_same = last.as_ref().is_some_and(|last| last.signs_like(credential));
        !is_same && last.replace(credential.clone()).is_some()
    }
}

impl fmt::Debug for Observers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} observers", self.list.len())
    }
}

/// One call, as observers see it.
pub(crate) struct Watch<'a> {
    observers: Cow<'a, Observers>,
    spans: Spans,
    pub(crate) id: u64,
}

impl<'a> Watch<'a> {
    pub(crate) fn new(observers: &'a Observers) -> Self {
        static CALLS: AtomicU64 = AtomicU64::new(1);

        Self {
            observers: Cow::Borrowed(observers),
            spans: Spans::default(),
            id: CALLS.fetch_add(1, Ordering::Relaxed),
        }
    }

    /// The same for as long as the answer streams.
    pub(crate) fn into_owned(self) -> Watch<'static> {
        Watch { observers: Cow::Owned(self.observers.into_owned()), spans: self.spans, id: self.id }
    }

    /// Whether anybody is told.
    pub(crate) fn is_on(&self) -> bool {
        !self.observers.list.is_empty() || self.spans.are_on()
    }

    /// Whether there may be somebody to tell: whoever makes spans is asked only by telling.
    pub(crate) fn may_be_heard(&self) -> bool {
        !self.observers.list.is_empty() || cfg!(feature = "tracing")
    }

    /// Whether anybody wants to know of fields and values that the spec does not have.
    pub(crate) fn wants_unknown(&self) -> bool {
        self.observers.list.iter().any(|observer| observer.wants_unknown())
    }

    pub(crate) fn tell(&mut self, event: &Event<'_>) {
        self.spans.event(event);
        for observer in &self.observers.list {
            observer.event(event);
        }
    }

    /// Tells how a response differs from the spec, as far as it was not told before.
    pub(crate) fn tell_drift(&mut self, call: CallInfo<'_>, found: &[Found]) {
        for Found { kind, path } in found {
            if self.is_on() && self.observers.is_new(&call, Some(*kind), path) {
                self.tell(&Event::Drift { call, kind: *kind, path });
            }
        }
    }

    /// Tells, once, that the server wants the Action to be given up.
    pub(crate) fn tell_deprecated(&mut self, call: CallInfo<'_>) {
        if self.observers.is_new(&call, None, "") {
            self.tell(&Event::Deprecated { call });
        }
    }

    /// Tells when a credential is another one than that of the call before.
    pub(crate) fn tell_credential(&mut self, call: CallInfo<'_>, credential: &Credential) {
        if self.is_on() && self.observers.is_renewed(credential) {
            self.tell(&Event::CredentialRenewed { call });
        }
    }

    /// Makes what happens within an attempt belong to it: the transport's own spans, say.
    pub(crate) fn attempt<F: Future>(&self, attempt: F) -> impl Future<Output = F::Output> + use<F> {
        self.spans.in_attempt(attempt)
    }

    /// The same for all that a call does.
    pub(crate) fn call_scope(&self) -> Spans {
        self.spans.clone()
    }
}
