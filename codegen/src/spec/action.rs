//! `SERVICE/ACTION.yaml`: an Action, what it answers, and how its pages are asked for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::pattern;
use super::{Documented, Entries, EnumKey, FieldSpec, RegionSpec, StreamSpec, TypeExpr, TypeSpec, UntilSpec};

/// `SERVICE/ACTION.yaml`: an Action, with all that only it uses.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ActionFile {
    /// The Action's name, as the file.
    #[schemars(regex(pattern = pattern::WIRE_NAME))]
    pub action: String,
    /// The name that its names in Rust come from, when its own will not do.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = pattern::own_rust()))]
    pub rust: Option<String>,
    /// What the Action does.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub doc: String,
    /// Why nobody should call it any more, and what to call instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<String>,
    /// The address of the vendor's page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = pattern::SOURCE))]
    pub source: Option<String>,
    /// Repeating the request changes nothing more.
    #[serde(default, skip_serializing_if = "super::is_false")]
    pub idempotent: bool,
    /// The parameter by which the server knows a request again, so that repeating it changes nothing more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idempotency_token: Option<String>,
    /// The parameter that has a request only checked, not carried out: a bool, or a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<String>,
    /// The Action that tells whether a request was carried out whose answer was lost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verify: Option<VerifySpec>,
    /// Its requests are not signed, since who calls it has no keys yet.
    #[serde(default, skip_serializing_if = "super::is_false")]
    pub unsigned: bool,
    /// What the body of a request is, where the parameters are not JSON in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<BodySpec>,
    /// The host name of the endpoint, where it is not the service's.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = pattern::HOST))]
    pub host: Option<String>,
    /// Of API 3.0: which calls need a region, where that is not as the service says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<RegionSpec>,
    /// The HTTP method, where it is not the service's or the obvious one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<Method>,
    /// Where the vendor's page and the wire disagree.
    #[serde(skip_serializing_if = "Documented::says_nothing")]
    pub documented: Option<Documented>,
    /// The parameters, in the order of the page.
    #[serde(default, skip_serializing_if = "Entries::is_empty")]
    pub parameters: Entries<String, FieldSpec>,
    /// Where the result stands and what it is; left out for an Action that answers with nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<ResultSpec>,
    /// Whether the answer may be a stream of events: `true`, or what each event is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stream: Option<StreamSpec>,
    /// How the pages of the result are asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pagination: Option<PaginationSpec>,
    /// What to wait for by asking again, by the names of constants such as `CERTIFICATE_ISSUED`.
    #[serde(default, skip_serializing_if = "Entries::is_empty")]
    #[schemars(extend("propertyNames" = pattern::constants()))]
    pub until: Entries<String, UntilSpec>,
    /// Records and enums of this Action.
    #[serde(default, skip_serializing_if = "Entries::is_empty")]
    pub types: Entries<String, TypeSpec>,
    /// Symbolic error codes (`codeDesc`) of this Action.
    #[serde(default, skip_serializing_if = "Entries::is_empty")]
    pub errors: Entries<EnumKey, ErrorSpec>,
    /// Documented and captured exchanges.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<ExampleSpec>,
}

impl ActionFile {
    /// An Action of which no more than its name is known.
    #[must_use]
    pub fn new(action: impl Into<String>) -> Self {
        Self { action: action.into(), ..Self::default() }
    }

    /// The name of its file: `DeleteVpc.yaml`.
    #[must_use]
    pub fn file_name(&self) -> String {
        format!("{}.yaml", self.action)
    }

    /// The name that all its names in Rust come from.
    #[must_use]
    pub fn stem(&self) -> &str {
        self.rust.as_deref().unwrap_or(&self.action)
    }
}

/// What the body of a request is that is not JSON.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum BodySpec {
    /// The bytes of the one parameter that is `binary`; the others travel in headers.
    Bytes,
    /// A form of several parts, `multipart/form-data`; parameters that are `binary` are files in it.
    Form,
}

impl BodySpec {
    /// The word for it in a spec.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bytes => "bytes",
            Self::Form => "form",
        }
    }
}

/// The Action that tells whether a request was carried out, and what it is asked.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct VerifySpec {
    /// The name of an Action of the service that is idempotent.
    pub action: String,
    /// Its parameters, each with the parameter of the request that it is a copy of.
    #[serde(default, skip_serializing_if = "Entries::is_empty")]
    pub parameters: Entries<String, String>,
}

/// The HTTP method of a request.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// Parameters in the query.
    Get,
    /// Parameters in a form.
    Post,
}

impl Method {
    /// The word in the request.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// A symbolic error code.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
#[schemars(extend("not" = pattern::two_of(&["retry", "throttling", "empty"])))]
pub struct ErrorSpec {
    /// The Rust name, when the derived one will not do.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = pattern::RUST))]
    pub name: Option<String>,
    /// What the code means.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub doc: String,
    /// The same request may succeed later: it is repeated where its Action allows it.
    #[serde(default, skip_serializing_if = "super::is_false")]
    pub retry: bool,
    /// There were too many calls and nothing was done: it is repeated for any Action.
    #[serde(default, skip_serializing_if = "super::is_false")]
    pub throttling: bool,
    /// There is nothing to list: the result is empty, and the call no failure. Of a service's code this holds for Actions with
    /// pages.
    #[serde(default, skip_serializing_if = "super::is_false")]
    pub empty: bool,
}

/// Where the result stands in a response, and what it is.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ResultSpec {
    /// Of the legacy API: `data`, a path below it such as `data.data`, `beside` it, the whole `body`, or the object
    /// `response`, the envelope of API 3.0.
    #[serde(rename = "in", skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = pattern::PLACE))]
    pub place: Option<String>,
    /// What the result is.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub ty: Option<TypeExpr>,
    /// What the record of its own is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub doc: String,
    /// The fields of a record of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fields: Option<Entries<String, FieldSpec>>,
    /// Where the vendor's page and the wire disagree.
    #[serde(skip_serializing_if = "Documented::says_nothing")]
    pub documented: Option<Documented>,
}

/// How the pages of a list are asked for.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
#[schemars(extend("allOf" = page_keys()))]
pub struct PaginationSpec {
    /// What a request for a page counts.
    pub style: PageStyle,
    /// The parameter with the number of the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// The parameter with the number of items to skip.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<String>,
    /// The parameter with the token of the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// The parameter with the number of items on a page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<String>,
    /// The parameter with the number of items to return.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<String>,
    /// The path in the result to the token of the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = pattern::WAY))]
    pub next: Option<String>,
    /// The path in the result to the number of all items.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = pattern::WAY))]
    pub total: Option<String>,
    /// The path in the result to the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = pattern::WAY))]
    pub items: Option<String>,
}

impl PaginationSpec {
    /// Pages of a style: the parameter that says which page, and the one that says how many items.
    #[must_use]
    pub fn new(style: PageStyle, position: String, count: Option<String>) -> Self {
        let mut pages = Self {
            style,
            page: None,
            offset: None,
            token: None,
            size: None,
            limit: None,
            next: None,
            total: None,
            items: None,
        };
        match style {
            PageStyle::Page => (pages.page, pages.size) = (Some(position), count),
            PageStyle::Offset => (pages.offset, pages.limit) = (Some(position), count),
            PageStyle::Token => (pages.token, pages.size) = (Some(position), count),
        }
        pages
    }

    /// The parameters that say which page, and how many items.
    #[must_use]
    pub fn parameters(&self) -> [Option<&str>; 2] {
        let [position, count] = match self.style {
            PageStyle::Page => [&self.page, &self.size],
            PageStyle::Offset => [&self.offset, &self.limit],
            PageStyle::Token => [&self.token, &self.size],
        };
        [position.as_deref(), count.as_deref()]
    }
}

/// What a request for a page counts.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PageStyle {
    /// The number of the page.
    Page,
    /// How many items to skip.
    Offset,
    /// Nothing: each page names the next one.
    Token,
}

impl PageStyle {
    /// The word for it in a spec.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.keys()[0]
    }

    /// The keys of the parameters that say which page, and how many items.
    #[must_use]
    pub fn keys(self) -> [&'static str; 2] {
        match self {
            Self::Page => ["page", "size"],
            Self::Offset => ["offset", "limit"],
            Self::Token => ["token", "size"],
        }
    }
}

/// The keys that a style of pagination needs, and those that only others have.
fn page_keys() -> Value {
    let styles = [PageStyle::Page, PageStyle::Offset, PageStyle::Token];
    let of = |style: PageStyle| {
        let [position, count] = style.keys();
        let next = (style == PageStyle::Token).then_some("next");
        let own: Vec<_> = [position, count].into_iter().chain(next).collect();
        let needed: Vec<_> = std::iter::once(position).chain(next).collect();
        let all = ["page", "offset", "token", "size", "limit", "next"];
        let foreign =
            all.into_iter().filter(|key| !own.contains(key)).map(|key| (key.to_owned(), false.into()));
        let foreign: Map<_, _> = foreign.collect();
        json!({
            "if": {"properties": {"style": {"const": style.as_str()}}, "required": ["style"]},
            "then": {"properties": foreign, "required": needed},
        })
    };
    styles.map(of).to_vec().into()
}

/// A documented or captured exchange.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
#[schemars(extend("not" = pattern::two_of(&["captured", "loose"])))]
pub struct ExampleSpec {
    /// The name of its test; from the file when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What the exchange shows.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub doc: String,
    /// A server sent it; others were documented.
    #[serde(default, skip_serializing_if = "super::is_false")]
    pub captured: bool,
    /// The page is careless: the response must be read, but need not come back the same.
    #[serde(default, skip_serializing_if = "super::is_false")]
    pub loose: bool,
    /// The request, as JSON with the wire's names.
    #[serde(default, deserialize_with = "super::json::strict", skip_serializing_if = "Option::is_none")]
    pub parameters: Option<Value>,
    /// The file of the response, below the service's directory: JSON, or with the ending `.sse` a stream of events as it is sent.
    #[schemars(regex(pattern = pattern::RESPONSE))]
    pub response: String,
}
