//! `CertGetList` of the legacy API by hand.

use base64::Engine;
use serde::Deserialize;

use super::{TIMEOUT, hmac_sha256, now, read};
use crate::{ID, KEY, REGION};

/// The envelope of the response.
#[derive(Deserialize)]
pub struct Envelope {
    /// 0 for a success.
    pub code: i64,
    /// What was asked for.
    pub data: Page,
}

/// A page of certificates.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "read like by any program, and dropped")]
pub struct Page {
    total_num: u64,
    /// Those of this page.
    pub list: Vec<Certificate>,
}

/// What a page says of each certificate.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "read like by any program, and dropped")]
pub struct Certificate {
    owner_uin: String,
    project_id: String,
    from: String,
    r#type: String,
    cert_type: String,
    product_zh_name: String,
    domain: String,
    alias: String,
    status: i64,
    #[serde(rename = "vulnerability_status")]
    vulnerability_status: String,
    status_msg: Option<String>,
    verify_type: String,
    cert_begin_time: String,
    cert_end_time: String,
    validity_period: String,
    insert_time: String,
    project_info: ProjectInfo,
    id: String,
    subject_alt_name: Vec<String>,
    #[serde(rename = "type_name")]
    type_name: String,
    #[serde(rename = "status_name")]
    status_name: String,
    #[serde(rename = "is_vip")]
    is_vip: bool,
    #[serde(rename = "is_dv")]
    is_dv: bool,
    #[serde(rename = "is_wildcard")]
    is_wildcard: bool,
    #[serde(rename = "is_vulnerability")]
    is_vulnerability: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "read like by any program, and dropped")]
struct ProjectInfo {
    project_id: String,
    owner_uin: u64,
    name: String,
    creator_uin: u64,
    create_time: String,
    info: String,
}

/// Asks for one page.
///
/// # Panics
///
/// When the server does not answer with one.
pub async fn list(http: &reqwest::Client, address: &str, nonce: usize, page: u64) -> Page {
    let mut parameters = vec![
        ("Action", "CertGetList".to_owned()),
        ("Nonce", (nonce + 1).to_string()),
        ("Region", REGION.to_owned()),
        ("SecretId", ID.to_owned()),
        ("SignatureMethod", "HmacSHA256".to_owned()),
        ("Timestamp", now().to_string()),
        ("count", "100".to_owned()),
        ("page", page.to_string()),
    ];
    let joined: Vec<_> = parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let text = format!("GETwss.api.qcloud.com/v2/index.php?{}", joined.join("&"));
    let signature = base64::engine::general_purpose::STANDARD.encode(hmac_sha256(KEY.as_bytes(), &text));
    parameters.push(("Signature", signature));
    let query: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(&parameters).finish();
    let url = format!("{address}/v2/index.php?{query}");
    let sent = http.get(url).header("Host", "wss.api.qcloud.com").timeout(TIMEOUT).send().await;
    let body = sent.expect("the server answers").bytes().await.expect("the server answers");
    let envelope: Envelope = read(&body);
    assert_eq!(envelope.code, 0);
    envelope.data
}
