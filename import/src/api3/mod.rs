//! From the vendor's descriptions of API 3.0 to specs: one description, or those of the whole cloud.

mod description;
mod doc;
mod evidence;
mod examples;
mod exchange;
mod infer;
mod needs;
mod responses;
mod translate;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use qcloud_codegen::language::text;
use qcloud_codegen::parallel;
use serde::Deserialize;

use self::description::{Description, ExampleFile};
pub use self::responses::{Response, responses};
use crate::differ;
use crate::find::{self, Wanted};
use crate::finish::{Existing, Finish, Finished};
use crate::report::{Examples, ImportError, Problem, Report, Warning, read};

/// The files that describe services.
const FILE: Wanted = Wanted { file: "api.json", what: "description" };

/// What is to be imported, and where to.
#[derive(Clone, Debug)]
pub struct Options {
    /// Files with descriptions, or directories that have some at any depth.
    pub paths: Vec<PathBuf>,
    /// The directory of the spec.
    pub out: PathBuf,
    /// Whether the vendor's prose is taken over.
    pub with_docs: bool,
    /// Whether texts and numbers that are times by their names, descriptions and all examples become times.
    pub infer: bool,
    /// Only these services, `NAME` or `NAME@VERSION`; all when there is none.
    pub services: Vec<String>,
    /// Only these Actions of them, with the types that they reach; all when there is none.
    pub actions: Vec<String>,
    /// Whether it is only told what would be written.
    pub check: bool,
}

/// What came of one description.
struct Imported {
    /// None where it has none of the Actions that are wanted.
    finished: Option<Finished>,
    /// The Actions that are wanted and that it has not, each with the nearest one that it has.
    missing: Vec<(String, Option<String>)>,
    differences: Vec<String>,
    warnings: Vec<Warning>,
    examples: Examples,
    actions: usize,
}

/// Imports descriptions: all of them, or none. `begun` is told how many there are, `done` is called after each.
///
/// # Errors
///
/// When a description can't be read, when a service or an Action that was asked for is not described, and when the result can't be
/// saved.
pub fn import(
    options: &Options,
    begun: impl FnOnce(usize),
    done: impl Fn() + Sync,
) -> Result<Report, ImportError> {
    let files = find::find(&options.paths, &FILE).map_err(ImportError::Input)?;
    let files = select(files, &options.services)?;
    begun(files.len());
    let finish = Finish::new(&options.out, Existing::Grows);
    let results = parallel::map(&files, |file| {
        let result = import_one(file, options, &finish);
        done();
        result
    });
    let (mut problems, mut report, mut finished) = (Vec::new(), Report::default(), Vec::new());
    let mut missing = Vec::new();
    for result in results {
        match result {
            Ok(mut imported) => {
                missing.push(imported.missing);
                let Some(mut of_service) = imported.finished else { continue };
                report.services += 1;
                report.actions += imported.actions;
                report.obstacles.append(&mut of_service.obstacles);
                report.differences.append(&mut imported.differences);
                report.examples.add(imported.examples);
                report.warnings.extend(imported.warnings);
                finished.push(of_service);
            }
            Err(ImportError::Input(found)) => problems.extend(found),
            Err(error) => return Err(error),
        }
    }
    if !problems.is_empty() {
        return Err(ImportError::Input(problems));
    }
    if let Some(problem) = unknown_action(&options.actions, &missing) {
        return Err(ImportError::Unknown(problem));
    }
    report.saved = if options.check { Finish::forecast(finished) } else { finish.commit(finished)? };
    report.examples.failed.sort();
    report.warnings.sort();
    report.warnings.dedup();
    Ok(report)
}

fn import_one(file: &Path, options: &Options, finish: &Finish<'_>) -> Result<Imported, ImportError> {
    let text = read(file)?;
    let mut description: Description<'_> = parse(file, &text)?;
    let missing = description.keep(&options.actions);
    let beside = file.with_file_name("examples.json");
    let text = if beside.exists() { read(&beside)? } else { String::new() };
    let mut examples = if text.is_empty() { ExampleFile::default() } else { parse(&beside, &text)? };
    if !options.actions.is_empty() {
        examples.actions.retain(|name, _| description.actions.contains_key(name));
    }
    let exchanges = exchange::read(&description, &examples);
    let mut warnings = Vec::new();
    let (mut service, notes) = translate::translate(&description, &exchanges, options, &mut warnings);
    let examples = examples::add(&mut service, &exchanges, options.with_docs);
    let is_whole = options.actions.is_empty();
    let actions = service.actions.len();
    if actions == 0 && !is_whole {
        return Ok(Imported {
            finished: None,
            missing,
            differences: Vec::new(),
            warnings,
            examples,
            actions,
        });
    }
    let finished = finish.add(&service, &notes)?;
    let differences =
        if finished.is_there() { Vec::new() } else { differ::differences(&service, &options.out, is_whole) };
    Ok(Imported { finished: Some(finished), missing, differences, warnings, examples, actions })
}

/// What to say of an Action that no description has.
fn unknown_action(wanted: &[String], missing: &[Vec<(String, Option<String>)>]) -> Option<String> {
    let of = |name: &String| {
        missing.iter().filter_map(|of_file| of_file.iter().find(|(other, _)| other == name)).collect()
    };
    wanted.iter().find_map(|name| {
        let found: Vec<&(String, Option<String>)> = of(name);
        if found.len() < missing.len() {
            return None;
        }
        Some(match found.iter().find_map(|(_, near)| near.as_ref()) {
            Some(near) => format!("the Action `{name}` is not described; did you mean `{near}`?"),
            None => format!("the Action `{name}` is not described"),
        })
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
