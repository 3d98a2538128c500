//! What an importer found out about a service: a spec in the making, with what a person must still decide.
//!
//! Every importer ends in these types, and the YAML is written from nothing else.

use qcloud_codegen::model::{Method, PageStyle, PageType, Protocol, Wire};
use qcloud_codegen::spec::directory;
use serde_json::{Number, Value};

/// A service and the Actions that were found.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// The name, as in its host.
    pub name: String,
    /// How its requests and responses travel.
    pub protocol: Protocol,
    /// The version of API 3.0; none for the legacy API.
    pub version: Option<String>,
    /// Whether calls name a region; `None` when the description does not say.
    pub region_required: Option<bool>,
    /// Host name of the endpoint.
    pub host: String,
    /// Path of the endpoint, when it is not the protocol's own.
    pub path: Option<String>,
    /// The address of the vendor's page.
    pub source: Option<String>,
    /// What the service is for.
    pub doc: Option<String>,
    /// What the description claims and the wire refutes.
    pub documented: Documented,
    /// What a person must decide.
    pub todos: Vec<String>,
    /// Types that several Actions use.
    pub types: Vec<TypeDef>,
    /// The Actions.
    pub actions: Vec<Action>,
}

impl Service {
    /// The name of its directory in a spec. Of API 3.0, a service may be there in several versions.
    #[must_use]
    pub fn directory(&self) -> String {
        directory(&self.name, self.version.as_deref())
    }
}

/// An Action.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Action {
    /// Name on the wire.
    pub name: String,
    /// What it does.
    pub doc: Option<String>,
    /// The address of the vendor's page.
    pub source: Option<String>,
    /// Repeating the request changes nothing more.
    pub idempotent: bool,
    /// The HTTP method, when it is not the obvious one.
    pub method: Option<Method>,
    /// The parameters, in the order of the description.
    pub parameters: Vec<Field>,
    /// What it answers with; nothing when there is none.
    pub result: Option<ResultDef>,
    /// How the pages of the result are asked for.
    pub pagination: Option<Pagination>,
    /// Types that only this Action uses.
    pub types: Vec<TypeDef>,
    /// Symbolic error codes.
    pub errors: Vec<ErrorCode>,
    /// Documented and captured exchanges.
    pub examples: Vec<Example>,
    /// What the description claims and the wire refutes.
    pub documented: Documented,
    /// The name of the client's method, when the derived one will not do.
    pub rust: Option<String>,
    /// What a person must decide.
    pub todos: Vec<String>,
}

/// A parameter, or a field of a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Name on the wire.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// What it means.
    pub doc: Option<String>,
    /// It must be given.
    pub required: bool,
    /// The server sends `null` rather than leaving it out.
    pub nullable: bool,
    /// The form of its scalars on the wire, when it is not the obvious one.
    pub wire: Option<Wire>,
    /// What the server assumes.
    pub default: Option<Value>,
    /// Lower bound.
    pub min: Option<Number>,
    /// Upper bound.
    pub max: Option<Number>,
    /// Its list counts from 1 in a request.
    pub one_based: bool,
    /// It is kept out of Debug output, logs and errors.
    pub sensitive: bool,
    /// What the description claims and the wire refutes.
    pub documented: Documented,
    /// The Rust name, when the derived one will not do.
    pub rust: Option<String>,
    /// What a person must decide.
    pub todos: Vec<String>,
}

impl Field {
    /// A field of which no more than this is known.
    #[must_use]
    pub fn new(name: impl Into<String>, ty: Type) -> Self {
        Self {
            name: name.into(),
            ty,
            doc: None,
            required: false,
            nullable: false,
            wire: None,
            default: None,
            min: None,
            max: None,
            one_based: false,
            sensitive: false,
            documented: Documented::default(),
            rust: None,
            todos: Vec::new(),
        }
    }
}

/// A type, as the spec writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// `int`
    Int,
    /// `uint`
    Uint,
    /// `float`
    Float,
    /// `bool`
    Bool,
    /// `string`
    String,
    /// `datetime`
    DateTime,
    /// `date`
    Date,
    /// `binary`
    Binary,
    /// `json`
    Json,
    /// `[T]`
    List(Box<Type>),
    /// `{string: T}`
    Map(Box<Type>),
    /// A record or an enum, by its name in the spec.
    Named(String),
}

/// A record or an enum.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeDef {
    /// Its name in the spec.
    pub name: String,
    /// What it is.
    pub doc: Option<String>,
    /// What it holds.
    pub kind: TypeKind,
    /// What the description claims and the wire refutes.
    pub documented: Documented,
    /// The Rust name, when the derived one will not do.
    pub rust: Option<String>,
    /// What a person must decide.
    pub todos: Vec<String>,
}

/// What a type holds.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeKind {
    /// A record.
    Record(Vec<Field>),
    /// An enum of numbers.
    IntEnum(Vec<EnumValue<i64>>),
    /// An enum of texts.
    TextEnum(Vec<EnumValue<String>>),
}

/// A value of an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnumValue<T> {
    /// On the wire.
    pub wire: T,
    /// The Rust name, when the derived one will not do; a number needs one.
    pub name: Option<String>,
    /// What it means.
    pub doc: Option<String>,
}

/// What an Action answers with.
#[derive(Clone, Debug, PartialEq)]
pub struct ResultDef {
    /// `data`, a path below it, `beside` or `body`; the protocol's own when there is none.
    pub place: Option<String>,
    /// A type of the spec, or the fields of a record of its own.
    pub kind: ResultKind,
    /// What the description claims and the wire refutes.
    pub documented: Documented,
    /// What a person must decide.
    pub todos: Vec<String>,
}

/// What a result is.
#[derive(Clone, Debug, PartialEq)]
pub enum ResultKind {
    /// A type.
    Type(Type),
    /// A record of its own.
    Fields(Vec<Field>),
}

/// How the pages of a list are asked for; the names are those of parameters and paths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pagination {
    /// What the position counts.
    pub style: PageStyle,
    /// The parameter with the page, the offset or the token.
    pub position: String,
    /// The parameter with the number of items.
    pub size: Option<String>,
    /// The path to the token of the next page, where pages have one.
    pub next: Option<String>,
    /// The path to the number of all items.
    pub total: Option<String>,
    /// The path to the list.
    pub items: Option<String>,
}

/// A symbolic error code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorCode {
    /// On the wire.
    pub code: String,
    /// The Rust name, when the derived one will not do.
    pub name: Option<String>,
    /// What it means.
    pub doc: Option<String>,
}

/// A documented or captured exchange.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// The name of its file, without the extension, and of its test.
    pub name: String,
    /// What it shows.
    pub doc: Option<String>,
    /// The response must be read, but need not come back the same.
    pub loose: bool,
    /// The request, as JSON with the wire's names.
    pub parameters: Option<Value>,
    /// The body of the response, to the byte.
    pub response: String,
}

/// What the description claims where the wire differs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Documented {
    /// The description does not have it at all.
    pub absent: bool,
    /// Another type.
    pub ty: Option<PageType>,
    /// Another name.
    pub name: Option<String>,
    /// That it is required, or not.
    pub required: Option<bool>,
    /// That it may be null, or not.
    pub nullable: Option<bool>,
    /// Another default.
    pub default: Option<Value>,
    /// Another host.
    pub host: Option<String>,
    /// Anything else.
    pub note: Option<String>,
}
