//! Credentials out of the process environment and out of the vendor's profile files.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value};
use zeroize::{Zeroize, Zeroizing};

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

const ROLE: &str = "TENCENTCLOUD_ROLE_ARN";
const ROLE_SESSION: &str = "TENCENTCLOUD_ROLE_SESSION_NAME";
const REGION: &str = "TENCENTCLOUD_REGION";
pub(crate) const PROFILE: &str = "TCCLI_PROFILE";

/// The kind of a profile whose keys are those of the machine's role.
const MACHINE: &str = "cvm-role";

/// What is read from. Tests have one of their own, because the environment belongs to the whole process.
pub(crate) trait Source {
    fn variable(&self, name: &str) -> Option<OsString>;
    fn home(&self) -> Option<PathBuf>;
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
    fn now(&self) -> SystemTime;
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

    fn now(&self) -> SystemTime {
        SystemTime::now()
    }
}

pub(crate) fn environment(source: &impl Source) -> Result<Credential, CredentialError> {
    let get = |name| {
        let value = variable(source, name)?;
        value.as_deref().map_or(Ok(()), |text| check(text, || name.to_owned()))?;
        Ok(value)
    };
    let needed = |variable| get(variable)?.ok_or(CredentialError::NotSet { variable });
    for (id, key, tokens) in SETS {
        // Half of a set is a mistake that is told, not a reason to look elsewhere.
        if get(id)?.is_none() && get(key)?.is_none() {
            continue;
        }
        let mut token = None;
        for name in tokens {
            token = token.or(get(name)?);
        }
        return Ok(credential(needed(id)?, needed(key)?, token, get(REGION)?));
    }
    Err(CredentialError::NotSet { variable: SECRET_ID })
}

/// The role that the environment wants to be assumed with its keys, and the name of the session.
pub(crate) fn role(source: &impl Source) -> Result<Option<(String, Option<String>)>, CredentialError> {
    let Some(role) = variable(source, ROLE)? else { return Ok(None) };
    Ok(Some((role, variable(source, ROLE_SESSION)?)))
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

/// What a profile of the vendor's command line says of who calls.
#[derive(Debug)]
pub(crate) enum Profile {
    /// It has these keys of its own.
    Keys(Credential),
    /// A role, for which these keys ask; with the name of the session.
    Role { keys: Credential, role: String, session: Option<String> },
    /// The role of the machine.
    Machine,
}

/// The keys of a profile; anything else is an error that says what it is.
pub(crate) fn keys_of_profile(
    source: &impl Source,
    name: Option<&str>,
) -> Result<Credential, CredentialError> {
    match profile(source, name)? {
        (_, Profile::Keys(credential)) => Ok(credential),
        (path, Profile::Role { .. }) => Err(CredentialError::ProfileRole { path }),
        (path, Profile::Machine) => Err(CredentialError::ProfileKind { path, kind: MACHINE.to_owned() }),
    }
}

/// A profile, and the file that it was read from.
pub(crate) fn profile(
    source: &impl Source,
    name: Option<&str>,
) -> Result<(PathBuf, Profile), CredentialError> {
    let name = match name {
        Some(name) => name.to_owned(),
        None => variable(source, PROFILE)?.unwrap_or_else(|| "default".to_owned()),
    };
    if name.is_empty() || name.contains(['/', '\\', '\0']) {
        return Err(CredentialError::ProfileName { name });
    }
    let directory = source.home().ok_or(CredentialError::NoHome)?.join(".tccli");

    let path = directory.join(format!("{name}.credential"));
    let mut file = object(source, &path)?
        .ok_or_else(|| CredentialError::NoProfile { name: name.clone(), path: path.clone() })?;
    let id = take(&mut file, "secretId");
    let key = take(&mut file, "secretKey");
    let token = take(&mut file, "token");
    let kind = take(&mut file, "type").filter(|kind| kind != "default");
    let has_role = file.get("role-arn").is_some_and(|role| !matches!(role, Value::Null) && role != "");
    let role = take(&mut file, "role-arn");
    if has_role && role.is_none() {
        return Err(CredentialError::MissingKey { path, key: "role-arn" });
    }

    let settings = directory.join(format!("{name}.configure"));
    let region = object(source, &settings)?.and_then(|mut settings| {
        // Beside the services' settings in files of older versions, in an object of its own since.
        let own = settings.get_mut("_sys_param").and_then(Value::as_object_mut);
        own.and_then(|own| take(own, "region")).or_else(|| take(&mut settings, "region"))
    });

    let (id, key) = match (id, key, &kind) {
        (Some(id), Some(key), _) => (id, key),
        (None, None, Some(kind)) if kind == MACHINE => return Ok((path, Profile::Machine)),
        (None, _, Some(kind)) => return Err(CredentialError::ProfileKind { path, kind: kind.clone() }),
        (None, _, None) => return Err(CredentialError::MissingKey { path, key: "secretId" }),
        (Some(_), None, _) => return Err(CredentialError::MissingKey { path, key: "secretKey" }),
    };
    let expires = expiry(&file);
    if expires.is_some_and(|expires| expires <= source.now()) {
        let renew = match kind.as_deref() {
            Some("oauth") => "tccli auth login",
            Some("sso") => "tccli sso login",
            _ => "tccli configure",
        };
        return Err(CredentialError::ProfileExpired { path, renew });
    }
    let parts = [("secretId", Some(&id)), ("secretKey", Some(&key)), ("token", token.as_ref())];
    for (key, text) in parts.into_iter().filter_map(|(key, text)| Some((key, text?))) {
        check(text, || format!("`{key}` in {}", path.display()))?;
    }
    if let Some(region) = &region {
        check(region, || format!("the region in {}", settings.display()))?;
    }
    let mut keys = credential(id, key, token, region);
    if let Some(expires) = expires {
        keys = keys.with_expiry(expires);
    }
    let profile = match role {
        Some(role) => Profile::Role { keys, role, session: take(&mut file, "role-session-name") },
        None => Profile::Keys(keys),
    };
    Ok((path, profile))
}

/// When the temporary keys in a file have had their time, in seconds since 1970.
fn expiry(file: &Map<String, Value>) -> Option<SystemTime> {
    let seconds: f64 = match file.get("expiresAt") {
        Some(Value::Number(number)) => number.as_f64(),
        Some(Value::String(text)) => text.trim().parse().ok(),
        _ => None,
    }?;
    let since = Duration::try_from_secs_f64(seconds.max(0.0)).ok()?;
    UNIX_EPOCH.checked_add(since)
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

/// The JSON object in a file, if there is the file.
fn object(source: &impl Source, path: &Path) -> Result<Option<Map<String, Value>>, CredentialError> {
    let text = match source.read(path) {
        Ok(text) => Zeroizing::new(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => {
            return Err(CredentialError::Unreadable { path: path.to_owned(), source: source.into() });
        }
    };
    // serde_json's own message may quote the file, and with it a key.
    match serde_json::from_slice(&text) {
        Ok(Value::Object(object)) => Ok(Some(object)),
        Ok(mut other) => {
            if let Value::String(text) = &mut other {
                text.zeroize();
            }
            Err(CredentialError::Malformed { path: path.to_owned(), line: 0 })
        }
        Err(error) => Err(CredentialError::Malformed { path: path.to_owned(), line: error.line() }),
    }
}

/// A text that is not empty, moved out: the map must not keep a copy that nobody wipes.
fn take(object: &mut Map<String, Value>, key: &str) -> Option<String> {
    match object.get_mut(key).map(Value::take) {
        Some(Value::String(text)) if !text.is_empty() => Some(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handwritten::credential::fake::{Fake, with_files, with_variables};

    #[test]
    fn the_environment_gives_all_four() {
        let source = with_variables([
            (SECRET_ID, "id"),
            (SECRET_KEY, "key"),
            (TOKEN, "token"),
            (REGION, "ap-beijing"),
        ]);
        let credential = environment(&source).unwrap();
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
        let credential = environment(&both).unwrap();
        assert_eq!((credential.id(), credential.token()), ("id", None));
        let scf = with_variables([
            ("TENCENTCLOUD_SECRETID", "of-scf"),
            ("TENCENTCLOUD_SECRETKEY", "key"),
            ("TENCENTCLOUD_SESSIONTOKEN", "token-of-scf"),
        ]);
        let credential = environment(&scf).unwrap();
        assert_eq!((credential.id(), credential.token()), ("of-scf", Some("token-of-scf")));
        for name in ["TENCENTCLOUD_SESSION_TOKEN", "TENCENTCLOUD_SECURITY_TOKEN"] {
            let source = with_variables([(SECRET_ID, "id"), (SECRET_KEY, "key"), (name, "token")]);
            assert_eq!(environment(&source).unwrap().token(), Some("token"), "{name}");
        }
        let half = with_variables([("TENCENTCLOUD_SECRETKEY", "key")]);
        assert!(
            environment(&half).unwrap_err().to_string().starts_with("TENCENTCLOUD_SECRETID is not set; ")
        );
    }

    #[test]
    fn an_empty_variable_counts_as_not_set() {
        let source = with_variables([(SECRET_ID, "id"), (SECRET_KEY, "key"), (TOKEN, ""), (REGION, "")]);
        let credential = environment(&source).unwrap();
        assert_eq!((credential.token(), credential.region()), (None, None));

        let error = environment(&with_variables([(SECRET_ID, "id"), (SECRET_KEY, "")])).unwrap_err();
        assert!(error.to_string().starts_with("TENCENTCLOUD_SECRET_KEY is not set; "), "{error}");
    }

    #[test]
    fn a_missing_variable_is_named() {
        let error = environment(&with_variables([])).unwrap_err();
        assert!(error.to_string().starts_with("TENCENTCLOUD_SECRET_ID is not set; "), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn a_variable_that_is_not_text_is_named_and_not_quoted() {
        use std::os::unix::ffi::OsStringExt as _;

        let mut source = with_variables([(SECRET_ID, "id")]);
        source.variables.push((SECRET_KEY, OsString::from_vec(b"key\xff".to_vec())));
        let error = environment(&source).unwrap_err();
        assert_eq!(error.to_string(), "TENCENTCLOUD_SECRET_KEY is set to something that is not text");
    }

    #[test]
    fn a_profile_gives_keys_and_region() {
        let keys = ("default.credential", r#"{"secretId": "id", "secretKey": "key"}"#);
        for configure in [
            r#"{"_sys_param": {"region": "ap-guangzhou", "output": "json"}, "cvm": {"version": "2017-03-12"}}"#,
            r#"{"region": "ap-guangzhou", "output": "json"}"#,
        ] {
            let credential =
                keys_of_profile(&with_files(&[keys, ("default.configure", configure)]), Some("default"))
                    .unwrap();
            assert_eq!((credential.id(), credential.key()), ("id", "key"));
            assert_eq!((credential.token(), credential.region()), (None, Some("ap-guangzhou")));
        }
    }

    #[test]
    fn a_profile_needs_no_configure_file_and_may_have_a_token() {
        let source = with_files(&[(
            "ci.credential",
            r#"{"type": "oauth", "secretId": "id", "secretKey": "key", "token": "token", "expiresAt": 1465185769}"#,
        )]);
        let credential = keys_of_profile(&source, Some("ci")).unwrap();
        assert_eq!((credential.token(), credential.region()), (Some("token"), None));
    }

    #[test]
    fn what_is_wrong_with_a_profile_is_said_without_quoting_it() {
        let path = "/home/me/.tccli/p.credential";
        for (text, said) in [
            ("{\n\"secretKey\": s3cr3t}", format!("{path} is not valid JSON (line 2)")),
            (r#""s3cr3t""#, format!("{path} is not a JSON object")),
            (r#"{"secretKey": "s3cr3t"}"#, format!("{path} has no text under `secretId`")),
            (
                r#"{"secretId": "id", "secretKey": ["s3cr3t"]}"#,
                format!("{path} has no text under `secretKey`"),
            ),
            ("<denied>", format!("{path} can't be read")),
            (
                r#"{"type": "cvm-role"}"#,
                format!(
                    "{path} is a profile of kind `cvm-role`, which holds no keys; `credential::from_profile` knows \
                     how to get them, and `Credential::from_profile` does not"
                ),
            ),
        ] {
            let error = keys_of_profile(&with_files(&[("p.credential", text)]), Some("p")).unwrap_err();
            assert_eq!(error.to_string(), said);
            assert!(!format!("{error:?}").contains("s3cr3t"));
        }
    }

    #[test]
    fn a_profile_whose_keys_are_not_the_account_s_says_what_to_do() {
        let path = "/home/me/.tccli/p.credential";
        let role = format!(
            "{path} is a profile with a role (`role-arn`), of which its keys are only the source; \
             `credential::from_profile` assumes the role, and `Credential::from_profile` does not"
        );
        let expired = |renew| format!("the keys in {path} have expired; `{renew}` renews them");
        for (more, said) in [
            (r#""role-arn": "qcs::cam::uin/1:roleName/r", "role-session-name": "s""#, role),
            (r#""role-arn": 5"#, format!("{path} has no text under `role-arn`")),
            (r#""type": "sso", "token": "t", "expiresAt": 1465185768"#, expired("tccli sso login")),
            (r#""type": "oauth", "token": "t", "expiresAt": "1465185000""#, expired("tccli auth login")),
            (r#""token": "t", "expiresAt": 1465185000.5"#, expired("tccli configure")),
        ] {
            let text: &'static str = format!(r#"{{"secretId": "id", "secretKey": "key", {more}}}"#).leak();
            let error = keys_of_profile(&with_files(&[("p.credential", text)]), Some("p")).unwrap_err();
            assert_eq!(error.to_string(), said, "{more}");
        }
        for plain in [r#""role-arn": """#, r#""role-arn": null"#, r#""expiresAt": null"#] {
            let text: &'static str = format!(r#"{{"secretId": "id", "secretKey": "key", {plain}}}"#).leak();
            assert!(keys_of_profile(&with_files(&[("p.credential", text)]), Some("p")).is_ok(), "{plain}");
        }
    }

    #[test]
    fn the_default_profile_is_the_one_that_a_variable_names() {
        let keys = |id| format!(r#"{{"secretId": "{id}", "secretKey": "key"}}"#).leak() as &str;
        let files = [("default.credential", keys("of-default")), ("ci.credential", keys("of-ci"))];
        for (variable, name, expected) in [
            (None, None, "of-default"),
            (Some("ci"), None, "of-ci"),
            (Some(""), None, "of-default"),
            (Some("ci"), Some("default"), "of-default"),
        ] {
            let mut source = with_files(&files);
            source.variables.extend(variable.map(|profile| (PROFILE, profile.into())));
            assert_eq!(keys_of_profile(&source, name).unwrap().id(), expected, "{variable:?} {name:?}");
        }
    }

    #[test]
    fn a_value_that_can_t_be_a_credential_is_named_with_its_place() {
        let source = with_variables([(SECRET_ID, "id"), (SECRET_KEY, "s3cr3t\n")]);
        let error = environment(&source).unwrap_err();
        assert!(error.to_string().starts_with("TENCENTCLOUD_SECRET_KEY has a line break; "), "{error}");
        let source = with_files(&[("p.credential", r#"{"secretId": "id", "secretKey": "s3cr3t "}"#)]);
        let error = keys_of_profile(&source, Some("p")).unwrap_err();
        assert!(
            error.to_string().starts_with("`secretKey` in /home/me/.tccli/p.credential has a blank; "),
            "{error}"
        );
        let source = with_variables([(SECRET_ID, "id"), (SECRET_KEY, "key"), (REGION, "ap-x\n")]);
        assert!(
            environment(&source)
                .unwrap_err()
                .to_string()
                .starts_with("TENCENTCLOUD_REGION has a line break; ")
        );
    }

    #[test]
    fn a_missing_profile_says_how_to_make_it() {
        assert_eq!(
            keys_of_profile(&Fake::default(), Some("ci")).unwrap_err().to_string(),
            "there is no profile `ci` (/home/me/.tccli/ci.credential does not exist); \
             `tccli configure --profile ci` makes one"
        );
    }

    #[test]
    fn a_profile_stays_inside_its_directory() {
        for name in ["", "../x", "a\\b", "/etc/passwd"] {
            let error = keys_of_profile(&Fake::default(), Some(name)).unwrap_err();
            assert!(matches!(error, CredentialError::ProfileName { .. }), "{error}");
        }
    }

    #[test]
    fn without_a_home_there_are_no_profiles() {
        let error =
            keys_of_profile(&Fake { homeless: true, ..Fake::default() }, Some("default")).unwrap_err();
        assert!(matches!(error, CredentialError::NoHome), "{error}");
    }
}
