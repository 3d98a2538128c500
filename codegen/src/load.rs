//! From a directory to what its files say: finds them, reads them, and knows where each thing stands.

use std::fs;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use schemars::JsonSchema;
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::diagnostic::problem::{FileProblem, ResponseFile, TextProblem};
use crate::diagnostic::{Findings, nearest};
use crate::language::text::without_place;
use crate::source::{At, FileId, Place, Sources};
use crate::spec::{ActionFile, CommonFile, ServiceFile, TypesFile};
use crate::{hygiene, structure, syntax, yaml};

/// The largest file that is read, in bytes: no page of the vendor comes near it, and it bounds what a file can cost.
const MAX_FILE: u64 = 4 << 20;

/// What stands in a spec directory.
#[derive(Debug, Default)]
pub(crate) struct Layout {
    pub(crate) common: Option<Loaded<CommonFile>>,
    /// The directories that may be services, sorted.
    pub(crate) directories: Vec<String>,
}

/// A service: one directory of the spec.
#[derive(Debug)]
pub(crate) struct ServiceSpec {
    /// The directory, below that of the spec.
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
    pub(crate) responses: Vec<Option<Response>>,
}

impl ActionSpec {
    /// The last step of its file's path.
    pub(crate) fn file_name(&self) -> &str {
        self.action.path.rsplit('/').next().unwrap_or_default()
    }

    /// Whether its file has another name than the Action.
    pub(crate) fn is_misplaced(&self) -> bool {
        self.file_name().strip_suffix(".yaml") != Some(&self.action.spec.action)
    }
}

/// A file with the response of an example.
#[derive(Clone, Debug)]
pub(crate) struct Response {
    pub(crate) file: FileId,
    pub(crate) text: Arc<str>,
}

/// What a file says, and which file it is.
#[derive(Debug)]
pub(crate) struct Loaded<T> {
    pub(crate) file: FileId,
    /// The path below the spec directory, with `/`.
    pub(crate) path: String,
    pub(crate) spec: T,
    /// Whether something was left out because it is wrong; what refers to it is not wrong for that.
    pub(crate) mended: bool,
}

/// Looks into a spec directory, and reads what services share.
pub(crate) fn layout(directory: &Path, sources: &mut Sources, findings: &mut Findings) -> Layout {
    let mut loader = Loader::new(directory, sources, findings);
    let mut layout = Layout::default();
    for name in loader.list("").unwrap_or_default() {
        if name == "common.yaml" {
            layout.common = loader.file(&name);
        } else if directory.join(&name).is_dir() {
            layout.directories.push(name);
        } else if is_yaml(&name) {
            loader.whole(&name, FileProblem::Stray { is_common: plain_name(&name) == "common.yaml" });
        }
    }
    layout
}

/// Reads the service in a directory. What can't be read is reported, the rest is there; `None` when it is no service.
pub(crate) fn service(
    root: &Path,
    directory: &str,
    sources: &mut Sources,
    findings: &mut Findings,
) -> Option<ServiceSpec> {
    Loader::new(root, sources, findings).service(directory)
}

/// Reports that a spec directory has no service at all.
pub(crate) fn report_empty(root: &Path, sources: &mut Sources, findings: &mut Findings) {
    Loader::new(root, sources, findings).whole("", FileProblem::NoService);
}

/// A file that was read before, to point at; read again, since this is rarely needed.
pub(crate) fn again(root: &Path, path: &str, sources: &mut Sources, findings: &mut Findings) -> FileId {
    let loader = Loader::new(root, sources, findings);
    let (text, bom) = loader.text(path).unwrap_or_default();
    loader.sources.add(&root.join(path), text.into(), bom)
}

fn is_yaml(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| {
        extension.eq_ignore_ascii_case("yaml") || extension.eq_ignore_ascii_case("yml")
    })
}

/// A file's name as it should be.
fn plain_name(name: &str) -> String {
    match Path::new(name).file_stem() {
        Some(stem) => format!("{}.yaml", stem.to_string_lossy()),
        None => name.to_owned(),
    }
}

struct Loader<'a> {
    root: &'a Path,
    /// The directory with all links followed; no file may lie outside.
    real_root: Option<PathBuf>,
    sources: &'a mut Sources,
    findings: &'a mut Findings,
}

impl<'a> Loader<'a> {
    fn new(root: &'a Path, sources: &'a mut Sources, findings: &'a mut Findings) -> Self {
        Self { root, real_root: root.canonicalize().ok(), sources, findings }
    }

    /// The service in a directory; `None` when the directory holds no YAML or the service can't be read.
    fn service(&mut self, directory: &str) -> Option<ServiceSpec> {
        let mut names = self.list(directory)?;
        names.retain(|name| is_yaml(name));
        if names.is_empty() {
            return None; // examples, editor schemas, expected output
        }
        if !names.iter().any(|name| plain_name(name) == "service.yaml") {
            self.whole(directory, FileProblem::MissingServiceFile { directory: directory.to_owned() });
        }
        let mut incomplete = false;
        let mut service = None;
        let mut types: Option<Loaded<TypesFile>> = None;
        let mut actions = Vec::new();
        for name in &names {
            let path = format!("{directory}/{name}");
            if *name != plain_name(name) {
                self.whole(&path, FileProblem::Extension { right: plain_name(name) });
                incomplete = true;
                continue;
            }
            match name.as_str() {
                "service.yaml" => service = self.file(&path),
                "types.yaml" => {
                    types = self.file(&path);
                    incomplete |= types.as_ref().is_none_or(|types| types.mended);
                }
                _ => match self.file::<ActionFile>(&path) {
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
                self.whole(directory, FileProblem::Directory { why: plainly(&error) });
                None
            }
        }
    }

    fn file<T: DeserializeOwned + JsonSchema>(&mut self, path: &str) -> Option<Loaded<T>> {
        let (text, bom) = match self.text(path) {
            Ok(read) => read,
            Err(problem) => {
                self.whole(path, FileProblem::Text(problem));
                return None;
            }
        };
        let text: Arc<str> = text.into();
        let file = self.sources.add(&self.root.join(path), Arc::clone(&text), bom);
        if hygiene::check_text(&text, file, self.findings) {
            return None;
        }
        let loaded = |spec, mended| Some(Loaded { file, path: path.to_owned(), spec, mended });
        if !hygiene::is_suspicious(&text) {
            match serde_yaml::from_str(&text) {
                Ok(spec) => return loaded(spec, false),
                Err(_) => return self.mend(file, &text).and_then(|spec| loaded(spec, true)),
            }
        }
        let before = self.findings.len();
        let tree = yaml::parse(&text);
        hygiene::check_tree(&tree, file, self.findings);
        // What has no bounds, the quick reader does not get to see.
        if tree.broken.is_none() && self.findings.len() == before {
            match serde_yaml::from_str(&text) {
                Ok(spec) => return loaded(spec, false),
                Err(_) => return self.mend(file, &text).and_then(|spec| loaded(spec, true)),
            }
        }
        if let Some((offset, said)) = tree.broken {
            self.findings.report(Place::offset(file, offset), FileProblem::TooComplex { said });
        }
        None
    }

    /// Reports all that is wrong with the structure of a file, and returns what is left of it, if that makes sense.
    fn mend<T: DeserializeOwned + JsonSchema>(&mut self, file: FileId, text: &str) -> Option<T> {
        if let Err(error) = serde_yaml::from_str::<IgnoredAny>(text) {
            let tree = yaml::parse(text);
            let before = self.findings.len();
            hygiene::check_tree(&tree, file, self.findings);
            if self.findings.len() == before && text.trim().is_empty() {
                self.findings.report(Place::offset(file, 0), FileProblem::Empty);
            } else if self.findings.len() == before
                && let Some((offset, said)) = tree.broken.filter(|_| error.location().is_none())
            {
                self.findings.report(Place::offset(file, offset), FileProblem::NotYaml { said });
            } else if self.findings.len() == before {
                syntax::report(text, file, &error, self.findings);
            }
            return None;
        }
        let tree = yaml::parse(text);
        if let Some((offset, said)) = tree.broken {
            // One reader minds what the other lets pass.
            self.findings.report(Place::offset(file, offset), FileProblem::NotYaml { said });
            return None;
        }
        let mut root = tree.root.filter(|root| root.scalar() != Some(yaml::Scalar::Null));
        let Some(root) = &mut root else {
            self.findings.report(Place::offset(file, 0), FileProblem::Empty);
            return None;
        };
        let before = self.findings.len();
        structure::check::<T>(root, file, self.findings);
        let mended = T::deserialize(&*root);
        if self.findings.len() == before
            && let Err(error) = serde_yaml::from_str::<T>(text)
        {
            // Something that only the quick reader minds.
            let offset =
                error.location().map_or(0, |place| syntax::offset(text, place.line(), place.column()));
            let said = without_place(&error.to_string()).to_owned();
            self.findings.report(Place::offset(file, offset), FileProblem::Refused { said });
            return None;
        }
        mended.ok()
    }

    /// The text of a file without its byte order mark, and the length of that, or why it can't be had.
    fn text(&self, path: &str) -> Result<(String, usize), TextProblem> {
        let full = self.root.join(path);
        let cant = |error: io::Error| TextProblem::Unreadable { why: plainly(&error) };
        let metadata = fs::metadata(&full).map_err(cant)?;
        if metadata.is_dir() {
            return Err(TextProblem::IsDirectory);
        }
        if !metadata.is_file() {
            return Err(TextProblem::IsNoFile);
        }
        if let (Ok(real), Some(root)) = (full.canonicalize(), &self.real_root)
            && !real.starts_with(root)
        {
            return Err(TextProblem::LinkLeadsOut);
        }
        let mut bytes = Vec::new();
        fs::File::open(&full)
            .and_then(|file| file.take(MAX_FILE + 1).read_to_end(&mut bytes))
            .map_err(cant)?;
        if bytes.len() as u64 > MAX_FILE {
            return Err(TextProblem::TooLarge { mib: MAX_FILE >> 20 });
        }
        let mut text = String::from_utf8(bytes).map_err(|error| not_utf8(&error))?;
        let bom = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        text.drain(..bom);
        Ok((text, bom))
    }

    fn responses(&mut self, directory: &str, action: &Loaded<ActionFile>) -> Vec<Option<Response>> {
        let root = At::root(action.file);
        let examples = root.key("examples");
        let mut responses = Vec::new();
        for (number, example) in action.spec.examples.iter().enumerate() {
            responses.push(match self.response(directory, &example.response) {
                Ok((text, bom)) => {
                    let text: Arc<str> = text.into();
                    let path = self.root.join(directory).join(&example.response);
                    Some(Response { file: self.sources.add(&path, Arc::clone(&text), bom), text })
                }
                Err(why) => {
                    let (path, directory) = (example.response.clone(), directory.to_owned());
                    let near = self.similar(&directory, &path);
                    let place = examples.item(number).key("response").value();
                    self.findings.report(place, FileProblem::Response { path, directory, why, near });
                    None
                }
            });
        }
        responses
    }

    /// The text of a response file, which has to lie in its service's directory.
    fn response(&self, directory: &str, path: &str) -> Result<(String, usize), ResponseFile> {
        let mut components = Path::new(path).components();
        let plain = components.all(|component| matches!(component, Component::Normal(_)));
        if !plain || path.is_empty() || path.starts_with('.') || path.contains(['\\', '\0']) {
            return Err(ResponseFile::NoPath);
        }
        let below = format!("{directory}/{path}");
        let inside = |path: &str| self.root.join(path).canonicalize();
        if let (Ok(file), Ok(service)) = (inside(&below), inside(directory))
            && !file.starts_with(service)
        {
            return Err(ResponseFile::LeadsOut);
        }
        if !self.root.join(&below).exists() {
            return Err(ResponseFile::Missing);
        }
        self.text(&below).map_err(ResponseFile::Text)
    }

    /// The file beside a missing one whose name is nearest.
    fn similar(&mut self, directory: &str, path: &str) -> Option<String> {
        let (below, name) = path.rsplit_once('/').unwrap_or(("", path));
        let plain = Path::new(below).components().all(|component| matches!(component, Component::Normal(_)));
        let entries = fs::read_dir(self.root.join(directory).join(below)).ok().filter(|_| plain)?;
        let mut names: Vec<_> =
            entries.take(1000).filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
        names.sort();
        let similar = nearest(name, names.iter().map(String::as_str)).filter(|similar| *similar != name)?;
        Some(if below.is_empty() { similar.to_owned() } else { format!("{below}/{similar}") })
    }

    /// Reports a problem of a file or directory as a whole.
    fn whole(&mut self, path: &str, problem: FileProblem) {
        let full = if path.is_empty() { self.root.to_owned() } else { self.root.join(path) };
        let file = self.sources.add(&full, "".into(), 0);
        self.findings.report(Place::offset(file, 0), problem);
    }
}

/// Why a file can't be read, in the same words on every system where that is possible.
fn plainly(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is none".to_owned(),
        io::ErrorKind::PermissionDenied => "it may not be read by this user".to_owned(),
        _ => error.to_string(),
    }
}

fn not_utf8(error: &std::string::FromUtf8Error) -> TextProblem {
    let good = error.utf8_error().valid_up_to();
    TextProblem::NotUtf8 { line: error.as_bytes()[..good].split(|byte| *byte == b'\n').count() }
}
