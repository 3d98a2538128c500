//! Certificates on their way to cloud resources: deployments, updates from an old certificate to a new one, and new certificates
//! under an old one's id.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::records::{Flavor, Rollout};
use super::resources::{Kind, kind_of};
use super::{APPROVED, Arguments, Store};
use crate::protocol::Refusal;
use crate::task::Task;

/// What the vendor's numbers mean for the search for the resources of an update.
const UNSYNCED: u8 = 0;
const SYNCED: u8 = 1;
const SYNCING: u8 = 3;
/// What they mean for what was asked for: it was begun, or something else is under way.
const BEGUN: u8 = 1;
const BUSY: u8 = 0;

/// A request that is to be repeated until the resources are found.
#[derive(Clone, Debug)]
pub(super) struct Hunt {
    request: Value,
    task: Task,
}

/// `DeployCertificateInstance`: a deployment to resources by their names.
pub(super) fn deploy(
    store: &mut Store,
    parameters: Arguments<'_>,
    region: Option<&str>,
    now: Timestamp,
) -> Result<Value, Refusal> {
    let id = parameters.text("CertificateId").unwrap_or_default();
    let kind = kind_of(parameters.text("ResourceType").unwrap_or("clb"))?;
    let certificate = store.known(id)?;
    if certificate.cert_type != "SVR" || certificate.status(now) != APPROVED {
        let message =
            format!("the certificate `{id}` can't be deployed: it is no valid certificate of a server");
        return Err(Refusal::new("FailedOperation.CertificateNotDeployInstance", message));
    }
    if let Some(running) = store.running(Flavor::Deployment, id, now).filter(|it| it.kinds == [kind.name]) {
        return Ok(json!({"DeployRecordId": running.id, "DeployStatus": BUSY}));
    }
    let mut places = BTreeSet::new();
    for name in parameters.texts("InstanceIdList") {
        let place = store.resource(kind, region, name)?;
        let resource = &store.resources[place];
        let obstacle = if resource.certificate.as_deref() == Some(id) {
            "it has this certificate already"
        } else if !resource.fits(store.known(id)?) {
            "the certificate does not cover its domain"
        } else {
            places.insert(place);
            continue;
        };
        let message = format!("`InstanceIdList`: `{name}` can't have the certificate `{id}`: {obstacle}");
        return Err(Refusal::new("FailedOperation.CertificateDeployInstanceEmpty", message));
    }
    let id = id.to_owned();
    let record = store.begin(Flavor::Deployment, (String::new(), id), vec![kind.name], places, now);
    Ok(json!({"DeployRecordId": record, "DeployStatus": BEGUN}))
}

/// `UpdateCertificateInstance` and `UploadUpdateCertificateInstance`: the resources are looked for while the request is repeated.
pub(super) fn update(
    store: &mut Store,
    flavor: Flavor,
    parameters: Arguments<'_>,
    now: Timestamp,
) -> Result<Value, Refusal> {
    let old = parameters.text("OldCertificateId").unwrap_or_default();
    store.known(old)?;
    let kinds = parameters.texts("ResourceTypes").into_iter().map(kind_of).collect::<Result<Vec<_>, _>>()?;
    let new = check_new(store, flavor, parameters)?;
    if let Some(running) = store.running(flavor, old, now) {
        return Ok(answer(running.id, BUSY, &kinds, SYNCED));
    }
    let request = Value::Object(parameters.0.clone());
    let known = store.hunts.iter().position(|hunt| hunt.request == request);
    let place = known.unwrap_or_else(|| {
        let task = Task::short(store.task_time, now);
        store.hunts.push(Hunt { request, task });
        store.hunts.len() - 1
    });
    let share = store.hunts[place].task.ask(now);
    if !share.is_all() {
        return Ok(answer(0, BUSY, &kinds, if share.is_none() { UNSYNCED } else { SYNCING }));
    }
    store.hunts.remove(place);
    let places: BTreeSet<_> =
        store.users_of(old).filter(|place| is_meant(store, *place, &kinds, parameters)).collect();
    if places.is_empty() {
        let message = format!("no resources of these kinds and regions use the certificate `{old}`");
        return Err(Refusal::new("FailedOperation.CertificateDeployInstanceEmpty", message));
    }
    let new = match new {
        Some(id) => id,
        None if flavor == Flavor::Refresh => {
            store.replace_pem(old, parameters.text("CertificatePublicKey").unwrap_or_default());
            old.to_owned()
        }
        None => {
            let pem = parameters.text("CertificatePublicKey").unwrap_or_default();
            store.upload("SVR", pem, "", now)
        }
    };
    let names = kinds.iter().map(|kind| kind.name).collect();
    let record = store.begin(flavor, (old.to_owned(), new), names, places, now);
    Ok(answer(record, BEGUN, &kinds, SYNCED))
}

/// The id of the new certificate, where the request has one; one in PEM comes with its key.
fn check_new(store: &Store, flavor: Flavor, parameters: Arguments<'_>) -> Result<Option<String>, Refusal> {
    let id = parameters.text("CertificateId").filter(|_| flavor == Flavor::Update);
    if let Some(id) = id {
        return store.known(id).map(|certificate| Some(certificate.id.clone()));
    }
    for name in ["CertificatePublicKey", "CertificatePrivateKey"] {
        if parameters.text(name).is_none() {
            let message = format!("`{name}`: required without a `CertificateId`, and missing");
            return Err(Refusal::new("MissingParameter", message));
        }
    }
    let pem = parameters.text("CertificatePublicKey").unwrap_or_default();
    let twin = store.twin(pem).filter(|_| parameters.flag("Repeatable") == Some(false));
    match twin {
        Some(twin) => {
            let message = format!("the account has the same certificate as `{}`", twin.id);
            Err(Refusal::new("FailedOperation.CertificateExists", message))
        }
        None => Ok(None),
    }
}

/// Whether a resource is of a kind and in a region that an update is for.
fn is_meant(store: &Store, place: usize, kinds: &[&'static Kind], parameters: Arguments<'_>) -> bool {
    let resource = &store.resources[place];
    let of_kind = |entry: &&Value| entry["ResourceType"] == resource.kind.name;
    let regions = parameters.list("ResourceTypesRegions").unwrap_or_default().iter().find(of_kind);
    let is_in = |entry: &Value| {
        let regions = entry["Regions"].as_array();
        regions.is_some_and(|regions| regions.iter().any(|region| *region == resource.region.as_str()))
    };
    kinds.contains(&resource.kind) && (!resource.kind.is_regional || regions.is_some_and(is_in))
}

/// What an update is answered with; `progress` is that of the search.
fn answer(id: u64, status: u8, kinds: &[&'static Kind], progress: u8) -> Value {
    let progress = kinds.iter().map(|kind| {
        let region =
            json!({"Region": "", "TotalCount": 1, "OffsetCount": u8::from(progress == SYNCED), "Status": progress});
        json!({"ResourceType": kind.name, "UpdateSyncProgressRegions": [region], "Status": progress})
    });
    let progress: Vec<_> = progress.collect();
    json!({"DeployRecordId": id, "DeployStatus": status, "UpdateSyncProgress": progress})
}

impl Store {
    /// The rollout of a certificate that is not over yet, or of what it replaces.
    fn running(&self, flavor: Flavor, id: &str, now: Timestamp) -> Option<&Rollout> {
        let of_certificate =
            |it: &&Rollout| if flavor == Flavor::Deployment { it.new == id } else { it.old == id };
        self.rollouts.iter().filter(|it| it.flavor == flavor && !it.is_over(now)).find(of_certificate)
    }
}
