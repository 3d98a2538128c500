//! YAML as a tree: what is to be written, and how it is laid out.

use std::borrow::Cow;

/// A value of YAML.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    /// A string, in quotes where it needs them.
    Text(String),
    /// A number, a bool or null, as JSON writes it.
    Plain(String),
    /// A list that stands in one line where it is short.
    List(Vec<Node>),
    /// A list with an item a line.
    Rows(Vec<Node>),
    /// A map, laid out by its kind.
    Map(Map),
}

impl Node {
    /// Whether it has nothing that could stand in lines of its own.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::List(items) | Self::Rows(items) => items.is_empty(),
            Self::Map(map) => map.entries.is_empty(),
            Self::Text(_) | Self::Plain(_) => false,
        }
    }

    /// The kind of a map; of anything else, none in particular.
    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::Map(map) => map.kind,
            _ => Kind::Value,
        }
    }
}

/// A map, in the order of its entries.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Map {
    pub(super) kind: Kind,
    pub(super) entries: Vec<Entry>,
}

/// What a map is in the spec, which decides how it is laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    /// A field, a claim, JSON: it stands in one line where it is short.
    #[default]
    Value,
    /// All of a file.
    File,
    /// A record or an enum.
    Type,
    /// The result of an Action, or its pages: it stands apart in its file, in one line where it is short.
    Part,
    /// An exchange among the examples.
    Example,
    /// Fields, values or error codes, each in a line of its own.
    Entries,
    /// Types, with an empty line between them.
    Types,
}

impl Kind {
    /// The kind of the struct with this name.
    pub(super) fn of(name: &str) -> Self {
        match name {
            "ActionFile" | "ServiceFile" | "CommonFile" => Self::File,
            "TypeSpec" => Self::Type,
            "ResultSpec" | "PaginationSpec" => Self::Part,
            "ExampleSpec" => Self::Example,
            "Entries" => Self::Entries,
            _ => Self::Value,
        }
    }

    /// Whether such a map never stands in one line, unless it is empty.
    pub(super) fn is_open(self) -> bool {
        matches!(self, Self::File | Self::Type | Self::Entries | Self::Types)
    }

    /// Whether an empty line stands before an entry that is not the first.
    pub(super) fn is_apart(self, value: &Node) -> bool {
        match self {
            Self::Types => true,
            Self::File => match value {
                Node::Rows(_) => true,
                value => matches!(value.kind(), Self::Part | Self::Entries | Self::Types),
            },
            _ => false,
        }
    }
}

/// A key, its value, and what is remarked about them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    pub(super) comments: Vec<String>,
    pub(super) key: Key,
    pub(super) value: Node,
}

/// What an entry of a map is found by.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Key {
    /// A text, in quotes where it needs them.
    Text(Cow<'static, str>),
    /// A number, as the values of an enum are.
    Plain(String),
}

impl Key {
    pub(super) fn as_str(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Plain(text) => text,
        }
    }
}
