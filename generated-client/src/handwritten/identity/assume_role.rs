//! Keys of a role, for which another identity asks.

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use serde_json::{Map, Value, json};

use super::sts::Sts;
use crate::handwritten::credential::{Context, Credential, CredentialError, CredentialProvider};
use crate::handwritten::hosts::Endpoint;
use crate::handwritten::runtime::BoxFuture;
use crate::handwritten::types::Secret;

/// The temporary keys of a role, for which another identity asks: in the same account, or in another that trusts it.
///
/// The client renews them five minutes before they expire, and asks with the source's credential of that time.
/// [Action `AssumeRole` of sts](https://cloud.tencent.com/document/product/1312/48197).
///
/// ```
/// # #[cfg(feature = "reqwest")]
/// # fn client() -> Result<qcloud_client::Client, Box<dyn std::error::Error>> {
/// use std::time::Duration;
/// use qcloud_client::credential::AssumeRole;
/// use qcloud_client::{Client, Credential};
///
/// let role = AssumeRole::new(Credential::from_env()?, "qcs::cam::uin/100000000001:roleName/deploy")
///     .session_name("nightly-deploy")
///     .external_id("what the other account agreed on")
///     .duration(Duration::from_secs(3600));
/// let client = Client::new(role);
/// # Ok(client)
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct AssumeRole {
    source: Arc<dyn CredentialProvider>,
    role: String,
    session_name: Option<String>,
    duration: Option<Duration>,
    policy: Option<String>,
    external_id: Option<String>,
    source_identity: Option<String>,
    tags: Vec<(String, String)>,
    mfa: Option<(String, Secret)>,
    sts: Sts,
}

impl AssumeRole {
    /// The role of this name, such as `qcs::cam::uin/100000000001:roleName/deploy`, asked for by the source.
    pub fn new(source: impl CredentialProvider + 'static, role_arn: impl Into<String>) -> Self {
        Self {
            source: Arc::new(source),
            role: role_arn.into(),
            session_name: None,
            duration: None,
            policy: None,
            external_id: None,
            source_identity: None,
            tags: Vec::new(),
            mfa: None,
            sts: Sts::default(),
        }
    }

    /// The name of the session, which the logs of the account show. `qcloud-client-` and the time unless set.
    pub fn session_name(mut self, name: impl Into<String>) -> Self {
        self.session_name = Some(name.into());
        self
    }

    /// How long the keys are to live, in whole seconds. Two hours unless set; the server takes at most twelve.
    pub fn duration(mut self, duration: Duration) -> Self {
        self.duration = Some(duration);
        self
    }

    /// A policy of access management as JSON, which takes rights of the role away for this session.
    pub fn policy(mut self, json: impl Into<String>) -> Self {
        self.policy = Some(json.into());
        self
    }

    /// The external id that the account of the role asks for.
    pub fn external_id(mut self, id: impl Into<String>) -> Self {
        self.external_id = Some(id.into());
        self
    }

    /// The person or program behind the call, for the logs of the account.
    pub fn source_identity(mut self, identity: impl Into<String>) -> Self {
        self.source_identity = Some(identity.into());
        self
    }

    /// A tag of the session; can be repeated.
    pub fn tag(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.tags.push((key.into(), value.into()));
        self
    }

    /// The serial number of a second factor, and the code that it shows. The code is good once, so that these keys can't be
    /// renewed: for programs that end before they expire.
    pub fn mfa(mut self, serial_number: impl Into<String>, code: impl Into<String>) -> Self {
        self.mfa = Some((serial_number.into(), Secret::from(code.into())));
        self
    }

    /// The region from which sts is asked. That of the client unless set, or `ap-guangzhou`.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.sts.region = Some(region.into());
        self
    }

    /// Asks at this address, such as `https://sts.intl.tencentcloudapi.com`. Unless set, sts is where the client has its services: under
    /// its root domain, inside of the vendor's networks, at a regional host, or behind its endpoint.
    pub fn endpoint(mut self, address: impl Into<String>) -> Self {
        self.sts.endpoint = Some(Endpoint::https(&address.into()));
        self
    }

    /// Asks a server on this machine without TLS, such as `http://127.0.0.1:8080`: for tests.
    pub fn loopback_endpoint(mut self, address: impl Into<String>) -> Self {
        self.sts.endpoint = Some(Endpoint::loopback(&address.into()));
        self
    }

    fn parameters(&self, context: &Context) -> Map<String, Value> {
        let session_name = self.session_name.clone().unwrap_or_else(|| session_name(context));
        let mut all = Map::new();
        all.insert("RoleArn".to_owned(), json!(self.role));
        all.insert("RoleSessionName".to_owned(), json!(session_name));
        if let Some(duration) = self.duration {
            all.insert("DurationSeconds".to_owned(), json!(duration.as_secs()));
        }
        // The server decodes it once more than other parameters.
        let encoded = |text: &String| {
            form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
        };
        let (serial, code) =
            self.mfa.as_ref().map(|(serial, code)| (serial.clone(), code.expose().to_owned())).unzip();
        for (name, value) in [
            ("Policy", self.policy.as_ref().map(encoded)),
            ("ExternalId", self.external_id.clone()),
            ("SourceIdentity", self.source_identity.clone()),
            ("SerialNumber", serial),
            ("TokenCode", code),
        ] {
            if let Some(value) = value {
                all.insert(name.to_owned(), json!(value));
            }
        }
        if !self.tags.is_empty() {
            let tags = self.tags.iter().map(|(key, value)| json!({"Key": key, "Value": value}));
            all.insert("Tags".to_owned(), tags.collect());
        }
        all
    }
}

/// The name of a session that the program has not named.
pub(super) fn session_name(context: &Context) -> String {
    let now = context.runtime().system_time().duration_since(UNIX_EPOCH).unwrap_or_default();
    format!("qcloud-client-{}", now.as_secs())
}

impl AssumeRole {
    /// The region of the source is that of the role too.
    async fn ask(&self, context: &Context) -> Result<Credential, CredentialError> {
        let source = self.source.credential(context).await?;
        let region = source.region().map(str::to_owned);
        let keys = self.sts.keys(context, source, "AssumeRole", &self.role, self.parameters(context)).await?;
        Ok(region.into_iter().fold(keys, Credential::with_region))
    }
}

impl CredentialProvider for AssumeRole {
    fn credential<'a>(&'a self, context: &'a Context) -> BoxFuture<'a, Result<Credential, CredentialError>> {
        Box::pin(self.ask(context))
    }
}
