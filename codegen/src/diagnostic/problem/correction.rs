//! Problems of `documented`: corrections of the vendor's page that correct nothing.

use crate::diagnostic::Code;

use super::{Problem, Words, list};

/// What is wrong with a correction. `takes` are the keys that it may have in its place.
#[derive(Clone, Debug)]
pub(crate) enum CorrectionProblem {
    /// The spec says the same.
    Known(Known),
    Empty {
        takes: &'static [&'static str],
    },
    Key {
        key: &'static str,
        takes: &'static [&'static str],
    },
    EmptyNote,
}

/// What the spec says anyway.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Known {
    Host,
    Name,
    Default,
    Flag,
    /// The vendor's word for the type.
    Type(&'static str),
}

impl Problem for CorrectionProblem {
    fn words(&self) -> Words {
        match self {
            Self::Known(known) => {
                Words::new(Code::IdleCorrection, "this correction of the vendor's page says nothing new")
                    .label(known.words())
                    .help("remove it, or correct the spec")
            }
            Self::Empty { takes } => Words::new(Code::IdleCorrection, "the correction says nothing")
                .help(format!("it takes {}", list(*takes))),
            Self::Key { key, takes } => {
                Words::new(Code::CorrectionKey, format!("`{key}` has no meaning here"))
                    .help(format!("it takes {}", list(*takes)))
            }
            Self::EmptyNote => Words::new(Code::IdleCorrection, "the note is empty"),
        }
    }
}

impl Known {
    fn words(self) -> String {
        match self {
            Self::Host => "this is the host in the spec".to_owned(),
            Self::Name => "the spec has this name".to_owned(),
            Self::Default => "the spec has this default".to_owned(),
            Self::Flag => "the spec says so too".to_owned(),
            Self::Type(word) => {
                let article = if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
                format!("on the wire it is {article} `{word}` anyway")
            }
        }
    }
}
