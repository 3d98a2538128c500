//! Text from outside, made fit for a line of a log.

use super::redact::{holds, redacted};

/// Longest piece of a server's text in an error, in characters.
const LONGEST: usize = 300;

/// Longest excerpt of a body, in characters.
const LONGEST_EXCERPT: usize = 500;

/// The common parameters whose value is nobody's business; a text that names one repeats the request.
const TELLTALES: [&str; 7] =
    ["Action=", "Nonce=", "SecretId=", "Signature=", "SignatureMethod=", "Timestamp=", "Token="];

/// How much more of a text is looked at than is shown: a secret that begins at the end of what is shown, encoded twice, is a
/// good deal longer than itself.
const LOOKAHEAD: usize = 2000;
/// Of that, what may hide the beginning of a secret that ends outside of it.
const UNSEEN: usize = 600;

/// Longest request id or code that is one.
const LONGEST_ID: usize = 64;

/// What knows the secrets of a call, and what may be shown of a text that a server sent.
pub(crate) struct Redactor<'a>(Vec<&'a str>);

impl<'a> Redactor<'a> {
    pub(crate) fn new(secrets: Vec<&'a str>) -> Self {
        Self(secrets)
    }

    /// A text as it may be shown: one line, cut, without secrets and without what the server quotes of the request. A server
    /// that refuses a signature may well say which text it expected to be signed, and that one has every parameter in it.
    pub(crate) fn text(&self, text: &str) -> String {
        self.beginning(text, LONGEST)
    }

    /// The beginning of a body, as it may be shown.
    pub(crate) fn excerpt(&self, body: &[u8]) -> String {
        // A body may have megabytes; four bytes are the longest character.
        let start = &body[..body.len().min(4 * (LONGEST_EXCERPT + LOOKAHEAD + 1))];
        let excerpt = self.beginning(&String::from_utf8_lossy(start), LONGEST_EXCERPT);
        if start.len() < body.len() && !excerpt.ends_with('…') { excerpt + "…" } else { excerpt }
    }

    /// Whether a text has the form of a request id or of a code, and shows nothing of a secret. Another one is left out whole.
    pub(crate) fn is_identifier(&self, text: &str) -> bool {
        let of_form = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        !text.is_empty() && text.len() <= LONGEST_ID && text.bytes().all(of_form) && !self.finds(text)
    }

    /// Whether a text shows a part of a secret.
    pub(crate) fn finds(&self, text: &str) -> bool {
        holds(text, &self.0)
    }

    fn beginning(&self, text: &str, longest: usize) -> String {
        let window = one_line(text, longest + LOOKAHEAD);
        let (window, quotes_request) = match start_of_quote(&window) {
            Some(start) => (&window[..start], true),
            None => (&*window, false),
        };
        let seen = longest + LOOKAHEAD - UNSEEN;
        let seen = window.char_indices().nth(seen).map_or(window.len(), |(at, _)| at);
        let mut shown = one_line(&redacted(window, seen, &self.0), longest);
        if seen < window.len() && !shown.ends_with('…') {
            shown.push('…');
        }
        if quotes_request {
            shown.truncate(shown.trim_end().len());
            shown.push_str(" [the request, redacted]");
        }
        shown
    }
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
    let mut start = None;
    for (at, _) in text.match_indices('?') {
        let query = &text[at + 1..];
        let rest = query.trim_start_matches(|c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-'));
        if rest.len() < query.len() && rest.starts_with('=') {
            start = Some(at);
            break;
        }
    }
    for telltale in TELLTALES {
        if let Some(at) = text.find(telltale) {
            start = Some(start.map_or(at, |start: usize| start.min(at)));
        }
    }
    // Host and path stand before the question mark, in the same word.
    let before = &text[..start?];
    let space = before.rfind(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`'));
    Some(space.map_or(0, |space| space + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn presentable(text: &str, secrets: &[&str]) -> String {
        Redactor::new(secrets.to_vec()).text(text)
    }

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

    #[test]
    fn what_the_cut_leaves_of_a_secret_behind_it_is_not_shown_either() {
        let pem = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw".repeat(40);
        let text = format!("{pem} {} hunter2222", "x".repeat(270));
        let shown = presentable(&text, &[&pem, "hunter2222"]);
        assert!(
            shown.starts_with("[redacted] x") && shown.ends_with('…') && !shown.contains("hunter"),
            "{shown}"
        );
    }

    #[test]
    fn an_excerpt_of_a_body_is_one_short_line_without_secrets() {
        let excerpt = |body: &[u8]| Redactor::new(vec!["hunter2222"]).excerpt(body);
        assert_eq!(excerpt(b"a\r\nb\xff hunter2222"), "a b\u{fffd} [redacted]");
        assert_eq!(excerpt(&vec![b'x'; 1_000_000]).chars().count(), 501);
        assert_eq!(excerpt(&vec![b' '; 1_000_000]), "…");
    }

    #[test]
    fn an_identifier_is_told_as_it_came_or_not_at_all() {
        let redactor = Redactor::new(vec!["Gu5t9xGARNpq86cd98joQYCN3Cozk1qA", "11886"]);
        for good in ["5f5c598e-35f4-4b7e-a7b2-1dd1ac08f9cb", "InvalidVpc.NotFound", "x_1", &"a".repeat(64)] {
            assert!(redactor.is_identifier(good), "{good}");
        }
        for odd in ["", "a b", "id=1", "证书", "id-11886", "xGu5t9xGARNpq86cd", &"a".repeat(65)] {
            assert!(!redactor.is_identifier(odd), "{odd}");
        }
    }
}
