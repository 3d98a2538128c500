//! `schema`: the JSON Schemas of the spec's files, and the comment that leads an editor to them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use qcloud_codegen::Scope;

use crate::cli::{MessageFormat, SchemaArguments};
use crate::messages::Messages;
use crate::outcome::Outcome;
use crate::project::Project;

/// What an editor's YAML language server looks for in the first lines.
const COMMENT: &str = "# yaml-language-server: $schema=";

/// The directory of the schemas, below that of the spec.
pub(crate) const DIRECTORY: &str = "schema";

pub(crate) fn run(project: &Project, arguments: &SchemaArguments) -> Outcome {
    let messages = Messages(MessageFormat::Human);
    let spec = project.spec(arguments.spec.as_deref());
    match write(&spec) {
        Ok((schemas, commented)) => {
            messages.summary(format_args!(
                "wrote {}: {schemas} schemas changed; {commented} spec files got the comment that names theirs",
                spec.join(DIRECTORY).display()
            ));
            Outcome::Done
        }
        Err(problem) => {
            messages.error(problem);
            Outcome::Wrong
        }
    }
}

fn write(spec: &Path) -> Result<(usize, usize), String> {
    let uncommented = uncommented(spec)?;
    let directory = spec.join(DIRECTORY);
    let changes = qcloud_codegen::write(&qcloud_codegen::schemas(), &directory, &Scope::All)
        .map_err(|error| error.to_string())?;
    for File { path, with_comment } in &uncommented {
        qcloud_codegen::replace(path, with_comment).map_err(|error| error.to_string())?;
    }
    Ok((changes.new.len() + changes.changed.len() + changes.orphaned.len(), uncommented.len()))
}

/// A spec file that lacks the comment, or names another schema.
pub(crate) struct File {
    pub(crate) path: PathBuf,
    with_comment: String,
}

/// The files of a spec that do not name their schema.
pub(crate) fn uncommented(spec: &Path) -> Result<Vec<File>, String> {
    let mut found = Vec::new();
    let mut look = |path: PathBuf, schema: &str| {
        let text = fs::read_to_string(&path).map_err(|error| failed(&path, "read the file", &error))?;
        if let Some(with_comment) = with_comment(&text, schema) {
            found.push(File { path, with_comment });
        }
        Ok::<_, String>(())
    };
    for path in listed(spec)? {
        if path.ends_with("common.yaml") {
            look(path, "schema/common.json")?;
        } else if path.is_dir() {
            for path in listed(&path)?.into_iter().filter(|path| is_yaml(path)) {
                let schema = schema_of(&path);
                look(path, schema)?;
            }
        }
    }
    Ok(found)
}

/// The schema of a file of a service, as seen from there.
fn schema_of(path: &Path) -> &'static str {
    match path.file_name().and_then(|name| name.to_str()) {
        Some("service.yaml") => "../schema/service.json",
        Some("types.yaml") => "../schema/types.json",
        _ => "../schema/action.json",
    }
}

/// The text of a file of a service, with the comment that names its schema.
pub(crate) fn named(path: &Path, text: &str) -> String {
    with_comment(text, schema_of(path)).unwrap_or_else(|| text.to_owned())
}

fn is_yaml(path: &Path) -> bool {
    path.is_file() && path.extension().is_some_and(|extension| extension == "yaml")
}

fn listed(directory: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(directory).map_err(|error| failed(directory, "list the directory", &error))?;
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    Ok(paths)
}

fn failed(path: &Path, doing: &str, error: &io::Error) -> String {
    format!("{}: can't {doing}: {error}", path.display())
}

/// The text with the comment as its first line, if that is not there yet. Everything else stays as it is.
fn with_comment(text: &str, schema: &str) -> Option<String> {
    let (mark, rest) = text.strip_prefix('\u{feff}').map_or(("", text), |rest| ("\u{feff}", rest));
    let line = rest.split_inclusive('\n').next().unwrap_or_default();
    let comment = format!("{COMMENT}{schema}");
    if line.trim_end() == comment {
        return None;
    }
    let end = if line.ends_with("\r\n") { "\r\n" } else { "\n" };
    let rest = if line.starts_with(COMMENT) { &rest[line.len()..] } else { rest };
    Some(format!("{mark}{comment}{end}{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_comment_becomes_the_first_line_and_nothing_else_changes() {
        let line = "# yaml-language-server: $schema=../schema/action.json";
        for (before, after) in [
            ("action: A\n", format!("{line}\naction: A\n")),
            ("# Mine.\naction: A", format!("{line}\n# Mine.\naction: A")),
            ("\u{feff}action: A\r\n", format!("\u{feff}{line}\r\naction: A\r\n")),
            ("# yaml-language-server: $schema=other.json\naction: A\n", format!("{line}\naction: A\n")),
            ("", format!("{line}\n")),
        ] {
            let found = with_comment(before, "../schema/action.json").unwrap();
            assert_eq!(found, after);
            assert_eq!(with_comment(&found, "../schema/action.json"), None);
        }
    }
}
