//! What is told of a place that a person edited.

use std::fmt;

use qcloud_codegen::spec::{Origin, inline};
use serde_yaml::Value;

/// So much of a value is shown.
const MAX_SHOWN: usize = 60;

/// A place that a person edited: it stays as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The place, in the person's spec or, of what is not there, in the descriptions'.
    pub origin: Origin,
    /// Whether the descriptions say something else now: a person has to look which of the two is right.
    pub is_conflict: bool,
    base: Side,
    mine: Side,
    theirs: Side,
}

/// What one side says at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Side {
    Nothing,
    /// A file, which is not shown.
    File,
    /// A value in one line, as far as it is shown.
    Value(String),
}

impl Told {
    pub(super) fn file(path: &str, sides: [Option<&str>; 3]) -> Self {
        let is_conflict = sides[0] != sides[2];
        let [base, mine, theirs] = sides.map(|side| side.map_or(Side::Nothing, |_| Side::File));
        Self { origin: Origin::file(path), is_conflict, base, mine, theirs }
    }

    pub(super) fn value(origin: Origin, sides: [Option<Value>; 3]) -> Self {
        let is_conflict = sides[0] != sides[2];
        let [base, mine, theirs] =
            sides.map(|side| side.map_or(Side::Nothing, |value| Side::Value(shown(&value))));
        Self { origin, is_conflict, base, mine, theirs }
    }
}

fn shown(value: &Value) -> String {
    let text = inline(value);
    match text.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// What stays and what the descriptions say, in one line; the file is left to whoever knows its line.
impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { origin, is_conflict, base, mine, theirs } = self;
        if origin.keys.is_empty() {
            let stays = if *mine == Side::Nothing { "stays left out" } else { "stays as it is" };
            let described = match (is_conflict, base, theirs) {
                (false, ..) => "the descriptions have it as before",
                (true, _, Side::Nothing) => "but the descriptions don't have it any more",
                (true, Side::Nothing, _) => "but the descriptions have one of that name now",
                (true, ..) => "but the descriptions have changed it",
            };
            return write!(f, "the file {stays}, {described}");
        }
        write!(f, "{}: ", origin.keys.join("."))?;
        match mine {
            Side::Nothing => f.write_str("it stays left out")?,
            mine => write!(f, "{mine} stays")?,
        }
        if *is_conflict {
            write!(f, ", but the descriptions say {theirs} now, where they said {base}")
        } else {
            write!(f, "; the descriptions say {theirs} there")
        }
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("nothing"),
            Self::File => f.write_str("a file"),
            Self::Value(value) => write!(f, "`{value}`"),
        }
    }
}
