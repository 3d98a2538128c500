//! One credential for all clones of a client: kept until shortly before it expires, and asked for once at a time.

use std::fmt;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};
use std::time::{Duration, Instant, SystemTime};

use super::{Context, Credential, CredentialError, CredentialProvider};
use crate::handwritten::runtime::with_timeout;

/// So long before it expires a credential is asked for anew; at most half of the time that it has.
const MARGIN: Duration = Duration::from_secs(300);

/// So long a call waits for a new credential while the one that is kept is good.
const EARLY: Duration = Duration::from_secs(2);

/// So long a provider is left alone after a failure.
const PAUSE: Duration = Duration::from_secs(5);

/// A provider with what it is given, and what it gave last.
pub(crate) struct Credentials {
    provider: Arc<dyn CredentialProvider>,
    context: Context,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    kept: Option<Kept>,
    /// Counts how often the provider was asked.
    asked: u64,
    is_asking: bool,
    waiting: Vec<Waker>,
    /// The answer to a question that others waited for, with its number.
    answer: Option<(u64, Result<Credential, CredentialError>)>,
    failure: Option<(Instant, CredentialError)>,
}

/// A credential that expires.
struct Kept {
    credential: Credential,
    expires: SystemTime,
    renew: SystemTime,
}

/// What there is to do for whoever needs a credential.
enum Step {
    Done(Result<Credential, CredentialError>),
    /// Ask the provider; this one is good meanwhile.
    Ask(Option<Credential>),
    /// Somebody asks already: wait for the answer of this number.
    Wait(u64),
}

impl Credentials {
    pub(crate) fn new(provider: Arc<dyn CredentialProvider>, context: Context) -> Self {
        Self { provider, context, state: Mutex::default() }
    }

    /// A credential to sign with now, for a call that has so much time left.
    pub(crate) async fn get(&self, left: Duration) -> Result<Credential, CredentialError> {
        if let Some(credential) = self.provider.fixed() {
            return Ok(credential);
        }
        loop {
            match self.step() {
                Step::Done(result) => return result,
                Step::Ask(good) => return self.ask(good, left).await,
                Step::Wait(number) => {
                    if let Some(result) = self.answer(number).await {
                        return result;
                    }
                }
            }
        }
    }

    fn step(&self) -> Step {
        let (now, instant) = (self.context.runtime().system_time(), self.context.runtime().instant());
        let mut state = self.lock();
        let good = state.kept.as_ref().filter(|kept| now < kept.expires);
        let is_fresh = good.is_some_and(|kept| now < kept.renew);
        let good = good.map(|kept| kept.credential.clone());
        let failure = state.failure.as_ref().filter(|(at, _)| instant.saturating_duration_since(*at) < PAUSE);
        match (good, failure) {
            (Some(good), failure) if is_fresh || state.is_asking || failure.is_some() => Step::Done(Ok(good)),
            (None, _) if state.is_asking => Step::Wait(state.asked),
            (None, Some((_, error))) => Step::Done(Err(error.clone())),
            (good, _) => {
                state.is_asking = true;
                state.asked += 1;
                Step::Ask(good)
            }
        }
    }

    async fn ask(&self, good: Option<Credential>, left: Duration) -> Result<Credential, CredentialError> {
        let question = Question { credentials: self, is_early: good.is_some() };
        // With the other half of its time the call can still be made with the credential that is good.
        let limit = EARLY.min(left / 2);
        let asked = self.provider.credential(&self.context);
        let result = match &good {
            // The timeout of the call is the bound.
            None => asked.await,
            Some(_) => with_timeout(pin!(asked), || self.context.runtime().sleep(limit))
                .await
                .unwrap_or(Err(CredentialError::Late { after: limit })),
        };
        let result = result.and_then(|credential| self.keep(credential));
        question.answered(&result);
        match (result, good) {
            (Err(_), Some(good)) => Ok(good),
            (result, _) => result,
        }
    }

    /// Keeps a credential that expires; one that has expired already is none.
    fn keep(&self, credential: Credential) -> Result<Credential, CredentialError> {
        let now = self.context.runtime().system_time();
        let kept = match credential.expires() {
            None => None,
            Some(expires) => match expires.duration_since(now) {
                Ok(left) if !left.is_zero() => {
                    let renew = expires - MARGIN.min(left / 2);
                    Some(Kept { credential: credential.clone(), expires, renew })
                }
                _ => return Err(credential.expired()),
            },
        };
        self.lock().kept = kept;
        Ok(credential)
    }

    /// The answer to the question that somebody else asked; none when they gave up.
    async fn answer(&self, number: u64) -> Option<Result<Credential, CredentialError>> {
        std::future::poll_fn(|context| {
            let mut state = self.lock();
            match &state.answer {
                Some((answered, result)) if *answered == number => return Poll::Ready(Some(result.clone())),
                _ if !state.is_asking || state.asked != number => return Poll::Ready(None),
                _ => {}
            }
            if !state.waiting.iter().any(|waker| waker.will_wake(context.waker())) {
                state.waiting.push(context.waker().clone());
            }
            Poll::Pending
        })
        .await
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.provider.fmt(f)
    }
}

/// The provider is being asked. Who drops this without an answer, as a call does that runs out of time, lets the next one ask.
struct Question<'c> {
    credentials: &'c Credentials,
    /// The credential that is kept is still good.
    is_early: bool,
}

impl Question<'_> {
    fn answered(mut self, result: &Result<Credential, CredentialError>) {
        self.is_early = false;
        let instant = self.credentials.context.runtime().instant();
        let mut state = self.credentials.lock();
        state.failure = result.as_ref().err().map(|error| (instant, error.clone()));
        state.answer = (!state.waiting.is_empty()).then(|| (state.asked, result.clone()));
    }
}

impl Drop for Question<'_> {
    fn drop(&mut self) {
        let instant = self.credentials.context.runtime().instant();
        let mut state = self.credentials.lock();
        if self.is_early {
            // Nobody waited for the answer; whoever comes next has no reason to wait for it again at once.
            state.failure = Some((instant, CredentialError::Late { after: Duration::ZERO }));
        }
        state.is_asking = false;
        let waiting = std::mem::take(&mut state.waiting);
        drop(state);
        waiting.into_iter().for_each(Waker::wake);
    }
}
