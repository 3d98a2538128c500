//! Which members hold secrets: known by their names, since no description says so.

/// What the name of a secret ends with, in lower case and without `_`.
const ENDS: [&str; 18] = [
    "accesskeysecret",
    "accesstoken",
    "apitoken",
    "appsecret",
    "clientsecret",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "productsecret",
    "pwd",
    "refreshtoken",
    "secretaccesskey",
    "secretbinary",
    "secretkey",
    "secretstring",
    "secretvalue",
    "sessiontoken",
];

/// What a secret may be called altogether.
const WHOLE: [&str; 2] = ["secret", "token"];

/// Whether a text of this name is a secret. Ids of secrets, their types and counts are none, and neither is the place in a list.
pub(super) fn is_sensitive(name: &str) -> bool {
    let name: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    WHOLE.contains(&name.as_str()) || ENDS.iter().any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::is_sensitive;

    #[test]
    fn secrets_are_known_by_their_names() {
        for name in
            ["Password", "DbPwd", "CertificatePrivateKey", "TmpSecretKey", "secret_key", "Token", "AppSecret"]
        {
            assert!(is_sensitive(name), "{name}");
        }
        for name in
            ["SecretId", "NextToken", "ClientToken", "PasswordLength", "KeyId", "TokenType", "MaxTokens"]
        {
            assert!(!is_sensitive(name), "{name}");
        }
    }
}
