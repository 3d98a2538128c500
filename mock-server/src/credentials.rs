//! The credentials that the server accepts.

use std::fmt;

/// The credentials that the server accepts.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The public half, which travels with each request.
    pub secret_id: String,
    /// The secret half, with which requests are signed.
    pub secret_key: String,
}

impl Default for Credentials {
    fn default() -> Self {
        Self {
            secret_id: "AKIDmockmockmockmockmockmockmockmock".into(),
            secret_key: "mock-secret-key".into(),
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("secret_id", &self.secret_id).finish_non_exhaustive()
    }
}
