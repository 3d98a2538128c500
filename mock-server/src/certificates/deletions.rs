//! Deletions of certificates, at once or as tasks that look first for cloud resources that use them.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Arguments, Store, Undeletable, china};
use crate::protocol::Refusal;
use crate::task::Task;

/// What the vendor's numbers mean for a task.
const RUNNING: u8 = 0;
const DONE: u8 = 1;
const FAILED: u8 = 2;
const BOUND: u8 = 4;

/// The deletion of one certificate.
#[derive(Clone, Debug)]
pub(super) struct Deletion {
    id: String,
    certificate: String,
    domains: Vec<String>,
    task: Task,
    /// The number that it ended with, why, and when.
    ended: Option<(u8, String, Timestamp)>,
}

/// `DeleteCertificate`: at once, or as a task where resources are to be checked.
pub(super) fn one(store: &mut Store, parameters: Arguments<'_>, now: Timestamp) -> Result<Value, Refusal> {
    let id = parameters.text("CertificateId").unwrap_or_default();
    if parameters.flag("IsCheckResource") == Some(true) {
        store.known(id)?;
        return Ok(json!({"DeleteResult": false, "TaskId": begin(store, id, now)}));
    }
    match store.delete(id) {
        Ok(()) => Ok(json!({"DeleteResult": true})),
        Err(Undeletable::Missing) => store.known(id).map(|_| Value::Null),
        Err(obstacle @ Undeletable::Bound(_)) => {
            Err(Refusal::new("FailedOperation.DeleteResourceFailed", obstacle.about(id)))
        }
        Err(obstacle @ Undeletable::Issued(_)) => {
            Err(Refusal::new("FailedOperation.CannotBeDeletedIssued", obstacle.about(id)))
        }
    }
}

/// `DeleteCertificates`: each at once, or as tasks where resources are to be checked.
pub(super) fn several(store: &mut Store, parameters: Arguments<'_>, now: Timestamp) -> Value {
    let ids = parameters.texts("CertificateIds");
    if parameters.flag("IsSync") == Some(true) {
        let tasks: Vec<_> =
            ids.into_iter().map(|id| json!({"CertId": id, "TaskId": begin(store, id, now)})).collect();
        return json!({"Success": [], "Fail": [], "CertTaskIds": tasks});
    }
    let (mut gone, mut stay) = (Vec::new(), Vec::new());
    for id in ids {
        match store.delete(id) {
            Ok(()) => gone.push(id),
            Err(obstacle) => stay.push(json!({"CertId": id, "Msg": obstacle.about(id)})),
        }
    }
    json!({"Success": gone, "Fail": stay, "CertTaskIds": []})
}

fn begin(store: &mut Store, id: &str, now: Timestamp) -> String {
    let task = store.fresh_number().to_string();
    let domains = store.find(id).map(|certificate| certificate.names.clone()).unwrap_or_default();
    let begun = Task::begin(store.task_time, now);
    store.deletions.push(Deletion {
        id: task.clone(),
        certificate: id.to_owned(),
        domains,
        task: begun,
        ended: None,
    });
    task
}

/// `DescribeDeleteCertificatesTaskResult`: how tasks have ended.
pub(super) fn results(
    store: &mut Store,
    parameters: Arguments<'_>,
    now: Timestamp,
) -> Result<Value, Refusal> {
    let position = |id: &str| {
        store.deletions.iter().position(|deletion| deletion.id == id).ok_or_else(|| {
            let message = format!("`TaskIds`: there is no task `{id}` that deletes a certificate");
            Refusal::new("InvalidParameter", message)
        })
    };
    let places = parameters.texts("TaskIds").into_iter().map(position).collect::<Result<Vec<_>, _>>()?;
    let results: Vec<_> = places.into_iter().map(|place| result(store, place, now)).collect();
    Ok(json!({"DeleteTaskResult": results}))
}

fn result(store: &mut Store, place: usize, now: Timestamp) -> Value {
    let is_over = store.deletions[place].task.ask(now).is_all();
    end(store, place, is_over, now);
    let Deletion { id, certificate, domains, ended, .. } = &store.deletions[place];
    let (status, error, time) = match ended {
        Some((status, error, time)) => (*status, error.as_str(), china(*time)),
        None => (RUNNING, "", china(now)),
    };
    json!({
        "TaskId": id, "CertId": certificate, "Status": status, "Error": error, "Domains": domains, "CacheTime": time,
    })
}

/// Ends the tasks whose time is over.
pub(super) fn advance(store: &mut Store, now: Timestamp) {
    for place in 0..store.deletions.len() {
        let is_over = store.deletions[place].task.share(now).is_all();
        end(store, place, is_over, now);
    }
}

fn end(store: &mut Store, place: usize, is_over: bool, now: Timestamp) {
    if !is_over || store.deletions[place].ended.is_some() {
        return;
    }
    let id = store.deletions[place].certificate.clone();
    let (status, error) = match store.delete(&id) {
        Ok(()) => (DONE, String::new()),
        Err(obstacle @ Undeletable::Bound(_)) => (BOUND, obstacle.about(&id)),
        Err(obstacle) => (FAILED, obstacle.about(&id)),
    };
    store.deletions[place].ended = Some((status, error, now));
}
