//! From the files of pages to a spec's directory: all of them, or none; or, when asked to, as many as can be.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use qcloud_codegen::PlaceError;
use qcloud_codegen::language::{Taken, names};
use qcloud_codegen::spec::{Notes, Protocol, SERVICE, Service, ServiceFile};

use super::decide::Remarks;
use super::endpoint::{self, Majority};
use super::{Imported, Options, import};
use crate::finish::{Existing, Finish};
use crate::merge::There;
use crate::report::{ImportError, Problem, Report, Saved, TODO};
use crate::sources::read;

/// Imports pages into a spec's directory. Without `keep_going`, one page that can't be imported means that nothing is written; with it, the others are
/// written, and the report says why that one was refused. A page of no Action never keeps the others out. Of several pages of one Action, the one
/// whose tables describe most is meant.
///
/// What is there already stays as it is.
///
/// # Errors
///
/// When a page can't be imported, when the spec would be wrong, and when the disk says no. Nothing is written then.
pub fn import_files(
    files: &[PathBuf],
    out: &Path,
    options: &Options,
    keep_going: bool,
) -> Result<Report, ImportError> {
    let (best, majority) = survey(files, options);
    let mut pages = Pages { out, options, services: Vec::new(), best, majority };
    let mut report = Report::default();
    for file in files {
        let placed = pages.page(file).and_then(|imported| {
            if keep_going {
                // Each on its own, so that one that does not go with the others does not keep them out.
                let saved = place([(&imported.service, &imported.notes)], out);
                let saved = saved.map_err(|error| {
                    Problem::new(
                        file,
                        format!("the spec would be wrong with this page, or can't be written\n{error}"),
                    )
                })?;
                report.saved.add(saved);
            }
            Ok(imported)
        });
        match placed {
            Ok(imported) => {
                report.warnings.extend(imported.warnings.iter().cloned().map(|mut warning| {
                    warning.place.source = file.display().to_string();
                    warning
                }));
                pages.add(imported);
            }
            Err(problem) => report.refused.push(problem),
        }
    }
    report.services = pages.services.len();
    report.actions = pages.services.iter().map(|(service, _)| service.actions.len()).sum();
    let is_open = |(_, _, note): &(&str, &[String], &str)| note.starts_with(TODO);
    report.todos = pages.services.iter().map(|(_, notes)| notes.iter().filter(is_open).count()).sum();
    report.examples.exact = pages.services.iter().map(|(service, _)| service.responses.len()).sum();
    if !keep_going {
        if report.actions == 0 || report.refused.iter().any(|problem| !problem.is_no_action) {
            return Err(ImportError::Input(report.refused));
        }
        report.saved = place(pages.services.iter().map(|(service, notes)| (service, notes)), out)?;
    }
    // The first page of a service says what the service is; that a later one says less is no news.
    report.saved.kept.retain(|path| !path.ends_with(&format!("/{SERVICE}")));
    Ok(report)
}

fn place<'s>(
    services: impl IntoIterator<Item = (&'s Service, &'s Notes)>,
    out: &Path,
) -> Result<Saved, PlaceError> {
    let finish = Finish::new(out, Existing::Stays);
    let finished = services.into_iter().map(|(service, notes)| finish.add(service, notes));
    let finished = finished.collect::<Result<Vec<_>, _>>()?;
    finish.commit(finished)
}

/// The pages that were read so far.
struct Pages<'p> {
    out: &'p Path,
    options: &'p Options,
    services: Vec<(Service, Notes)>,
    /// The page of each Action that describes most, by its service's directory and its name.
    best: HashMap<(String, String), PathBuf>,
    /// The hosts that the pages name, and the paths.
    majority: [Majority; 2],
}

impl Pages<'_> {
    /// Imports a page whose types have names that are not taken, and whose Action no other page is about.
    fn page(&self, file: &Path) -> Result<Imported, Problem> {
        let page = read(file)?;
        let in_file = |problem| Problem { path: file.to_owned(), ..problem };
        let mut imported = import(&page, self.options).map_err(in_file)?;
        let (service, action) = (&imported.service, &imported.service.actions[0]);
        let there = There::read(self.out, &service.directory);
        let mut taken = there.types_beside(action);
        let same = self.services.iter().filter(|(other, _)| other.directory == service.directory);
        let same = same.flat_map(|(other, _)| &other.actions);
        for other in same.clone() {
            taken.extend(other.types.keys().cloned());
        }
        let is_done = same.clone().any(|other| other.action == action.action);
        if let Some(best) = self.best.get(&key(service)).filter(|best| is_done || *best != file) {
            let message =
                format!("the Action `{}` is on another page too: {}", action.action, best.display());
            return Err(Problem::new(file, message).help("import one of the two"));
        }
        let modules = same.map(|other| names::module(other.stem())).chain(there.modules_beside(action));
        let rust = Taken::with(modules).claim(&names::module(&action.action), "action");
        if action.types.keys().any(|name| taken.contains(name)) {
            let options = Options { taken, ..self.options.clone() };
            imported = import(&page, &options).map_err(in_file)?;
        }
        if rust.is_some() {
            let mut remarks = Remarks::new(&imported.service.actions[0].action);
            remarks.todo(0, "give it a name of its own, since that in Rust is another Action's");
            imported.warnings.append(&mut remarks.warnings);
            imported.notes.extend(remarks.notes);
            imported.service.actions[0].rust = rust;
        }
        self.settle(&mut imported);
        Ok(imported)
    }

    /// The service is at the host and path that the spec has already, or else at those that most pages name.
    fn settle(&self, imported: &mut Imported) {
        let directory = imported.service.directory.clone();
        let there = fs::read_to_string(self.out.join(&directory).join(SERVICE)).ok();
        let there = there.and_then(|text| serde_yaml::from_str::<ServiceFile>(&text).ok());
        let [hosts, paths] = &self.majority;
        let Imported { service, hosts: own, warnings, notes, .. } = imported;
        if let Some(host) = there.as_ref().map(|file| file.host.as_str()).or(hosts.of(&directory)) {
            endpoint::settle(service, own, host, warnings);
        }
        let path = there.as_ref().map(|file| file.path.as_deref().unwrap_or(Protocol::V2.path()));
        if let Some(path) = path.or(paths.of(&directory)) {
            endpoint::settle_path((service, notes), own, path, warnings);
        }
    }

    fn add(&mut self, imported: Imported) {
        let Imported { service, mut notes, .. } = imported;
        match self.services.iter_mut().find(|(other, _)| other.directory == service.directory) {
            Some((other, all)) => {
                other.actions.extend(service.actions);
                other.responses.extend(service.responses);
                notes.remove::<&str>(SERVICE, &[]);
                all.extend(notes);
            }
            None => self.services.push((service, notes)),
        }
    }
}

/// Looks at all pages: which of each Action describes most (of several, the first), and which hosts and paths they name.
fn survey(files: &[PathBuf], options: &Options) -> (HashMap<(String, String), PathBuf>, [Majority; 2]) {
    let mut best: HashMap<(String, String), (usize, &PathBuf)> = HashMap::new();
    let [mut hosts, mut paths] = [Majority::default(), Majority::default()];
    for file in files {
        let Some(imported) = read(file).ok().and_then(|page| import(&page, options).ok()) else { continue };
        hosts.add(&imported.service.directory, &imported.hosts.told);
        if let Some(path) = &imported.hosts.path {
            paths.add(&imported.service.directory, path);
        }
        let found = best.entry(key(&imported.service)).or_insert((imported.described, file));
        if imported.described > found.0 {
            *found = (imported.described, file);
        }
    }
    (best.into_iter().map(|(key, (_, file))| (key, file.clone())).collect(), [hosts, paths])
}

/// The directory of a service of one Action, and the Action's name.
fn key(service: &Service) -> (String, String) {
    (service.directory.clone(), service.actions[0].action.clone())
}
