//! `qcloud.toml`: which services a package has, from which descriptions, and where they go.

mod edit;
mod mistake;
mod read;

use std::collections::BTreeMap;
use std::path::PathBuf;

pub(crate) use self::edit::Text;
pub(crate) use self::mistake::{Mistake, Mistakes};
pub(crate) use self::read::read;

/// The name of the file, beside `Cargo.toml`.
pub(crate) const FILE: &str = "qcloud.toml";

/// The wheel that a package without settings gets its descriptions from, and its hash.
pub(crate) const VERSION: &str = "3.1.189.1";
pub(crate) const SHA256: &str = "98ec6fdc56000f0947ae34d601bfb86e49824afe21f6deb03d1b259221bf871c";

/// What the file says; paths are as they stand there, relative to its directory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Settings {
    /// Where the vendor's descriptions come from; none stands for those that the program was made with.
    pub(crate) descriptions: Option<Descriptions>,
    /// Where the crate `qcloud-client` comes from, as the dependency says it.
    pub(crate) runtime: Option<Runtime>,
    /// Where spec and code are, and what an import takes over.
    pub(crate) code: Code,
    /// The services, by the names that the vendor's descriptions have for them.
    pub(crate) services: BTreeMap<String, Service>,
}

/// Where the vendor's descriptions come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Descriptions {
    /// The wheel of the vendor's command line of this version.
    Tccli {
        /// The version, as its registry has it.
        version: String,
        /// The hash that the wheel must have, in hexadecimal digits.
        sha256: Option<String>,
    },
    /// A file `api.json`, a wheel, a zip, or a directory with descriptions at any depth.
    Path {
        /// The path, from the directory of `qcloud.toml`.
        path: PathBuf,
        /// The hash that the file must have, where one is stated.
        sha256: Option<String>,
    },
}

/// Those that the program was made with.
impl Default for Descriptions {
    fn default() -> Self {
        Self::Tccli { version: VERSION.to_owned(), sha256: Some(SHA256.to_owned()) }
    }
}

/// Where the crate `qcloud-client` comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Runtime {
    /// A directory with its package.
    Path(String),
    /// A repository and a revision of it.
    Git { url: String, rev: String },
    /// The registry, in this version or one that is compatible.
    Version(String),
}

/// What becomes of the descriptions, and where it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Code {
    /// The directory of the generated module, below the package.
    pub(crate) out: PathBuf,
    /// The directory of the spec, below the package.
    pub(crate) spec: PathBuf,
    /// Whether the vendor's prose is taken over.
    pub(crate) docs: bool,
    /// Whether texts and numbers that look like times become times.
    pub(crate) infer: bool,
}

impl Default for Code {
    fn default() -> Self {
        Self { out: "src/qcloud".into(), spec: "spec".into(), docs: false, infer: false }
    }
}

/// A service of the package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Service {
    /// The version of its API, a date such as `2017-03-12`.
    pub(crate) version: String,
    /// Which of its Actions.
    pub(crate) actions: Actions,
}

impl Service {
    /// The name of the service's directory in the spec.
    pub(crate) fn directory(&self, name: &str) -> String {
        format!("{name}_v{}", self.version.replace('-', ""))
    }
}

/// Which Actions of a service a package has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Actions {
    /// All that are described.
    All,
    /// These, in the order in which they were added.
    Named(Vec<String>),
}
