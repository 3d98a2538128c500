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
        // The code of a second factor is good once.
        let is_spent = parameters.contains_key("TokenCode");
        let request = Untyped::tc3("sts", "2018-08-13", action, Value::Object(parameters));
        // Another set of keys does no harm.
        let answer = client.call_untyped(request.idempotent(!is_spent)).await.map_err(refused)?;
        keys_in(answer)
    }
}

fn keys_in(mut answer: Value) -> Result<Credential, CredentialError> {
    let expires = answer.get(EXPIRED_TIME).and_then(Value::as_u64);
    let mut keys = answer.get_mut("Credentials").map(Value::take).unwrap_or_default();
    temporary(&mut keys, expires, |name| {
        let holder = if name == EXPIRED_TIME { "" } else { "Credentials." };
        CredentialError::Answer { problem: format!("the answer of sts has no `{holder}{name}`") }
    })
}

/// When keys expire, in Unix seconds: the name is the same wherever temporary keys are given out.
pub(super) const EXPIRED_TIME: &str = "ExpiredTime";

/// Temporary keys, moved out of an answer: a copy would be wiped by nobody.
pub(super) fn temporary(
    keys: &mut Value,
    expires: Option<u64>,
    missing: impl Fn(&str) -> CredentialError,
) -> Result<Credential, CredentialError> {
    let mut take = |name: &str| match keys.get_mut(name).map(Value::take) {
        Some(Value::String(text)) if !text.is_empty() => Ok(text),
        _ => Err(missing(name)),
    };
    let (id, key, token) = (take("TmpSecretId")?, take("TmpSecretKey")?, take("Token")?);
    let expires = expires.and_then(|seconds| UNIX_EPOCH.checked_add(Duration::from_secs(seconds)));
    let expires = expires.ok_or_else(|| missing(EXPIRED_TIME))?;
    Ok(Credential::new(id, key).with_token(token).with_expiry(expires))
}
