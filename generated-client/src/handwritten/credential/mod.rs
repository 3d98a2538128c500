//! Who calls: a secret id with its secret key, and where they come from.

mod cache;
mod error;
#[cfg(test)]
pub(crate) mod fake;
mod ini;
mod profile;
mod provider;
mod source;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use zeroize::Zeroizing;

pub(crate) use self::cache::Credentials;
pub use self::error::CredentialError;
use self::profile::keys_of_profile;
pub use self::provider::{Context, CredentialProvider, FromFn, from_fn};
pub(crate) use self::source::Process;
#[cfg(feature = "identity")]
pub(crate) use self::{
    ini::file,
    profile::{Profile, profile},
    source::{Source, environment, is_set, variable},
};
use crate::handwritten::types::name::is_unseen;

/// A secret id and its secret key, with the token when they are temporary.
///
/// Cheap to clone. The key and the token are wiped from memory when the last clone goes, and never printed. A request that carries
/// the token wipes its own copy when it is through; those that the transport, TLS and the system make to send it are theirs.
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
    expires: Option<SystemTime>,
    /// The file that it is from, and the command that renews what is in it.
    renewed_by: Option<(PathBuf, &'static str)>,
    is_unsigned: bool,
    day_keys: KeptKeys,
}

/// Keys made of the secret one, each for a day and a service: the last few that were needed.
type KeptKeys = Arc<Mutex<Vec<(String, String, Zeroizing<[u8; 32]>)>>>;

/// A program calls few services at a time.
const MOST_KEPT: usize = 8;

impl Credential {
    /// A credential of an account or a sub-user.
    ///
    /// What can't be one is told by the first call, before anything is sent: see [`CredentialError::Unusable`].
    #[must_use]
    pub fn new(secret_id: impl Into<String>, secret_key: impl Into<String>) -> Self {
        Self(Arc::new(Inner {
            id: secret_id.into(),
            key: Zeroizing::new(secret_key.into()),
            token: None,
            region: None,
            expires: None,
            renewed_by: None,
            is_unsigned: false,
            day_keys: Arc::default(),
        }))
    }

    /// Stands for no credential. A client that has it can call the Actions whose requests are not signed, such as
    /// `AssumeRoleWithWebIdentity` of sts, and no others: those are [`CredentialError::Unsigned`].
    ///
    /// ```
    /// # #[cfg(feature = "reqwest")]
    /// # fn client() -> Result<qcloud_client::Client, qcloud_client::Error> {
    /// use qcloud_client::{Client, Credential};
    ///
    /// let client = Client::builder().credential(Credential::unsigned()).region("ap-guangzhou").build()?;
    /// # Ok(client)
    /// # }
    /// ```
    #[must_use]
    pub fn unsigned() -> Self {
        let mut credential = Self::new("", "");
        Arc::make_mut(&mut credential.0).is_unsigned = true;
        credential
    }

    pub(crate) fn is_unsigned(&self) -> bool {
        self.0.is_unsigned
    }

    /// The same with the token that temporary credentials come with. An empty one is none.
    #[must_use]
    pub fn with_token(mut self, token: impl Into<String>) -> Self {
        let token = Zeroizing::new(token.into());
        Arc::make_mut(&mut self.0).token = Some(token).filter(|token| !token.is_empty());
        self
    }

    /// The same with a region for calls of clients that name none, such as `ap-guangzhou`. An empty one is none.
    #[must_use]
    pub fn with_region(mut self, region: impl Into<String>) -> Self {
        Arc::make_mut(&mut self.0).region = Some(region.into()).filter(|region| !region.is_empty());
        self
    }

    /// The same with the time from which on the server refuses it. A client keeps such a credential until shortly before, and asks
    /// its [`CredentialProvider`] again then.
    #[must_use]
    pub fn with_expiry(mut self, expires: SystemTime) -> Self {
        Arc::make_mut(&mut self.0).expires = Some(expires);
        self
    }

    /// The credential from a file that a command of the user renews.
    fn renewed_by(mut self, path: PathBuf, command: &'static str) -> Self {
        Arc::make_mut(&mut self.0).renewed_by = Some((path, command));
        self
    }

    /// What there is to say of it once it has expired.
    fn expired(&self) -> CredentialError {
        match self.0.renewed_by.clone() {
            Some((path, renew)) => CredentialError::ProfileExpired { path, renew },
            None => CredentialError::Expired,
        }
    }

    /// The credential in the environment: `TENCENTCLOUD_SECRET_ID` and `TENCENTCLOUD_SECRET_KEY`, and where they are
    /// set `TENCENTCLOUD_TOKEN` and `TENCENTCLOUD_REGION`. The role of `TENCENTCLOUD_ROLE_ARN` is assumed by
    /// `credential::discover` (feature `identity`), not here.
    ///
    /// # Errors
    ///
    /// [`CredentialError::NotSet`] when one of the first two is not set, [`CredentialError::Empty`], [`CredentialError::NotUnicode`]
    /// when a variable holds something else than text, [`CredentialError::Unusable`] when it holds what can't be a credential.
    pub fn from_env() -> Result<Self, CredentialError> {
        source::keys_of_environment(&Process)
    }

    /// The credential in the profile of the vendor's command line, `tccli`, that is taken when none is named: the one that the
    /// variable `TCCLI_PROFILE` names, or else `default`.
    ///
    /// # Errors
    ///
    /// As [`from_profile`](Self::from_profile).
    pub fn from_default_profile() -> Result<Self, CredentialError> {
        keys_of_profile(&Process, None)
    }

    /// The credential in a profile of the vendor's command line, `tccli`.
    ///
    /// Read from `~/.tccli/<name>.credential`, once; with the region in `<name>.configure`, if there is one. Temporary keys
    /// (`tccli sso login`, `tccli auth login`) are taken until they expire by the clock of the client; its calls then say which
    /// command renews them.
    ///
    /// # Errors
    ///
    /// Each names the file and what to do about it: it is missing, can't be read, is not JSON, lacks a key, has keys that are only
    /// the source of a role, or belongs to a kind of profile that holds no keys.
    pub fn from_profile(name: &str) -> Result<Self, CredentialError> {
        keys_of_profile(&Process, Some(name))
    }

    /// The credential in a file as the vendor's clients share it: INI, with `secret_id`, `secret_key` and where they are temporary
    /// `token` in the section `[default]`. Read once.
    ///
    /// # Errors
    ///
    /// Each names the file: it is missing, can't be read, lacks a key, or holds what can't be a credential.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, CredentialError> {
        ini::file(&Process, path.as_ref())
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

    /// The time from which on the server refuses it, if it expires.
    #[must_use]
    pub fn expires(&self) -> Option<SystemTime> {
        self.0.expires
    }

    /// Whether it can be signed with and sent.
    pub(crate) fn check(&self) -> Result<(), CredentialError> {
        if self.is_unsigned() {
            return Err(CredentialError::Unsigned);
        }
        let named = |part: &str| part.to_owned();
        check(self.id(), &|| named("the secret id"))?;
        check(self.key(), &|| named("the secret key"))?;
        self.token().map_or(Ok(()), |token| check(token, &|| named("the token of the credential")))
    }

    /// Whether another one signs in the same way.
    pub(crate) fn signs_like(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
            || (self.id(), self.key(), self.token()) == (other.id(), other.key(), other.token())
    }

    pub(crate) fn key(&self) -> &str {
        &self.0.key
    }

    /// The key made of the secret one for a day and a service, made when it is not kept.
    pub(crate) fn kept_key(
        &self,
        day: &str,
        service: &str,
        make: impl FnOnce() -> Zeroizing<[u8; 32]>,
    ) -> Zeroizing<[u8; 32]> {
        let mut kept = self.0.day_keys.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((.., key)) =
            kept.iter().find(|(of_day, of_service, _)| of_day == day && of_service == service)
        {
            return key.clone();
        }
        let key = make();
        // Never moved by growing, which would leave copies that nobody wipes.
        if kept.is_empty() {
            kept.reserve_exact(MOST_KEPT);
        } else if kept.len() == MOST_KEPT {
            kept.remove(0);
        }
        kept.push((day.to_owned(), service.to_owned(), key.clone()));
        key
    }

    pub(crate) fn token(&self) -> Option<&str> {
        self.0.token.as_ref().map(|token| token.as_str())
    }
}

/// Whether a part of a credential can be one; the error names it and never shows it.
fn check(text: &str, part: &dyn Fn() -> String) -> Result<(), CredentialError> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(());
    }
    let problem = if text.is_empty() {
        "is empty"
    } else if text.contains(['\n', '\r']) {
        "has a line break"
    } else if text.contains(char::is_whitespace) {
        "has a blank"
    } else if text.contains(|c: char| c.is_control() || is_unseen(c)) {
        "has a character that nobody sees"
    } else {
        return Ok(());
    };
    Err(CredentialError::Unusable { part: part(), problem })
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The beginning tells one credential from another; the whole id is nobody's business in a log.
        let mut id: String = self.id().chars().take(8).collect();
        id.push('…');
        f.debug_struct("Credential")
            .field("id", &id)
            .field("temporary", &self.0.token.is_some())
            .field("region", &self.0.region)
            .finish_non_exhaustive()
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
    fn a_key_of_a_day_is_made_once_and_only_the_last_few_are_kept() {
        let credential = Credential::new("id", "key");
        let count = std::cell::Cell::new(0_u8);
        let key = |day: usize, service: &str| {
            let make = || {
                count.set(count.get() + 1);
                Zeroizing::new([count.get(); 32])
            };
            credential.clone().kept_key(&day.to_string(), service, make)[0]
        };
        assert_eq!(
            [key(0, "ssl"), key(0, "ssl"), key(0, "cvm"), key(1, "ssl"), key(0, "ssl")],
            [1, 1, 2, 3, 1]
        );
        for day in 2..=MOST_KEPT {
            key(day, "ssl");
        }
        let before = count.get();
        assert_eq!([key(MOST_KEPT, "ssl"), key(0, "ssl")], [before, before + 1]);
    }

    #[test]
    fn what_can_t_be_a_credential_is_named_and_not_shown() {
        for (id, key, token, said) in [
            ("", "key", None, "the secret id is empty"),
            ("id", "", None, "the secret key is empty"),
            ("s3cr3t\n", "key", None, "the secret id has a line break"),
            ("id", "s3cr3t\r\n", None, "the secret key has a line break"),
            ("id", " s3cr3t", None, "the secret key has a blank"),
            ("id", "s3cr3t\u{a0}", None, "the secret key has a blank"),
            ("id", "s3cr3t\t", None, "the secret key has a blank"),
            ("id", "s3cr3t\0", None, "the secret key has a character that nobody sees"),
            ("\u{feff}s3cr3t", "key", None, "the secret id has a character that nobody sees"),
            ("id", "key", Some("s3cr3t s3cr3t"), "the token of the credential has a blank"),
        ] {
            let credential = Credential::new(id, key);
            let credential = token.iter().fold(credential, |credential, token| credential.with_token(*token));
            let error = credential.check().unwrap_err();
            assert!(error.to_string().starts_with(&format!("{said}; ")), "{error}");
            assert!(!format!("{error} {error:?}").contains("s3cr3t"), "{error:?}");
        }
        assert!(Credential::new("id", "key+/é").with_token("").check().is_ok());
    }

    #[test]
    fn an_empty_token_or_region_is_none() {
        let credential = Credential::new("id", "key").with_token("").with_region("");
        assert_eq!((credential.token(), credential.region()), (None, None));
    }

    #[test]
    fn a_changed_clone_leaves_the_original_alone() {
        let original = Credential::new("id", "key");
        let temporary = original.clone().with_token("token");
        assert_eq!(original.token(), None);
        assert_eq!(temporary.token(), Some("token"));
        assert_eq!(temporary.key(), "key");
    }
}
