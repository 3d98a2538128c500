//! From the files of pages to a spec's directory: all of them, or none; or, when asked to, as many as can be.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_yaml::Value as Yaml;

use super::{Imported, Options, PageError, Warning, import};
use crate::draft::Service;
use crate::save::{self, SaveError, Saved};
use crate::yaml;

/// What came of the pages.
#[derive(Debug, Default)]
pub struct Report {
    /// What was imported, in the order of the files.
    pub pages: Vec<ImportedPage>,
    /// What was not, and why.
    pub refused: Vec<Refused>,
    /// What was written.
    pub saved: Saved,
}

/// A page that was imported.
#[derive(Debug)]
pub struct ImportedPage {
    /// Its file.
    pub file: PathBuf,
    /// The service's name.
    pub service: String,
    /// The Action's name.
    pub action: String,
    /// What a person should look at.
    pub warnings: Vec<Warning>,
    /// How many comments `TODO(import)` its files have.
    pub todos: usize,
}

/// A page that was not imported.
#[derive(Debug)]
pub struct Refused {
    /// Its file.
    pub file: PathBuf,
    /// Why.
    pub why: Why,
}

/// Why a page was not imported.
#[derive(Debug)]
pub enum Why {
    /// The file can't be read.
    Disk(io::Error),
    /// Its text is in another encoding.
    NotUtf8,
    /// The page can't be imported.
    Page(PageError),
    /// Another page is about the same Action.
    Twice {
        /// The Action.
        action: String,
        /// The file of the other page.
        first: PathBuf,
    },
    /// The spec would be wrong with it, or can't be written.
    Save(SaveError),
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.file.display())?;
        match &self.why {
            Why::Disk(error) => write!(f, "can't read the page: {error}"),
            Why::NotUtf8 => f.write_str("the page is not in UTF-8\n  = help: save it as UTF-8"),
            Why::Page(error) => write!(f, "{error}"),
            Why::Twice { action, first } => write!(
                f,
                "the Action `{action}` is on another page too: {}\n  = help: import one of the two",
                first.display()
            ),
            Why::Save(error) => write!(f, "{error}"),
        }
    }
}

/// Imports pages into a spec's directory. Without `keep_going`, one page that can't be imported means that nothing is written.
///
/// What is there already stays as it is.
#[must_use]
pub fn import_files(files: &[PathBuf], out: &Path, options: &Options, keep_going: bool) -> Report {
    let mut report = Report::default();
    let mut services: Vec<Service> = Vec::new();
    for file in files {
        let imported = read(file, out, &services, options);
        let mut imported = match imported {
            Ok(imported) => imported,
            Err(why) => {
                report.refused.push(Refused { file: file.clone(), why });
                continue;
            }
        };
        let (service, action) = (imported.service.name.clone(), imported.service.actions[0].name.clone());
        let first = report.pages.iter().find(|page| page.service == service && page.action == action);
        if let Some(first) = first {
            let why = Why::Twice { action, first: first.file.clone() };
            report.refused.push(Refused { file: file.clone(), why });
            continue;
        }
        if keep_going {
            // Each on its own, so that one that does not go with the others does not keep them out.
            match save::save(&[spec_files(&imported.service, out)], out) {
                Ok(saved) => add(&mut report.saved, saved),
                Err(error) => {
                    report.refused.push(Refused { file: file.clone(), why: Why::Save(error) });
                    continue;
                }
            }
        }
        let warnings = std::mem::take(&mut imported.warnings);
        let texts = yaml::files(&imported.service);
        let todos = texts.iter().map(|file| file.text.matches("# TODO(import): ").count()).sum();
        report.pages.push(ImportedPage { file: file.clone(), service, action, warnings, todos });
        merge(&mut services, imported.service);
    }
    if !keep_going && report.refused.is_empty() {
        let files: Vec<_> = services.iter().map(|service| spec_files(service, out)).collect();
        match save::save(&files, out) {
            Ok(saved) => add(&mut report.saved, saved),
            Err(error) => report.refused.push(Refused { file: out.to_owned(), why: Why::Save(error) }),
        }
    }
    // The first page of a service says what the service is; that a later one says less is no news.
    report.saved.kept.retain(|path| !path.ends_with("/service.yaml"));
    report
}

fn read(file: &Path, out: &Path, services: &[Service], options: &Options) -> Result<Imported, Why> {
    let page = String::from_utf8(fs::read(file).map_err(Why::Disk)?).map_err(|_| Why::NotUtf8)?;
    let imported = import(&page, options).map_err(Why::Page)?;
    let service = &imported.service;
    let action = &service.actions[0];
    let mut taken = taken(&out.join(service.directory()), &action.name);
    for other in services.iter().filter(|other| other.name == service.name).flat_map(|other| &other.actions) {
        taken.extend(other.types.iter().map(|def| def.name.clone()));
    }
    if action.types.iter().any(|def| taken.contains(&def.name)) {
        let options = Options { taken, ..options.clone() };
        return import(&page, &options).map_err(Why::Page);
    }
    Ok(imported)
}

/// The names of the types that a service has, apart from those of one Action.
fn taken(directory: &Path, action: &str) -> BTreeSet<String> {
    let mut taken = BTreeSet::new();
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let path = entry.path();
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().to_owned();
        if path.extension().is_none_or(|extension| extension != "yaml") || stem == action {
            continue;
        }
        let yaml = fs::read_to_string(&path).ok().and_then(|text| serde_yaml::from_str::<Yaml>(&text).ok());
        let Some(yaml) = yaml else { continue };
        let types = if stem == "types" { Some(&yaml) } else { yaml.get("types") };
        let names = types.and_then(Yaml::as_mapping).into_iter().flat_map(|types| types.keys());
        taken.extend(names.filter_map(|name| name.as_str().map(str::to_owned)));
    }
    taken
}

fn merge(services: &mut Vec<Service>, service: Service) {
    match services.iter_mut().find(|other| other.name == service.name) {
        Some(other) => other.actions.extend(service.actions),
        None => services.push(service),
    }
}

/// The files of a service, without the examples of an Action that is there already in another form.
fn spec_files(service: &Service, out: &Path) -> Vec<yaml::SpecFile> {
    let mut files = yaml::files(service);
    let directory = service.directory();
    for action in &service.actions {
        let path = format!("{directory}/{}.yaml", action.name);
        let is_same = files.iter().any(|file| {
            file.path == path && fs::read(out.join(&path)).is_ok_and(|there| there == file.text.as_bytes())
        });
        if out.join(&path).exists() && !is_same {
            let examples = format!("{directory}/examples/{}/", action.name);
            files.retain(|file| !file.path.starts_with(&examples));
        }
    }
    files
}

fn add(all: &mut Saved, saved: Saved) {
    all.new.extend(saved.new);
    all.changed.extend(saved.changed);
    all.kept.extend(saved.kept);
    all.unchanged += saved.unchanged;
}
