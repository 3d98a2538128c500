//! `wss` of API 3.0, version 2018-04-26: the same Actions by other names.

use heck::ToUpperCamelCase;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Arguments, Certificate, Filter, Store, Undeletable, wss};
use crate::protocol::Refusal;

/// Carries out an Action of `wss` of API 3.0, as [`super::carry_out`] says.
pub(super) fn carry_out(
    store: &mut Store,
    action: &str,
    parameters: Arguments<'_>,
    now: Timestamp,
) -> Option<Result<Value, Refusal>> {
    match action {
        "DescribeCertList" => Some(Ok(list(store, parameters, now))),
        "UploadCert" => Some(upload(store, parameters, now)),
        "DeleteCert" => Some(delete(store, parameters)),
        _ => None,
    }
}

fn list(store: &Store, parameters: Arguments<'_>, now: Timestamp) -> Value {
    let filter = Filter {
        id: parameters.text("Id"),
        cert_type: parameters.text("CertType"),
        text: parameters.text("SearchKey"),
        domain: parameters.text("AltDomain"),
    };
    let (offset, limit) = (parameters.number("Offset", 0), parameters.number("Limit", 20));
    let with_pem = parameters.flag("WithCert").unwrap_or_default();
    let matching: Vec<_> = store.matching(&filter).collect();
    let shown = matching.iter().skip(offset).take(limit);
    let set: Vec<_> = shown.map(|certificate| record(certificate, with_pem, now)).collect();
    json!({"TotalCount": matching.len(), "CertificateSet": set})
}

fn upload(store: &mut Store, parameters: Arguments<'_>, now: Timestamp) -> Result<Value, Refusal> {
    let text = |name: &str| parameters.text(name).unwrap_or_default();
    if text("CertType") == "SVR" && text("Key").is_empty() {
        let message = "`Key`: required with a certificate of the type `SVR`, and missing";
        return Err(Refusal::new("MissingParameter", message));
    }
    let id = store.upload(text("CertType"), text("Cert"), text("Alias"), now);
    Ok(json!({"Id": id}))
}

fn delete(store: &mut Store, parameters: Arguments<'_>) -> Result<Value, Refusal> {
    let id = parameters.text("Id").unwrap_or_default();
    match store.delete(id) {
        Ok(()) => Ok(json!({})),
        Err(Undeletable::Missing) => {
            Err(Refusal::new("ResourceNotFound", format!("`Id`: no certificate has the id `{id}`")))
        }
        Err(obstacle) => Err(Refusal::new("FailedOperation", obstacle.about(id))),
    }
}

/// A certificate of the list: what the legacy API says of it, by names that begin with capitals.
fn record(certificate: &Certificate, with_pem: bool, now: Timestamp) -> Value {
    let mut record = capitalized(wss::record(certificate, with_pem, now));
    if !with_pem {
        record["Cert"] = Value::Null;
    }
    record
}

fn capitalized(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            fields.into_iter().map(|(name, value)| (name.to_upper_camel_case(), capitalized(value))).collect()
        }
        value => value,
    }
}
