//! The file of credentials that the vendor's clients share: keys in the section `[default]` of an INI file.

use std::io;
use std::path::Path;

use zeroize::Zeroizing;

use super::source::{Source, credential};
use super::{Credential, CredentialError, check};

/// The keys in a file.
pub(crate) fn file(source: &impl Source, path: &Path) -> Result<Credential, CredentialError> {
    let unreadable =
        |error: io::Error| CredentialError::Unreadable { path: path.to_owned(), source: error.into() };
    let bytes = Zeroizing::new(source.read(path).map_err(unreadable)?);
    let text = std::str::from_utf8(&bytes)
        .map_err(|_| CredentialError::MissingKey { path: path.to_owned(), key: "secret_id" })?;
    let get = |key: &'static str| {
        let value = value(text, key);
        value.map_or(Ok(()), |value| check(value, &|| format!("`{key}` in {}", path.display())))?;
        Ok(value.map(str::to_owned))
    };
    let needed = |key| get(key)?.ok_or_else(|| CredentialError::MissingKey { path: path.to_owned(), key });
    Ok(credential(needed("secret_id")?, needed("secret_key")?, get("token")?, get("region")?))
}

/// The value of a key in the section `[default]`, without quotes; none for one that is empty. The last one wins.
fn value<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    let mut is_default = false;
    let mut found = None;
    for line in text.trim_start_matches('\u{feff}').lines().map(str::trim) {
        if let Some(section) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            is_default = section.trim() == "default";
        } else if is_default
            && !line.starts_with(['#', ';'])
            && let Some((name, value)) = line.split_once('=')
            && name.trim() == key
        {
            let value = value.trim();
            let inner = ['"', '\''].iter().find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote));
            found = Some(inner.unwrap_or(value)).filter(|value| !value.is_empty());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stand_in_the_section_default_with_quotes_or_without() {
        let text = "\u{feff}; of mine\n[other]\nsecret_id = no\n[ default ]\n# secret_id = no\nsecret_id = \"id\"\r\n\
                    secret_key='a=b'\ntoken =\nsecret_keys = no\n";
        assert_eq!(value(text, "secret_id"), Some("id"));
        assert_eq!(value(text, "secret_key"), Some("a=b"));
        assert_eq!(value(text, "token"), None);
        assert_eq!(value("secret_id = id", "secret_id"), None);
        assert_eq!(value("[default]\nsecret_id = \"id", "secret_id"), Some("\"id"));
    }
}
