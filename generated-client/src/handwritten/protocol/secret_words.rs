//! Which names are those of secrets. The client has a copy of this file, and a test holds the two equal.

/// How the name of a secret ends, in lower case and without anything but letters and digits.
const SECRETS: &str = "\
    accesskey aeskey apikey apikeys authkey certificatekey certkey credential credentials datakey \
    decryptionkey decryptkey encryptionkey encryptkey kubeconfig pass passphrase passwd password \
    passwords presharedkey presharekey privatekey privatekeys psk pwd secret secretkey secretkeys \
    signingkey signkey token usersig";

/// How names end that only look like those of secrets.
const NO_SECRETS: &[&str] = &[
    // Words that end in `pass`, and what a check answers.
    "bypass compass ispass notpass unpass",
    // Whether there is to be a password.
    "generatepassword",
    // A way to log in, `client_credentials`.
    "clientcredentials",
    // What anybody may know, or looks up in the DNS.
    "domainvalidateauthkey dvauthkey metadatakey publicencryptkey publicencryptionkey",
    // Tokens of pages.
    "contexttoken continuationtoken continuetoken cursortoken markertoken nexttoken pagetoken paginationtoken scrolltoken",
    // What makes a request the same one when it is repeated.
    "clienttoken creationtoken idempotencytoken idempotenttoken",
    // How many tokens a language model has read or written.
    "inputtoken maxtoken outputtoken totaltoken",
];

/// What may stand behind the word that makes a name that of a secret: `PasswordNew`, `SecretValue`, `PrivateKeyPem`.
const ENDINGS: &str = "again base64 binary confirm content data new old pem string text value";

/// Whether a text of this name is a secret, in any spelling: `newPwd`, `new_pwd`, `NewPwd`.
pub(crate) fn is_secret_name(name: &str) -> bool {
    let mut plain = name.to_lowercase();
    plain.retain(char::is_alphanumeric);
    let ends = |name: &str, words: &str| words.split(' ').any(|word| name.ends_with(word));
    let is_secret = |name: &str| ends(name, SECRETS) && !NO_SECRETS.iter().any(|words| ends(name, words));
    let stem = ENDINGS.split(' ').find_map(|ending| plain.strip_suffix(ending)).unwrap_or(&plain);
    is_secret(stem.trim_end_matches(|c: char| c.is_ascii_digit()))
}
