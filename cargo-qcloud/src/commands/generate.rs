//! `generate`: from the spec to the generated crate, or a comparison of the two.

use std::path::{Path, PathBuf};
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};
use qcloud_codegen::model::Api;
use qcloud_codegen::{Changes, GeneratedFile, Manifest, Scope, WriteError};

use super::check::{counts, examine};
use super::schema;
use crate::cli::{GenerateArguments, MessageFormat};
use crate::messages::Messages;
use crate::outcome::Outcome;
use crate::project::{Project, short};

/// From this number of Actions on there is something to wait for.
const MANY: usize = 200;

pub(crate) fn run(project: &Project, arguments: &GenerateArguments) -> Outcome {
    let start = Instant::now();
    let messages = Messages(arguments.spec.message_format);
    let spec = project.spec(arguments.spec.spec.as_deref());
    let out = project.out(arguments.out.as_deref());
    let Some(api) = examine(project, &spec, &arguments.spec, messages) else { return Outcome::Wrong };
    let scope = match scope(&api, &arguments.services) {
        Ok(scope) => scope,
        Err(message) => {
            messages.error(message);
            return Outcome::Usage;
        }
    };
    let mode = match (arguments.check, arguments.dry_run) {
        (true, _) => Mode::Check,
        (_, true) => Mode::DryRun,
        _ => Mode::Write,
    };
    if mode == Mode::Check
        && let Err(problem) = check_comments(project, &spec)
    {
        messages.error(problem);
        return Outcome::Wrong;
    }
    let bar = progress(&api, messages);
    let output = match Output::new(project, &api, &spec, &out, |_| bar.inc(1)) {
        Ok(output) => output,
        Err(error) => {
            messages.error(error);
            return Outcome::Wrong;
        }
    };
    bar.finish_and_clear();
    match output.apply(&scope, mode) {
        Ok(changes) => {
            let seconds = start.elapsed().as_secs_f64();
            let report = Report { project, mode, out: &out, messages };
            report.say(&changes, &format!("{} in {seconds:.2} s", counts(&api)))
        }
        Err(error) => {
            messages.error(error);
            Outcome::Wrong
        }
    }
}

/// What is done with the difference between the spec and the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It is written, all at once.
    Write,
    /// It is told, and nothing is written.
    DryRun,
    /// It is told as an error, and nothing is written.
    Check,
}

/// All that an API makes: trees of files, and the features in the manifest above the client's.
pub struct Output<'a> {
    api: &'a Api,
    trees: Vec<Tree>,
    manifest: Option<Manifest>,
}

/// Generated files, and the directory that is theirs.
struct Tree {
    files: Vec<GeneratedFile>,
    directory: PathBuf,
    /// What reports put before the path of a file; nothing for the client's own.
    prefix: String,
}

impl Tree {
    /// Adds how the directory differs to the report on all of them.
    fn add(&self, found: Changes, all: &mut Changes) {
        let shown = |paths: Vec<String>| paths.into_iter().map(|path| format!("{}{path}", self.prefix));
        all.new.extend(shown(found.new));
        all.changed.extend(shown(found.changed));
        all.orphaned.extend(shown(found.orphaned));
        all.unchanged += found.unchanged;
        all.one_by_one = all.one_by_one.or(found.one_by_one);
    }
}

impl<'a> Output<'a> {
    /// Makes all files in memory, and calls back after each of the client's.
    ///
    /// # Errors
    ///
    /// When the manifest above the client can't be read.
    pub fn new(
        project: &Project,
        api: &'a Api,
        spec: &Path,
        out: &Path,
        done: impl Fn(&GeneratedFile) + Sync,
    ) -> Result<Self, WriteError> {
        let manifest = Manifest::above(out)?;
        let options = project.options(manifest.as_ref());
        let files = qcloud_codegen::emit_each(api, &options, done);
        let client = Tree { files, directory: out.to_owned(), prefix: String::new() };
        let mut trees = vec![client];
        let mut beside = |files, directory: &Path| {
            let (directory, prefix) = (short(directory), format!("{}/", project.below(directory)));
            trees.push(Tree { files, directory, prefix });
        };
        if let Some(directory) = &project.reference
            && project.is_spec(spec)
            && project.is_out(out)
        {
            beside(qcloud_codegen::reference(api), directory);
        }
        if project.schemas && project.is_spec(spec) {
            beside(qcloud_codegen::schemas(), &project.spec.join(schema::DIRECTORY));
        }
        Ok(Self { api, trees, manifest })
    }

    /// Compares with the disk, and writes if that is the mode. The only judge of freshness.
    /// # Errors
    ///
    /// When the disk says no.
    pub fn apply(&self, scope: &Scope, mode: Mode) -> Result<Changes, WriteError> {
        let fresh = self.manifest.as_ref().is_none_or(|manifest| manifest.is_fresh(self.api));
        let mut changes = Changes::default();
        if mode == Mode::Write {
            // What can fail does so before anything has changed.
            let stage = |tree: &Tree| qcloud_codegen::stage(&tree.files, &tree.directory, scope);
            let staged = self.trees.iter().map(stage).collect::<Result<Vec<_>, _>>()?;
            if let Some(manifest) = &self.manifest {
                manifest.write(self.api)?;
            }
            for (tree, staged) in self.trees.iter().zip(staged) {
                tree.add(staged.commit()?, &mut changes);
            }
        } else {
            for tree in &self.trees {
                tree.add(qcloud_codegen::compare(&tree.files, &tree.directory, scope)?, &mut changes);
            }
        }
        if let Some(manifest) = self.manifest.as_ref().filter(|_| !fresh) {
            changes.changed.push(manifest.path().display().to_string());
        }
        Ok(changes)
    }
}

/// Fails when a file of a spec that has its schemas beside it does not name its own.
fn check_comments(project: &Project, spec: &Path) -> Result<(), String> {
    if !project.schemas || !project.is_spec(spec) {
        return Ok(());
    }
    let found = schema::uncommented(spec)?;
    if found.is_empty() {
        return Ok(());
    }
    let mut message = format!("these files do not name their schema; `{} schema` mends it", project.program);
    for file in found {
        message.push_str(&format!("\n  {}", file.path.display()));
    }
    Err(message)
}

fn scope(api: &Api, names: &[String]) -> Result<Scope, String> {
    if names.is_empty() {
        return Ok(Scope::All);
    }
    let module = |name: &String| match api.services.iter().find(|service| service.name == *name) {
        Some(service) => Ok(service.module.clone()),
        None => {
            let known: Vec<_> = api.services.iter().map(|service| format!("`{}`", service.name)).collect();
            Err(format!("the spec has no service `{name}`; it has {}", known.join(", ")))
        }
    };
    names.iter().map(module).collect::<Result<_, _>>().map(Scope::Modules)
}

fn progress(api: &Api, messages: Messages) -> ProgressBar {
    let actions: usize = api.services.iter().map(|service| service.actions.len()).sum();
    if actions < MANY || messages.0 == MessageFormat::Json {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(actions as u64);
    bar.with_style(
        ProgressStyle::with_template("generating {bar:40} {pos}/{len} files")
            .unwrap_or_else(|_| ProgressStyle::default_bar()),
    )
}

/// How a run is told of.
struct Report<'a> {
    project: &'a Project,
    mode: Mode,
    out: &'a Path,
    messages: Messages,
}

impl Report<'_> {
    fn say(&self, changes: &Changes, counts: &str) -> Outcome {
        let Self { project, mode, out, messages } = *self;
        let lists = [("new", &changes.new), ("changed", &changes.changed), ("removed", &changes.orphaned)];
        let paths = lists.iter().flat_map(|(what, paths)| paths.iter().map(move |path| (what, path)));
        if mode == Mode::Check && !changes.is_empty() {
            let (out, program) = (out.display(), project.program);
            let mut message = format!("{out} is not what the spec produces; `{program} generate` mends it");
            for (what, path) in paths {
                message.push_str(&format!("\n  {what}: {path}"));
            }
            messages.error(message);
            return Outcome::Wrong;
        }
        if mode == Mode::DryRun {
            for (what, path) in paths {
                messages.summary(format_args!("{what}: {path}"));
            }
        }
        if let Some(reason) = changes.one_by_one {
            messages.summary(format_args!(
                "note: the files were written one by one, since {reason}: a run that is killed meanwhile leaves some of the old ones"
            ));
        }
        let did = match mode {
            Mode::Write => "generated",
            Mode::DryRun => "would generate",
            Mode::Check => "checked",
        };
        messages.summary(format_args!(
            "{did} {}: {} new, {} changed, {} removed, {} unchanged; {counts}",
            out.display(),
            changes.new.len(),
            changes.changed.len(),
            changes.orphaned.len(),
            changes.unchanged,
        ));
        Outcome::Done
    }
}
