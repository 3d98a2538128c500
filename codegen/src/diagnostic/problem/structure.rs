//! Problems of structure: keys and values that the language does not have in their place.

use crate::diagnostic::Code;

use super::kind::{Expected, Found, Mending, NO_NUMBER};
use super::syntax::written;
use super::{Problem, Words, did_you_mean, list};

/// What is wrong with the structure of a file.
#[derive(Clone, Debug)]
pub(crate) enum StructureProblem {
    /// Something other than the type of a map, in braces; its first key.
    MapType {
        first: Option<String>,
        /// Whether it is rather a record with its fields.
        is_record: bool,
    },
    /// A list type has not exactly one type of items; the first of them.
    ListType {
        first: Option<String>,
    },
    DuplicateKey(String),
    /// The name of an Action that stands behind another in one file.
    SecondAction(String),
    MissingKey(String),
    MergeKey,
    /// A key that is none, among those that are known; what has such a key elsewhere.
    UnknownKey {
        key: String,
        near: Option<String>,
        known: Vec<String>,
        homes: Vec<&'static str>,
    },
    /// A key of an example that is none, and most likely a parameter.
    BesideParameters(String),
    /// A key and its value with no colon, no space or another sign between.
    KeyWithoutColon {
        given: String,
        write: String,
    },
    /// A key of a mapping that stands above it; the name of that mapping.
    NotIndented {
        key: String,
        below: String,
    },
    /// An entry that stands among the keys of the language; the key that takes such entries.
    Beside {
        key: String,
        under: String,
    },
    /// An entry that holds such entries itself: the first of them, and the key of the mapping that it is in, below the root.
    TooNested {
        key: String,
        inner: String,
        within: Option<String>,
    },
    /// An item of a list that is a part of the one before it, which lacks this key.
    SplitItem {
        missing: String,
    },
    /// A key of a mapping that this one is in.
    IndentedTooFar {
        key: String,
        below: String,
    },
    /// A key that stands in braces which it belongs behind.
    InBraces {
        key: String,
        below: String,
    },
    /// A list of what is required, among parameters or fields.
    RequiredList,
    /// What an enum has as its values, where a record has its fields.
    ValuesAsFields,
    CommaInText(String),
    CommaInNumber,
    ForeignType {
        write: String,
    },
    /// A key that is no scalar, among known keys, or among the user's own.
    KeyIsNoName {
        known: Option<Vec<String>>,
        /// The key that is missing, whose value it probably is.
        missing: Option<String>,
    },
    /// A key of free-form JSON that is no scalar.
    KeyIsNoString,
    /// A key that is neither an integer of 64 bits nor a string.
    BadKey {
        text: String,
        why: BadKey,
    },
    UnknownWord {
        word: String,
        near: Option<String>,
        words: Vec<String>,
        /// A key of the mapping that may stand in place of a word.
        key: Option<String>,
    },
    WrongKind {
        expected: Expected,
        found: Found,
        mending: Option<Mending>,
    },
    /// An infinite number, or none at all.
    NoJsonNumber(String),
    NumberBeyondRange(String),
}

/// Why a key is neither an integer of 64 bits nor a string.
#[derive(Clone, Copy, Debug)]
pub(crate) enum BadKey {
    BeyondSignedRange,
    BeyondRange,
    OfNoKind,
}

impl Problem for StructureProblem {
    fn words(&self) -> Words {
        match self {
            Self::MapType { first, is_record } => {
                Words::new(Code::TypeExpression, "this is not the type of a map")
                    .help(in_braces(first.as_deref().unwrap_or_default(), *is_record))
            }
            Self::ListType { first } => Words::new(Code::TypeExpression, "a list has one type of items")
                .help(match first {
                    Some(first) => format!("write `[{first}]`"),
                    None => "write `[T]`, such as `[string]`".to_owned(),
                }),
            Self::DuplicateKey(key) => {
                Words::new(Code::DuplicateKey, format!("the key `{key}` is given twice"))
                    .label("given again here")
                    .beside("first given here")
            }
            Self::SecondAction(name) => {
                Words::new(Code::DuplicateKey, "a file has one Action, and a second one begins here")
                    .beside("the first one")
                    .help(format!("move it to a file of its own, `{name}.yaml`"))
            }
            Self::MissingKey(key) => Words::new(Code::MissingKey, format!("the key `{key}` is missing"))
                .help(format!("add `{key}: ...`")),
            Self::MergeKey => {
                Words::new(Code::MergeKey, "a spec has no merge keys").help("write out what is to be merged")
            }
            Self::UnknownKey { key, near, known, homes } => {
                let advice = said_otherwise(key, known);
                Words::new(Code::UnknownKey, format!("unknown key `{key}`")).help(match (advice, near) {
                    (Some(advice), _) => advice.into(),
                    (None, Some(near)) => did_you_mean(near),
                    (None, None) if !homes.is_empty() => {
                        format!("`{key}` is said of {}; {}", homes.join(" or "), keys_here(known)).into()
                    }
                    (None, None) => keys_here(known).into(),
                })
            }
            Self::BesideParameters(key) => Words::new(
                Code::UnknownKey,
                format!("unknown key `{key}`: an example has `doc`, `parameters`, `response` and others"),
            )
            .help("what is sent stands below `parameters:`, indented by more"),
            Self::KeyWithoutColon { given, write } => Words::new(
                Code::MissingColon,
                format!("`{given}` is taken for a key: one has a colon and a space behind it"),
            )
            .help(written(write)),
            Self::CommaInText(key) => Words::new(
                Code::NeedsQuotes,
                format!("`{key}` is taken for a key, since the text before it ends at the comma"),
            )
            .help("a text that holds a comma needs quotes: `\"..., ...\"`"),
            Self::RequiredList => {
                Words::new(Code::UnknownKey, "what is required says so itself, and in no list")
                    .help("write `required: true` in each of them")
            }
            Self::ValuesAsFields => Words::new(
                Code::UnknownKey,
                "none of these has a type, so they are no fields of a record",
            )
            .help(
                "write `values`, if they are the values of an enum; a field is `name: {type: ..., doc: ...}`",
            ),
            Self::CommaInNumber => Words::new(Code::InvalidNumber, "a number is written without commas")
                .help("write all digits in one: `1000`"),
            Self::ForeignType { write } => {
                Words::new(Code::TypeExpression, "this is how another language writes a type")
                    .help(written(write))
            }
            Self::KeyIsNoName { known, missing } => {
                Words::new(Code::InvalidKey, "a key is a name").help(match (known, missing) {
                    (_, Some(missing)) => format!("write the key before it: `{missing}: ...`"),
                    (Some(known), _) => keys_here(known),
                    (None, _) => "write a name, without braces and brackets".to_owned(),
                })
            }
            Self::KeyIsNoString => Words::new(Code::InvalidKey, "a key is a string"),
            other => other.words_of_nesting(),
        }
    }
}

impl StructureProblem {
    /// The words for what stands on another level than it belongs on.
    fn words_of_nesting(&self) -> Words {
        match self {
            Self::NotIndented { key, below } => {
                Words::new(Code::Indentation, format!("`{key}` belongs to `{below}`, and is not indented so"))
                    .beside("this is what it belongs to")
                    .help(format!("indent it, and what goes with it, by more than `{below}`"))
            }
            Self::IndentedTooFar { key, below } => {
                Words::new(Code::Indentation, format!("`{key}` is indented as if it belonged to `{below}`"))
                    .help(format!("begin it in the column of `{below}`"))
            }
            Self::InBraces { key, below } => {
                Words::new(Code::MissingKey, format!("`{key}` stands within the braces of `{below}`"))
                    .help("write it behind them")
            }
            Self::Beside { key, under } => {
                Words::new(Code::Indentation, format!("`{key}` stands among keys of the language"))
                    .help(format!("write `{under}:` above it, and indent it by more than that"))
            }
            Self::TooNested { key, inner, within } => {
                Words::new(Code::Indentation, format!("`{inner}` stands one level too deep, under `{key}`")).help(
                    match within.as_deref() {
                        None if key == "errors" => {
                            "error codes stand in `service.yaml`, or in the file of the Action that has them".to_owned()
                        }
                        None => format!("leave the line `{key}:` out, and indent what is under it by less"),
                        Some("errors") => format!("a code is one key: `{key}.{inner}: {{...}}`"),
                        Some("fields" | "parameters") => {
                            "a record has a name: define it under `types`, with `fields`, and write its name as the `type`"
                                .to_owned()
                        }
                        Some(_) => format!("begin it in the column of `{key}`"),
                    },
                )
            }
            Self::SplitItem { missing } => Words::new(
                Code::Indentation,
                format!("this begins another item, and the one before it has no `{missing}`"),
            )
            .help("leave out the `-` where both are one item"),
            other => other.words_of_values(),
        }
    }

    /// The words for the rest of them.
    fn words_of_values(&self) -> Words {
        match self {
            Self::BadKey { text, why } => {
                let why = match why {
                    BadKey::BeyondSignedRange => "does not fit 64 bits with a sign",
                    BadKey::BeyondRange => "does not fit 64 bits",
                    BadKey::OfNoKind => "is neither an integer nor a string",
                };
                Words::new(Code::InvalidKey, format!("`{text}` {why}"))
                    .beside("the same here")
                    .help(format!("write it in quotes: `\"{text}\"`"))
            }
            Self::UnknownWord { word, near, words, key } => {
                let help = match (near, key) {
                    (Some(near), _) => did_you_mean(near),
                    (None, Some(key)) => {
                        format!("it is one of {}, or a mapping such as `{{{key}: ...}}`", list(words)).into()
                    }
                    (None, None) => format!("it is one of {}", list(words)).into(),
                };
                Words::new(Code::UnknownWord, format!("`{word}` has no meaning here")).help(help)
            }
            Self::WrongKind { expected, found, mending } => {
                let message = format!("expected {}, found {}", expected.words(), found.words());
                Words::new(Code::WrongKind, message)
                    .beside("the same here")
                    .maybe_help(mending.as_ref().map(Mending::words))
            }
            Self::NoJsonNumber(text) => {
                Words::new(Code::InvalidNumber, format!("`{text}` is no number that JSON knows"))
                    .help(NO_NUMBER)
            }
            Self::NumberBeyondRange(text) => {
                Words::new(Code::InvalidNumber, format!("`{text}` does not fit 64 bits"))
            }
            _ => Words::new(Code::InvalidValue, "this is no part of the language"),
        }
    }
}

/// What is meant by a type in braces that begins with a word.
fn in_braces(first: &str, is_record: bool) -> &'static str {
    match first {
        "enum" | "values" => {
            "an enum has a name: define it under `types`, with `values`, and write its name here"
        }
        "fields" | "object" | "properties" | "record" | "struct" => {
            "a record has a name: define it under `types`, with `fields`, and write its name here"
        }
        "array" | "items" | "list" => "a list is written `[T]`, such as `[string]`",
        "type" => "write the type alone, without braces: `type: string`",
        "dict" | "map" => "a map is written `{string: T}`, such as `{string: int}`",
        _ if is_record => {
            "a record has a name: define it under `types`, with `fields`, and write its name here"
        }
        _ => "write `{string: T}`: the keys of a map are strings",
    }
}

/// How the language says what others say with a key, among those that are known.
pub(crate) fn said_otherwise(key: &str, known: &[String]) -> Option<&'static str> {
    let has = |key: &str| known.iter().any(|known| known == key);
    let (is_field, is_definition) = (has("wire"), has("fields") && has("values"));
    let key = key.to_lowercase().replace('_', "");
    match key.as_str() {
        "$ref" | "ref" if is_field => Some("write the name of the record or the enum as the `type`"),
        "additionalproperties" | "keys" | "key" if is_field => {
            Some("a map is written `type: {string: T}`, such as `type: {string: int}`")
        }
        "allof" | "anyof" | "oneof" if is_field => Some(
            "a value has one type, which is read in other forms too, such as a number in a string; `json` is anything",
        ),
        "pattern" | "regex" | "regexp" | "unique" | "uniqueitems" | "multipleof" | "unit" if is_field => {
            Some("nothing checks that: say it in the `doc`")
        }
        "readonly" | "writeonly" if is_field => {
            Some("leave it out: what is sent stands under `parameters`, and what is received under `result`")
        }
        "types" | "models" | "definitions" if has("protocol") || known.len() == 1 => {
            Some("types that several Actions of a service use stand in its `types.yaml`")
        }
        "optional" if has("required") => Some("everything is optional that does not say `required: true`"),
        "enum" | "options" | "values" | "variants" if is_field => Some(
            "an enum has a name: define it under `types`, with `values`, and write its name as the `type`",
        ),
        "fields" | "members" | "properties" if is_field => Some(
            "a record has a name: define it under `types`, with `fields`, and write its name as the `type`",
        ),
        "array" | "element" | "elements" | "islist" | "item" | "items" | "list" | "of" | "repeated"
            if is_field =>
        {
            Some("a list is written `type: [T]`, such as `type: [string]`")
        }
        "kind" | "type" if is_definition => {
            Some("leave it out: `fields` make a record, and `values` an enum")
        }
        "absent" | "missing" if has("note") && has("nullable") => Some("write `documented: absent`"),
        _ => None,
    }
}

fn keys_here(known: &[String]) -> String {
    format!("the keys here are {}", list(known))
}
