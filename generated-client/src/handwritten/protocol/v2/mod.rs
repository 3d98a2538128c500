//! The legacy API: the Action's parameters and the common ones in one signed form, and the envelope `code`, `message`,
//! `codeDesc`.

pub(crate) mod sign;

use bytes::Bytes;
use http::HeaderValue;
use http::header::CONTENT_TYPE;
use zeroize::Zeroizing;

use self::sign::{sign, string_to_sign};
use super::envelope::{self, Envelope};
use super::{
    Message, Method, Parameters, Protocol, RequestError, ResponseError, ResultPlace, Signed, Signing,
    Untyped, parameters, wiped,
};
use crate::Json;
use crate::handwritten::wire::{self, Field, Notes, Record, View, blank};

/// The legacy API, signed with HMAC and answered with `code`, `message` and `codeDesc`.
#[derive(Debug)]
pub struct V2;

/// Where the services are, each by its own name.
const ROOT_DOMAIN: &str = "api.qcloud.com";

/// The longest query of a GET. Gateways refuse URLs of some kilobytes with an HTML page; a POST says the same.
const LONGEST_QUERY: usize = 2000;

/// Headers of a request, those of the transport included.
const MOST_HEADERS: usize = 6;

/// Names that only the client sets. `Region` is not among them: an Action may have one of its own.
const RESERVED: [&str; 8] =
    ["Action", "Nonce", "RequestClient", "SecretId", "Signature", "SignatureMethod", "Timestamp", "Token"];

impl Untyped {
    /// A request of the legacy API: the parameters as they travel, answered with the whole body.
    /// A success is a body whose `code` is zero, or one with an object `Response` that has a `RequestId` and no `Error`.
    ///
    /// The service is the first part of its host name, as `wss` in `wss.api.qcloud.com`. The request is a POST.
    ///
    /// ```no_run
    /// use qcloud_client::Untyped;
    ///
    /// # async fn call(client: qcloud_client::Client) -> Result<(), qcloud_client::Error> {
    /// let request = Untyped::v2("vpc", "DescribeVpcs", [("limit", "5")]).idempotent(true);
    /// let body = client.call_untyped(request).await?;
    /// println!("{}", body["totalCount"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn v2(
        service: &str,
        action: &str,
        parameters: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>,
    ) -> Self {
        let mut flat = Parameters::new();
        for (name, value) in parameters {
            flat.push(name, value);
        }
        let mut message = Message::flat(Method::Post, flat);
        message.keep_secret(&[]);
        Self {
            protocol: &V2,
            service: service.to_owned(),
            version: String::new(),
            action: action.to_owned(),
            host: format!("{service}.{ROOT_DOMAIN}"),
            host_is_own: false,
            path: "/v2/index.php",
            idempotent: false,
            unsigned: false,
            body: None,
            message: Ok(message),
        }
    }
}

/// The signed request, encoded once: the query of a GET, the body of a POST.
struct Form {
    text: Zeroizing<String>,
    nonce: String,
    signature: String,
}

impl Form {
    fn signed(
        method: Method,
        signing: &Signing<'_>,
        parameters: &[(&str, &str)],
    ) -> Result<Self, RequestError> {
        if let Some((name, _)) = parameters.iter().find(|(name, _)| RESERVED.contains(name)) {
            return Err(RequestError::Reserved { parameter: (*name).to_owned() });
        }
        let timestamp = signing.timestamp.to_string();
        let nonce = nonce(signing.random).to_string();
        let client_names = signing.client_names();
        let mut all = Vec::with_capacity(RESERVED.len() + parameters.len() + 1);
        all.extend([
            ("Action", signing.action),
            ("Timestamp", timestamp.as_str()),
            ("Nonce", nonce.as_str()),
            ("SecretId", signing.credential.id()),
            ("SignatureMethod", signing.algorithm.as_str()),
            ("RequestClient", &*client_names),
        ]);
        all.extend(signing.credential.token().map(|token| ("Token", token)));
        let own_region = parameters.iter().any(|(name, _)| *name == "Region");
        all.extend(signing.region.filter(|_| !own_region).map(|region| ("Region", region)));
        all.extend_from_slice(parameters);

        let text = string_to_sign(method, signing.host, signing.path, all.iter().copied())?;
        let signature = sign(signing.credential.key(), signing.algorithm, &text);
        all.push(("Signature", &signature));
        Ok(Self { text: encode(&all), nonce, signature })
    }
}

/// Positive and at most 63 bits, as the vendor's clients send it: the server reads it as a signed integer.
fn nonce(random: u64) -> u64 {
    (random >> 1).max(1)
}

/// `application/x-www-form-urlencoded`, which is also what a query is read as.
fn encode(parameters: &[(&str, &str)]) -> Zeroizing<String> {
    // Room for the longest that it can be: a form that grows leaves copies of itself behind, which nobody wipes.
    let most = parameters.iter().map(|(name, value)| 3 * (name.len() + value.len()) + 2).sum();
    let mut form = Zeroizing::new(String::with_capacity(most));
    for (index, (name, value)) in parameters.iter().enumerate() {
        if index > 0 {
            form.push('&');
        }
        push_encoded(&mut form, name);
        form.push('=');
        push_encoded(&mut form, value);
    }
    form
}

/// Most names and values are letters and digits, which the encoding leaves as they are.
fn push_encoded(form: &mut String, text: &str) {
    if text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        form.push_str(text);
    } else {
        form.extend(form_urlencoded::byte_serialize(text.as_bytes()));
    }
}

impl Protocol for V2 {
    fn root_domain(&self) -> &'static str {
        ROOT_DOMAIN
    }

    fn message(
        &self,
        request: &dyn Record,
        method: Method,
        is_sensitive: bool,
    ) -> Result<Message, RequestError> {
        let parameters = parameters(request)?;
        // What the spec says is known before; a secret in a URL must not depend on the spec alone.
        let is_secret = is_sensitive || parameters.contains_sensitive();
        Ok(Message::flat(if is_secret { Method::Post } else { method }, parameters))
    }

    fn has_nonce(&self) -> bool {
        true
    }

    fn sign(&self, message: &Message, signing: &Signing<'_>) -> Result<Signed, RequestError> {
        let parameters: Vec<_> = message.parameters.iter().collect();
        let mut method = message.method;
        let mut form = Form::signed(method, signing, &parameters)?;
        if method == Method::Get && form.text.len() > LONGEST_QUERY {
            method = Method::Post;
            form = Form::signed(method, signing, &parameters)?;
        }
        let Form { text, nonce, signature } = form;
        let request = match method {
            Method::Get => {
                signing.request(http::Method::GET, signing.address(&text), Bytes::new(), MOST_HEADERS)?
            }
            Method::Post => {
                let form = HeaderValue::from_static("application/x-www-form-urlencoded");
                let mut request =
                    signing.request(http::Method::POST, signing.address(""), wiped(text), MOST_HEADERS)?;
                request.headers_mut().insert(CONTENT_TYPE, form);
                request
            }
        };
        Ok(Signed { request, secrets: vec![Zeroizing::new(nonce), Zeroizing::new(signature)] })
    }

    fn read(
        &self,
        text: &str,
        place: ResultPlace,
        payload: &mut dyn Field,
        notes: &mut Notes,
    ) -> Result<(), ResponseError> {
        match place {
            ResultPlace::Data(path) => return read_data(text, path, payload, notes),
            ResultPlace::Response => return envelope::read_response(text, payload, notes),
            ResultPlace::Beside => Envelope::read(text)?.ok_or(ResponseError::NoEnvelope)?.check()?,
            ResultPlace::Body => check_body(text, payload)?,
        }
        wire::read_whole(text, payload, notes).map_err(ResponseError::Unreadable)
    }

    fn read_untyped(&self, text: &str) -> Result<Json, ResponseError> {
        let envelope = Envelope::read(text)?.ok_or(ResponseError::NoEnvelope)?;
        match envelope.failure() {
            Some(failure) => return Err(ResponseError::Failure(failure)),
            None if envelope.is_legacy_success() || envelope.is_response() => {}
            None => return Err(ResponseError::NoEnvelope),
        }
        let mut body = Json::Null;
        wire::read_whole(text, &mut body, &mut Notes::default()).map_err(ResponseError::Unreadable)?;
        Ok(body)
    }

    fn is_of_envelope(&self, path: &str) -> bool {
        matches!(
            path,
            "code"
                | "message"
                | "codeDesc"
                | "Response.RequestId"
                | "Response.Error"
                | "Response.DeprecatedWarning"
        )
    }

    fn envelope(&self) -> &'static str {
        "the `code` of an envelope"
    }
}

/// Passes a body that is the result itself, unless it is an envelope with a failure: one whose mark the result has no field for.
fn check_body(text: &str, payload: &dyn Field) -> Result<(), ResponseError> {
    let is_own = |name: &str| match payload.view() {
        View::Record(record) => record.info().fields.iter().any(|field| field.wire == name),
        _ => false,
    };
    let Some(envelope) = Envelope::read(text)? else { return Ok(()) };
    let of_code = || envelope.legacy_failure().filter(|_| envelope.has_code() && !is_own("code"));
    let of_response = || envelope.response_failure().filter(|_| !is_own("Response"));
    of_code().or_else(of_response).map_or(Ok(()), |failure| Err(ResponseError::Failure(failure)))
}

/// Reads envelope and payload in one pass.
fn read_data(
    text: &str,
    path: &'static [&'static str],
    payload: &mut dyn Field,
    notes: &mut Notes,
) -> Result<(), ResponseError> {
    let mut envelope = blank::<Envelope>();
    let found = match wire::read_at(text, path, payload, Some(&mut envelope), notes) {
        Ok(found) => found,
        Err(error) if error.is_syntax() => return Err(ResponseError::not_json(text, error)),
        Err(error) => {
            // The payload of a failure may be anything: the envelope alone decides.
            Envelope::read(text)?.ok_or(ResponseError::NoEnvelope)?.check()?;
            return Err(ResponseError::Unreadable(error));
        }
    };
    envelope.check()?;
    if found { Ok(()) } else { wire::read_nothing(payload, path).map_err(ResponseError::Unreadable) }
}

#[cfg(test)]
mod tests {
    use super::sign::SignatureMethod;
    use super::*;
    use crate::handwritten::credential::Credential;

    fn signing(credential: &Credential) -> Signing<'_> {
        Signing {
            scheme: "https",
            authority: "wss.api.qcloud.com",
            host: "wss.api.qcloud.com",
            prefix: "",
            path: "/v2/index.php",
            service: "wss",
            version: "",
            action: "CertGetList",
            credential,
            algorithm: SignatureMethod::HmacSha1,
            region: None,
            no_region: None,
            language: None,
            app_name: None,
            timestamp: 1_465_185_768,
            random: 11886 << 1,
        }
    }

    fn signed_form(
        signing: Signing<'_>,
        parameters: &[(&str, &str)],
    ) -> Result<Zeroizing<String>, RequestError> {
        Form::signed(Method::Post, &signing, parameters).map(|form| form.text)
    }

    fn decoded(form: &str) -> Vec<(String, String)> {
        form_urlencoded::parse(form.as_bytes()).into_owned().collect()
    }

    #[test]
    fn the_form_carries_the_common_parameters_then_the_actions_own_then_the_signature() {
        let credential = Credential::new("id", "key");
        let form = signed_form(signing(&credential), &[("searchKey", "a b+c&d=é")]).unwrap();
        assert_eq!(
            form.as_str(),
            format!(
                "Action=CertGetList&Timestamp=1465185768&Nonce=11886&SecretId=id&SignatureMethod=HmacSHA1\
                 &RequestClient=qcloud-client-{}&searchKey=a+b%2Bc%26d%3D%C3%A9&Signature={}",
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
            Signing {
                region: Some("ap-guangzhou"),
                algorithm: SignatureMethod::HmacSha256,
                ..signing(&credential)
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
            Method::Post,
            "wss.api.qcloud.com",
            "/v2/index.php",
            sent.iter().map(|(name, value)| (name.as_str(), value.as_str())),
        )
        .unwrap();
        assert_eq!(signature, sign("key", SignatureMethod::HmacSha256, &text));
    }

    #[test]
    fn an_actions_own_region_takes_the_place_of_the_clients() {
        let credential = Credential::new("id", "key");
        let signing = Signing { region: Some("ap-guangzhou"), ..signing(&credential) };
        let form = signed_form(signing, &[("Region", "ap-beijing")]).unwrap();
        let regions: Vec<_> = decoded(&form).into_iter().filter(|(name, _)| name == "Region").collect();
        assert_eq!(regions, [("Region".to_owned(), "ap-beijing".to_owned())]);
    }

    #[test]
    fn a_parameter_that_only_the_client_sets_is_refused_by_name() {
        let credential = Credential::new("id", "key");
        for name in RESERVED {
            let error = signed_form(signing(&credential), &[(name, "1")]).unwrap_err();
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
