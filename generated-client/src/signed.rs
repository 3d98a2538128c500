//! A request made ready to send: the Action's parameters, the common ones, the signature, in one encoded form.

use zeroize::Zeroizing;

use crate::credential::Credential;
use crate::signature::{RequestError, SignatureMethod, sign, string_to_sign};
use crate::wire::Method;

/// What the client calls itself, in the parameter `RequestClient` and in the header `User-Agent`.
pub(crate) const CLIENT_NAME: &str = concat!("qcloud-client/", env!("CARGO_PKG_VERSION"));

/// Names that only the client sets. `Region` is not among them: an Action may have one of its own.
const RESERVED: [&str; 8] =
    ["Action", "Nonce", "RequestClient", "SecretId", "Signature", "SignatureMethod", "Timestamp", "Token"];

/// Where a request goes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target<'a> {
    pub(crate) method: Method,
    /// As signed and as in the header `Host`.
    pub(crate) host: &'a str,
    pub(crate) path: &'a str,
}

/// The common parameters of one attempt.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Common<'a> {
    pub(crate) action: &'a str,
    pub(crate) credential: &'a Credential,
    pub(crate) algorithm: SignatureMethod,
    pub(crate) region: Option<&'a str>,
    /// Seconds since 1970, by the server's clock as far as it is known.
    pub(crate) timestamp: u64,
    /// Random, and therefore new for every attempt.
    pub(crate) random: u64,
}

/// The signed request, encoded once: the query of a GET, the body of a POST.
pub(crate) fn signed_form(
    target: Target<'_>,
    common: Common<'_>,
    parameters: &[(&str, &str)],
) -> Result<Zeroizing<String>, RequestError> {
    if let Some((name, _)) = parameters.iter().find(|(name, _)| RESERVED.contains(name)) {
        return Err(RequestError::Reserved { parameter: (*name).to_owned() });
    }
    let timestamp = common.timestamp.to_string();
    let nonce = nonce(common.random).to_string();
    let mut all = vec![
        ("Action", common.action),
        ("Timestamp", timestamp.as_str()),
        ("Nonce", nonce.as_str()),
        ("SecretId", common.credential.id()),
        ("SignatureMethod", common.algorithm.as_str()),
        ("RequestClient", CLIENT_NAME),
    ];
    all.extend(common.credential.token().map(|token| ("Token", token)));
    let own_region = parameters.iter().any(|(name, _)| *name == "Region");
    all.extend(common.region.filter(|_| !own_region).map(|region| ("Region", region)));
    all.extend_from_slice(parameters);

    let text = string_to_sign(target.method, target.host, target.path, all.iter().copied())?;
    let signature = sign(common.credential.key(), common.algorithm, &text);
    all.push(("Signature", &signature));
    Ok(encode(&all))
}

/// Positive and at most 63 bits, as the vendor's clients send it: the server reads it as a signed integer.
fn nonce(random: u64) -> u64 {
    (random >> 1).max(1)
}

/// `application/x-www-form-urlencoded`, which is also what a query is read as.
fn encode(parameters: &[(&str, &str)]) -> Zeroizing<String> {
    let pieces = || {
        parameters.iter().enumerate().flat_map(|(index, (name, value))| {
            let separator = (index > 0).then_some("&");
            separator
                .into_iter()
                .chain(form_urlencoded::byte_serialize(name.as_bytes()))
                .chain(["="])
                .chain(form_urlencoded::byte_serialize(value.as_bytes()))
        })
    };
    // Measured first: a form that grows leaves copies of itself behind, which nobody wipes.
    let mut form = Zeroizing::new(String::with_capacity(pieces().map(str::len).sum()));
    form.extend(pieces());
    form
}

#[cfg(test)]
mod tests {
    use super::*;

    const TARGET: Target<'_> =
        Target { method: Method::Post, host: "wss.api.qcloud.com", path: "/v2/index.php" };

    fn common(credential: &Credential) -> Common<'_> {
        Common {
            action: "CertGetList",
            credential,
            algorithm: SignatureMethod::HmacSha1,
            region: None,
            timestamp: 1_465_185_768,
            random: 11886 << 1,
        }
    }

    fn decoded(form: &str) -> Vec<(String, String)> {
        form_urlencoded::parse(form.as_bytes()).into_owned().collect()
    }

    #[test]
    fn the_form_carries_the_common_parameters_then_the_actions_own_then_the_signature() {
        let credential = Credential::new("id", "key");
        let form = signed_form(TARGET, common(&credential), &[("searchKey", "a b+c&d=é")]).unwrap();
        assert_eq!(
            form.as_str(),
            format!(
                "Action=CertGetList&Timestamp=1465185768&Nonce=11886&SecretId=id&SignatureMethod=HmacSHA1\
                 &RequestClient=qcloud-client%2F{}&searchKey=a+b%2Bc%26d%3D%C3%A9&Signature={}",
                env!("CARGO_PKG_VERSION"),
                form_urlencoded::byte_serialize(decoded(&form).pop().unwrap().1.as_bytes())
                    .collect::<String>(),
            )
        );
    }

    #[test]
    fn the_signature_in_the_form_is_that_of_what_the_form_says() {
        let credential = Credential::new("id", "key").with_token("a/token+=");
        let form = signed_form(
            TARGET,
            Common {
                region: Some("ap-guangzhou"),
                algorithm: SignatureMethod::HmacSha256,
                ..common(&credential)
            },
            &[("js_code", "1"), ("cert", "-----BEGIN\r\n")],
        )
        .unwrap();
        let mut sent = decoded(&form);
        let (name, signature) = sent.pop().unwrap();
        assert_eq!(name, "Signature");
        assert!(sent.contains(&("Token".into(), "a/token+=".into())));
        assert!(sent.contains(&("Region".into(), "ap-guangzhou".into())));
        let text = string_to_sign(
            TARGET.method,
            TARGET.host,
            TARGET.path,
            sent.iter().map(|(name, value)| (name.as_str(), value.as_str())),
        )
        .unwrap();
        assert_eq!(signature, sign("key", SignatureMethod::HmacSha256, &text));
    }

    #[test]
    fn an_actions_own_region_takes_the_place_of_the_clients() {
        let credential = Credential::new("id", "key");
        let common = Common { region: Some("ap-guangzhou"), ..common(&credential) };
        let form = signed_form(TARGET, common, &[("Region", "ap-beijing")]).unwrap();
        let regions: Vec<_> = decoded(&form).into_iter().filter(|(name, _)| name == "Region").collect();
        assert_eq!(regions, [("Region".to_owned(), "ap-beijing".to_owned())]);
    }

    #[test]
    fn a_parameter_that_only_the_client_sets_is_refused_by_name() {
        let credential = Credential::new("id", "key");
        for name in RESERVED {
            let error = signed_form(TARGET, common(&credential), &[(name, "1")]).unwrap_err();
            assert_eq!(error, RequestError::Reserved { parameter: name.to_owned() });
        }
    }

    #[test]
    fn a_nonce_is_positive_and_fits_a_signed_integer() {
        assert_eq!(nonce(0), 1);
        assert_eq!(nonce(1), 1);
        assert_eq!(nonce(u64::MAX), i64::MAX.unsigned_abs());
    }
}
