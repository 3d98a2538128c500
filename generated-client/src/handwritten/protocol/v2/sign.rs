//! The signature of the legacy API: the text that is signed, and its HMAC.

use std::borrow::Cow;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::super::{Method, RequestError};

/// The algorithm of a signature; the value of the parameter `SignatureMethod`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureMethod {
    /// HMAC with SHA-1, which the server assumes when a request names no algorithm.
    HmacSha1,
    /// HMAC with SHA-256. The client's default.
    #[default]
    HmacSha256,
}

impl SignatureMethod {
    /// The name on the wire: `HmacSHA1` or `HmacSHA256`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::HmacSha1 => "HmacSHA1",
            Self::HmacSha256 => "HmacSHA256",
        }
    }
}

impl fmt::Display for SignatureMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text whose HMAC signs a request: method, host, path, and every parameter but `Signature`.
///
/// `host` is the host name as the server knows itself, with the port where it isn't the protocol's own. Values are taken
/// raw. In names an underscore counts as a dot; of names that become equal, the last one counts, as it does for the
/// server. The text holds whatever the parameters hold, private keys included, and is wiped when dropped.
///
/// ```
/// use qcloud_client::signature::{SignatureMethod, sign, string_to_sign};
/// use qcloud_client::wire::Method;
///
/// let parameters = [("Action", "CertGetList"), ("Timestamp", "1465185768"), ("Nonce", "11886"), ("js_code", "x")];
/// let text = string_to_sign(Method::Get, "wss.api.qcloud.com", "/v2/index.php", parameters)?;
/// assert_eq!(
///     *text,
///     "GETwss.api.qcloud.com/v2/index.php?Action=CertGetList&Nonce=11886&Timestamp=1465185768&js.code=x"
/// );
/// assert_eq!(sign("key", SignatureMethod::HmacSha1, &text).len(), 28);
/// # Ok::<(), qcloud_client::signature::RequestError>(())
/// ```
///
/// # Errors
///
/// [`RequestError::AtSign`] for a POST request with a value that begins with `@`. The vendor's clients leave such a
/// parameter out of the text (it once stood for a file to upload), so the server may read it differently from how
/// it was signed.
pub fn string_to_sign<'a>(
    method: Method,
    host: &str,
    path: &str,
    parameters: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<Zeroizing<String>, RequestError> {
    let parameters = parameters.into_iter();
    let mut sorted: Vec<(Cow<'_, str>, &str)> = Vec::with_capacity(parameters.size_hint().0);
    for (name, value) in parameters {
        if method == Method::Post && value.starts_with('@') {
            return Err(RequestError::AtSign { parameter: name.to_owned() });
        }
        if name != "Signature" {
            let name = signed_name(name);
            match sorted.binary_search_by(|(other, _)| other.cmp(&name)) {
                Ok(twice) => sorted[twice].1 = value,
                Err(place) => sorted.insert(place, (name, value)),
            }
        }
    }

    let method = match method {
        Method::Get => "GET",
        Method::Post => "POST",
    };
    // Sized in advance: text that grows leaves copies of itself behind, which nobody wipes.
    let parameters: usize = sorted.iter().map(|(name, value)| name.len() + value.len() + 2).sum();
    let mut text =
        Zeroizing::new(String::with_capacity(method.len() + host.len() + path.len() + 1 + parameters));
    text.push_str(method);
    text.push_str(host);
    text.push_str(path);
    text.push('?');
    for (index, (name, value)) in sorted.iter().enumerate() {
        if index > 0 {
            text.push('&');
        }
        text.push_str(name);
        text.push('=');
        text.push_str(value);
    }
    Ok(text)
}

fn signed_name(name: &str) -> Cow<'_, str> {
    if name.contains('_') { Cow::Owned(name.replace('_', ".")) } else { Cow::Borrowed(name) }
}

/// The signature of a text: its HMAC under `key`, in Base64.
#[must_use]
pub fn sign(key: &str, method: SignatureMethod, string_to_sign: &str) -> String {
    match method {
        SignatureMethod::HmacSha1 => hmac::<Hmac<Sha1>>(key, string_to_sign),
        SignatureMethod::HmacSha256 => hmac::<Hmac<Sha256>>(key, string_to_sign),
    }
}

fn hmac<M: Mac + KeyInit>(key: &str, text: &str) -> String {
    let mut mac = <M as KeyInit>::new_from_slice(key.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(text.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}
