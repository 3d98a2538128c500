//! The identity of a pod in the vendor's Kubernetes service (TKE), by the token that is mounted into it.

use std::path::{Path, PathBuf};

use serde_json::{Map, json};
use zeroize::Zeroizing;

use super::assume_role::session_name;
use super::sts::Sts;
use crate::handwritten::credential::{
    Context, Credential, CredentialError, CredentialProvider, Process, Source, variable,
};
use crate::handwritten::hosts::Endpoint;
use crate::handwritten::runtime::BoxFuture;

const REGION: &str = "TKE_REGION";
const PROVIDER: &str = "TKE_PROVIDER_ID";
const TOKEN_FILE: &str = "TKE_WEB_IDENTITY_TOKEN_FILE";
const ROLE: &str = "TKE_ROLE_ARN";

/// The variables that a pod with an identity has, all of them.
pub(super) const VARIABLES: [&str; 4] = [REGION, PROVIDER, TOKEN_FILE, ROLE];

/// The temporary keys of a pod: its mounted token is exchanged for them, without a signature. The token changes while the pod
/// lives, so its file is read again at each renewal.
///
/// ```
/// # #[cfg(feature = "reqwest")]
/// # fn client() -> Result<qcloud_client::Client, Box<dyn std::error::Error>> {
/// use qcloud_client::Client;
/// use qcloud_client::credential::PodIdentity;
///
/// let client = Client::new(PodIdentity::from_env()?);
/// # Ok(client)
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct PodIdentity {
    provider: String,
    token_file: PathBuf,
    role: String,
    session_name: Option<String>,
    sts: Sts,
}

impl PodIdentity {
    /// The role, for which the token in a file asks by way of a provider of identities that the account knows.
    pub fn new(
        provider_id: impl Into<String>,
        token_file: impl Into<PathBuf>,
        role_arn: impl Into<String>,
    ) -> Self {
        Self {
            provider: provider_id.into(),
            token_file: token_file.into(),
            role: role_arn.into(),
            session_name: None,
            sts: Sts::default(),
        }
    }

    /// The identity that the cluster has given this pod: `TKE_REGION`, `TKE_PROVIDER_ID`, `TKE_WEB_IDENTITY_TOKEN_FILE` and
    /// `TKE_ROLE_ARN`.
    ///
    /// # Errors
    ///
    /// [`CredentialError::NotSet`] when one of the four is not set, or [`CredentialError::NotUnicode`].
    pub fn from_env() -> Result<Self, CredentialError> {
        Self::of(&Process)
    }

    pub(super) fn of(source: &impl Source) -> Result<Self, CredentialError> {
        let get = |name| variable(source, name)?.ok_or(CredentialError::NotSet { variable: name });
        Ok(Self::new(get(PROVIDER)?, get(TOKEN_FILE)?, get(ROLE)?).region(get(REGION)?))
    }

    /// The name of the session, which the logs of the account show. `qcloud-client-` and the time unless set.
    pub fn session_name(mut self, name: impl Into<String>) -> Self {
        self.session_name = Some(name.into());
        self
    }

    /// The region of the cluster, from which sts is asked. It is that of the calls too, where neither the client nor the environment
    /// has another.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.sts.region = Some(region.into());
        self
    }

    /// Asks at this address, such as `https://sts.internal.tencentcloudapi.com`. Unless set, sts is where the client has its services.
    pub fn endpoint(mut self, address: impl Into<String>) -> Self {
        self.sts.endpoint = Some(Endpoint::https(&address.into()));
        self
    }

    /// Asks a server on this machine without TLS, such as `http://127.0.0.1:8080`: for tests.
    pub fn loopback_endpoint(mut self, address: impl Into<String>) -> Self {
        self.sts.endpoint = Some(Endpoint::loopback(&address.into()));
        self
    }

    async fn ask(&self, context: &Context) -> Result<Credential, CredentialError> {
        let token = read(&self.token_file)?;
        let name = self.session_name.clone().unwrap_or_else(|| session_name(context));
        let parameters = [
            ("ProviderId", json!(self.provider)),
            ("WebIdentityToken", json!(token.trim())),
            ("RoleArn", json!(self.role)),
            ("RoleSessionName", json!(name)),
        ];
        let parameters: Map<_, _> =
            parameters.map(|(name, value)| (name.to_owned(), value)).into_iter().collect();
        let action = "AssumeRoleWithWebIdentity";
        let keys = self.sts.keys(context, Credential::unsigned(), action, &self.role, parameters).await?;
        let region = self.sts.region.clone().filter(|_| context.region().is_none());
        Ok(region.into_iter().fold(keys, Credential::with_region))
    }
}

/// The text of a file with a token. The file is small and on this machine, so nothing else waits for it.
fn read(path: &Path) -> Result<Zeroizing<String>, CredentialError> {
    let text = std::fs::read_to_string(path).map(Zeroizing::new);
    let text =
        text.map_err(|error| CredentialError::Unreadable { path: path.to_owned(), source: error.into() })?;
    if text.trim().is_empty() {
        return Err(CredentialError::MissingKey { path: path.to_owned(), key: "the token" });
    }
    Ok(text)
}

impl CredentialProvider for PodIdentity {
    fn credential<'a>(&'a self, context: &'a Context) -> BoxFuture<'a, Result<Credential, CredentialError>> {
        Box::pin(self.ask(context))
    }
}
