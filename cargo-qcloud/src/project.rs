//! What the commands know of a repository: how its users call the program, and where its directories are.

use std::env;
use std::path::{Path, PathBuf};

use qcloud_codegen::{Manifest, Options};

#[cfg(feature = "import")]
use crate::settings::Descriptions;

/// A repository with a spec, as a value: every command is given one.
#[derive(Clone, Debug)]
pub struct Project {
    /// How the program is called, as messages name it: `cargo qcloud`.
    pub program: &'static str,
    /// The directory that the repository's other directories are below.
    pub root: PathBuf,
    /// Where the spec is, unless the command line says otherwise.
    pub spec: PathBuf,
    /// Where the generated code goes, unless the command line says otherwise.
    pub out: PathBuf,
    /// Where the reference pages of the spec go, in a repository that has some.
    pub reference: Option<PathBuf>,
    /// Whether the JSON Schemas beside the spec are kept fresh with the code.
    pub schemas: bool,
    /// Whether an import makes times of what looks like some, also where the command line does not say so.
    pub infer: bool,
    /// Whether an import takes over the vendor's prose, also where the command line does not say so.
    pub docs: bool,
    /// The services that the repository has chosen, by their directories in the spec, and which of their Actions, where it has not chosen all;
    /// without a choice it is all of the spec.
    pub chosen: Option<Vec<(String, Option<Vec<String>>)>>,
    /// What the code calls the crate of the runtime, where that is not `::qcloud_client`.
    pub runtime: Option<String>,
    /// The vendor's descriptions that the repository follows: the explorer finds their Actions beside those of the spec.
    #[cfg(feature = "import")]
    pub descriptions: Option<Descriptions>,
    /// The workspace and the package that the program comes from: what it was built without, cargo builds and runs there.
    pub source: Option<(PathBuf, &'static str)>,
}

impl Project {
    /// A repository with the usual directories below `root`, and nothing beside its spec and code.
    #[must_use]
    pub fn new(program: &'static str, root: &Path) -> Self {
        Self {
            program,
            root: root.to_owned(),
            spec: root.join("spec"),
            out: root.join("src/qcloud"),
            reference: None,
            schemas: false,
            infer: false,
            docs: false,
            chosen: None,
            runtime: None,
            #[cfg(feature = "import")]
            descriptions: None,
            source: None,
        }
    }

    /// The files of the repository's own code, in memory, where it has no cargo features for its services.
    #[cfg(feature = "import")]
    pub(crate) fn emit(
        &self,
        api: &qcloud_codegen::model::Api,
    ) -> Result<Vec<qcloud_codegen::GeneratedFile>, String> {
        let manifest = Manifest::above(&self.out).map_err(|error| error.to_string())?;
        Ok(qcloud_codegen::emit(api, &self.options(manifest.as_ref())))
    }

    /// How code below a manifest is made; one that is not the repository's own names the runtime as everybody does.
    pub(crate) fn options(&self, manifest: Option<&Manifest>) -> Options {
        // The workspace's own client holds the runtime; everybody else depends on it.
        let options = Options::new().features(manifest.is_some());
        let is_own = manifest.is_some_and(|manifest| manifest.package() == Some("qcloud-client"));
        let options = if is_own { options.own_runtime() } else { options };
        match &self.runtime {
            // The name of a dependency is one of Rust.
            Some(runtime) => options.clone().runtime(runtime).unwrap_or(options),
            None => options,
        }
    }

    /// The directory of the spec: the one a user gave, or the repository's.
    pub(crate) fn spec(&self, given: Option<&Path>) -> PathBuf {
        short(given.unwrap_or(&self.spec))
    }

    /// The directory of the generated code: the one a user gave, or the repository's.
    pub(crate) fn out(&self, given: Option<&Path>) -> PathBuf {
        short(given.unwrap_or(&self.out))
    }

    /// Whether this is the repository's own spec.
    pub(crate) fn is_spec(&self, directory: &Path) -> bool {
        is_same(&self.spec, directory)
    }

    /// Whether a file of a spec is one that the vendor's descriptions were imported to, since the repository has chosen its service.
    pub(crate) fn is_imported(&self, spec: &Path, file: &Path) -> bool {
        let directory = file.strip_prefix(spec).ok().and_then(|below| below.components().next());
        let is_it = |name: &str| directory.is_some_and(|directory| directory.as_os_str() == name);
        self.chosen.iter().flatten().any(|(name, _)| is_it(name)) && self.is_spec(spec)
    }

    /// Whether this is where the repository's own code is.
    pub(crate) fn is_out(&self, directory: &Path) -> bool {
        is_same(&self.out, directory)
    }

    /// A path below the repository, as people read it there.
    pub(crate) fn below(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).display().to_string()
    }
}

/// A path as short as it can be said from here.
#[must_use]
pub fn short(path: &Path) -> PathBuf {
    match env::current_dir().ok().and_then(|here| path.strip_prefix(here).ok().map(Path::to_owned)) {
        Some(short) if !short.as_os_str().is_empty() => short,
        _ => path.to_owned(),
    }
}

fn is_same(own: &Path, directory: &Path) -> bool {
    directory.canonicalize().is_ok_and(|directory| own.canonicalize().is_ok_and(|own| own == directory))
}
