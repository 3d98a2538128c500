//! Secrets in every encoding are found, and nothing else is.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use proptest::prelude::*;

use super::*;

const PEM: &str = "-----BEGIN PRIVATE KEY-----\r\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw/gSjAgEAAoIBAQC7VJTUt9Us8cKj\r\n\
                   MzEfYyjiWA4R4/M2bS1GB4t7NXp98C3SC6dVMvDuictGeurT8jNbvJZHtCSuYEvu\r\nNMoSfm76oqFvAp8Gy0==\r\n\
                   -----END PRIVATE KEY-----\r\n";
const KEY: &str = "Gu5t9xGARNpq86cd98joQYCN3Cozk1qA";

fn redact(text: &str, secrets: &[&str]) -> String {
    redacted(text, text.len(), secrets)
}

fn php(text: &str) -> String {
    json(text).replace('/', "\\/")
}

fn json(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

fn unicode(text: &str) -> String {
    text.encode_utf16().fold(String::new(), |mut escaped, unit| {
        write!(escaped, "\\u{unit:04X}").unwrap();
        escaped
    })
}

fn percent(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02x}").unwrap();
        }
        encoded
    })
}

fn form(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn hex(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        write!(encoded, "{byte:02X}").unwrap();
        encoded
    })
}

fn html(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('/', "&#x2F;").replace('=', "&#61;")
}

fn wrapped(text: &str) -> String {
    let kept: Vec<_> = text.chars().filter(|character| !character.is_whitespace()).collect();
    kept.chunks(7).map(|chunk| chunk.iter().collect::<String>()).collect::<Vec<_>>().join("\n ")
}

/// What servers do to what they quote.
const ENCODINGS: [fn(&str) -> String; 26] = [
    str::to_owned,
    json,
    php,
    unicode,
    percent,
    form,
    hex,
    html,
    wrapped,
    |text| percent(&percent(text)),
    |text| form(&form(text)),
    |text| php(&percent(text)),
    |text| percent(&php(text)),
    |text| STANDARD.encode(text),
    |text| STANDARD.encode(format!("k={text}&x=1")),
    |text| URL_SAFE_NO_PAD.encode(format!("ab{text}")),
    |text| STANDARD.encode(json(text)),
    |text| percent(&STANDARD.encode(text)),
    |text| wrapped(&STANDARD.encode(text)),
    |text| wrapped(&php(text)),
    |text| wrapped(&percent(text)),
    |text| wrapped(text).replace('\n', "\u{200b}"),
    |text| wrapped(text).replace("\n ", "\u{a0}"),
    |text| wrapped(text).replace("\n ", "&#8203;"),
    |text| wrapped(text).replace("\n ", "&nbsp;&shy;"),
    |text| wrapped(&STANDARD.encode(text)).replace("\n ", "\u{feff}"),
];

#[test]
fn a_key_is_taken_out_whole_in_every_encoding() {
    for (number, encode) in ENCODINGS.iter().enumerate() {
        for secret in [KEY, PEM.trim(), "a/b c\\\"d+e=f&g%41h-é-ij"] {
            let encoded = encode(secret);
            let shown =
                redact(&format!("the value ({encoded}) is wrong"), &[secret, "another-secret-of-24-bytes"]);
            let rest = shown.replace(MARK, "");
            assert!(shown.starts_with("the value (") && shown.ends_with(") is wrong"), "{number}: {shown}");
            assert!(rest.len() < 24 + 14, "{number}: {shown} of {encoded}");
        }
    }
}

#[test]
fn a_key_that_is_cut_short_is_found_by_sixteen_characters() {
    assert_eq!(redact("bad key Gu5t9xGARNpq86cd…", &[KEY]), "bad key [redacted]…");
    assert_eq!(redact("bad key Gu5t9xGARNpq86c…", &[KEY]), "bad key Gu5t9xGARNpq86c…");
    assert_eq!(redact("bad key …98joQYCN3Cozk1qA", &[KEY]), "bad key …[redacted]");
    // A line of a key, quoted alone, and what stands around the end of one.
    assert_eq!(redact("at MzEfYyjiWA4R4/M2bS1GB4t7NXp98C3SC6dVMv!", &[PEM]), "at [redacted]!");
    assert_eq!(redact("at: GeurT8jNbvJZHtCSuYEvu\\r\\nNMoS!", &[PEM]), "at: [redacted]!");
    assert_eq!(redact("at uYEvu\\nNMoSfm7!", &[PEM]), "at uYEvu\\nNMoSfm7!");
}

#[test]
fn a_part_is_found_beside_the_whole() {
    let text = format!("98joQYCN3Cozk1qA, {KEY}, Gu5t9xGARNpq86cd98, x86cd98joQYCN3Cozx");
    assert_eq!(redact(&text, &[KEY]), "[redacted], [redacted], [redacted], x[redacted]x");
}

#[test]
fn a_secret_of_eight_to_fifteen_characters_is_found_whole() {
    assert_eq!(redact("xhunter2222x, hunter22", &["hunter2222"]), "x[redacted]x, hunter22");
    assert_eq!(redact("hunter%32%3222", &["hunter2222"]), "[redacted]");
}

#[test]
fn a_shorter_one_is_found_as_a_word() {
    assert_eq!(
        redact("nonce 11886, 118861, x11886 (11886)", &["11886"]),
        "nonce [redacted], 118861, x11886 ([redacted])"
    );
    assert_eq!(redact("Limit 5 of 15 is 5.", &["5"]), "Limit [redacted] of 15 is [redacted].");
    assert_eq!(redact("a%2Fb and a\\/b", &["a/b"]), "[redacted] and [redacted]");
    assert_eq!(redact("证书ab证书", &["ab"]), "证书ab证书");
}

#[test]
fn parts_that_overlap_are_one_and_nothing_is_replaced_within_a_mark() {
    let secrets = ["abcdefghijklmnopqrst", "klmnopqrstuvwxyz0123", "redacted", "e"];
    assert_eq!(
        redact("<abcdefghijklmnopqrstuvwxyz0123> e redacted", &secrets),
        "<[redacted]> [redacted] [redacted]"
    );
}

#[test]
fn what_is_empty_or_white_space_is_no_secret() {
    assert_eq!(redact("bad key", &["", " ", "\r\n", "+", "  +  "]), "bad key");
    assert_eq!(redact("", &[KEY]), "");
}

#[test]
fn the_end_of_what_is_shown_does_not_halve_a_secret() {
    let text = format!("{}{KEY}", "x".repeat(20));
    assert_eq!(redacted(&text, 25, &[KEY]), format!("{}[redacted]", "x".repeat(20)));
}

#[test]
fn long_secrets_and_texts_without_variety_take_no_time_to_speak_of() {
    let secret = "a".repeat(1_000_000);
    let text = "a".repeat(4_000);
    assert_eq!(redact(&text, &[&secret]), MARK);
    assert_eq!(redact(&"a ".repeat(2_000), &[&secret, "b"]), format!("{MARK} "));
    let hostile = "%5c/%2541\\u0041&amp;deadbeefcafe".repeat(120);
    assert_eq!(redact(&hostile, &[&secret, KEY]), hostile);
}

/// Characters that secrets are made of, some of which are escaped in one encoding or another.
const ALPHABET: &str = "[A-Za-z0-9/+=%&\\\\\"_~. é-]";

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_sixteen_characters_of_a_secret_are_ever_shown(
        secret in prop::string::string_regex(&format!("{ALPHABET}{{16,80}}")).unwrap(),
        before in "[a-z ,:]{0,20}",
        after in "[a-z ,:]{0,20}",
        which in 0..ENCODINGS.len(),
        from in 0_usize..64,
        length in 16_usize..80,
    ) {
        let part: Vec<_> = secret.chars().collect();
        let from = from.min(part.len() - 16);
        let part: String = part[from..].iter().take(length).collect();
        let kept = part.chars().filter(|character| !is_left_out(*character)).count();
        prop_assume!(kept >= 12);
        let quoted = format!("{before}<{}>{{{}}}{after}", ENCODINGS[which](&part), ENCODINGS[which](&secret));
        let shown = redact(&quoted, &[&secret]);
        prop_assert_eq!(shown.matches(MARK).count(), 2, "{} of {}", shown, quoted);
        prop_assert!(shown.starts_with(&before) && shown.ends_with(&after), "{shown}");
    }

    #[test]
    fn a_text_without_a_secret_is_unchanged(
        text in "\\PC{0,200}",
        secrets in prop::collection::vec("[A-Z][A-Za-z0-9/]{15,40}", 0..4),
    ) {
        let secrets: Vec<_> = secrets.iter().map(String::as_str).collect();
        prop_assert_eq!(redact(&text, &secrets), text);
    }

    #[test]
    fn no_text_and_no_secret_is_a_panic(text in "\\PC{0,300}", secrets in prop::collection::vec("\\PC{0,40}", 0..5)) {
        let secrets: Vec<_> = secrets.iter().map(String::as_str).collect();
        let shown = redact(&text, &secrets);
        for secret in secrets.iter().filter(|secret| secret.chars().count() >= SHORTEST) {
            prop_assert!(!Secret::new(secret).is_word() && !shown.contains(*secret) || Secret::new(secret).is_word());
        }
    }
}
