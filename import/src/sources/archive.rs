//! Archives of files: a wheel of Python or another zip, whose members are read where they are.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Cursor, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use zip::ZipArchive;
use zip::result::ZipError;

use crate::report::Problem;

/// More bytes than any archive of descriptions has.
const MAX_ARCHIVE: u64 = 512 << 20;

/// More bytes than any file of one has, however small it is packed.
const MAX_MEMBER: u64 = 64 << 20;

/// An archive in memory; copies share it.
#[derive(Clone, Debug)]
pub(super) struct Archive {
    zip: ZipArchive<Cursor<Arc<[u8]>>>,
    /// The path of each file, below that of the archive, and its number.
    members: Arc<BTreeMap<PathBuf, usize>>,
}

impl Archive {
    /// Opens a file that begins as a zip does, or is called as one; none for every other file.
    pub(super) fn open(path: &Path) -> Result<Option<Self>, Problem> {
        let unreadable = |error| Problem::unreadable(path, &error);
        let mut file = File::open(path).map_err(unreadable)?;
        let mut bytes = Vec::new();
        (&mut file).take(4).read_to_end(&mut bytes).map_err(unreadable)?;
        let is_called = path
            .extension()
            .is_some_and(|end| end.eq_ignore_ascii_case("whl") || end.eq_ignore_ascii_case("zip"));
        if !bytes.starts_with(b"PK") && !is_called {
            return Ok(None);
        }
        (&mut file).take(MAX_ARCHIVE).read_to_end(&mut bytes).map_err(unreadable)?;
        if bytes.len() as u64 > MAX_ARCHIVE {
            return Err(Problem::new(path, "this archive is larger than 512 MiB"));
        }
        let zip = ZipArchive::new(Cursor::new(Arc::from(bytes))).map_err(|error| broken(path, &error))?;
        let mut members = BTreeMap::new();
        for number in 0..zip.len() {
            // A name that leads out of the archive, or is no text, is nobody's.
            if let Some(Ok(name)) = zip.name_for_index(number)
                && Path::new(&*name).components().all(|part| matches!(part, Component::Normal(_)))
            {
                members.insert(path.join(&*name), number);
            }
        }
        Ok(Some(Self { zip, members: Arc::new(members) }))
    }

    /// The paths of all files.
    pub(super) fn paths(&self) -> impl Iterator<Item = (&Path, usize)> {
        self.members.iter().map(|(path, number)| (path.as_path(), *number))
    }

    /// The number of the file at a path.
    pub(super) fn number_of(&self, path: &Path) -> Option<usize> {
        self.members.get(path).copied()
    }

    /// Unpacks a file into memory.
    pub(super) fn read(&self, number: usize, path: &Path) -> Result<Vec<u8>, Problem> {
        let mut zip = self.zip.clone();
        let member = zip.by_index(number).map_err(|error| broken(path, &error))?;
        let mut bytes = Vec::new();
        // What its head says of its size is not believed.
        member
            .take(MAX_MEMBER + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| broken(path, &ZipError::Io(error)))?;
        if bytes.len() as u64 > MAX_MEMBER {
            return Err(Problem::new(path, "this file of an archive is larger than 64 MiB"));
        }
        Ok(bytes)
    }
}

fn broken(path: &Path, error: &ZipError) -> Problem {
    Problem::new(path, format!("this archive can't be read: {error}"))
        .help("it is broken, or was not downloaded to its end: download it again")
}
