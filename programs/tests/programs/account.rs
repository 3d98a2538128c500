//! An account in the memory of the test: certificates, what uses them, and the tasks that find and move that, one step with each request.
//!
//! It answers without a socket, so the waits of a program take no time at all.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use qcloud_client::runtime::BoxFuture;
use qcloud_client::transport::{Body, Transport, TransportError, TransportErrorKind};
use serde_json::{Value, json};

/// What goes wrong with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The request never arrives at the server.
    Lost,
    /// It is carried out, and the answer does not arrive.
    Unheard,
    /// It is carried out, and the answer is no JSON.
    Garbled,
    /// There were too many requests.
    Throttled,
    /// The server fails by itself.
    Internal,
    /// It is refused for good.
    Denied,
}

#[derive(Clone, Debug)]
pub(crate) struct Certificate {
    pub(crate) id: String,
    pub(crate) names: Vec<String>,
    pub(crate) ends: String,
    pub(crate) status: i64,
    pub(crate) pem: String,
}

/// A resource that uses a certificate.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Bound {
    pub(crate) certificate: String,
    pub(crate) kind: String,
    pub(crate) region: String,
    pub(crate) name: String,
}

/// Resources on their way to another certificate.
#[derive(Debug)]
pub(crate) struct Update {
    old: String,
    new: String,
    resources: Vec<Bound>,
    begun: u64,
}

/// What the account has, and how it behaves.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) certificates: Vec<Certificate>,
    pub(crate) bound: Vec<Bound>,
    /// So many answers with the id 0 come before an update begins.
    pub(crate) zeros: u32,
    /// So many answers say that another deployment runs.
    pub(crate) busy: u32,
    /// Resources that can't be moved.
    pub(crate) stuck: Vec<String>,
    /// Kinds that can't be searched.
    pub(crate) unknown: Vec<String>,
    /// What the task that deletes finds in use.
    pub(crate) hidden: BTreeSet<String>,
    pub(crate) faults: Vec<(u64, Fault)>,
    /// Each error has the request in it.
    pub(crate) quotes: bool,
    pub(crate) searches: Vec<(String, u64)>,
    pub(crate) updates: Vec<Update>,
    pub(crate) deletions: Vec<(String, u64, i64)>,
    pub(crate) requests: u64,
    pub(crate) log: Vec<String>,
    pub(crate) uploads: u32,
}

/// So many requests take a search, an update, a deletion.
const STEPS: u64 = 3;

type Answer = Result<Value, (&'static str, String)>;

impl State {
    /// Whether this one uses that one.
    pub(crate) fn uses(&self, name: &str, certificate: &str) -> bool {
        self.bound.iter().any(|bound| bound.name == name && bound.certificate == certificate)
    }

    pub(crate) fn has(&self, id: &str) -> bool {
        self.certificates.iter().any(|certificate| certificate.id == id)
    }

    /// What the vendor's tasks do meanwhile.
    fn work(&mut self) {
        for update in self.updates.iter().filter(|update| self.requests >= update.begun + STEPS) {
            for bound in &mut self.bound {
                if update.resources.contains(bound) && !self.stuck.contains(&bound.name) {
                    bound.certificate.clone_from(&update.new);
                }
            }
        }
        for (id, begun, status) in &mut self.deletions {
            if *status == 0 && self.requests >= *begun + STEPS {
                let is_used =
                    self.bound.iter().any(|bound| bound.certificate == *id) || self.hidden.contains(id);
                *status = if is_used { 4 } else { 1 };
                if !is_used {
                    self.certificates.retain(|certificate| certificate.id != *id);
                }
            }
        }
    }

    fn answer(&mut self, action: &str, body: &Value) -> Answer {
        let text = |key: &str| body[key].as_str().unwrap_or_default().to_owned();
        match action {
            "DescribeCertificates" => Ok(self.list(body)),
            "DescribeCertificateDetail" => {
                let id = text("CertificateId");
                let found = self.certificates.iter().find(|certificate| certificate.id == id);
                let found = found.ok_or(("FailedOperation.CertificateNotFound", id))?;
                Ok(json!({"CertificateId": found.id, "CertificatePublicKey": found.pem}))
            }
            "UploadCertificate" => Ok(self.upload(text("CertificatePublicKey"))),
            "CreateCertificateBindResourceSyncTask" => {
                assert_eq!(body["IsCache"], 0, "what has changed since would be missed");
                let id = body["CertificateIds"][0].as_str().unwrap().to_owned();
                self.searches.push((id.clone(), self.requests));
                let task = self.searches.len().to_string();
                Ok(json!({"CertTaskIds": [{"CertId": id, "TaskId": task}]}))
            }
            "DescribeCertificateBindResourceTaskResult" => Ok(self.counted(&body["TaskIds"][0])),
            "DescribeCertificateBindResourceTaskDetail" => Ok(self.detail(&body["TaskId"])),
            "UpdateCertificateInstance" => self.update(body),
            "DescribeHostUpdateRecordDetail" => Ok(self.progress(body)),
            "DeleteCertificate" => {
                assert_eq!(body["IsCheckResource"], true);
                let id = text("CertificateId");
                if !self.has(&id) {
                    return Err(("FailedOperation.CertificateNotFound", id));
                }
                self.deletions.push((id, self.requests, 0));
                Ok(json!({"DeleteResult": false, "TaskId": self.deletions.len().to_string()}))
            }
            "DescribeDeleteCertificatesTaskResult" => {
                let task = &body["TaskIds"][0];
                let (id, _, status) = &self.deletions[number(task) - 1];
                Ok(
                    json!({"DeleteTaskResult": [{"TaskId": task, "CertId": id, "Status": status, "Error": ""}]}),
                )
            }
            _ => Err(("InvalidAction", action.to_owned())),
        }
    }

    fn list(&self, body: &Value) -> Value {
        let skipped = body["Offset"].as_u64().unwrap_or_default();
        let shown = self.certificates.iter().skip(usize::try_from(skipped).unwrap());
        let shown: Vec<_> = shown
            .map(|one| {
                json!({
                    "CertificateId": one.id,
                    "Domain": one.names[0],
                    "SubjectAltName": one.names,
                    "CertificateType": "SVR",
                    "Status": one.status,
                    "CertEndTime": one.ends,
                })
            })
            .collect();
        json!({"TotalCount": self.certificates.len(), "Certificates": shown})
    }

    fn upload(&mut self, pem: String) -> Value {
        if let Some(same) = self.certificates.iter().find(|certificate| certificate.pem == pem) {
            return json!({"CertificateId": same.id, "RepeatCertId": same.id});
        }
        self.uploads += 1;
        let id = format!("new{}", self.uploads);
        let names = ["shop.example.com", "*.shop.example.com"].map(str::to_owned).into();
        let ends = "2036-11-23 12:54:29".to_owned();
        self.certificates.push(Certificate { id: id.clone(), names, ends, status: 1, pem });
        json!({"CertificateId": id, "RepeatCertId": ""})
    }

    fn counted(&self, task: &Value) -> Value {
        let (id, begun) = &self.searches[number(task) - 1];
        if self.requests < begun + STEPS {
            return json!({"SyncTaskBindResourceResult": [{"TaskId": task, "Status": 0}]});
        }
        let places: BTreeSet<_> =
            self.bound.iter().map(|bound| (bound.kind.clone(), bound.region.clone())).collect();
        let mut kinds: Vec<_> = places
            .iter()
            .map(|(kind, region)| {
                let here = |bound: &&Bound| {
                    bound.certificate == *id && bound.kind == *kind && bound.region == *region
                };
                let count = self.bound.iter().filter(here).count();
                let region = json!({"Region": region, "TotalCount": count, "Error": ""});
                json!({"ResourceType": kind, "BindResourceRegionResult": [region]})
            })
            .collect();
        kinds.extend(self.unknown.iter().map(|kind| {
            let region = json!({"Region": "ap-guangzhou", "TotalCount": 0, "Error": "no permission"});
            json!({"ResourceType": kind, "BindResourceRegionResult": [region]})
        }));
        json!({"SyncTaskBindResourceResult": [{"TaskId": task, "Status": 1, "BindResourceResult": kinds}]})
    }

    fn detail(&self, task: &Value) -> Value {
        let (id, _) = &self.searches[number(task) - 1];
        let mut detail = json!({"Status": 1});
        for bound in self.bound.iter().filter(|bound| bound.certificate == *id) {
            let key = match bound.kind.as_str() {
                "clb" => "LoadBalancerId",
                "teo" => "Host",
                _ => "Domain",
            };
            let list = &mut detail[bound.kind.to_uppercase()];
            if list.is_null() {
                *list = json!([]);
            }
            let mut instances = json!({"InstanceList": [{key: bound.name}], "TotalCount": 1, "Error": ""});
            if !bound.region.is_empty() {
                instances["Region"] = bound.region.as_str().into();
            }
            list.as_array_mut().unwrap().push(instances);
        }
        detail
    }

    fn update(&mut self, body: &Value) -> Answer {
        let text = |key: &str| body[key].as_str().unwrap().to_owned();
        let (old, new) = (text("OldCertificateId"), text("CertificateId"));
        assert!(self.has(&new), "{new} is not in the account");
        if self.busy > 0 {
            self.busy -= 1;
            return Err(("FailedOperation.CertificateDeployHasPendingRecord", "wait".to_owned()));
        }
        let under_way = |update: &Update| update.old == old && self.requests < update.begun + STEPS;
        if let Some(at) = self.updates.iter().position(under_way) {
            return Ok(json!({"DeployRecordId": at + 1, "DeployStatus": 0}));
        }
        if self.zeros > 0 {
            self.zeros -= 1;
            return Ok(json!({"DeployRecordId": 0, "DeployStatus": 1}));
        }
        let is_meant = |bound: &&Bound| {
            let kinds = body["ResourceTypes"].as_array().unwrap();
            let regions = body["ResourceTypesRegions"].as_array().cloned().unwrap_or_default();
            let mut regions = regions.iter().filter(|of_kind| of_kind["ResourceType"] == bound.kind.as_str());
            let in_region = regions.any(|of_kind| {
                of_kind["Regions"].as_array().unwrap().contains(&Value::from(bound.region.as_str()))
            });
            bound.certificate == old
                && kinds.contains(&bound.kind.as_str().into())
                && (bound.region.is_empty() || in_region)
        };
        let resources: Vec<_> = self.bound.iter().filter(is_meant).cloned().collect();
        if resources.is_empty() {
            return Err(("FailedOperation.CertificateDeployInstanceEmpty", "nothing".to_owned()));
        }
        self.updates.push(Update { old, new, resources, begun: self.requests });
        Ok(json!({"DeployRecordId": self.updates.len(), "DeployStatus": 1}))
    }

    fn progress(&self, body: &Value) -> Value {
        let update = &self.updates[number(&body["DeployRecordId"]) - 1];
        if self.requests < update.begun + 2 {
            return json!({"TotalCount": 0, "SuccessTotalCount": 0, "FailedTotalCount": 0, "RecordDetailList": []});
        }
        let is_over = self.requests >= update.begun + STEPS;
        let is_stuck = |bound: &Bound| self.stuck.contains(&bound.name);
        let failed = update.resources.iter().filter(|bound| is_over && is_stuck(bound)).count();
        let succeeded = if is_over { update.resources.len() - failed } else { 0 };
        let offset = number(&body["Offset"]);
        let shown = update.resources.iter().skip(offset).map(|bound| {
            let (status, reason) = match (is_over, is_stuck(bound)) {
                (false, _) => (3, ""),
                (true, true) => (2, "the listener is locked\u{1b}[2J"),
                (true, false) => (1, ""),
            };
            let detail = json!({
                "ResourceType": bound.kind, "Region": bound.region, "InstanceId": bound.name, "Status": status, "ErrorMsg": reason,
            });
            json!({"ResourceType": bound.kind, "List": [detail]})
        });
        let shown: Vec<_> = shown.take(1).collect();
        json!({
            "TotalCount": update.resources.len(),
            "SuccessTotalCount": succeeded,
            "FailedTotalCount": failed,
            "RecordDetailList": shown,
        })
    }
}

/// A number that travels as text, or as one.
fn number(value: &Value) -> usize {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    text.parse().unwrap_or_default()
}

/// The account as a way to the server. Clones are the same account.
#[derive(Clone, Default)]
pub(crate) struct Account(Arc<Mutex<State>>);

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Account")
    }
}

impl Account {
    pub(crate) fn new(state: State) -> Self {
        Self(Arc::new(Mutex::new(state)))
    }

    pub(crate) fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }
}

impl Transport for Account {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        let mut state = self.state();
        let action = request.headers()["X-TC-Action"].to_str().unwrap().to_owned();
        state.requests += 1;
        state.log.push(action.clone());
        let requests = state.requests;
        state.work();
        let fault = state.faults.iter().find(|(number, _)| *number == requests).map(|(_, fault)| *fault);
        let body: Value = serde_json::from_slice(request.body()).unwrap_or_default();
        let mut answer = match fault {
            Some(Fault::Lost) => return failed(TransportErrorKind::Cut),
            Some(Fault::Throttled) => Err(("RequestLimitExceeded", "too many requests".to_owned())),
            Some(Fault::Internal) => Err(("InternalError", "something went wrong".to_owned())),
            Some(Fault::Denied) => Err(("UnauthorizedOperation", "not allowed".to_owned())),
            Some(Fault::Unheard | Fault::Garbled) | None => state.answer(&action, &body),
        };
        if state.quotes
            && let Err((_, message)) = &mut answer
        {
            *message = format!("{message}: {body}");
        }
        let id = json!("00000000-0000-0000-0000-000000000000");
        let response = match (fault, answer) {
            (Some(Fault::Unheard), _) => return failed(TransportErrorKind::Cut),
            (Some(Fault::Garbled), _) => "<html>".to_owned(),
            (_, Ok(mut result)) => {
                result["RequestId"] = id;
                json!({"Response": result}).to_string()
            }
            (_, Err((code, message))) => {
                json!({"Response": {"Error": {"Code": code, "Message": message}, "RequestId": id}})
                    .to_string()
            }
        };
        Box::pin(std::future::ready(Ok(http::Response::new(Body::from(response)))))
    }
}

fn failed(kind: TransportErrorKind) -> BoxFuture<'static, Result<http::Response<Body>, TransportError>> {
    Box::pin(std::future::ready(Err(TransportError::new(kind))))
}
