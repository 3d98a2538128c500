//! Which values of a request without a spec are secrets: those of the names that the caller marks, those whose names say so, and
//! private keys.

use zeroize::Zeroizing;

use super::secret_words::is_secret_name;
use crate::Json;

/// Whether a flat parameter, such as `accounts.0.password`, is a secret. Letter case of what is marked does not matter.
pub(super) fn is_secret(name: &str, value: &str, marked: &[String]) -> bool {
    begins_as_private_key(value) || name.split('.').any(|segment| is_secret_member(segment, marked))
}

/// Every secret text and number in the parameters of a request, at any depth.
pub(crate) fn secrets_in(parameters: Json, marked: &[String]) -> Vec<Zeroizing<String>> {
    let mut found = Vec::new();
    collect(parameters, marked, false, &mut found);
    found
}

/// Texts are moved, so that the value leaves none behind that nobody wipes.
fn collect(json: Json, marked: &[String], inside: bool, found: &mut Vec<Zeroizing<String>>) {
    match json {
        Json::Number(number) if inside => found.push(Zeroizing::new(number.to_string())),
        Json::String(text) if inside || begins_as_private_key(&text) => found.push(Zeroizing::new(text)),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
        Json::Array(values) => values.into_iter().for_each(|value| collect(value, marked, inside, found)),
        Json::Object(members) => {
            for (name, value) in members {
                let inside = inside || is_secret_member(&name, marked);
                collect(value, marked, inside, found);
            }
        }
    }
}

/// The same JSON with `REDACTED` in place of all that is secret by its name or its beginning, and of every text that has one of these
/// secrets in it.
#[cfg(feature = "testing")]
pub(crate) fn without_secrets(json: Json, marked: &[String], secrets: &[String]) -> Json {
    redacted(json, marked, secrets, false)
}

#[cfg(feature = "testing")]
fn redacted(json: Json, marked: &[String], secrets: &[String], inside: bool) -> Json {
    let is_told =
        |text: &str| secrets.iter().any(|secret| !secret.is_empty() && text.contains(secret.as_str()));
    match json {
        Json::String(text)
            if !text.is_empty() && (inside || begins_as_private_key(&text) || is_told(&text)) =>
        {
            Json::String("REDACTED".to_owned())
        }
        Json::Number(_) if inside => 0.into(),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => json,
        Json::Array(values) => {
            values.into_iter().map(|value| redacted(value, marked, secrets, inside)).collect()
        }
        Json::Object(members) => {
            let members = members.into_iter().map(|(name, value)| {
                let inside = inside || is_secret_member(&name, marked);
                (name, redacted(value, marked, secrets, inside))
            });
            Json::Object(members.collect())
        }
    }
}

fn is_secret_member(name: &str, marked: &[String]) -> bool {
    marked.iter().any(|marked| marked.eq_ignore_ascii_case(name)) || is_secret_name(name)
}

/// Whether a text begins as a private key in PEM does.
fn begins_as_private_key(text: &str) -> bool {
    let Some(kind) = text.trim_start().strip_prefix("-----BEGIN ") else { return false };
    kind.split('-').next().is_some_and(|kind| kind.ends_with("PRIVATE KEY"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEM: &str = "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE";

    #[test]
    fn names_and_private_keys_tell_secrets_from_plain_values() {
        for (name, value, expected) in [
            ("limit", "5", false),
            ("Password", "x", true),
            ("accounts.0.password", "x", true),
            ("passwords.0", "x", true),
            ("pageToken", "x", false),
            ("Content", PEM, true),
            ("Content", "-----BEGIN CERTIFICATE-----\nPRIVATE KEY-----", false),
            ("Pin", "1234", false),
        ] {
            assert_eq!(is_secret(name, value, &[]), expected, "{name} {value}");
        }
        assert!(is_secret("users.0.pin", "1234", &["Pin".to_owned()]));
    }

    #[test]
    fn all_that_stands_under_a_secret_name_is_secret() {
        let json = serde_json::json!({
            "Limit": 5,
            "Login": {"Password": "a", "User": "b"},
            "Secret": {"Pin": [1234, "c", null, true]},
            "Files": [PEM, "d"],
            "Extra": {"Deep": [{"Pin": "e"}]},
        });
        let found = |marked: &[&str]| {
            let marked: Vec<_> = marked.iter().map(|name| (*name).to_owned()).collect();
            let mut found: Vec<_> =
                secrets_in(json.clone(), &marked).iter().map(|secret| secret.to_string()).collect();
            found.sort();
            found
        };
        assert_eq!(found(&[]), [PEM, "1234", "a", "c"]);
        assert_eq!(found(&["pin", "User"]), [PEM, "1234", "a", "b", "c", "e"]);
    }
}
