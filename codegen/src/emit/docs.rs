//! Doc comments: text of the spec as Markdown that means only itself, and facts of the model as sentences.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::{Number, Value};

use crate::language::text::is_hidden;
use crate::model::{Claim, Field, Type, Wire};

/// A doc comment in the making: paragraphs.
#[derive(Debug, Default)]
pub(crate) struct Docs(Vec<String>);

impl Docs {
    /// Starts with text of the spec, or with `otherwise` when the spec is silent.
    pub(crate) fn new(text: &str, otherwise: &str) -> Self {
        let mut docs = Self::default();
        docs.text(text);
        if docs.0.is_empty() {
            docs.markdown(otherwise.to_owned());
        }
        docs
    }

    /// Adds text of the spec: blank lines separate paragraphs, backticks mark code, and nothing else is markup.
    pub(crate) fn text(&mut self, text: &str) {
        let text = text.replace("\r\n", "\n");
        let paragraphs = text.split("\n\n").map(|paragraph| escape(paragraph.trim()));
        self.0.extend(paragraphs.filter(|paragraph| !paragraph.is_empty()));
    }

    /// Adds a paragraph that is Markdown already.
    pub(crate) fn markdown(&mut self, paragraph: String) {
        if !paragraph.is_empty() {
            self.0.push(paragraph);
        }
    }

    /// Adds what the vendor's page claims.
    pub(crate) fn claims(&mut self, claims: &[Claim]) {
        self.markdown(claims.iter().map(claim).collect::<Vec<_>>().join(" "));
    }

    /// Adds a link to the vendor's page.
    pub(crate) fn source(&mut self, source: Option<&str>) {
        if let Some(source) = source {
            self.markdown(format!("[The vendor's page](<{source}>)."));
        }
    }

    /// What stands for the doc comment of what follows until that is printed.
    pub(super) fn attributes(self, comments: &mut Comments) -> TokenStream {
        comments.keep(self).map_or_else(TokenStream::new, |mark| quote!(#[doc = #mark]))
    }

    /// The same for the doc comment of the module that it stands in.
    pub(super) fn inner_attributes(self, comments: &mut Comments) -> TokenStream {
        comments.keep(self).map_or_else(TokenStream::new, |mark| quote!(#![doc = #mark]))
    }

    /// The lines, without spaces at their ends.
    pub(crate) fn lines(&self) -> impl Iterator<Item = &str> {
        self.0.iter().enumerate().flat_map(|(number, paragraph)| {
            let blank = (number > 0).then_some("");
            blank.into_iter().chain(paragraph.lines().map(|line| line.trim_end_matches(' ')))
        })
    }
}

/// What a mark starts with. A line of a doc comment has a space there.
const MARK: char = '@';

/// Doc comments until the items are printed that they belong to. A formatter leaves them as they are, so that what would be most of its work is
/// a mark for each.
#[derive(Debug, Default)]
pub(super) struct Comments(Vec<Docs>);

impl Comments {
    /// The mark that stands for a doc comment; none where it has no lines.
    fn keep(&mut self, docs: Docs) -> Option<String> {
        (!docs.0.is_empty()).then(|| {
            self.0.push(docs);
            format!("{MARK}{}", self.0.len() - 1)
        })
    }

    /// Adds printed items to a text, with doc comments in the place of their marks.
    pub(super) fn put(&mut self, printed: &str, text: &mut String) {
        for line in printed.split_inclusive('\n') {
            let start = line.trim_start_matches(' ');
            let kept = ["///", "//!"].into_iter().find_map(|comment| {
                let number = start.strip_prefix(comment)?.strip_prefix(MARK)?.trim_end().parse().ok();
                Some((comment, self.0.get(number.unwrap_or(usize::MAX))?))
            });
            let Some((comment, docs)) = kept else {
                text.push_str(line);
                continue;
            };
            for comment_line in docs.lines() {
                text.push_str(&line[..line.len() - start.len()]);
                text.push_str(comment);
                text.push_str(if comment_line.is_empty() { "" } else { " " });
                text.push_str(comment_line);
                text.push('\n');
            }
        }
        self.0.clear();
    }
}

/// The attribute of what nobody should use any more; without a note where the spec gives none.
pub(crate) fn deprecated(note: Option<&str>) -> TokenStream {
    match note.map(str::trim) {
        None => TokenStream::new(),
        Some("") => quote!(#[deprecated]),
        Some(note) => quote!(#[deprecated(note = #note)]),
    }
}

/// What a field's docs say beside its meaning: name and form on the wire, default, example, bounds.
pub(crate) fn facts(field: &Field) -> String {
    let mut facts = vec![format!("On the wire: {}{}.", code(&field.wire), form(field))];
    if let Some(default) = &field.default {
        facts.push(format!("Default: {}.", json(default)));
    }
    if let Some(example) = &field.example {
        facts.push(format!("For example: {}.", json(example)));
    }
    facts.extend(bounds(field));
    if field.one_based {
        facts.push("Its elements are counted from 1.".to_owned());
    }
    if field.sensitive {
        facts.push("Kept out of Debug output, logs and errors.".to_owned());
    }
    facts.join(" ")
}

/// How a scalar travels, where that is not the obvious way.
pub(crate) fn form(field: &Field) -> &'static str {
    let scalar = field.ty.innermost();
    match (field.form, scalar) {
        (Some(Wire::Int), Type::Bool) => ", as 0 or 1",
        (Some(Wire::Int), _) => ", in Unix seconds",
        (Some(Wire::String), _) => ", in a string",
        (Some(Wire::Iso), _) => ", in ISO 8601",
        (None, Type::DateTime) => ", in local time of China (UTC+8)",
        (None, _) => "",
    }
}

/// The bounds of a value, its length or its number of elements.
pub(crate) fn bounds(field: &Field) -> Option<String> {
    let what = match &field.ty {
        Type::String | Type::Secret => " characters",
        Type::List(_) => " elements",
        _ => "",
    };
    let (min, max): (Option<&Number>, Option<&Number>) = (field.min.as_ref(), field.max.as_ref());
    Some(match (min, max) {
        (None, None) => return None,
        (Some(min), None) => format!("At least {min}{what}."),
        (None, Some(max)) => format!("At most {max}{what}."),
        (Some(min), Some(max)) => format!("From {min} to {max}{what}."),
    })
}

/// What the vendor's page claims, as a sentence.
pub(crate) fn claim(claim: &Claim) -> String {
    let page = "The vendor's page";
    match claim {
        Claim::Absent => format!("{page} does not have it."),
        Claim::Type(ty) => format!("{page} gives it the type {}.", code(ty.as_str())),
        Claim::Name(name) => format!("{page} calls it {}.", code(name)),
        Claim::Required(true) => format!("{page} says it is required."),
        Claim::Required(false) => format!("{page} says it is optional."),
        Claim::Nullable(true) => format!("{page} says it may be null."),
        Claim::Nullable(false) => format!("{page} does not say that it may be null."),
        Claim::Default(default) => format!("{page} gives the default {}.", json(default)),
        Claim::Host(host) => format!("{page} shows the host {}.", code(host)),
        Claim::Note(note) => {
            let note = escape(note.trim());
            let stop = if note.ends_with(['.', '!', '?']) { "" } else { "." };
            format!("About the vendor's page: {note}{stop}")
        }
    }
}

/// A value in words, or as code.
pub(crate) fn json(value: &Value) -> String {
    match value {
        Value::String(text) if text.is_empty() => "the empty string".to_owned(),
        Value::String(text) => code(text),
        other => code(&other.to_string()),
    }
}

/// A code span that holds any text.
pub(crate) fn code(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() || is_hidden(c) { ' ' } else { c }).collect();
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') || text.trim().is_empty() { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Text of the spec as the cell of a table.
pub(crate) fn cell(text: &str) -> String {
    let text = escape(text);
    // At the start of a line it is escaped already.
    text.strip_prefix("\\|")
        .map_or_else(|| text.replace('|', "\\|"), |rest| format!("\\|{}", rest.replace('|', "\\|")))
}

/// Text of the spec as one line of Markdown: code spans stay, everything else means itself.
fn escape(text: &str) -> String {
    let line = one_line(text);
    let mut out = String::with_capacity(line.len() + 8);
    let mut rest = line.as_str();
    loop {
        let plain = rest.bytes().position(may_mean).unwrap_or(rest.len());
        out.push_str(&rest[..plain]);
        rest = &rest[plain..];
        let Some(next) = rest.chars().next() else { return out };
        if next == '`'
            && let Some(length) = rest[1..].find('`')
            && length > 0
        {
            out.push_str(&rest[..length + 2]);
            rest = &rest[length + 2..];
            continue;
        }
        if let Some(length) = url_length(rest, &out) {
            out.push_str(&format!("<{}>", &rest[..length]));
            rest = &rest[length..];
            continue;
        }
        let special = match next {
            '_' => !(out.ends_with(char::is_alphanumeric) && rest[1..].starts_with(char::is_alphanumeric)),
            '#' | '-' | '+' | '=' | '~' | '|' => out.is_empty(),
            '.' | ')' => !out.is_empty() && out.len() < 10 && out.bytes().all(|byte| byte.is_ascii_digit()),
            '&' => rest[1..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '#'),
            _ => "\\`[]<>*".contains(next),
        };
        if special {
            out.push('\\');
        }
        out.push(next);
        rest = &rest[next.len_utf8()..];
    }
}

/// The words of a text with one space between them, without what nobody sees.
fn one_line(text: &str) -> String {
    let unseen = |c: char| c.is_control() || is_hidden(c);
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let end = line.len();
        line.push_str(if end == 0 { "" } else { " " });
        let start = line.len();
        line.extend(word.split(unseen));
        if line.len() == start {
            line.truncate(end);
        }
    }
    line
}

/// Whether a byte may be markup, or begin an address; all others of a text are copied as they are.
fn may_mean(byte: u8) -> bool {
    matches!(
        byte,
        b'\\'
            | b'`'
            | b'['
            | b']'
            | b'<'
            | b'>'
            | b'*'
            | b'_'
            | b'#'
            | b'-'
            | b'+'
            | b'='
            | b'~'
            | b'|'
            | b'.'
            | b')'
            | b'&'
            | b'h'
    )
}

/// The length of the address that starts here, if one does.
fn url_length(text: &str, before: &str) -> Option<usize> {
    if !(text.starts_with("https://") || text.starts_with("http://"))
        || before.ends_with(char::is_alphanumeric)
    {
        return None;
    }
    let end = text.find(|c: char| c.is_whitespace() || "<>\"`\\".contains(c)).unwrap_or(text.len());
    Some(text[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')']).len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_the_spec_means_only_itself() {
        let cases = [
            ("Page to return, from 1.", "Page to return, from 1."),
            ("a `b[0]` <c> [d] *e*", "a `b[0]` \\<c\\> \\[d\\] \\*e\\*"),
            ("owner_uin _x_", "owner_uin \\_x\\_"),
            ("# title", "\\# title"),
            ("1. first", "1\\. first"),
            ("- item\n  over lines", "\\- item over lines"),
            ("one ` tick", "one \\` tick"),
            ("see https://x.y/z_a.", "see <https://x.y/z_a>."),
            ("a\u{202e}b\u{0}c", "abc"),
            (" a \u{200b} \n b\u{ad} ", "a b"),
            ("\u{200b} a", "a"),
            ("云 http://x.y) *的", "云 <http://x.y>) \\*的"),
            ("xhttp://x.y h", "xhttp://x.y h"),
            ("&lt; & b", "\\&lt; & b"),
        ];
        for (text, markdown) in cases {
            assert_eq!(escape(text), markdown, "{text}");
        }
    }

    #[test]
    fn a_code_span_holds_any_text() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`"), "`` ` ``");
    }
}
