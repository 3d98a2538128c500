//! The line that makes the generated code a module of the package: `mod qcloud;` in its root file.

/// The line that declares a module.
pub(crate) fn line(module: &str) -> String {
    format!("mod {module};")
}

/// Whether a text declares the module already, in whatever form.
pub(crate) fn is_there(text: &str, module: &str) -> bool {
    text.lines().any(|line| declared(line) == Some(module))
}

/// The text with the line: among the modules that are there, else before everything but what a file begins with.
pub(crate) fn with_line(text: &str, module: &str) -> String {
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let lines: Vec<_> = text.split_inclusive('\n').collect();
    let is_open = |line: &str| !line.ends_with('\n') && !line.is_empty();
    let mut new = format!("{}{end}", line(module));
    // Where modules are sorted, this one is too.
    let modules: Vec<_> = lines.iter().enumerate().filter(|(_, line)| declared(line).is_some()).collect();
    let after = modules.iter().rfind(|(_, line)| declared(line) < Some(module));
    let at = match (after, modules.first()) {
        (Some((at, _)), _) => at + 1,
        (None, Some((at, _))) => beginning(&lines[..*at]).max(attributes_begin(&lines, *at)),
        (None, None) => {
            let at = beginning(&lines);
            let before = lines[..at].last().is_some_and(|line| !line.trim().is_empty());
            let behind = lines.get(at).is_some_and(|line| !line.trim().is_empty());
            if before {
                new.insert_str(0, end);
            }
            if behind {
                new.push_str(end);
            }
            at
        }
    };
    let mut text = lines[..at].concat();
    if lines[..at].last().is_some_and(|line| is_open(line)) {
        text.push_str(end);
    }
    text + &new + &lines[at..].concat()
}

/// The text without the line, as it was before; none where it is not there as it was written.
pub(crate) fn without_line(text: &str, module: &str) -> Option<String> {
    let lines: Vec<_> = text.split_inclusive('\n').collect();
    let at = lines.iter().position(|found| found.trim_end() == line(module))?;
    let is_blank = |at: usize| lines.get(at).is_none_or(|line| line.trim().is_empty());
    let (mut from, mut to) = (at, at + 1);
    // Where it stands by itself, a blank line came with it.
    if is_blank(at + 1) && at > 0 && is_blank(at - 1) {
        from = at - 1;
    } else if is_blank(at + 1) && at == 0 {
        to = (at + 2).min(lines.len());
    }
    Some(lines[..from].concat() + &lines[to..].concat())
}

/// The module that a line of the file's own level declares.
fn declared(line: &str) -> Option<&str> {
    let line = line.trim_end();
    let rest = line.strip_prefix("#[rustfmt::skip] ").unwrap_or(line);
    let rest = match rest.strip_prefix("pub") {
        Some(rest) if rest.starts_with('(') => rest.split_once(')')?.1.trim_start(),
        Some(rest) => rest.strip_prefix(' ')?,
        None => rest,
    };
    rest.strip_prefix("mod ")?.strip_suffix(';').map(str::trim)
}

/// The number of lines that a file has to begin with: a shebang, its own docs and attributes, a licence.
fn beginning(lines: &[&str]) -> usize {
    let (mut at, mut open, mut is_comment) = (0, 0, false);
    for (number, line) in lines.iter().enumerate() {
        let trimmed = line.trim();
        let is_inside = open > 0 || is_comment;
        let starts = ["//!", "#![", "/*", "#!/"].iter().any(|start| trimmed.starts_with(start));
        let is_plain_comment = trimmed.starts_with("//") && !trimmed.starts_with("///");
        if !(is_inside || starts || is_plain_comment || trimmed.is_empty()) {
            break;
        }
        if trimmed.starts_with("/*") && !is_inside {
            is_comment = true;
        }
        if is_comment {
            is_comment = !trimmed.contains("*/");
        } else if open > 0 || trimmed.starts_with("#![") {
            open = (open + trimmed.matches('[').count()).saturating_sub(trimmed.matches(']').count());
        }
        if !trimmed.is_empty() {
            at = number + 1;
        }
    }
    at
}

/// Where the attributes and docs of the item in a line begin.
fn attributes_begin(lines: &[&str], at: usize) -> usize {
    let belongs = |line: &&&str| line.starts_with("#[") || line.starts_with("///");
    at - lines[..at].iter().rev().take_while(belongs).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_comes_where_modules_stand_and_goes_without_a_trace() {
        for (before, after) in [
            ("", "mod qcloud;\n"),
            ("fn main() {}\n", "mod qcloud;\n\nfn main() {}\n"),
            ("fn main() {}", "mod qcloud;\n\nfn main() {}"),
            ("//! Mine.\n", "//! Mine.\n\nmod qcloud;\n"),
            ("//! Mine.\n\nuse std::fs;\n", "//! Mine.\n\nmod qcloud;\n\nuse std::fs;\n"),
            ("mod a;\nmod z;\n\nuse a::b;\n", "mod a;\nmod qcloud;\nmod z;\n\nuse a::b;\n"),
            ("//! Mine.\n\n#[cfg(unix)]\nmod z;\n", "//! Mine.\n\nmod qcloud;\n#[cfg(unix)]\nmod z;\n"),
            (
                "#![warn(\n    missing_docs,\n)]\n\npub mod a;\n",
                "#![warn(\n    missing_docs,\n)]\n\npub mod a;\nmod qcloud;\n",
            ),
            (
                "#![allow(x)]\n/* A\nlicence. */\n\nfn a() {}\n",
                "#![allow(x)]\n/* A\nlicence. */\n\nmod qcloud;\n\nfn a() {}\n",
            ),
            ("//! Mine.\r\n\r\nfn a() {}\r\n", "//! Mine.\r\n\r\nmod qcloud;\r\n\r\nfn a() {}\r\n"),
            (
                "/// Docs.\nfn a() {\n    mod inner;\n}\n",
                "mod qcloud;\n\n/// Docs.\nfn a() {\n    mod inner;\n}\n",
            ),
        ] {
            let with = with_line(before, "qcloud");
            assert_eq!(with, after);
            assert!(is_there(&with, "qcloud") && !is_there(before, "qcloud"));
            assert_eq!(without_line(&with, "qcloud").as_deref(), Some(before));
        }
    }

    #[test]
    fn a_module_that_is_declared_in_another_way_is_seen_and_left_alone() {
        for text in ["pub mod qcloud;\n", "pub(crate) mod qcloud;\n", "#[rustfmt::skip] mod qcloud;\n"] {
            assert!(is_there(text, "qcloud"), "{text}");
            assert_eq!(without_line(text, "qcloud"), None);
        }
        assert!(!is_there("mod qcloud2;\n// mod qcloud;\n", "qcloud"));
    }
}
