//! What may become part of a host, a path or a header: checked before anything is signed, so that no name chooses where a request
//! goes.

/// What the client calls itself in the header `User-Agent`.
pub(crate) const USER_AGENT_NAME: &str = concat!("qcloud-client/", env!("CARGO_PKG_VERSION"));

/// Longest host and longest label of one, as the DNS has them.
const LONGEST_HOST: usize = 253;
const LONGEST_LABEL: usize = 63;

/// One label of a host: letters, digits and hyphens within.
pub(crate) fn is_label(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= LONGEST_LABEL
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        && !text.starts_with('-')
        && !text.ends_with('-')
}

/// The name of a host, or an address of IPv4, without a port.
pub(crate) fn is_host(text: &str) -> bool {
    text.len() <= LONGEST_HOST && text.strip_suffix('.').unwrap_or(text).split('.').all(is_label)
}

/// A word that a header carries as it is, such as the name of an Action or of a region.
pub(crate) fn is_word(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= LONGEST_HOST
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

/// A character that nobody sees: a hyphen or a blank without width, a mark of order or direction.
pub(crate) fn is_unseen(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
    )
}

/// The name of a program, in the characters that the vendor's clients take for one.
pub(crate) fn is_app_name(text: &str) -> bool {
    const LONGEST: usize = 128;

    !text.trim().is_empty()
        && text.len() <= LONGEST
        && text.bytes().all(|byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b' ' | b',' | b';' | b'.')
        })
}

/// A name as an error quotes it: in one line, with nothing hidden in it, and cut.
pub(crate) fn quoted(text: &str) -> String {
    const LONGEST: usize = 80;

    let mut shown = String::new();
    for character in text.chars().take(LONGEST) {
        shown.extend(character.escape_debug());
    }
    if text.chars().count() > LONGEST { format!("`{shown}…`") } else { format!("`{shown}`") }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: [&str; 18] = [
        "",
        "evil.example.com/x?",
        "x@host",
        "x#",
        "ssl/../x",
        "a b",
        "a\r\nb",
        "a:1",
        "a\\b",
        "a%2fb",
        "é",
        "a\0",
        "..",
        "-a",
        "a-",
        "a?b",
        "a\u{200b}b",
        "[::1]",
    ];

    #[test]
    fn names_that_would_lead_elsewhere_are_none() {
        for name in HOSTILE {
            assert!(!is_label(name) && !is_host(name), "{name:?}");
        }
        for name in HOSTILE.into_iter().filter(|name| !["..", "-a", "a-"].contains(name)) {
            assert!(!is_word(name), "{name:?}");
        }
        assert!(!is_label("ssl.intl") && !is_label(&"a".repeat(64)) && !is_host(&"a.".repeat(127)));
        assert!(is_label("ssl") && is_label("tdmq-x2") && is_label("CVM"));
        assert!(is_host("ssl.intl.tencentcloudapi.com") && is_host("localhost.") && is_host("10.0.0.1"));
        assert!(is_word("2017-03-12") && is_word("DescribeInstances") && is_word("ap-shanghai-fsi"));
    }

    #[test]
    fn an_odd_name_is_quoted_in_one_line() {
        assert_eq!(quoted("a\r\n\u{202e}b"), "`a\\r\\n\\u{202e}b`");
        assert_eq!(quoted(&"x".repeat(100)), format!("`{}…`", "x".repeat(80)));
    }
}
