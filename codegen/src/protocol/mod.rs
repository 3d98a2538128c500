//! What the spec language knows of the protocols: one trait, and one file a protocol. Another protocol is another file and a line in the list.

mod tc3;
#[cfg(test)]
mod tiny;
mod v2;

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// The protocols that a spec can name.
const PROTOCOLS: &[Protocol] = &[
    Protocol::V2,
    Protocol::TC3,
    #[cfg(test)]
    Protocol(&tiny::Tiny),
];

/// How a service's requests and responses travel.
///
/// What is true of it is asked by the functions of `Rules`:
///
/// ```
/// use qcloud_codegen::model::Protocol;
///
/// assert_eq!((Protocol::TC3.name(), Protocol::TC3.is_flat()), ("tc3", false));
/// ```
#[derive(Clone, Copy)]
pub struct Protocol(&'static dyn Rules);

impl Protocol {
    /// The legacy API, version 2.
    pub const V2: Self = Self(&v2::V2);
    /// API 3.0, signed with TC3-HMAC-SHA256.
    pub const TC3: Self = Self(&tc3::Tc3);

    /// All protocols that a spec can name.
    pub fn all() -> impl Iterator<Item = Self> {
        PROTOCOLS.iter().copied()
    }

    /// The protocol that a spec calls so.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::all().find(|protocol| protocol.name() == name)
    }

    /// The fields of the envelope that stand beside those of a result at this place.
    #[must_use]
    pub fn envelope_at(self, place: &ResultPlace) -> &'static [&'static str] {
        // The object `Response` is the envelope of API 3.0, whoever answers in it.
        if *place == ResultPlace::Response { Self::TC3.envelope() } else { self.envelope() }
    }

    /// Why a body that tells no failure is no envelope in which a result can stand at this place, and what to do; none when it is one.
    ///
    /// Either protocol's failures are understood everywhere, but a success is that of the place.
    #[must_use]
    pub fn no_envelope_at(self, place: &ResultPlace, body: &Value) -> Option<(&'static str, &'static str)> {
        let envelope = if *place == ResultPlace::Response { Self::TC3 } else { self };
        if *place == ResultPlace::Body || envelope.is_success(body) {
            return None;
        }
        Some(match body {
            Value::Object(_) if envelope != Self::TC3 && Self::TC3.is_success(body) => {
                ("the response stands in an object `Response`", "say where: `result: {in: response, ...}`")
            }
            Value::String(_) => (
                "the response is a text, and no object",
                "write the JSON that the text holds, without the quotes around it and the `\\` inside",
            ),
            _ => envelope.no_envelope(),
        })
    }

    /// How a failed response calls the reason, the best name first.
    #[must_use]
    pub fn failure_codes(self, body: &Value) -> Vec<String> {
        let code = |keys: &&[&str]| match keys.iter().fold(body, |value, key| &value[*key]) {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => String::new(),
        };
        self.reasons().iter().map(code).filter(|code| !code.is_empty()).collect()
    }

    /// Where in a failed response the best name of the reason stands.
    #[must_use]
    pub fn failure_code_path(self) -> String {
        self.reasons().first().map(|keys| keys.join(".")).unwrap_or_default()
    }

    /// The titles of the protocols of which something is true, for a sentence.
    pub(crate) fn titles(are: impl Fn(Self) -> bool) -> String {
        Self::all()
            .filter(|protocol| are(*protocol))
            .map(|protocol| protocol.title())
            .collect::<Vec<_>>()
            .join(" and ")
    }
}

impl Deref for Protocol {
    type Target = dyn Rules;

    fn deref(&self) -> &Self::Target {
        self.0
    }
}

/// What is true of one protocol alone.
pub trait Rules: Sync {
    /// What it is called in a spec.
    fn name(&self) -> &'static str;

    /// What it is called in a sentence.
    fn title(&self) -> &'static str;

    /// What it is, for an editor that offers it.
    fn description(&self) -> &'static str;

    /// The domains that the hosts of services are in; the first is the one to expect.
    fn domains(&self) -> &'static [&'static str];

    /// The path of an endpoint that does not say.
    fn path(&self) -> &'static str;

    /// Why an endpoint can have no other path; none where it can.
    fn why_no_other_path(&self) -> Option<&'static str>;

    /// Whether a service has a version, which stands behind its name.
    fn is_versioned(&self) -> bool;

    /// Why a service does not say whether its calls name a region; none where it does.
    fn why_no_region(&self) -> Option<&'static str>;

    /// Whether requests are flat parameters, which may stand in a URL; otherwise they are JSON.
    fn is_flat(&self) -> bool;

    /// Where a result stands when its Action does not say.
    fn place(&self) -> ResultPlace;

    /// The names of places that an Action can give.
    fn place_names(&self) -> &'static [&'static str];

    /// The place of a result by its name; none when there is no such place.
    fn place_named(&self, name: &str) -> Option<ResultPlace>;

    /// What stands on every result, whether the spec says so or not; every result is a record then.
    fn implicit_field(&self) -> Option<ImplicitField>;

    /// The fields of the envelope that stand beside those of a result.
    fn envelope(&self) -> &'static [&'static str];

    /// Whether a response is a failure; none when it has not the form of a response.
    fn is_failure(&self, body: &Value) -> Option<bool>;

    /// Whether a response is an envelope of this protocol that tells a success.
    fn is_success(&self, body: &Value) -> bool;

    /// Where a failure says its reason: the keys that lead to it, the best name first.
    fn reasons(&self) -> &'static [&'static [&'static str]];

    /// Why a body has not the form of a response, and what to do.
    fn no_envelope(&self) -> (&'static str, &'static str);

    /// The enum of the error codes that all services share; none where they share none.
    fn common_codes(&self) -> Option<CommonCodes>;

    /// What the runtime calls it.
    fn in_runtime(&self) -> &'static str;

    /// The texts that a new spec begins with.
    fn skeletons(&self) -> Skeletons;
}

/// A text that every result has, whether the spec says so or not.
#[derive(Clone, Copy, Debug)]
pub struct ImplicitField {
    /// Its name on the wire.
    pub wire: &'static str,
    /// Its name in Rust.
    pub rust: &'static str,
    /// What it means, as its doc comment says it.
    pub doc: &'static str,
}

/// The enum of the error codes that all services of a protocol share.
#[derive(Clone, Copy, Debug)]
pub struct CommonCodes {
    /// The name of the enum in Rust.
    pub name: &'static str,
    /// Whether the codes are numbers; otherwise they are texts.
    pub are_numbers: bool,
}

/// The texts of a new service and a new Action, with `{names}` in braces that the command replaces.
#[derive(Clone, Copy, Debug)]
pub struct Skeletons {
    /// `service.yaml`: `{service}`, `{version}`, `{host}` and `{path}` are replaced.
    pub service: &'static str,
    /// The file of an Action: `{action}`, `{idempotent}` and `{scalars}` are replaced.
    pub action: &'static str,
}

/// Where a result stands in the body of a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResultPlace {
    /// At the end of these keys; the first is `data`.
    Data(Vec<String>),
    /// Among the fields of the envelope.
    Beside,
    /// The whole body, which need not be an envelope.
    Body,
    /// In the object `Response`, the envelope of API 3.0, among its fields.
    Response,
}

impl ResultPlace {
    /// What a spec calls it.
    #[must_use]
    pub fn named(&self) -> String {
        match self {
            Self::Data(keys) => keys.join("."),
            Self::Beside => "beside".to_owned(),
            Self::Body => "body".to_owned(),
            Self::Response => "response".to_owned(),
        }
    }

    /// The keys that lead to it from the root of the body.
    #[must_use]
    pub fn keys(&self) -> Vec<&str> {
        match self {
            Self::Data(keys) => keys.iter().map(String::as_str).collect(),
            Self::Beside | Self::Body => Vec::new(),
            Self::Response => vec!["Response"],
        }
    }
}

impl PartialEq for Protocol {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Protocol {}

impl fmt::Debug for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Protocol {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Protocol {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = Cow::<'de, str>::deserialize(deserializer)?;
        Self::from_name(&name).ok_or_else(|| {
            let known: Vec<_> = Self::all().map(|protocol| format!("`{}`", protocol.name())).collect();
            serde::de::Error::custom(format_args!(
                "unknown variant `{name}`, expected {}",
                known.join(" or ")
            ))
        })
    }
}

impl JsonSchema for Protocol {
    fn schema_name() -> Cow<'static, str> {
        "Protocol".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let names: Vec<_> = Self::all()
            .map(|protocol| {
                json_schema!({"type": "string", "const": protocol.name(), "description": protocol.description()})
            })
            .collect();
        json_schema!({"description": "How a service's requests and responses travel.", "oneOf": names})
    }
}
