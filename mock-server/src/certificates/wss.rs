//! `wss` of the legacy API.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Arguments, Certificate, Filter, Origin, Store, Undeletable, ZERO_DATE, china, status_name};
use crate::protocol::Refusal;

/// The codes that its Actions fail with; `spec/common.yaml` has their names.
const INVALID_PARAMETER: i64 = 4000;
const RESOURCE_NOT_FOUND: i64 = 5000;
const OPERATION_FAILED: i64 = 5100;

/// Carries out an Action of the legacy `wss`, as [`super::carry_out`] says.
pub(super) fn carry_out(
    store: &mut Store,
    action: &str,
    parameters: Arguments<'_>,
    now: Timestamp,
) -> Option<Result<Value, Refusal>> {
    match action {
        "CertGetList" => Some(Ok(list(store, parameters, now))),
        "CertUpload" => Some(upload(store, parameters, now)),
        "CertDelete" => Some(delete(store, parameters)),
        _ => None,
    }
}

fn list(store: &Store, parameters: Arguments<'_>, now: Timestamp) -> Value {
    let filter = Filter {
        id: parameters.text("id"),
        cert_type: parameters.text("certType"),
        text: parameters.text("searchKey"),
        domain: parameters.text("altDomain"),
    };
    let (page, count) = (parameters.number("page", 1), parameters.number("count", 20));
    let with_pem = parameters.flag("withCert").unwrap_or_default();
    let matching: Vec<_> = store.matching(&filter).collect();
    if matching.is_empty() {
        return json!([]); // the back end's empty object
    }
    let start = page.saturating_sub(1).saturating_mul(count);
    let shown = matching.iter().skip(start).take(count);
    let list: Vec<_> = shown.map(|certificate| record(certificate, with_pem, now)).collect();
    json!({"totalNum": matching.len(), "list": list})
}

fn upload(store: &mut Store, parameters: Arguments<'_>, now: Timestamp) -> Result<Value, Refusal> {
    let text = |name: &str| parameters.text(name).unwrap_or_default();
    if text("certType") == "SVR" && text("key").is_empty() {
        let message = "`key`: required with a certificate of the type `SVR`, and missing";
        return Err(Refusal::new(INVALID_PARAMETER, message));
    }
    let id = store.upload(text("certType"), text("cert"), text("alias"), now);
    Ok(json!({"id": id}))
}

fn delete(store: &mut Store, parameters: Arguments<'_>) -> Result<Value, Refusal> {
    let id = parameters.text("id").unwrap_or_default();
    match store.delete(id) {
        Ok(()) => Ok(json!([])),
        Err(Undeletable::Missing) => {
            Err(Refusal::new(RESOURCE_NOT_FOUND, format!("`id`: no certificate has the id `{id}`")))
        }
        Err(obstacle) => Err(Refusal::new(OPERATION_FAILED, obstacle.about(id))),
    }
}

/// A certificate of the list.
pub(super) fn record(certificate: &Certificate, with_pem: bool, now: Timestamp) -> Value {
    let origin = certificate.origin;
    let status = certificate.status(now);
    let (from, kind, type_name) = origin.names();
    let (begin, end) = certificate.dates().unwrap_or_else(|| (ZERO_DATE.to_owned(), ZERO_DATE.to_owned()));
    let mut record = json!({
        "id": certificate.id,
        "ownerUin": super::OWNER,
        "projectId": "0",
        "from": from,
        "type": kind,
        "type_name": type_name,
        "certType": certificate.cert_type,
        "productZhName": origin.product(),
        "domain": certificate.domain,
        "subjectAltName": certificate.names,
        "alias": certificate.alias,
        "status": status,
        "status_name": status_name(status),
        "statusMsg": null,
        "verifyType": origin.verify_type(),
        "certBeginTime": begin,
        "certEndTime": end,
        "validityPeriod": origin.validity_period(),
        "insertTime": china(certificate.inserted),
        "vulnerability_status": "INACTIVE",
        "is_vip": origin == Origin::Paid,
        "is_dv": origin == Origin::Free,
        "is_wildcard": certificate.is_wildcard(),
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
        record["cert"] = certificate.pem.as_str().into();
    }
    record
}
