//! A spec whose files are texts in memory reads as one whose files are on the disk.

use std::fs;
use std::path::{Path, PathBuf};

use qcloud_codegen::{Overlay, examine, examine_with};

/// The specs of this directory that have services.
fn specs() -> Vec<PathBuf> {
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/specs");
    let found = fs::read_dir(specs).unwrap().map(|entry| entry.unwrap().path());
    let mut found: Vec<_> = found.filter(|path| path.join("expected").is_dir()).collect();
    found.sort();
    assert!(found.len() > 5, "{}", found.len());
    found
}

/// The files of a spec: their paths below it, and their texts.
fn files(root: &Path) -> Vec<(String, String)> {
    let (mut files, mut open) = (Vec::new(), vec![root.to_owned()]);
    while let Some(directory) = open.pop() {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            let below = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            if path.is_dir() && below != "expected" {
                open.push(path);
            } else if path.is_file() {
                files.push((below, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

/// What a spec is, and what is to be said about it, whatever its directory is called.
fn told(root: &Path, overlay: &Overlay) -> String {
    let (api, diagnostics) = examine_with(root, overlay);
    format!("{api:#?}\n{diagnostics}").replace(&*root.to_string_lossy(), "SPEC")
}

#[test]
fn texts_in_memory_read_as_files_do() {
    let nowhere = tempfile::tempdir().unwrap();
    let nothing = nowhere.path().join("spec");
    for spec in specs() {
        let mut overlay = Overlay::default();
        for (path, text) in files(&spec) {
            overlay.insert(path, text);
        }
        let expected = told(&spec, &Overlay::default());
        assert!(expected.starts_with("Some("), "{}: {expected}", spec.display());
        assert_eq!(told(&nothing, &overlay), expected, "{}", spec.display());
    }
}

#[test]
fn hidden_files_are_as_if_they_were_not_there() {
    for spec in specs() {
        let copy = tempfile::tempdir().unwrap();
        let files = files(&spec);
        let (hidden, kept): (Vec<_>, Vec<_>) =
            files.into_iter().enumerate().partition(|(number, _)| number % 3 == 1);
        for (_, (path, text)) in kept {
            let path = copy.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let mut overlay = Overlay::default();
        for (_, (path, _)) in hidden {
            overlay.hide(path);
        }
        let expected = told(copy.path(), &Overlay::default());
        assert_eq!(told(&spec, &overlay), expected, "{}", spec.display());
    }
}

#[test]
fn a_spec_of_which_all_is_hidden_has_no_service() {
    let spec = &specs()[0];
    let mut overlay = Overlay::default();
    for (path, _) in files(spec) {
        overlay.hide(path);
    }
    let empty = tempfile::tempdir().unwrap();
    let (api, said) = examine(empty.path());
    let messages = |said: &qcloud_codegen::Diagnostics| -> Vec<_> {
        said.as_slice().iter().map(|found| found.message.clone()).collect()
    };
    let (hidden, of_hidden) = examine_with(spec, &overlay);
    assert!(api.is_none() && hidden.is_none());
    assert_eq!(messages(&of_hidden), messages(&said));
}
