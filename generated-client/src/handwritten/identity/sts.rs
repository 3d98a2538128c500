//! The service sts, which gives temporary keys: one call, with the client's own transport, clock and retries.

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use bytes::{Bytes, BytesMut};
use serde_json::{Map, Value};
use zeroize::{Zeroize, Zeroizing};

use crate::handwritten::client::Client;
use crate::handwritten::credential::{Context, Credential, CredentialError};
use crate::handwritten::hosts::Endpoint;
use crate::handwritten::protocol::Untyped;

/// The region for which the vendor's own clients ask, where the caller has none: roles are the same everywhere.
const REGION: &str = "ap-guangzhou";

/// What a provider says of sts; what it leaves open is as the client has it.
#[derive(Clone, Debug, Default)]
pub(super) struct Sts {
    pub(super) region: Option<String>,
    /// Another address, or why that is none.
    pub(super) endpoint: Option<Result<Endpoint, String>>,
}

impl Sts {
    /// Asks for temporary keys with those of the source. `role` is for the error.
    pub(super) async fn keys(
        &self,
        context: &Context,
        source: Credential,
        action: &str,
        role: &str,
        parameters: Map<String, Value>,
    ) -> Result<Credential, CredentialError> {
        let refused = |error| CredentialError::Role { role: role.to_owned(), source: Arc::new(error) };
        let region = self.region.as_deref().or(context.region()).or(source.region()).unwrap_or(REGION);
        let is_unsigned = source.is_unsigned();
        let mut client = Client::builder()
            .transport(Arc::clone(context.transport()))
            .runtime(Arc::clone(context.runtime()))
            .hosts(context.hosts().clone())
            .region(region)
            .credential(source);
        if let Some(endpoint) = &self.endpoint {
            client = client.with_endpoint(endpoint.clone());
        }
        let client = client.build().map_err(refused)?;
        // The code of a second factor is good once.
        let is_spent = parameters.contains_key("TokenCode");
        let request = Untyped::tc3("sts", "2018-08-13", action, Value::Object(parameters));
        let request = if is_unsigned { request.unsigned() } else { request };
        // Another set of keys does no harm.
        let call =
            client.call_untyped(request.idempotent(!is_spent).sensitive(["TokenCode"])).with_metadata();
        let (answer, response) = call.await.map_err(refused)?.into_parts();
        wipe(response.into_body());
        keys_in(answer)
    }
}

/// Wipes the body of an answer that has keys in it; one that somebody else still holds is theirs.
pub(super) fn wipe(body: Bytes) -> Option<BytesMut> {
    let mut body = body.try_into_mut().ok()?;
    body.as_mut().zeroize();
    Some(body)
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
        Some(Value::String(text)) => Zeroizing::new(text),
        _ => Zeroizing::default(),
    };
    let mut parts = ["TmpSecretId", "TmpSecretKey", "Token"].map(|name| (name, take(name)));
    if let Some((name, _)) = parts.iter().find(|(_, text)| text.is_empty()) {
        return Err(missing(name));
    }
    let [id, key, token] = parts.each_mut().map(|(_, text)| std::mem::take(&mut **text));
    let expires = expires.and_then(|seconds| UNIX_EPOCH.checked_add(Duration::from_secs(seconds)));
    let expires = expires.ok_or_else(|| missing(EXPIRED_TIME))?;
    Ok(Credential::new(id, key).with_token(token).with_expiry(expires))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_wiped_where_nobody_else_has_it() {
        let body = Bytes::from(b"secret".to_vec());
        let other = body.clone();
        assert_eq!(wipe(body), None);
        assert_eq!(wipe(other).as_deref(), Some(&[0; 6][..]));
    }
}
