//! What must hold for any bytes at all: the checks of the fuzz targets, and the corpus they start from.

use std::fs;
use std::path::{Component, Path, PathBuf};

use qcloud_client::internal::{Blank, Field};
use qcloud_client::wire::{self, Action};
use qcloud_client::wss::{CertDeleteRequest, CertGetListRequest, CertUploadRequest};
use qcloud_client::wss_v20180426::{DeleteCertRequest, DescribeCertListRequest, UploadCertRequest};
use qcloud_client::{Binary, DateTime, Json};
use qcloud_codegen::{Diagnostics, Options};
use qcloud_import::page;

use crate::places::check_places;

/// What begins the line before a file of a spec.
const FILE: &str = "=== ";

/// The file that has no such line before it.
const FIRST: &str = "example/Example.yaml";

/// Bytes as a spec: they are answered with a model whose files are Rust, or with diagnostics that point into the spec.
///
/// The bytes are files one after the other, each after a line `=== PATH`; the first one may do without. What is missing of a
/// small service is added.
///
/// # Panics
///
/// When that does not hold.
pub fn check_spec(bytes: &[u8]) {
    let directory = tempfile::tempdir().unwrap();
    let spec = directory.path();
    let service = "service: example\ndoc: A service.\nprotocol: v2\nhost: example.api.qcloud.com\n";
    let done = r#"{"code": 0, "message": "", "codeDesc": "Success", "data": {}}"#;
    write(spec, "example/service.yaml", service.as_bytes());
    write(spec, "example/examples/done.json", done.as_bytes());
    for (path, text) in files(bytes) {
        write(spec, path, text);
    }
    let (api, diagnostics) = qcloud_codegen::examine(spec);
    check_places(&diagnostics, spec);
    assert_eq!(api.is_none(), has_errors(&diagnostics), "{diagnostics}");
    let Some(api) = api else { return };
    for file in qcloud_codegen::emit(&api, &Options::new()) {
        let parsed = syn::parse_file(&file.text);
        assert!(parsed.is_ok(), "{}: {:?}\n{}", file.path, parsed.err(), file.text);
    }
}

/// Whether there is an error among the diagnostics.
#[must_use]
pub fn has_errors(diagnostics: &Diagnostics) -> bool {
    diagnostics.as_slice().iter().any(|found| found.severity == qcloud_codegen::Severity::Error)
}

fn files(bytes: &[u8]) -> Vec<(&str, &[u8])> {
    let mut files = Vec::new();
    let (mut path, mut start, mut at) = (FIRST, 0, 0);
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        if let Some(name) = line.strip_prefix(FILE.as_bytes()).and_then(|name| std::str::from_utf8(name).ok())
        {
            files.push((path, &bytes[start..at]));
            (path, start) = (name.trim(), at + line.len());
        }
        at += line.len();
    }
    files.push((path, &bytes[start..]));
    files.retain(|(path, text)| is_plain(path) && !(*path == FIRST && text.is_empty()));
    files
}

/// Whether a path stays below the directory; odd paths are what other tests are for.
fn is_plain(path: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-/".contains(c);
    !path.is_empty()
        && path.len() < 100
        && path.chars().all(plain)
        && Path::new(path).components().all(|part| matches!(part, Component::Normal(_)))
}

/// A file that can't be written, since a directory has its name, is left out.
fn write(spec: &Path, path: &str, text: &[u8]) {
    let path = spec.join(path);
    if path.parent().is_some_and(|parent| fs::create_dir_all(parent).is_ok()) {
        let _ = fs::write(path, text);
    }
}

/// Bytes as a response: what can be read is written in a form that reads as the same value.
///
/// # Panics
///
/// When that does not hold.
pub fn check_wire(bytes: &[u8]) {
    check_response::<CertGetListRequest>(bytes);
    check_response::<CertUploadRequest>(bytes);
    check_response::<CertDeleteRequest>(bytes);
    check_response::<DescribeCertListRequest>(bytes);
    check_response::<UploadCertRequest>(bytes);
    check_response::<DeleteCertRequest>(bytes);
    check_value::<CertGetListRequest>(bytes);
    check_value::<Vec<Option<i64>>>(bytes);
    check_value::<Vec<f64>>(bytes);
    check_value::<Vec<DateTime>>(bytes);
    check_value::<Vec<Binary>>(bytes);
    check_value::<std::collections::BTreeMap<String, Json>>(bytes);
}

fn check_response<A: Action>(bytes: &[u8])
where
    A::Result: PartialEq,
{
    // What the types don't know is listed without a panic too.
    let _ = wire::unknown_fields::<A>(bytes);
    match wire::read_response::<A>(bytes) {
        Ok(result) => check_writing(&result),
        Err(error) => drop(error.to_string()),
    }
}

fn check_value<T: Field + Blank + PartialEq>(bytes: &[u8]) {
    match wire::read::<T>(bytes) {
        Ok(value) => check_writing(&value),
        Err(error) => drop(error.to_string()),
    }
}

fn check_writing<T: Field + Blank + PartialEq>(value: &T) {
    let json = wire::to_json(value);
    let again = wire::read::<T>(json.to_string().as_bytes());
    assert!(again.as_ref() == Ok(value), "{json}");
}

/// Bytes as a page: they are answered with a spec that is right, or with why there is none; each warning has its line on the page.
///
/// # Panics
///
/// When that does not hold.
pub fn check_page(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let lines = text.split(['\n', '\r']).count();
    for with_docs in [false, true] {
        let options =
            page::Options { with_docs, service: Some("example".to_owned()), ..page::Options::default() };
        let imported = match page::import(&text, &options) {
            Ok(imported) => imported,
            Err(problem) => {
                assert!(!problem.message.is_empty() && problem.help.is_some(), "{problem:?}");
                continue;
            }
        };
        for warning in &imported.warnings {
            assert!(
                warning.place.line.is_none_or(|line| (1..=lines).contains(&line)),
                "{warning:?} of {lines} lines"
            );
        }
        let directory = tempfile::tempdir().unwrap();
        let out = directory.path().join("spec");
        match qcloud_codegen::place(&out, &imported.service.files(&imported.notes)) {
            Ok(_) => assert!(qcloud_codegen::read(&out).is_ok()),
            Err(_) => assert!(!out.exists(), "something was written of a spec that is wrong"),
        }
    }
}

/// The pages that the importer is tested with, in every form, with a name each.
///
/// # Panics
///
/// When they can't be read.
#[must_use]
pub fn page_seeds() -> Vec<(String, Vec<u8>)> {
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../import/tests/pages");
    let cases = listed(&pages).into_iter().flat_map(|case| listed(&case));
    let is_page = |path: &PathBuf| path.file_stem().is_some_and(|stem| stem == "page");
    cases
        .filter(is_page)
        .map(|path| {
            let name = path.parent().and_then(Path::file_name).unwrap_or_default().display().to_string();
            (name, fs::read(path).unwrap())
        })
        .collect()
}

/// The specs of the repository in the form that [`check_spec`] takes, right and wrong, with a name each.
///
/// # Panics
///
/// When they can't be read.
#[must_use]
pub fn spec_seeds() -> Vec<(String, Vec<u8>)> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seeds = vec![("spec".to_owned(), spec_seed(&tests.join("../spec")))];
    for (kind, directory) in [("right", specs()), ("wrong", specs().join("wrong"))] {
        for path in listed(&directory).into_iter().filter(|path| !path.ends_with("wrong")) {
            let name = format!("{kind}-{}", path.file_stem().unwrap_or_default().display());
            if path.is_dir() {
                seeds.push((name, spec_seed(&path)));
            } else if path.extension().is_some_and(|extension| extension == "yaml") {
                seeds.push((name, fs::read(path).unwrap()));
            }
        }
    }
    seeds
}

/// The specs that the generator is tested with.
fn specs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/tests/specs")
}

fn spec_seed(directory: &Path) -> Vec<u8> {
    let mut seed = Vec::new();
    let mut waiting = vec![directory.to_owned()];
    while let Some(path) = waiting.pop() {
        if path.is_dir() && !path.ends_with("expected") {
            waiting.extend(listed(&path).into_iter().rev());
        } else if path.extension().is_some_and(|kind| kind == "yaml" || kind == "json") {
            let below = path.strip_prefix(directory).unwrap_or(&path).display();
            seed.extend(format!("{FILE}{below}\n").into_bytes());
            seed.extend(fs::read(&path).unwrap_or_default());
            if seed.last() != Some(&b'\n') {
                seed.push(b'\n');
            }
        }
    }
    seed
}

/// The example responses of the repository, with a name each.
///
/// # Panics
///
/// When they can't be read.
#[must_use]
pub fn wire_seeds() -> Vec<(String, Vec<u8>)> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seeds = Vec::new();
    let mut waiting = vec![tests.join("../spec"), specs()];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(listed(&path));
        } else if path.extension().is_some_and(|extension| extension == "json") {
            seeds.push((format!("response-{}", seeds.len()), fs::read(path).unwrap()));
        }
    }
    seeds
}

fn listed(directory: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}
