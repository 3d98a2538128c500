//! The legacy API: the Action's parameters and the common ones in one signed form, and the envelope `code`, `message`,
//! `codeDesc`.

pub(crate) mod sign;

use bytes::Bytes;
use http::HeaderValue;
use http::header::CONTENT_TYPE;
use zeroize::Zeroizing;

use self::sign::{sign, string_to_sign};
use super::{
    CLIENT_NAME, Classified, Failure, Message, Method, Nature, Parameters, Protocol, Reason, RequestError,
    ResponseError, ResultPlace, Signed, Signing, Untyped, parameters, wiped,
};
use crate::CommonErrorCode;
use crate::Json;
use crate::handwritten::wire::{self, Field, Notes, Record, as_integer, as_text, blank};
use crate::internal;

/// The legacy API, signed with HMAC and answered with `code`, `message` and `codeDesc`.
#[derive(Debug)]
pub struct V2;

/// The longest query of a GET. Gateways refuse URLs of some kilobytes with an HTML page; a POST says the same.
const LONGEST_QUERY: usize = 2000;

/// Names that only the client sets. `Region` is not among them: an Action may have one of its own.
const RESERVED: [&str; 8] =
    ["Action", "Nonce", "RequestClient", "SecretId", "Signature", "SignatureMethod", "Timestamp", "Token"];

impl Untyped {
    /// A request of the legacy API: the parameters as they travel, answered with the whole body.
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
            host: format!("{service}.api.qcloud.com"),
            path: "/v2/index.php",
            idempotent: false,
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
        let mut all = vec![
            ("Action", signing.action),
            ("Timestamp", timestamp.as_str()),
            ("Nonce", nonce.as_str()),
            ("SecretId", signing.credential.id()),
            ("SignatureMethod", signing.algorithm.as_str()),
            ("RequestClient", CLIENT_NAME),
        ];
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

/// The envelope's own fields. They are free-form, so that nothing odd in them hides a failure.
struct Fields {
    code: Json,
    message: Json,
    code_desc: Json,
}

internal::record!(Fields {
    0 code "code" [];
    1 message "message" [];
    2 code_desc "codeDesc" [];
});

impl Fields {
    /// Reads the envelope alone; there is none when the body is not an object.
    fn read(text: &str) -> Result<Option<Self>, ResponseError> {
        let mut fields = blank::<Self>();
        Ok(wire::read_fields(text, &mut fields)
            .map_err(|error| ResponseError::not_json(text, error))?
            .then_some(fields))
    }

    /// The code, which some modules send as text.
    fn code(&self) -> Option<i64> {
        as_integer(&self.code)
    }

    /// Lets a success pass, and makes an error of a failure.
    fn check(&self) -> Result<(), ResponseError> {
        match self.code() {
            None => Err(ResponseError::NoEnvelope),
            Some(0) => Ok(()),
            Some(code) => Err(ResponseError::Failure(Failure {
                code: Some(code),
                code_desc: as_text(&self.code_desc).filter(|text| !text.is_empty()),
                message: as_text(&self.message).unwrap_or_default(),
            })),
        }
    }
}

impl Protocol for V2 {
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
                let address = format!("{}?{}", signing.address(), *text);
                signing.request().method(http::Method::GET).uri(address).body(Bytes::new())
            }
            Method::Post => {
                let form = HeaderValue::from_static("application/x-www-form-urlencoded");
                let request = signing.request().method(http::Method::POST).uri(signing.address());
                request.header(CONTENT_TYPE, form).body(wiped(text))
            }
        };
        Signed::new(request, vec![Zeroizing::new(nonce), Zeroizing::new(signature)])
    }

    fn read(
        &self,
        text: &str,
        place: ResultPlace,
        payload: &mut dyn Field,
        notes: &mut Notes,
    ) -> Result<(), ResponseError> {
        match place {
            ResultPlace::Data(path) => read_data(text, path, payload, notes),
            // No Action of this protocol answers so.
            ResultPlace::Response => read_data(text, &["Response"], payload, notes),
            ResultPlace::Beside => {
                Fields::read(text)?.ok_or(ResponseError::NoEnvelope)?.check()?;
                wire::read_whole(text, payload, notes).map_err(ResponseError::Unreadable)
            }
            ResultPlace::Body => {
                if let Some(fields) = Fields::read(text)?.filter(|fields| fields.code().is_some()) {
                    fields.check()?;
                }
                wire::read_whole(text, payload, notes).map_err(ResponseError::Unreadable)
            }
        }
    }

    fn read_untyped(&self, text: &str) -> Result<Json, ResponseError> {
        let mut body = Json::Null;
        self.read(text, ResultPlace::Body, &mut body, &mut Notes::default())?;
        match &body {
            Json::Object(fields) if fields.contains_key("code") => Ok(body),
            _ => Err(ResponseError::NoEnvelope),
        }
    }

    fn is_of_envelope(&self, path: &str) -> bool {
        blank::<Fields>().info().fields.iter().any(|field| field.wire == path)
    }

    fn envelope(&self) -> &'static str {
        "the `code` of an envelope"
    }

    fn request_id(&self, body: &[u8]) -> Option<String> {
        struct Identified {
            request_id: Option<String>,
        }
        internal::record!(Identified {
            0 request_id "requestId" [];
        });

        wire::read::<Identified>(body).ok()?.request_id.filter(|id| !id.is_empty())
    }

    fn classify(&self, failure: &Failure, skew: Option<i64>) -> Classified {
        let code = failure.code.unwrap_or_default();
        let common = CommonErrorCode::from(code);
        let nature = match code {
            4100..=4110 | 4300 => Nature::Auth,
            4400 => Nature::Throttled,
            _ => Nature::Other,
        };
        // The server says 4500 also for a nonce that was used, which the next attempt does not repeat. But that can only be
        // a copy of a request that it has accepted, made by something between us; what became of that one is not known, so
        // without a clock to blame the code is an error like others.
        let reason = match (code, skew) {
            (4200 | 4500, Some(skew)) => Reason::ClockSkew(skew),
            _ if common.is_retryable() => Reason::Transient,
            _ => Reason::Permanent,
        };
        Classified { meaning: common.description(), nature, reason }
    }

    fn failure(&self, body: &Json) -> Option<Failure> {
        let scalar = |name| match body.get(name)? {
            Json::String(text) => Some(text.clone()),
            Json::Number(number) => Some(number.to_string()),
            Json::Bool(value) => Some(value.to_string()),
            Json::Null | Json::Array(_) | Json::Object(_) => None,
        };
        let code = scalar("code")?.parse().ok()?;
        (code != 0).then(|| Failure {
            code: Some(code),
            code_desc: scalar("codeDesc").filter(|text| !text.is_empty()),
            message: scalar("message").unwrap_or_default(),
        })
    }
}

/// Reads envelope and payload in one pass.
fn read_data(
    text: &str,
    path: &'static [&'static str],
    payload: &mut dyn Field,
    notes: &mut Notes,
) -> Result<(), ResponseError> {
    let mut fields = blank::<Fields>();
    let found = match wire::read_at(text, path, payload, Some(&mut fields), notes) {
        Ok(found) => found,
        Err(error) if error.is_syntax() => return Err(ResponseError::not_json(text, error)),
        Err(error) => {
            // The payload of a failure may be anything: the envelope alone decides.
            Fields::read(text)?.ok_or(ResponseError::NoEnvelope)?.check()?;
            return Err(ResponseError::Unreadable(error));
        }
    };
    fields.check()?;
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
            path: "/v2/index.php",
            service: "wss",
            version: "",
            action: "CertGetList",
            credential,
            algorithm: SignatureMethod::HmacSha1,
            region: None,
            region_required: false,
            language: None,
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

    #[test]
    fn codes_have_reasons() {
        for (code, skew, expected) in [
            (4400, None, Reason::Transient),
            (6000, Some(900), Reason::Transient),
            (4100, Some(900), Reason::Permanent),
            (4500, Some(900), Reason::ClockSkew(900)),
            (4200, Some(-900), Reason::ClockSkew(-900)),
            (4500, None, Reason::Permanent),
        ] {
            let failure = Failure { code: Some(code), code_desc: None, message: String::new() };
            assert_eq!(V2.classify(&failure, skew).reason, expected, "{code} {skew:?}");
        }
    }
}
