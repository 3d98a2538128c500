//! What a call costs beside the same exchange written by hand with reqwest and `serde_json`, against one server in one run.
//!
//! `cargo bench -p qcloud-tests --bench overhead` prints the medians of many alternating calls and their ratio.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use base64::Engine;
use hmac::{Hmac, KeyInit, Mac};
use qcloud_client::wss::CertGetListRequest;
use qcloud_client::{Client, Credential};
use serde::Deserialize;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const ID: &str = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3gnPhESA";
const KEY: &str = "Gu5t9xGARNpq86cd98joQYCN3Cozk1qA";
const ROUNDS: usize = 3000;

fn main() {
    // By hand, too, reqwest is used as it is built here: without a TLS provider of its own choice.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(compare());
}

async fn compare() {
    for certificates in [1, 20, 100] {
        let address = serve(body(certificates)).await;
        let client = Client::builder()
            .credential(Credential::new(ID, KEY))
            .loopback_endpoint(&address)
            .build()
            .unwrap();
        let http = reqwest::Client::builder().http1_only().no_proxy().gzip(true).build().unwrap();
        let (mut ours, mut by_hand) = (Vec::new(), Vec::new());
        for round in 0..ROUNDS + 200 {
            let start = Instant::now();
            let page =
                client.wss().cert_get_list(CertGetListRequest::new().page(2).count(100)).await.unwrap();
            let our_time = start.elapsed();
            assert_eq!(page.list.len(), certificates);
            let start = Instant::now();
            let page = list_by_hand(&http, &address, round).await;
            let their_time = start.elapsed();
            assert_eq!(page.list.len(), certificates);
            if round >= 200 {
                ours.push(our_time);
                by_hand.push(their_time);
            }
        }
        report(&format!("{certificates:3} certificates, the call"), &mut ours, &mut by_hand);
        compare_reading(certificates);
    }
}

/// The part of a call that is neither network nor signature.
fn compare_reading(certificates: usize) {
    let body = body(certificates).into_bytes();
    let (mut ours, mut by_hand) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let page = qcloud_client::wire::read_response::<CertGetListRequest>(&body).unwrap();
        ours.push(start.elapsed());
        assert_eq!(page.list.len(), certificates);
        let start = Instant::now();
        let envelope: Envelope = serde_json::from_slice(&body).unwrap();
        by_hand.push(start.elapsed());
        assert_eq!(envelope.data.list.len(), certificates);
    }
    report(&format!("{certificates:3} certificates, reading alone"), &mut ours, &mut by_hand);
}

fn report(what: &str, ours: &mut [Duration], by_hand: &mut [Duration]) {
    let (ours, by_hand) = (median(ours), median(by_hand));
    let ratio = ours.as_secs_f64() / by_hand.as_secs_f64();
    println!("{what}: this client {ours:?}, by hand {by_hand:?}, ratio {ratio:.3}");
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// The exchange as somebody would write it who needs just this one.
async fn list_by_hand(http: &reqwest::Client, address: &str, nonce: usize) -> Page {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let mut parameters = vec![
        ("Action", "CertGetList".to_owned()),
        ("Nonce", (nonce + 1).to_string()),
        ("SecretId", ID.to_owned()),
        ("SignatureMethod", "HmacSHA256".to_owned()),
        ("Timestamp", now.to_string()),
        ("count", "100".to_owned()),
        ("page", "2".to_owned()),
    ];
    let joined: Vec<_> = parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let text = format!("GETwss.api.qcloud.com/v2/index.php?{}", joined.join("&"));
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(KEY.as_bytes()).unwrap();
    mac.update(text.as_bytes());
    let signature = base64::engine::general_purpose::STANDARD.encode(mac.finalize().into_bytes());
    parameters.push(("Signature", signature));
    let query: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(&parameters).finish();
    let url = format!("{address}/v2/index.php?{query}");
    let response = http
        .get(url)
        .header("Host", "wss.api.qcloud.com")
        .timeout(Duration::from_secs(30))
        .send()
        .await
        .unwrap();
    let body = response.bytes().await.unwrap();
    let envelope: Envelope = serde_json::from_slice(&body).unwrap();
    assert_eq!(envelope.code, 0);
    envelope.data
}

#[derive(Deserialize)]
struct Envelope {
    code: i64,
    data: Page,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "read like by any program, and dropped")]
struct Page {
    total_num: u64,
    list: Vec<Certificate>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, clippy::struct_excessive_bools, reason = "read like by any program, and dropped")]
struct Certificate {
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

/// The documented response with its one certificate as often as wanted.
fn body(certificates: usize) -> String {
    let documented = include_str!("../../spec/wss/examples/CertGetList/documented.json");
    let mut body: serde_json::Value = serde_json::from_str(documented).unwrap();
    let certificate = body["data"]["list"][0].clone();
    body["data"]["list"] = vec![certificate; certificates].into();
    body.to_string()
}

/// Answers every request with the same body, on kept connections.
async fn serve(body: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let response = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let listener = listener.into_std().unwrap();
        runtime.block_on(async move {
            let listener = TcpListener::from_std(listener).unwrap();
            while let Ok((mut stream, _)) = listener.accept().await {
                let response = response.clone();
                tokio::spawn(async move {
                    let mut buffer = vec![0; 1 << 16];
                    let mut read = 0;
                    while let Ok(count @ 1..) = stream.read(&mut buffer[read..]).await {
                        read += count;
                        if buffer[..read].ends_with(b"\r\n\r\n") {
                            read = 0;
                            if stream.write_all(response.as_bytes()).await.is_err() {
                                return;
                            }
                        }
                    }
                });
            }
        });
    });
    address
}
