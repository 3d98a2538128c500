//! The certificates of the account, kept in memory: what is uploaded is listed, and what is deleted is gone, whichever service is asked.

mod bindings;
mod deletions;
mod records;
mod resources;
mod rollouts;
mod seed;
mod ssl_v20191205;
mod wss;
mod wss_v20180426;
mod x509;

use jiff::tz::{self, Offset};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use self::bindings::Search;
use self::deletions::Deletion;
use self::records::Rollout;
use self::resources::Resource;
use self::rollouts::Hunt;
use crate::protocol::Refusal;
use crate::task::{Task, TaskTime};

/// China's time, in which the vendor writes all times.
const CHINA: Offset = tz::offset(8);
const ZERO_DATE: &str = "0000-00-00 00:00:00";
const OWNER: &str = "100004603224";

/// Values of `status` in the vendor's lists of certificates.
const VERIFYING: i64 = 0;
const APPROVED: i64 = 1;
const VERIFICATION_FAILED: i64 = 2;
const EXPIRED: i64 = 3;
const CANCELED: i64 = 7;

/// The Actions that store a certificate, with their services.
const UPLOADS: [(&str, &str); 4] = [
    ("wss", "CertUpload"),
    ("wss_v20180426", "UploadCert"),
    ("ssl_v20191205", "UploadCertificate"),
    ("ssl_v20191205", "ApplyCertificate"),
];

/// So many certificates are kept at most, and so many bytes of PEM.
const MOST_CERTIFICATES: usize = 100_000;
const MOST_PEM: usize = 64 << 20;

/// Carries out an Action of a service; `None` when it is not one of those that are known here.
pub(crate) fn carry_out(
    store: &mut Store,
    service: &str,
    action: &str,
    parameters: &Map<String, Value>,
    region: Option<&str>,
    now: Timestamp,
) -> Option<Result<Value, Refusal>> {
    let parameters = Arguments(parameters);
    store.issue(now);
    store.advance(now);
    deletions::advance(store, now);
    if UPLOADS.contains(&(service, action)) && store.is_full() {
        let message = "the mock server keeps no more certificates; delete some";
        return Some(Err(Refusal::new("LimitExceeded", message)));
    }
    match service {
        "wss" => wss::carry_out(store, action, parameters, now),
        "wss_v20180426" => wss_v20180426::carry_out(store, action, parameters, now),
        "ssl_v20191205" => ssl_v20191205::carry_out(store, action, parameters, region, now),
        _ => None,
    }
}

/// The parameters of an Action, which are what the spec asks for.
#[derive(Clone, Copy)]
struct Arguments<'p>(&'p Map<String, Value>);

impl<'p> Arguments<'p> {
    /// A text; an empty one is as good as none.
    fn text(self, name: &str) -> Option<&'p str> {
        self.0.get(name)?.as_str().filter(|text| !text.is_empty())
    }

    /// A number, also one in a text.
    fn number(self, name: &str, default: u64) -> usize {
        let value = self.0.get(name);
        let value = value.and_then(|value| value.as_u64().or_else(|| value.as_str()?.parse().ok()));
        let value = value.unwrap_or(default);
        usize::try_from(value).unwrap_or(usize::MAX)
    }

    /// Whether something is asked for, as `true` or as 1.
    fn flag(self, name: &str) -> Option<bool> {
        match self.0.get(name)? {
            Value::Bool(flag) => Some(*flag),
            Value::Number(number) => Some(number.as_i64() == Some(1)),
            Value::String(text) => Some(text == "1"),
            _ => None,
        }
    }

    /// A text or a number, as text.
    fn any_text(self, name: &str) -> String {
        match self.0.get(name) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        }
    }

    /// The texts of a list.
    fn texts(self, name: &str) -> Vec<&'p str> {
        self.list(name).unwrap_or_default().iter().filter_map(Value::as_str).collect()
    }

    fn list(self, name: &str) -> Option<&'p [Value]> {
        self.0.get(name)?.as_array().map(Vec::as_slice).filter(|items| !items.is_empty())
    }
}

/// The certificates of the account, in the order in which they came.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    certificates: Vec<Certificate>,
    uploads: u64,
    resources: Vec<Resource>,
    searches: Vec<Search>,
    hunts: Vec<Hunt>,
    rollouts: Vec<Rollout>,
    deletions: Vec<Deletion>,
    /// The id of the last task or record.
    last_number: u64,
    task_time: TaskTime,
    /// The resources that take no certificate, by names, and why.
    failures: Vec<(String, String)>,
}

#[derive(Clone, Debug)]
struct Certificate {
    id: String,
    cert_type: String,
    origin: Origin,
    status: i64,
    domain: String,
    alias: String,
    /// First and last moment; none until it is issued.
    validity: Option<(Timestamp, Timestamp)>,
    inserted: Timestamp,
    names: Vec<String>,
    pem: String,
    /// Of one that was applied for, how far its issue is.
    issue: Option<Task>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    Uploaded,
    Free,
    Paid,
}

/// What is asked for of the list; what is `None` does not matter.
#[derive(Clone, Copy, Default)]
struct Filter<'f> {
    id: Option<&'f str>,
    cert_type: Option<&'f str>,
    /// Part of the id, the remark or a domain.
    text: Option<&'f str>,
    /// A domain that it stands for.
    domain: Option<&'f str>,
}

/// Why a certificate stays.
enum Undeletable {
    /// There is none with this id.
    Missing,
    /// Cloud resources of these kinds use it.
    Bound(String),
    /// Where it came from, and how far it has come.
    Issued(&'static str),
}

impl Undeletable {
    /// The obstacle to the deletion of a certificate, in a sentence.
    fn about(&self, id: &str) -> String {
        match self {
            Self::Missing => format!("no certificate has the id `{id}`"),
            Self::Bound(kinds) => {
                format!("the certificate `{id}` can't be deleted: cloud resources use it: {kinds}")
            }
            Self::Issued(obstacle) => format!("the certificate `{id}` can't be deleted: {obstacle}"),
        }
    }
}

impl Store {
    fn new(certificates: Vec<Certificate>, resources: Vec<Resource>) -> Self {
        Self {
            certificates,
            uploads: 0,
            resources,
            searches: Vec::new(),
            hunts: Vec::new(),
            rollouts: Vec::new(),
            deletions: Vec::new(),
            last_number: 1000,
            task_time: TaskTime::default(),
            failures: Vec::new(),
        }
    }

    /// An account with something of everything, whose dates are relative to now.
    pub(crate) fn seeded(now: Timestamp) -> Self {
        Self::new(seed::certificates(now), seed::resources())
    }

    /// An account with so many uploaded certificates, and nothing that uses them.
    pub(crate) fn with_uploaded(count: usize, now: Timestamp) -> Self {
        Self::new((1..=count).map(|number| seed::uploaded(number, now)).collect(), Vec::new())
    }

    /// How long tasks take that begin from now on.
    pub(crate) fn set_task_time(&mut self, time: TaskTime) {
        self.task_time = time;
    }

    /// A resource takes no certificate any more, and says why.
    pub(crate) fn fail(&mut self, resource: String, reason: String) {
        self.failures.push((resource, reason));
    }

    /// Adds a resource; what is wrong with it.
    pub(crate) fn bind(
        &mut self,
        kind: &str,
        region: &str,
        name: &str,
        certificate: Option<&str>,
    ) -> Result<(), String> {
        resources::kind_of(kind).map_err(|refusal| refusal.message)?;
        self.resources.extend(Resource::new(kind, region, name, certificate));
        Ok(())
    }

    /// The resources of the account: kind, region, name, and the id of the certificate.
    pub(crate) fn bound(&self) -> Vec<(&'static str, String, String, Option<String>)> {
        let told =
            |it: &Resource| (it.kind.name, it.region.clone(), it.parts.join("|"), it.certificate.clone());
        self.resources.iter().map(told).collect()
    }

    /// The id of a task or a record: the same in every run.
    fn fresh_number(&mut self) -> u64 {
        self.last_number += 1;
        self.last_number
    }

    /// A certificate that a request names.
    fn known(&self, id: &str) -> Result<&Certificate, Refusal> {
        self.find(id).ok_or_else(|| {
            let message = format!("`CertificateId`: {}", Undeletable::Missing.about(id));
            Refusal::new("FailedOperation.CertificateNotFound", message)
        })
    }

    /// The certificate of the account with the same text.
    fn twin(&self, pem: &str) -> Option<&Certificate> {
        self.certificates.iter().find(|certificate| certificate.pem.trim() == pem.trim())
    }

    /// Puts another certificate under an id.
    fn replace_pem(&mut self, id: &str, pem: &str) {
        let facts = x509::read(pem);
        let Some(certificate) = self.certificates.iter_mut().find(|certificate| certificate.id == id) else {
            return;
        };
        pem.clone_into(&mut certificate.pem);
        if let Some(facts) = facts {
            (certificate.names, certificate.validity) = (facts.names, Some(facts.validity));
        }
    }

    /// All certificates as `CertGetList` of `wss` shows them.
    pub(crate) fn records(&self, now: Timestamp) -> Vec<Value> {
        self.certificates.iter().map(|certificate| wss::record(certificate, true, now)).collect()
    }

    fn matching<'a>(&'a self, filter: &'a Filter<'a>) -> impl Iterator<Item = &'a Certificate> {
        self.certificates.iter().filter(|certificate| certificate.matches(filter))
    }

    /// Whether there is no room for another certificate.
    fn is_full(&self) -> bool {
        let pem = self.certificates.iter().map(|certificate| certificate.pem.len() + certificate.alias.len());
        self.certificates.len() >= MOST_CERTIFICATES || pem.sum::<usize>() >= MOST_PEM
    }

    fn find(&self, id: &str) -> Option<&Certificate> {
        self.certificates.iter().find(|certificate| certificate.id == id)
    }

    /// Stores a certificate; its id. What is no certificate is stored all the same: tests and demos should not need a real one.
    fn upload(&mut self, cert_type: &str, pem: &str, alias: &str, now: Timestamp) -> String {
        let facts = x509::read(pem);
        self.uploads += 1;
        let certificate = Certificate {
            id: self.fresh_id(),
            cert_type: cert_type.to_owned(),
            origin: Origin::Uploaded,
            status: APPROVED,
            domain: facts.as_ref().and_then(|facts| facts.names.first().cloned()).unwrap_or_default(),
            alias: alias.to_owned(),
            validity: Some(facts.as_ref().map_or_else(|| one_year_from(now), |facts| facts.validity)),
            inserted: now,
            names: facts.map(|facts| facts.names).unwrap_or_default(),
            pem: pem.to_owned(),
            issue: None,
        };
        let id = certificate.id.clone();
        self.certificates.push(certificate);
        id
    }

    /// Stores the order of a free certificate; its id.
    fn apply(&mut self, domain: &str, alias: &str, now: Timestamp) -> String {
        self.uploads += 1;
        let (id, issue) = (self.fresh_id(), Task::begin(self.task_time, now));
        self.certificates.push(Certificate {
            id: id.clone(),
            cert_type: "SVR".to_owned(),
            origin: Origin::Free,
            status: VERIFYING,
            domain: domain.to_owned(),
            alias: alias.to_owned(),
            validity: None,
            inserted: now,
            names: vec![domain.to_owned()],
            pem: seed::PEM.to_owned(),
            issue: Some(issue),
        });
        id
    }

    /// Somebody asks for a certificate that may not be issued yet.
    fn ask(&mut self, id: &str, now: Timestamp) {
        let certificate = self.certificates.iter_mut().find(|certificate| certificate.id == id);
        if let Some(issue) = certificate.and_then(|certificate| certificate.issue.as_mut()) {
            issue.ask(now);
        }
    }

    /// Issues what is due.
    fn issue(&mut self, now: Timestamp) {
        for certificate in &mut self.certificates {
            if certificate.issue.is_some_and(|issue| issue.share(now).is_all()) {
                (certificate.issue, certificate.status) = (None, APPROVED);
                certificate.validity = Some((now, days_from(now, 90)));
            }
        }
    }

    /// The same ids in every run, so that tests and demos are repeatable.
    fn fresh_id(&self) -> String {
        let mut dice = fastrand::Rng::with_seed(self.uploads);
        std::iter::repeat_with(|| dice.alphanumeric()).take(8).collect()
    }

    /// Deletes a certificate by the vendor's rules.
    fn delete(&mut self, id: &str) -> Result<(), Undeletable> {
        let index = self.certificates.iter().position(|certificate| certificate.id == id);
        let index = index.ok_or(Undeletable::Missing)?;
        let certificate = &self.certificates[index];
        let mut kinds: Vec<_> = self.users_of(id).map(|place| self.resources[place].kind.name).collect();
        kinds.dedup();
        match (certificate.origin, certificate.status) {
            (Origin::Uploaded, _) | (_, VERIFICATION_FAILED) | (Origin::Paid, CANCELED) => {}
            (Origin::Free, _) => {
                let obstacle = "a free one can be deleted only after its verification failed";
                return Err(Undeletable::Issued(obstacle));
            }
            (Origin::Paid, _) => {
                let obstacle = "a paid one can be deleted only after its verification failed or was canceled";
                return Err(Undeletable::Issued(obstacle));
            }
        }
        if !kinds.is_empty() {
            return Err(Undeletable::Bound(kinds.join(", ")));
        }
        self.certificates.remove(index);
        Ok(())
    }
}

impl Certificate {
    fn matches(&self, filter: &Filter<'_>) -> bool {
        let has = |text: &str| {
            let searched = [&self.id, &self.domain, &self.alias].into_iter().chain(&self.names);
            searched.into_iter().any(|value| value.to_lowercase().contains(&text.to_lowercase()))
        };
        filter.id.is_none_or(|id| id == self.id)
            && filter.cert_type.is_none_or(|cert_type| cert_type == self.cert_type)
            && filter.text.is_none_or(has)
            && filter.domain.is_none_or(|domain| self.names.iter().any(|name| covers(name, domain)))
    }

    fn status(&self, now: Timestamp) -> i64 {
        let is_over = self.validity.is_some_and(|(_, end)| end < now);
        if self.status == APPROVED && is_over { EXPIRED } else { self.status }
    }

    /// First and last moment as the vendor writes them, if it is issued.
    fn dates(&self) -> Option<(String, String)> {
        self.validity.map(|(begin, end)| (china(begin), china(end)))
    }

    fn is_wildcard(&self) -> bool {
        self.names.iter().any(|name| name.starts_with("*."))
    }
}

impl Origin {
    /// Where it is from, the number of its kind, and the name of that.
    fn names(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Uploaded => ("upload", "0", "Uploaded"),
            Self::Free => ("trustasia", "2", "TrustAsia TLS RSA CA"),
            Self::Paid => ("trustasia", "3", "TrustAsia OV SSL Pro"),
        }
    }

    /// The name of the product; what is uploaded is none.
    fn product(self) -> &'static str {
        if self == Self::Uploaded { "" } else { self.names().2 }
    }

    fn verify_type(self) -> Option<&'static str> {
        (self == Self::Free).then_some("DNS_AUTO")
    }

    /// In months; of an uploaded one it is not known.
    fn validity_period(self) -> Option<&'static str> {
        (self != Self::Uploaded).then_some("12")
    }
}

/// Whether a name of a certificate, perhaps with an asterisk for its first label, stands for a domain.
fn covers(name: &str, domain: &str) -> bool {
    let (name, domain) = (name.to_lowercase(), domain.to_lowercase());
    let below = |parent: &str| domain.split_once('.').is_some_and(|(_, rest)| rest == parent);
    name == domain || name.strip_prefix("*.").is_some_and(below)
}

fn status_name(status: i64) -> &'static str {
    match status {
        APPROVED => "Approved",
        VERIFICATION_FAILED => "Verification failed",
        EXPIRED => "Expired",
        CANCELED => "Canceled",
        _ => "Verifying",
    }
}

fn one_year_from(now: Timestamp) -> (Timestamp, Timestamp) {
    (now, days_from(now, 365))
}

/// Saturates, so that a clock at the end of time does no harm.
fn days_from(now: Timestamp, days: i64) -> Timestamp {
    let there = if days < 0 { Timestamp::MIN } else { Timestamp::MAX };
    now.checked_add(SignedDuration::from_hours(days * 24)).unwrap_or(there)
}

fn china(time: Timestamp) -> String {
    CHINA.to_datetime(time).strftime("%Y-%m-%d %H:%M:%S").to_string()
}
