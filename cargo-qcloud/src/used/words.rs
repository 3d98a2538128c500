//! The names in a file of Rust, wherever they stand but in comments and literals: also in what is given to a macro.

/// Each name with its line, from 1, in the order of the text. What is no Rust has names too, where something looks like one.
pub(crate) fn words(text: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let (mut rest, mut line) = (text, 1);
    while let Some(first) = rest.chars().next() {
        let length = literal(rest).or_else(|| comment(rest)).unwrap_or_else(|| {
            let length =
                if starts_name(first) { name(rest) } else { number(rest).unwrap_or(first.len_utf8()) };
            if starts_name(first) {
                words.push((line, &rest[..length]));
            }
            length
        });
        line += rest[..length].matches('\n').count();
        rest = &rest[length..];
    }
    words
}

fn starts_name(c: char) -> bool {
    c == '_' || c.is_alphabetic()
}

/// The length of the name that a text begins with, perhaps a raw one.
fn name(text: &str) -> usize {
    let raw = text.strip_prefix("r#").filter(|rest| rest.starts_with(starts_name)).map_or(0, |_| 2);
    let end = text[raw..].find(|c: char| !starts_name(c) && !c.is_numeric());
    end.map_or(text.len(), |end| raw + end)
}

/// The length of the number that a text begins with, and of what says its type.
fn number(text: &str) -> Option<usize> {
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let digits =
        |text: &str| text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    let mut length = digits(text);
    let fraction =
        text[length..].strip_prefix('.').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    if let Some(fraction) = fraction {
        length += 1 + digits(fraction);
    }
    let is_power = text[..length].ends_with(['e', 'E']) && !text.starts_with("0x");
    let power = text[length..].strip_prefix(['+', '-']).filter(|_| is_power);
    Some(length + power.map_or(0, |power| 1 + digits(power)))
}

/// The length of the comment that a text begins with; those between stars may hold others.
fn comment(text: &str) -> Option<usize> {
    if text.starts_with("//") {
        return Some(text.find('\n').unwrap_or(text.len()));
    }
    text.strip_prefix("/*")?;
    let (mut depth, mut at) = (0_usize, 0);
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
        if depth == 0 {
            return Some(at);
        }
    }
    Some(text.len())
}

/// The length of the text, the bytes or the character that a text begins with, what stands before the quote included.
fn literal(text: &str) -> Option<usize> {
    let prefix = ["br", "cr", "r", "b", "c", ""]
        .into_iter()
        .find(|prefix| text.strip_prefix(prefix).is_some_and(|rest| rest.starts_with(['"', '\'', '#'])))?;
    let rest = &text[prefix.len()..];
    if prefix.ends_with('r') {
        let hashes = rest.len() - rest.trim_start_matches('#').len();
        let body = rest[hashes..].strip_prefix('"')?;
        let end = format!("\"{}", "#".repeat(hashes));
        let length = body.find(&end).map_or(body.len(), |at| at + end.len());
        return Some(prefix.len() + hashes + 1 + length);
    }
    let quote = rest.chars().next().filter(|quote| *quote != '#')?;
    if quote == '\'' && prefix == "c" {
        return None;
    }
    // A quote that ends behind one character is a character, otherwise the name of a lifetime.
    let body = &rest[1..];
    if quote == '\'' && !body.starts_with('\\') {
        let inner = body.chars().next()?;
        return body[inner.len_utf8()..].starts_with('\'').then_some(prefix.len() + 2 + inner.len_utf8());
    }
    let mut is_escaped = false;
    let end = body.char_indices().find(|(_, c)| {
        let ends = *c == quote && !is_escaped;
        is_escaped = *c == '\\' && !is_escaped;
        ends
    });
    Some(prefix.len() + 1 + end.map_or(body.len(), |(at, _)| at + 1))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use proc_macro2::{TokenStream, TokenTree};

    use super::*;

    /// The names in the tokens that Rust itself sees, with the lines left out.
    fn names(tokens: TokenStream, found: &mut Vec<String>) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => names(group.stream(), found),
                TokenTree::Ident(name) => found.push(name.to_string()),
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }

    /// The attribute that a doc comment is to Rust.
    fn is_no_doc(name: &String) -> bool {
        name != "doc"
    }

    fn check(text: &str, what: &str) {
        let mut expected = Vec::new();
        names(text.parse().unwrap(), &mut expected);
        let found: Vec<_> =
            words(text).into_iter().map(|(_, word)| word.to_owned()).filter(is_no_doc).collect();
        expected.retain(is_no_doc);
        assert_eq!(found, expected, "{what}");
    }

    #[test]
    fn names_are_those_of_the_tokens_of_rust() {
        let texts = [
            "a /* b /* c */ d */ e // f\ng",
            r##"let x = "a \" b"; let y = r#"c " d"#; z"##,
            r"b'\'' b'a' 'c' '\n' '\u{1F600}' 'd: e; 'static",
            "br\"a\" c\"b\" b\"c\\\\\" d",
            "1u32 0xff_u8 1.5e-3f64 1e+10 0..5 1.max(2) t.0.1 0xe+a",
            "r#type::r#fn vec![a, m!{ b => c }] #[cfg(d)] e",
            "'\"' a '\"'",
            "ünter straße x2",
            "/// doc of `a`\nb",
        ];
        for text in texts {
            check(text, text);
        }
    }

    #[test]
    fn every_file_of_these_packages_has_the_names_of_its_tokens() {
        let mut waiting: Vec<PathBuf> = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/src")];
        waiting.push(Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
        let mut count = 0;
        while let Some(path) = waiting.pop() {
            if path.is_dir() {
                waiting.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                check(&fs::read_to_string(&path).unwrap(), &path.display().to_string());
                count += 1;
            }
        }
        assert!(count > 100, "{count}");
    }

    #[test]
    fn a_name_has_the_line_it_stands_in() {
        let text = "a\n/* \n */ b \"\n\n\" c\nr\"\n\" d";
        assert_eq!(words(text), [(1, "a"), (3, "b"), (5, "c"), (7, "d")]);
    }

    #[test]
    fn what_ends_too_early_ends_the_file() {
        for text in ["\"a", "/* a", "r#\"a\"", "'\\", "b'", "1.", "r#", "c'"] {
            words(text);
        }
    }
}
