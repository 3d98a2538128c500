//! From the vendor's descriptions of API 3.0 to specs: one description, or those of the whole cloud.

mod description;
mod doc;
mod evidence;
mod examples;
mod exchange;
mod find;
mod names;
mod responses;
mod translate;

use qcloud_codegen::language::text;
use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use qcloud_codegen::parallel;
use serde::Deserialize;

use self::description::{Description, ExampleFile};
use self::evidence::Nulls;
pub use self::examples::{Examples, Failed};
use self::find::cant_read;
pub use self::responses::{Response, responses};
use crate::merge;
use crate::save::{SaveError, Saved, Staging};

/// What is to be imported, and where to.
#[derive(Clone, Debug)]
pub struct Options {
    /// Files with descriptions, or directories that have some at any depth.
    pub paths: Vec<PathBuf>,
    /// The directory of the spec.
    pub out: PathBuf,
    /// Whether the vendor's prose is taken over.
    pub with_docs: bool,
    /// Only these services, `NAME` or `NAME@VERSION`; all when there is none.
    pub services: Vec<String>,
}

/// What an import came to.
#[derive(Debug, Default)]
pub struct Report {
    /// The files.
    pub saved: Saved,
    /// What the spec can't express.
    pub warnings: Vec<Warning>,
    /// What the descriptions add to files that are there, and has to be put in its place by hand.
    pub obstacles: Vec<String>,
    /// How the examples compare with the descriptions.
    pub examples: Examples,
    /// The number of services.
    pub services: usize,
    /// The number of their Actions.
    pub actions: usize,
}

/// Something in a description that the spec can't express.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Warning {
    /// The service and its version, `NAME@VERSION`.
    pub service: String,
    /// The Action or the object.
    pub object: String,
    /// Its member.
    pub member: Option<String>,
    /// What about it.
    pub message: String,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "warning: {}, `{}", self.service, self.object.escape_debug())?;
        if let Some(member) = &self.member {
            write!(f, ".{}", member.escape_debug())?;
        }
        write!(f, "` {}", self.message)
    }
}

/// Why nothing was imported.
#[derive(Debug)]
pub enum ImportError {
    /// What is wrong with the descriptions, all of it.
    Input(Vec<Problem>),
    /// No description is of a service that was asked for.
    Unknown(String),
    /// What came out can't be saved.
    Save(SaveError),
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input(problems) => {
                for problem in problems {
                    write!(f, "{problem}\n\n")?;
                }
                f.write_str("nothing was written")
            }
            Self::Unknown(message) => write!(f, "error: {message}"),
            Self::Save(error @ SaveError::Wrong(_)) => write!(f, "{error}"),
            Self::Save(error) => write!(f, "error: {error}"),
        }
    }
}

impl std::error::Error for ImportError {}

impl From<Problem> for ImportError {
    fn from(problem: Problem) -> Self {
        Self::Input(vec![problem])
    }
}

/// Something that is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    path: PathBuf,
    /// Line and column, from 1.
    place: Option<(usize, usize)>,
    message: String,
    help: Option<String>,
}

impl Problem {
    fn new(path: &Path, message: impl Into<String>) -> Self {
        Self { path: path.to_owned(), place: None, message: message.into(), help: None }
    }

    fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}\n  --> {}", self.message, self.path.display())?;
        if let Some((line, column)) = self.place {
            write!(f, ":{line}:{column}")?;
        }
        match &self.help {
            Some(help) => write!(f, "\n   = help: {help}"),
            None => Ok(()),
        }
    }
}

/// What came of one description.
struct Imported {
    staged: crate::save::Staged,
    warnings: Vec<Warning>,
    obstacles: Vec<String>,
    examples: Examples,
    actions: usize,
}

/// Imports descriptions: all of them, or none. `begun` is told how many there are, `done` is called after each.
///
/// # Errors
///
/// When a description can't be read, when a service that was asked for is not described, and when the result can't be saved.
pub fn import(
    options: &Options,
    begun: impl FnOnce(usize),
    done: impl Fn() + Sync,
) -> Result<Report, ImportError> {
    let files = find::find(&options.paths).map_err(ImportError::Input)?;
    let files = select(files, &options.services)?;
    begun(files.len());
    let staging = Staging::new(&options.out);
    let results = parallel::map(&files, |file| {
        let result = import_one(file, options, &staging);
        done();
        result
    });
    let (mut problems, mut report, mut staged) = (Vec::new(), Report::default(), Vec::new());
    for result in results {
        match result {
            Ok(imported) => {
                report.services += 1;
                report.actions += imported.actions;
                report.obstacles.extend(imported.obstacles);
                report.examples.add(imported.examples);
                report.warnings.extend(imported.warnings);
                staged.push(imported.staged);
            }
            Err(ImportError::Input(found)) => problems.extend(found),
            Err(error) => return Err(error),
        }
    }
    if !problems.is_empty() {
        return Err(ImportError::Input(problems));
    }
    report.saved = staging.commit(staged).map_err(ImportError::Save)?;
    report.examples.failed.sort();
    report.warnings.sort();
    report.warnings.dedup();
    Ok(report)
}

fn import_one(file: &Path, options: &Options, staging: &Staging<'_>) -> Result<Imported, ImportError> {
    let text = read(file)?;
    let description: Description<'_> = parse(file, &text)?;
    let beside = file.with_file_name("examples.json");
    let text = if beside.exists() { read(&beside)? } else { String::new() };
    let examples = if text.is_empty() { ExampleFile::default() } else { parse(&beside, &text)? };
    let exchanges = exchange::read(&description, &examples);
    let nulls = Nulls::of(&description, &exchanges);
    let mut warnings = Vec::new();
    let mut service = translate::translate(&description, &nulls, options.with_docs, &mut warnings);
    let examples = examples::add(&mut service, &exchanges, options.with_docs);
    let merged = merge::merge(&service, &options.out);
    let obstacles = merged.obstacles.clone();
    let staged = staging.stage_merged(&service.directory(), merged).map_err(ImportError::Save)?;
    Ok(Imported { staged, warnings, obstacles, examples, actions: service.actions.len() })
}

fn read(path: &Path) -> Result<String, Problem> {
    let bytes = fs::read(path).map_err(|error| cant_read(path, &error))?;
    let text = String::from_utf8(bytes).map_err(|_| Problem::new(path, "this is not a text in UTF-8"))?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(text) => text.to_owned(),
        None => text,
    })
}

fn parse<'t, T: Deserialize<'t>>(path: &Path, text: &'t str) -> Result<T, Problem> {
    serde_json::from_str(text).map_err(|error| {
        let said = error.to_string();
        let said = text::without_place(&said);
        let place = Some((error.line().max(1), error.column().max(1)));
        match error.classify() {
            serde_json::error::Category::Data => Problem {
                place,
                ..Problem::new(path, format!("this is not a description of API 3.0: {said}"))
            }
            .help("it is the `api.json` of a service, as the vendor's command line `tccli` carries it"),
            _ => Problem { place, ..Problem::new(path, format!("this is not JSON: {said}")) },
        }
    })
}

/// What a description says first.
#[derive(Deserialize)]
struct Head<'a> {
    #[serde(borrow)]
    metadata: description::Metadata<'a>,
}

/// The name and the version of the service that each file describes, in the order of the files.
fn heads(files: &[PathBuf]) -> Result<Vec<(String, String)>, Vec<Problem>> {
    let results = parallel::map(files, |file| {
        let text = read(file)?;
        let head: Head<'_> = parse(file, &text)?;
        let metadata = &head.metadata;
        for (what, name) in [("name", &metadata.service_short_name), ("version", &metadata.api_version)] {
            if !name.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c)) || name.is_empty() {
                let name = name.escape_debug();
                return Err(Problem::new(file, format!("`{name}` can't be the {what} of a service")));
            }
        }
        Ok((metadata.service_short_name.to_string(), metadata.api_version.to_string()))
    });
    let (mut heads, mut problems) = (Vec::new(), Vec::new());
    for result in results {
        match result {
            Ok(head) => heads.push(head),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok(heads) } else { Err(problems) }
}

/// Where some heads are wrong, the bodies of the others are looked at too, so that one run says all.
fn all_problems(files: &[PathBuf], mut problems: Vec<Problem>) -> ImportError {
    let wrong = |path: &PathBuf| !problems.iter().any(|problem| problem.path == *path);
    let others: Vec<_> = files.iter().filter(|path| wrong(path)).collect();
    let results = parallel::map(&others, |file| {
        let text = read(file)?;
        parse::<Description<'_>>(file, &text).map(drop)
    });
    problems.extend(results.into_iter().filter_map(Result::err));
    problems.sort_by(|a, b| a.path.cmp(&b.path));
    ImportError::Input(problems)
}

/// The files of the services that were asked for; each service is described once.
fn select(files: Vec<PathBuf>, wanted: &[String]) -> Result<Vec<PathBuf>, ImportError> {
    let heads = heads(&files).map_err(|problems| all_problems(&files, problems))?;
    let is_wanted = |wanted: &str, (name, version): &(String, String)| match wanted.split_once('@') {
        Some((wanted, date)) => {
            wanted == name && date.trim_start_matches('v').replace('-', "") == version.replace('-', "")
        }
        None => wanted == name,
    };
    for wanted in wanted {
        if !heads.iter().any(|head| is_wanted(wanted, head)) {
            return Err(ImportError::Unknown(not_described(wanted, &heads)));
        }
    }
    let mut selected: BTreeMap<(String, String), PathBuf> = BTreeMap::new();
    let mut problems = Vec::new();
    for (file, head) in files.into_iter().zip(heads) {
        if !wanted.is_empty() && !wanted.iter().any(|wanted| is_wanted(wanted, &head)) {
            continue;
        }
        if let Some(first) = selected.get(&head) {
            let (name, version) = head;
            let message = format!("version {version} of the service `{name}` is described twice");
            problems.push(
                Problem::new(&file, message).help(format!("it is described in {} too", first.display())),
            );
        } else {
            selected.insert(head, file);
        }
    }
    if problems.is_empty() { Ok(selected.into_values().collect()) } else { Err(ImportError::Input(problems)) }
}

/// What to say of a service that no description is of.
fn not_described(wanted: &str, heads: &[(String, String)]) -> String {
    let (name, version) = wanted.split_once('@').unwrap_or((wanted, ""));
    let versions: Vec<_> =
        heads.iter().filter(|(known, _)| known == name).map(|(_, version)| version.as_str()).collect();
    if !versions.is_empty() {
        return format!(
            "version {version} of the service `{name}` is not described; there is {}",
            versions.join(", ")
        );
    }
    let near = qcloud_codegen::nearest(name, heads.iter().map(|(name, _)| name.as_str()));
    match near {
        Some(near) => format!("the service `{name}` is not described; did you mean `{near}`?"),
        None => {
            let mut names: Vec<_> = heads.iter().map(|(name, _)| format!("`{name}`")).collect();
            names.dedup();
            let more = names.len().saturating_sub(20);
            names.truncate(20);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            format!("the service `{name}` is not described; there is {}{more}", names.join(", "))
        }
    }
}
