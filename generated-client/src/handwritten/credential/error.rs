//! Why there is no credential, and what to do about it.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use std::{fmt, io};

/// Why there is no credential. Says what to do about it, and never what a file or variable holds.
///
/// ```
/// use qcloud_client::Credential;
/// use qcloud_client::credential::CredentialError;
///
/// let error = Credential::from_profile("no/profile").unwrap_err();
/// assert!(matches!(&error, CredentialError::ProfileName { name } if name == "no/profile"));
/// assert_eq!(error.to_string(), "`no/profile` can't be the name of a profile");
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum CredentialError {
    /// An environment variable that is needed is not set, or empty.
    NotSet {
        /// Name of the variable.
        variable: &'static str,
    },
    /// An environment variable is there, and empty, as one that was to be filled and was not.
    Empty {
        /// Name of the variable.
        variable: &'static str,
    },
    /// An environment variable does not hold text.
    NotUnicode {
        /// Name of the variable.
        variable: &'static str,
    },
    /// The user has no home directory to look for profiles in.
    NoHome,
    /// The name of the profile could not be that of a file.
    ProfileName {
        /// The name as given.
        name: String,
    },
    /// There is no such profile.
    NoProfile {
        /// Name of the profile.
        name: String,
        /// The file that was looked for.
        path: PathBuf,
    },
    /// A part of the credential can't be signed with or sent: it is empty, or holds a blank, a line break, or a character that
    /// nobody sees.
    Unusable {
        /// What it is and where it comes from, such as "the secret key" or the name of a variable.
        part: String,
        /// What is wrong with it, such as "has a line break".
        problem: &'static str,
    },
    /// The calls of the profile are to run as a role, of which its keys are only the source.
    ProfileRole {
        /// The file that was read.
        path: PathBuf,
    },
    /// The temporary keys of the profile have expired.
    ProfileExpired {
        /// The file that was read.
        path: PathBuf,
        /// The command that renews them.
        renew: &'static str,
    },
    /// A file of the profile can't be read.
    Unreadable {
        /// The file that was read.
        path: PathBuf,
        /// What the system said.
        source: Arc<io::Error>,
    },
    /// A file of the profile is not a JSON object.
    Malformed {
        /// The file that was read.
        path: PathBuf,
        /// Line of the mistake, counted from 1; 0 if the text is JSON, but of another kind.
        line: usize,
    },
    /// The profile lacks a key, or it is not a text, or empty.
    MissingKey {
        /// The file that was read.
        path: PathBuf,
        /// Name of the key.
        key: &'static str,
    },
    /// The profile holds no keys, but a way to get them that this client does not know.
    ProfileKind {
        /// The file that was read.
        path: PathBuf,
        /// The kind, such as `cvm-role`.
        kind: String,
    },
    /// A role was not given to the caller.
    Role {
        /// The role that was asked for.
        role: String,
        /// Why it was not given.
        source: Arc<dyn std::error::Error + Send + Sync>,
    },
    /// The answer of sts or of the metadata service is not what it should be.
    Answer {
        /// What lacks what, without a value.
        problem: String,
    },
    /// There is no role of an instance to be had here.
    NoInstanceRole {
        /// Why there is none.
        why: String,
    },
    /// Nothing that was looked for is there.
    NotFound {
        /// What was looked for, and why the last of it gave nothing.
        looked_for: String,
    },
    /// A provider of credentials did not answer in time.
    Late {
        /// How long the client has waited for it.
        after: Duration,
    },
    /// A provider of credentials gave one that has expired.
    Expired,
    /// The Action is signed, and the client has [no credential](crate::Credential::unsigned) to sign with.
    Unsigned,
    /// A provider of credentials failed, for its own reason.
    Provider(Arc<dyn std::error::Error + Send + Sync>),
}

impl CredentialError {
    /// The failure of a [`CredentialProvider`](super::CredentialProvider).
    pub fn provider(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Provider(Arc::from(error.into()))
    }
}

/// What to do about a variable that is not set.
fn advice(variable: &str) -> &'static str {
    if variable.starts_with("TKE_") {
        "a pod with an identity has TKE_REGION, TKE_PROVIDER_ID, TKE_WEB_IDENTITY_TOKEN_FILE and TKE_ROLE_ARN, all from its cluster"
    } else if variable == "TENCENTCLOUD_ROLE_ARN" {
        "it is the role to whose session TENCENTCLOUD_ROLE_SESSION_NAME gives a name"
    } else {
        "set it to a key of your account (console: Access Management, API Keys)"
    }
}

impl fmt::Display for CredentialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSet { variable } => write!(f, "{variable} is not set; {}", advice(variable)),
            Self::Empty { variable } => {
                write!(f, "{variable} is set to nothing; give it its value, or take it out of the environment")
            }
            Self::NotUnicode { variable } => write!(f, "{variable} is set to something that is not text"),
            Self::NoHome => f.write_str("there is no home directory to look for profiles in; set HOME"),
            Self::ProfileName { name } => write!(f, "`{name}` can't be the name of a profile"),
            Self::NoProfile { name, path } => write!(
                f,
                "there is no profile `{name}` ({} does not exist); `tccli configure --profile {name}` makes one",
                path.display()
            ),
            Self::Unusable { part, problem } => {
                write!(
                    f,
                    "{part} {problem}; give it as the console shows it, with nothing before, within or behind it"
                )
            }
            Self::ProfileRole { path } => write!(
                f,
                "{} is a profile with a role (`role-arn`), of which its keys are only the source; \
                 `credential::from_profile` (feature `identity`) assumes the role, and `Credential::from_profile` does not",
                path.display()
            ),
            Self::ProfileExpired { path, renew } => {
                write!(f, "the keys in {} have expired; `{renew}` renews them", path.display())
            }
            Self::Unreadable { path, .. } => write!(f, "{} can't be read", path.display()),
            Self::Malformed { path, line: 0 } => write!(f, "{} is not a JSON object", path.display()),
            Self::Malformed { path, line } => write!(f, "{} is not valid JSON (line {line})", path.display()),
            Self::MissingKey { path, key } => write!(f, "{} has no text under `{key}`", path.display()),
            Self::ProfileKind { path, kind } => write!(
                f,
                "{} is a profile of kind `{kind}`, which holds no keys; `credential::from_profile` (feature `identity`) knows how to get them, and `Credential::from_profile` does not",
                path.display()
            ),
            Self::Role { role, .. } => write!(f, "the role `{role}` could not be assumed"),
            Self::Answer { problem } => f.write_str(problem),
            Self::NoInstanceRole { why } => write!(f, "there is no role of an instance: {why}"),
            Self::NotFound { looked_for } => write!(
                f,
                "there is no credential: {looked_for}; set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, or give the machine \
                 or pod a role"
            ),
            Self::Late { after } => write!(f, "the credential provider gave no credential within {after:?}"),
            Self::Expired => f.write_str(
                "the credential provider gave a credential that has expired; a wrong clock of this machine is a cause",
            ),
            Self::Unsigned => f.write_str("the Action is signed, and the client has no credential to sign with"),
            Self::Provider(_) => f.write_str("the credential provider failed"),
        }
    }
}

impl std::error::Error for CredentialError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unreadable { source, .. } => Some(source.as_ref()),
            Self::Role { source, .. } => Some(source.as_ref()),
            Self::Provider(error) => Some(error.as_ref()),
            _ => None,
        }
    }
}
