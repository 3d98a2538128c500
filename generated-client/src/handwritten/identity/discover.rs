//! Where an identity is looked for when the program names none: each place in turn, and the first that is there is the one.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::{fmt, io};

use super::{AssumeRole, InstanceRole, PodIdentity, pod};
use crate::handwritten::credential::{
    Context, Credential, CredentialError, CredentialProvider, Process, Profile, Source, environment, file,
    is_set, profile, variable,
};
use crate::handwritten::runtime::BoxFuture;

const ROLE: &str = "TENCENTCLOUD_ROLE_ARN";
const ROLE_SESSION: &str = "TENCENTCLOUD_ROLE_SESSION_NAME";

const FILE: &str = "TENCENTCLOUD_CREDENTIALS_FILE";

/// The credential of wherever the program runs. Looked for in this order, when the first call needs it:
///
/// 1. The environment: `TENCENTCLOUD_SECRET_ID` and `TENCENTCLOUD_SECRET_KEY`, with `TENCENTCLOUD_TOKEN` for temporary ones; or the
///    names that Serverless Cloud Functions set.
/// 2. The identity of a pod: `TKE_PROVIDER_ID` and its like, see [`PodIdentity`].
/// 3. The file that the vendor's clients share: that of `TENCENTCLOUD_CREDENTIALS_FILE`, `~/.tencentcloud/credentials`, or
///    `/etc/tencentcloud/credentials`.
/// 4. The profile of the vendor's command line, `tccli`: that of `TCCLI_PROFILE`, or `default`; see [`from_profile`].
/// 5. The role of the machine, see [`InstanceRole`].
///
/// Where `TENCENTCLOUD_ROLE_ARN` is set, whichever identity was found assumes that role, and makes no call for itself.
///
/// What is there and can't be used is an error, never a reason to go on as somebody else: half of a pair of variables, or an empty
/// one, a file without a key, a profile that has expired. What was found first stays the identity of the client.
///
/// ```
/// # #[cfg(feature = "reqwest")] {
/// use qcloud_client::{Client, credential};
///
/// let client = Client::new(credential::discover());
/// # let _ = client;
/// # }
/// ```
#[must_use]
pub fn discover() -> impl CredentialProvider + Clone + 'static {
    Discover(Arc::default())
}

/// The credential of a profile of the vendor's command line, `tccli`; `None` is the one that `TCCLI_PROFILE` names, or `default`.
/// A profile with a role assumes it, one of kind `cvm-role` has that of the machine; keys that expire are read again then.
///
/// ```no_run
/// # #[cfg(feature = "reqwest")]
/// # fn client() -> Result<qcloud_client::Client, Box<dyn std::error::Error>> {
/// use qcloud_client::{Client, credential};
///
/// let client = Client::new(credential::from_profile(Some("staging"))?);
/// # Ok(client)
/// # }
/// ```
///
/// # Errors
///
/// As [`Credential::from_profile`], but for a role and for `cvm-role`.
pub fn from_profile(name: Option<&str>) -> Result<Arc<dyn CredentialProvider>, CredentialError> {
    of_profile(&Process, name)
}

fn of_profile(
    source: &impl Source,
    name: Option<&str>,
) -> Result<Arc<dyn CredentialProvider>, CredentialError> {
    Ok(match profile(source, name)?.1 {
        Profile::Keys(keys) => kept_or_read(keys, name),
        Profile::Role { keys, role, session, sts } => {
            let role = AssumeRole::new(kept_or_read(keys, name), role);
            let role = session.into_iter().fold(role, AssumeRole::session_name);
            Arc::new(sts.into_iter().fold(role, |role, host| role.endpoint(format!("https://{host}"))))
        }
        Profile::Machine => Arc::new(InstanceRole::new()),
    })
}

/// The keys of a profile; read again at each renewal where they expire.
fn kept_or_read(keys: Credential, name: Option<&str>) -> Arc<dyn CredentialProvider> {
    match keys.expires() {
        Some(_) => Arc::new(Reread(name.map(str::to_owned))),
        None => Arc::new(keys),
    }
}

/// A profile whose keys somebody else renews.
#[derive(Debug)]
struct Reread(Option<String>);

impl CredentialProvider for Reread {
    fn credential<'a>(&'a self, _: &'a Context) -> BoxFuture<'a, Result<Credential, CredentialError>> {
        let keys = match profile(&Process, self.0.as_deref()) {
            Ok((_, Profile::Keys(keys) | Profile::Role { keys, .. })) => Ok(keys),
            Ok((path, Profile::Machine)) => Err(CredentialError::MissingKey { path, key: "secretId" }),
            Err(error) => Err(error),
        };
        Box::pin(std::future::ready(keys))
    }
}

/// What was found, once something was.
#[derive(Clone, Default)]
struct Discover(Arc<OnceLock<Arc<dyn CredentialProvider>>>);

impl CredentialProvider for Discover {
    fn credential<'a>(&'a self, context: &'a Context) -> BoxFuture<'a, Result<Credential, CredentialError>> {
        Box::pin(async move {
            if let Some(found) = self.0.get() {
                return found.credential(context).await;
            }
            let (found, is_last) = find(&Process)?;
            match found.credential(context).await {
                Ok(credential) => {
                    let _ = self.0.set(found);
                    Ok(credential)
                }
                // Not there today may be there tomorrow; nothing is held on to.
                Err(CredentialError::NoInstanceRole { why }) if is_last => Err(CredentialError::NotFound {
                    looked_for: format!(
                        "none in the environment, in a pod, in a file of credentials or in a profile of tccli, and no role of the \
                         machine ({why})"
                    ),
                }),
                Err(error) => Err(error),
            }
        })
    }
}

impl fmt::Debug for Discover {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Discover").field(&self.0.get()).finish()
    }
}

/// The first place that holds an identity, and whether it is the last one, the machine. Where the environment names a role, the
/// identity asks for that role, and never acts for itself.
fn find(source: &impl Source) -> Result<(Arc<dyn CredentialProvider>, bool), CredentialError> {
    let role = role(source)?;
    let found = identity(source, role.is_some())?;
    let is_last = found.is_none();
    let found = found.unwrap_or_else(|| Arc::new(InstanceRole::new()));
    Ok(match role {
        None => (found, is_last),
        Some((role, session)) => {
            let role = AssumeRole::new(found, role);
            (Arc::new(session.into_iter().fold(role, AssumeRole::session_name)), is_last)
        }
    })
}

/// The first place that holds an identity; none when all that is left is the machine's. Where another role is to be assumed, that of
/// a profile is not.
fn identity(
    source: &impl Source,
    has_role: bool,
) -> Result<Option<Arc<dyn CredentialProvider>>, CredentialError> {
    if let Some(keys) = environment(source)? {
        return Ok(Some(Arc::new(keys)));
    }
    if pod::VARIABLES.iter().any(|name| is_set(source, name)) {
        return Ok(Some(Arc::new(PodIdentity::of(source)?)));
    }
    if let Some(keys) = shared_file(source)? {
        return Ok(Some(Arc::new(keys)));
    }
    match profile(source, None) {
        Ok((_, Profile::Role { keys, .. })) if has_role => Ok(Some(kept_or_read(keys, None))),
        Ok(_) => of_profile(source, None).map(Some),
        Err(CredentialError::NoProfile { .. }) if !is_set(source, "TCCLI_PROFILE") => Ok(None),
        Err(CredentialError::NoHome) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The role that the environment wants to be assumed, and the name of the session.
fn role(source: &impl Source) -> Result<Option<(String, Option<String>)>, CredentialError> {
    let session = variable(source, ROLE_SESSION)?;
    match variable(source, ROLE)? {
        Some(role) => Ok(Some((role, session))),
        None if session.is_some() => Err(CredentialError::NotSet { variable: ROLE }),
        None => Ok(None),
    }
}

/// The file, where there is one: that of the variable, which must be there then, that of the user, or that of the machine.
fn shared_file(source: &impl Source) -> Result<Option<Credential>, CredentialError> {
    if source.variable(FILE).is_some() {
        let path = variable(source, FILE)?.ok_or(CredentialError::Empty { variable: FILE })?;
        return file(source, Path::new(&path)).map(Some);
    }
    let of_user = source.home().map(|home| home.join(".tencentcloud").join("credentials"));
    let of_machine = Some(PathBuf::from("/etc/tencentcloud/credentials"));
    for path in [of_user, of_machine].into_iter().flatten() {
        match file(source, &path) {
            Err(CredentialError::Unreadable { source, .. }) if source.kind() == io::ErrorKind::NotFound => {}
            other => return other.map(Some),
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handwritten::credential::fake::{Fake, with_files, with_variables};

    const KEYS: [(&str, &str); 2] = [("TENCENTCLOUD_SECRET_ID", "id"), ("TENCENTCLOUD_SECRET_KEY", "key")];
    const POD: [(&str, &str); 4] = [
        ("TKE_REGION", "ap-beijing"),
        ("TKE_PROVIDER_ID", "OIDC"),
        ("TKE_WEB_IDENTITY_TOKEN_FILE", "/token"),
        ("TKE_ROLE_ARN", "role"),
    ];
    const SHARED: (&str, &str) =
        ("../.tencentcloud/credentials", "[default]\nsecret_id = of-file\nsecret_key = key\n");
    const PROFILE: (&str, &str) = ("default.credential", r#"{"secretId": "of-tccli", "secretKey": "key"}"#);

    /// What is found, by how it shows itself; none for the machine.
    fn found(source: &Fake) -> Result<Option<String>, String> {
        match find(source) {
            Ok((found, is_last)) => Ok((!is_last).then(|| format!("{found:?}"))),
            Err(error) => Err(error.to_string()),
        }
    }

    fn with(variables: &[(&'static str, &str)], files: &[(&'static str, &'static str)]) -> Fake {
        let variables = variables.iter().map(|(name, value)| (*name, (*value).into())).collect();
        Fake { variables, ..with_files(files) }
    }

    #[test]
    fn the_first_place_that_has_an_identity_is_taken() {
        for (variables, files, expected) in [
            ([&KEYS[..], &POD].concat(), &[SHARED, PROFILE][..], Some("Credential { id: \"id…\"")),
            (POD.to_vec(), &[SHARED, PROFILE], Some("PodIdentity { provider: \"OIDC\"")),
            (vec![], &[SHARED, PROFILE], Some("Credential { id: \"of-file…\"")),
            (vec![], &[PROFILE], Some("Credential { id: \"of-tccli…\"")),
            (vec![], &[], None),
        ] {
            let found = found(&with(&variables, files)).unwrap();
            match (found, expected) {
                (Some(found), Some(expected)) => assert!(found.starts_with(expected), "{found}"),
                (found, expected) => assert_eq!(found.as_deref(), expected),
            }
        }
        let homeless = Fake { homeless: true, ..with_variables([]) };
        assert_eq!(found(&homeless), Ok(None));
    }

    #[test]
    fn a_place_that_is_there_and_broken_is_an_error_and_no_other_is_taken() {
        for (variables, files, said) in [
            (&KEYS[..1], &[SHARED, PROFILE][..], "TENCENTCLOUD_SECRET_KEY is not set; "),
            (&POD[1..], &[SHARED, PROFILE], "TKE_REGION is not set; "),
            (&[("TENCENTCLOUD_CREDENTIALS_FILE", "/none")], &[PROFILE], "/none can't be read"),
            (&[("TCCLI_PROFILE", "ci")], &[PROFILE], "there is no profile `ci` "),
            (
                &[],
                &[(SHARED.0, "[default]\nsecret_id = a\n"), PROFILE],
                "/home/me/.tencentcloud/credentials has no text under `secret_key`",
            ),
            (&[], &[("default.credential", "{")], "/home/me/.tccli/default.credential is not valid JSON"),
            (
                &[("TENCENTCLOUD_CREDENTIALS_FILE", "")],
                &[SHARED, PROFILE],
                "TENCENTCLOUD_CREDENTIALS_FILE is set to nothing; ",
            ),
            (
                &[("TENCENTCLOUD_SECRET_ID", "")],
                &[SHARED, PROFILE],
                "TENCENTCLOUD_SECRET_ID is set to nothing; ",
            ),
            (&[("TENCENTCLOUD_TOKEN", "t")], &[SHARED, PROFILE], "TENCENTCLOUD_SECRET_ID is not set; "),
            (&[("TENCENTCLOUD_ROLE_SESSION_NAME", "s")], &[SHARED], "TENCENTCLOUD_ROLE_ARN is not set; "),
        ] {
            let error = found(&with(variables, files)).unwrap_err();
            assert!(error.starts_with(said), "{error}");
        }
    }

    #[test]
    fn a_role_of_the_environment_is_assumed_by_whoever_is_found() {
        let role = [("TENCENTCLOUD_ROLE_ARN", "r"), ("TENCENTCLOUD_ROLE_SESSION_NAME", "s")];
        let of_role =
            r#"{"secretId": "of-role", "secretKey": "b", "role-arn": "other", "role-session-name": "t"}"#;
        for (variables, files, source) in [
            (&KEYS[..], &[SHARED][..], "Credential { id: \"id…\""),
            (&POD, &[SHARED], "PodIdentity { provider: \"OIDC\""),
            (&[], &[SHARED, PROFILE], "Credential { id: \"of-file…\""),
            (&[], &[PROFILE], "Credential { id: \"of-tccli…\""),
            (&[], &[("default.credential", of_role)], "Credential { id: \"of-role…\""),
            (&[], &[("default.credential", r#"{"type": "cvm-role"}"#)], "InstanceRole {"),
            (&[], &[], "InstanceRole {"),
        ] {
            let (found, _) = find(&with(&[variables, &role].concat(), files)).unwrap();
            let shown = format!("{found:?}");
            assert!(shown.starts_with(&format!("AssumeRole {{ source: {source}")), "{shown}");
            assert!(shown.contains("role: \"r\", session_name: Some(\"s\")"), "{shown}");
        }
    }

    #[test]
    fn a_profile_of_a_role_or_of_the_machine_is_what_it_says() {
        let of = |text: &'static str| found(&with(&[], &[("default.credential", text)])).unwrap().unwrap();
        let role = of(r#"{"secretId": "a", "secretKey": "b", "role-arn": "r", "role-session-name": "s"}"#);
        assert!(role.starts_with("AssumeRole") && role.contains("session_name: Some(\"s\")"), "{role}");
        assert!(of(r#"{"type": "cvm-role"}"#).starts_with("InstanceRole"));
        let role = r#"{"secretId": "a", "secretKey": "b", "role-arn": "r", "expiresAt": 1}"#;
        let configure = ("default.configure", r#"{"sts": {"endpoint": "sts.intl.tencentcloudapi.com"}}"#);
        let role = found(&with(&[], &[("default.credential", role), configure])).unwrap().unwrap();
        assert!(role.starts_with("AssumeRole { source: Reread(None)"), "{role}");
        assert!(role.contains("sts.intl.tencentcloudapi.com"), "{role}");
    }
}
