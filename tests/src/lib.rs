//! Tests that need more than one package of the workspace; everything is under `tests/tests`. The README is compiled here.

pub mod fuzzing;

use std::fs;
use std::path::Path;

/// Copies a directory with all that is below it.
///
/// # Panics
///
/// When something can't be copied: a test can't go on then.
pub fn copy_tree(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_tree(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// The README's code, as a doctest.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;

/// The code of the reference pages, as doctests.
#[cfg(doctest)]
pub mod reference {
    include!(concat!(env!("OUT_DIR"), "/pages.rs"));
}
