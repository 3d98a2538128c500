//! Problems of what an Action says of the region of its calls.

use crate::diagnostic::Code;

use super::{Problem, Words};

/// What is wrong with the `region` of an Action.
#[derive(Clone, Debug)]
pub(crate) enum RegionProblem {
    NoValues,
    /// A value that the enum lacks, and the one that was meant.
    NoValue {
        parameter: String,
        value: String,
        near: Option<String>,
    },
    Twice(String),
    /// A field that the records of the list lack, and the one that was meant.
    NoField {
        list: String,
        name: String,
        near: Option<String>,
    },
    /// A field of the list that is neither a text nor a list of texts.
    FieldType {
        list: String,
        name: String,
    },
}

impl Problem for RegionProblem {
    fn words(&self) -> Words {
        match self {
            Self::NoValues => Words::new(Code::Region, "there is no value that needs a region")
                .help("list the values with which a call needs one, or write `region: optional`"),
            Self::NoValue { parameter, value, near } => {
                Words::new(Code::Region, format!("the enum of `{parameter}` has no value `{value}`"))
                    .beside("its type")
                    .meant(near.as_deref())
            }
            Self::Twice(value) => Words::new(Code::Region, format!("the value `{value}` is there twice"))
                .help("leave one of them out"),
            Self::NoField { list, name, near } => {
                Words::new(Code::UnknownField, format!("the records of `{list}` have no field `{name}`"))
                    .beside("the list")
                    .meant(near.as_deref())
            }
            Self::FieldType { list, name } => Words::new(
                Code::ParameterRole,
                format!("the field `{name}` of `{list}` is neither a string nor a list of strings"),
            )
            .beside("the list"),
        }
    }
}
