//! What the server knows and remembers, and how it decides about a request.

mod answer;
mod region;

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use http::StatusCode;
use jiff::Timestamp;
use qcloud_codegen::model::{Action, Api, Service};
use serde_json::{Map, Value};

use crate::certificates::Store;
use crate::code::Code;
use crate::credentials::Credentials;
use crate::fault::Fault;
use crate::identity::{self, Issued, metadata, sts};
use crate::log::{Log, Request};
use crate::parameters;
use crate::plan::Plan;
use crate::protocol::{Common, Failure, HIDDEN, Incoming, Meant, Refusal};
use crate::reason::Reason;
use crate::response::Answer;
use crate::route;
use crate::task::Tasks;
use crate::tokens::Tokens;
use crate::zones::Zones;

/// So many requests are remembered, and about so many bytes of them.
const LONGEST_LOG: usize = 100_000;
const LARGEST_LOG: usize = 64 << 20;
/// So many nonces are remembered at most.
const MOST_NONCES: usize = 1_000_000;

/// What tells the server the time.
pub(crate) type Clock = Box<dyn Fn() -> SystemTime + Send + Sync>;
/// Hears of each request.
pub(crate) type Observer = Box<dyn Fn(&Request) + Send + Sync>;

/// What all connections share.
pub(crate) struct Shared {
    pub(crate) api: Arc<Api>,
    pub(crate) credentials: Credentials,
    pub(crate) token: Option<String>,
    pub(crate) clock: Clock,
    pub(crate) window: Duration,
    pub(crate) observer: Option<Observer>,
    pub(crate) identity: identity::Settings,
    /// What changes with each request.
    pub(crate) state: Mutex<State>,
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").field("credentials", &self.credentials).finish_non_exhaustive()
    }
}

/// What changes with each request.
pub(crate) struct State {
    pub(crate) plan: Plan,
    pub(crate) log: Log,
    pub(crate) store: Option<Store>,
    pub(crate) zones: Option<Zones>,
    /// What is waited for by the conditions of the spec; none where nothing is remembered.
    pub(crate) tasks: Option<Tasks>,
    /// The temporary keys that were given out.
    pub(crate) issued: Issued,
    /// What requests with idempotency tokens were answered.
    pub(crate) tokens: Tokens,
    /// How many seconds the server's clock is ahead of the real one.
    pub(crate) skew: i64,
    /// The nonces that were used, and the timestamps that came with them.
    nonces: HashMap<u64, i64>,
    /// From this number of nonces on it is worth a look which ones are too old to matter.
    many_nonces: usize,
}

impl State {
    pub(crate) fn new(plan: Plan, store: Option<Store>, zones: Option<Zones>, tasks: Option<Tasks>) -> Self {
        let log = Log::new(LONGEST_LOG, LARGEST_LOG);
        Self {
            plan,
            log,
            store,
            zones,
            tasks,
            issued: Issued::default(),
            tokens: Tokens::default(),
            skew: 0,
            nonces: HashMap::new(),
            many_nonces: 10_000,
        }
    }
}

/// What is to be done about a request.
#[derive(Debug)]
pub(crate) struct Decision {
    /// The right answer, or the one that a fault puts in its place.
    pub(crate) answer: Answer,
    /// How the answer is to be spoiled.
    pub(crate) fault: Option<Fault>,
    /// What the server's clock says.
    pub(crate) date: Timestamp,
}

/// A request that is what the spec asks for.
struct Accepted<'a> {
    service: &'a Service,
    action: &'a Action,
    parameters: Map<String, Value>,
}

impl Shared {
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        // A test that panics while it looks at the log must not take the server with it.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the clock says, without the skew.
    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::try_from((self.clock)()).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// Checks a request, carries it out unless a fault comes instead, and writes it down.
    pub(crate) fn decide(&self, mut incoming: Incoming, well_formed: Result<(), Failure>) -> Decision {
        let mut state = self.state();
        let number = state.log.next();
        let request_id = request_id(number);
        let fault = state.plan.take(number, incoming.common(Common::Action));
        if let Some(Fault::Skewed(seconds)) = fault {
            state.skew = seconds;
        }
        let api = sts::meant(&incoming).unwrap_or_else(|| Arc::clone(&self.api));
        let well_formed = well_formed.and_then(|()| open(&api, &mut incoming));
        let incoming = &incoming;
        let accepted = self.check(&api, &mut state, incoming, well_formed);
        let comes_instead = fault.as_ref().is_some_and(Fault::comes_instead);
        let (outcome, carried_out) = match accepted {
            Ok(accepted) if !comes_instead => {
                match self.answer(&mut state, &accepted, incoming, &request_id) {
                    Ok(done) => done,
                    Err(refusal) => (Err(Failure::Refused(refusal)), false),
                }
            }
            // A fault that comes instead replaces the answer, whatever it is.
            Ok(_) => (Ok(Answer::empty(StatusCode::OK)), false),
            Err(failure) => (Err(failure), false),
        };
        let refused = match &outcome {
            Ok(_) => None,
            Err(Failure::Refused(refusal)) => Some(refusal.code.clone()),
            Err(Failure::Page(status)) => Some(Code::Number(status.as_u16().into())),
        };
        let failure = |refusal: &Refusal| {
            let common = self.api.common_errors_of(incoming.protocol.id());
            let body = incoming.protocol.failure(refusal, &request_id, common);
            Answer::json(incoming.protocol.content_type(), body.to_string())
        };
        let answer = match inner(fault.as_ref()).and_then(|fault| replacement(fault, &failure)) {
            Some(answer) => answer,
            None => match outcome {
                Ok(answer) => answer,
                Err(Failure::Refused(refusal)) => failure(&refusal),
                Err(Failure::Page(status)) => Answer::html(status),
            },
        };
        let request = Self::record(&api, (number, request_id), incoming, fault.clone(), refused, carried_out);
        if let Some(observer) = &self.observer {
            observer(&request);
        }
        state.log.push(request);
        let date = self.server_time(&state);
        Decision { answer, fault, date }
    }

    /// Answers as the metadata service, unless a fault comes instead, and writes it down.
    pub(crate) fn decide_metadata(&self, parts: &http::request::Parts) -> Decision {
        let mut state = self.state();
        let number = state.log.next();
        let fault = state.plan.take(number, Some(parts.uri.path()));
        if let Some(Fault::Skewed(seconds)) = fault {
            state.skew = seconds;
        }
        let date = self.server_time(&state);
        let is_signed = parts.headers.contains_key(http::header::AUTHORIZATION);
        let asked = (&parts.method, parts.uri.path(), is_signed);
        let outcome = if fault.as_ref().is_some_and(Fault::comes_instead) {
            Ok(Answer::text(""))
        } else {
            metadata::answer(&self.identity, &mut state.issued, date, asked)
        };
        let refused = outcome.as_ref().err().map(|status| Code::Number(status.as_u16().into()));
        let carried_out = refused.is_none() && !fault.as_ref().is_some_and(Fault::comes_instead);
        let failure = |refusal: &Refusal| Answer::text(refusal.message.clone());
        let answer = match inner(fault.as_ref()).and_then(|fault| replacement(fault, &failure)) {
            Some(answer) => answer,
            None => outcome.unwrap_or_else(Answer::html),
        };
        let request = Request {
            number,
            request_id: request_id(number),
            http_method: parts.method.to_string(),
            action: Some(parts.uri.path().to_owned()),
            version: None,
            nonce: None,
            timestamp: None,
            region: None,
            signature_method: None,
            has_token: false,
            parameters: BTreeMap::new(),
            fault: fault.clone(),
            refused,
            carried_out,
        };
        if let Some(observer) = &self.observer {
            observer(&request);
        }
        state.log.push(request);
        Decision { answer, fault, date }
    }

    fn server_time(&self, state: &State) -> Timestamp {
        let now = self.now();
        Timestamp::from_second(now.as_second().saturating_add(state.skew)).unwrap_or(now)
    }

    fn check<'a>(
        &self,
        api: &'a Api,
        state: &mut State,
        incoming: &Incoming,
        well_formed: Result<(), Failure>,
    ) -> Result<Accepted<'a>, Failure> {
        if !route::is_served(api, incoming) {
            return Err(Failure::Page(StatusCode::NOT_FOUND));
        }
        well_formed?;
        let candidates = route::candidates(api, incoming)?;
        let (service, action) = self.authenticate(state, incoming, &candidates)?;
        self.check_freshness(state, incoming)?;
        let parameters = parameters::read(service, &action.request, &incoming.parameters);
        let parameters = parameters.map_err(|problems| {
            let reason = problems.first().map_or(Reason::Invalid, |problem| problem.reason);
            let messages: Vec<_> = problems.into_iter().map(|problem| problem.message).collect();
            incoming.refusal(reason, messages.join("; "))
        })?;
        region::check(&action.region(service), &parameters, incoming)?;
        Ok(Accepted { service, action, parameters })
    }

    fn authenticate<'a>(
        &self,
        state: &State,
        incoming: &Incoming,
        candidates: &[Meant<'a>],
    ) -> Result<Meant<'a>, Refusal> {
        let must_be_unsigned = |meant: &&Meant<'a>| meant.1.unsigned;
        let unsigned = candidates.iter().find(must_be_unsigned);
        match (unsigned, incoming.is_unsigned()) {
            (Some(meant), true) => return Ok(*meant),
            (None, true) => {
                return Err(incoming.refusal(Reason::Authorization, "`Authorization`: this Action is signed"));
            }
            (Some(_), false) => {
                let what = "`Authorization`: this Action is not signed, and has `SKIP` there";
                return Err(incoming.refusal(Reason::Authorization, what));
            }
            (None, false) => {}
        }
        let secret_id = incoming.required(Common::SecretId)?;
        let key = match state.issued.find(secret_id) {
            Some(keys) => &keys.key,
            None if secret_id == self.credentials.secret_id => &self.credentials.secret_key,
            None => {
                let what = format!("there is no SecretId `{secret_id}`");
                return Err(incoming.refuse(Reason::SecretId, Common::SecretId, what));
            }
        };
        let mut first = None;
        for meant @ (service, action) in candidates {
            let is_public = |name: &str| parameters::is_public(service, &action.request, name);
            match incoming.protocol.verify(incoming, key, *meant, &is_public) {
                Ok(()) => return self.check_token(state, incoming, secret_id).map(|()| *meant),
                Err(refusal) => drop(first.get_or_insert(refusal)),
            }
        }
        Err(first.unwrap_or_else(|| incoming.refusal(Reason::Signature, "the signature is wrong")))
    }

    /// Temporary keys have a token of their own, and hold until they expire.
    fn check_token(&self, state: &State, incoming: &Incoming, secret_id: &str) -> Result<(), Refusal> {
        let refuse = |what: &str| Err(incoming.refuse(Reason::Token, Common::Token, what));
        let keys = state.issued.find(secret_id);
        if keys.is_some_and(|keys| keys.expires <= self.server_time(state)) {
            return refuse("it has expired");
        }
        match (keys.map(|keys| &keys.token).or(self.token.as_ref()), incoming.common(Common::Token)) {
            (None, _) => Ok(()),
            (Some(expected), Some(token)) if expected == token => Ok(()),
            (Some(_), None) => refuse("required, and missing"),
            (Some(_), Some(_)) => refuse("it is not the right one"),
        }
    }

    /// The timestamp is near the server's clock, and the nonce, where the protocol has one, is new.
    fn check_freshness(&self, state: &mut State, incoming: &Incoming) -> Result<(), Refusal> {
        let timestamp = incoming.timestamp()?;
        let nonce = match incoming.protocol.name(Common::Nonce) {
            Some(_) => Some(incoming.required(Common::Nonce)?),
            None => None,
        };
        let nonce = nonce.map(|nonce| nonce.parse::<u64>().ok().filter(|number| *number > 0));
        if nonce == Some(None) {
            return Err(incoming.refuse(Reason::Invalid, Common::Nonce, "expected a positive integer"));
        }
        let now = self.server_time(state).as_second();
        let window = i64::try_from(self.window.as_secs()).unwrap_or(i64::MAX);
        let behind = now.saturating_sub(timestamp);
        if behind.saturating_abs() > window {
            let side = if behind > 0 { "behind" } else { "ahead of" };
            let distance = behind.saturating_abs();
            let what = format!(
                "{timestamp} is {distance} s {side} the server's clock, {now}; {window} s are allowed"
            );
            return Err(incoming.refuse(Reason::Stale, Common::Timestamp, what));
        }
        let Some(nonce) = nonce.flatten() else { return Ok(()) };
        if state.nonces.len() >= state.many_nonces {
            // Twice the window: the clock may be set while the server runs.
            state.nonces.retain(|_, used| now.saturating_sub(*used) <= window.saturating_mul(2));
            if state.nonces.len() >= MOST_NONCES {
                state.nonces.clear(); // a replay among a million requests is nobody's test
            }
            state.many_nonces = (state.nonces.len().max(5_000) * 2).min(MOST_NONCES);
        }
        if state.nonces.insert(nonce, timestamp).is_some() {
            return Err(incoming.refuse(Reason::Replayed, Common::Nonce, "it was used before"));
        }
        Ok(())
    }

    fn record(
        api: &Api,
        (number, request_id): (u64, String),
        incoming: &Incoming,
        fault: Option<Fault>,
        refused: Option<Code>,
        carried_out: bool,
    ) -> Request {
        let known = route::candidates(api, incoming).unwrap_or_default();
        let is_public = |name: &str| {
            known
                .first()
                .is_some_and(|(service, action)| parameters::is_public(service, &action.request, name))
        };
        let shown = |(name, value): (String, String)| {
            let value = if is_public(&name) { value } else { HIDDEN.to_owned() };
            (name, value)
        };
        let common = |name| incoming.common(name).map(ToOwned::to_owned);
        Request {
            number,
            request_id,
            http_method: incoming.method().to_string(),
            action: common(Common::Action),
            version: common(Common::Version),
            nonce: common(Common::Nonce),
            timestamp: common(Common::Timestamp),
            region: common(Common::Region),
            signature_method: common(Common::SignatureMethod),
            has_token: incoming.common(Common::Token).is_some(),
            parameters: incoming.parameters.pairs().into_iter().map(shown).collect(),
            fault,
            refused,
            carried_out,
        }
    }
}

/// What API 3.0 calls a request: the same in every run, so that tests and demos are repeatable.
fn request_id(number: u64) -> String {
    let mut dice = fastrand::Rng::with_seed(number);
    let mut digits = |count| dice.u64(..) >> (64 - 4 * count);
    format!("{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}", digits(8), digits(4), digits(3), digits(3), digits(12))
}

/// Finds the parameters in the body that the Action takes. An Action that is not there is told later.
fn open(api: &Api, incoming: &mut Incoming) -> Result<(), Failure> {
    match route::candidates(api, incoming).unwrap_or_default().first() {
        Some((service, action)) => Ok(incoming.open(service, action)?),
        None => Ok(()),
    }
}

/// The answer that a fault has in place of the right one.
fn replacement(fault: &Fault, failure: &dyn Fn(&Refusal) -> Answer) -> Option<Answer> {
    let status = |status: u16| StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    Some(match fault {
        Fault::Status(number) => Answer::empty(status(*number)),
        Fault::Html(number) => Answer::html(status(*number)),
        Fault::Throttled(after) => Answer::throttled(*after),
        Fault::Code(code) => {
            failure(&Refusal { code: code.clone(), message: "this failure was asked for".into() })
        }
        Fault::Garbage => Answer::garbage(),
        _ => return None,
    })
}

/// The fault that says what the response looks like.
pub(crate) fn inner(fault: Option<&Fault>) -> Option<&Fault> {
    match fault {
        Some(Fault::CarriedOut(fault)) => inner(Some(fault)),
        fault => fault,
    }
}
