//! The spec of a service as texts, for merges: as the vendor's descriptions import, and as it stands on the disk.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use qcloud_import::api3::{Described, Taking};
use qcloud_import::report::ImportError;
use qcloud_import::three_way::Texts;

use crate::descriptions;
use crate::home::Stop;
use crate::outcome::Outcome;
use crate::settings::{Actions, Code};

/// What a description imports to, and what there is to be said of that: of the Actions that are wanted, those that it has.
pub(crate) fn imported(
    described: &Described,
    actions: &Actions,
    code: &Code,
) -> Result<(Texts, Vec<String>), Stop> {
    let stop = |error: ImportError| descriptions::stop(&error);
    let wanted = match actions {
        Actions::All => Vec::new(),
        Actions::Named(names) => {
            let known = described.actions().map_err(stop)?;
            let is_known = |name: &&String| known.iter().any(|action| action.name == **name);
            let names: Vec<_> = names.iter().filter(is_known).cloned().collect();
            if names.is_empty() {
                return Ok((Texts::new(), Vec::new()));
            }
            names
        }
    };
    let taking = Taking { with_docs: code.docs, with_examples: false, infer: code.infer };
    let translated = described.translate(&wanted, taking).map_err(stop)?;
    let files = translated.service.files(&translated.notes);
    let warnings = translated.warnings.iter().map(ToString::to_string).collect();
    Ok((files.into_iter().map(|file| (file.path, file.text)).collect(), warnings))
}

/// The files of a service as they are; none where it has no directory yet.
pub(crate) fn on_disk(spec: &Path, directory: &str) -> Result<Texts, Stop> {
    let mut texts = Texts::new();
    let mut open = vec![directory.to_owned()];
    while let Some(below) = open.pop() {
        let unreadable =
            |error| (Outcome::Wrong, format!("{}: can't read it: {error}", spec.join(&below).display()));
        let entries = match fs::read_dir(spec.join(&below)) {
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            entries => entries.map_err(unreadable)?,
        };
        for entry in entries {
            let entry = entry.map_err(unreadable)?;
            let path = format!("{below}/{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                open.push(path);
            } else if let Ok(text) = fs::read_to_string(entry.path()) {
                texts.insert(path, text);
            }
        }
    }
    Ok(texts)
}
