//! The same exchanges as somebody would write them who needs just these: reqwest, hmac, and strict types with serde's derives.

pub mod v2;
pub mod v3;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;

/// The client of the exchanges, set up as this client's own transport is.
///
/// # Panics
///
/// When there is no TLS.
#[must_use]
pub fn http() -> reqwest::Client {
    // As reqwest is built here, it has no TLS provider of its own choice.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().http1_only().no_proxy().gzip(true).build().expect("there is TLS")
}

/// Reads a body as quickly as serde's derives can: one look at the encoding, then the text.
///
/// # Panics
///
/// When the body is not what the type says.
pub fn read<'b, T: Deserialize<'b>>(body: &'b [u8]) -> T {
    let text = std::str::from_utf8(body).expect("it is text");
    serde_json::from_str(text).expect("it is what the type says")
}

/// How long an exchange may take.
const TIMEOUT: Duration = Duration::from_secs(30);

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

fn hmac_sha256(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(key).expect("a key of any length will do");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}
