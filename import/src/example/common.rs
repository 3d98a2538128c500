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

/// Whether a name is that of a parameter that signs a request, be it in other letters, as requests that somebody typed have it.
pub(crate) fn signs(name: &str) -> bool {
    const SIGNING: [&str; 5] = ["Nonce", "SecretId", "Signature", "SignatureMethod", "Timestamp"];
    SIGNING.iter().any(|signing| signing.eq_ignore_ascii_case(name))
}

/// Whether a parameter of a request is none of the Action's own.
pub(crate) fn is_common(name: &str) -> bool {
    COMMON.contains(&name)
}

/// Whether a parameter is such a one, however it is spelt.
pub(crate) fn is_common_in_any_case(name: &str) -> bool {
    COMMON.iter().any(|common| common.eq_ignore_ascii_case(name))
}
