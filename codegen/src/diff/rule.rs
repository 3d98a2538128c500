//! The rules by which a change of the spec is major, minor or a patch for users of the generated crate.

/// What a change means for code that was written against the old crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// It compiles, and finds nothing new.
    Patch,
    /// It compiles; there is something new.
    Minor,
    /// Some of it no longer compiles.
    Major,
}

impl Level {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

/// A kind of change; `docs/compatibility.md` has the table of all.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its name, for scripts.
    pub id: &'static str,
    /// What such a change means for users.
    pub level: Level,
    /// What has changed, in the words of the table.
    pub meaning: &'static str,
}

macro_rules! rules {
    ($($name:ident $id:literal $level:ident $meaning:literal;)*) => {
        $(pub(super) static $name: Rule = Rule { id: $id, level: Level::$level, meaning: $meaning };)*

        /// All rules, the worst first.
        pub static RULES: &[&Rule] = &[$(&$name),*];
    };
}

rules! {
    SERVICE_REMOVED "service-removed" Major "A service is gone, and with it its module and its feature.";
    ACTION_REMOVED "action-removed" Major "An Action is gone: its method, its request and its own types.";
    METHOD_RENAMED "method-renamed" Major "The method of an Action has another name.";
    RESULT_TYPE "result-type" Major "An Action answers with another type.";
    PAGINATION_REMOVED "pagination-removed" Major "An Action has no pages any more, so `.pages()` and `.items()` are gone.";
    DRY_RUN_REMOVED "dry-run-removed" Major "A call of an Action can't be a dry run any more, so `.dry_run()` is gone.";
    PAGE_ITEM_TYPE "page-item-type" Major "The items of an Action's pages have another type.";
    STREAM_REMOVED "stream-removed" Major "An Action does not stream any more, so `.events()` is gone.";
    EVENT_TYPE "event-type" Major "The events of an Action's stream have another type.";
    UNTIL_REMOVED "until-removed" Major "A constant that says what to wait for is gone.";
    REQUIRED_PARAMETER_ADDED "required-parameter-added" Major "A request, or a record in one, has a new parameter that is required: `new` takes one more argument.";
    PARAMETER_REMOVED "parameter-removed" Major "A parameter is gone.";
    PARAMETER_RENAMED "parameter-renamed" Major "A parameter has another Rust name.";
    PARAMETER_TYPE "parameter-type" Major "A parameter has another Rust type.";
    PARAMETER_NOW_REQUIRED "parameter-now-required" Major "An optional parameter is required: `new` takes it, and its setter is gone.";
    PARAMETER_NOW_OPTIONAL "parameter-now-optional" Major "A required parameter is optional: `new` no longer takes it.";
    PARAMETER_ORDER "parameter-order" Major "The required parameters stand in another order, which is that of `new`. Where their types are the same this compiles, and goes wrong.";
    FIELD_REMOVED "field-removed" Major "A field of a record is gone.";
    FIELD_RENAMED "field-renamed" Major "A field has another Rust name.";
    FIELD_TYPE "field-type" Major "A field has another Rust type.";
    FIELD_NOW_REQUIRED "field-now-required" Major "A field that was an `Option` is a plain value.";
    FIELD_NOW_OPTIONAL "field-now-optional" Major "A field that was a plain value is an `Option`.";
    FIELD_BOXED "field-boxed" Major "A field is boxed, or no longer, because a record can now hold itself through it, or can't any more.";
    RECORD_INPUT_LOST "record-input-lost" Major "No request holds a record any more: it has no `new` and no setters.";
    RECORD_DEFAULT_LOST "record-default-lost" Major "A request holds a record that has required fields: it has no `Default` any more.";
    TYPE_REMOVED "type-removed" Major "A record or an enum is gone, or has another Rust name.";
    TYPE_KIND "type-kind" Major "A record became an enum, or an enum a record.";
    ENUM_KIND "enum-kind" Major "The values of an enum were numbers and are strings, or the other way round.";
    VALUE_REMOVED "value-removed" Major "A value of an enum is gone.";
    VALUE_RENAMED "value-renamed" Major "A value of an enum has another Rust name.";
    SERVICE_ADDED "service-added" Minor "There is a new service, with a feature.";
    ACTION_ADDED "action-added" Minor "There is a new Action.";
    PAGINATION_ADDED "pagination-added" Minor "An Action has pages now.";
    STREAM_ADDED "stream-added" Minor "An Action may answer with a stream of events now.";
    DRY_RUN_ADDED "dry-run-added" Minor "A call of an Action can be a dry run now.";
    UNTIL_ADDED "until-added" Minor "There is a new constant that says what to wait for.";
    OPTIONAL_PARAMETER_ADDED "optional-parameter-added" Minor "There is a new parameter that nobody has to set.";
    FIELD_ADDED "field-added" Minor "A record that the server sends has a new field.";
    RECORD_NOW_INPUT "record-now-input" Minor "A request holds a record that only results held: it has `new` and setters.";
    TYPE_ADDED "type-added" Minor "There is a new record or enum.";
    VALUE_ADDED "value-added" Minor "An enum has a new value; enums are open, so every `match` has a branch for it.";
    DEPRECATED "deprecated" Minor "Something should not be used any more: whoever uses it is warned, which is an error where warnings are denied.";
    TYPE_MOVED "type-moved" Patch "A type is defined in another file; users name it as before.";
    WIRE "wire" Patch "Something travels in another way: a wire name, a form, a place, a host, a method, a body, a signature, a token, whether it may be repeated and what tells whether it was carried out. Rust does not see it.";
    PAGES "pages" Patch "Pages are asked for or counted in another way.";
    UNTIL "until" Patch "What a constant waits for is told by other values or numbers, or is asked for at another pace.";
    DOCS "docs" Patch "What is said about something has changed: its docs, default, bounds, source, or what the vendor's page claims.";
    EXAMPLES "examples" Patch "The examples of an Action are others; they are tests of the client.";
}
