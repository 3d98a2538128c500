//! A third protocol, for tests: all that it needs is this file and a line in the list.

use serde_json::Value;

use super::{CommonCodes, ImplicitField, ResultPlace, Rules, Skeletons};

pub(super) struct Tiny;

impl Rules for Tiny {
    fn name(&self) -> &'static str {
        "tiny"
    }

    fn title(&self) -> &'static str {
        "the tiny API"
    }

    fn description(&self) -> &'static str {
        "The tiny API, which only tests speak."
    }

    fn domains(&self) -> &'static [&'static str] {
        &["tiny.example.com"]
    }

    fn path(&self) -> &'static str {
        "/tiny"
    }

    fn why_no_other_path(&self) -> Option<&'static str> {
        Some("it is tiny")
    }

    fn is_versioned(&self) -> bool {
        false
    }

    fn why_no_region(&self) -> Option<&'static str> {
        Some("it is everywhere")
    }

    fn is_flat(&self) -> bool {
        true
    }

    fn place(&self) -> ResultPlace {
        ResultPlace::Body
    }

    fn place_names(&self) -> &'static [&'static str] {
        &[]
    }

    fn place_named(&self, _: &str) -> Option<ResultPlace> {
        None
    }

    fn implicit_field(&self) -> Option<ImplicitField> {
        None
    }

    fn envelope(&self) -> &'static [&'static str] {
        &["oops"]
    }

    fn is_failure(&self, body: &Value) -> Option<bool> {
        Some(body.as_object()?.contains_key("oops"))
    }

    fn is_success(&self, body: &Value) -> bool {
        self.is_failure(body) == Some(false)
    }

    fn reasons(&self) -> &'static [&'static [&'static str]] {
        &[&["oops"]]
    }

    fn no_envelope(&self) -> (&'static str, &'static str) {
        ("the response is no object", "a tiny response is an object")
    }

    fn common_codes(&self) -> Option<CommonCodes> {
        None
    }

    fn in_runtime(&self) -> &'static str {
        "Tiny"
    }

    fn skeletons(&self) -> Skeletons {
        Skeletons { service: "", action: "" }
    }
}
