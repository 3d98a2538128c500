//! From differences to a spec without them: edited, staged, checked, compared again, and only then put in its place.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::Path;

use qcloud_codegen::model::Api;
use qcloud_codegen::spec::SpecFile;
use qcloud_codegen::spec::edit::{Edit, apply};
use qcloud_codegen::{Diagnostics, PlaceError, Severity, SpecStage, StagedService};

use crate::plan::{Plan, planned};
use crate::{Report, Response, Target, UnknownTarget};

/// More rounds than any spec needs: each describes what the one before brought to light.
const MAX_ROUNDS: usize = 32;

/// What a patch mended, and what it left.
#[derive(Clone, Debug, PartialEq)]
pub struct Patched {
    /// What differed before any file was changed.
    pub before: Report,
    /// What differs still; a person must look at it.
    pub after: Report,
    /// The files that were changed, below the spec's directory, and what was done to each.
    pub files: Vec<(String, Vec<Edit>)>,
}

/// Why nothing was written.
#[derive(Debug)]
#[non_exhaustive]
pub enum PatchError {
    /// The spec is wrong before anything is changed.
    Spec(Diagnostics),
    /// The Action is not in the spec.
    Unknown(UnknownTarget),
    /// The spec would be wrong with the changes.
    Wrong(String),
    /// The disk says no, to this.
    Disk(String),
}

impl fmt::Display for PatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Spec(diagnostics) => write!(f, "{diagnostics}\nthe spec is wrong; nothing was written"),
            Self::Unknown(what) => what.fmt(f),
            Self::Wrong(why) => {
                write!(f, "the spec would be wrong with these changes: {why}; nothing was written")
            }
            Self::Disk(why) => write!(f, "{why}; nothing was written"),
        }
    }
}

impl std::error::Error for PatchError {}

impl From<PlaceError> for PatchError {
    fn from(error: PlaceError) -> Self {
        match error {
            PlaceError::Wrong(diagnostics) => {
                let errors = diagnostics.as_slice().iter().filter(|found| found.severity == Severity::Error);
                Self::Wrong(errors.map(|error| error.message.clone()).collect::<Vec<_>>().join("; "))
            }
            error => Self::Disk(error.to_string()),
        }
    }
}

/// Mends what the responses leave no doubt about, in the YAML of a spec's directory. Comments, order and style of all else stay.
///
/// # Errors
///
/// When the spec would not pass the check, or the disk says no. Nothing is written then.
pub fn patch(directory: &Path, target: Target<'_>, responses: &[Response]) -> Result<Patched, PatchError> {
    let (api, diagnostics) = qcloud_codegen::examine(directory);
    let mut api = api.ok_or(PatchError::Spec(diagnostics))?;
    let mut draft =
        Draft { stage: SpecStage::new(directory), directory, files: BTreeMap::new(), staged: None };
    let mut before = None;
    for _ in 0..MAX_ROUNDS {
        let (service, action) = target.find(&api).map_err(PatchError::Unknown)?;
        let Plan { report, edits } = planned(&api, service, action, responses);
        let before = before.get_or_insert_with(|| report.clone());
        // What is left to hands alone has been looked at before.
        if edits.is_empty() {
            let before = before.clone();
            return Ok(Patched { before, after: report, files: draft.commit()? });
        }
        api = draft.edit(target.service, edits)?;
    }
    Err(PatchError::Wrong(format!("after {MAX_ROUNDS} rounds of changes the responses still differ")))
}

/// A spec with edits that are not in their place yet.
struct Draft<'d> {
    stage: SpecStage<'d>,
    directory: &'d Path,
    /// The new texts of files, and what was done to each.
    files: BTreeMap<String, (String, Vec<Edit>)>,
    staged: Option<StagedService>,
}

impl Draft<'_> {
    /// Makes more edits in the files of a service, and reads what is the spec then.
    fn edit(&mut self, service: &str, edits: Vec<Edit>) -> Result<Api, PatchError> {
        let mut by_file: BTreeMap<String, Vec<Edit>> = BTreeMap::new();
        for edit in edits {
            by_file.entry(edit.file().to_owned()).or_default().push(edit);
        }
        for (file, edits) in by_file {
            let (text, done) = match self.files.remove(&file) {
                Some(known) => known,
                None => {
                    let path = self.directory.join(&file);
                    let no =
                        |error| PatchError::Disk(format!("{}: can't read the file: {error}", path.display()));
                    (fs::read_to_string(&path).map_err(no)?, Vec::new())
                }
            };
            let text = apply(&text, &edits)
                .map_err(|obstacle| PatchError::Wrong(format!("{file} can't be edited: {obstacle}")))?;
            self.files.insert(file, (text, [done, edits].concat()));
        }
        let files =
            self.files.iter().map(|(path, (text, _))| SpecFile { path: path.clone(), text: text.clone() });
        let (staged, api) = self.stage.add(service, &files.collect::<Vec<_>>())?;
        self.staged = Some(staged);
        api.ok_or_else(|| PatchError::Wrong("the edits change nothing".to_owned()))
    }

    /// Puts all files in their place.
    fn commit(self) -> Result<Vec<(String, Vec<Edit>)>, PatchError> {
        self.stage.commit(self.staged.into_iter().collect())?;
        Ok(self.files.into_iter().map(|(file, (_, done))| (file, done)).collect())
    }
}
