//! The legacy API, version 2: flat parameters, and an envelope of `code`, `message` and `codeDesc`.

use serde_json::Value;

use super::{CommonCodes, ImplicitField, Protocol, ResultPlace, Rules, Skeletons};

/// The legacy API, version 2.
pub(super) struct V2;

impl Rules for V2 {
    fn name(&self) -> &'static str {
        "v2"
    }

    fn title(&self) -> &'static str {
        "the legacy API"
    }

    fn description(&self) -> &'static str {
        "The legacy API, version 2."
    }

    fn domains(&self) -> &'static [&'static str] {
        &["api.qcloud.com", "api.tencentyun.com", "api.cloud.tencent.com"]
    }

    fn path(&self) -> &'static str {
        "/v2/index.php"
    }

    fn why_no_other_path(&self) -> Option<&'static str> {
        None
    }

    fn is_versioned(&self) -> bool {
        false
    }

    fn why_no_region(&self) -> Option<&'static str> {
        Some("a call of the legacy API may always name a region")
    }

    fn is_flat(&self) -> bool {
        true
    }

    fn place(&self) -> ResultPlace {
        ResultPlace::Data(vec!["data".to_owned()])
    }

    fn place_names(&self) -> &'static [&'static str] {
        &["data", "beside", "body", "response"]
    }

    fn place_named(&self, name: &str) -> Option<ResultPlace> {
        match name {
            "beside" => Some(ResultPlace::Beside),
            "body" => Some(ResultPlace::Body),
            "response" => Some(ResultPlace::Response),
            path => {
                let keys: Vec<_> = path.split('.').map(str::to_owned).collect();
                let is_path = keys[0] == "data" && keys.iter().all(|key| !key.is_empty());
                is_path.then_some(ResultPlace::Data(keys))
            }
        }
    }

    fn implicit_field(&self) -> Option<ImplicitField> {
        None
    }

    fn envelope(&self) -> &'static [&'static str] {
        &["code", "message", "codeDesc"]
    }

    fn is_failure(&self, body: &Value) -> Option<bool> {
        if self.is_success(body) {
            return Some(false);
        }
        let filled = |name: &str| body[name].as_str().is_some_and(|text| !text.trim().is_empty());
        let is_failure = match &body["code"] {
            Value::Number(_) => true,
            Value::String(code) if code.parse::<i64>().is_ok() => true,
            // A word alone may be anything; an envelope has more.
            Value::String(code) if code.is_empty() => filled("message") || filled("codeDesc"),
            Value::String(code) => code != "Success" && (!body["message"].is_null() || filled("codeDesc")),
            _ => false,
        };
        // Hosts of the legacy API answer in the manner of API 3.0 too.
        if is_failure { Some(true) } else { Protocol::TC3.is_failure(body) }
    }

    fn is_success(&self, body: &Value) -> bool {
        match &body["code"] {
            Value::String(code) => code == "0",
            code => code.as_f64() == Some(0.0),
        }
    }

    fn reasons(&self) -> &'static [&'static [&'static str]] {
        &[&["codeDesc"], &["code"], &["Response", "Error", "Code"]]
    }

    fn no_envelope(&self) -> (&'static str, &'static str) {
        (
            "the response has no `code`, so it is not an envelope",
            "an Action whose response is not an envelope has `result: {in: body, ...}`",
        )
    }

    fn common_codes(&self) -> Option<CommonCodes> {
        Some(CommonCodes { name: "V2ErrorCode", are_numbers: true })
    }

    fn in_runtime(&self) -> &'static str {
        "V2"
    }

    fn skeletons(&self) -> Skeletons {
        Skeletons {
            service: include_str!("skeletons/v2/service.yaml"),
            action: include_str!("skeletons/v2/action.yaml"),
        }
    }
}
