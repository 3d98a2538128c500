//! One attempt: a signed request out, an answer in, and what that answer means.

use std::pin::pin;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH};
use http::response::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use zeroize::Zeroizing;

use super::clock::{ClockSkew, retry_after};
use super::events::Opened;
use super::options::CallOptions;
use super::plan::Plan;
use super::retry::Failure;
use super::{Read, Shared};
use crate::handwritten::credential::Credential;
use crate::handwritten::error::{Answer, BadBody, Kind, Redactor, Refusal};
use crate::handwritten::hosts::{Target, Wanted};
use crate::handwritten::protocol::{
    ErrorEffect, ErrorRule, Message, Nature, Protocol, Reason, ResponseError, Signed, Signing, body_text,
};
use crate::handwritten::runtime::{BoxFuture, uuid, with_timeout};
use crate::handwritten::transport::{
    Body, Delivery, Exchange, Reservation, TransportError, TransportErrorKind, is_event_stream,
};
use crate::handwritten::types::name::{is_host, is_label, is_word, quoted};
use crate::handwritten::wire::Found;

/// What observers want of an attempt.
#[derive(Clone, Copy)]
pub(crate) struct Asked {
    /// The id of the request of a success, too.
    pub(crate) is_watched: bool,
    /// What of a response the spec does not know.
    pub(crate) wants_unknown: bool,
}

/// An attempt without a result.
#[derive(Clone)]
pub(crate) struct Failed {
    pub(crate) kind: Kind,
    pub(crate) failure: Failure,
    pub(crate) timed_out: bool,
    /// Whether it was the attempt's own limit that ran out, and not one of the transport's.
    pub(crate) limit_reached: bool,
    /// That of a response which began and was given up.
    pub(crate) status: Option<StatusCode>,
    pub(crate) answer: Option<Answer>,
}

impl Failed {
    /// Nothing was sent, and nothing will be.
    pub(crate) fn unsent(kind: Kind) -> Box<Self> {
        let failure = Failure {
            delivery: Delivery::NotSent,
            reason: Reason::Permanent,
            was_not_carried_out: true,
            throttled: false,
            retry_after: None,
        };
        Box::new(Self { kind, failure, timed_out: false, limit_reached: false, status: None, answer: None })
    }

    /// The same, not to be tried again.
    pub(crate) fn for_good(mut self) -> Self {
        self.failure.reason = Reason::Permanent;
        self
    }

    fn on_the_way(error: TransportError) -> Self {
        let (delivery, timed_out, status) = (error.delivery(), error.is_timeout(), error.status());
        let kind = Kind::Transport(error);
        let failure = Failure {
            delivery,
            reason: kind.reason(),
            was_not_carried_out: delivery == Delivery::NotSent,
            throttled: false,
            retry_after: None,
        };
        Self { kind, failure, timed_out, limit_reached: false, status, answer: None }
    }

    /// The transport was given up, and has told how far it had come.
    fn out_of_time(limit: Duration, exchange: &Exchange) -> Self {
        let kind = match exchange.delivery() {
            Delivery::NotSent => TransportErrorKind::ConnectTimeout(limit),
            Delivery::Unknown => TransportErrorKind::Timeout(limit),
            Delivery::Answered => TransportErrorKind::ResponseTimeout(limit),
        };
        let error = TransportError::new(kind);
        let error = exchange.status().into_iter().fold(error, TransportError::with_status);
        Self { limit_reached: true, ..Self::on_the_way(error) }
    }
}

/// An attempt that has its result, or the beginning of a stream of events.
pub(crate) struct Success {
    pub(crate) answer: Answer,
    pub(crate) found: Vec<Found>,
    pub(crate) opened: Option<Opened>,
}

/// What an attempt is made with: the call, who signs it, where it goes and how long it may take.
pub(crate) struct Sending<'a> {
    pub(crate) client: &'a Shared,
    pub(crate) plan: &'a Plan,
    pub(crate) options: &'a CallOptions,
    pub(crate) credential: &'a Credential,
    pub(crate) wanted: Wanted<'a>,
    pub(crate) target: Target<'a>,
    pub(crate) limit: Duration,
    pub(crate) asked: Asked,
}

impl<'a> Sending<'a> {
    /// Makes one attempt. Only what waits is async: what is done before and behind it would be kept for as long.
    pub(crate) async fn exchange(
        &self,
        reservation: Reservation,
        read: &mut Read<'_>,
    ) -> Result<Success, Box<Failed>> {
        let skew = self.client.clock.seconds();
        let exchange = Exchange::new(self.plan.idempotent, Some(reservation));
        let (sent, of_attempt) = self.begin(&exchange)?;
        let received = {
            let received = pin!(receive(sent, self.options.max_response_bytes, &exchange));
            with_timeout(received, || self.client.runtime.sleep(self.limit)).await
        };
        match received {
            Ok(Ok(received)) => self.end(received, exchange, &of_attempt, skew, read),
            Ok(Err(error)) => Err(Box::new(Failed::on_the_way(error))),
            Err(_) => Err(Box::new(Failed::out_of_time(self.limit, &exchange))),
        }
    }

    /// Signs the request and hands it to the transport. What was made for it and must not be shown comes beside it.
    fn begin(&self, exchange: &Exchange) -> Result<(Sent<'a>, Vec<Zeroizing<String>>), Box<Failed>> {
        let Self { client, plan, options, .. } = *self;
        let now = client.runtime.system_time();
        let message = plan.message.as_ref().map_err(|error| Failed::unsent(Kind::Request(error.clone())))?;
        check_names(client, plan, self.wanted).map_err(|problem| Failed::unsent(Kind::Setup(problem)))?;
        let signed = plan.protocol.sign(message, &self.signing(now));
        let Signed { mut request, secrets } = signed.map_err(|error| Failed::unsent(Kind::Request(error)))?;
        request.extensions_mut().insert(exchange.clone());
        add_headers(client, options, request.headers_mut());
        #[cfg(feature = "testing")]
        add_for_tests(message, request.extensions_mut());
        Ok((client.transport.send(request), secrets))
    }

    /// What comes of an answer.
    fn end(
        &self,
        (parts, body, stream): Received,
        exchange: Exchange,
        of_attempt: &[Zeroizing<String>],
        skew: i64,
        read: &mut Read<'_>,
    ) -> Result<Success, Box<Failed>> {
        let Self { client, plan, options, asked, .. } = *self;
        let mut answer = Answer::new(parts.status, parts.headers, body);
        // Whoever answers may quote the request anywhere.
        let redactor = || Redactor::new(self.secrets(of_attempt));
        let own_id = |answer: &Answer| {
            let id = request_id(&answer.headers, &answer.body, plan.protocol);
            id.filter(|id| redactor().is_identifier(id))
        };
        if let Some(body) = stream.filter(|_| options.wants_events && answer.status.is_success()) {
            answer.request_id = own_id(&answer);
            let secrets = self.secrets(of_attempt).into_iter();
            let secrets = secrets.map(|secret| Zeroizing::new(secret.to_owned())).collect();
            let opened = Some(Opened { body, exchange, secrets });
            return Ok(Success { answer, found: Vec::new(), opened });
        }
        drop(exchange);
        let error = match result(&answer, plan, asked.wants_unknown, read) {
            Ok(found) => {
                answer.request_id = asked.is_watched.then(|| own_id(&answer)).flatten();
                return Ok(Success { answer, found, opened: None });
            }
            Err(error) => error,
        };
        if answer.status.is_success()
            && let ResponseError::Failure(failure) = &error
            && plan.is_nothing(failure)
        {
            let answer = Answer { is_empty: true, ..answer };
            return Ok(Success { answer, found: Vec::new(), opened: None });
        }
        answer.request_id = own_id(&answer);
        let redactor = redactor();
        answer.excerpt = Some(redactor.excerpt(&answer.body));
        let now = client.runtime.system_time();
        let skew = ClockSkew::found(&answer.headers, now, skew);
        let retry_after = retry_after(&answer.headers, now);
        let of_status = Reason::of_status(answer.status, retry_after.is_some());
        let (kind, reason) = meaning(error, plan, &answer, skew, of_status, &redactor);
        let throttled = answer.status == StatusCode::TOO_MANY_REQUESTS || kind.is_throttled();
        let is_turned_away = matches!(reason, Reason::NotBegun | Reason::ClockSkew(_));
        let was_not_carried_out = is_turned_away || kind.was_not_carried_out();
        let failure =
            Failure { delivery: Delivery::Answered, reason, was_not_carried_out, throttled, retry_after };
        let answer = Some(answer);
        Err(Box::new(Failed { kind, failure, timed_out: false, limit_reached: false, status: None, answer }))
    }

    /// What the attempt is signed with and for at this time.
    fn signing(&self, now: SystemTime) -> Signing<'_> {
        let Self { client, plan, options, credential, wanted, ref target, .. } = *self;
        Signing {
            scheme: target.scheme,
            authority: &target.authority,
            host: &target.host,
            prefix: target.prefix,
            path: plan.path,
            service: &plan.service,
            version: &plan.version,
            action: &plan.action,
            credential,
            algorithm: client.algorithm,
            region: wanted.region,
            no_region: plan.no_region.as_ref(),
            language: options.language.as_deref(),
            app_name: client.app_name.as_deref(),
            timestamp: client.clock.timestamp(now),
            random: if plan.protocol.has_nonce() { client.runtime.random() } else { 0 },
        }
    }

    /// What must not show in a text of the server, which may quote the request.
    fn secrets<'s>(&'s self, of_attempt: &'s [Zeroizing<String>]) -> Vec<&'s str> {
        let Self { plan, options, credential, .. } = *self;
        let mut all = plan.message.as_ref().map(Message::secrets).unwrap_or_default();
        all.extend([credential.id(), credential.key(), credential.token().unwrap_or_default()]);
        all.extend(of_attempt.iter().map(|secret| secret.as_str()));
        all.extend(options.headers.secrets());
        // An unsigned request has none.
        all.retain(|secret| !secret.is_empty());
        all
    }
}

/// Adds what the transports of tests want to know of a request: which texts in it are secrets, and the JSON that it is made of.
#[cfg(feature = "testing")]
fn add_for_tests(message: &Message, extensions: &mut http::Extensions) {
    use crate::handwritten::transport::{Secrets, SentJson};

    extensions.insert(Secrets::new(message.secrets()));
    if let Some(json) = message.json.clone() {
        extensions.insert(SentJson(json));
    }
}

/// Adds the headers that no signature covers.
fn add_headers(client: &Shared, options: &CallOptions, headers: &mut HeaderMap) {
    if client.sends_trace_ids {
        let (name, value) = trace_id(client);
        headers.insert(name, value);
    }
    if options.wants_events {
        // What unpacks a stream may wait for more of it than one event.
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    }
    options.headers.add_to(headers);
}

/// A request on its way.
type Sent<'t> = BoxFuture<'t, Result<http::Response<Body>, TransportError>>;

/// An answer: its head, and its body or the stream that it is.
type Received = (Parts, Bytes, Option<Body>);

/// Reads all of what answers a request, unless that is a stream of events, which has no end that can be waited for.
async fn receive(sent: Sent<'_>, limit: usize, exchange: &Exchange) -> Result<Received, TransportError> {
    let (parts, body) = sent.await?.into_parts();
    exchange.tell_status(parts.status);
    if is_event_stream(&parts.headers) {
        return Ok((parts, Bytes::new(), Some(body)));
    }
    let announced =
        parts.headers.get(CONTENT_LENGTH).filter(|_| !parts.headers.contains_key(CONTENT_ENCODING));
    let announced = announced.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    let body = match announced {
        Some(length) if length > limit => {
            Err(TransportError::new(TransportErrorKind::ResponseTooLarge(limit)))
        }
        _ => body.bytes(limit).await,
    };
    match body {
        Ok(body) => Ok((parts, body, None)),
        Err(error) => Err(error.with_status(parts.status)),
    }
}

/// A random id in the header that the vendor's logs know a request by.
fn trace_id(client: &Shared) -> (HeaderName, HeaderValue) {
    let value = HeaderValue::try_from(uuid(&*client.runtime))
        .expect("hexadecimal digits and hyphens are a header's value");
    (HeaderName::from_static("x-tc-traceid"), value)
}

/// Reads an answer. One whose status is that of a failure is never a success, whatever its body says.
fn result(
    answer: &Answer,
    plan: &Plan,
    wants_unknown: bool,
    read: &mut Read<'_>,
) -> Result<Vec<Found>, ResponseError> {
    if answer.status.is_success() {
        return read(&answer.body, wants_unknown);
    }
    match plan.protocol.failure_in(body_text(&answer.body)?)? {
        Some(failure) => Err(ResponseError::Failure(failure)),
        None => Err(ResponseError::NoEnvelope),
    }
}

/// Refuses, before anything is signed, names that would lead the request elsewhere or bring more into it than themselves.
fn check_names(client: &Shared, plan: &Plan, wanted: Wanted<'_>) -> Result<(), String> {
    if let Some(problem) = &plan.problem {
        return Err(problem.clone());
    }
    if let Some(host) = wanted.of_call.filter(|host| !is_host(host)) {
        return Err(format!("{} is not the name of a host", quoted(host)));
    }
    // It comes from settings, where it may have been mistaken for a key: it is not shown.
    if wanted.region.is_some_and(|region| !is_word(region)) {
        return Err("the region is none, such as `ap-guangzhou`".to_owned());
    }
    client.hosts.check_region(wanted)
}

/// What of a call decides where it goes.
pub(crate) fn wanted<'a>(plan: &'a Plan, options: &'a CallOptions, region: Option<&'a str>) -> Wanted<'a> {
    Wanted {
        host: &plan.host,
        is_own: plan.host_is_own,
        root_domain: plan.protocol.root_domain(),
        of_call: options.host.as_deref(),
        region,
    }
}

/// The region that a call is for.
pub(crate) fn region<'a>(
    client: &'a Shared,
    options: &'a CallOptions,
    credential: &'a Credential,
) -> Option<&'a str> {
    options.region.as_deref().or(credential.region()).or(client.region.as_deref())
}

/// Where the request goes, as it may be shown: a host that is none stays in the error that says so.
pub(crate) fn shown_host(
    client: &Shared,
    plan: &Plan,
    options: &CallOptions,
    region: Option<&str>,
    fallback: usize,
) -> Option<String> {
    let region = region.filter(|region| is_label(region));
    let target = client.hosts.target(wanted(plan, options, region), fallback);
    let is_shown = client.hosts.endpoint.as_ref().is_some_and(|it| it.authority.as_str() == target.authority);
    (is_shown || is_host(&target.authority)).then(|| target.authority.into_owned())
}

/// The region that the request is for, as it may be shown: in settings a key may have been mistaken for one.
pub(crate) fn shown_region<'a>(
    region: Option<&'a str>,
    credential: Option<&'a Credential>,
) -> Option<&'a str> {
    let region = region?;
    let mut keys = Vec::new();
    if let Some(it) = credential {
        keys.extend([it.id(), it.key(), it.token().unwrap_or_default()]);
    }
    let redactor = Redactor::new(keys);
    (is_word(region) && !redactor.finds(region)).then_some(region)
}

/// What an answer without a result says, and whether another attempt may do better.
fn meaning(
    error: ResponseError,
    plan: &Plan,
    answer: &Answer,
    skew: Option<i64>,
    of_status: Reason,
    redactor: &Redactor<'_>,
) -> (Kind, Reason) {
    match error {
        ResponseError::Failure(failure) => {
            let mut classified = plan.protocol.classify(&failure, skew);
            match ErrorRule::effect(plan.errors, &failure) {
                Some(ErrorEffect::Throttling) => {
                    (classified.nature, classified.reason) = (Nature::Throttled, Reason::NotBegun);
                }
                Some(ErrorEffect::Retry) => classified.reason = classified.reason.or(Reason::Transient),
                Some(ErrorEffect::Empty) | None => {}
            }
            let refusal = Refusal::new(failure, &classified, redactor);
            (Kind::Refused(Box::new(refusal)), classified.reason.or(of_status))
        }
        _ if is_event_stream(&answer.headers) => (Kind::BadBody(BadBody::EventStream), Reason::Permanent),
        ResponseError::Unreadable(error) => (Kind::Unreadable(error), Reason::Permanent),
        _ if answer.status.is_redirection() => {
            (Kind::BadBody(BadBody::redirect(&answer.headers, redactor)), of_status)
        }
        error => match BadBody::find(&answer.body) {
            // With a status of success, something on the way has spoilt it.
            Some(damage) => {
                let reason = if answer.status.is_success() { Reason::Transient } else { of_status };
                (Kind::BadBody(damage.presented(redactor)), reason)
            }
            None if let ResponseError::NotJson(error) = &error => {
                (Kind::BadBody(BadBody::of_syntax(error)), of_status)
            }
            None if answer.status.is_success() => {
                (Kind::BadBody(BadBody::NoEnvelope(plan.protocol.envelope())), of_status)
            }
            None => (Kind::BadBody(BadBody::NoFailure), of_status),
        },
    }
}

/// The body's own id of the request, or that of a gateway. It costs another look at the body, so only who wants it asks.
pub(crate) fn request_id(headers: &HeaderMap, body: &[u8], protocol: &dyn Protocol) -> Option<String> {
    let header = |name| headers.get(name)?.to_str().ok().map(str::to_owned);
    let of_headers = || header("x-tc-requestid").or_else(|| header("x-request-id"));
    protocol.request_id(body).or_else(of_headers)
}
