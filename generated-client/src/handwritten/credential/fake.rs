//! A place for tests to read credentials from: an environment and files of their own.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use super::source::Source;

/// An environment and files of a test.
#[derive(Default)]
pub(crate) struct Fake {
    pub(crate) variables: Vec<(&'static str, OsString)>,
    pub(crate) files: Vec<(&'static str, &'static str)>,
    pub(crate) homeless: bool,
}

impl Source for Fake {
    fn variable(&self, name: &str) -> Option<OsString> {
        self.variables.iter().find(|(key, _)| *key == name).map(|(_, value)| value.clone())
    }

    fn home(&self) -> Option<PathBuf> {
        (!self.homeless).then(|| "/home/me".into())
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let place = |name: &str| match name.strip_prefix("../") {
            Some(name) => Path::new("/home/me").join(name),
            None => Path::new("/home/me/.tccli").join(name),
        };
        match self.files.iter().find(|(name, _)| place(name) == path) {
            Some((_, "<denied>")) => Err(io::ErrorKind::PermissionDenied.into()),
            Some((_, text)) => Ok(text.as_bytes().to_vec()),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }
}

pub(crate) fn with_variables<const N: usize>(variables: [(&'static str, &str); N]) -> Fake {
    let variables = variables.into_iter().map(|(name, value)| (name, value.into())).collect();
    Fake { variables, ..Fake::default() }
}

pub(crate) fn with_files(files: &[(&'static str, &'static str)]) -> Fake {
    Fake { files: files.to_vec(), ..Fake::default() }
}
