//! Problems of syntax: what the reader of YAML can't read.

use crate::diagnostic::Code;

use super::{Problem, Words};

/// What is wrong with the syntax of a file.
#[derive(Clone, Debug)]
pub(crate) enum SyntaxProblem {
    Tab,
    TextNotClosed {
        quote: char,
    },
    BracketNotClosed {
        open: char,
    },
    ClosesNothing {
        close: char,
    },
    BehindBracket {
        close: char,
    },
    Escape,
    BehindQuote {
        quote: char,
    },
    /// A text of a key, if that is known, begins with a character that means something else.
    BadStart {
        c: char,
        key: Option<String>,
    },
    /// A text inside braces or brackets.
    BadCharacter {
        c: char,
        key: String,
    },
    ColonInText {
        key: String,
    },
    NoEntry {
        line: String,
    },
    NoSpaceBehindColon {
        key: String,
        value: String,
    },
    KeyInText,
    /// The column is that of the lines it stands among; they may stand below one that is indented less.
    Indentation {
        column: usize,
        is_below: bool,
    },
    TooDeep,
    Other {
        said: String,
    },
}

impl Problem for SyntaxProblem {
    fn words(&self) -> Words {
        match self {
            Self::Tab => Words::new(Code::Tab, "YAML is not indented with tabs")
                .label("a tab")
                .help("indent with spaces"),
            Self::TextNotClosed { quote } => Words::new(Code::NotClosed, "this text is never closed")
                .help(format!("close it with another `{quote}`")),
            Self::BracketNotClosed { open } => {
                let close = if *open == '{' { '}' } else { ']' };
                Words::new(Code::NotClosed, format!("this `{open}` is not closed"))
                    .label("opened here")
                    .beside("still open here")
                    .help(format!("close it with `{close}`"))
            }
            Self::ClosesNothing { close } => {
                Words::new(Code::ClosesNothing, format!("this `{close}` closes nothing"))
                    .help("remove it, or quote the text it belongs to")
            }
            Self::BehindBracket { close } => {
                Words::new(Code::TextBehindEnd, format!("there is something behind the closing `{close}`"))
                    .help("remove it, or move it inside; a text with a bracket needs quotes")
            }
            Self::Escape => Words::new(Code::UnknownEscape, "this is no escape that YAML knows")
                .help("write `\\\\` for a backslash, or put the text in single quotes"),
            Self::BehindQuote { quote } => {
                Words::new(Code::TextBehindEnd, "there is something behind the end of a quoted text")
                    .label("the text ends here")
                    .help(if *quote == '"' {
                        "write `\\\"` for a quote inside the text"
                    } else {
                        "write `''` for an apostrophe inside the text"
                    })
            }
            Self::BadStart { c, key } => {
                let start = if *c == '`' { "a backtick".to_owned() } else { format!("`{c}`") };
                Words::new(Code::NeedsQuotes, format!("a text without quotes can't start with {start}"))
                    .help(quoted(key.as_deref()))
            }
            Self::BadCharacter { c, key } => {
                Words::new(Code::NeedsQuotes, format!("a text without quotes can't hold `{c}` here"))
                    .help(quoted(Some(key)))
            }
            Self::ColonInText { key } => {
                Words::new(Code::NeedsQuotes, "a text without quotes can't hold `: `").help(quoted(Some(key)))
            }
            Self::NoEntry { line } => {
                Words::new(Code::MissingColon, "this is no entry: a key has a `: ` behind it").help(
                    match line.split_once(':') {
                        Some((key, value)) => space_behind_colon(key, value),
                        None => format!("write `{line}: ...`, or remove the line"),
                    },
                )
            }
            Self::NoSpaceBehindColon { key, value } => {
                Words::new(Code::MissingColon, "a key has a colon and a space behind it")
                    .help(space_behind_colon(key, value))
            }
            Self::KeyInText => {
                Words::new(Code::Indentation, "this key is indented as if it were part of the text before it")
                    .beside("it goes on with this text")
                    .help("begin it under the key it belongs beside")
            }
            Self::Indentation { column, is_below } => indentation(*column, *is_below),
            Self::TooDeep => Words::new(Code::TooComplex, "the nesting is deeper than 128 levels"),
            Self::Other { said } => {
                Words::new(Code::NotYaml, format!("this is not YAML: {said}")).beside("it began here")
            }
        }
    }
}

fn indentation(column: usize, is_below: bool) -> Words {
    let beside = if is_below { "the line it stands under" } else { "the first of the lines it stands among" };
    let help = match column {
        0 => "do not indent it, or indent it as what it belongs to".to_owned(),
        1 => "indent it by 1 space, as they are, or as what it belongs to".to_owned(),
        count => format!("indent it by {count} spaces, as they are, or as what it belongs to"),
    };
    Words::new(Code::Indentation, "this line is indented like none above it")
        .label("this line")
        .beside(beside)
        .help(help)
}

/// `key: "..."` for a text that needs quotes.
fn quoted(key: Option<&str>) -> String {
    match key {
        Some(key) => format!("put the text in quotes: `{key}: \"...\"`"),
        None => "put the text in quotes".to_owned(),
    }
}

pub(super) fn space_behind_colon(key: &str, value: &str) -> String {
    format!("write a space behind the colon: `{key}: {value}`")
}
