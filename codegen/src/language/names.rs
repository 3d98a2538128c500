//! Rust names for wire names: deterministic, and documented in `docs/spec.md`.

use heck::{ToSnakeCase, ToUpperCamelCase};

/// Strict and reserved words of every edition up to 2024.
pub(crate) const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop",
    "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "Self",
    "static", "struct", "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// Keywords that can't be raw identifiers.
const NEVER_RAW: &[&str] = &["crate", "self", "Self", "super"];

/// Functions that every request has; a setter of that name would hide them.
const REQUEST_FUNCTIONS: &[&str] = &["clone", "clone_from", "default", "new", "to_owned"];

/// Type names that generated code uses for something else, or that would confuse beside the prelude.
const TAKEN_TYPES: &[&str] = &[
    "Tc3ErrorCode",
    "BTreeMap",
    "Binary",
    "Box",
    "Client",
    "Clone",
    "V2ErrorCode",
    "Copy",
    "Date",
    "DateTime",
    "Debug",
    "Default",
    "Drop",
    "Eq",
    "Err",
    "Error",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Hash",
    "Into",
    "IntoIterator",
    "Iterator",
    "Json",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Secret",
    "Self",
    "Send",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unknown",
    "Vec",
];

/// Module names of an Action's siblings.
const TAKEN_MODULES: &[&str] = &["mod", "tests", "types"];

/// Modules at the root of the client, the functions of its `Client`, which has one for each service, and crates that every
/// path may start with.
const TAKEN_SERVICE_MODULES: &[&str] = &[
    "alloc",
    "blocking",
    "builder",
    "call",
    "call_untyped",
    "common",
    "core",
    "credential",
    "generated",
    "handwritten",
    "internal",
    "jiff",
    "language",
    "new",
    "observer",
    "region",
    "retry",
    "runtime",
    "signature",
    "sleep",
    "std",
    "testing",
    "to_builder",
    "transport",
    "wire",
];

/// A field or method: `ownerUin` is `owner_uin`, `type` is `r#type`.
#[must_use]
pub fn field(wire: &str) -> String {
    keyword(lead(wire.to_snake_case(), "_"))
}

/// A parameter, which has a setter on its request.
#[must_use]
pub fn parameter(wire: &str) -> String {
    let name = field(wire);
    if REQUEST_FUNCTIONS.contains(&name.as_str()) { name + "_" } else { name }
}

/// A record or enum; `kind` goes behind a name that is taken.
#[must_use]
pub fn type_name(wire: &str, kind: &str) -> String {
    let name = lead(wire.to_upper_camel_case(), "T");
    if TAKEN_TYPES.contains(&name.as_str()) { name + kind } else { name }
}

/// The value of an enum.
#[must_use]
pub fn variant(wire: &str) -> String {
    match lead(wire.to_upper_camel_case(), "V") {
        name if name == "Unknown" => "UnknownValue".to_owned(),
        name => keyword(name),
    }
}

/// The value of an enum that was named in the spec.
#[must_use]
pub fn named_variant(name: &str) -> String {
    if name == "Unknown" { "UnknownValue".to_owned() } else { keyword(name.to_owned()) }
}

/// The handle of a service.
#[must_use]
pub fn handle(wire: &str) -> String {
    type_name(wire, "") + "Service"
}

/// The module of an Action; it is a file's name too, so never raw.
#[must_use]
pub fn module(wire: &str) -> String {
    let name = lead(wire.to_snake_case(), "_");
    let taken =
        TAKEN_MODULES.contains(&name.as_str()) || KEYWORDS.contains(&name.as_str()) || is_device(&name);
    if taken { name + "_" } else { name }
}

/// Whether Windows has no file of that name, whatever its ending: it is a device there.
fn is_device(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let is_port = |rest: &str| matches!(rest.as_bytes(), [b'0'..=b'9']);
    matches!(name.as_str(), "con" | "prn" | "aux" | "nul")
        || name.strip_prefix("com").or_else(|| name.strip_prefix("lpt")).is_some_and(is_port)
}

/// The file of an Action in the reference, without its ending.
#[must_use]
pub fn page(action: &str) -> String {
    if is_device(action) { format!("{action}_") } else { action.to_owned() }
}

/// The module of a service, which stands beside the modules of the runtime.
#[must_use]
pub fn service_module(wire: &str) -> String {
    let name = module(wire);
    if TAKEN_SERVICE_MODULES.contains(&name.as_str()) { name + "_" } else { name }
}

/// Whether a name can be written as it is: the rule for `rust:`.
#[must_use]
pub fn is_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && characters.all(|c| c.is_ascii_alphanumeric() || c == '_')
        && name.chars().any(|c| c != '_')
        && !KEYWORDS.contains(&name)
}

/// Whether a name is written as those of types and values are: a capital letter first, and no `_` but between digits.
#[must_use]
pub fn is_type_style(name: &str) -> bool {
    let between = |at: usize| {
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        digit(name[..at].chars().next_back()) && digit(name[at + 1..].chars().next())
    };
    name.starts_with(|c: char| c.is_ascii_uppercase()) && name.match_indices('_').all(|(at, _)| between(at))
}

/// Whether a derived name is an identifier, raw or not.
#[must_use]
pub fn is_usable(name: &str) -> bool {
    match name.strip_prefix("r#") {
        Some(raw) => KEYWORDS.contains(&raw),
        None => is_identifier(name),
    }
}

/// Whether the name of a service or an Action is one: it becomes a file's name too.
#[must_use]
pub fn is_wire_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.len() <= 100
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
        && !name.contains("..")
        && !name.ends_with('.')
}

/// What one of many is called: `vpcs` are each a `vpc`, `policies` a `policy`.
#[must_use]
pub fn singular(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 2) {
        return format!("{stem}y");
    }
    let is_plural = !["ss", "us", "is", "as"].iter().any(|end| word.ends_with(end));
    word.strip_suffix('s').filter(|stem| stem.len() > 2 && is_plural).unwrap_or(word).to_owned()
}

fn lead(name: String, prefix: &str) -> String {
    if name.starts_with(|c: char| c.is_ascii_digit()) { format!("{prefix}{name}") } else { name }
}

fn keyword(name: String) -> String {
    if NEVER_RAW.contains(&name.as_str()) {
        name + "_"
    } else if KEYWORDS.contains(&name.as_str()) {
        format!("r#{name}")
    } else {
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_file_is_called_like_a_device_of_windows() {
        for device in ["Con", "AUX", "nul", "Prn", "COM1", "com9", "Lpt1", "com0"] {
            assert_eq!(module(device), format!("{}_", device.to_lowercase()));
            assert_eq!(service_module(device), format!("{}_", device.to_lowercase()));
            assert_eq!(page(device), format!("{device}_"));
        }
        for name in ["Console", "Auxiliary", "Com", "Com10", "Lptx", "Null"] {
            assert!(!module(name).ends_with('_'), "{name}");
            assert_eq!(page(name), name);
        }
    }

    #[test]
    fn fields_are_snake_case_and_keywords_raw() {
        let cases = [
            ("ownerUin", "owner_uin"),
            ("type", "r#type"),
            ("self", "self_"),
            ("Self", "self_"),
            ("3dSecure", "_3d_secure"),
            ("_id", "id"),
            ("is-vip.x", "is_vip_x"),
            ("gen", "r#gen"),
        ];
        for (wire, rust) in cases {
            assert_eq!(field(wire), rust, "{wire}");
            assert!(is_usable(&field(wire)), "{wire}");
        }
    }

    #[test]
    fn a_setter_never_hides_a_function_of_the_request() {
        assert_eq!(parameter("new"), "new_");
        assert_eq!(parameter("Clone"), "clone_");
        assert_eq!(parameter("count"), "count");
    }

    #[test]
    fn types_and_values_keep_clear_of_what_is_taken() {
        assert_eq!(type_name("Option", "Record"), "OptionRecord");
        assert_eq!(type_name("result", "Enum"), "ResultEnum");
        assert_eq!(type_name("NS.BGPIP.Pack", "Record"), "NsBgpipPack");
        assert_eq!(type_name("3d", "Record"), "T3d");
        assert_eq!(variant("Unknown"), "UnknownValue");
        assert_eq!(variant("self"), "Self_");
        assert_eq!(variant("1080p"), "V1080p");
        assert_eq!(module("Types"), "types_");
        assert_eq!(module("Match"), "match_");
    }

    #[test]
    fn an_override_is_a_plain_identifier() {
        assert!(is_identifier("primary_upper"));
        for wrong in ["", "_", "type", "r#type", "a-b", "1a", "é", "a b"] {
            assert!(!is_identifier(wrong), "{wrong}");
        }
    }
}
