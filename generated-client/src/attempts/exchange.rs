//! One attempt: a signed request out, an answer in, and what that answer means.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HOST, USER_AGENT};
use http::{HeaderValue, Request};
use zeroize::Zeroizing;

use super::Read;
use crate::CommonErrorCode;
use crate::call::{CallOptions, Plan};
use crate::client::Shared;
use crate::clock::{ClockSkew, retry_after};
use crate::credential::Credential;
use crate::error::{Answer, BadBody, Kind, Refusal, presentable};
use crate::retry::{Failure, Reason};
use crate::runtime::before;
use crate::signature::RequestError;
use crate::signed::{CLIENT_NAME, Common, Target, signed_form};
use crate::transport::{Delivery, TransportError, TransportErrorKind};
use crate::wire::{self, Method, ResponseError};

/// The longest query of a GET. Gateways refuse URLs of some kilobytes with an HTML page; a POST says the same.
const LONGEST_QUERY: usize = 2000;

/// The shortest line of a secret that is a secret by itself.
const SHORTEST_LINE: usize = 16;

/// An attempt without a result.
pub(crate) struct Failed {
    pub(crate) kind: Kind,
    pub(crate) failure: Failure,
    pub(crate) timed_out: bool,
    /// Whether it was the attempt's own limit that ran out, and not one of the transport's.
    pub(crate) limit_reached: bool,
    pub(crate) answer: Option<Answer>,
}

impl Failed {
    /// Nothing was sent, and nothing will be.
    pub(crate) fn unsent(kind: Kind) -> Self {
        let failure = Failure { delivery: Delivery::NotSent, reason: Reason::Permanent, retry_after: None };
        Self { kind, failure, timed_out: false, limit_reached: false, answer: None }
    }

    /// The same, not to be tried again.
    pub(crate) fn for_good(mut self) -> Self {
        self.failure.reason = Reason::Permanent;
        self
    }

    fn on_the_way(error: TransportError) -> Self {
        use TransportErrorKind as Kinds;

        let reason = match error.kind() {
            Kinds::Refused | Kinds::ResponseTooLarge(_) => Reason::Permanent,
            _ => Reason::Transient,
        };
        let failure = Failure { delivery: error.delivery(), reason, retry_after: None };
        Self {
            timed_out: error.is_timeout(),
            limit_reached: false,
            kind: Kind::Transport(error),
            failure,
            answer: None,
        }
    }

    fn out_of_time(limit: Duration) -> Self {
        let error = TransportError::new(TransportErrorKind::Timeout(limit));
        Self { limit_reached: true, ..Self::on_the_way(error) }
    }
}

/// Makes one attempt, which may take as long as `limit`.
pub(crate) async fn exchange(
    client: &Shared,
    plan: &Plan,
    options: &CallOptions,
    credential: &Credential,
    limit: Duration,
    read: &mut Read<'_>,
) -> Result<Answer, Failed> {
    let skew = client.clock.seconds();
    let now = client.runtime.system_time();
    let signed = Signed::new(client, plan, options, credential, now)
        .map_err(|error| Failed::unsent(Kind::Request(error)))?;
    let request = signed
        .request()
        .map_err(|error| Failed::unsent(Kind::Setup(format!("the request can't be built: {error}"))))?;
    let timer = client.runtime.sleep(limit);
    let response = match before(client.transport.send(request), timer).await {
        Ok(Ok(response)) => response,
        Ok(Err(error)) => return Err(Failed::on_the_way(error)),
        Err(_) => return Err(Failed::out_of_time(limit)),
    };
    let (parts, body) = response.into_parts();
    let mut answer = Answer { status: parts.status, headers: parts.headers, body, request_id: None };
    let result = read(&answer.body);
    let Err(error) = result else { return Ok(answer) };
    let secrets = signed.secrets(credential, plan);
    let secrets: Vec<_> = secrets.iter().map(|secret| secret.as_str()).collect();
    let show = |text: &str| presentable(text, &secrets);
    // Whoever answers may quote the request here too.
    answer.request_id = request_id(&answer).map(|id| show(&id));
    let now = client.runtime.system_time();
    let skew = ClockSkew::found(&answer.headers, now, skew);
    let (kind, reason) = meaning(error, &answer, skew, &show);
    let failure =
        Failure { delivery: Delivery::Answered, reason, retry_after: retry_after(&answer.headers, now) };
    Err(Failed { kind, failure, timed_out: false, limit_reached: false, answer: Some(answer) })
}

/// What an answer without a result says, and whether another attempt may do better.
fn meaning(
    error: ResponseError,
    answer: &Answer,
    skew: Option<i64>,
    show: &dyn Fn(&str) -> String,
) -> (Kind, Reason) {
    let of_status = Reason::of_status(answer.status);
    match error {
        ResponseError::Failure(failure) => {
            let common = CommonErrorCode::from(failure.code);
            let of_code = Reason::of_code(failure.code, common.is_retryable(), skew);
            let refusal = Refusal {
                code: failure.code,
                shown_code_desc: failure.code_desc.as_deref().map(show),
                code_desc: failure.code_desc,
                shown_message: show(&failure.message),
                message: failure.message,
                meaning: common.description(),
            };
            (Kind::Refused(refusal), if of_code == Reason::Permanent { of_status } else { of_code })
        }
        ResponseError::Unreadable(error) => (Kind::Unreadable(Box::new(error)), Reason::Permanent),
        _ => {
            let problem = BadBody::find(&answer.body).unwrap_or(BadBody::NoCode);
            // A status of success with a damaged body: something on the way has spoilt it.
            let damaged = answer.status.is_success() && problem != BadBody::NoCode;
            (Kind::BadBody(problem.presented(show)), if damaged { Reason::Transient } else { of_status })
        }
    }
}

/// A signed request, as long as its attempt lasts.
struct Signed<'a> {
    method: Method,
    scheme: &'static str,
    authority: &'a str,
    host: &'a str,
    path: &'a str,
    form: Bytes,
}

impl<'a> Signed<'a> {
    fn new(
        client: &'a Shared,
        plan: &'a Plan,
        options: &'a CallOptions,
        credential: &'a Credential,
        now: SystemTime,
    ) -> Result<Self, RequestError> {
        let (scheme, authority, host) = match &client.endpoint {
            None => ("https", &*plan.host, &*plan.host),
            Some(endpoint) if endpoint.keeps_host => {
                (endpoint.scheme, endpoint.authority.as_str(), &*plan.host)
            }
            Some(endpoint) => (endpoint.scheme, endpoint.authority.as_str(), endpoint.authority.as_str()),
        };
        let region = options.region.as_deref().or(client.region.as_deref()).or(credential.region());
        let parameters: Vec<_> = plan.parameters.iter().collect();
        let common = Common {
            action: &plan.action,
            credential,
            algorithm: client.algorithm,
            region,
            timestamp: client.clock.timestamp(now),
            random: client.runtime.random(),
        };
        let target = |method| Target { method, host, path: &plan.path };
        let mut method = plan.method;
        let mut form = signed_form(target(method), common, &parameters)?;
        if method == Method::Get && form.len() > LONGEST_QUERY {
            method = Method::Post;
            form = signed_form(target(method), common, &parameters)?;
        }
        let form = Bytes::from_owner(Form(form));
        Ok(Self { method, scheme, authority, host, path: &plan.path, form })
    }

    fn request(&self) -> Result<Request<Bytes>, http::Error> {
        let address = format!("{}://{}{}", self.scheme, self.authority, self.path);
        let request = Request::builder().header(HOST, self.host).header(USER_AGENT, CLIENT_NAME);
        match self.method {
            Method::Get => {
                let query = std::str::from_utf8(&self.form).unwrap_or_default();
                request.method(http::Method::GET).uri(format!("{address}?{query}")).body(Bytes::new())
            }
            Method::Post => {
                let form = HeaderValue::from_static("application/x-www-form-urlencoded");
                request
                    .method(http::Method::POST)
                    .uri(address)
                    .header(CONTENT_TYPE, form)
                    .body(self.form.clone())
            }
        }
    }

    /// What must not show in a text of the server, which may quote the request.
    fn secrets(&self, credential: &Credential, plan: &Plan) -> Vec<Zeroizing<String>> {
        let sent = form_urlencoded::parse(&self.form)
            .filter(|(name, _)| matches!(&**name, "Signature" | "Nonce"))
            .map(|(_, value)| value.into_owned());
        let credential = [Some(credential.id()), Some(credential.key()), credential.token()];
        let credential = credential.into_iter().flatten().map(str::to_owned);
        let values = plan.parameters.sensitive_values().map(str::to_owned);
        let whole: Vec<_> = sent.chain(credential).chain(values).map(Zeroizing::new).collect();
        // A server may quote a text line by line, or as it came, encoded.
        let lines = whole.iter().flat_map(|secret| {
            secret.lines().filter(|line| line.len() >= SHORTEST_LINE && line.len() < secret.len())
        });
        let lines: Vec<_> = lines.map(|line| Zeroizing::new(line.to_owned())).collect();
        let unencoded = whole.into_iter().chain(lines);
        unencoded
            .flat_map(|secret| {
                let encoded: String = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
                [Zeroizing::new(encoded), secret]
            })
            .collect()
    }
}

/// The form, wiped when the last who holds it lets go.
struct Form(Zeroizing<String>);

impl AsRef<[u8]> for Form {
    fn as_ref(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// The body's own id of the request, or that of a gateway. It costs another look at the body, so only who wants it asks.
pub(crate) fn request_id(answer: &Answer) -> Option<String> {
    #[derive(Clone, PartialEq)]
    struct Identified {
        request_id: Option<String>,
    }
    wire::record!(Identified {
        0 request_id "requestId" [];
    });

    let header = || answer.headers.get("x-request-id")?.to_str().ok().map(str::to_owned);
    let body = || wire::read::<Identified>(&answer.body).ok()?.request_id.filter(|id| !id.is_empty());
    header().or_else(body)
}
