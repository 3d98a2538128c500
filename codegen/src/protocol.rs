//! What the spec language knows of a protocol: the generator's side of the seam. A third protocol is one more arm here.

use serde_json::Value;

use crate::model::{Field, Protocol, ResultPlace, Type};

impl Protocol {
    /// All protocols there are.
    pub const ALL: [Self; 2] = [Self::V2, Self::Tc3];

    /// The domains that the hosts of services are in; the first is the one to expect.
    #[must_use]
    pub fn domains(self) -> &'static [&'static str] {
        match self {
            Self::V2 => &["api.qcloud.com", "api.tencentyun.com", "api.cloud.tencent.com"],
            Self::Tc3 => &["tencentcloudapi.com"],
        }
    }

    /// Its name for readers.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::V2 => "the legacy API",
            Self::Tc3 => "API 3.0",
        }
    }

    /// The path of an endpoint that does not say.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::V2 => "/v2/index.php",
            Self::Tc3 => "/",
        }
    }

    /// Whether requests are flat parameters, which may stand in a URL; otherwise they are JSON.
    #[must_use]
    pub fn is_flat(self) -> bool {
        match self {
            Self::V2 => true,
            Self::Tc3 => false,
        }
    }

    /// Where a result stands when its Action does not say.
    pub(crate) fn place(self) -> ResultPlace {
        match self {
            Self::V2 => ResultPlace::Data(vec!["data".to_owned()]),
            Self::Tc3 => ResultPlace::Response,
        }
    }

    /// The names of places that an Action can give.
    pub(crate) fn place_names(self) -> &'static [&'static str] {
        match self {
            Self::V2 => &["data", "beside", "body"],
            Self::Tc3 => &[],
        }
    }

    /// The place of a result by its name; `None` when there is no such place.
    pub(crate) fn place_named(self, name: &str) -> Option<ResultPlace> {
        match (self, name) {
            (Self::Tc3, _) => None,
            (Self::V2, "beside") => Some(ResultPlace::Beside),
            (Self::V2, "body") => Some(ResultPlace::Body),
            (Self::V2, path) => {
                let keys: Vec<_> = path.split('.').map(str::to_owned).collect();
                let is_path = keys[0] == "data" && keys.iter().all(|key| !key.is_empty());
                is_path.then_some(ResultPlace::Data(keys))
            }
        }
    }

    /// What stands on every result, whether the spec says so or not.
    #[must_use]
    pub fn implicit_field(self) -> Option<Field> {
        match self {
            Self::V2 => None,
            Self::Tc3 => Some(Field {
                wire: REQUEST_ID.to_owned(),
                rust: "request_id".to_owned(),
                doc: "What the vendor's support asks for: the id of this request.".to_owned(),
                ty: Type::String,
                required: false,
                nullable: false,
                boxed: false,
                form: None,
                default: None,
                min: None,
                max: None,
                one_based: false,
                sensitive: false,
                claims: Vec::new(),
            }),
        }
    }

    /// The fields of the envelope that stand beside those of a result.
    #[must_use]
    pub fn envelope(self) -> &'static [&'static str] {
        match self {
            Self::V2 => &["code", "message", "codeDesc"],
            Self::Tc3 => &[REQUEST_ID, "Error"],
        }
    }

    /// Whether a response is a failure; `None` when it has not the form of a response.
    #[must_use]
    pub fn is_failure(self, body: &Value) -> Option<bool> {
        match self {
            Self::V2 => match body.get("code")? {
                Value::String(code) => Some(code != "0"),
                Value::Number(code) => Some(code.as_i64() != Some(0)),
                code => Some(!code.is_null()),
            },
            Self::Tc3 => {
                let error = body.get("Response")?.as_object()?.get("Error");
                // Without a code and a message it says nothing.
                let says =
                    |error: &Value, key| error.get(key).is_some_and(|text| !text.is_null() && text != "");
                Some(error.is_some_and(|error| match error {
                    Value::Null => false,
                    Value::Object(_) => says(error, "Code") || says(error, "Message"),
                    _ => true,
                }))
            }
        }
    }

    /// How a failed response calls the reason, the best name first.
    #[must_use]
    pub fn failure_codes(self, body: &Value) -> Vec<String> {
        let places = match self {
            Self::V2 => vec![&body["codeDesc"], &body["code"]],
            Self::Tc3 => vec![&body["Response"]["Error"]["Code"]],
        };
        let code = |value: &Value| match value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => String::new(),
        };
        places.into_iter().map(code).filter(|code| !code.is_empty()).collect()
    }

    /// Where in a failed response the best name of the reason stands.
    #[must_use]
    pub fn failure_code_path(self) -> &'static str {
        match self {
            Self::V2 => "codeDesc",
            Self::Tc3 => "Response.Error.Code",
        }
    }

    /// Why a body has not the form of a response, and what to do.
    #[must_use]
    pub fn no_envelope(self) -> (&'static str, &'static str) {
        match self {
            Self::V2 => (
                "the response has no `code`, so it is not an envelope",
                "an Action whose response is not an envelope has `result: {in: body, ...}`",
            ),
            Self::Tc3 => (
                "the response has no object `Response`, so it is none of API 3.0",
                "a response is `{\"Response\": {\"RequestId\": ..., ...}}`",
            ),
        }
    }
}

/// The field by which API 3.0 names each request, on every result and every error.
const REQUEST_ID: &str = "RequestId";
