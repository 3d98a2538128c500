//! `ssl` of API 3.0, version 2019-12-05: what can be done with a certificate of the account, of all that the service has.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::records::{self, Flavor};
use super::{
    Arguments, Certificate, Filter, Origin, Store, bindings, china, days_from, deletions, rollouts,
    status_name,
};
use crate::protocol::Refusal;

/// The longest page; more is read as this much.
const LONGEST_PAGE: usize = 1000;
/// So many days before its end a certificate is about to expire.
const EXPIRING_DAYS: i64 = 30;

/// Carries out an Action of `ssl`, as [`super::carry_out`] says.
pub(super) fn carry_out(
    store: &mut Store,
    action: &str,
    parameters: Arguments<'_>,
    region: Option<&str>,
    now: Timestamp,
) -> Option<Result<Value, Refusal>> {
    Some(match action {
        "DescribeCertificates" => Ok(list(store, parameters, now)),
        "DescribeCertificate" => describe(store, parameters, now),
        "DescribeCertificateDetail" => found(store, parameters).map(|found| detail(found, now)),
        "ApplyCertificate" => Ok(apply(store, parameters, now)),
        "UploadCertificate" => upload(store, parameters, now),
        "DeleteCertificate" => deletions::one(store, parameters, now),
        "DeleteCertificates" => Ok(deletions::several(store, parameters, now)),
        "DescribeDeleteCertificatesTaskResult" => deletions::results(store, parameters, now),
        "CreateCertificateBindResourceSyncTask" => bindings::create(store, parameters, now),
        "DescribeCertificateBindResourceTaskResult" => bindings::numbers(store, parameters, now),
        "DescribeCertificateBindResourceTaskDetail" => bindings::detail(store, parameters, now),
        "DeployCertificateInstance" => rollouts::deploy(store, parameters, region, now),
        "UpdateCertificateInstance" => rollouts::update(store, Flavor::Update, parameters, now),
        "UploadUpdateCertificateInstance" => rollouts::update(store, Flavor::Refresh, parameters, now),
        "DescribeHostDeployRecord" => Ok(records::list(store, Flavor::Deployment, parameters, now)),
        "DescribeHostUpdateRecord" => Ok(records::list(store, Flavor::Update, parameters, now)),
        "DescribeHostUploadUpdateRecord" => Ok(records::list(store, Flavor::Refresh, parameters, now)),
        "DescribeHostDeployRecordDetail" => records::deployment(store, parameters, now),
        "DescribeHostUpdateRecordDetail" => records::update(store, parameters, now),
        "DescribeHostUploadUpdateRecordDetail" => records::refresh(store, parameters, now),
        _ => return None,
    })
}

/// An order of a free certificate, which is issued by and by: each look at it by its id is a question.
fn apply(store: &mut Store, parameters: Arguments<'_>, now: Timestamp) -> Value {
    let domain = parameters.text("DomainName").unwrap_or_default();
    let id = store.apply(domain, parameters.text("Alias").unwrap_or_default(), now);
    json!({"CertificateId": id})
}

fn describe(store: &mut Store, parameters: Arguments<'_>, now: Timestamp) -> Result<Value, Refusal> {
    let described = found(store, parameters).map(|found| description(found, now))?;
    store.ask(parameters.text("CertificateId").unwrap_or_default(), now);
    Ok(described)
}

fn list(store: &Store, parameters: Arguments<'_>, now: Timestamp) -> Value {
    let filter = Filter {
        cert_type: parameters.text("CertificateType"),
        text: parameters.text("SearchKey"),
        ..Filter::default()
    };
    let statuses = parameters.list("CertificateStatus");
    let ids = parameters.list("CertIds");
    let source = parameters.text("FilterSource");
    let is_asked_for = |name: &str| parameters.flag(name).unwrap_or_default();
    let fits = |certificate: &&Certificate| {
        let is_uploaded = certificate.origin == Origin::Uploaded;
        statuses.is_none_or(|statuses| statuses.contains(&certificate.status(now).into()))
            && ids.is_none_or(|ids| ids.contains(&certificate.id.as_str().into()))
            && source.is_none_or(|source| (source == "upload") == is_uploaded)
            && (!is_asked_for("Upload") || is_uploaded)
            && (!is_asked_for("FilterExpiring") || is_expiring(certificate, now))
            && parameters.flag("Deployable").is_none_or(|wanted| wanted == is_deployable(certificate, now))
    };
    let mut matching: Vec<_> = store.matching(&filter).filter(fits).collect();
    let end = |certificate: &&Certificate| certificate.validity.map(|(_, end)| end);
    match parameters.text("ExpirationSort") {
        Some("ASC") => matching.sort_by_key(end),
        Some(_) => matching.sort_by_key(|certificate| std::cmp::Reverse(end(certificate))),
        // The newest first.
        None => matching.sort_by_key(|certificate| std::cmp::Reverse(certificate.inserted)),
    }
    let (offset, limit) = (parameters.number("Offset", 0), parameters.number("Limit", 10));
    let shown = matching.iter().skip(offset).take(limit.min(LONGEST_PAGE));
    let certificates: Vec<_> = shown.map(|certificate| item(certificate, now)).collect();
    json!({"TotalCount": matching.len(), "Certificates": certificates})
}

fn found<'s>(store: &'s Store, parameters: Arguments<'_>) -> Result<&'s Certificate, Refusal> {
    store.known(parameters.text("CertificateId").unwrap_or_default())
}

fn upload(store: &mut Store, parameters: Arguments<'_>, now: Timestamp) -> Result<Value, Refusal> {
    let text = |name: &str| parameters.text(name).unwrap_or_default();
    let cert_type = parameters.text("CertificateType").unwrap_or("SVR");
    if cert_type == "SVR" && text("CertificatePrivateKey").is_empty() {
        let message = "`CertificatePrivateKey`: required with a certificate of the type `SVR`, and missing";
        return Err(Refusal::new("MissingParameter", message));
    }
    let pem = text("CertificatePublicKey");
    if let Some(twin) = store.twin(pem).filter(|_| parameters.flag("Repeatable") == Some(false)) {
        return Ok(json!({"CertificateId": twin.id, "RepeatCertId": twin.id}));
    }
    let id = store.upload(cert_type, pem, text("Alias"), now);
    Ok(json!({"CertificateId": id, "RepeatCertId": ""}))
}

fn is_expiring(certificate: &Certificate, now: Timestamp) -> bool {
    certificate.validity.is_some_and(|(_, end)| end >= now && end <= days_from(now, EXPIRING_DAYS))
}

fn is_deployable(certificate: &Certificate, now: Timestamp) -> bool {
    certificate.cert_type == "SVR" && certificate.status(now) == super::APPROVED
}

/// What the list, the description and the detail have in common.
fn common(certificate: &Certificate, now: Timestamp) -> Map<String, Value> {
    let origin = certificate.origin;
    let status = certificate.status(now);
    let (from, kind, _) = origin.names();
    let fields = json!({
        "OwnerUin": super::OWNER,
        "ProjectId": "0",
        "From": from,
        "CertificateId": certificate.id,
        "CertificateType": certificate.cert_type,
        "PackageType": if origin == Origin::Uploaded { "" } else { kind },
        "ProductZhName": origin.product(),
        "Domain": certificate.domain,
        "Alias": certificate.alias,
        "Status": status,
        "StatusName": status_name(status),
        "StatusMsg": "",
        "VerifyType": origin.verify_type().unwrap_or_default(),
        "VulnerabilityStatus": "INACTIVE",
        "ValidityPeriod": validity_period(certificate),
        "InsertTime": china(certificate.inserted),
        "SubjectAltName": certificate.names,
        "IsVip": origin == Origin::Paid,
        "IsDv": origin == Origin::Free,
        "IsWildcard": certificate.is_wildcard(),
        "IsVulnerability": false,
        "RenewAble": origin == Origin::Paid && status == super::APPROVED,
        "Deployable": is_deployable(certificate, now),
        "Tags": [],
        "CertificateExtra": {
            "DomainNumber": certificate.names.len().to_string(),
            "OriginCertificateId": null,
            "ReplacedBy": null,
            "ReplacedFor": null,
            "RenewOrder": null,
            "SMCert": 0,
            "CompanyType": 0,
        },
    });
    match fields {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

/// In months; of one that is not issued yet, what was ordered.
fn validity_period(certificate: &Certificate) -> String {
    let hours = certificate.validity.map_or(365 * 24, |(begin, end)| end.duration_since(begin).as_hours());
    let half_a_month = 365; // hours
    ((hours + half_a_month) / (2 * half_a_month)).max(0).to_string()
}

fn with(mut fields: Map<String, Value>, more: Value) -> Value {
    if let Value::Object(more) = more {
        fields.extend(more);
    }
    fields.into()
}

/// A certificate of the list, where a date that is not known is empty.
fn item(certificate: &Certificate, now: Timestamp) -> Value {
    let (begin, end) = certificate.dates().unwrap_or_default();
    with(
        common(certificate, now),
        json!({
            "PackageTypeName": certificate.origin.names().2,
            "CertBeginTime": begin,
            "CertEndTime": end,
            "ProjectInfo": {
                "ProjectId": "0",
                "OwnerUin": 0,
                "ProjectName": "Default Project",
                "ProjectCreatorUin": 0,
                "ProjectCreateTime": super::ZERO_DATE,
                "ProjectResume": "default project",
            },
            // The vendor never fills it in.
            "BoundResource": [],
            "CertSANs": certificate.names,
            "IsExpiring": is_expiring(certificate, now),
            "IsIgnore": false,
            "IsSM": false,
            "EncryptAlgorithm": "RSA 2048",
            "AllowDownload": certificate.validity.is_some(),
            "HostingStatus": -1,
        }),
    )
}

/// Where a date is not known it is null, as everything that is not known.
fn dates(certificate: &Certificate) -> (Value, Value) {
    certificate.dates().map_or((Value::Null, Value::Null), |(begin, end)| (begin.into(), end.into()))
}

fn description(certificate: &Certificate, now: Timestamp) -> Value {
    let (begin, end) = dates(certificate);
    let more = json!({
        "PackageTypeName": certificate.origin.names().2,
        "CertBeginTime": begin,
        "CertEndTime": end,
        "CAEncryptAlgorithms": [],
        "CACommonNames": [],
        "CAEndTimes": [],
        "OrderId": null,
        "SubmittedData": null,
        "VulnerabilityReport": null,
        "DvAuthDetail": null,
    });
    with(common(certificate, now), more)
}

/// The private key is not kept, and so it is null.
fn detail(certificate: &Certificate, now: Timestamp) -> Value {
    let (begin, end) = dates(certificate);
    let more = json!({
        "TypeName": certificate.origin.names().2,
        "CertBeginTime": begin,
        "CertEndTime": end,
        "CertificatePublicKey": if certificate.validity.is_some() { Value::from(certificate.pem.as_str()) } else { Value::Null },
        "CertificatePrivateKey": null,
        "RootCert": {"Sign": null, "Encrypt": null, "Standard": null},
        "EncryptAlgorithm": "RSA 2048",
        "OrderId": null,
        "SubmittedData": null,
        "VulnerabilityReport": null,
        "DvAuthDetail": null,
        "CertChainInfo": [],
        "DomainType": if certificate.is_wildcard() { 2 } else { 1 },
        "CertType": if certificate.origin == Origin::Paid { "OV" } else { "DV" },
        "UseCrossSignRoot": false,
        "HostingStatus": -1,
    });
    with(common(certificate, now), more)
}
