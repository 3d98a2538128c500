//! The vendor's description of one version of a service, as it is written: `api.json`, and `examples.json` beside it.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, Visitor};

/// `api.json`: one version of a service.
#[derive(Debug, Deserialize)]
pub(super) struct Description<'a> {
    #[serde(borrow)]
    pub(super) metadata: Metadata<'a>,
    #[serde(borrow)]
    pub(super) actions: BTreeMap<Cow<'a, str>, ActionDescription<'a>>,
    #[serde(borrow)]
    pub(super) objects: BTreeMap<Cow<'a, str>, Object<'a>>,
}

/// What a member may be without being an object.
const SCALARS: [&str; 11] = [
    "string",
    "int64",
    "uint64",
    "float",
    "bool",
    "datetime",
    "datetime_iso",
    "timestamp",
    "timestamp_iso",
    "date",
    "binary",
];

impl<'a> Description<'a> {
    /// Keeps only these Actions and the objects that they reach, where there are any. Gives those that are not described, each with
    /// the nearest one that is.
    pub(super) fn keep(&mut self, wanted: &[String]) -> Vec<(String, Option<String>)> {
        if wanted.is_empty() {
            return Vec::new();
        }
        let has = |name: &&String| self.actions.contains_key(name.as_str());
        let near = |name: &String| qcloud_codegen::nearest(name, self.actions.keys().map(|known| &**known));
        let missing = wanted.iter().filter(|name| !has(name));
        let missing = missing.map(|name| (name.clone(), near(name).map(str::to_owned))).collect();
        self.actions.retain(|name, _| wanted.iter().any(|wanted| *wanted == **name));
        let mut reached = HashSet::new();
        let mut next: Vec<String> = self
            .actions
            .values()
            .flat_map(|action| [action.input.to_string(), action.output.to_string()])
            .collect();
        while let Some(name) = next.pop() {
            let Some(object) = self.objects.get(&*name).filter(|_| !reached.contains(&name)) else {
                continue;
            };
            next.extend(
                object.members.iter().filter_map(|member| Some(self.object_of(member)?.0.to_owned())),
            );
            reached.insert(name);
        }
        self.objects.retain(|name, _| reached.contains(&**name));
        missing
    }

    /// The object that a member holds, or that the items of its list are; none for scalars.
    pub(super) fn object_of<'d>(&'d self, member: &Member<'_>) -> Option<(&'d str, &'d Object<'a>)> {
        let is_object = member.kind == "object" || !SCALARS.contains(&&*member.member);
        let found = self.objects.get_key_value(&*member.member).filter(|_| is_object)?;
        Some((found.0, found.1))
    }
}

/// Which service is described, and which version.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Metadata<'a> {
    #[serde(borrow)]
    pub(super) api_version: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) service_short_name: Cow<'a, str>,
    #[serde(borrow, rename = "serviceNameCN")]
    pub(super) title: Option<Cow<'a, str>>,
}

/// The service and its version, `NAME@VERSION`.
impl fmt::Display for Metadata<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.service_short_name, self.api_version)
    }
}

/// An Action, with the objects that it takes and gives.
#[derive(Debug, Deserialize)]
pub(super) struct ActionDescription<'a> {
    #[serde(borrow)]
    pub(super) document: Option<Cow<'a, str>>,
    /// The object with its parameters.
    #[serde(borrow)]
    pub(super) input: Cow<'a, str>,
    /// The object with its result.
    #[serde(borrow)]
    pub(super) output: Cow<'a, str>,
    /// `online`, `deprecated` or `offline`.
    #[serde(borrow)]
    pub(super) status: Option<Cow<'a, str>>,
    /// Its requests are not signed.
    #[serde(default)]
    pub(super) skip_sign: Flag,
}

/// A request, a result, or a record that stands in one.
#[derive(Debug, Deserialize)]
pub(super) struct Object<'a> {
    #[serde(borrow)]
    pub(super) document: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) members: Vec<Member<'a>>,
}

/// A parameter or a field.
#[derive(Debug, Deserialize)]
#[expect(clippy::struct_field_names, reason = "the description has this name")]
pub(super) struct Member<'a> {
    #[serde(borrow)]
    pub(super) name: Cow<'a, str>,
    /// What JSON has: `string`, `int`, `float`, `bool`, `list`, `object` or `binary`.
    #[serde(rename = "type", borrow)]
    pub(super) kind: Cow<'a, str>,
    /// What it is, or what the items of the list are: a scalar, or the name of an object.
    #[serde(borrow)]
    pub(super) member: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) document: Option<Cow<'a, str>>,
    /// A value that the vendor shows.
    #[serde(default, borrow)]
    pub(super) example: Option<Cow<'a, str>>,
    /// A request must have it.
    #[serde(default)]
    pub(super) required: Flag,
    /// A result may have null in its place.
    #[serde(default)]
    pub(super) value_allowed_null: Flag,
    /// It is not to be used any more.
    #[serde(default)]
    pub(super) disabled: Flag,
}

/// A bool, which some descriptions write as 0 and 1, or as null.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Flag(pub(super) bool);

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FlagVisitor;

        impl Visitor<'_> for FlagVisitor {
            type Value = Flag;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("`true`, `false`, 0 or 1")
            }

            fn visit_bool<E>(self, value: bool) -> Result<Flag, E> {
                Ok(Flag(value))
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<Flag, E> {
                match value {
                    0 => Ok(Flag(false)),
                    1 => Ok(Flag(true)),
                    other => Err(E::invalid_value(serde::de::Unexpected::Unsigned(other), &self)),
                }
            }

            fn visit_unit<E>(self) -> Result<Flag, E> {
                Ok(Flag(false))
            }
        }

        deserializer.deserialize_any(FlagVisitor)
    }
}

/// `examples.json`: the exchanges of each Action.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ExampleFile<'a> {
    #[serde(borrow)]
    pub(super) actions: BTreeMap<Cow<'a, str>, Vec<ExampleText<'a>>>,
}

/// A request and its response.
#[derive(Debug, Deserialize)]
pub(super) struct ExampleText<'a> {
    /// What is sent: a request of HTTP with a body of JSON, or the address of a GET.
    #[serde(borrow)]
    pub(super) input: Cow<'a, str>,
    /// The body of the response.
    #[serde(borrow)]
    pub(super) output: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) title: Option<Cow<'a, str>>,
}
