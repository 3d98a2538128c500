//! Where the program works: a package, what its `qcloud.toml` says, and the directories that follow from the two.

use std::env;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::journal::{self, Recovered};
use crate::messages::Messages;
use crate::outcome::Outcome;
use crate::package::{self, NoPackage, Package};
use crate::project::{Project, short};
use crate::settings::{self, Actions, Settings};

/// How the program is called.
const PROGRAM: &str = "cargo qcloud";

/// How a command ends before it is done, and what is to be said of that.
pub(crate) type Stop = (Outcome, String);

/// A package and its settings.
#[derive(Clone, Debug)]
pub(crate) struct Home {
    /// What the commands that every repository has are given.
    pub(crate) project: Project,
    package: Option<Package>,
    /// What `qcloud.toml` says; nothing where there is none.
    pub(crate) settings: Settings,
}

impl Home {
    /// Reads what is there of the package; where there is none, the commands that work on files alone work in this directory, and
    /// those whose command line says where it works also where there are several.
    pub(crate) fn find(manifest: Option<&Path>, name: Option<&str>, says_where: bool) -> Result<Self, Stop> {
        let package = match package::find(manifest, name) {
            Ok(package) => package,
            Err(NoPackage::Nowhere) if name.is_none() => {
                return Ok(Self::nowhere());
            }
            Err(NoPackage::Several(_)) if says_where => return Ok(Self::nowhere()),
            Err(NoPackage::Nowhere) => return Err(nowhere()),
            Err(NoPackage::Several(message) | NoPackage::Wrong(message)) => {
                return Err((Outcome::Usage, message));
            }
        };
        match journal::recover(package.directory()) {
            Ok(None) => {}
            // The files that name the package may be others now.
            Ok(Some(recovered)) => {
                let became = match recovered {
                    Recovered::Finished => "was ended before it was done, and is finished now",
                    Recovered::Undone => "was ended before it was done, and is undone now",
                };
                Messages::HUMAN.verdict(format_args!("note: an earlier run {became}"));
                return Self::find(manifest, name, says_where);
            }
            Err(message) => return Err((Outcome::Wrong, message)),
        }
        let path = file(&package);
        let settings = match fs::read_to_string(&path) {
            Ok(text) => settings::read(&path, &text).map_err(|wrong| (Outcome::Wrong, wrong.to_string()))?,
            Err(error) if error.kind() == ErrorKind::NotFound => Settings::default(),
            Err(error) => {
                return Err((Outcome::Wrong, format!("{}: can't read the file: {error}", path.display())));
            }
        };
        Ok(Self { project: project(&package, &settings), package: Some(package), settings })
    }

    /// No package: this directory, with nothing said of it.
    pub(crate) fn nowhere() -> Self {
        let here = env::current_dir().unwrap_or_default();
        Self { project: Project::new(PROGRAM, &here), package: None, settings: Settings::default() }
    }

    /// The package, for commands that are of no use without one.
    pub(crate) fn package(&self) -> Result<&Package, Stop> {
        self.package.as_ref().ok_or_else(nowhere)
    }
}

fn nowhere() -> Stop {
    let message =
        "there is no `Cargo.toml` in this directory or above it; `cargo init` makes a package of it";
    (Outcome::Usage, message.to_owned())
}

/// The settings of a package.
pub(crate) fn file(package: &Package) -> PathBuf {
    short(&package.directory().join(settings::FILE))
}

fn project(package: &Package, settings: &Settings) -> Project {
    let root = package.directory();
    let spec = root.join(&settings.code.spec);
    let chosen = settings.services.iter().map(|(name, service)| {
        let actions = match &service.actions {
            Actions::All => None,
            Actions::Named(names) => Some(names.clone()),
        };
        (service.directory(name), actions)
    });
    Project {
        chosen: (!settings.services.is_empty()).then(|| chosen.collect()),
        out: root.join(&settings.code.out),
        schemas: spec.join("schema").is_dir(),
        infer: settings.code.infer,
        docs: settings.code.docs,
        runtime: package
            .client
            .as_ref()
            .filter(|name| *name != "qcloud_client")
            .map(|name| format!("::{name}")),
        descriptions: Some(settings.descriptions.clone().unwrap_or_default()),
        spec,
        ..Project::new(PROGRAM, root)
    }
}
