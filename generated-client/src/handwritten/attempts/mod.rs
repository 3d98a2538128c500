//! The attempts of a call: sign, send, look at what came back, and decide whether to do it again.

mod clock;
mod endpoint;
mod exchange;
mod options;
mod plan;
pub mod retry;
mod tokens;
mod trace;

use std::sync::Arc;
use std::time::{Duration, Instant};

use self::clock::ClockSkew;
pub(crate) use self::endpoint::Endpoint;
pub(crate) use self::exchange::request_id;
use self::exchange::{Failed, exchange, shown_host, shown_region};
pub(crate) use self::options::{CallOptions, option_setters};
pub(crate) use self::plan::Plan;
use self::retry::{Attempt, Decision, Failure};
pub(crate) use self::tokens::RetryTokens;
pub(crate) use self::trace::odd_fields;
use crate::handwritten::credential::Credentials;
use crate::handwritten::error::{Answer, Error, Kind, Stop, Story};
use crate::handwritten::protocol::{Reason, ResponseError, SignatureMethod};
use crate::handwritten::runtime::{Runtime, with_timeout};
use crate::handwritten::transport::{Delivery, Transport};

/// Reads the body of a response and keeps the result; the loop itself knows no type.
pub(crate) type Read<'r> = dyn FnMut(&[u8]) -> Result<(), ResponseError> + Send + 'r;

/// What the attempts of all calls of a client share.
pub(crate) struct Shared {
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) credentials: Credentials,
    pub(crate) runtime: Arc<dyn Runtime>,
    pub(crate) language: Option<String>,
    pub(crate) algorithm: SignatureMethod,
    pub(crate) endpoint: Option<Endpoint>,
    pub(crate) clock: ClockSkew,
    pub(crate) tokens: RetryTokens,
}

impl Shared {
    /// Of services at their own addresses, called by this machine's clock.
    pub(crate) fn new(
        transport: Arc<dyn Transport>,
        credentials: Credentials,
        runtime: Arc<dyn Runtime>,
    ) -> Self {
        Self {
            transport,
            credentials,
            runtime,
            language: None,
            algorithm: SignatureMethod::default(),
            endpoint: None,
            clock: ClockSkew::default(),
            tokens: RetryTokens::new(RetryTokens::CAPACITY),
        }
    }
}

/// A call that has its result.
pub(crate) struct Done {
    pub(crate) answer: Answer,
    pub(crate) attempts: u32,
}

/// Makes attempts until one succeeds or there is no point in another.
pub(crate) async fn run(
    client: &Shared,
    plan: &Plan,
    options: &CallOptions,
    read: &mut Read<'_>,
) -> Result<Done, Error> {
    trace::call(&plan.service, &plan.action, attempt_until_done(client, plan, options, read)).await
}

async fn attempt_until_done(
    client: &Shared,
    plan: &Plan,
    options: &CallOptions,
    read: &mut Read<'_>,
) -> Result<Done, Error> {
    let mut progress = Progress {
        started: client.runtime.instant(),
        timeout: options.timeout,
        attempts: 0,
        delivery: Delivery::NotSent,
        was_not_carried_out: true,
        region: shown_region(options, None).map(str::to_owned),
        clock_corrected: false,
        taken: None,
    };
    loop {
        let failed = match progress.attempt(client, plan, options, read).await {
            Ok(answer) => {
                client.tokens.succeeded(progress.taken);
                return Ok(Done { answer, attempts: progress.attempts });
            }
            Err(failed) => failed,
        };
        let (failure, timed_out) = (failed.failure, failed.timed_out);
        let error = progress.error(client, plan, failed);
        let failure = options.retry.judge(failure, &error);
        let attempt = Attempt {
            number: progress.attempts.max(1),
            idempotent: plan.idempotent,
            clock_corrected: progress.clock_corrected,
            random: client.runtime.random(),
        };
        let stop = match options.retry.decide(&failure, &attempt) {
            Decision::Stop(stop) => {
                // What this call is not repeated for helps the next one.
                if let Reason::ClockSkew(skew) = failure.reason {
                    client.clock.correct(skew);
                }
                stop
            }
            Decision::CorrectClock { skew } => {
                client.clock.correct(skew);
                progress.clock_corrected = true;
                trace::clock_corrected(skew);
                continue;
            }
            Decision::Retry { after } => match progress.wait(client, after, &failure, timed_out).await {
                Ok(()) => continue,
                Err(stop) => stop,
            },
        };
        return Err(error.stopped(stop, failure.reason));
    }
}

/// How far a call has come.
struct Progress {
    started: Instant,
    timeout: Duration,
    attempts: u32,
    /// The furthest that any attempt came.
    delivery: Delivery,
    /// Whether none of the attempts was carried out.
    was_not_carried_out: bool,
    /// That of the call, as it may be shown.
    region: Option<String>,
    clock_corrected: bool,
    /// The retry tokens that the last retry cost.
    taken: Option<u32>,
}

impl Progress {
    /// The time that is left for the call.
    fn left(&self, client: &Shared) -> Duration {
        self.timeout.saturating_sub(client.runtime.instant().saturating_duration_since(self.started))
    }

    async fn attempt(
        &mut self,
        client: &Shared,
        plan: &Plan,
        options: &CallOptions,
        read: &mut Read<'_>,
    ) -> Result<Answer, Failed> {
        if let Some(problem) = client.runtime.unavailable() {
            return Err(Failed::unsent(Kind::Setup(problem.to_owned())));
        }
        let left = self.left(client);
        let credential = match with_timeout(client.credentials.get(), client.runtime.sleep(left)).await {
            Ok(Ok(credential)) => {
                credential.check().map_err(|error| Failed::unsent(Kind::Credential(error)))?;
                credential
            }
            Ok(Err(error)) => return Err(Failed::unsent(Kind::Credential(error))),
            Err(_) => return Err(Failed::unsent(Kind::CallTimeout(self.timeout))),
        };
        self.region = shown_region(options, Some(&credential)).map(str::to_owned);
        let left = self.left(client);
        let Ok(reservation) = with_timeout(client.transport.reserve(), client.runtime.sleep(left)).await
        else {
            return Err(Failed::unsent(Kind::CallTimeout(self.timeout)));
        };
        let left = self.left(client);
        if left.is_zero() {
            return Err(Failed::unsent(Kind::CallTimeout(self.timeout)));
        }
        let limit = options.attempt_timeout.min(left);
        let exchanged = exchange(client, plan, options, &credential, limit, reservation, read);
        let result = trace::attempt(self.attempts + 1, exchanged).await;
        // What can't be signed or built was no attempt.
        if !matches!(&result, Err(Failed { kind: Kind::Request(_) | Kind::Setup(_), .. })) {
            self.attempts += 1;
        }
        if let Err(Failed { failure, .. }) = &result {
            self.delivery = furthest(self.delivery, failure.delivery);
            self.was_not_carried_out &= failure.was_not_carried_out;
        }
        match result {
            Err(failed) if failed.limit_reached && limit < options.attempt_timeout => {
                Err(Failed { kind: Kind::CallTimeout(self.timeout), ..failed.for_good() })
            }
            other => other,
        }
    }

    /// Waits before the next attempt; an error is why there is none.
    async fn wait(
        &mut self,
        client: &Shared,
        after: Duration,
        failure: &Failure,
        timed_out: bool,
    ) -> Result<(), Stop> {
        if after >= self.left(client) {
            return Err(Stop::Deadline);
        }
        if !failure.throttled {
            let now = client.runtime.instant();
            self.taken = Some(client.tokens.take(timed_out, now).ok_or(Stop::Tokens)?);
        }
        trace::retry(self.attempts, after);
        client.runtime.sleep(after).await;
        Ok(())
    }

    /// What the call ends with, should this attempt be its last.
    fn error(&self, client: &Shared, plan: &Plan, failed: Failed) -> Error {
        let error = Error::new(failed.kind).with_story(Story {
            action: Some(plan.action.clone().into_owned()),
            host: shown_host(client, plan).map(str::to_owned),
            region: self.region.clone(),
            attempts: self.attempts,
            delivery: self.delivery,
            reason: failed.failure.reason,
            was_not_carried_out: self.was_not_carried_out,
            stop: None,
            retry_after: failed.failure.retry_after,
            status: failed.status,
        });
        match failed.answer {
            Some(answer) => error.with_answer(answer),
            None => error,
        }
    }
}

fn furthest(a: Delivery, b: Delivery) -> Delivery {
    match (a, b) {
        (Delivery::Answered, _) | (_, Delivery::Answered) => Delivery::Answered,
        (Delivery::Unknown, _) | (_, Delivery::Unknown) => Delivery::Unknown,
        _ => Delivery::NotSent,
    }
}
