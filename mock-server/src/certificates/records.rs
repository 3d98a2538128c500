//! The records of rollouts: how far each resource is, as tasks that succeed and fail resource by resource.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::resources::Resource;
use super::{Arguments, Store, china};
use crate::protocol::Refusal;
use crate::task::Task;

/// What a rollout is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flavor {
    /// A certificate to resources that the caller names.
    Deployment,
    /// A new certificate to all resources of an old one.
    Update,
    /// A new certificate under the id of the old one.
    Refresh,
}

/// What the vendor's numbers mean for one resource.
const WAITING: u8 = 0;
const SUCCEEDED: u8 = 1;
const FAILED: u8 = 2;
const RUNNING: u8 = 3;

/// A certificate on its way to resources.
#[derive(Clone, Debug)]
pub(super) struct Rollout {
    pub(super) id: u64,
    pub(super) flavor: Flavor,
    /// The certificate that it replaces; of a deployment none.
    pub(super) old: String,
    pub(super) new: String,
    /// The kinds that were asked for.
    pub(super) kinds: Vec<&'static str>,
    task: Task,
    created: Timestamp,
    items: Vec<Item>,
}

/// One resource of a rollout.
#[derive(Clone, Debug)]
struct Item {
    id: u64,
    /// The place of the resource.
    resource: usize,
    old: String,
    status: u8,
    error: String,
    updated: Timestamp,
}

impl Rollout {
    /// Whether it has come to its end for all resources.
    pub(super) fn is_over(&self, now: Timestamp) -> bool {
        self.task.share(now).is_all()
    }

    fn count(&self, status: u8) -> usize {
        self.items.iter().filter(|item| item.status == status).count()
    }

    /// The number for all of it, of which it may not be known yet what it is.
    fn status(&self, is_known: bool) -> u8 {
        match self.items.len() - self.count(SUCCEEDED) - self.count(FAILED) {
            _ if !is_known => WAITING,
            0 if self.count(FAILED) > 0 => FAILED,
            0 => SUCCEEDED,
            _ => RUNNING,
        }
    }

    fn updated(&self) -> Timestamp {
        self.items.iter().map(|item| item.updated).max().unwrap_or(self.created)
    }
}

impl Store {
    /// Begins a rollout; its id.
    pub(super) fn begin(
        &mut self,
        flavor: Flavor,
        (old, new): (String, String),
        kinds: Vec<&'static str>,
        places: BTreeSet<usize>,
        now: Timestamp,
    ) -> u64 {
        let id = self.fresh_number();
        let items = places.into_iter().map(|resource| Item {
            id: self.fresh_number(),
            resource,
            old: self.resources[resource].certificate.clone().unwrap_or_default(),
            status: WAITING,
            error: String::new(),
            updated: now,
        });
        let items = items.collect();
        let task = Task::begin(self.task_time, now);
        self.rollouts.push(Rollout { id, flavor, old, new, kinds, task, created: now, items });
        id
    }

    /// Brings all rollouts to where they are by now.
    pub(super) fn advance(&mut self, now: Timestamp) {
        for index in 0..self.rollouts.len() {
            self.carry_on(index, now);
        }
    }

    fn carry_on(&mut self, index: usize, now: Timestamp) {
        let rollout = &self.rollouts[index];
        let share = rollout.task.share(now);
        let done = share.out_of(rollout.items.len());
        let new = rollout.new.clone();
        for number in 0..rollout.items.len() {
            let item = &self.rollouts[index].items[number];
            if [SUCCEEDED, FAILED].contains(&item.status) {
                continue;
            }
            let (status, error) = if number < done {
                self.outcome(item.resource, &new)
            } else if number == done && !share.is_none() {
                (RUNNING, String::new())
            } else {
                continue;
            };
            if status == SUCCEEDED {
                let place = self.rollouts[index].items[number].resource;
                self.resources[place].certificate = Some(new.clone());
            }
            let item = &mut self.rollouts[index].items[number];
            (item.status, item.error, item.updated) = (status, error, now);
        }
    }

    /// What comes of a certificate at a resource.
    fn outcome(&self, resource: usize, new: &str) -> (u8, String) {
        let resource = &self.resources[resource];
        let failure = self.failures.iter().find(|(name, _)| resource.is_called(name));
        if let Some((_, reason)) = failure {
            return (FAILED, reason.clone());
        }
        match self.find(new) {
            None => (FAILED, format!("the certificate {new} does not exist")),
            Some(certificate) if !resource.fits(certificate) => {
                (FAILED, format!("the certificate {new} does not cover {}", resource.domain))
            }
            Some(_) => (SUCCEEDED, String::new()),
        }
    }

    /// The rollout of an id, asked for once more.
    fn asked(&mut self, flavor: Flavor, id: &str, now: Timestamp) -> Result<(&Rollout, bool), Refusal> {
        let found = self.rollouts.iter().position(|it| it.flavor == flavor && it.id.to_string() == id);
        let index = found.ok_or_else(|| {
            let message = format!("`DeployRecordId`: there is no such record `{id}`");
            Refusal::new("FailedOperation.CertificateDeployNotExist", message)
        })?;
        self.carry_on(index, now);
        let is_known = !self.rollouts[index].task.ask(now).is_none();
        Ok((&self.rollouts[index], is_known))
    }
}

/// `DescribeHostDeployRecordDetail`: the resources of a deployment, a page of them.
pub(super) fn deployment(
    store: &mut Store,
    parameters: Arguments<'_>,
    now: Timestamp,
) -> Result<Value, Refusal> {
    let id = parameters.any_text("DeployRecordId");
    let (rollout, is_known) = store.asked(Flavor::Deployment, &id, now)?;
    let rollout = rollout.clone();
    let page = page(&rollout, is_known, parameters);
    let list: Vec<_> = page.iter().map(|item| item_of(store, &rollout, item)).collect();
    let mut answer = counts(&rollout, is_known);
    answer["DeployRecordDetailList"] = list.into();
    Ok(answer)
}

/// `DescribeHostUpdateRecordDetail`: the resources of an update by their kinds, a page of them.
pub(super) fn update(store: &mut Store, parameters: Arguments<'_>, now: Timestamp) -> Result<Value, Refusal> {
    let id = parameters.any_text("DeployRecordId");
    let (rollout, is_known) = store.asked(Flavor::Update, &id, now)?;
    let rollout = rollout.clone();
    let mut answer = counts(&rollout, is_known);
    answer["RecordDetailList"] = grouped(store, &rollout, is_known, parameters);
    Ok(answer)
}

/// `DescribeHostUploadUpdateRecordDetail`: the one deployment of an update under the same id.
pub(super) fn refresh(
    store: &mut Store,
    parameters: Arguments<'_>,
    now: Timestamp,
) -> Result<Value, Refusal> {
    let id = parameters.any_text("DeployRecordId");
    let (rollout, is_known) = store.asked(Flavor::Refresh, &id, now)?;
    let (rollout, status) = (rollout.clone(), rollout.status(is_known));
    let mut answer = counts(&rollout, is_known);
    answer["Type"] = 0.into();
    answer["Status"] = status.into();
    answer["CreateTime"] = china(rollout.created).into();
    answer["RecordDetailList"] = grouped(store, &rollout, is_known, parameters);
    Ok(json!({"DeployRecordDetail": [answer]}))
}

/// The rollouts of certificates, the latest first, a page of them.
pub(super) fn list(store: &Store, flavor: Flavor, parameters: Arguments<'_>, now: Timestamp) -> Value {
    let is_asked = |name: &str, value: &str| parameters.text(name).is_none_or(|wanted| wanted == value);
    let matching = store.rollouts.iter().rev().filter(|it| {
        let kind = parameters.text("ResourceType");
        it.flavor == flavor
            && is_asked("CertificateId", &it.new)
            && (flavor == Flavor::Deployment || is_asked("OldCertificateId", &it.old))
            && kind.is_none_or(|kind| it.kinds.contains(&kind))
    });
    let matching: Vec<_> = matching.collect();
    let (offset, limit) = (parameters.number("Offset", 0), parameters.number("Limit", 10));
    let shown = matching.iter().skip(offset).take(limit).map(|rollout| {
        let mut record = json!({
            "Id": rollout.id, "Status": rollout.status(!rollout.task.share(now).is_none()), "CreateTime": china(rollout.created),
            "UpdateTime": china(rollout.updated()),
        });
        let regions: BTreeSet<_> =
            rollout.items.iter().map(|item| store.resources[item.resource].region.as_str()).collect();
        if flavor == Flavor::Deployment {
            record["CertId"] = rollout.new.as_str().into();
            record["ResourceType"] = rollout.kinds.first().copied().into();
            record["Region"] = regions.first().copied().into();
        } else {
            record["OldCertId"] = rollout.old.as_str().into();
            record["ResourceTypes"] = rollout.kinds.clone().into();
        }
        if flavor == Flavor::Update {
            record["CertId"] = rollout.new.as_str().into();
            record["Regions"] = regions.iter().filter(|region| !region.is_empty()).copied().collect();
        }
        record
    });
    let shown: Vec<_> = shown.collect();
    json!({"TotalCount": matching.len(), "DeployRecordList": shown})
}

/// The numbers of a rollout: the vendor knows none before it has begun.
fn counts(rollout: &Rollout, is_known: bool) -> Value {
    let count = |status| if is_known { rollout.count(status) } else { 0 };
    json!({
        "TotalCount": if is_known { rollout.items.len() } else { 0 },
        "SuccessTotalCount": count(SUCCEEDED),
        "FailedTotalCount": count(FAILED),
        "RunningTotalCount": count(RUNNING),
        "PendingTotalCount": count(WAITING),
    })
}

fn page<'r>(rollout: &'r Rollout, is_known: bool, parameters: Arguments<'_>) -> Vec<&'r Item> {
    let (offset, limit) = (parameters.number("Offset", 0), parameters.number("Limit", 10).min(200));
    rollout.items.iter().filter(|_| is_known).skip(offset).take(limit).collect()
}

/// A page of the resources, by their kinds.
fn grouped(store: &Store, rollout: &Rollout, is_known: bool, parameters: Arguments<'_>) -> Value {
    let kind_of = |item: &Item| store.resources[item.resource].kind.name;
    let page = page(rollout, is_known, parameters);
    let kinds: BTreeSet<_> = page.iter().map(|item| kind_of(item)).collect();
    let groups = kinds.into_iter().map(|kind| {
        let of_kind = page.iter().filter(|item| kind_of(item) == kind);
        let list: Vec<_> = of_kind.map(|item| item_of(store, rollout, item)).collect();
        let total = rollout.items.iter().filter(|item| kind_of(item) == kind).count();
        json!({"ResourceType": kind, "TotalCount": total, "List": list})
    });
    groups.collect()
}

/// One resource of a record.
fn item_of(store: &Store, rollout: &Rollout, item: &Item) -> Value {
    let resource: &Resource = &store.resources[item.resource];
    let part = |name| resource.part(name);
    let time = |time: Timestamp| time.strftime("%Y-%m-%dT%H:%M:%S.000000Z").to_string();
    let id = match resource.kind.name {
        "clb" => part("LoadBalancerId"),
        "tke" => part("ClusterId"),
        "apigateway" => part("ServiceId"),
        "tse" => part("GatewayId"),
        _ => part("InstanceId"),
    };
    let domains: Vec<_> =
        [resource.domain.as_str()].into_iter().filter(|domain| !domain.is_empty()).collect();
    let mut record = json!({
        "Id": item.id, "CertId": rollout.new, "OldCertId": item.old, "InstanceId": id, "InstanceName": id,
        "ListenerId": part("ListenerId"), "ListenerName": "", "Domains": domains,
        "Protocol": if resource.kind.name == "clb" { "HTTPS" } else { "" },
        "SniSwitch": u8::from(resource.kind.name == "clb" && !resource.domain.is_empty()),
        "Status": item.status, "ErrorMsg": item.error, "Bucket": part("Bucket"), "Namespace": part("Namespace"),
        "SecretName": part("SecretName"), "Port": part("VirtualPort").parse().unwrap_or(0), "Region": resource.region,
        "CreateTime": time(rollout.created), "UpdateTime": time(item.updated),
    });
    match rollout.flavor {
        Flavor::Deployment => {}
        Flavor::Update => record["ResourceType"] = resource.kind.name.into(),
        Flavor::Refresh => drop(record.as_object_mut().and_then(|fields| fields.remove("CertId"))),
    }
    if rollout.flavor != Flavor::Refresh {
        record["EnvId"] = part("EnvId").into();
        record["TCBType"] = part("Type").into();
    }
    record
}
