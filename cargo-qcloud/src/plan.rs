//! What a command makes of a package, in memory until all of it is known and right: the spec, the code, the settings, the manifest and the line that declares the module.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use qcloud_codegen::model::Api;
use qcloud_codegen::{Overlay, Scope, Severity, examine_with};
use qcloud_import::three_way::Texts;

use crate::declaration;
use crate::home::{self, Home, Stop};
use crate::journal::Changes;
use crate::manifest;
use crate::messages::Messages;
use crate::outcome::Outcome;
use crate::package::Package;
use crate::project::short;
use crate::runtime;
use crate::settings::{Descriptions, Runtime, Service, Settings, Text};

/// What a package is to become.
#[derive(Debug)]
pub(crate) struct Plan<'h> {
    home: &'h Home,
    package: &'h Package,
    /// The files of the spec that change, by their paths below it; without a text, they go.
    spec: BTreeMap<String, Option<String>>,
    settings: Settings,
    text: Text,
    /// What the user should know, whatever comes of the plan.
    pub(crate) notes: Vec<String>,
    /// What the user can do where the spec would be wrong.
    pub(crate) help: Option<&'static str>,
}

/// What has to be done for a plan, all of it checked.
#[derive(Debug)]
pub(crate) struct Planned {
    pub(crate) changes: Changes,
    pub(crate) notes: Vec<String>,
    /// The model of the spec as it is to be; none where nothing is left of it.
    pub(crate) api: Option<Api>,
}

impl<'h> Plan<'h> {
    pub(crate) fn new(home: &'h Home) -> Result<Self, Stop> {
        let package = home.package()?;
        let text = read(&home::file(package))?.unwrap_or_default();
        Ok(Self {
            home,
            package,
            spec: BTreeMap::new(),
            settings: home.settings.clone(),
            text: Text::new(&text),
            notes: Vec::new(),
            help: None,
        })
    }

    /// A file of the spec gets a text, or goes.
    pub(crate) fn put(&mut self, path: impl Into<String>, text: Option<String>) {
        self.spec.insert(path.into(), text);
    }

    /// The texts in a directory of the spec as they are to be, from those that are there.
    pub(crate) fn over(&self, directory: &str, mut texts: Texts) -> Texts {
        let is_in = |path: &str| path.strip_prefix(directory).is_some_and(|below| below.starts_with('/'));
        for (path, text) in self.spec.iter().filter(|(path, _)| is_in(path)) {
            match text {
                Some(text) => drop(texts.insert(path.clone(), text.clone())),
                None => drop(texts.remove(path)),
            }
        }
        texts
    }

    /// The package has these Actions of a service, or the service no more.
    pub(crate) fn service(&mut self, name: &str, service: Option<&Service>) {
        match service {
            Some(service) => drop(self.settings.services.insert(name.to_owned(), service.clone())),
            None => drop(self.settings.services.remove(name)),
        }
        self.text.service(name, service);
    }

    /// The descriptions come from here, and the runtime from where this program has its own, unless the settings say so already.
    pub(crate) fn sources(&mut self, lock: &Descriptions) {
        let is_open = match &self.settings.descriptions {
            None => true,
            Some(Descriptions::Tccli { version, sha256: None }) => {
                matches!(lock, Descriptions::Tccli { version: found, .. } if found == version)
            }
            Some(_) => false,
        };
        if is_open {
            self.follow(lock);
        }
        if self.settings.runtime.is_none() {
            let runtime = runtime::own();
            self.text.runtime(&runtime);
            self.settings.runtime = Some(runtime);
        }
    }

    /// The descriptions come from here from now on, whatever the settings say.
    pub(crate) fn follow(&mut self, lock: &Descriptions) {
        let lock = self.rooted(lock);
        self.text.descriptions(&lock);
        self.settings.descriptions = Some(lock);
    }

    /// A path that a command line named, as the settings have it: from the directory of the package.
    fn rooted(&self, lock: &Descriptions) -> Descriptions {
        match lock {
            Descriptions::Path { path, sha256 } => {
                let whole = std::path::absolute(path).unwrap_or_else(|_| path.clone());
                let path = whole.strip_prefix(self.package.directory()).map_or(whole.clone(), Path::to_owned);
                Descriptions::Path { path, sha256: sha256.clone() }
            }
            tccli @ Descriptions::Tccli { .. } => tccli.clone(),
        }
    }

    /// Checks all of it and says what has to be done; `edits` is whether the root file may be changed.
    pub(crate) fn finish(mut self, edits: bool) -> Result<Planned, Stop> {
        let runtime = self.settings.runtime.clone().unwrap_or_else(runtime::own);
        let api = self.api()?;
        let mut changes = Changes::default();
        let wrong = |message| (Outcome::Wrong, message);
        for (path, text) in &self.spec {
            changes.put(self.home.project.spec.join(path), text.as_deref()).map_err(wrong)?;
        }
        self.code(api.as_ref(), &mut changes)?;
        let is_over = self.settings.services.is_empty();
        changes.put(home::file(self.package), self.settings_text(is_over).as_deref()).map_err(wrong)?;
        self.manifest(&runtime, is_over, &mut changes)?;
        self.declaration(is_over, edits, &mut changes)?;
        Ok(Planned { changes, notes: self.notes, api })
    }

    /// The model of the spec as it is to be; what is wrong with it is shown in the files as they would be.
    fn api(&self) -> Result<Option<Api>, Stop> {
        let mut overlay = Overlay::default();
        for (path, text) in &self.spec {
            match text {
                Some(text) => overlay.insert(path.clone(), text.as_str()),
                None => overlay.hide(path.clone()),
            }
        }
        let spec = self.home.project.spec(None);
        let (api, diagnostics) = examine_with(&spec, &overlay);
        if api.is_none() && self.settings.services.is_empty() && !has_services(&spec, &self.spec) {
            return Ok(None);
        }
        if api.is_none() {
            let errors = diagnostics.count(Severity::Error);
            // Warnings keep nobody from going on.
            let errors_only = diagnostics.only(|diagnostic| diagnostic.severity == Severity::Error);
            Messages::HUMAN.diagnostics(&errors_only);
            let errors = if errors == 1 { "1 error".to_owned() } else { format!("{errors} errors") };
            let help = self.help.map_or_else(String::new, |help| format!("\n   = help: {help}"));
            let message = format!("{} would be wrong: {errors}; nothing was written{help}", spec.display());
            return Err((Outcome::Wrong, message));
        }
        Ok(api)
    }

    fn code(&self, api: Option<&Api>, changes: &mut Changes) -> Result<(), Stop> {
        let out = &self.home.project.out;
        let files = match api {
            Some(api) => self.home.project.emit(api).map_err(|message| (Outcome::Wrong, message))?,
            None => Vec::new(),
        };
        let found = qcloud_codegen::compare(&files, out, &Scope::All)
            .map_err(|error| (Outcome::Wrong, error.to_string()))?;
        // What names others comes last, so that it never names what is not there yet.
        let mut coming: Vec<_> = found.new.iter().chain(&found.changed).collect();
        coming.sort_by_key(|path| (path.ends_with("mod.rs"), std::cmp::Reverse(path.matches('/').count())));
        let text =
            |path: &String| files.iter().find(|file| file.path == *path).map(|file| file.text.as_str());
        for path in coming.into_iter().chain(&found.orphaned) {
            changes.put(out.join(path), text(path)).map_err(|message| (Outcome::Wrong, message))?;
        }
        Ok(())
    }

    /// The text of `qcloud.toml`; none where it has nothing that a person has written.
    fn settings_text(&self, is_over: bool) -> Option<String> {
        let text = self.text.to_string();
        if is_over {
            let mut bare = Text::new("");
            if let Some(descriptions) = &self.settings.descriptions {
                bare.descriptions(descriptions);
            }
            if let Some(runtime) = &self.settings.runtime {
                bare.runtime(runtime);
            }
            if bare.to_string() == text {
                return None;
            }
        }
        Some(text)
    }

    fn manifest(&mut self, runtime: &Runtime, is_over: bool, changes: &mut Changes) -> Result<(), Stop> {
        let path = &self.package.manifest;
        let text = read(path)?.unwrap_or_default();
        let workspace = read(&self.package.workspace)?.unwrap_or_default();
        let is_of_workspace = manifest::is_of_workspace(&workspace);
        let wrong = |message: String| (Outcome::Wrong, format!("{}: {message}", path.display()));
        let edited = if is_over {
            let edited = manifest::without_dependency(&text, runtime, is_of_workspace).map_err(wrong)?;
            if edited.is_none() && self.package.client.is_some() {
                let path = short(path);
                self.notes.push(format!(
                    "note: the dependency on qcloud-client stays in {}, since it was edited",
                    path.display()
                ));
            }
            edited
        } else {
            manifest::with_dependency(&text, runtime, is_of_workspace).map_err(wrong)?
        };
        match edited.filter(|_| is_over || self.package.client.is_none()) {
            Some(edited) => {
                changes.put(path.clone(), Some(&edited)).map_err(|message| (Outcome::Wrong, message))
            }
            None => Ok(()),
        }
    }

    /// Declares the module in the root file, or says which line does.
    fn declaration(&mut self, is_over: bool, edits: bool, changes: &mut Changes) -> Result<(), Stop> {
        let out = &self.home.project.out;
        let module = out.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let line = declaration::line(&module);
        // The line finds the module only in the directory of the root file.
        let root = self.package.root_file.as_ref().filter(|root| root.parent() == out.parent());
        let Some(root) = root else {
            if !is_over {
                let place = "in the file that is above it";
                self.notes
                    .push(format!("note: {} is a module when `{line}` stands {place}", short(out).display()));
            }
            return Ok(());
        };
        let text = read(root)?.unwrap_or_default();
        let edited = if is_over {
            declaration::without_line(&text, &module)
        } else {
            (!declaration::is_there(&text, &module)).then(|| declaration::with_line(&text, &module))
        };
        match edited {
            Some(_) if !edits => {
                let (doing, path) = (if is_over { "take out of" } else { "add to" }, short(root));
                self.notes.push(format!("note: {doing} {}: {line}", path.display()));
                Ok(())
            }
            Some(edited) => {
                changes.put(root.clone(), Some(&edited)).map_err(|message| (Outcome::Wrong, message))
            }
            None => Ok(()),
        }
    }
}

impl Planned {
    /// Does it, all or nothing.
    pub(crate) fn carry_out(&self, home: &Home) -> Result<(), Stop> {
        let package = home.package()?;
        self.changes.carry_out(package.directory()).map_err(|message| (Outcome::Wrong, message))
    }

    /// What was written, in one line.
    pub(crate) fn told(&self, home: &Home) -> String {
        let (mut parts, project) = (Vec::new(), &home.project);
        for directory in [&project.spec, &project.out] {
            let real = directory.canonicalize().unwrap_or_else(|_| directory.clone());
            let count = self
                .changes
                .paths()
                .filter(|path| path.starts_with(directory) || path.starts_with(&real))
                .count();
            match count {
                0 => {}
                1 => parts.push(format!("1 file of {}", project.below(directory))),
                _ => parts.push(format!("{count} files of {}", project.below(directory))),
            }
        }
        let root = project.root.canonicalize().unwrap_or_else(|_| project.root.clone());
        for path in self.changes.paths() {
            let below =
                path.strip_prefix(&project.root).or_else(|_| path.strip_prefix(&root)).unwrap_or(path);
            let whole = project.root.join(below);
            if !whole.starts_with(&project.spec) && !whole.starts_with(&project.out) {
                parts.push(below.display().to_string());
            }
        }
        format!("changed {}", parts.join(", "))
    }
}

/// Whether a spec would have a service of which nobody speaks in the settings.
fn has_services(spec: &Path, changes: &BTreeMap<String, Option<String>>) -> bool {
    let directories = fs::read_dir(spec).into_iter().flatten().flatten();
    directories.map(|entry| entry.file_name().to_string_lossy().into_owned()).any(|name| {
        let file = format!("{name}/{}", qcloud_codegen::spec::SERVICE);
        spec.join(&file).is_file() && changes.get(&file).is_none_or(Option::is_some)
    })
}

/// The text of a file; none where there is no such file.
fn read(path: &Path) -> Result<Option<String>, Stop> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err((Outcome::Wrong, format!("{}: can't read the file: {error}", path.display()))),
    }
}
