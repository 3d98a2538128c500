//! From a directory to what its files say: `files` has the texts, `hygiene` looks at each first, `read` makes values of it; `syntax` and `structure`
//! say what is wrong with one that can't be read.

pub(crate) mod conflict;
mod docs;
mod empty;
mod files;
mod hygiene;
mod indent;
mod moved;
mod read;
mod repair;
mod stray;
mod structure;
mod syntax;

use std::cmp::Reverse;
use std::path::Path;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use crate::diagnostic::problem::{FileProblem, ResponseFile, TextProblem};
use crate::diagnostic::{Finding, Findings};
use crate::parallel;
use crate::source::{At, FileId, Place, Sources};
use crate::spec::{ActionFile, CommonFile, SERVICE, ServiceFile, TYPES, TypesFile};

pub use self::files::Overlay;
pub(crate) use self::files::Root;
use self::files::{Files, Text};
pub(crate) use self::stray::EXAMPLES;

/// What stands in a spec directory.
#[derive(Debug, Default)]
pub(crate) struct Layout {
    pub(crate) common: Option<Loaded<CommonFile>>,
    /// The directories that may be services, sorted.
    pub(crate) directories: Vec<String>,
    /// Whether a file of a service stands beside them, so that what it holds is missed elsewhere.
    pub(crate) has_strays: bool,
}

/// A service: one directory of the spec.
#[derive(Clone, Debug)]
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
#[derive(Clone, Debug)]
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
#[derive(Clone, Debug)]
pub(crate) struct Loaded<T> {
    pub(crate) file: FileId,
    /// The path below the spec directory, with `/`.
    pub(crate) path: String,
    pub(crate) spec: T,
    /// Whether something was left out because it is wrong; what refers to it is not wrong for that.
    pub(crate) mended: bool,
}

/// Looks into a spec directory, and reads what services share.
pub(crate) fn layout(root: Root<'_>, sources: &mut Sources, findings: &mut Findings) -> Layout {
    let mut loader = Loader::new(root, sources, findings);
    let mut layout = Layout::default();
    for name in loader.list("").unwrap_or_default() {
        if name == "common.yaml" {
            layout.common = loader.file(&name);
        } else if loader.files.is_directory(&name) {
            layout.directories.push(name);
        } else if is_yaml(&name) {
            let plain = plain_name(&name);
            let right =
                ["common.yaml", SERVICE, TYPES].into_iter().find(|right| right.eq_ignore_ascii_case(&plain));
            let right = right.or_else(|| (plain == "commons.yaml").then_some("common.yaml"));
            loader.whole(&name, FileProblem::Stray { right });
            layout.has_strays |= right.is_some_and(|right| right != "common.yaml") || loader.is_action(&name);
        }
    }
    layout
}

/// Reads the service in a directory. What can't be read is reported, the rest is there; `None` when it is no service.
pub(crate) fn service(
    root: Root<'_>,
    directory: &str,
    has_strays: bool,
    sources: &mut Sources,
    findings: &mut Findings,
) -> Option<ServiceSpec> {
    Loader::new(root, sources, findings).service(directory, has_strays)
}

/// Reports that a spec directory has no service at all.
pub(crate) fn report_empty(root: Root<'_>, sources: &mut Sources, findings: &mut Findings) {
    Loader::new(root, sources, findings).whole("", FileProblem::NoService);
}

/// A file that was read before, to point at; read again, since this is rarely needed.
pub(crate) fn again(root: Root<'_>, path: &str, sources: &mut Sources) -> FileId {
    let Text { text, bom } = Files::new(root).text(path).unwrap_or_default();
    sources.add(&root.directory.join(path), text, bom)
}

fn is_yaml(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| {
        extension.eq_ignore_ascii_case("yaml") || extension.eq_ignore_ascii_case("yml")
    })
}

/// A file's name as it should be.
fn plain_name(name: &str) -> String {
    let name = name.strip_suffix(".txt").unwrap_or(name);
    match Path::new(name).file_stem() {
        Some(stem) => format!("{}.yaml", stem.to_string_lossy()),
        None => name.to_owned(),
    }
}

/// A file that has a text.
struct Opened {
    path: String,
    file: FileId,
    text: Arc<str>,
}

/// What a file of a service says.
enum Said {
    Service(Box<Loaded<ServiceFile>>),
    Types(Loaded<TypesFile>),
    /// With the texts of its examples.
    Action(Box<Loaded<ActionFile>>, Vec<Result<Text, ResponseFile>>),
}

impl Opened {
    fn is_action(&self) -> bool {
        ![SERVICE, TYPES].contains(&self.name())
    }

    fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// What it says by its name.
    fn said(&self, files: &Files<'_>, findings: &mut Findings) -> Option<Said> {
        match self.name() {
            SERVICE => self.parsed(findings).map(Box::new).map(Said::Service),
            TYPES => self.parsed(findings).map(Said::Types),
            _ => {
                let action: Loaded<ActionFile> = self.parsed(findings)?;
                let directory = self.path.rsplit_once('/').map_or("", |(directory, _)| directory);
                let examples = action.spec.examples.iter();
                let responses =
                    examples.map(|example| files.response(directory, &example.response)).collect();
                Some(Said::Action(Box::new(action), responses))
            }
        }
    }

    fn parsed<T: DeserializeOwned + JsonSchema>(&self, findings: &mut Findings) -> Option<Loaded<T>> {
        let (spec, mended) = read::read(&self.text, self.file, findings)?;
        Some(Loaded { file: self.file, path: self.path.clone(), spec, mended })
    }
}

struct Loader<'a> {
    files: Files<'a>,
    sources: &'a mut Sources,
    findings: &'a mut Findings,
}

impl<'a> Loader<'a> {
    fn new(root: Root<'a>, sources: &'a mut Sources, findings: &'a mut Findings) -> Self {
        Self { files: Files::new(root), sources, findings }
    }

    /// The service in a directory; `None` when the directory holds no YAML or the service can't be read.
    fn service(&mut self, directory: &str, has_strays: bool) -> Option<ServiceSpec> {
        let mut names = self.list(directory)?;
        let directories = stray::directories(self, directory, &names);
        let has_other_ending = self.other_endings(directory, &names);
        names.retain(|name| is_yaml(name) || name.ends_with(".yaml.txt"));
        let is_service = |name: &String| plain_name(name).eq_ignore_ascii_case(SERVICE);
        if names.is_empty() || (!names.iter().any(is_service) && self.has_deep_services(&directories)) {
            self.deep_services(&directories);
            return None; // examples, editor schemas, expected output
        }
        let has_examples = !self.misplaced_examples(directory, &directories);
        if !has_strays
            && !has_other_ending
            && !names
                .iter()
                .any(|name| is_service(name) || self.wrong_name(directory, name, &names) == Some(SERVICE))
        {
            self.whole(directory, FileProblem::MissingServiceFile { directory: directory.to_owned() });
        }
        let mut incomplete = has_strays || has_other_ending;
        let paths = self.well_named(directory, &names, &mut incomplete);
        let opened = self.opened_all(paths, &names, &mut incomplete);
        let mut service = None;
        let mut types: Option<Loaded<TypesFile>> = None;
        let mut actions = Vec::new();
        for said in self.said(opened) {
            match said {
                Some(Said::Service(file)) => service = Some(*file),
                Some(Said::Types(file)) => {
                    incomplete |= file.mended;
                    types = Some(file);
                }
                Some(Said::Action(action, texts)) => {
                    let responses = self.responses(directory, &action, texts, has_examples);
                    actions.push(ActionSpec { action: *action, responses });
                }
                None => incomplete = true,
            }
        }
        incomplete |= self.strays(directory, &directories, &actions, incomplete);
        let spec =
            ServiceSpec { directory: directory.to_owned(), service: service?, types, actions, incomplete };
        self.actions_of_others(&spec);
        Some(spec)
    }

    /// The paths of the files that have names of a service's; others are reported.
    fn well_named(&mut self, directory: &str, names: &[String], incomplete: &mut bool) -> Vec<String> {
        let mut paths = Vec::new();
        for name in names {
            let path = format!("{directory}/{name}");
            if let Some(right) = self.wrong_name(directory, name, names) {
                self.whole(&path, FileProblem::Name { right });
                *incomplete = true;
            } else if name == "common.yaml" {
                self.whole(&path, FileProblem::CommonInService);
            } else if *name != plain_name(name) {
                self.whole(&path, FileProblem::Extension { right: plain_name(name) });
                *incomplete = true;
            } else {
                paths.push(path);
            }
        }
        paths
    }

    /// Those of the files that have a text, and one of their kind; others are reported.
    fn opened_all(&mut self, paths: Vec<String>, names: &[String], incomplete: &mut bool) -> Vec<Opened> {
        let files = &self.files;
        let texts = parallel::map(&paths, |path| files.text(path));
        let mut opened = Vec::new();
        for (path, text) in paths.into_iter().zip(texts) {
            match self.opened(path, text) {
                Some(file) if file.is_action() && moved::holds_types(&file.text) => {
                    let is_there = names.iter().any(|name| name == TYPES);
                    self.whole(&file.path, FileProblem::Types { is_there });
                    *incomplete = true;
                }
                Some(file) => opened.push(file),
                None => *incomplete = true,
            }
        }
        opened
    }

    /// What files say, in the order of their paths; `None` for one that can't be read.
    fn said(&mut self, mut opened: Vec<Opened>) -> Vec<Option<Said>> {
        // The longest first, since nobody else has work while one is read at the end.
        opened.sort_by_key(|file| Reverse(file.text.len()));
        let files = &self.files;
        let said = parallel::map(&opened, |file| {
            let mut findings = Findings::default();
            (file.said(files, &mut findings), findings)
        });
        let mut said: Vec<_> = opened.into_iter().zip(said).collect();
        said.sort_by(|(a, _), (b, _)| a.path.cmp(&b.path));
        let all = said.into_iter().map(|(_, (said, findings))| {
            self.findings.append(findings);
            said
        });
        all.collect()
    }

    fn file<T: DeserializeOwned + JsonSchema>(&mut self, path: &str) -> Option<Loaded<T>> {
        let text = self.files.text(path);
        self.opened(path.to_owned(), text)?.parsed(self.findings)
    }

    fn opened(&mut self, path: String, text: Result<Text, TextProblem>) -> Option<Opened> {
        let Text { text, bom } = match text {
            Ok(text) => text,
            Err(problem) => {
                self.no_text(&path, problem);
                return None;
            }
        };
        let file = self.sources.add(&self.files.root.join(&path), Arc::clone(&text), bom);
        Some(Opened { path, file, text })
    }

    /// Reports why a text can't be had, where that is in it.
    fn no_text(&mut self, path: &str, problem: TextProblem) -> &mut Finding {
        let full = self.files.root.join(path);
        let is_text =
            matches!(problem, TextProblem::NotUtf8 { like, .. } if like.is_none_or(|like| like == "GBK"));
        let text = if is_text { files::lossy(&full) } else { String::new() };
        let odd = text.find('\u{fffd}');
        let file = self.sources.add(&full, text.into(), 0);
        let place =
            odd.map_or(Place::offset(file, 0), |at| Place::bytes(file, at..at + '\u{fffd}'.len_utf8()));
        self.findings.report(place, FileProblem::Text(problem))
    }

    /// The visible names in a directory, sorted; reported and `None` when it can't be read.
    fn list(&mut self, directory: &str) -> Option<Vec<String>> {
        self.files.list(directory).map_err(|why| self.whole(directory, FileProblem::Directory { why })).ok()
    }

    /// The responses of an Action's examples; those whose texts can't be had are reported.
    fn responses(
        &mut self,
        directory: &str,
        action: &Loaded<ActionFile>,
        texts: Vec<Result<Text, ResponseFile>>,
        has_examples: bool,
    ) -> Vec<Option<Response>> {
        let root = At::root(action.file);
        let examples = root.key("examples");
        let mut responses = Vec::new();
        for (number, (example, text)) in action.spec.examples.iter().zip(texts).enumerate() {
            if let Some((other, own)) = self.response_of_other(directory, &action.spec, &example.response) {
                let place = examples.item(number).key("response").value();
                self.findings.report(place, FileProblem::ResponseOfOther { action: other, near: Some(own) });
                responses.push(None);
                continue;
            }
            responses.push(match text {
                Ok(Text { text, bom }) => {
                    let path = self.files.root.join(directory).join(&example.response);
                    Some(Response { file: self.sources.add(&path, Arc::clone(&text), bom), text })
                }
                // It may well stand in the directory with the wrong name.
                Err(ResponseFile::Missing)
                    if !has_examples && example.response.starts_with(stray::EXAMPLES) =>
                {
                    None
                }
                Err(ResponseFile::Text(problem @ TextProblem::NotUtf8 { .. })) => {
                    let place = examples.item(number).key("response").value();
                    self.no_text(&format!("{directory}/{}", example.response), problem).also(place);
                    None
                }
                Err(why) => {
                    if let Some(service) = self.elsewhere(directory, &example.response) {
                        let proof = format!("`{}`", example.response);
                        self.other_service(action.file, &action.spec.file_name(), service, proof);
                        return responses;
                    }
                    let (path, directory) = (example.response.clone(), directory.to_owned());
                    let near = self.files.similar(&directory, &path);
                    let place = examples.item(number).key("response").value();
                    self.findings.report(place, FileProblem::Response { path, directory, why, near });
                    None
                }
            });
        }
        responses
    }

    /// The service that has a file of this name below its directory, where another one lacks it.
    fn elsewhere(&self, directory: &str, path: &str) -> Option<String> {
        let others = self.files.list("").ok()?.into_iter().filter(|other| other != directory);
        others.into_iter().find(|other| self.files.is_file(&format!("{other}/{path}")))
    }

    /// Reports a problem of a file or directory as a whole.
    fn whole(&mut self, path: &str, problem: FileProblem) {
        let full = if path.is_empty() { self.files.root.to_owned() } else { self.files.root.join(path) };
        let file = self.sources.add(&full, "".into(), 0);
        self.findings.report(Place::offset(file, 0), problem);
    }
}
