//! What the server knows and remembers, and how it decides about a request.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use http::StatusCode;
use jiff::Timestamp;
use qcloud_codegen::model::{Action, Api, EnumValues, Protocol, Service};
use serde_json::{Map, Value};

use crate::examples;
use crate::fault::Fault;
use crate::log::Request;
use crate::parameters::{self, nearest};
use crate::plan::Plan;
use crate::protocol::{Incoming, Refusal, code};
use crate::response::Answer;
use crate::server::Credentials;
use crate::wss::{self, Store};

/// The longest URL that a gateway in front of the API lets through.
const LONGEST_TARGET: usize = 8 * 1024;

/// Tells the time.
pub(crate) type Clock = Box<dyn Fn() -> SystemTime + Send + Sync>;
/// Hears of each request.
pub(crate) type Observer = Box<dyn Fn(&Request) + Send + Sync>;

/// What all connections share.
pub(crate) struct Shared {
    pub(crate) api: Api,
    pub(crate) credentials: Credentials,
    pub(crate) token: Option<String>,
    pub(crate) clock: Clock,
    pub(crate) window: Duration,
    pub(crate) observer: Option<Observer>,
    /// What changes with each request.
    state: Mutex<State>,
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").field("credentials", &self.credentials).finish_non_exhaustive()
    }
}

/// What changes with each request.
pub(crate) struct State {
    pub(crate) plan: Plan,
    pub(crate) log: Vec<Request>,
    pub(crate) store: Option<Store>,
    /// How many seconds the server's clock is ahead of the real one.
    pub(crate) skew: i64,
    /// The nonces that were used, and the timestamps that came with them.
    nonces: HashMap<String, i64>,
    /// From this number of nonces on it is worth a look which ones are too old to matter.
    many_nonces: usize,
}

impl State {
    pub(crate) fn new(plan: Plan, store: Option<Store>) -> Self {
        Self { plan, log: Vec::new(), store, skew: 0, nonces: HashMap::new(), many_nonces: 10_000 }
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

/// Why there is no result.
enum Failure {
    /// The API says so.
    Refused(Refusal),
    /// A gateway in front of it says so.
    Page(StatusCode),
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// A request that is what the spec asks for.
struct Accepted<'a> {
    service: &'a Service,
    action: &'a Action,
    parameters: Map<String, Value>,
}

impl Shared {
    pub(crate) fn new(
        api: Api,
        credentials: Credentials,
        token: Option<String>,
        clock: Clock,
        window: Duration,
        observer: Option<Observer>,
        state: State,
    ) -> Self {
        Self { api, credentials, token, clock, window, observer, state: Mutex::new(state) }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        // A test that panics while it looks at the log must not take the server with it.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The real time.
    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::try_from((self.clock)()).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// Checks a request, carries it out unless a fault comes instead, and writes it down. `target` is the length of its URL.
    pub(crate) fn decide(
        &self,
        incoming: &Incoming,
        well_formed: Result<(), Refusal>,
        target: usize,
    ) -> Decision {
        let mut state = self.state();
        let number = state.log.len() as u64 + 1;
        let fault = state.plan.take(number);
        if let Some(Fault::Skewed(seconds)) = fault {
            state.skew = seconds;
        }
        let accepted = self.check(&mut state, incoming, well_formed, target);
        let comes_instead = fault.as_ref().is_some_and(Fault::comes_instead);
        let (outcome, carried_out) = match accepted {
            Ok(accepted) if !comes_instead => match self.carry_out(&mut state, &accepted, incoming) {
                Ok(body) => (Ok(body), true),
                Err(refusal) => (Err(Failure::Refused(refusal)), false),
            },
            // A fault that comes instead replaces the answer, whatever it is.
            Ok(_) => (Ok(String::new()), false),
            Err(failure) => (Err(failure), false),
        };
        let refused = match &outcome {
            Ok(_) => None,
            Err(Failure::Refused(refusal)) => Some(refusal.code),
            Err(Failure::Page(status)) => Some(i64::from(status.as_u16())),
        };
        let answer = match inner(fault.as_ref()).and_then(|fault| self.replacement(incoming, fault)) {
            Some(answer) => answer,
            None => match outcome {
                Ok(body) => Answer::json(body),
                Err(Failure::Refused(refusal)) => self.failure(incoming, &refusal),
                Err(Failure::Page(status)) => Answer::html(status),
            },
        };
        let request = self.record(number, incoming, fault.clone(), refused, carried_out);
        if let Some(observer) = &self.observer {
            observer(&request);
        }
        state.log.push(request);
        let date = self.server_time(&state);
        Decision { answer, fault, date }
    }

    fn server_time(&self, state: &State) -> Timestamp {
        let now = self.now();
        Timestamp::from_second(now.as_second().saturating_add(state.skew)).unwrap_or(now)
    }

    fn check<'a>(
        &'a self,
        state: &mut State,
        incoming: &Incoming,
        well_formed: Result<(), Refusal>,
        target: usize,
    ) -> Result<Accepted<'a>, Failure> {
        if target > LONGEST_TARGET {
            return Err(Failure::Page(StatusCode::URI_TOO_LONG));
        }
        if !self.api.services.iter().any(|service| service.path == incoming.path) {
            return Err(Failure::Page(StatusCode::NOT_FOUND));
        }
        well_formed?;
        let candidates = self.candidates(incoming)?;
        let (service, action) = self.authenticate(incoming, &candidates)?;
        self.check_freshness(state, incoming)?;
        let parameters = parameters::read(service, &action.request, &incoming.parameters)
            .map_err(|problems| Refusal::new(code::INVALID_PARAMETER, problems.join("; ")))?;
        Ok(Accepted { service, action, parameters })
    }

    /// The Actions that can be meant: of the service that is called by its own name, else of every service.
    fn candidates(&self, incoming: &Incoming) -> Result<Vec<(&Service, &Action)>, Refusal> {
        let name = incoming.required("Action")?;
        let host = without_port(&incoming.host);
        let services: Vec<_> =
            self.api.services.iter().filter(|service| service.path == incoming.path).collect();
        let named: Vec<_> = services.iter().copied().filter(|service| service.host == host).collect();
        let services = if named.is_empty() { services } else { named };
        let actions = || {
            services.iter().flat_map(|service| service.actions.iter().map(move |action| (*service, action)))
        };
        let candidates: Vec<_> = actions().filter(|(_, action)| action.name == name).collect();
        if candidates.is_empty() {
            let near = nearest(name, actions().map(|(_, action)| action.name.as_str()));
            let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            return Err(Refusal::new(
                code::INVALID_PARAMETER,
                format!("`Action`: there is no Action `{name}`{hint}"),
            ));
        }
        Ok(candidates)
    }

    fn authenticate<'a>(
        &self,
        incoming: &Incoming,
        candidates: &[(&'a Service, &'a Action)],
    ) -> Result<(&'a Service, &'a Action), Refusal> {
        let secret_id = incoming.required("SecretId")?;
        if secret_id != self.credentials.secret_id {
            return Err(Refusal::new(
                code::SECRET_ID_NOT_FOUND,
                format!("`SecretId`: there is no SecretId `{secret_id}`"),
            ));
        }
        let mut first = None;
        for (service, action) in candidates {
            let hosts = hosts(incoming, service);
            let is_public = |name: &str| parameters::is_public(service, &action.request, name);
            match incoming.verify(&self.credentials.secret_key, &hosts, is_public) {
                Ok(()) => return self.check_token(incoming).map(|()| (*service, *action)),
                Err(refusal) => drop(first.get_or_insert(refusal)),
            }
        }
        Err(first.unwrap_or_else(|| Refusal::new(code::AUTHENTICATION_FAILED, "the signature is wrong")))
    }

    fn check_token(&self, incoming: &Incoming) -> Result<(), Refusal> {
        match (&self.token, incoming.common("Token")) {
            (None, _) => Ok(()),
            (Some(expected), Some(token)) if expected == token => Ok(()),
            (Some(_), None) => Err(Refusal::new(code::TOKEN_ERROR, "`Token`: required, and missing")),
            (Some(_), Some(_)) => Err(Refusal::new(code::TOKEN_ERROR, "`Token`: it is not the right one")),
        }
    }

    /// The timestamp is near the server's clock, and the nonce is new.
    fn check_freshness(&self, state: &mut State, incoming: &Incoming) -> Result<(), Refusal> {
        let not = |name: &str, expected: &str| {
            Refusal::new(code::INVALID_PARAMETER, format!("`{name}`: expected {expected}"))
        };
        let timestamp = incoming.required("Timestamp")?;
        let timestamp: i64 = timestamp.parse().map_err(|_| not("Timestamp", "Unix seconds"))?;
        let nonce = incoming.required("Nonce")?;
        if nonce.parse::<u64>().ok().is_none_or(|number| number == 0) {
            return Err(not("Nonce", "a positive integer"));
        }
        let now = self.server_time(state).as_second();
        let window = i64::try_from(self.window.as_secs()).unwrap_or(i64::MAX);
        let behind = now.saturating_sub(timestamp);
        if behind.saturating_abs() > window {
            let side = if behind > 0 { "behind" } else { "ahead of" };
            let distance = behind.saturating_abs();
            return Err(Refusal::new(
                code::REPLAYED,
                format!(
                    "`Timestamp`: {timestamp} is {distance} s {side} the server's clock, {now}; {window} s are allowed"
                ),
            ));
        }
        if state.nonces.len() >= state.many_nonces {
            // Twice the window: the clock may be set while the server runs.
            state.nonces.retain(|_, used| now.saturating_sub(*used) <= window.saturating_mul(2));
            state.many_nonces = state.nonces.len().max(5_000) * 2;
        }
        if state.nonces.insert(nonce.to_owned(), timestamp).is_some() {
            return Err(Refusal::new(code::REPLAYED, "`Nonce`: it was used before"));
        }
        Ok(())
    }

    /// The body of a success.
    fn carry_out(
        &self,
        state: &mut State,
        accepted: &Accepted<'_>,
        incoming: &Incoming,
    ) -> Result<String, Refusal> {
        let Accepted { service, action, parameters } = accepted;
        let store = state.store.as_mut().filter(|_| service.name == wss::SERVICE);
        let result = store.and_then(|store| store.carry_out(&action.name, parameters, self.now()));
        let result = match result {
            Some(result) => result?,
            None => match examples::body(action, &incoming.parameters) {
                Some(body) => return Ok(body.to_owned()),
                None => examples::nothing(service, action),
            },
        };
        Ok(examples::place(&action.place, result, incoming.success()).to_string())
    }

    /// The answer that a fault has in place of the right one.
    fn replacement(&self, incoming: &Incoming, fault: &Fault) -> Option<Answer> {
        let status = |status: u16| StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Some(match fault {
            Fault::Status(number) => Answer::empty(status(*number)),
            Fault::Html(number) => Answer::html(status(*number)),
            Fault::Throttled(after) => Answer::throttled(*after),
            Fault::Code(code) => self.failure(incoming, &Refusal::new(*code, "this failure was asked for")),
            Fault::Garbage => Answer::garbage(),
            _ => return None,
        })
    }

    fn failure(&self, incoming: &Incoming, refusal: &Refusal) -> Answer {
        Answer::json(incoming.failure(refusal, &self.code_desc(refusal.code)).to_string())
    }

    /// The name that the spec has for a code, else the code.
    fn code_desc(&self, code: i64) -> String {
        let errors = self.api.common_errors_of(Protocol::V2);
        let values = errors.map(|errors| &errors.codes.values);
        let name = match values {
            Some(EnumValues::Int(values)) => {
                values.iter().find(|value| value.wire == code).map(|value| &value.rust)
            }
            Some(EnumValues::Text(values)) => {
                values.iter().find(|value| value.wire == code.to_string()).map(|value| &value.rust)
            }
            None => None,
        };
        name.cloned().unwrap_or_else(|| code.to_string())
    }

    fn record(
        &self,
        number: u64,
        incoming: &Incoming,
        fault: Option<Fault>,
        refused: Option<i64>,
        carried_out: bool,
    ) -> Request {
        let known = self.candidates(incoming).unwrap_or_default();
        let is_public = |name: &str| {
            known
                .first()
                .is_some_and(|(service, action)| parameters::is_public(service, &action.request, name))
        };
        let shown = |(name, value): &(String, String)| {
            (name.clone(), if is_public(name) { value.clone() } else { "***".to_owned() })
        };
        let common = |name: &str| incoming.common(name).map(ToOwned::to_owned);
        Request {
            number,
            http_method: incoming.method.to_string(),
            action: common("Action"),
            nonce: common("Nonce"),
            timestamp: common("Timestamp"),
            region: common("Region"),
            signature_method: common("SignatureMethod"),
            has_token: incoming.common("Token").is_some(),
            parameters: incoming.parameters.iter().map(shown).collect(),
            fault,
            refused,
            carried_out,
        }
    }
}

/// The fault that says what the response looks like.
pub(crate) fn inner(fault: Option<&Fault>) -> Option<&Fault> {
    match fault {
        Some(Fault::CarriedOut(fault)) => inner(Some(fault)),
        fault => fault,
    }
}

/// The hosts that a client may have signed for, first the one that it most probably did.
///
/// The real host is never called with a port; this server always is, and stands in for the real one.
fn hosts<'a>(incoming: &'a Incoming, service: &'a Service) -> Vec<&'a str> {
    let mut hosts = vec![incoming.host.as_str()];
    for host in [without_port(&incoming.host), &service.host] {
        if !hosts.contains(&host) {
            hosts.push(host);
        }
    }
    hosts
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}
