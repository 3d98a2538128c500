//! API 3.0: parameters in JSON, services with versions, and everything in an object `Response`.

use serde_json::Value;

use super::{CommonCodes, ImplicitField, ResultPlace, Rules, Skeletons};

/// The field by which each request is named, on every result and every error.
const REQUEST_ID: &str = "RequestId";

/// API 3.0, signed with TC3-HMAC-SHA256.
pub(super) struct Tc3;

impl Rules for Tc3 {
    fn name(&self) -> &'static str {
        "tc3"
    }

    fn title(&self) -> &'static str {
        "API 3.0"
    }

    fn description(&self) -> &'static str {
        "API 3.0, signed with TC3-HMAC-SHA256."
    }

    fn domains(&self) -> &'static [&'static str] {
        &["tencentcloudapi.com"]
    }

    fn path(&self) -> &'static str {
        "/"
    }

    fn why_no_other_path(&self) -> Option<&'static str> {
        Some("its signature covers no other")
    }

    fn is_versioned(&self) -> bool {
        true
    }

    fn why_no_region(&self) -> Option<&'static str> {
        None
    }

    fn is_flat(&self) -> bool {
        false
    }

    fn place(&self) -> ResultPlace {
        ResultPlace::Response
    }

    fn place_names(&self) -> &'static [&'static str] {
        &[]
    }

    fn place_named(&self, _: &str) -> Option<ResultPlace> {
        None
    }

    fn implicit_field(&self) -> Option<ImplicitField> {
        Some(ImplicitField {
            wire: REQUEST_ID,
            rust: "request_id",
            doc: "What the vendor's support asks for: the id of this request.",
        })
    }

    fn envelope(&self) -> &'static [&'static str] {
        &[REQUEST_ID, "Error"]
    }

    fn is_failure(&self, body: &Value) -> Option<bool> {
        let error = body.get("Response")?.as_object()?.get("Error");
        // Without a code and a message it says nothing.
        let says = |error: &Value, key| error.get(key).is_some_and(|text| !text.is_null() && text != "");
        Some(error.is_some_and(|error| match error {
            Value::Null => false,
            Value::Object(_) => says(error, "Code") || says(error, "Message"),
            _ => true,
        }))
    }

    fn is_success(&self, body: &Value) -> bool {
        self.is_failure(body) == Some(false)
    }

    fn reasons(&self) -> &'static [&'static [&'static str]] {
        &[&["Response", "Error", "Code"]]
    }

    fn no_envelope(&self) -> (&'static str, &'static str) {
        ("the response has no object `Response`", "a response is `{\"Response\": {\"RequestId\": ..., ...}}`")
    }

    fn common_codes(&self) -> Option<CommonCodes> {
        Some(CommonCodes { name: "Tc3ErrorCode", are_numbers: false })
    }

    fn in_runtime(&self) -> &'static str {
        "Tc3"
    }

    fn skeletons(&self) -> Skeletons {
        Skeletons {
            service: include_str!("skeletons/tc3/service.yaml"),
            action: include_str!("skeletons/tc3/action.yaml"),
        }
    }
}
