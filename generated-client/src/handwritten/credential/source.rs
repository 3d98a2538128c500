//! Credentials out of the process environment, and what is read from.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use super::{Credential, CredentialError, check};

const SECRET_ID: &str = "TENCENTCLOUD_SECRET_ID";
const SECRET_KEY: &str = "TENCENTCLOUD_SECRET_KEY";
const TOKEN: &str = "TENCENTCLOUD_TOKEN";

/// Names that belong together: of the id, of the key, and of the token. A token is only ever taken with keys of its own set, since
/// a function with a role (Serverless Cloud Functions, the second set) may have been given other keys too.
const SETS: [(&str, &str, &[&str]); 2] = [
    (SECRET_ID, SECRET_KEY, &[TOKEN, "TENCENTCLOUD_SESSION_TOKEN", "TENCENTCLOUD_SECURITY_TOKEN"]),
    ("TENCENTCLOUD_SECRETID", "TENCENTCLOUD_SECRETKEY", &["TENCENTCLOUD_SESSIONTOKEN"]),
];

const REGION: &str = "TENCENTCLOUD_REGION";

/// What is read from. Tests have one of their own, because the environment belongs to the whole process.
pub(crate) trait Source {
    fn variable(&self, name: &str) -> Option<OsString>;
    fn home(&self) -> Option<PathBuf>;
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
}

/// The environment and the files of this process.
pub(crate) struct Process;

impl Source for Process {
    fn variable(&self, name: &str) -> Option<OsString> {
        std::env::var_os(name)
    }

    fn home(&self) -> Option<PathBuf> {
        std::env::home_dir().filter(|home| !home.as_os_str().is_empty())
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        std::fs::read(path)
    }
}

/// The keys in the environment, where it has something of a credential. Half of a set is a mistake that is told, and so are names
/// that are set to nothing: neither is a reason to look elsewhere.
pub(crate) fn environment(source: &impl Source) -> Result<Option<Credential>, CredentialError> {
    let get = |name| {
        let value = variable(source, name)?;
        value.as_deref().map_or(Ok(()), |text| check(text, &|| name.to_owned()))?;
        Ok(value)
    };
    let needed = |variable| get(variable)?.ok_or(CredentialError::NotSet { variable });
    for (id, key, tokens) in SETS {
        if get(id)?.is_none() && get(key)?.is_none() {
            continue;
        }
        let mut token = None;
        for name in tokens {
            token = token.or(get(name)?);
        }
        return Ok(Some(credential(needed(id)?, needed(key)?, token, get(REGION)?)));
    }
    for (id, key, tokens) in SETS {
        if let Some(variable) = [id, key].into_iter().find(|name| source.variable(name).is_some()) {
            return Err(CredentialError::Empty { variable });
        }
        if tokens.iter().any(|name| is_set(source, name)) {
            return Err(CredentialError::NotSet { variable: id });
        }
    }
    Ok(None)
}

/// The keys in the environment, which must be there.
pub(super) fn keys_of_environment(source: &impl Source) -> Result<Credential, CredentialError> {
    environment(source)?.ok_or(CredentialError::NotSet { variable: SECRET_ID })
}

/// Whether a variable is set to something.
pub(crate) fn is_set(source: &impl Source, name: &str) -> bool {
    source.variable(name).is_some_and(|value| !value.is_empty())
}

/// A variable that is set to a text that is not empty.
pub(crate) fn variable(
    source: &impl Source,
    variable: &'static str,
) -> Result<Option<String>, CredentialError> {
    match source.variable(variable).map(OsString::into_string) {
        Some(Ok(text)) if !text.is_empty() => Ok(Some(text)),
        Some(Ok(_)) | None => Ok(None),
        Some(Err(_)) => Err(CredentialError::NotUnicode { variable }),
    }
}

pub(super) fn credential(
    id: String,
    key: String,
    token: Option<String>,
    region: Option<String>,
) -> Credential {
    let mut credential = Credential::new(id, key);
    if let Some(token) = token {
        credential = credential.with_token(token);
    }
    if let Some(region) = region {
        credential = credential.with_region(region);
    }
    credential
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handwritten::credential::fake::with_variables;

    #[test]
    fn the_environment_gives_all_four() {
        let source = with_variables([
            (SECRET_ID, "id"),
            (SECRET_KEY, "key"),
            (TOKEN, "token"),
            (REGION, "ap-beijing"),
        ]);
        let credential = keys_of_environment(&source).unwrap();
        assert_eq!((credential.id(), credential.key()), ("id", "key"));
        assert_eq!((credential.token(), credential.region()), (Some("token"), Some("ap-beijing")));
    }

    #[test]
    fn a_token_is_taken_with_keys_of_its_own_set_only() {
        let both = with_variables([
            ("TENCENTCLOUD_SECRETID", "of-scf"),
            ("TENCENTCLOUD_SECRETKEY", "key"),
            ("TENCENTCLOUD_SESSIONTOKEN", "token-of-scf"),
            (SECRET_ID, "id"),
            (SECRET_KEY, "key"),
        ]);
        let credential = keys_of_environment(&both).unwrap();
        assert_eq!((credential.id(), credential.token()), ("id", None));
        let scf = with_variables([
            ("TENCENTCLOUD_SECRETID", "of-scf"),
            ("TENCENTCLOUD_SECRETKEY", "key"),
            ("TENCENTCLOUD_SESSIONTOKEN", "token-of-scf"),
        ]);
        let credential = keys_of_environment(&scf).unwrap();
        assert_eq!((credential.id(), credential.token()), ("of-scf", Some("token-of-scf")));
        for name in ["TENCENTCLOUD_SESSION_TOKEN", "TENCENTCLOUD_SECURITY_TOKEN"] {
            let source = with_variables([(SECRET_ID, "id"), (SECRET_KEY, "key"), (name, "token")]);
            assert_eq!(keys_of_environment(&source).unwrap().token(), Some("token"), "{name}");
        }
        let half = with_variables([("TENCENTCLOUD_SECRETKEY", "key")]);
        assert!(
            keys_of_environment(&half)
                .unwrap_err()
                .to_string()
                .starts_with("TENCENTCLOUD_SECRETID is not set; ")
        );
    }

    #[test]
    fn an_empty_variable_counts_as_not_set() {
        let source = with_variables([(SECRET_ID, "id"), (SECRET_KEY, "key"), (TOKEN, ""), (REGION, "")]);
        let credential = keys_of_environment(&source).unwrap();
        assert_eq!((credential.token(), credential.region()), (None, None));

        let error = keys_of_environment(&with_variables([(SECRET_ID, "id"), (SECRET_KEY, "")])).unwrap_err();
        assert!(error.to_string().starts_with("TENCENTCLOUD_SECRET_KEY is not set; "), "{error}");
    }

    #[test]
    fn a_part_of_a_credential_alone_is_told() {
        for (variables, said) in [
            ([(TOKEN, "t"), (SECRET_ID, "")], "TENCENTCLOUD_SECRET_ID is set to nothing; "),
            ([(TOKEN, "t"), (REGION, "")], "TENCENTCLOUD_SECRET_ID is not set; "),
            ([("TENCENTCLOUD_SESSIONTOKEN", "t"), (REGION, "")], "TENCENTCLOUD_SECRETID is not set; "),
            ([(SECRET_ID, ""), (SECRET_KEY, "")], "TENCENTCLOUD_SECRET_ID is set to nothing; "),
            (
                [("TENCENTCLOUD_SECRETID", ""), ("TENCENTCLOUD_SECRETKEY", "key")],
                "TENCENTCLOUD_SECRETID is not set; ",
            ),
        ] {
            let error = environment(&with_variables(variables)).unwrap_err().to_string();
            assert!(error.starts_with(said), "{error}");
        }
        let of_scf = [("TENCENTCLOUD_SECRETID", "id"), ("TENCENTCLOUD_SECRETKEY", "key"), (SECRET_ID, "")];
        assert_eq!(environment(&with_variables(of_scf)).unwrap().unwrap().id(), "id");
        assert!(environment(&with_variables([(TOKEN, ""), (REGION, "r")])).unwrap().is_none());
    }

    #[test]
    fn a_missing_variable_is_named() {
        let error = keys_of_environment(&with_variables([])).unwrap_err();
        assert!(error.to_string().starts_with("TENCENTCLOUD_SECRET_ID is not set; "), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn a_variable_that_is_not_text_is_named_and_not_quoted() {
        use std::os::unix::ffi::OsStringExt as _;

        let mut source = with_variables([(SECRET_ID, "id")]);
        source.variables.push((SECRET_KEY, OsString::from_vec(b"key\xff".to_vec())));
        let error = keys_of_environment(&source).unwrap_err();
        assert_eq!(error.to_string(), "TENCENTCLOUD_SECRET_KEY is set to something that is not text");
    }

    #[test]
    fn a_value_that_can_t_be_a_credential_is_named_with_its_place() {
        let source = with_variables([(SECRET_ID, "id"), (SECRET_KEY, "s3cr3t\n")]);
        let error = keys_of_environment(&source).unwrap_err();
        assert!(error.to_string().starts_with("TENCENTCLOUD_SECRET_KEY has a line break; "), "{error}");
        let source = with_variables([(SECRET_ID, "id"), (SECRET_KEY, "key"), (REGION, "ap-x\n")]);
        assert!(
            keys_of_environment(&source)
                .unwrap_err()
                .to_string()
                .starts_with("TENCENTCLOUD_REGION has a line break; ")
        );
    }
}
