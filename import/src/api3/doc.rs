//! The vendor's prose, made fit for a spec: only on a user's machine, and only when asked for.

use qcloud_codegen::language::text::is_hidden;

/// Tags that begin a new line.
const LINES: [&str; 16] = [
    "br",
    "p",
    "div",
    "ul",
    "ol",
    "tr",
    "table",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "pre",
    "dx-alert",
    "blockquote",
    "hr",
];

/// Tags that leave nothing behind.
const NOTHING: [&str; 18] = [
    "a", "b", "strong", "i", "em", "u", "s", "code", "span", "font", "thead", "tbody", "sup", "sub", "img",
    "label", "small", "var",
];

/// A text without markup and without what a spec can't hold; none when nothing is left.
pub(super) fn clean(text: &str) -> Option<String> {
    let text: String = without_tags(text)
        .replace("\r\n", "\n")
        .chars()
        .map(|c| if c == '\t' || is_hidden(c) { ' ' } else { c })
        .collect();
    let mut lines: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim) {
        if !(line.is_empty() && lines.last().is_none_or(|last| last.is_empty())) {
            lines.push(line);
        }
    }
    let text = lines.join("\n").trim().to_owned();
    (!text.is_empty()).then_some(text)
}

/// Lines and items of lists in place of the tags that are known; what else stands in angle brackets stays.
fn without_tags(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let (before, tag) = rest.split_at(start);
        plain.push_str(before);
        let end = tag[1..].find(['<', '>']).map(|end| end + 1).filter(|&end| tag[end..].starts_with('>'));
        let inner = end.map(|end| &tag[1..end]);
        let name =
            inner.map(|inner| inner.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default());
        let put = match name.map(str::to_ascii_lowercase).as_deref() {
            Some("li") if tag.starts_with("</") => Some("\n"),
            Some("li") => Some("\n- "),
            Some("td" | "th") => Some(" "),
            Some(name) if LINES.contains(&name) => Some("\n"),
            Some(name) if NOTHING.contains(&name) => Some(""),
            _ => None,
        };
        match (put, end) {
            (Some(put), Some(end)) => {
                plain.push_str(put);
                rest = &tag[end + 1..];
                if put.ends_with(' ') {
                    rest = rest.trim_start();
                }
            }
            _ => {
                plain.push('<');
                rest = &tag[1..];
            }
        }
    }
    plain.push_str(rest);
    // The last, so that nothing becomes an entity by it.
    [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
        .iter()
        .fold(plain, |text, (entity, character)| text.replace(entity, character))
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn markup_becomes_lines_and_placeholders_stay() {
        let cases = [
            ("<p>One.</p><p>Two <b>bold</b>.</p>", Some("One.\n\nTwo bold.")),
            ("Kinds:<ul><li>a</li><li> b</li></ul>", Some("Kinds:\n\n- a\n\n- b")),
            ("a<br/>b<br >c", Some("a\nb\nc")),
            ("lb-<InstanceId> &lt; 3 < 4", Some("lb-<InstanceId> < 3 < 4")),
            ("<a href=\"https://example.com/\">here</a> &amp;lt;", Some("here &lt;")),
            ("a\u{7}\u{202e}b\r\n \tc", Some("a  b\nc")),
            ("<p> </p>", None),
            ("<", Some("<")),
            ("<<p>", Some("<")),
        ];
        for (text, expected) in cases {
            assert_eq!(clean(text).as_deref(), expected, "{text}");
        }
    }
}
