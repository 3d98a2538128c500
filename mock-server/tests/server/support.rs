//! A client of a few lines: it signs, sends bytes, and reads bytes, so that a test sees exactly what travels.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use qcloud_codegen::model::Api;
use qcloud_mock_server::{Builder, MockServer};
use serde_json::Value;
use sha1::Sha1;
use sha2::Sha256;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A directory of the workspace.
pub(crate) fn workspace(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// A spec put together from files and directories of the workspace.
pub(crate) fn spec_of(parts: &[&str]) -> tempfile::TempDir {
    fn copy(from: &Path, to: &Path) {
        if from.is_dir() {
            std::fs::create_dir(to).unwrap();
            for entry in std::fs::read_dir(from).unwrap() {
                let entry = entry.unwrap();
                copy(&entry.path(), &to.join(entry.file_name()));
            }
        } else {
            std::fs::copy(from, to).unwrap();
        }
    }
    let spec = tempfile::tempdir().unwrap();
    for part in parts {
        let from = workspace(part);
        copy(&from, &spec.path().join(from.file_name().unwrap()));
    }
    spec
}

/// A fixed time: 2026-01-01 00:00:00 UTC.
pub(crate) const NOW: u64 = 1_767_225_600;

/// Settings for a server with the repository's spec, whose clock stands still.
pub(crate) fn fixed() -> Builder {
    static API: OnceLock<Arc<Api>> = OnceLock::new();
    let api = API.get_or_init(|| Arc::new(qcloud_codegen::read(&workspace("spec")).unwrap()));
    MockServer::builder().api(Arc::clone(api)).clock(|| UNIX_EPOCH + std::time::Duration::from_secs(NOW))
}

pub(crate) fn real_time() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

/// What came back; `None` of [`send`] when nothing did.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Response {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// Whether all of the body came.
    pub(crate) fn is_whole(&self) -> bool {
        self.header("content-length").unwrap().parse::<usize>().unwrap() == self.body.len()
    }

    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.status, 200, "{self:?}");
        assert_eq!(self.header("content-type"), Some("application/json; charset=utf-8"));
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn code(&self) -> i64 {
        self.json()["code"].as_i64().unwrap()
    }

    pub(crate) fn message(&self) -> String {
        self.json()["message"].as_str().unwrap().to_owned()
    }
}

/// A request that can be changed before it is sent.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) method: &'static str,
    /// What is signed for, and sent as `Host`.
    pub(crate) host: String,
    pub(crate) path: String,
    pub(crate) content_type: &'static str,
    pub(crate) key: String,
    pub(crate) parameters: Vec<(String, String)>,
    address: SocketAddr,
}

static NONCE: AtomicU64 = AtomicU64::new(1);

/// A right call, at the server's fixed time.
pub(crate) fn call(server: &MockServer, action: &str, parameters: &[(&str, &str)]) -> Call {
    let nonce = NONCE.fetch_add(1, Ordering::Relaxed).to_string();
    let now = NOW.to_string();
    let common = [
        ("Action", action),
        ("Nonce", &nonce),
        ("Timestamp", &now),
        ("SecretId", &server.credentials().secret_id),
        ("SignatureMethod", "HmacSHA256"),
    ];
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Call {
        method: "POST",
        host: server.address().to_string(),
        path: "/v2/index.php".to_owned(),
        content_type: "application/x-www-form-urlencoded",
        key: server.credentials().secret_key.clone(),
        parameters: common.iter().chain(parameters).map(owned).collect(),
        address: server.address(),
    }
}

impl Call {
    pub(crate) fn get(mut self) -> Self {
        self.method = "GET";
        self
    }

    pub(crate) fn host(mut self, host: &str) -> Self {
        host.clone_into(&mut self.host);
        self
    }

    pub(crate) fn to(mut self, address: SocketAddr) -> Self {
        self.host = address.to_string();
        self.address = address;
        self
    }

    pub(crate) fn set(mut self, name: &str, value: &str) -> Self {
        self.parameters.retain(|(other, _)| other != name);
        self.parameters.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.parameters.retain(|(other, _)| other != name);
        self
    }

    pub(crate) fn string_to_sign(&self) -> String {
        let mut named: Vec<_> =
            self.parameters.iter().map(|(name, value)| (name.replace('_', "."), value)).collect();
        named.sort();
        let joined: Vec<_> = named.iter().map(|(name, value)| format!("{name}={value}")).collect();
        format!("{}{}{}?{}", self.method, self.host, self.path, joined.join("&"))
    }

    fn signature(&self) -> String {
        let is_newer = self.parameters.contains(&("SignatureMethod".to_owned(), "HmacSHA256".to_owned()));
        let text = self.string_to_sign();
        if is_newer {
            let mut mac = Hmac::<Sha256>::new_from_slice(self.key.as_bytes()).unwrap();
            mac.update(text.as_bytes());
            BASE64_STANDARD.encode(mac.finalize().into_bytes())
        } else {
            let mut mac = Hmac::<Sha1>::new_from_slice(self.key.as_bytes()).unwrap();
            mac.update(text.as_bytes());
            BASE64_STANDARD.encode(mac.finalize().into_bytes())
        }
    }

    /// Signs and sends; `None` when the connection was closed without an answer.
    pub(crate) async fn try_send(self) -> Option<Response> {
        let signature = self.signature();
        self.set("Signature", &signature).try_send_unsigned().await
    }

    pub(crate) async fn send(self) -> Response {
        self.try_send().await.expect("an answer")
    }

    pub(crate) async fn try_send_unsigned(self) -> Option<Response> {
        let encoded = form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.parameters).finish();
        let head = |target: &str| {
            format!("{} {target} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", self.method, self.host)
        };
        let request = if self.method == "GET" {
            format!("{}\r\n", head(&format!("{}?{encoded}", self.path)))
        } else {
            let (kind, length) = (self.content_type, encoded.len());
            format!(
                "{}Content-Type: {kind}\r\nContent-Length: {length}\r\n\r\n{encoded}",
                head(&format!("{}?Action=ignored", self.path))
            )
        };
        exchange(self.address, &request).await
    }

    pub(crate) async fn send_unsigned(self) -> Response {
        self.try_send_unsigned().await.expect("an answer")
    }
}

/// Sends a request; `None` when the connection was closed without an answer.
pub(crate) async fn exchange(address: SocketAddr, request: &str) -> Option<Response> {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    // A connection that is reset has no more to give, as one that is closed.
    let _ = stream.read_to_end(&mut bytes).await;
    parse(&bytes)
}

fn parse(bytes: &[u8]) -> Option<Response> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&bytes[..end]).unwrap();
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let pair = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_owned(), value.to_owned()));
    Some(Response { status, headers: lines.filter_map(pair).collect(), body: bytes[end + 4..].to_vec() })
}
