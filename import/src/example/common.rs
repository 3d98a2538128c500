//! The parameters that requests of every Action have.

const COMMON: [&str; 11] = [
    "Action",
    "Language",
    "Nonce",
    "Region",
    "RequestClient",
    "SecretId",
    "Signature",
    "SignatureMethod",
    "Timestamp",
    "Token",
    "Version",
];

/// Whether a parameter of a request is none of the Action's own.
pub(crate) fn is_common(name: &str) -> bool {
    COMMON.contains(&name)
}

/// Whether a parameter is such a one, however it is spelt.
pub(crate) fn is_common_in_any_case(name: &str) -> bool {
    COMMON.iter().any(|common| common.eq_ignore_ascii_case(name))
}
