//! `diff`: what a change of the spec means for users of the client.

use std::path::{Path, PathBuf};
use std::process::Command;

use qcloud_codegen::diff::{Change, Level, Side};
use qcloud_codegen::model::Api;
use serde_json::json;
use tempfile::TempDir;

use crate::cli::{self, DiffArguments, MessageFormat};
use crate::messages::Messages;
use crate::outcome::Outcome;
use crate::output;
use crate::project::Project;

/// The directory that is meant when only a revision is named, and the repository's own is not below it.
const SPEC: &str = "spec";

pub(crate) fn run(project: &Project, arguments: &DiffArguments) -> Outcome {
    let messages = Messages(arguments.message_format);
    let now = project.spec(None).display().to_string();
    let wanted = [&arguments.old, arguments.new.as_ref().unwrap_or(&now)];
    let [old, new] = match wanted.map(|name| Spec::find(name, project)) {
        [Ok(old), Ok(new)] => [old, new],
        [Err(problem), _] | [_, Err(problem)] => {
            messages.error(problem);
            return Outcome::Usage;
        }
    };
    let [Some(before), Some(after)] = [&old, &new].map(|spec| spec.read(messages)) else {
        return Outcome::Wrong;
    };
    let changes = qcloud_codegen::diff::diff(&before, &after);
    let [old, new] = [&old, &new].map(|spec| (&*spec.name, Some(&*spec.directory)));
    let rows = located(&changes, old, new);
    match arguments.message_format {
        MessageFormat::Human => print_table(&rows),
        MessageFormat::Json => rows.iter().for_each(Row::print_json),
    }
    messages.summary(verdict(&changes));
    let denied = arguments.deny.map(|level| match level {
        cli::Level::Major => Level::Major,
        cli::Level::Minor => Level::Minor,
    });
    let is_denied = |change: &Change| denied.is_some_and(|denied| change.rule.level >= denied);
    if changes.iter().any(is_denied) { Outcome::Wrong } else { Outcome::Done }
}

/// Tells what it means for users that the spec of a directory becomes one that is only in memory yet, where its lines are not known.
#[cfg(feature = "import")]
pub(crate) fn tell(spec: &Path, before: &Api, after: &Api) {
    let changes = qcloud_codegen::diff::diff(before, after);
    let name = crate::project::short(spec).display().to_string();
    print_table(&located(&changes, (&name, Some(spec)), (&name, None)));
    Messages::HUMAN.summary(verdict(&changes));
}

/// A spec to compare.
struct Spec {
    /// How the user calls it.
    name: String,
    directory: PathBuf,
    /// What keeps the files of a revision.
    _checkout: Option<TempDir>,
}

impl Spec {
    /// A directory, or what git knows by this name.
    fn find(name: &str, project: &Project) -> Result<Self, String> {
        let directory = Path::new(name);
        if directory.is_dir() {
            return Ok(Self { name: name.to_owned(), directory: directory.to_owned(), _checkout: None });
        }
        let unknown = || format!("`{name}` is neither a directory nor a revision that git knows");
        let root = git(Path::new("."), &["rev-parse", "--show-toplevel"], &[]).map_err(|_| unknown())?;
        let root = Path::new(root.trim_end());
        let own = project.spec.canonicalize().unwrap_or_else(|_| project.spec.clone());
        let own = own.strip_prefix(root).map_or_else(|_| SPEC.into(), |below| below.display().to_string());
        let (revision, below) = name.split_once(':').unwrap_or((name, &own));
        let below = below.trim_end_matches('/');
        let verify =
            |object: &str| git(root, &["rev-parse", "--quiet", "--verify", "--end-of-options", object], &[]);
        verify(&format!("{revision}^{{commit}}")).map_err(|_| unknown())?;
        let tree = format!("{revision}:{below}");
        let checkout = tempfile::tempdir().map_err(|error| format!("no place for `{tree}`: {error}"))?;
        let directory = checkout.path().join(SPEC);
        // An index of its own: the user's stays as it is.
        let index = checkout.path().join("index");
        let with_index = [("GIT_INDEX_FILE", index.as_path())];
        verify(&tree)
            .and_then(|id| git(root, &["read-tree", id.trim_end()], &with_index))
            .map_err(|_| format!("the revision `{revision}` has no directory `{below}`"))?;
        let prefix = format!("--prefix={}/", directory.display());
        git(root, &["checkout-index", "--all", &prefix], &with_index)?;
        Ok(Self { name: tree, directory, _checkout: Some(checkout) })
    }

    /// The model, or what is wrong with the spec.
    fn read(&self, messages: Messages) -> Option<Api> {
        let (api, diagnostics) = qcloud_codegen::examine(&self.directory);
        if api.is_none() {
            messages.diagnostics(&diagnostics);
            messages.verdict(format_args!("{} is wrong, so there is nothing to compare", self.name));
        }
        api
    }
}

/// Runs git; what it prints, or why it failed.
fn git(directory: &Path, arguments: &[&str], environment: &[(&str, &Path)]) -> Result<String, String> {
    let failed = |reason: &str| format!("git {} failed: {reason}", arguments.join(" "));
    let output = Command::new("git")
        .args(arguments)
        .current_dir(directory)
        .envs(environment.iter().copied())
        .output()
        .map_err(|error| failed(&error.to_string()))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(failed(String::from_utf8_lossy(&output.stderr).trim()))
    }
}

/// A change, and where it stands.
struct Row<'a> {
    change: &'a Change,
    /// The file, as the user can open it, or `REVISION:DIRECTORY/FILE`.
    file: String,
    /// Line and column; nothing for a file as a whole.
    position: Option<(usize, usize)>,
}

impl Row<'_> {
    fn place(&self) -> String {
        match self.position {
            Some((line, column)) => format!("{}:{line}:{column}", self.file),
            None => self.file.clone(),
        }
    }

    fn print_json(&self) {
        let Change { rule, message, side, .. } = self.change;
        let side = if *side == Side::Old { "old" } else { "new" };
        let (line, column) = self.position.unzip();
        output::line(json!({
            "$message_type": "change", "level": rule.level.as_str(), "rule": rule.id, "message": message,
            "side": side, "file_name": self.file, "line": line, "column": column,
        }));
    }
}

/// The changes with their places in specs that have a name and, on the disk, a directory; each of its files is read once.
fn located<'a>(
    changes: &'a [Change],
    old: (&str, Option<&Path>),
    new: (&str, Option<&Path>),
) -> Vec<Row<'a>> {
    let mut rows: Vec<(usize, Row<'a>)> = Vec::new();
    for (side, (name, directory)) in [(Side::Old, old), (Side::New, new)] {
        let mine: Vec<_> = changes.iter().enumerate().filter(|(_, change)| change.side == side).collect();
        let places = mine.iter().map(|(_, change)| &change.origin);
        let positions = match directory {
            Some(directory) => qcloud_codegen::locate(directory, places),
            None => vec![None; mine.len()],
        };
        for ((number, change), position) in mine.into_iter().zip(positions) {
            let file = format!("{}/{}", name.trim_end_matches('/'), change.origin.file);
            rows.push((number, Row { change, file, position }));
        }
    }
    rows.sort_by_key(|(number, _)| *number);
    rows.into_iter().map(|(_, row)| row).collect()
}

fn print_table(rows: &[Row<'_>]) {
    for row in rows {
        let Change { rule, message, .. } = row.change;
        let level = rule.level.as_str();
        output::line(format_args!("{level}: {message} [{}]\n  --> {}", rule.id, row.place()));
    }
}

/// What all of it comes to.
fn verdict(changes: &[Change]) -> String {
    let Some(worst) = changes.iter().map(|change| change.rule.level).max() else {
        return "nothing has changed for users of the client".to_owned();
    };
    let counts: Vec<_> = [Level::Major, Level::Minor, Level::Patch]
        .into_iter()
        .map(|level| (level, changes.iter().filter(|change| change.rule.level == level).count()))
        .filter(|(_, count)| *count > 0)
        .map(|(level, count)| format!("{count} {}", level.as_str()))
        .collect();
    let means = match worst {
        Level::Major => "code that uses the client may no longer compile",
        Level::Minor => "code that uses the client compiles as before",
        Level::Patch => "code that uses the client compiles as before, and finds nothing new",
    };
    format!("{} change: {}; {means}", worst.as_str(), counts.join(", "))
}
