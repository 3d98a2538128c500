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
