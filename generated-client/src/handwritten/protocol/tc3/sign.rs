//! Signature of API 3.0, TC3-HMAC-SHA256: the canonical request, the string to sign, and the header that carries the signature.
//!
//! The facts that a signature covers are in [`Request`]; each function takes the work one step further.
//!
//! ```
//! use qcloud_client::signature::tc3::{Request, authorization, canonical_request, sign, string_to_sign};
//!
//! let request = Request {
//!     service: "wss",
//!     method: "POST",
//!     host: "wss.tencentcloudapi.com",
//!     query: "",
//!     content_type: "application/json",
//!     body: br#"{"ModuleType": "ssl", "Limit": 20}"#,
//!     action: None,
//!     timestamp: 1_551_113_065,
//! };
//! let header = authorization("AKIDexample", "key", &request)?;
//! assert!(header.starts_with(
//!     "TC3-HMAC-SHA256 Credential=AKIDexample/2019-02-25/wss/tc3_request, SignedHeaders=content-type;host, Signature="
//! ));
//! assert!(header.ends_with(&sign("key", &request)?));
//!
//! // What went wrong when a server says `AuthFailure.SignatureFailure`: each step by itself.
//! assert!(canonical_request(&request).starts_with("POST\n/\n\ncontent-type:application/json\n"));
//! assert!(string_to_sign(&request)?.starts_with("TC3-HMAC-SHA256\n1551113065\n2019-02-25/wss/tc3_request\n"));
//! # Ok::<(), qcloud_client::signature::RequestError>(())
//! ```

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::super::RequestError;

/// The name of the algorithm, as the header `Authorization` and the string to sign begin with it.
pub const ALGORITHM: &str = "TC3-HMAC-SHA256";

/// What the credential scope and the chain of keys end with.
const TERMINATOR: &str = "tc3_request";

/// What a signature covers, as it is sent: nothing is escaped, sorted or changed on the way.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The service's name, such as `wss`: the first label of its host.
    pub service: &'a str,
    /// The HTTP method, `POST` or `GET`.
    pub method: &'a str,
    /// The header `Host`: the name of the server, with the port where it is not that of the scheme.
    pub host: &'a str,
    /// The query of a `GET`, percent-encoded, without `?`; empty for a `POST`.
    pub query: &'a str,
    /// The header `Content-Type`, letter for letter as it is sent.
    pub content_type: &'a str,
    /// The body, byte for byte.
    pub body: &'a [u8],
    /// The header `X-TC-Action`, when it is to be covered too. Servers take both.
    pub action: Option<&'a str>,
    /// The header `X-TC-Timestamp`, in Unix seconds. Its day in UTC is part of the scope.
    pub timestamp: i64,
}

impl Request<'_> {
    fn signed_headers(&self) -> &'static str {
        if self.action.is_some() { "content-type;host;x-tc-action" } else { "content-type;host" }
    }

    /// The credential scope: day, service and terminator.
    fn scope(&self, day: &str) -> String {
        [day, "/", self.service, "/", TERMINATOR].concat()
    }

    fn day(&self) -> Result<String, RequestError> {
        let timestamp = jiff::Timestamp::from_second(self.timestamp)
            .map_err(|_| RequestError::Timestamp { seconds: self.timestamp })?;
        Ok(jiff::tz::Offset::UTC.to_datetime(timestamp).date().to_string())
    }
}

/// The request in the form whose hash is signed. Of the body it holds the hash alone; the query stands in it as it is.
#[must_use]
pub fn canonical_request(request: &Request<'_>) -> String {
    let Request { method, query, content_type, host, body, .. } = request;
    // A header's value counts in lower case.
    let action = request.action.map(str::to_lowercase);
    let (before, action, after) =
        action.as_deref().map_or(("", "", ""), |action| ("x-tc-action:", action, "\n"));
    let (headers, body) = (request.signed_headers(), hex(&Sha256::digest(body)));
    [
        method,
        "\n/\n",
        query,
        "\ncontent-type:",
        content_type,
        "\nhost:",
        host,
        "\n",
        before,
        action,
        after,
        "\n",
        headers,
        "\n",
        &body,
    ]
    .concat()
}

/// The text whose HMAC is the signature.
///
/// # Errors
///
/// [`RequestError::Timestamp`] for a timestamp that no calendar has a day for.
pub fn string_to_sign(request: &Request<'_>) -> Result<String, RequestError> {
    Ok(text_in_scope(request, &request.scope(&request.day()?)))
}

fn text_in_scope(request: &Request<'_>, scope: &str) -> String {
    let hash = hex(&Sha256::digest(canonical_request(request)));
    [ALGORITHM, "\n", &request.timestamp.to_string(), "\n", scope, "\n", &hash].concat()
}

/// The signature: the HMAC of the string to sign under a key made of the secret one, the day and the service, in lower-case
/// hexadecimal.
///
/// # Errors
///
/// As [`string_to_sign`].
pub fn sign(secret_key: &str, request: &Request<'_>) -> Result<String, RequestError> {
    let day = request.day()?;
    let key = day_key(secret_key, &day, request.service);
    Ok(hex(&*hmac(&*key, text_in_scope(request, &request.scope(&day)).as_bytes())))
}

/// The key made of the secret one, for what goes to a service on a day.
pub(super) fn day_key(secret_key: &str, day: &str, service: &str) -> Zeroizing<[u8; 32]> {
    let secret = Zeroizing::new([b"TC3", secret_key.as_bytes()].concat());
    let day = hmac(&secret, day.as_bytes());
    let service = hmac(&*day, service.as_bytes());
    hmac(&*service, TERMINATOR.as_bytes())
}

/// The header `Authorization`.
///
/// # Errors
///
/// As [`string_to_sign`].
pub fn authorization(
    secret_id: &str,
    secret_key: &str,
    request: &Request<'_>,
) -> Result<String, RequestError> {
    authorization_by(secret_id, request, |day| day_key(secret_key, day, request.service))
}

/// The same with the key of the day, which may be kept.
pub(super) fn authorization_by(
    secret_id: &str,
    request: &Request<'_>,
    key: impl FnOnce(&str) -> Zeroizing<[u8; 32]>,
) -> Result<String, RequestError> {
    let day = request.day()?;
    let (scope, headers) = (request.scope(&day), request.signed_headers());
    let signature = hex(&*hmac(&*key(&day), text_in_scope(request, &scope).as_bytes()));
    let (id, covers, signed) = (" Credential=", ", SignedHeaders=", ", Signature=");
    Ok([ALGORITHM, id, secret_id, "/", &scope, covers, headers, signed, &signature].concat())
}

fn hmac(key: &[u8], text: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(text);
    Zeroizing::new(mac.finalize().into_bytes().into())
}

pub(super) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";

    let mut text = vec![0; 2 * bytes.len()];
    for (pair, byte) in text.as_chunks_mut().0.iter_mut().zip(bytes) {
        // In bounds: four bits each.
        *pair = [byte >> 4, byte & 15].map(|digit| DIGITS[usize::from(digit)]);
    }
    String::from_utf8(text).expect("digits are ASCII")
}
