//! Who calls: a secret id with its secret key, and where they come from.

mod error;
mod source;

use std::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

pub use self::error::CredentialError;
use self::source::Process;
use crate::handwritten::runtime::BoxFuture;

/// A secret id and its secret key, with the token when they are temporary.
///
/// Cheap to clone. The key and the token are wiped from memory when the last clone goes, and never printed.
///
/// ```
/// use qcloud_client::Credential;
///
/// let credential = Credential::new("AKIDz8krbsJ5yKBZQpn74WFkmLPx3gnPhESA", "the secret key");
/// assert_eq!(format!("{credential:?}"), r#"Credential { id: "AKIDz8kr…", temporary: false, region: None, .. }"#);
/// ```
#[derive(Clone)]
pub struct Credential(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    id: String,
    key: Zeroizing<String>,
    token: Option<Zeroizing<String>>,
    region: Option<String>,
}

impl Credential {
    /// A credential of an account or a sub-user.
    #[must_use]
    pub fn new(secret_id: impl Into<String>, secret_key: impl Into<String>) -> Self {
        Self(Arc::new(Inner {
            id: secret_id.into(),
            key: Zeroizing::new(secret_key.into()),
            token: None,
            region: None,
        }))
    }

    /// The same with the token that temporary credentials come with.
    #[must_use]
    pub fn with_token(mut self, token: impl Into<String>) -> Self {
        Arc::make_mut(&mut self.0).token = Some(Zeroizing::new(token.into()));
        self
    }

    /// The same with a region for calls of clients that name none, such as `ap-guangzhou`.
    #[must_use]
    pub fn with_region(mut self, region: impl Into<String>) -> Self {
        Arc::make_mut(&mut self.0).region = Some(region.into());
        self
    }

    /// The credential in the environment: `TENCENTCLOUD_SECRET_ID` and `TENCENTCLOUD_SECRET_KEY`, and where they are
    /// set `TENCENTCLOUD_TOKEN` and `TENCENTCLOUD_REGION`.
    ///
    /// # Errors
    ///
    /// [`CredentialError::NotSet`] when one of the first two is not set or empty, [`CredentialError::NotUnicode`]
    /// when a variable holds something else than text.
    pub fn from_env() -> Result<Self, CredentialError> {
        source::environment(&Process)
    }

    /// The credential in a profile of the vendor's command line, `default` if `tccli configure` was given no name.
    ///
    /// Read from `~/.tccli/<name>.credential`, once; with the region in `<name>.configure`, if there is one.
    ///
    /// # Errors
    ///
    /// Each names the file and what to do about it: it is missing, can't be read, is not JSON, lacks a key, or belongs
    /// to a kind of profile that needs the vendor's command line to renew it.
    pub fn from_profile(name: &str) -> Result<Self, CredentialError> {
        source::profile(&Process, name)
    }

    /// The secret id, which is no secret: it travels with every request.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.0.id
    }

    /// The region that came with the credential, from the environment or the profile.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        self.0.region.as_deref()
    }

    pub(crate) fn key(&self) -> &str {
        &self.0.key
    }

    pub(crate) fn token(&self) -> Option<&str> {
        self.0.token.as_ref().map(|token| token.as_str())
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The beginning tells one credential from another; the whole id is nobody's business in a log.
        let id: String = self.id().chars().take(8).chain(['…']).collect();
        f.debug_struct("Credential")
            .field("id", &id)
            .field("temporary", &self.0.token.is_some())
            .field("region", &self.0.region)
            .finish_non_exhaustive()
    }
}

/// Where a client gets its credential, asked before every attempt. For credentials that change while the client lives:
/// temporary ones, or ones rotated in a secret store.
///
/// A [`Credential`] is a provider of itself. A provider that has to fetch should keep what it got until shortly before
/// it expires: the client keeps nothing. The time it takes counts against the timeout of the call.
///
/// ```
/// use qcloud_client::Credential;
/// use qcloud_client::credential::{CredentialError, CredentialProvider};
/// use qcloud_client::runtime::BoxFuture;
///
/// #[derive(Debug)]
/// struct FromVault;
///
/// impl CredentialProvider for FromVault {
///     fn credential(&self) -> BoxFuture<'_, Result<Credential, CredentialError>> {
///         Box::pin(async {
///             let (id, key) = read_vault().await.map_err(CredentialError::provider)?;
///             Ok(Credential::new(id, key))
///         })
///     }
/// }
/// # async fn read_vault() -> std::io::Result<(String, String)> { Ok(Default::default()) }
/// ```
pub trait CredentialProvider: fmt::Debug + Send + Sync {
    /// The credential to sign with now.
    fn credential(&self) -> BoxFuture<'_, Result<Credential, CredentialError>>;
}

impl CredentialProvider for Credential {
    fn credential(&self) -> BoxFuture<'_, Result<Credential, CredentialError>> {
        Box::pin(std::future::ready(Ok(self.clone())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_neither_key_nor_token_nor_the_whole_id() {
        let credential =
            Credential::new("AKIDz8krbsJ5yKBZ", "s3cr3t-key").with_token("t0k3n").with_region("ap-beijing");
        assert_eq!(
            format!("{credential:?}"),
            r#"Credential { id: "AKIDz8kr…", temporary: true, region: Some("ap-beijing"), .. }"#
        );
    }

    #[test]
    fn a_changed_clone_leaves_the_original_alone() {
        let original = Credential::new("id", "key");
        let temporary = original.clone().with_token("token");
        assert_eq!(original.token(), None);
        assert_eq!(temporary.token(), Some("token"));
        assert_eq!(temporary.key(), "key");
    }

    #[tokio::test]
    async fn a_credential_provides_itself() {
        let provider: Box<dyn CredentialProvider> = Box::new(Credential::new("id", "key"));
        assert_eq!(provider.credential().await.unwrap().id(), "id");
    }
}
