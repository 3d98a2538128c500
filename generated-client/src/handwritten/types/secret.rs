//! Strings that nobody is to see.

use std::fmt;

use zeroize::Zeroizing;

/// What stands for a sensitive value.
pub(crate) const REDACTED: &str = "<redacted>";

/// A string that Debug does not show and that is zeroized on drop, such as a private key.
///
/// It has no `Display`: to see it takes [`Secret::expose`]. Serializing it writes it in the clear, as a request needs.
///
/// ```
/// use qcloud_client::Secret;
///
/// let key = Secret::from("-----BEGIN PRIVATE KEY-----");
/// assert_eq!(format!("{key:?}"), "<redacted>");
/// assert!(key.expose().starts_with("-----BEGIN"));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// The string in the clear. Whoever asks for it looks after the copies that he makes.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_shown_only_on_demand() {
        let secret = Secret::from("hunter2");
        assert_eq!(format!("{secret:?} {:?}", Some(&secret)), "<redacted> Some(<redacted>)");
        assert_eq!(secret.expose(), "hunter2");
        #[cfg(feature = "serde")]
        assert_eq!(serde_json::to_string(&secret).unwrap(), "\"hunter2\"");
    }
}
