//! Profiles of the vendor's command line, `tccli`: keys, a role that they assume, or the role of the machine.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value};
use zeroize::{Zeroize, Zeroizing};

use super::source::{Source, credential, variable};
use super::{Credential, CredentialError, check};

const PROFILE: &str = "TCCLI_PROFILE";

/// The kind of a profile whose keys are those of the machine's role.
const MACHINE: &str = "cvm-role";

/// The usual host of sts.
const STS: &str = "sts.tencentcloudapi.com";

/// What a profile of the vendor's command line says of who calls.
#[derive(Debug)]
#[cfg_attr(
    not(feature = "identity"),
    expect(dead_code, reason = "what is in it is for providers that make calls")
)]
pub(crate) enum Profile {
    /// It has these keys of its own.
    Keys(Credential),
    /// A role, for which these keys ask; with the name of the session, and the host where they ask.
    Role { keys: Credential, role: String, session: Option<String>, sts: Option<String> },
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
    let mut configured = object(source, &settings)?.unwrap_or_default();
    let mut within = |name: &str, key| take(configured.get_mut(name)?.as_object_mut()?, key);
    // `tccli` writes the usual host of each service, which says nothing.
    let sts = within("sts", "endpoint").filter(|host| host != STS);
    // Beside the services' settings in files of older versions, in an object of its own since.
    let region = within("_sys_param", "region").or_else(|| take(&mut configured, "region"));

    let (id, key) = match (id, key, &kind) {
        (Some(id), Some(key), _) => (id, key),
        (None, None, Some(kind)) if kind == MACHINE => return Ok((path, Profile::Machine)),
        (None, _, Some(kind)) => return Err(CredentialError::ProfileKind { path, kind: kind.clone() }),
        (None, _, None) => return Err(CredentialError::MissingKey { path, key: "secretId" }),
        (Some(_), None, _) => return Err(CredentialError::MissingKey { path, key: "secretKey" }),
    };
    let parts = [("secretId", Some(&id)), ("secretKey", Some(&key)), ("token", token.as_ref())];
    for (key, text) in parts.into_iter().filter_map(|(key, text)| Some((key, text?))) {
        check(text, &|| format!("`{key}` in {}", path.display()))?;
    }
    if let Some(region) = &region {
        check(region, &|| format!("the region in {}", settings.display()))?;
    }
    let mut keys = credential(id, key, token, region);
    if let Some(expires) = expiry(&file) {
        let renew = match kind.as_deref() {
            Some("oauth") => "tccli auth login",
            Some("sso") => "tccli sso login",
            _ => "tccli configure",
        };
        keys = keys.with_expiry(expires).renewed_by(path.clone(), renew);
    }
    let profile = match role {
        Some(role) => Profile::Role { keys, role, session: take(&mut file, "role-session-name"), sts },
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
    let Ok(text) = str::from_utf8(&text) else {
        return Err(CredentialError::Malformed { path: path.to_owned(), line: 0 });
    };
    match text.parse() {
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
    use crate::handwritten::credential::fake::{Fake, with_files};

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
                    "{path} is a profile of kind `cvm-role`, which holds no keys; `credential::from_profile` (feature `identity`) knows \
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
             `credential::from_profile` (feature `identity`) assumes the role, and `Credential::from_profile` does not"
        );
        for (more, said) in [
            (r#""role-arn": "qcs::cam::uin/1:roleName/r", "role-session-name": "s""#, role),
            (r#""role-arn": 5"#, format!("{path} has no text under `role-arn`")),
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
    fn keys_that_expire_say_what_renews_them() {
        for (more, seconds, renew) in [
            (r#""type": "sso", "expiresAt": 1465185768"#, 1_465_185_768.0, "tccli sso login"),
            (r#""type": "oauth", "expiresAt": "1465185000""#, 1_465_185_000.0, "tccli auth login"),
            (r#""token": "t", "expiresAt": 1465185000.5"#, 1_465_185_000.5, "tccli configure"),
        ] {
            let text: &'static str = format!(r#"{{"secretId": "id", "secretKey": "key", {more}}}"#).leak();
            let keys = keys_of_profile(&with_files(&[("p.credential", text)]), Some("p")).unwrap();
            assert_eq!(keys.expires(), Some(UNIX_EPOCH + Duration::from_secs_f64(seconds)));
            let said =
                format!("the keys in /home/me/.tccli/p.credential have expired; `{renew}` renews them");
            assert_eq!(keys.expired().to_string(), said);
        }
    }

    #[test]
    fn the_host_of_sts_is_that_of_the_settings_unless_it_is_the_usual_one() {
        let keys = ("p.credential", r#"{"secretId": "id", "secretKey": "key", "role-arn": "r"}"#);
        for (configure, expected) in [
            (
                r#"{"sts": {"endpoint": "sts.intl.tencentcloudapi.com"}}"#,
                Some("sts.intl.tencentcloudapi.com"),
            ),
            (r#"{"sts": {"version": "2018-08-13", "endpoint": "sts.tencentcloudapi.com"}}"#, None),
            (r#"{"sts": {}, "cvm": 1}"#, None),
        ] {
            let source = with_files(&[keys, ("p.configure", configure)]);
            let Profile::Role { sts, .. } = profile(&source, Some("p")).unwrap().1 else { panic!("a role") };
            assert_eq!(sts.as_deref(), expected);
        }
    }

    #[test]
    fn what_can_t_be_a_key_is_named_with_its_place() {
        let source = with_files(&[("p.credential", r#"{"secretId": "id", "secretKey": "s3cr3t "}"#)]);
        let error = keys_of_profile(&source, Some("p")).unwrap_err().to_string();
        assert!(error.starts_with("`secretKey` in /home/me/.tccli/p.credential has a blank; "), "{error}");
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
