//! `DescribeCertificates` of API 3.0 by hand.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{TIMEOUT, hmac_sha256, now, read};
use crate::{ID, KEY, REGION};

/// The envelope of the response.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Envelope {
    /// What was asked for.
    pub response: Response,
}

/// A page of certificates, or a failure.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
#[allow(dead_code, reason = "read like by any program, and dropped")]
pub struct Response {
    error: Option<Failure>,
    total_count: Option<u64>,
    /// Those of this page.
    pub certificates: Option<Vec<Certificate>>,
    request_id: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
#[allow(dead_code, reason = "shown when there is one")]
struct Failure {
    code: String,
    message: String,
}

/// What a page says of each certificate.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
#[allow(dead_code, reason = "read like by any program, and dropped")]
pub struct Certificate {
    owner_uin: String,
    project_id: String,
    from: String,
    product_zh_name: String,
    /// The first domain that it names.
    pub domain: String,
    alias: String,
    status: i64,
    vulnerability_status: String,
    status_msg: String,
    verify_type: String,
    cert_begin_time: String,
    cert_end_time: String,
    validity_period: String,
    insert_time: String,
    auto_renew_flag: i64,
    encrypt_algorithm: String,
    is_ignore: bool,
    pre_audit_info: PreAuditInfo,
    #[serde(rename = "IsSM")]
    is_sm: bool,
    subject_alt_name: Vec<String>,
    status_name: String,
    is_vip: bool,
    is_dv: bool,
    is_wildcard: bool,
    is_vulnerability: bool,
    has_renew_order: String,
    replace_ori_cert_is_delete: bool,
    renew_able: bool,
    is_expiring: bool,
    #[serde(rename = "DVAuthDeadline")]
    dv_auth_deadline: String,
    validation_passed_time: String,
    #[serde(rename = "CertSANs")]
    cert_sans: Vec<String>,
    cert_revoked_time: String,
    #[serde(rename = "CAEncryptAlgorithms")]
    ca_encrypt_algorithms: Vec<String>,
    #[serde(rename = "CAEndTimes")]
    ca_end_times: Vec<String>,
    #[serde(rename = "CACommonNames")]
    ca_common_names: Vec<String>,
    deployable: bool,
    awaiting_validation_msg: String,
    project_info: ProjectInfo,
    tags: Vec<Tag>,
    /// The id by which others ask for it.
    pub certificate_id: String,
    certificate_type: String,
    package_type: String,
    package_type_name: String,
    key_password_custom_flag: bool,
    support_download_type: SupportDownloadType,
    certificate_extra: CertificateExtra,
    allow_download: bool,
    is_package: bool,
    hosting_status: i64,
    hosting_complete_time: String,
    hosting_renew_cert_id: String,
    hosting_resource_types: Vec<String>,
    #[serde(rename = "IsDNSPODResolve")]
    is_dnspod_resolve: bool,
    is_hosting_upload_renew_cert: bool,
    bound_resource: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
#[allow(dead_code, reason = "read like by any program, and dropped")]
struct PreAuditInfo {
    total_period: i64,
    now_period: i64,
    manager_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
#[allow(dead_code, reason = "read like by any program, and dropped")]
struct ProjectInfo {
    project_id: String,
    owner_uin: u64,
    project_name: String,
    project_creator_uin: u64,
    project_create_time: String,
    project_resume: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
#[allow(dead_code, reason = "read like by any program, and dropped")]
struct Tag {
    tag_key: String,
    tag_value: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[allow(dead_code, reason = "read like by any program, and dropped")]
struct SupportDownloadType {
    nginx: bool,
    apache: bool,
    tomcat: bool,
    iis: bool,
    jks: bool,
    other: bool,
    root: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
#[allow(dead_code, reason = "read like by any program, and dropped")]
struct CertificateExtra {
    domain_number: String,
    origin_certificate_id: Option<String>,
    replaced_by: Option<String>,
    replaced_for: Option<String>,
    renew_order: Option<String>,
    #[serde(rename = "SMCert")]
    sm_cert: i64,
    company_type: i64,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Request {
    offset: u64,
    limit: u64,
}

const HOST: &str = "ssl.tencentcloudapi.com";

/// Asks for one page.
///
/// # Panics
///
/// When the server does not answer with one.
pub async fn list(http: &reqwest::Client, address: &str, offset: u64) -> Vec<Certificate> {
    let request = serde_json::to_string(&Request { offset, limit: 100 }).expect("it is plain data");
    let timestamp = now();
    let sent = http
        .post(format!("{address}/"))
        .header("Host", HOST)
        .header("Content-Type", "application/json")
        .header("Authorization", authorization(&request, timestamp))
        .header("X-TC-Action", "DescribeCertificates")
        .header("X-TC-Version", "2019-12-05")
        .header("X-TC-Region", REGION)
        .header("X-TC-Timestamp", timestamp.to_string())
        .timeout(TIMEOUT)
        .body(request)
        .send()
        .await;
    let body = sent.expect("the server answers").bytes().await.expect("the server answers");
    let envelope: Envelope = read(&body);
    assert!(envelope.response.error.is_none(), "{:?}", envelope.response.error);
    envelope.response.certificates.unwrap_or_default()
}

fn authorization(body: &str, timestamp: u64) -> String {
    let seconds = i64::try_from(timestamp).unwrap_or_default();
    let at = jiff::Timestamp::from_second(seconds).expect("a calendar has today");
    let day = jiff::tz::Offset::UTC.to_datetime(at).date();
    let hashed_body = hex(&Sha256::digest(body));
    let canonical =
        format!("POST\n/\n\ncontent-type:application/json\nhost:{HOST}\n\ncontent-type;host\n{hashed_body}");
    let scope = format!("{day}/ssl/tc3_request");
    let text = format!("TC3-HMAC-SHA256\n{timestamp}\n{scope}\n{}", hex(&Sha256::digest(&canonical)));
    let key = [day.to_string().as_str(), "ssl", "tc3_request"]
        .iter()
        .fold(format!("TC3{KEY}").into_bytes(), |key, part| hmac_sha256(&key, part));
    let signature = hex(&hmac_sha256(&key, &text));
    format!("TC3-HMAC-SHA256 Credential={ID}/{scope}, SignedHeaders=content-type;host, Signature={signature}")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
