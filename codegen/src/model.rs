//! What is true of an API after all checks: the only thing the emitters see.
//!
//! Every name is a valid Rust identifier, every reference leads somewhere, every example fits its Action. The model holds facts, not text: how a
//! fact is worded is the emitters' business.

mod body;
mod region;
mod ty;
mod until;
mod verify;

use serde_json::{Number, Value};

use crate::protocol::ImplicitField;
use crate::spec::is_stream_file;

pub use self::body::Body;
pub use self::region::{ListedRegions, RegionNeed};
pub use self::ty::Type;
pub use self::until::{Count, Listed, Pace, Until, Watched};
pub use self::verify::{Copied, Verify};
pub use crate::protocol::{Protocol, ResultPlace};
pub use crate::spec::{Method, Origin, PageStyle, PageType, Wire};

/// All services of a spec, with all names resolved.
#[derive(Clone, Debug)]
pub struct Api {
    /// The error codes that all services share, for each protocol that has some.
    pub common_errors: Vec<CommonErrors>,
    /// The services, by name.
    pub services: Vec<Service>,
}

impl Api {
    /// The error codes that all services of a protocol share.
    #[must_use]
    pub fn common_errors_of(&self, protocol: Protocol) -> Option<&CommonErrors> {
        self.common_errors.iter().find(|errors| errors.protocol == protocol)
    }
}

/// The error codes that all services of a protocol share.
#[derive(Clone, Debug)]
pub struct CommonErrors {
    /// The protocol in which the codes travel.
    pub protocol: Protocol,
    /// The enum of the codes, with their meanings.
    pub codes: Enum,
    /// The Rust names of those after which the same request may succeed.
    pub retryable: Vec<String>,
}

/// A service: a host, its Actions and their types.
#[derive(Clone, Debug)]
pub struct Service {
    /// Name of its directory and of its cargo feature.
    pub name: String,
    /// Name on the wire.
    pub wire: String,
    /// Name in policies of access management (CAM).
    pub cam: String,
    /// Name of its Rust module, in snake case.
    pub module: String,
    /// Rust type of the service's handle.
    pub handle: String,
    /// What the service is for.
    pub doc: String,
    /// The address of the vendor's page about it.
    pub source: Option<String>,
    /// How its requests and responses travel.
    pub protocol: Protocol,
    /// The version of API 3.0; none for the legacy API.
    pub version: Option<String>,
    /// Whether no call makes sense without a region.
    pub region_required: bool,
    /// Host name of the endpoint.
    pub host: String,
    /// Path of the endpoint.
    pub path: String,
    /// Where the vendor's page and the wire disagree.
    pub claims: Vec<Claim>,
    /// All records and enums but the requests; a [`TypeId`] is an index.
    pub types: Vec<TypeDef>,
    /// The Actions, by name.
    pub actions: Vec<Action>,
    /// `service.yaml`, below the spec directory.
    pub spec_path: String,
}

/// A type of a [`Service`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TypeId(pub usize);

impl Service {
    /// The type that an id stands for.
    #[must_use]
    pub fn type_def(&self, id: TypeId) -> &TypeDef {
        &self.types[id.0]
    }
}

/// A record or enum, and where it was defined.
#[derive(Clone, Debug)]
pub struct TypeDef {
    /// The file it belongs to.
    pub home: Home,
    /// Its definition in the spec.
    pub origin: Origin,
    /// Where its fields or values stand there.
    pub members: Origin,
    /// Whether it is a record or an enum, and what it holds.
    pub kind: TypeKind,
}

/// Where a type was defined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// In `types.yaml` or `service.yaml`.
    Service,
    /// In the file of the Action with this index.
    Action(usize),
}

/// A record or an enum.
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// A record, with its fields by name.
    Record(Record),
    /// An enum of numbers or texts.
    Enum(Enum),
}

impl TypeDef {
    /// The name by which types of the spec refer to it; none for what stands under another key, such as the result of an Action.
    #[must_use]
    pub fn spec_name(&self) -> Option<&str> {
        let (name, parent) = self.origin.keys.split_last()?;
        (parent == self.origin.types().keys).then_some(name)
    }
}

impl TypeKind {
    /// The Rust name of the record or enum.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Record(record) => &record.name,
            Self::Enum(open) => &open.name,
        }
    }
}

/// A set of fields: a request, a result or what they hold.
#[derive(Clone, Debug)]
pub struct Record {
    /// Name of its Rust type.
    pub name: String,
    /// What it is, in the spec's words.
    pub doc: String,
    /// The fields, in the order of the spec.
    pub fields: Vec<Field>,
    /// Where the vendor's page and the wire disagree.
    pub claims: Vec<Claim>,
    /// Whether a request holds it, so that users make such values.
    pub input: bool,
}

/// A parameter of a request, or a field of a record.
#[derive(Clone, Debug)]
pub struct Field {
    /// Name on the wire.
    pub wire: String,
    /// Rust name, raw (`r#type`) where it has to be.
    pub rust: String,
    /// What it means, in the spec's words.
    pub doc: String,
    /// Why nobody should use it any more.
    pub deprecated: Option<String>,
    /// Type of the value, before `required` and `boxed`.
    pub ty: Type,
    /// It must be given, or the record makes no sense without it.
    pub required: bool,
    /// The server sends `null` rather than leaving it out.
    pub nullable: bool,
    /// It stands in a box, since the record may hold itself through it.
    pub boxed: bool,
    /// The form of its scalars on the wire, when it is not the obvious one.
    pub form: Option<Wire>,
    /// What the server assumes.
    pub default: Option<Value>,
    /// A value such as a server sends or takes.
    pub example: Option<Value>,
    /// Lower bound of the number, the length or the number of elements.
    pub min: Option<Number>,
    /// Upper bound of the number, the length or the number of elements.
    pub max: Option<Number>,
    /// Its list counts from 1 in a request.
    pub one_based: bool,
    /// It is kept out of Debug output, logs and errors.
    pub sensitive: bool,
    /// A request holds it, directly or in a record.
    pub input: bool,
    /// Pages rest on it: their items, the token of the next one, or the way to these.
    pub paged: bool,
    /// Where the vendor's page and the wire disagree.
    pub claims: Vec<Claim>,
}

impl Field {
    /// What a protocol puts on every result, whether the spec says so or not.
    #[must_use]
    pub fn implicit(protocol: Protocol) -> Option<Self> {
        let ImplicitField { wire, rust, doc } = protocol.implicit_field()?;
        let (wire, rust, doc) = (wire.to_owned(), rust.to_owned(), doc.to_owned());
        Some(Self { wire, rust, doc, ..Self::of(Type::String) })
    }

    /// A field without a name of which no more than its type is known.
    pub(crate) fn of(ty: Type) -> Self {
        Self {
            wire: String::new(),
            rust: String::new(),
            doc: String::new(),
            deprecated: None,
            ty,
            required: false,
            nullable: false,
            boxed: false,
            form: None,
            default: None,
            example: None,
            min: None,
            max: None,
            one_based: false,
            input: false,
            paged: false,
            sensitive: false,
            claims: Vec::new(),
        }
    }

    /// Whether the Rust field is an `Option`: lists and maps of results are empty instead, while a request that sets an empty
    /// one says something.
    #[must_use]
    pub fn is_option(&self) -> bool {
        !self.required && (self.is_plain() || self.input)
    }

    /// Whether it is one value: neither a list nor a map, which are never missing from a result, only empty.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        !matches!(self.ty, Type::List(_) | Type::Map(_))
    }
}

/// An enum. Every enum is open: a value it lacks is kept.
#[derive(Clone, Debug)]
pub struct Enum {
    /// Name of its Rust type.
    pub name: String,
    /// What it is, in the spec's words.
    pub doc: String,
    /// The values, in the order of the spec.
    pub values: EnumValues,
    /// Where the vendor's page and the wire disagree.
    pub claims: Vec<Claim>,
}

impl Enum {
    /// Whether its values are integers on the wire.
    #[must_use]
    pub fn is_int(&self) -> bool {
        matches!(self.values, EnumValues::Int(_))
    }
}

/// The values of an enum; never empty.
#[derive(Clone, Debug)]
pub enum EnumValues {
    /// Integers on the wire.
    Int(Vec<EnumValue<i64>>),
    /// Strings on the wire.
    Text(Vec<EnumValue<String>>),
}

impl EnumValues {
    /// The values on the wire, as text.
    #[must_use]
    pub fn wires(&self) -> Vec<String> {
        match self {
            Self::Int(values) => values.iter().map(|value| value.wire.to_string()).collect(),
            Self::Text(values) => values.iter().map(|value| value.wire.clone()).collect(),
        }
    }

    /// The Rust names of the variants.
    #[must_use]
    pub fn rust_names(&self) -> Vec<&str> {
        match self {
            Self::Int(values) => values.iter().map(|value| &*value.rust).collect(),
            Self::Text(values) => values.iter().map(|value| &*value.rust).collect(),
        }
    }
}

/// A value of an enum, with the name of its variant.
#[derive(Clone, Debug)]
pub struct EnumValue<T> {
    /// The value on the wire.
    pub wire: T,
    /// Rust name of the variant.
    pub rust: String,
    /// What it means, in the spec's words.
    pub doc: String,
    /// Where the vendor's page and the wire disagree.
    pub claims: Vec<Claim>,
}

/// An Action: a request, what answers it, and what is known about both.
#[derive(Clone, Debug)]
pub struct Action {
    /// Name on the wire.
    pub name: String,
    /// Rust module, and file, of the Action.
    pub module: String,
    /// Rust name of the client's method.
    pub method: String,
    /// What it does, in the spec's words.
    pub doc: String,
    /// Why nobody should call it any more.
    pub deprecated: Option<String>,
    /// The address of the vendor's page about it.
    pub source: Option<String>,
    /// Repeating the request changes nothing more.
    pub idempotent: bool,
    /// The parameter by which the server knows a request again; an index into the request's fields.
    pub idempotency_token: Option<usize>,
    /// The parameter that has a request only checked; an index into the request's fields.
    pub dry_run: Option<usize>,
    /// Which Action tells whether a request was carried out.
    pub verify: Option<Verify>,
    /// Its requests are not signed.
    pub unsigned: bool,
    /// What the body of a request is, where the parameters travel in another way than the protocol's.
    pub body: Option<Body>,
    /// Some parameter is sensitive, at any depth.
    pub sensitive: bool,
    /// Host name of its endpoint, where that is not the service's.
    pub own_host: Option<String>,
    /// Which calls need a region, where that is not as the service says.
    pub own_region: Option<RegionNeed>,
    /// How the request is sent: never in a URL when it is sensitive.
    pub http_method: Method,
    /// The parameters, as the record of the request.
    pub request: Record,
    /// Where the result stands.
    pub place: ResultPlace,
    /// What the result is.
    pub result: Type,
    /// What each event is, where the answer may be a stream of events.
    pub stream: Option<Type>,
    /// How the pages of the result are asked for.
    pub pagination: Option<Pagination>,
    /// What to wait for by asking again.
    pub until: Vec<Until>,
    /// Documented and captured exchanges.
    pub examples: Vec<Example>,
    /// Where the vendor's page and the wire disagree.
    pub claims: Vec<Claim>,
    /// The enum of its own symbolic error codes.
    pub errors: Option<TypeId>,
    /// What codes of it and of its service mean for a call, beside that it failed.
    pub error_rules: Vec<ErrorRule>,
    /// Its file, below the spec directory.
    pub spec_path: String,
}

impl Action {
    /// Host name of its endpoint: its own, or that of the service it belongs to.
    #[must_use]
    pub fn host<'a>(&'a self, service: &'a Service) -> &'a str {
        self.own_host.as_deref().unwrap_or(&service.host)
    }
}

/// What an error code means for a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorRule {
    /// The code on the wire.
    pub code: String,
    /// What such an answer means for the call.
    pub effect: ErrorEffect,
}

/// What an answer with an error code means for a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorEffect {
    /// It may succeed later.
    Retry,
    /// There were too many calls, and nothing was done.
    Throttling,
    /// There is nothing to list.
    Empty,
}

/// How the pages of a list are asked for.
#[derive(Clone, Debug)]
pub struct Pagination {
    /// What [`Pagination::position`] counts, if it counts anything.
    pub style: PageStyle,
    /// The parameter that says which page; an index into the request's fields.
    pub position: usize,
    /// The parameter that says how many items.
    pub size: Option<usize>,
    /// The position of the first page; 0 where a token has it.
    pub first: u64,
    /// The number of items when the parameter is left out.
    pub default_size: Option<u64>,
    /// The way to the token of the next page, where pages have one.
    pub next: Option<Vec<PathStep>>,
    /// The way to the number of items on all pages.
    pub total: Option<Vec<PathStep>>,
    /// The way to the items; empty when the result is the list.
    pub items: Vec<PathStep>,
    /// The type of an item.
    pub item: Type,
}

/// A field on the way through a result.
#[derive(Clone, Debug)]
pub struct PathStep {
    /// Rust name of the field.
    pub rust: String,
    /// Type of the field's value.
    pub ty: Type,
}

/// A documented or captured exchange.
#[derive(Clone, Debug)]
pub struct Example {
    /// Rust name of its test, unique within the Action.
    pub name: String,
    /// What the exchange shows, in the spec's words.
    pub doc: String,
    /// Whether a server sent it; others were documented.
    pub captured: bool,
    /// The page is careless: the response is read, but need not come back the same; nothing is said of the request.
    pub loose: bool,
    /// The request, as JSON with the wire's names.
    pub parameters: Value,
    /// The parameters as they travel by a protocol of flat names and texts; otherwise none.
    pub flat: Vec<(String, String)>,
    /// The body of the response, byte for byte.
    pub response: String,
    /// The file of the response, below the spec directory.
    pub response_path: String,
}

impl Example {
    /// Whether the response is a stream of events, and no JSON.
    #[must_use]
    pub fn is_stream(&self) -> bool {
        is_stream_file(&self.response_path)
    }
}

/// What the vendor's page says where the wire differs.
#[derive(Clone, Debug, PartialEq)]
pub enum Claim {
    /// The page does not have it.
    Absent,
    /// The page gives it another type.
    Type(PageType),
    /// The page gives it another name.
    Name(String),
    /// Whether the page calls it required.
    Required(bool),
    /// Whether it may be null by the page.
    Nullable(bool),
    /// The page gives it another default.
    Default(Value),
    /// The page names another host.
    Host(String),
    /// Anything else, in words.
    Note(String),
}
