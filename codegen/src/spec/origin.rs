//! Where a spec says something: a file, and the keys that lead to the place.

use std::fmt;

use super::TYPES;

/// Where the spec says something; [`locate`](crate::locate) knows the line.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    /// The file, below the spec directory, with `/`.
    pub file: String,
    /// The keys that lead there from the root of the file.
    pub keys: Vec<String>,
}

impl Origin {
    /// A file as a whole.
    #[must_use]
    pub fn file(file: &str) -> Self {
        Self { file: file.to_owned(), keys: Vec::new() }
    }

    /// Where the types of its file stand: a file of types holds nothing else.
    #[must_use]
    pub fn types(&self) -> Self {
        let file = Self::file(&self.file);
        let is_types = self.file.rsplit('/').next() == Some(TYPES);
        if is_types { file } else { file.key("types") }
    }

    /// What stands there under a key.
    #[must_use]
    pub fn key(&self, key: impl fmt::Display) -> Self {
        let mut inner = self.clone();
        inner.keys.push(key.to_string());
        inner
    }
}
