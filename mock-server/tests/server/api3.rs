//! A client of API 3.0 of a few lines, as `support` is one of the legacy API.

use std::net::SocketAddr;

use hmac::{Hmac, KeyInit, Mac};
use qcloud_mock_server::MockServer;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::support::{NOW, Response, exchange};

/// A request that can be changed before it is signed and sent.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) method: &'static str,
    /// Without `?`; of a `GET`.
    pub(crate) query: String,
    pub(crate) body: String,
    pub(crate) secret_id: String,
    pub(crate) key: String,
    /// The service that is signed for.
    pub(crate) service: String,
    /// The day of [`NOW`], unless it is changed.
    pub(crate) day: String,
    /// Names in lower case.
    pub(crate) signed_headers: &'static str,
    headers: Vec<(String, String)>,
    address: SocketAddr,
}

/// A right call, at the server's fixed time.
pub(crate) fn api3(
    server: &MockServer,
    service: &str,
    version: &str,
    action: &str,
    parameters: &Value,
) -> Call {
    let headers = [
        ("Host", server.address().to_string()),
        ("Content-Type", "application/json".to_owned()),
        ("X-TC-Action", action.to_owned()),
        ("X-TC-Version", version.to_owned()),
        ("X-TC-Timestamp", NOW.to_string()),
        ("X-TC-Region", "ap-guangzhou".to_owned()),
    ];
    Call {
        method: "POST",
        query: String::new(),
        body: parameters.to_string(),
        secret_id: server.credentials().secret_id.clone(),
        key: server.credentials().secret_key.clone(),
        service: service.to_owned(),
        day: "2026-01-01".to_owned(),
        signed_headers: "content-type;host",
        headers: headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        address: server.address(),
    }
}

impl Call {
    pub(crate) fn get(mut self, query: &str) -> Self {
        self.method = "GET";
        query.clone_into(&mut self.query);
        self.body.clear();
        self.set("Content-Type", "application/x-www-form-urlencoded")
    }

    pub(crate) fn set(mut self, name: &str, value: &str) -> Self {
        self = self.without(name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// To another server, at another time.
    pub(crate) fn at(mut self, address: SocketAddr, time: u64) -> Self {
        self.address = address;
        self.day = jiff::Timestamp::from_second(i64::try_from(time).unwrap())
            .unwrap()
            .strftime("%Y-%m-%d")
            .to_string();
        self.set("Host", &address.to_string()).set("X-TC-Timestamp", &time.to_string())
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(other, _)| other != name);
        self
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value)
    }

    pub(crate) fn scope(&self) -> String {
        format!("{}/{}/tc3_request", self.day, self.service)
    }

    pub(crate) fn canonical_request(&self) -> String {
        let header = |name: &str| match name {
            "content-type" | "host" => format!("{name}:{}\n", self.header(name)),
            name => format!("{name}:{}\n", self.header(name).to_lowercase()),
        };
        let headers: String = self.signed_headers.split(';').map(header).collect();
        let hash = hex(&Sha256::digest(&self.body));
        format!("{}\n/\n{}\n{headers}\n{}\n{hash}", self.method, self.query, self.signed_headers)
    }

    pub(crate) fn string_to_sign(&self) -> String {
        let hash = hex(&Sha256::digest(self.canonical_request()));
        format!("TC3-HMAC-SHA256\n{}\n{}\n{hash}", self.header("X-TC-Timestamp"), self.scope())
    }

    pub(crate) fn authorization(&self) -> String {
        let key = hmac(format!("TC3{}", self.key).as_bytes(), &self.day);
        let key = hmac(&hmac(&key, &self.service), "tc3_request");
        let signature = hex(&hmac(&key, &self.string_to_sign()));
        format!(
            "TC3-HMAC-SHA256 Credential={}/{}, SignedHeaders={}, Signature={signature}",
            self.secret_id,
            self.scope(),
            self.signed_headers
        )
    }

    /// Signs and sends; `None` when the connection was closed without an answer.
    pub(crate) async fn try_send(self) -> Option<Response> {
        let authorization = self.authorization();
        self.set("Authorization", &authorization).try_send_unsigned().await
    }

    pub(crate) async fn send(self) -> Response {
        self.try_send().await.expect("an answer")
    }

    async fn try_send_unsigned(self) -> Option<Response> {
        let target = if self.query.is_empty() { "/".to_owned() } else { format!("/?{}", self.query) };
        let mut request = format!("{} {target} HTTP/1.1\r\nConnection: close\r\n", self.method);
        for (name, value) in &self.headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        if !self.body.is_empty() {
            request.push_str(&format!("Content-Length: {}\r\n", self.body.len()));
        }
        request.push_str(&format!("\r\n{}", self.body));
        exchange(self.address, &request).await
    }

    pub(crate) async fn send_unsigned(self) -> Response {
        self.try_send_unsigned().await.expect("an answer")
    }
}

/// What is in the envelope of an answer.
pub(crate) fn response(answer: &Response) -> Value {
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")), "{answer:?}");
    let body: Value = serde_json::from_slice(&answer.body).unwrap();
    assert!(body["Response"]["RequestId"].as_str().is_some_and(|id| id.len() == 36), "{body}");
    body["Response"].clone()
}

/// The code and the message of a failure.
pub(crate) fn failure(answer: &Response) -> (String, String) {
    let response = response(answer);
    let text = |name: &str| {
        response["Error"][name].as_str().unwrap_or_else(|| panic!("no failure: {response}")).to_owned()
    };
    (text("Code"), text("Message"))
}

fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key).unwrap();
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}
