//! Problems of a pagination: its parameters and its list.

use crate::diagnostic::Code;

use crate::model::PageStyle;

use super::{Problem, Words, list};

/// What is wrong with a pagination.
#[derive(Clone, Debug)]
pub(crate) enum PaginationProblem {
    NoResult,
    NoNext,
    NextOfOtherStyle,
    /// The key that the style has instead, and what it would name.
    KeyOfOtherStyle {
        key: &'static str,
        meant: &'static str,
        name: String,
    },
    /// The style to which all keys belong, and those that are not of the given one.
    StyleOfOtherKeys {
        meant: PageStyle,
        keys: Vec<&'static str>,
    },
    NoPosition {
        key: &'static str,
    },
    SameParameter {
        position: &'static str,
        size: &'static str,
    },
    /// What two keys name would be right the other way round.
    Swapped,
    /// The only list of the result, if there is one.
    NoItems {
        list: Option<String>,
    },
}

impl Problem for PaginationProblem {
    fn words(&self) -> Words {
        match self {
            Self::NoResult => {
                Words::new(Code::IncompletePagination, "an Action that answers with nothing has no pages")
                    .help("say with `result` what it answers")
            }
            Self::NoNext => Words::new(Code::IncompletePagination, "the pagination does not say its `next`")
                .help("name the field of the result with the token of the next page: `next: ...`"),
            Self::NextOfOtherStyle => {
                Words::new(Code::PaginationStyle, "`next` does not go with this style of pagination")
                    .beside("the style")
                    .help("leave it out, or write `style: token`")
            }
            Self::KeyOfOtherStyle { key, meant, name } => Words::new(
                Code::PaginationStyle,
                format!("`{key}` does not go with this style of pagination"),
            )
            .beside("the style")
            .help(format!("write `{meant}: {name}`, or another `style`")),
            Self::StyleOfOtherKeys { meant, keys } => {
                let verb = if keys.len() == 1 { "is" } else { "are" };
                let message = format!("{} {verb} of another style of pagination", list(keys));
                Words::new(Code::PaginationStyle, message).help(format!("write `style: {}`", meant.as_str()))
            }
            Self::NoPosition { key } => {
                Words::new(Code::IncompletePagination, format!("the pagination does not say its `{key}`"))
                    .help(format!("name the parameter: `{key}: ...`"))
            }
            Self::SameParameter { position, size } => {
                Words::new(Code::PaginationType, format!("`{position}` and `{size}` name the same parameter"))
                    .beside("named here too")
            }
            Self::Swapped => Words::new(Code::PaginationType, "these two stand in the place of each other")
                .beside("this is the other one")
                .help("exchange them"),
            Self::NoItems { list } => {
                Words::new(Code::IncompletePagination, "the pagination does not say where its `items` are")
                    .help(match list {
                        Some(list) => format!("add `items: {list}`, the list of the result"),
                        None => "name the list of the result: `items: ...`".to_owned(),
                    })
            }
        }
    }
}
