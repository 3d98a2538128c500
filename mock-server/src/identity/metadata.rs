//! The metadata service of an instance: the keys of its role, and where it is.

use http::{Method, StatusCode};
use jiff::Timestamp;
use serde_json::json;

use super::{Issued, Settings};
use crate::response::Answer;

/// Every path of the service begins so.
const ROOT: &str = "/latest/meta-data/";

/// Keys of an instance hold so long.
const LIFETIME: std::time::Duration = std::time::Duration::from_secs(6 * 3600);

/// Whether it is the metadata service that is asked.
pub(crate) fn is_meant(path: &str) -> bool {
    path.starts_with(ROOT)
}

/// What the service answers, and whether that is what was asked for.
pub(crate) fn answer(
    settings: &Settings,
    issued: &mut Issued,
    now: Timestamp,
    (method, path, is_signed): (&Method, &str, bool),
) -> Result<Answer, StatusCode> {
    if method != Method::GET {
        return Err(StatusCode::METHOD_NOT_ALLOWED);
    }
    // Whoever signs here has given a signature to somebody who is not the API.
    if is_signed {
        return Err(StatusCode::BAD_REQUEST);
    }
    let role = settings.role.as_deref();
    match path.strip_prefix(ROOT).unwrap_or_default() {
        "placement/region" => Ok(Answer::text(settings.region.clone())),
        "placement/zone" => Ok(Answer::text(format!("{}-1", settings.region))),
        "instance-id" => Ok(Answer::text("ins-mock0001")),
        "cam/security-credentials" | "cam/security-credentials/" => {
            role.map(|role| Answer::text(role.to_owned())).ok_or(StatusCode::NOT_FOUND)
        }
        other => {
            let asked = other.strip_prefix("cam/security-credentials/");
            let role = role.filter(|role| asked == Some(*role)).ok_or(StatusCode::NOT_FOUND)?;
            let lifetime = settings.lifetime.unwrap_or(LIFETIME);
            let keys = issued.issue(format!("{role}/instance"), now, lifetime);
            let body = json!({
                "TmpSecretId": keys.id,
                "TmpSecretKey": keys.key,
                "Token": keys.token,
                "ExpiredTime": keys.expires.as_second(),
                "Expiration": keys.expires.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
                "Code": "Success",
            });
            Ok(Answer::json("application/json", body.to_string()))
        }
    }
}
