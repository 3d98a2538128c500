//! From a directory to what its files say: finds them, reads them, and knows where each thing stands.

use std::fs;
use std::io;
use std::path::{Component, Path};

use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use crate::diagnostic::Findings;
use crate::source::{At, FileId, Place, Sources};
use crate::spec::{ActionFile, CommonFile, ServiceFile, TypesFile};
use crate::{structure, yaml};

/// The largest file that is read, in bytes. The largest service of the vendor stays well below it.
const MAX_FILE: u64 = 16 << 20;

/// A spec as its files say it.
#[derive(Debug, Default)]
pub(crate) struct Spec {
    pub(crate) common: Option<Loaded<CommonFile>>,
    pub(crate) services: Vec<ServiceSpec>,
}

/// A service: one directory of the spec.
#[derive(Debug)]
pub(crate) struct ServiceSpec {
    /// The directory's name.
    pub(crate) directory: String,
    pub(crate) service: Loaded<ServiceFile>,
    pub(crate) types: Option<Loaded<TypesFile>>,
    pub(crate) actions: Vec<ActionSpec>,
    /// Whether a file could not be read, so that a name that seems unknown may well be defined.
    pub(crate) incomplete: bool,
}

/// An Action and the responses of its examples.
#[derive(Debug)]
pub(crate) struct ActionSpec {
    pub(crate) action: Loaded<ActionFile>,
    /// One for each example; `None` where it could not be read.
    pub(crate) responses: Vec<Option<String>>,
}

/// What a file says, and which file it is.
#[derive(Debug)]
pub(crate) struct Loaded<T> {
    pub(crate) file: FileId,
    /// The path below the spec directory, with `/`.
    pub(crate) path: String,
    pub(crate) spec: T,
}

/// Reads a spec directory. What can't be read is reported, the rest is there.
pub(crate) fn load(directory: &Path, sources: &mut Sources, findings: &mut Findings) -> Spec {
    let mut loader = Loader { root: directory, sources, findings };
    let mut spec = Spec::default();
    let Some(names) = loader.list("") else { return spec };
    for name in names {
        let path = directory.join(&name);
        if path.is_dir() {
            spec.services.extend(loader.service(&name));
        } else if name == "common.yaml" {
            spec.common = loader.file(&name);
        } else if is_yaml(&name) {
            loader
                .at_file(&name)
                .error_here("this file has no meaning here")
                .help("beside the directories of the services there is only `common.yaml`");
        }
    }
    if spec.services.is_empty() && !loader.findings.has_errors() {
        loader
            .at_file("")
            .error_here("there is no service in this directory")
            .help("a service is a directory with a `service.yaml`");
    }
    spec
}

fn is_yaml(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| {
        extension.eq_ignore_ascii_case("yaml") || extension.eq_ignore_ascii_case("yml")
    })
}

struct Loader<'a> {
    root: &'a Path,
    sources: &'a mut Sources,
    findings: &'a mut Findings,
}

/// A file or directory that a diagnostic is about as a whole.
struct Whole<'a> {
    place: Place,
    findings: &'a mut Findings,
}

impl<'a> Whole<'a> {
    fn error_here(self, message: impl Into<String>) -> &'a mut crate::diagnostic::Finding {
        self.findings.error(self.place, message)
    }
}

impl Loader<'_> {
    /// The service in a directory; `None` when the directory holds no YAML or the service can't be read.
    fn service(&mut self, directory: &str) -> Option<ServiceSpec> {
        let names = self.list(directory)?;
        if !names.iter().any(|name| is_yaml(name)) {
            return None; // examples, editor schemas, expected output
        }
        if !names.iter().any(|name| name == "service.yaml") {
            self.at_file(directory)
                .error_here(format!("the service `{directory}` has no `service.yaml`"))
                .help("`service.yaml` names the service's host, path and protocol");
        }
        let mut incomplete = false;
        let mut service = None;
        let mut types = None;
        let mut actions = Vec::new();
        for name in names.iter().filter(|name| is_yaml(name)) {
            let path = format!("{directory}/{name}");
            match name.as_str() {
                "service.yaml" => service = self.file(&path),
                "types.yaml" => {
                    types = self.file(&path);
                    incomplete |= types.is_none();
                }
                _ => match self.file(&path) {
                    Some(action) => {
                        let responses = self.responses(directory, &action);
                        actions.push(ActionSpec { action, responses });
                    }
                    None => incomplete = true,
                },
            }
        }
        Some(ServiceSpec { directory: directory.to_owned(), service: service?, types, actions, incomplete })
    }

    /// The visible names in a directory, sorted; reported and `None` when it can't be read.
    fn list(&mut self, directory: &str) -> Option<Vec<String>> {
        let read = || -> io::Result<Vec<String>> {
            let mut names = Vec::new();
            for entry in fs::read_dir(self.root.join(directory))? {
                let name = entry?.file_name().into_string().map_err(|name| {
                    io::Error::other(format!("the name {} is not UTF-8", name.to_string_lossy()))
                })?;
                if !name.starts_with('.') {
                    names.push(name);
                }
            }
            names.sort();
            Ok(names)
        };
        match read() {
            Ok(names) => Some(names),
            Err(error) => {
                self.at_file(directory).error_here(format!("the directory can't be read: {error}"));
                None
            }
        }
    }

    fn file<T: DeserializeOwned + JsonSchema>(&mut self, path: &str) -> Option<Loaded<T>> {
        let text = match self.text(path) {
            Ok(text) => text,
            Err(message) => {
                self.at_file(path).error_here(message);
                return None;
            }
        };
        let file = self.sources.add(&self.root.join(path), text);
        match serde_yaml::from_str(&self.sources.get(file).text) {
            Ok(spec) => Some(Loaded { file, path: path.to_owned(), spec }),
            Err(error) => {
                let spec = self.mend(file, &error)?;
                Some(Loaded { file, path: path.to_owned(), spec })
            }
        }
    }

    /// Reports all that is wrong with the structure of a file, and returns what is left of it, if that makes sense.
    fn mend<T: DeserializeOwned + JsonSchema>(
        &mut self,
        file: FileId,
        error: &serde_yaml::Error,
    ) -> Option<T> {
        let tree = yaml::parse(&self.sources.get(file).text);
        let before = self.findings.len();
        let mended = tree.and_then(|mut tree| {
            structure::check::<T>(&mut tree, file, self.findings);
            T::deserialize(&tree).ok()
        });
        if self.findings.len() == before {
            // Not YAML at all, or something only the first reader minds.
            let text = &self.sources.get(file).text;
            let offset = error.location().map_or(0, |location| location.index()).min(text.len());
            if text.trim().is_empty() {
                self.findings.error(Place::offset(file, 0), "the file is empty");
                return None;
            }
            let is_tab = text.as_bytes()[offset..].starts_with(b"\t");
            let finding =
                self.findings.error(Place::offset(file, offset), without_location(&error.to_string()));
            if is_tab {
                finding.help("YAML is indented with spaces, never with tabs");
            }
            return None;
        }
        mended
    }

    /// The text of a file, or a message about why it can't be had.
    fn text(&self, path: &str) -> Result<String, String> {
        let full = self.root.join(path);
        let metadata = fs::metadata(&full).map_err(|error| format!("the file can't be read: {error}"))?;
        if !metadata.is_file() {
            return Err("this is not a file".to_owned());
        }
        if metadata.len() > MAX_FILE {
            return Err(format!("the file is larger than {} MiB", MAX_FILE >> 20));
        }
        let bytes = fs::read(&full).map_err(|error| format!("the file can't be read: {error}"))?;
        let mut text = String::from_utf8(bytes)
            .map_err(|error| format!("the file is not UTF-8: {}", error.utf8_error()))?;
        if text.starts_with('\u{feff}') {
            text.drain(..'\u{feff}'.len_utf8());
        }
        Ok(text)
    }

    fn responses(&mut self, directory: &str, action: &Loaded<ActionFile>) -> Vec<Option<String>> {
        let root = At::root(action.file);
        let examples = root.key("examples");
        let mut responses = Vec::new();
        for (number, example) in action.spec.examples.iter().enumerate() {
            responses.push(match self.response(directory, &example.response) {
                Ok(text) => Some(text),
                Err(message) => {
                    let place = examples.item(number).key("response").value();
                    self.findings.error(place, message).help(format!("the path starts at `{directory}/`"));
                    None
                }
            });
        }
        responses
    }

    /// The text of a response file, which has to lie in its service's directory.
    fn response(&self, directory: &str, path: &str) -> Result<String, String> {
        let plain = Path::new(path).components().all(|component| matches!(component, Component::Normal(_)));
        if !plain || path.is_empty() {
            return Err(format!("`{path}` does not name a file below the service's directory"));
        }
        let below = format!("{directory}/{path}");
        let inside = |path: &str| self.root.join(path).canonicalize();
        if let (Ok(file), Ok(service)) = (inside(&below), inside(directory))
            && !file.starts_with(service)
        {
            return Err(format!("`{path}` leads out of the service's directory"));
        }
        self.text(&below).map_err(|message| format!("`{path}`: {message}"))
    }

    fn at_file(&mut self, path: &str) -> Whole<'_> {
        let file = self.sources.add(&self.root.join(path), String::new());
        Whole { place: Place::offset(file, 0), findings: self.findings }
    }
}

/// `serde_yaml` appends the position, which a diagnostic shows better.
fn without_location(message: &str) -> String {
    match message.rfind(" at line ") {
        Some(end) => message[..end].to_owned(),
        None => message.to_owned(),
    }
}
