//! The role of a machine (CVM), by the metadata service that only the machine itself reaches.

use std::net::IpAddr;
use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use http::header::HOST;
use http::{Request, StatusCode};
use serde_json::Value;

use super::sts::{EXPIRED_TIME, temporary, wipe};
use crate::handwritten::credential::{Context, Credential, CredentialError, CredentialProvider};
use crate::handwritten::runtime::{BoxFuture, with_timeout};

const NAME: &str = "metadata.tencentyun.com";

const ROLES: &str = "/latest/meta-data/cam/security-credentials/";

const REGION: &str = "/latest/meta-data/placement/region";

/// So long the service may take for everything: it is next door, or it is not there.
const LIMIT: Duration = Duration::from_secs(1);

/// The service tells names and keys, in so many bytes at most.
const LONGEST_ANSWER: usize = 64 * 1024;

/// The temporary keys of the role that a machine (CVM) is bound to.
///
/// The service is asked over plain HTTP, so whoever answers for its name could hand out keys of their own, and a program would
/// put its private keys into their account. It is therefore asked only where its name leads to an address of the machine's own link
/// (169.254.0.0/16), never through a proxy, and given one second. An address of your own choice is taken as it is.
///
/// ```
/// # #[cfg(feature = "reqwest")] {
/// use qcloud_client::Client;
/// use qcloud_client::credential::InstanceRole;
///
/// let client = Client::new(InstanceRole::new());
/// # let _ = client;
/// # }
/// ```
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct InstanceRole {
    role: Option<String>,
    address: Option<String>,
}

impl InstanceRole {
    /// The role that the machine is bound to.
    pub fn new() -> Self {
        Self::default()
    }

    /// This role, without asking for its name.
    pub fn role(mut self, name: impl Into<String>) -> Self {
        self.role = Some(name.into());
        self
    }

    /// Asks at this address, host and port, instead of the service's own: for tests, and for networks that have it elsewhere. Keys
    /// of whoever answers there are trusted, and the request goes the way of any other, through a proxy where there is one.
    pub fn address(mut self, address: impl Into<String>) -> Self {
        self.address = Some(address.into());
        self
    }

    async fn ask(&self, context: &Context) -> Result<Credential, CredentialError> {
        let timer = || context.runtime().sleep(LIMIT);
        let late = Err(none(format!("the metadata service did not answer within {LIMIT:?}")));
        let (address, credential) = with_timeout(pin!(self.keys(context)), timer).await.unwrap_or(late)?;
        if context.region().is_some() {
            return Ok(credential);
        }
        // The region of the machine is worth having, and no reason to fail or to wait for long.
        let timer = || context.runtime().sleep(LIMIT / 2);
        let region = pin!(get(context, &address, REGION));
        let region = with_timeout(region, timer).await.ok().and_then(Result::ok);
        Ok(match region.as_deref().and_then(region_in) {
            Some(region) => credential.with_region(region),
            None => credential,
        })
    }

    /// The keys, and the address of whoever gave them.
    async fn keys(&self, context: &Context) -> Result<(String, Credential), CredentialError> {
        let address = self.place(context).await?;
        let role = match &self.role {
            Some(role) => role.clone(),
            None => name_in(&get(context, &address, ROLES).await?)?,
        };
        if role.is_empty() || !role.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c)) {
            return Err(wrong("a name of a role that is none"));
        }
        let answer = get(context, &address, &format!("{ROLES}{role}")).await?;
        let credential = keys_in(&answer);
        wipe(answer);
        Ok((address, credential?))
    }

    /// Where the service is: at an address of the machine's own link, unless the program says otherwise.
    async fn place(&self, context: &Context) -> Result<String, CredentialError> {
        if let Some(address) = &self.address {
            return Ok(address.clone());
        }
        let found = context.transport().resolve(NAME).await;
        let found = found.map_err(|_| none(format!("the name {NAME} has no address here")))?;
        let is_on_link = |address: &IpAddr| matches!(address, IpAddr::V4(address) if address.is_link_local());
        match found.iter().find(|address| !is_on_link(address)) {
            // One that is not may be the one that is taken.
            Some(other) => Err(none(format!(
                "{NAME} leads to {other}, which is not of the machine's own link (169.254.0.0/16) and is not trusted"
            ))),
            None => match found.first() {
                Some(address) => Ok(address.to_string()),
                None => Err(none(format!("the name {NAME} has no address here"))),
            },
        }
    }
}

impl CredentialProvider for InstanceRole {
    fn credential<'a>(&'a self, context: &'a Context) -> BoxFuture<'a, Result<Credential, CredentialError>> {
        Box::pin(self.ask(context))
    }
}

fn none(why: String) -> CredentialError {
    CredentialError::NoInstanceRole { why }
}

fn wrong(what: &str) -> CredentialError {
    CredentialError::Answer { problem: format!("the metadata service of the machine answered with {what}") }
}

async fn get(context: &Context, address: &str, path: &str) -> Result<Bytes, CredentialError> {
    let request = Request::get(format!("http://{address}{path}")).header(HOST, NAME).body(Bytes::new());
    let request = request.map_err(|_| none("the address that was given for it is none".to_owned()))?;
    let sent = context.transport().send(request).await;
    let response = sent.map_err(|error| none(format!("the metadata service was not reached: {error}")))?;
    match response.status() {
        StatusCode::OK => {
            let body = response.into_body().bytes(LONGEST_ANSWER).await;
            body.map_err(|error| none(format!("the metadata service did not answer: {error}")))
        }
        StatusCode::NOT_FOUND => Err(none("the machine is bound to none, or to another".to_owned())),
        status => Err(wrong(&format!("the status {}", status.as_u16()))),
    }
}

/// The first line, which is the name of the role.
fn name_in(text: &[u8]) -> Result<String, CredentialError> {
    let text = std::str::from_utf8(text).map_err(|_| wrong("something that is no text"))?;
    match text.lines().next().map(str::trim) {
        Some(name) if !name.is_empty() => Ok(name.to_owned()),
        _ => Err(none("the machine is bound to none".to_owned())),
    }
}

/// The name of a region, if that is what the text is.
fn region_in(text: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(text).ok()?.trim();
    let is_region = text.len() <= 64 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    is_region.then_some(text)
}

fn keys_in(text: &[u8]) -> Result<Credential, CredentialError> {
    let mut answer: Value = serde_json::from_slice(text).map_err(|_| wrong("something that is not JSON"))?;
    if answer.get("Code").and_then(Value::as_str) != Some("Success") {
        return Err(wrong("a `Code` that is not `Success`"));
    }
    let expires = answer.get(EXPIRED_TIME).and_then(Value::as_u64);
    temporary(&mut answer, expires, |name| wrong(&format!("no `{name}`")))
}
