//! The service sts, which gives temporary keys: one call, with the client's own transport, clock and retries.

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use serde_json::{Map, Value};

use crate::handwritten::client::Client;
use crate::handwritten::credential::{Context, Credential, CredentialError, CredentialProvider};
use crate::handwritten::protocol::Untyped;

/// The region for which the vendor's own clients ask, where the caller has none: roles are the same everywhere.
const REGION: &str = "ap-guangzhou";

/// Where sts is, and from which region it is asked.
#[derive(Clone, Debug, Default)]
pub(super) struct Sts {
    pub(super) region: Option<String>,
    pub(super) endpoint: Option<Endpoint>,
}

/// Another address than the service's own; it is looked at when the client is made.
#[derive(Clone, Debug)]
pub(super) enum Endpoint {
    Https(String),
    Loopback(String),
}

impl Sts {
    /// Asks for temporary keys. `role` is for the error.
    pub(super) async fn keys(
        &self,
        context: &Context,
        source: Arc<dyn CredentialProvider>,
        action: &str,
        role: &str,
        parameters: Map<String, Value>,
    ) -> Result<Credential, CredentialError> {
        let refused = |error| CredentialError::Role { role: role.to_owned(), source: Arc::new(error) };
        let region = self.region.as_deref().or(context.region()).unwrap_or(REGION);
        let mut client = Client::builder()
            .transport(Arc::clone(context.transport()))
            .runtime(Arc::clone(context.runtime()))
            .credential_provider(source)
            .region(region);
        client = match &self.endpoint {
            Some(Endpoint::Https(address)) => client.endpoint(address),
            Some(Endpoint::Loopback(address)) => client.loopback_endpoint(address),
            None => client,
        };
        let client = client.build().map_err(refused)?;
        let request = Untyped::tc3("sts", "2018-08-13", action, Value::Object(parameters));
        // Another set of keys does no harm.
        let answer = client.call_untyped(request.idempotent(true)).await.map_err(refused)?;
        keys_in(answer)
    }
}

/// The keys in the answer, moved out of it: a copy would be wiped by nobody.
fn keys_in(mut answer: Value) -> Result<Credential, CredentialError> {
    let expires = answer.get("ExpiredTime").and_then(Value::as_u64);
    let mut take = |name: &str| {
        let value = answer.get_mut("Credentials").and_then(|keys| keys.get_mut(name)).map(Value::take);
        match value {
            Some(Value::String(text)) if !text.is_empty() => Ok(text),
            _ => Err(missing(&format!("`Credentials.{name}`"))),
        }
    };
    let (id, key, token) = (take("TmpSecretId")?, take("TmpSecretKey")?, take("Token")?);
    let expires = expires.and_then(|seconds| UNIX_EPOCH.checked_add(Duration::from_secs(seconds)));
    let expires = expires.ok_or_else(|| missing("`ExpiredTime`"))?;
    Ok(Credential::new(id, key).with_token(token).with_expiry(expires))
}

fn missing(what: &str) -> CredentialError {
    CredentialError::Answer { problem: format!("the answer of sts has no {what}") }
}
