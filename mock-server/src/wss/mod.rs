//! The certificates of the service `wss`, kept in memory: what is uploaded is listed, and what is deleted is gone.

mod seed;
mod x509;

use jiff::tz::{self, Offset};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use crate::protocol::{Refusal, code};

/// The service whose Actions are carried out here.
pub(crate) const SERVICE: &str = "wss";

/// China's time, in which the vendor writes all times.
const CHINA: Offset = tz::offset(8);
const ZERO_DATE: &str = "0000-00-00 00:00:00";

/// Values of `status`.
const APPROVED: i64 = 1;
const VERIFICATION_FAILED: i64 = 2;
const EXPIRED: i64 = 3;
const CANCELED: i64 = 7;

/// The certificates of the account, in the order in which they came.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    certificates: Vec<Certificate>,
    uploads: u64,
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
    /// A load balancer uses it.
    is_bound: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    Uploaded,
    Free,
    Paid,
}

impl Store {
    /// An account with something of everything, whose dates are relative to now.
    pub(crate) fn seeded(now: Timestamp) -> Self {
        Self { certificates: seed::certificates(now), uploads: 0 }
    }

    /// An account with so many uploaded certificates.
    pub(crate) fn with_uploaded(count: usize, now: Timestamp) -> Self {
        Self { certificates: (1..=count).map(|number| seed::uploaded(number, now)).collect(), uploads: 0 }
    }

    /// Carries out an Action; `None` when it is not one of those that are known here.
    pub(crate) fn carry_out(
        &mut self,
        action: &str,
        parameters: &Map<String, Value>,
        now: Timestamp,
    ) -> Option<Result<Value, Refusal>> {
        match action {
            "CertGetList" => Some(Ok(self.list(parameters, now))),
            "CertUpload" => Some(self.upload(parameters, now)),
            "CertDelete" => Some(self.delete(parameters)),
            _ => None,
        }
    }

    /// All certificates as `CertGetList` shows them.
    pub(crate) fn records(&self, now: Timestamp) -> Vec<Value> {
        self.certificates.iter().map(|certificate| certificate.record(true, now)).collect()
    }

    fn list(&self, parameters: &Map<String, Value>, now: Timestamp) -> Value {
        let number = |name: &str, default| {
            let value = parameters.get(name).and_then(Value::as_u64).unwrap_or(default);
            usize::try_from(value).unwrap_or(usize::MAX)
        };
        let (page, count) = (number("page", 1), number("count", 20));
        let with_pem = parameters.get("withCert").and_then(Value::as_bool).unwrap_or_default();
        let matching: Vec<_> =
            self.certificates.iter().filter(|certificate| certificate.matches(parameters)).collect();
        if matching.is_empty() {
            return json!([]); // the back end's empty object
        }
        let start = page.saturating_sub(1).saturating_mul(count);
        let shown = matching.iter().skip(start).take(count);
        let list: Vec<_> = shown.map(|certificate| certificate.record(with_pem, now)).collect();
        json!({"totalNum": matching.len(), "list": list})
    }

    fn upload(&mut self, parameters: &Map<String, Value>, now: Timestamp) -> Result<Value, Refusal> {
        let text = |name: &str| parameters.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (cert_type, pem) = (text("certType"), text("cert"));
        if cert_type == "SVR" && text("key").is_empty() {
            let message = "`key`: required with a certificate of the type `SVR`, and missing";
            return Err(Refusal::new(code::INVALID_PARAMETER, message));
        }
        // What is no certificate is stored all the same: tests and demos should not need a real one.
        let facts = x509::read(&pem);
        self.uploads += 1;
        let certificate = Certificate {
            id: self.fresh_id(),
            cert_type,
            origin: Origin::Uploaded,
            status: APPROVED,
            domain: facts.as_ref().and_then(|facts| facts.names.first().cloned()).unwrap_or_default(),
            alias: text("alias"),
            validity: Some(facts.as_ref().map_or_else(|| one_year_from(now), |facts| facts.validity)),
            inserted: now,
            names: facts.map(|facts| facts.names).unwrap_or_default(),
            pem,
            is_bound: false,
        };
        let id = certificate.id.clone();
        self.certificates.push(certificate);
        Ok(json!({"id": id}))
    }

    /// The same ids in every run, so that tests and demos are repeatable.
    fn fresh_id(&self) -> String {
        let mut dice = fastrand::Rng::with_seed(self.uploads);
        std::iter::repeat_with(|| dice.alphanumeric()).take(8).collect()
    }

    fn delete(&mut self, parameters: &Map<String, Value>) -> Result<Value, Refusal> {
        let id = parameters.get("id").and_then(Value::as_str).unwrap_or_default();
        let Some(index) = self.certificates.iter().position(|certificate| certificate.id == id) else {
            let message = format!("`id`: no certificate has the id `{id}`");
            return Err(Refusal::new(code::RESOURCE_NOT_FOUND, message));
        };
        let certificate = &self.certificates[index];
        let obstacle = match (certificate.origin, certificate.status) {
            _ if certificate.is_bound => Some("a load balancer uses it"),
            (Origin::Uploaded, _) | (_, VERIFICATION_FAILED) | (Origin::Paid, CANCELED) => None,
            (Origin::Free, _) => Some("a free one can be deleted only after its verification failed"),
            (Origin::Paid, _) => {
                Some("a paid one can be deleted only after its verification failed or was canceled")
            }
        };
        if let Some(obstacle) = obstacle {
            let message = format!("the certificate `{id}` can't be deleted: {obstacle}");
            return Err(Refusal::new(code::OPERATION_FAILED, message));
        }
        self.certificates.remove(index);
        Ok(json!([]))
    }
}

impl Certificate {
    fn matches(&self, parameters: &Map<String, Value>) -> bool {
        let passes = |name: &str, test: &dyn Fn(&str) -> bool| {
            parameters.get(name).and_then(Value::as_str).is_none_or(|text| text.is_empty() || test(text))
        };
        let has = |text: &str| {
            let searched = [&self.id, &self.domain, &self.alias].into_iter().chain(&self.names);
            searched.into_iter().any(|value| value.to_lowercase().contains(&text.to_lowercase()))
        };
        passes("id", &|id| id == self.id)
            && passes("certType", &|cert_type| cert_type == self.cert_type)
            && passes("searchKey", &has)
            && passes("altDomain", &|domain| self.names.iter().any(|name| covers(name, domain)))
    }

    fn record(&self, with_pem: bool, now: Timestamp) -> Value {
        let is_over = self.validity.is_some_and(|(_, end)| end < now);
        let status = if self.status == APPROVED && is_over { EXPIRED } else { self.status };
        let (kind, type_name, from) = match self.origin {
            Origin::Uploaded => ("0", "Uploaded", "upload"),
            Origin::Free => ("2", "TrustAsia TLS RSA CA", "trustasia"),
            Origin::Paid => ("3", "TrustAsia OV SSL Pro", "trustasia"),
        };
        let (begin, end) = self.validity.map_or_else(
            || (ZERO_DATE.to_owned(), ZERO_DATE.to_owned()),
            |(begin, end)| (china(begin), china(end)),
        );
        let mut record = json!({
            "id": self.id,
            "ownerUin": "100004603224",
            "projectId": "0",
            "from": from,
            "type": kind,
            "type_name": type_name,
            "certType": self.cert_type,
            "productZhName": if self.origin == Origin::Uploaded { "" } else { type_name },
            "domain": self.domain,
            "subjectAltName": self.names,
            "alias": self.alias,
            "status": status,
            "status_name": status_name(status),
            "statusMsg": null,
            "verifyType": if self.origin == Origin::Free { json!("DNS_AUTO") } else { Value::Null },
            "certBeginTime": begin,
            "certEndTime": end,
            "validityPeriod": if self.origin == Origin::Uploaded { Value::Null } else { json!("12") },
            "insertTime": china(self.inserted),
            "vulnerability_status": "INACTIVE",
            "is_vip": self.origin == Origin::Paid,
            "is_dv": self.origin == Origin::Free,
            "is_wildcard": self.names.iter().any(|name| name.starts_with("*.")),
            "is_vulnerability": false,
            "projectInfo": {
                "projectId": "0",
                "ownerUin": 0,
                "name": "Default Project",
                "creatorUin": 0,
                "createTime": ZERO_DATE,
                "info": "default project",
            },
        });
        if with_pem {
            record["cert"] = self.pem.as_str().into();
        }
        record
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
