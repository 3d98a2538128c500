//! What the schemas say of texts and of keys that go together; the rules of `lower` say the rest, and why.

use serde_json::{Map, Value, json};

use crate::language::names::KEYWORDS;
use crate::protocol::Protocol;

/// A host name of two parts or more, in lower case, without scheme, port and path, and no address of numbers. It may have a place for the region.
pub(super) const HOST: &str = r"^(?!.*\.[0-9]+$)(?!.*\{.*\{)([a-z0-9]|\{region\})(([a-z0-9-]|\{region\}){0,61}([a-z0-9]|\{region\}))?(\.([a-z0-9]|\{region\})(([a-z0-9-]|\{region\}){0,61}([a-z0-9]|\{region\}))?)+$";

/// The path of an endpoint, without query and fragment.
pub(super) const PATH: &str = r#"^/[!"$->@-~]*$"#;

/// The address of a page.
pub(super) const SOURCE: &str = r"^https?://[A-Za-z0-9][!#-;=?-\[\]_a-z~]*$";

/// The version of a service: a day.
pub(super) const VERSION: &str = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";

/// The name of a value or an error code in Rust; one that is a keyword there is written otherwise.
pub(super) const RUST: &str = "^(?!_+$)[A-Za-z_][A-Za-z0-9_]*$";

/// A name that is written in Rust as it is.
pub(super) fn own_rust() -> String {
    format!("^(?!(_+|{})$)[A-Za-z_][A-Za-z0-9_]*$", KEYWORDS.join("|"))
}

/// Anything but null, which a key says that is left out.
pub(super) fn null() -> Value {
    json!({"type": "null"})
}

/// The value of a scalar on the wire.
pub(super) fn scalar() -> Value {
    json!({"type": ["boolean", "integer", "string"]})
}

/// The name of a service, which is the first part of its host.
pub(super) const SERVICE: &str = "^[a-z][a-z0-9_-]{0,99}$";

/// The name of an Action, or that of a service in policies.
pub(super) const WIRE_NAME: &str = r"^[A-Za-z](?!.*\.\.)([A-Za-z0-9_.-]{0,98}[A-Za-z0-9_-])?$";

/// Where a result stands in a response.
pub(super) const PLACE: &str = r"^(data(\.[^.]+)*|beside|body|response)$";

/// A path into a result: names of fields with dots between.
pub(super) const WAY: &str = r"^[^.]+(\.[^.]+)*$";

/// The name of a type: what is in brackets is a list or a mapping of YAML, without quotes.
pub(super) const TYPE_NAME: &str = r"^[^\[{]";

/// The name of a constant.
const CONSTANT: &str = "^(?!SERVICE$)[A-Z][A-Z0-9_]*$";

/// A file below the directory of the service.
pub(super) const RESPONSE: &str = r"^(?!.*(^|/)\.\.?(/|$))[^./\\][^\\]*$";

/// The keys of what is waited for, which become constants.
pub(super) fn constants() -> Value {
    json!({"type": "string", "pattern": CONSTANT})
}

/// Whether both of two keys are given, or neither.
pub(super) fn both_or_neither(keys: [&str; 2]) -> Value {
    let given = keys.map(|key| json!({"required": [key]}));
    json!({"anyOf": [{"required": keys}, {"not": {"anyOf": given}}]})
}

/// Whether two of these are `true`.
pub(super) fn two_of(keys: &[&str]) -> Value {
    let is_true = json!({"const": true});
    let pairs = keys.iter().enumerate().flat_map(|(number, key)| {
        let is_true = is_true.clone();
        keys[number + 1..].iter().map(
            move |other| json!({"properties": {*key: is_true, *other: is_true}, "required": [key, other]}),
        )
    });
    json!({ "anyOf": pairs.collect::<Vec<_>>() })
}

/// The keys of a service that go with each protocol.
pub(super) fn protocol_keys() -> Value {
    let of = |protocol: Protocol| {
        let mut properties = Map::new();
        let mut forbid = |key: &str| properties.insert(key.to_owned(), false.into());
        if !protocol.is_versioned() {
            forbid("version");
        }
        if protocol.why_no_region().is_some() {
            forbid("region");
        }
        if !protocol.is_flat() {
            forbid("method");
        }
        if protocol.why_no_other_path().is_some() {
            properties.insert("path".to_owned(), json!({"const": protocol.path()}));
        }
        let needed: &[&str] = if protocol.is_versioned() { &["version"] } else { &[] };
        json!({
            "if": {"properties": {"protocol": {"const": protocol.name()}}, "required": ["protocol"]},
            "then": {"properties": properties, "required": needed},
        })
    };
    Protocol::all().map(of).collect()
}
