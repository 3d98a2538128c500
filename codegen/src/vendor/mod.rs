//! The vendor's habits: what the names of Actions and fields tell, and where services stand.
//!
//! `cargo xtask new`, all importers and `drift` ask here, so that the same name has the same answer everywhere.

pub mod hosts;
pub mod private_key;
mod secret_words;
mod verbs;

pub use self::verbs::{More, begins_with_verb, more_than_reading, reads};

/// The name of a service in policies of access management (CAM), where the vendor's documentation has another one there than in hosts.
///
/// ```
/// use qcloud_codegen::vendor::cam_name;
///
/// assert_eq!(cam_name("billing"), Some("finance"));
/// assert_eq!(cam_name("cbs"), Some("cvm"));
/// assert_eq!(cam_name("cvm"), None);
/// ```
#[must_use]
pub fn cam_name(service: &str) -> Option<&'static str> {
    match service {
        "apigateway" => Some("apigw"),
        "billing" => Some("finance"),
        // Disks belong to the machines that they are attached to.
        "cbs" => Some("cvm"),
        _ => None,
    }
}

/// Whether a text is a secret, by the name of its field or parameter and, where a value was seen, by what that is.
///
/// Ask it only of texts: nothing else is secret. A value tells more than a name only where it begins as a private key.
///
/// ```
/// use qcloud_codegen::vendor::is_secret;
///
/// assert!(is_secret("mysqlPwd", None));
/// assert!(!is_secret("ClientToken", None));
/// assert!(is_secret("Content", Some("-----BEGIN PRIVATE KEY-----\nMIIE")));
/// ```
#[must_use]
pub fn is_secret(name: &str, value: Option<&str>) -> bool {
    secret_words::is_secret_name(name) || value.is_some_and(private_key::begins)
}
