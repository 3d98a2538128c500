//! Text from outside, made fit for a line of a log.

use zeroize::Zeroizing;

/// Longest piece of a server's text in an error, in characters.
const LONGEST: usize = 300;

/// The common parameters whose value is nobody's business; a text that names one repeats the request.
const TELLTALES: [&str; 7] =
    ["Action=", "Nonce=", "SecretId=", "Signature=", "SignatureMethod=", "Timestamp=", "Token="];

/// A server's text as it may be shown: one line, cut, without `secrets` and without what the server quotes of the
/// request. A server that refuses a signature may well say which text it expected to be signed, and that one has
/// every parameter in it.
pub(crate) fn presentable(text: &str, secrets: &[&str]) -> String {
    let (text, quotes_request) = match start_of_quote(text) {
        Some(start) => (&text[..start], true),
        None => (text, false),
    };
    let mut shown = one_line(text, usize::MAX);
    // Compared in the form in which they would show: a key in PEM has line ends.
    let mut secrets: Vec<_> =
        secrets.iter().map(|secret| Zeroizing::new(one_line(secret, usize::MAX))).collect();
    // The longest first: a short one inside of it would leave the rest to be seen.
    secrets.sort_unstable_by_key(|secret| std::cmp::Reverse(secret.len()));
    for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
        shown = shown.replace(secret.as_str(), "[redacted]");
    }
    let mut shown = one_line(&shown, LONGEST);
    if quotes_request {
        shown.truncate(shown.trim_end().len());
        shown.push_str(" [the request, redacted]");
    }
    shown
}

/// Without line breaks and other control characters, runs of white space as one space, at most `longest` characters.
pub(crate) fn one_line(text: &str, longest: usize) -> String {
    let mut line = String::with_capacity(text.len().min(longest));
    let mut characters = 0;
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
        if characters > 0 {
            line.push(' ');
            characters += 1;
        }
        for c in word.chars() {
            if characters >= longest {
                line.push('…');
                return line;
            }
            line.push(c);
            characters += 1;
        }
    }
    line
}

/// Where a text begins to quote a query or a text to be signed: at the word with `?name=` or a common parameter in it.
fn start_of_quote(text: &str) -> Option<usize> {
    let query = text.match_indices('?').map(|(at, _)| at).find(|at| {
        let rest = &text[at + 1..];
        let name =
            rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '_' | '-'))).unwrap_or(rest.len());
        name > 0 && rest[name..].starts_with('=')
    });
    let parameter = TELLTALES.iter().filter_map(|telltale| text.find(telltale)).min();
    let at = query.into_iter().chain(parameter).min()?;
    // Host and path stand before the question mark, in the same word.
    Some(
        text[..at]
            .rfind(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`'))
            .map_or(0, |space| space + 1),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_messages_stay_as_they_are() {
        for text in
            ["(9110) Information for this domain does not exist", "What now? Try a = b & c", "证书不存在", ""]
        {
            assert_eq!(presentable(text, &[]), text);
        }
    }

    #[test]
    fn what_a_server_quotes_of_the_request_is_not_shown() {
        for text in [
            "expected signature of GETwss.api.qcloud.com/v2/index.php?Action=A&Nonce=11886&key=PRIVATE KEY",
            "expected signature of \"GETwss.api.qcloud.com/?ACL=1&Action=A&Nonce=11886\"",
            "expected signature of Nonce=11886&x=y",
            "expected signature of x=y&Nonce=11886",
        ] {
            let shown = presentable(text, &[]);
            assert!(shown.starts_with("expected signature of"), "{shown}");
            assert!(shown.ends_with(" [the request, redacted]"), "{shown}");
            assert!(
                !shown.contains("11886") && !shown.contains("PRIVATE") && !shown.contains("/v2/"),
                "{shown}"
            );
        }
    }

    #[test]
    fn secrets_are_taken_out_wherever_they_stand() {
        let shown = presentable(
            "bad key -----BEGIN\r\nabc\r\n for nonce 11886, 11886",
            &["-----BEGIN\r\nabc\r\n", "11886", ""],
        );
        assert_eq!(shown, "bad key [redacted] for nonce [redacted], [redacted]");
    }

    #[test]
    fn a_secret_within_another_does_not_save_the_rest_of_it() {
        assert_eq!(presentable("bad key abc123xyz", &["123", "abc123xyz"]), "bad key [redacted]");
    }

    #[test]
    fn a_secret_of_white_space_hides_nothing() {
        assert_eq!(presentable("bad key", &[" ", "\r\n"]), "bad key");
    }

    #[test]
    fn a_secret_that_the_cut_would_halve_is_still_taken_out() {
        let text = format!("{}s3cr3t-value", "x".repeat(LONGEST - 5));
        assert!(!presentable(&text, &["s3cr3t-value"]).contains("s3cr"));
    }

    #[test]
    fn text_becomes_one_line_of_a_sane_length() {
        assert_eq!(one_line(" a\r\n\tb\u{0}c  d\u{1b}[31m ", 80), "a b c d [31m");
        assert_eq!(one_line("测试证书", 2), "测试…");
        assert_eq!(one_line("ab", 2), "ab");
        assert_eq!(presentable(&"x".repeat(10_000), &[]).chars().count(), LONGEST + 1);
    }
}
