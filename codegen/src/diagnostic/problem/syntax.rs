//! Problems of syntax: what the reader of YAML can't read.

use crate::diagnostic::Code;

use super::{Help, Problem, Words};
use crate::language::lookalike;

/// What is wrong with the syntax of a file.
#[derive(Clone, Debug)]
pub(crate) enum SyntaxProblem {
    Tab,
    TextNotClosed {
        quote: char,
    },
    /// A line of a text that is not indented under the key of the text.
    TextBeside {
        key: String,
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
    /// A key has no colon behind it, or another sign.
    NoColon {
        write: String,
    },
    NoSpaceBehindDash {
        write: String,
    },
    NoComma {
        key: String,
    },
    NoBrace {
        write: String,
    },
    /// A line beside the items of a list that is none, or an item among keys.
    ItemsAndKeys {
        is_item: bool,
    },
    NoKey,
    /// Nothing stands before a comma.
    NothingHere,
    /// A line such as `%YAML 1.2`.
    Directive,
    /// A value in braces that stands beside its key, in the next line.
    ValueBeside {
        key: String,
        value: String,
    },
    /// The mark that begins or ends code in Markdown.
    Fence,
    /// A row of a table in Markdown.
    TableRow,
    /// A line of HTML.
    Markup,
    /// What looks like a sign of YAML is another character.
    Lookalike(char),
    /// A path with an index in brackets, and as it is without.
    Index {
        write: String,
    },
    ForeignType {
        write: String,
    },
    /// A ` #` inside braces or brackets hides what closes them.
    CommentInFlow {
        key: Option<String>,
    },
    KeyInText,
    /// A line below a key that has a value already, with nothing in it.
    BelowNothing {
        key: String,
    },
    /// A key behind the value of another one, in its line.
    SecondKey {
        key: String,
    },
    /// A line is not indented as those around it; the column that they begin in.
    OddIndentation {
        column: usize,
    },
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
                .beside("the next one is here")
                .help(format!("close it with another `{quote}`")),
            Self::TextBeside { key } => {
                Words::new(Code::Indentation, format!("the text of `{key}` is not indented"))
                    .help(format!("indent each line of it by two spaces more than `{key}`"))
            }
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
                Words::new(Code::MissingColon, "this is no entry: a key has a `: ` behind it")
                    .help(no_entry(line))
            }
            Self::NoSpaceBehindColon { key, value } => {
                Words::new(Code::MissingColon, "a key has a colon and a space behind it")
                    .help(space_behind_colon(key, value))
            }
            Self::Directive => {
                Words::new(Code::NotYaml, "a spec has no directives of YAML").help("remove the line")
            }
            Self::ValueBeside { key, value } => {
                let words =
                    Words::new(Code::Indentation, format!("this value is not indented below `{key}`"));
                words.help(format!("write it behind its key: `{key}: {value}`"))
            }
            other => other.words_of_signs(),
        }
    }
}

impl SyntaxProblem {
    /// The words for the rest of them.
    fn words_of_signs(&self) -> Words {
        match self {
            Self::NoColon { write } => {
                Words::new(Code::MissingColon, "a key has a colon and a space behind it")
                    .help(format!("write `{write}`"))
            }
            Self::NoSpaceBehindDash { write } => {
                Words::new(Code::MissingColon, "an item of a list has a `-` and a space before it")
                    .help(format!("write `{write}`"))
            }
            Self::NoComma { key } => {
                Words::new(Code::NotYaml, format!("a comma is missing before the key `{key}`"))
                    .help(format!("write `, {key}: ...`"))
            }
            Self::NoBrace { write } => {
                Words::new(Code::ClosesNothing, "keys in the line of another key stand in braces")
                    .help(format!("write `{write}`"))
            }
            Self::ItemsAndKeys { is_item: true } => {
                Words::new(Code::Indentation, "this is an item of a list, and the lines around it are keys")
                    .help("leave out the `- `, or indent it under the key that it belongs to")
            }
            Self::ItemsAndKeys { is_item: false } => {
                Words::new(Code::Indentation, "this line stands beside the items of a list, and is none")
                    .beside("the list begins here")
                    .help("indent it as the other lines of the item above, or begin it with `- `")
            }
            Self::NoKey => Words::new(Code::MissingColon, "the key before this colon is missing"),
            Self::NothingHere => {
                Words::new(Code::NotYaml, "nothing stands before this comma").help("remove it")
            }
            Self::TableRow | Self::Markup | Self::Fence => self.words_of_pages(),
            Self::BelowNothing { key } => below_nothing(key),
            Self::Lookalike(c) => {
                let (like, _) = lookalike::of(*c).unwrap_or((*c, ""));
                let what = lookalike::described(*c).unwrap_or_default();
                let write = if like == ' ' { "a space".to_owned() } else { format!("`{like}`") };
                let help = Help { text: format!("write {write}"), instead: Some(like.to_string()) };
                Words::new(Code::Lookalike, what).help(help)
            }
            Self::Index { write } => {
                Words::new(Code::NeedsQuotes, "a path has names of fields, and no brackets")
                    .help(written(write))
            }
            Self::ForeignType { write } => {
                Words::new(Code::TypeExpression, "this is how another language writes a type")
                    .help(written(write))
            }
            Self::CommentInFlow { key } => {
                Words::new(Code::NeedsQuotes, "a ` #` begins a comment, so what is behind it is not read")
                    .beside("so this is not closed")
                    .help(quoted(key.as_deref()))
            }
            Self::KeyInText => {
                Words::new(Code::Indentation, "this key is indented as if it were part of the text before it")
                    .beside("it goes on with this text")
                    .help("begin it under the key it belongs beside")
            }
            Self::SecondKey { key } => {
                Words::new(Code::MissingColon, format!("a second key begins in this line: `{key}`"))
                    .help("begin it in a line of its own")
            }
            Self::OddIndentation { column } => {
                Words::new(Code::Indentation, "this line is not indented as those that it belongs with")
                    .label("this line")
                    .beside("one of the others")
                    .help(match column {
                        0 => "do not indent it".to_owned(),
                        1 => "indent it by 1 space, as they are".to_owned(),
                        count => format!("indent it by {count} spaces, as they are"),
                    })
            }
            Self::Indentation { column, is_below } => indentation(*column, *is_below),
            Self::TooDeep => Words::new(Code::TooComplex, "the nesting is deeper than 128 levels"),
            Self::Other { said } => {
                Words::new(Code::NotYaml, format!("this is not YAML: {said}")).beside("it began here")
            }
            _ => Words::new(Code::InvalidValue, "this is no part of the language"),
        }
    }
}

impl SyntaxProblem {
    /// The words for what somebody pasted.
    fn words_of_pages(&self) -> Words {
        let (message, help) = match self {
            Self::TableRow => (
                "this row of a table is no part of YAML",
                "write what each row describes as an entry, such as `NAME: {type: ..., doc: ...}`",
            ),
            Self::Markup => (
                "this line of HTML is no part of YAML",
                "remove it; what it says belongs into a `doc`, in your own words",
            ),
            _ => ("this mark of Markdown is no part of YAML", "remove the lines with the marks"),
        };
        Words::new(Code::NotYaml, message).help(help)
    }
}

fn below_nothing(key: &str) -> Words {
    Words::new(Code::Indentation, format!("`{key}` has a value already, with nothing in it"))
        .beside("it ends in this line")
        .help(format!("write `{key}:` alone above what belongs to it"))
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

fn no_entry(line: &str) -> Help {
    if line.starts_with("//") || line.starts_with("/*") {
        return "a comment begins with `#`".into();
    }
    match line.split_once(':') {
        Some((key, value)) if !key.contains(char::is_whitespace) && !value.starts_with('/') => {
            format!("write a space behind the colon: `{key}: {}`", value.trim_start()).into()
        }
        _ if line.contains(char::is_whitespace) => {
            "write `key: ...`; a text that goes on from the line above is indented by more than its key"
                .into()
        }
        _ => format!("write `{line}: ...`, or the key that belongs before it: `...: {line}`").into(),
    }
}

pub(super) fn written(write: &str) -> Help {
    Help { text: format!("write `{write}`"), instead: Some(write.to_owned()) }
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
