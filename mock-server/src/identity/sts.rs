//! What sts answers: keys of roles, and who calls.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use qcloud_codegen::model::Api;
use serde_json::{Map, Value, json};

use super::{ACCOUNT, Issued, Keys, Settings};
use crate::embedded;
use crate::protocol::{Common, Incoming, Refusal};
use crate::reason::Reason;

/// The spec in the program, if a request means an Action of sts in it: whatever else the server's own spec has.
pub(crate) fn meant(incoming: &Incoming) -> Option<Arc<Api>> {
    let (action, version) = (incoming.common(Common::Action)?, incoming.common(Common::Version)?);
    let api = embedded::api().ok()?;
    let has = |service: &qcloud_codegen::model::Service| {
        service.wire == "sts"
            && service.version.as_deref() == Some(version)
            && service.actions.iter().any(|it| it.name == action)
    };
    api.services.iter().any(has).then_some(api)
}

/// The result of an Action; `caller` is who signed with temporary keys.
pub(crate) fn carry_out(
    settings: &Settings,
    issued: &mut Issued,
    caller: Option<&Keys>,
    (action, parameters): (&str, &Map<String, Value>),
    now: Timestamp,
    incoming: &Incoming,
) -> Result<Value, Refusal> {
    let text = |name: &str| parameters.get(name).and_then(Value::as_str).unwrap_or_default();
    if action == "GetCallerIdentity" {
        return Ok(match caller {
            None => json!({
                "Arn": format!("qcs::cam::uin/{ACCOUNT}:uin/{ACCOUNT}"),
                "AccountId": ACCOUNT, "UserId": ACCOUNT, "PrincipalId": ACCOUNT, "Type": "CAMUser",
            }),
            Some(keys) => json!({
                "Arn": format!("qcs::sts:::assumed-role/{}", keys.holder),
                "AccountId": ACCOUNT, "UserId": keys.holder, "PrincipalId": keys.holder, "Type": "CAMRole",
            }),
        });
    }
    let invalid = |what: String| Err(incoming.refusal(Reason::InvalidValue, what));
    let role = text("RoleArn").strip_prefix("qcs::cam::uin/").and_then(|rest| rest.split_once(":roleName/"));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let Some((_, role)) = role.filter(|(account, role)| is_number(account) && !role.is_empty()) else {
        return invalid(
            "`RoleArn`: it is not called like `qcs::cam::uin/100000000001:roleName/NAME`".to_owned(),
        );
    };
    for name in ["RoleSessionName", "ProviderId", "WebIdentityToken", "PrincipalArn", "SAMLAssertion"] {
        if parameters.contains_key(name) && text(name).trim().is_empty() {
            return invalid(format!("`{name}`: it is empty"));
        }
    }
    if text("WebIdentityToken").trim() != text("WebIdentityToken") {
        return invalid("`WebIdentityToken`: there is white space around it".to_owned());
    }
    let asked = parameters.get("DurationSeconds").and_then(Value::as_u64).unwrap_or(7200);
    let lifetime = settings.lifetime.unwrap_or(Duration::from_secs(asked));
    let keys = issued.issue(format!("{role}/{}", text("RoleSessionName")), now, lifetime);
    Ok(json!({
        "Credentials": {"Token": keys.token, "TmpSecretId": keys.id, "TmpSecretKey": keys.key},
        "ExpiredTime": keys.expires.as_second(),
        "Expiration": keys.expires.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
    }))
}
