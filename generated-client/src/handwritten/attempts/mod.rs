//! The attempts of a call: sign, send, look at what came back, and decide whether to do it again.

mod breakers;
mod bucket;
mod clock;
mod events;
mod exchange;
mod headers;
mod options;
mod plan;
mod rates;
pub mod retry;
mod tokens;
mod untold;

use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use self::breakers::Breakers;
use self::clock::ClockSkew;
pub(crate) use self::events::EventSource;
use self::events::Opened;
pub(crate) use self::exchange::request_id;
use self::exchange::{Asked, Failed, Sending, Success, region, shown_host, shown_region, wanted};
pub(crate) use self::options::{CallOptions, SharedOptions, call_setters, option_setters};
pub(crate) use self::plan::Plan;
pub(crate) use self::rates::Rates;
use self::retry::{Attempt, Decision, Failure};
pub(crate) use self::tokens::RetryTokens;
use self::untold::Untold;
use crate::handwritten::credential::{Credential, Credentials};
use crate::handwritten::error::{Answer, Error, Kind, Stop, Story};
use crate::handwritten::hosts::{Hosts, Wanted};
use crate::handwritten::observer::{CallInfo, Event, Observers, Watch, Why};
use crate::handwritten::protocol::{Reason, ResponseError, SignatureMethod};
use crate::handwritten::runtime::{Runtime, with_timeout};
use crate::handwritten::transport::{Delivery, Transport};
use crate::handwritten::types::name::is_word;
use crate::handwritten::wire::Found;

/// Reads the body of a response, keeps the result, and tells what in it is not as the spec says: also what the spec does not know,
/// when that is wanted. The loop itself knows no type.
pub(crate) type Read<'r> = dyn FnMut(&[u8], bool) -> Result<Vec<Found>, ResponseError> + Send + 'r;

/// What the attempts of all calls of a client share.
pub(crate) struct Shared {
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) credentials: Credentials,
    pub(crate) runtime: Arc<dyn Runtime>,
    /// The one in the environment, for calls that have no other.
    pub(crate) region: Option<String>,
    pub(crate) algorithm: SignatureMethod,
    pub(crate) hosts: Hosts,
    pub(crate) breakers: Breakers,
    pub(crate) clock: ClockSkew,
    pub(crate) tokens: RetryTokens,
    pub(crate) rates: Rates,
    pub(crate) app_name: Option<String>,
    /// Whether each request has an id of its own in the header `X-TC-TraceId`.
    pub(crate) sends_trace_ids: bool,
    pub(crate) observers: Observers,
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
            region: None,
            algorithm: SignatureMethod::default(),
            hosts: Hosts::default(),
            breakers: Breakers::default(),
            clock: ClockSkew::default(),
            tokens: RetryTokens::new(RetryTokens::CAPACITY),
            rates: Rates::default(),
            app_name: None,
            sends_trace_ids: false,
            observers: Observers::default(),
        }
    }
}

/// A call that has its result.
pub(crate) struct Done {
    pub(crate) answer: Answer,
    pub(crate) attempts: u32,
    /// What is to come, where the answer is a stream of events: then nothing was read.
    pub(crate) events: Option<Box<EventSource>>,
}

/// Makes attempts until one succeeds or there is no point in another. Whoever knows a type boxes what awaits it, so that it is compiled and
/// proved `Send` once, and not for every kind of call.
pub(crate) async fn run(
    client: &Shared,
    plan: &Plan,
    options: &CallOptions,
    read: &mut Read<'_>,
) -> Result<Done, Error> {
    let mut watch = Watch::new(&client.observers);
    let mut progress = Progress::new(client, plan, options);
    if watch.may_be_heard() {
        progress.look_where();
        watch.tell(&Event::Started { call: progress.call(&watch) });
    }
    let scope = watch.call_scope();
    // Boxed, since a future of more than a thousand bytes is dear to ask memory for.
    let attempts = Box::pin(progress.attempt_until_done(read, &mut watch));
    let mut result = scope.in_call(attempts).await;
    if let Ok(Done { events: Some(events), .. }) = &mut result {
        // The call ends with its stream.
        events.tell_end_to(Untold::new(watch, plan, progress.started, progress.attempt_started));
        return result;
    }
    if !watch.may_be_heard() {
        return result;
    }
    let (answer, error) = match &result {
        Ok(done) => (Some(&done.answer), None),
        Err(error) => (None, Some(error)),
    };
    let ended = Event::Ended {
        call: progress.call(&watch),
        attempts: progress.attempts,
        took: client.runtime.instant().saturating_duration_since(progress.started),
        status: answer.map(|answer| answer.status).or_else(|| error?.http_status()),
        request_id: answer.and_then(|answer| answer.request_id.as_deref()).or_else(|| error?.request_id()),
        why: error.map(Why::of),
    };
    watch.tell(&ended);
    result
}

/// A call, and how far it has come.
struct Progress<'a> {
    client: &'a Shared,
    plan: &'a Plan,
    options: &'a CallOptions,
    started: Instant,
    /// When the last attempt began.
    attempt_started: Instant,
    attempts: u32,
    /// The furthest that any attempt came.
    delivery: Delivery,
    /// Whether none of the attempts was carried out.
    was_not_carried_out: bool,
    /// Who signs, as soon as that is known.
    credential: Option<Credential>,
    /// Which of the root domains the call is at.
    fallback: usize,
    /// The region of the call, as it may be shown; see [`look_where`](Self::look_where).
    region: Option<String>,
    /// Where the call goes, as it may be shown.
    host: Option<String>,
    clock_corrected: bool,
    /// The retry tokens that the last retry cost.
    taken: Option<u32>,
}

impl<'a> Progress<'a> {
    fn new(client: &'a Shared, plan: &'a Plan, options: &'a CallOptions) -> Self {
        let started = client.runtime.instant();
        Self {
            client,
            plan,
            options,
            started,
            attempt_started: started,
            attempts: 0,
            delivery: Delivery::NotSent,
            was_not_carried_out: true,
            credential: None,
            fallback: 0,
            region: None,
            host: None,
            clock_corrected: false,
            taken: None,
        }
    }

    async fn attempt_until_done(
        &mut self,
        read: &mut Read<'_>,
        watch: &mut Watch<'_>,
    ) -> Result<Done, Error> {
        let (client, options) = (self.client, self.options);
        loop {
            let failed = match self.attempt(read, watch).await {
                Ok((answer, opened)) => {
                    client.tokens.succeeded(self.taken);
                    let events = opened.map(|opened| self.events(opened, &answer));
                    return Ok(Done { answer, attempts: self.attempts, events });
                }
                Err(failed) => failed,
            };
            let (failure, timed_out) = (failed.failure, failed.timed_out);
            self.look_where();
            let error = self.error(*failed);
            let failure = options.retry.judge(failure, &error);
            let attempt = Attempt {
                number: self.attempts.max(1),
                idempotent: self.plan.idempotent,
                clock_corrected: self.clock_corrected,
                random: client.runtime.random(),
            };
            let call = self.call(watch);
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
                    watch.tell(&Event::ClockCorrected { call, skew });
                    self.clock_corrected = true;
                    continue;
                }
                Decision::Retry { after } => match self.may_wait(after, &failure, timed_out) {
                    Ok(taken) => {
                        let (number, why) = (self.attempts, Why::of(&error));
                        watch.tell(&Event::RetryPlanned { call, number, why, after });
                        self.taken = taken.or(self.taken);
                        client.runtime.sleep(after).await;
                        continue;
                    }
                    Err(stop) => stop,
                },
            };
            return Err(error.stopped(stop, failure.reason));
        }
    }

    /// The events of an answer that streams.
    fn events(&mut self, opened: Opened, answer: &Answer) -> Box<EventSource> {
        self.look_where();
        let story = Story { delivery: Delivery::Answered, ..self.story() };
        let (runtime, protocol) = (Arc::clone(&self.client.runtime), self.plan.protocol);
        Box::new(EventSource::new(opened, self.options, runtime, protocol, answer.clone(), story))
    }

    /// Finds out what may be shown of where the call goes. Whoever must know that is an observer or reads an error: to tell a region from a secret
    /// costs about as much as a call, which most go without.
    fn look_where(&mut self) {
        let Self { client, plan, options, .. } = *self;
        let region = match &self.credential {
            Some(credential) => region(client, options, credential),
            None => options.region.as_deref(),
        };
        let host = shown_host(client, plan, options, region, self.fallback);
        let region = shown_region(region, self.credential.as_ref()).map(str::to_owned);
        (self.host, self.region) = (host, region);
    }

    /// The time that is left for the call.
    fn left(&self) -> Duration {
        self.left_at(self.client.runtime.instant())
    }

    fn left_at(&self, now: Instant) -> Duration {
        self.options.timeout.saturating_sub(now.saturating_duration_since(self.started))
    }

    fn out_of_time(&self) -> Box<Failed> {
        Failed::unsent(Kind::CallTimeout(self.options.timeout))
    }

    /// The call, as observers are told of it.
    fn call(&self, watch: &Watch<'_>) -> CallInfo<'_> {
        let plan = self.plan;
        CallInfo {
            id: watch.id,
            service: if is_word(&plan.service) { &plan.service } else { "" },
            version: if is_word(&plan.version) { &plan.version } else { "" },
            action: if is_word(&plan.action) { &plan.action } else { "" },
            host: self.host.as_deref(),
            region: self.region.as_deref(),
        }
    }

    async fn attempt(
        &mut self,
        read: &mut Read<'_>,
        watch: &mut Watch<'_>,
    ) -> Result<(Answer, Option<Opened>), Box<Failed>> {
        let Self { client, plan, options, .. } = *self;
        if let Some(problem) = client.runtime.unavailable() {
            return Err(Failed::unsent(Kind::Setup(problem.to_owned())));
        }
        if let Some(problem) = &options.headers.problem {
            return Err(Failed::unsent(Kind::Setup(problem.clone())));
        }
        self.wait_for_rate(watch).await?;
        let credential = self.credential().await?;
        self.credential = Some(credential.clone());
        let wanted = wanted(plan, options, region(client, options, &credential));
        self.choose_host(wanted);
        let mut sending = Sending {
            client,
            plan,
            options,
            credential: &credential,
            wanted,
            target: client.hosts.target(wanted, self.fallback),
            limit: options.attempt_timeout,
            asked: Asked { is_watched: watch.is_on(), wants_unknown: watch.wants_unknown() },
        };
        if watch.may_be_heard() {
            self.look_where();
        }
        if !plan.unsigned && watch.is_on() {
            watch.tell_credential(self.call(watch), &credential);
        }
        let reserved = {
            let reserved = pin!(client.transport.reserve());
            with_timeout(reserved, || client.runtime.sleep(self.left())).await
        };
        let Ok(reservation) = reserved else {
            return Err(self.out_of_time());
        };
        self.attempt_started = client.runtime.instant();
        let left = self.left_at(self.attempt_started);
        if left.is_zero() {
            return Err(self.out_of_time());
        }
        sending.limit = sending.limit.min(left);
        let number = self.attempts + 1;
        if watch.may_be_heard() {
            watch.tell(&Event::AttemptStarted { call: self.call(watch), number });
        }
        let result = watch.attempt(sending.exchange(reservation, read)).await;
        // What can't be signed or built was no attempt.
        if !matches!(&result, Err(failed) if matches!(failed.kind, Kind::Request(_) | Kind::Setup(_))) {
            self.attempts += 1;
        }
        if client.hosts.choices(sending.wanted) > 1
            && let Some(connected) = connected(&result)
        {
            client.breakers.tell(&sending.target.host, connected, client.runtime.instant());
        }
        if let Err(failed) = &result {
            self.delivery = furthest(self.delivery, failed.failure.delivery);
            self.was_not_carried_out &= failed.failure.was_not_carried_out;
        }
        let result = match result {
            Err(failed) if failed.limit_reached && sending.limit < options.attempt_timeout => {
                Err(Box::new(Failed { kind: Kind::CallTimeout(options.timeout), ..failed.for_good() }))
            }
            other => other,
        };
        self.tell_end(watch, number, &result);
        result.map(|success| (success.answer, success.opened))
    }

    /// Whoever signs, if that is somebody who can.
    async fn credential(&self) -> Result<Credential, Box<Failed>> {
        let Self { client, plan, .. } = *self;
        let left = self.left();
        let asked = {
            let asked = pin!(async {
                if plan.unsigned { Ok(Credential::unsigned()) } else { client.credentials.get(left).await }
            });
            with_timeout(asked, || client.runtime.sleep(left)).await
        };
        match asked {
            Ok(Ok(credential)) if plan.unsigned => Ok(credential),
            Ok(Ok(credential)) => {
                credential.check().map_err(|error| Failed::unsent(Kind::Credential(error)))?;
                Ok(credential)
            }
            Ok(Err(error)) => Err(Failed::unsent(Kind::Credential(error))),
            Err(_) => Err(self.out_of_time()),
        }
    }

    /// Takes another root domain when no connection comes about with the first ones; never once the call may have been sent.
    fn choose_host(&mut self, wanted: Wanted<'_>) {
        let client = self.client;
        let choices = client.hosts.choices(wanted);
        if choices == 1 || self.delivery != Delivery::NotSent {
            return;
        }
        let hosts: Vec<_> = (0..choices).map(|number| client.hosts.target(wanted, number).host).collect();
        self.fallback = client.breakers.choose(&hosts, client.runtime.instant());
    }

    fn tell_end(&self, watch: &mut Watch<'_>, number: u32, result: &Result<Success, Box<Failed>>) {
        // What streams has not ended yet.
        if !watch.is_on() || matches!(result, Ok(Success { opened: Some(_), .. })) {
            return;
        }
        let took = self.client.runtime.instant().saturating_duration_since(self.attempt_started);
        let call = self.call(watch);
        match result {
            Ok(Success { answer, found, .. }) => {
                let (status, request_id) = (Some(answer.status), answer.request_id.as_deref());
                watch.tell(&Event::AttemptEnded { call, number, took, status, request_id, why: None });
                watch.tell_drift(call, found);
                if self.plan.protocol.is_deprecated(&answer.body) {
                    watch.tell_deprecated(call);
                }
            }
            Err(failed) => {
                let error = self.error((**failed).clone());
                let (status, request_id, why) =
                    (error.http_status(), error.request_id(), Some(Why::of(&error)));
                watch.tell(&Event::AttemptEnded { call, number, took, status, request_id, why });
            }
        }
    }

    /// Waits until the client's own rate limit lets an attempt through.
    async fn wait_for_rate(&self, watch: &mut Watch<'_>) -> Result<(), Box<Failed>> {
        let Self { client, plan, .. } = *self;
        let Some((place, wait)) = client.rates.reserve(&plan.action, || client.runtime.instant()) else {
            return Ok(());
        };
        if !wait.is_zero() {
            if wait >= self.left() {
                return Err(Failed::unsent(Kind::RateLimit { wait, timeout: self.options.timeout }));
            }
            watch.tell(&Event::RateLimited { call: self.call(watch), after: wait });
            client.runtime.sleep(wait).await;
        }
        place.spend();
        Ok(())
    }

    /// Whether there is time, and a token, for a wait and another attempt: what it costs, or why there is none.
    fn may_wait(&self, after: Duration, failure: &Failure, timed_out: bool) -> Result<Option<u32>, Stop> {
        let client = self.client;
        if after >= self.left() {
            return Err(Stop::Deadline);
        }
        if failure.throttled {
            return Ok(None);
        }
        client.tokens.take(timed_out, client.runtime.instant()).map(Some).ok_or(Stop::Tokens)
    }

    /// The call as it is told up to now, of which anything may have been carried out.
    fn story(&self) -> Story {
        let plan = self.plan;
        Story {
            host: self.host.clone(),
            region: self.region.clone(),
            attempts: self.attempts,
            delivery: self.delivery,
            idempotency_token: plan.idempotency_token.clone(),
            ..Story::answered(&plan.action)
        }
    }

    /// What the call ends with, should this attempt be its last.
    fn error(&self, failed: Failed) -> Error {
        let plan = self.plan;
        let is_unclear = !plan.idempotent && self.delivery != Delivery::NotSent && !self.was_not_carried_out;
        let error = Error::new(failed.kind).with_story(Story {
            reason: failed.failure.reason,
            was_not_carried_out: self.was_not_carried_out,
            retry_after: failed.failure.retry_after,
            status: failed.status,
            verification: plan.verification.clone().filter(|_| is_unclear),
            ..self.story()
        });
        match failed.answer {
            Some(answer) => error.with_answer(answer),
            None => error,
        }
    }
}

/// Whether an attempt found somebody to talk to; none when it never came to that.
fn connected<T>(result: &Result<T, Box<Failed>>) -> Option<bool> {
    match result {
        Err(failed) if failed.failure.delivery == Delivery::NotSent => match &failed.kind {
            Kind::Transport(error) if error.is_connect() => Some(false),
            _ => None,
        },
        _ => Some(true),
    }
}

fn furthest(a: Delivery, b: Delivery) -> Delivery {
    match (a, b) {
        (Delivery::Answered, _) | (_, Delivery::Answered) => Delivery::Answered,
        (Delivery::Unknown, _) | (_, Delivery::Unknown) => Delivery::Unknown,
        _ => Delivery::NotSent,
    }
}
