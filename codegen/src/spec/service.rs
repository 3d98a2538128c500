//! What stands in the directory of a service, and `service.yaml` in it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::write::{self, Notes};
use crate::protocol::Protocol;

use super::pattern;
use super::{ActionFile, Documented, Entries, EnumKey, ErrorSpec, Method, Region, TypesFile};

/// What stands in the directory of one service.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// The name of the directory in the spec.
    pub directory: String,
    /// What `service.yaml` says of the service.
    pub service: ServiceFile,
    /// `types.yaml`; there is no such file when it is empty.
    pub types: TypesFile,
    /// The files of the Actions.
    pub actions: Vec<ActionFile>,
    /// The bodies of the examples' responses, by the paths that the examples give: below the directory, with `/`.
    pub responses: BTreeMap<String, String>,
}

impl Service {
    /// A service without Actions, in the directory that it belongs in.
    #[must_use]
    pub fn new(service: ServiceFile) -> Self {
        Self {
            directory: directory(&service.service, service.version.as_deref()),
            service,
            types: TypesFile::default(),
            actions: Vec::new(),
            responses: BTreeMap::new(),
        }
    }

    /// The files of the directory, in the style of the committed specs: any text is safe, and the same service gives the same bytes.
    ///
    /// What is said in the notes stands as comments before what it is about.
    #[must_use]
    pub fn files(&self, notes: &Notes) -> Vec<SpecFile> {
        let mut files = Vec::new();
        let mut add = |name: &str, text: String| {
            files.push(SpecFile { path: format!("{}/{name}", self.directory), text });
        };
        add(SERVICE, write::file("service", &self.service, &notes.of(SERVICE)));
        if !self.types.is_empty() {
            add(TYPES, write::file("types", &self.types, &notes.of(TYPES)));
        }
        for action in &self.actions {
            let name = action.file_name();
            let text = write::file("action", action, &notes.of(&name));
            add(&name, text);
            for example in &action.examples {
                if let Some(response) = self.responses.get(&example.response) {
                    add(&example.response, response.clone());
                }
            }
        }
        files
    }
}

/// The file of what a service says of itself.
pub const SERVICE: &str = "service.yaml";

/// The file of the types that several Actions use.
pub const TYPES: &str = "types.yaml";

/// The name of a service's directory. Of API 3.0, a service may be there in several versions.
#[must_use]
pub fn directory(service: &str, version: Option<&str>) -> String {
    match version {
        Some(version) => format!("{service}_v{}", version.replace('-', "")),
        None => service.to_owned(),
    }
}

/// Service and version of a directory such as `cvm_v20170312`: `cvm` and `2017-03-12`.
#[must_use]
pub fn versioned(directory: &str) -> Option<(&str, String)> {
    let (service, version) = directory.rsplit_once("_v")?;
    let is_day = version.len() == 8 && version.bytes().all(|byte| byte.is_ascii_digit());
    is_day.then(|| (service, format!("{}-{}-{}", &version[..4], &version[4..6], &version[6..])))
}

/// A file of a spec: its path below the spec's directory, with `/`, and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecFile {
    /// Its path below the spec's directory, with `/`.
    pub path: String,
    /// The text of the file.
    pub text: String,
}

/// `SERVICE/service.yaml`: where a service is, and how it is called.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
#[schemars(extend("allOf" = pattern::protocol_keys()))]
pub struct ServiceFile {
    /// The service's name, as its directory.
    #[schemars(regex(pattern = pattern::SERVICE))]
    pub service: String,
    /// What the service is for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub doc: String,
    /// How its requests and responses travel.
    pub protocol: Protocol,
    /// Of API 3.0: the version, a date such as 2019-12-05.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = pattern::VERSION))]
    pub version: Option<String>,
    /// Of API 3.0: whether calls name a region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<Region>,
    /// The host name of the endpoint.
    #[schemars(regex(pattern = pattern::HOST))]
    pub host: String,
    /// The path of the endpoint; the protocol's own when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = pattern::PATH))]
    pub path: Option<String>,
    /// The service's name in policies of access management (CAM), where that is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = pattern::WIRE_NAME))]
    pub cam: Option<String>,
    /// The HTTP method of its Actions, where they do not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<Method>,
    /// The address of the vendor's page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = pattern::SOURCE))]
    pub source: Option<String>,
    /// Where the vendor's page and the wire disagree.
    #[serde(skip_serializing_if = "Documented::says_nothing")]
    pub documented: Option<Documented>,
    /// Symbolic error codes (`codeDesc`) of all its Actions.
    #[serde(default, skip_serializing_if = "Entries::is_empty")]
    pub errors: Entries<EnumKey, ErrorSpec>,
}

impl ServiceFile {
    /// A service of which no more than this is known.
    #[must_use]
    pub fn new(service: impl Into<String>, protocol: Protocol, host: impl Into<String>) -> Self {
        Self {
            service: service.into(),
            doc: String::new(),
            protocol,
            version: None,
            region: None,
            host: host.into(),
            path: None,
            cam: None,
            method: None,
            source: None,
            documented: None,
            errors: Entries::default(),
        }
    }
}

/// `common.yaml`: what the services of a spec share.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CommonFile {
    /// The error codes that any Action may answer with.
    #[serde(default, skip_serializing_if = "Entries::is_empty")]
    pub errors: Entries<EnumKey, CommonErrorSpec>,
}

/// A common error code: a number of the legacy API, or a text of API 3.0.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CommonErrorSpec {
    /// The name of the code in Rust.
    #[schemars(regex(pattern = pattern::own_rust()))]
    pub name: String,
    /// What it means, in your own words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub doc: String,
    /// The same request may succeed later.
    #[serde(default, skip_serializing_if = "super::is_false")]
    pub retry: bool,
}
