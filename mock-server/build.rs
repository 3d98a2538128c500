//! Puts the spec into the program: a table of its files.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=spec");
    let variable =
        |name| env::var_os(name).map(PathBuf::from).ok_or_else(|| io::Error::other("not run by cargo"));
    let root = variable("CARGO_MANIFEST_DIR")?.join("spec");
    let mut files = Vec::new();
    list(&root, &mut files)?;
    files.sort();
    let mut table = String::from("&[\n");
    for file in &files {
        let name = file.strip_prefix(&root).unwrap_or(file).to_string_lossy().replace('\\', "/");
        writeln!(table, "({name:?}, include_bytes!({:?})),", file.to_string_lossy())
            .map_err(io::Error::other)?;
    }
    table.push(']');
    fs::write(variable("OUT_DIR")?.join("spec.rs"), table)
}

/// The files of a spec: YAML, and the responses of its examples.
fn list(directory: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "schema") {
                list(&path, files)?;
            }
        } else if path.extension().is_some_and(|extension| extension == "yaml" || extension == "json") {
            files.push(path);
        }
    }
    Ok(())
}
