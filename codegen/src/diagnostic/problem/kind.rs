//! A value of another kind than the schema takes: what it takes, what stands there, and what to write instead.

use super::syntax::written;
use super::{Help, list};

/// What to do where no number is meant.
pub(super) const NO_NUMBER: &str = "leave it out where there is no bound or default";

/// What the schema takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    /// What the schema calls it itself.
    Title(String),
    Words(Vec<String>),
    /// The names of the kinds in JSON Schema.
    Kinds {
        kinds: Vec<String>,
        not_negative: bool,
    },
    Any(Vec<Expected>),
}

/// What stands there instead.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Found {
    List,
    Mapping,
    Nothing,
    Bool,
    NegativeNumber,
    Number,
    Text,
}

/// What to write instead of something of the wrong kind.
#[derive(Clone, Debug)]
pub(crate) enum Mending {
    TypeName,
    Unquoted(String),
    Bool(bool),
    NoDashes,
    /// A mapping with this text as its doc.
    Doc(String),
    /// A mapping whose keys are the user's own.
    Values,
    /// The same, and each value is a word.
    Pairs,
    /// A mapping with the key that it needs.
    Mapping {
        key: String,
        value: String,
    },
    ListItems,
    /// A list of mappings, each with what was its key as its name: the first one.
    NamedItems(String),
    /// JSON that belongs into a file.
    File,
    /// A key and `true` behind it.
    KeyTrue(String),
    /// `true`, or another value.
    TrueOr(Box<Mending>),
    /// What to write instead of a value.
    Plain(String),
    /// The same without the brackets around it.
    Bare(String),
    /// One text in place of several, or of keys.
    Text,
    /// A number that is written in digits.
    Number,
    /// Nothing, where there is no bound or default.
    NoNumber,
}

impl Expected {
    pub(super) fn words(&self) -> String {
        match self {
            Self::Title(title) => title.clone(),
            Self::Words(words) => format!("one of {}", list(words)),
            Self::Kinds { kinds, not_negative } => {
                let kinds: Vec<_> = kinds.iter().map(|kind| kind_in_words(kind)).collect();
                kinds.join(" or ") + if *not_negative { " that is not negative" } else { "" }
            }
            Self::Any(all) => {
                let mut words: Vec<_> = all.iter().map(Self::words).collect();
                words.retain(|word| !word.is_empty());
                words.dedup();
                words.join(" or ")
            }
        }
    }
}

fn kind_in_words(kind: &str) -> &str {
    match kind {
        "boolean" => "`true` or `false`",
        "integer" => "an integer",
        "number" => "a number",
        "array" => "a list",
        "object" => "a mapping",
        "string" => "a string",
        other => other,
    }
}

impl Found {
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::List => "a list",
            Self::Mapping => "a mapping",
            Self::Nothing => "nothing",
            Self::Bool => "`true` or `false`",
            Self::NegativeNumber => "a negative number",
            Self::Number => "a number",
            Self::Text => "a string",
        }
    }
}

impl Mending {
    pub(super) fn words(&self) -> Help {
        match self {
            Self::Unquoted(text) => {
                Help { text: format!("write it without quotes: `{text}`"), instead: None }
            }
            Self::Bool(value) => written(&value.to_string()),
            Self::Plain(text) => written(text),
            Self::Bare(text) => {
                Help { text: format!("write it without brackets: `{text}`"), instead: Some(text.clone()) }
            }
            other => other.sentence().into(),
        }
    }

    fn sentence(&self) -> String {
        match self {
            Self::TypeName => "write a name such as `string`, `[string]` or `{string: int}`".to_owned(),
            Self::Unquoted(text) => format!("write it without quotes: `{text}`"),
            Self::Bare(text) => format!("write it without brackets: `{text}`"),
            Self::Plain(text) => format!("write `{text}`"),
            Self::Bool(value) => format!("write `{value}`"),
            Self::Doc(text) => format!("write `{{doc: {text}}}`"),
            Self::Values => {
                "write each as a key, with what is said about it behind that: `NAME: {...}`".to_owned()
            }
            Self::Pairs => "write each as a key with its value: `{NAME: ...}`".to_owned(),
            Self::NoDashes => "leave out the `-` at the start of the lines".to_owned(),
            Self::Mapping { key, value } => format!("write `{{{key}: {value}}}`"),
            Self::NamedItems(key) => {
                format!("write each with a dash before it, and its name within: `- name: {key}`")
            }
            Self::File => "put it into a file under `examples/`, and write the path of that".to_owned(),
            Self::KeyTrue(key) => format!("write `{key}: true`"),
            Self::TrueOr(other) => {
                format!("write `true`, or {}", other.sentence().trim_start_matches("write "))
            }
            Self::Text => {
                "write one text; one with `: ` in it, or with a brace or a bracket at its start, needs quotes"
                    .to_owned()
            }
            Self::Number => "write one number in digits, such as `1000`".to_owned(),
            Self::NoNumber => NO_NUMBER.to_owned(),
            Self::ListItems => "write each item in a line of its own, with `- ` before it".to_owned(),
        }
    }
}
