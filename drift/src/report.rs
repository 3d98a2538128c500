//! What differs between responses and a spec, as data: codes and facts. `wording` has the sentences.

use qcloud_codegen::model::{Protocol, Wire};
use qcloud_codegen::spec::Origin;
use qcloud_codegen::spec::edit::Edit;

use crate::evidence::{Evidence, Form};

/// How much a difference says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The spec does not describe what the server sends.
    Drift,
    /// Worth knowing, and no proof that the spec is wrong.
    Note,
}

/// In what way a response and the spec differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Code {
    /// A field that the spec lacks.
    UnknownField,
    /// A required field that is not always there.
    MissingField,
    /// A null in a required field.
    NullInRequired,
    /// A null in a field that is not `nullable`.
    Null,
    /// A null in a list or a map.
    NullElement,
    /// A value of another type, or in another form: a number inside a string, a time in ISO 8601.
    Type,
    /// A value that the enum lacks.
    EnumValue,
    /// A text that is no time or day in any form.
    Date,
    /// A field that no response had.
    NeverSeen,
    /// The code of a failed response that the spec lacks.
    ErrorCode,
}

impl Code {
    /// Whether it proves that the spec is wrong.
    #[must_use]
    pub fn level(self) -> Level {
        match self {
            Self::NeverSeen | Self::ErrorCode => Level::Note,
            _ => Level::Drift,
        }
    }
}

/// A difference between the responses and the spec, of all responses together.
#[derive(Clone, Debug, PartialEq)]
pub struct Drift {
    /// In what way they differ.
    pub code: Code,
    /// Where in the responses: `data.list[].status`; `{}` stands for the values of a map. Empty for the body as a whole.
    pub path: String,
    /// What the spec says of the place.
    pub stated: Stated,
    /// What the responses have there.
    pub found: Found,
    /// How often it was found.
    pub count: u64,
    /// Of how many values or objects.
    pub of: u64,
    /// The first response that shows it, as the user calls its file.
    pub response: String,
    /// What of the spec it is about.
    pub origin: Origin,
    /// What can be done about it.
    pub remedy: Remedy,
}

/// What a spec says of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stated {
    /// Nothing: it does not describe what stands around the result.
    Nothing,
    /// That an object stands there, with the result in it.
    Object,
    /// A record, called so, without such a field.
    NoField(String),
    /// A value of a type.
    Type {
        /// The type as the spec writes it, or the name of a record that has none there.
        name: String,
        /// The form in which it travels, when that is not the obvious one.
        form: Option<Wire>,
        /// Whether it must be there.
        required: bool,
    },
    /// A result that requires this field.
    Requires(String),
    /// Error codes, and not this one.
    NoCode,
}

/// What responses have at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Values of these kinds; nothing when there is none.
    Values(Vec<Noun>),
    /// Keys that look like data, and the kinds of their values.
    Keys(usize, Vec<Noun>),
    /// Values that the enum lacks, and that may be shown.
    Words(Vec<String>),
    /// So many values that the enum lacks.
    ManyWords(usize),
    /// A value that may be data of an account, which is not shown.
    Hidden,
    /// The code of an error, if it may be shown.
    ErrorCode(Option<String>),
}

/// A kind of value as far as it tells types of the spec apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Noun {
    /// A scalar of a form.
    Scalar(Form),
    /// A list with items of these kinds.
    List(Vec<Noun>),
    /// A list without items.
    EmptyList,
    /// An object with fields.
    Object,
    /// An object whose keys look like data.
    Map,
    /// No value at all.
    Null,
}

impl Noun {
    /// The kinds of values at a place.
    pub(crate) fn all(evidence: &Evidence) -> Vec<Self> {
        let items = || Self::all(evidence.items.as_deref().unwrap_or(&Evidence::default()));
        let mut nouns: Vec<_> = evidence.forms.keys().map(|form| Self::Scalar(*form)).collect();
        nouns.extend((evidence.lists.times > 0).then(|| Self::List(items())));
        nouns.extend((evidence.empty_lists.times > 0).then_some(Self::EmptyList));
        let object = if evidence.is_map() { Self::Map } else { Self::Object };
        nouns.extend((evidence.objects.times > 0).then_some(object));
        nouns.extend((evidence.nulls.times > 0).then_some(Self::Null));
        nouns
    }
}

/// What can be done about a difference.
#[derive(Clone, Debug, PartialEq)]
pub enum Remedy {
    /// [`patch`](crate::patch()) makes these edits.
    Patch(Vec<Edit>),
    /// A person must do it, and why.
    Hand(Reason),
    /// Nothing: it is a note.
    None,
}

/// Why a person must look at a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The result stands somewhere else.
    Place,
    /// API 3.0 has nothing beside `Response`.
    BesideResponse,
    /// Something stands beside the `data` with the result at this path.
    BesideData(String),
    /// Something stands in the object that holds the result.
    AroundResult {
        /// The path to the result.
        result: String,
        /// The path to what holds it.
        holder: String,
    },
    /// There may be no result, though this field of it is required.
    MayBeNothing(String),
    /// Keys are data, and a spec holds none.
    KeysAreData,
    /// The type of the result as a whole is another one.
    ResultType,
    /// A null stands in a list or a map, whose values can't be nullable.
    NullElement,
    /// The value may be data of an account.
    HiddenValue,
    /// So many values are no enum's.
    TooManyWords,
    /// The field has this name in the responses, which is the same in Rust.
    Misnamed(String),
    /// The field would be the same in Rust as another one.
    SameName {
        /// The name in the responses.
        name: String,
        /// The name of the field that the spec has.
        known: String,
    },
    /// There are times among the values, which another type would not read.
    HoldsTimes,
    /// The examples of the spec show other kinds of values than the responses.
    Examples(Vec<Noun>),
    /// An enum can't have all of these.
    EnumKind {
        /// Whether its values are numbers.
        numbers: bool,
        /// What responses and examples have.
        found: Vec<Noun>,
    },
    /// No type describes all of these.
    NoType(Vec<Noun>),
    /// The place is none that an edit can change.
    NoPlace,
}

/// Why a response is none of the Action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// It has not the envelope of the service's protocol.
    NoEnvelope(Protocol),
    /// Its result shares no field with that of this Action.
    Foreign(String),
    /// It is a stream of events, which this Action does not answer with.
    Stream(String),
}

/// All differences, and which responses showed them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// The differences: drift first, in the order of the spec, then notes.
    pub drifts: Vec<Drift>,
    /// How many responses were compared.
    pub compared: usize,
    /// How many failed, so that they say nothing about the result.
    pub failed: usize,
    /// Responses that are none of this Action: the name of each, and why.
    pub rejected: Vec<(String, Rejection)>,
}

impl Report {
    /// How many differences there are of a level.
    #[must_use]
    pub fn count(&self, level: Level) -> usize {
        self.drifts.iter().filter(|drift| drift.code.level() == level).count()
    }
}
