//! The files that an import reads, wherever they are kept: on the disk, or in an archive that is never unpacked.

mod archive;
mod find;

use std::fs;
use std::path::{Path, PathBuf};

use self::archive::Archive;
pub(crate) use self::find::{Wanted, find};
use crate::report::Problem;

/// A file to read.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// Where it is, as people read it; below the path of its archive where it is in one.
    path: PathBuf,
    /// The archive that it is in, with its number there.
    member: Option<(Archive, usize)>,
}

impl Source {
    fn file(path: PathBuf) -> Self {
        Self { path, member: None }
    }

    /// Where it is, for messages.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The text, without its byte order mark.
    pub(crate) fn read(&self) -> Result<String, Problem> {
        let bytes = match &self.member {
            Some((archive, number)) => archive.read(*number, &self.path)?,
            None => fs::read(&self.path).map_err(|error| Problem::unreadable(&self.path, &error))?,
        };
        let text = String::from_utf8(bytes)
            .map_err(|_| Problem::new(&self.path, "this is not a text in UTF-8").help("save it as UTF-8"))?;
        Ok(match text.strip_prefix('\u{feff}') {
            Some(text) => text.to_owned(),
            None => text,
        })
    }

    /// Another file of the same directory, where there is one.
    pub(crate) fn beside(&self, name: &str) -> Option<Self> {
        let path = self.path.with_file_name(name);
        match &self.member {
            Some((archive, _)) => {
                let number = archive.number_of(&path)?;
                Some(Self { path, member: Some((archive.clone(), number)) })
            }
            None => path.exists().then(|| Self::file(path)),
        }
    }
}

/// The text of a file on the disk, without its byte order mark.
pub(crate) fn read(path: &Path) -> Result<String, Problem> {
    Source::file(path.to_owned()).read()
}
