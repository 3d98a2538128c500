//! From the vendor's clients in Python to the error codes of services: names and codes, and none of the vendor's sentences.
//!
//! The descriptions of API 3.0 know no error codes. The package `tencentcloud-sdk-python-SERVICE` has those of a service in a file
//! `tencentcloud/SERVICE/vDATE/errorcodes.py`, a line each: `NAME = 'Code.Detail'`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use qcloud_codegen::nearest;
use qcloud_codegen::spec::{Entries, EnumKey, ErrorSpec, Notes, Protocol, Service, ServiceFile};
use serde_yaml::Value;

use crate::finish::{Existing, Finish};
use crate::report::{ImportError, Problem, Report};
use crate::sources::{Source, Wanted, find};

const FILE: Wanted = Wanted { file: "errorcodes.py", what: "list of error codes" };

/// More characters than any code has.
const MAX_CODE: usize = 128;

/// What is to be imported, and where to.
#[derive(Clone, Debug)]
pub struct Options {
    /// Files `errorcodes.py`, or directories or wheels that have some at any depth.
    pub paths: Vec<PathBuf>,
    /// The directory of the spec.
    pub out: PathBuf,
    /// Only these directories of the spec, such as `ssl_v20191205`; all that have a list when there is none.
    pub services: Vec<String>,
}

/// Adds the codes that services of a spec lack: of all of them, or of none. What is there stays as it is.
///
/// # Errors
///
/// When a list can't be read, when the spec has none of the services, and when the result can't be saved.
pub fn import(options: &Options) -> Result<Report, ImportError> {
    let files = find(&options.paths, &FILE).map_err(ImportError::Input)?;
    let known = known(&options.out);
    if let Some(unknown) = options.services.iter().find(|name| !known.contains_key(*name)) {
        let help = match nearest(unknown, known.keys().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("`import api3 --out {}` adds it", options.out.display()),
        };
        return Err(ImportError::Unknown(format!("the spec has no service `{unknown}`; {help}")));
    }
    let (mut lists, mut problems) = (BTreeMap::new(), Vec::new());
    for file in &files {
        match list(file) {
            Ok((directory, codes)) => drop(lists.insert(directory, codes)),
            Err(problem) => problems.push(problem),
        }
    }
    if !problems.is_empty() {
        return Err(ImportError::Input(problems));
    }
    let is_wanted = |name: &String| options.services.is_empty() || options.services.contains(name);
    let wanted: Vec<_> =
        known.into_iter().filter(|(name, _)| is_wanted(name) && lists.contains_key(name)).collect();
    if wanted.is_empty() {
        return Err(ImportError::Unknown(none(options, &lists)));
    }
    let finish = Finish::new(&options.out, Existing::Grows);
    let (mut report, mut finished) = (Report::default(), Vec::new());
    for (directory, file) in wanted {
        let mut service = Service::new(file);
        service.service.errors = lists.remove(&directory).unwrap_or_default();
        service.directory = directory;
        let mut added = finish.add(&service, &Notes::default())?;
        report.services += 1;
        report.errors += service.service.errors.len();
        report.obstacles.append(&mut added.obstacles);
        finished.push(added);
    }
    report.saved = finish.commit(finished)?;
    Ok(report)
}

/// What to say when no list is of a service in the spec.
fn none(options: &Options, lists: &BTreeMap<String, Entries<EnumKey, ErrorSpec>>) -> String {
    let lists: Vec<_> = lists.keys().take(20).map(|name| format!("`{name}`")).collect();
    let spec = match options.services.as_slice() {
        [] => format!("the spec in {} has none of them", options.out.display()),
        asked => format!("that is not `{}`", asked.join("`, `")),
    };
    format!("there are error codes of {}, and {spec}", lists.join(", "))
}

/// The services of API 3.0 in a spec, by their directories. What can't be read is the check's to report.
fn known(out: &Path) -> BTreeMap<String, ServiceFile> {
    let mut known = BTreeMap::new();
    for entry in fs::read_dir(out).into_iter().flatten().flatten() {
        let Some(name) = entry.file_name().to_str().map(str::to_owned) else { continue };
        let text = fs::read_to_string(entry.path().join("service.yaml")).unwrap_or_default();
        let Ok(value) = serde_yaml::from_str::<Value>(&text) else { continue };
        let says = |key: &str| value.get(key).and_then(Value::as_str);
        if says("protocol") == Some(Protocol::TC3.name())
            && let (Some(service), Some(host)) = (says("service"), says("host"))
        {
            known.insert(name, ServiceFile::new(service, Protocol::TC3, host));
        }
    }
    known
}

/// The directory of the spec that a list belongs to, and its codes in alphabetical order.
fn list(source: &Source) -> Result<(String, Entries<EnumKey, ErrorSpec>), Problem> {
    let file = source.path();
    let mut above = file.parent().into_iter().flat_map(Path::iter).rev().map(|part| part.to_string_lossy());
    let (Some(version), Some(service)) = (above.next(), above.next()) else {
        return Err(unplaced(file));
    };
    let is_date = version
        .strip_prefix('v')
        .is_some_and(|date| date.len() == 8 && date.bytes().all(|b| b.is_ascii_digit()));
    if !is_date {
        return Err(unplaced(file));
    }
    let mut codes = BTreeMap::new();
    for (index, line) in source.read()?.lines().enumerate() {
        let Some((_, value)) = line.split_once('=').filter(|_| !line.starts_with('#')) else { continue };
        let code = value.trim().trim_matches(['\'', '"']);
        let is_code = !code.is_empty()
            && code.len() <= MAX_CODE
            && code.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
        if !is_code {
            let problem = Problem::new(file, "this is no error code");
            let problem = Problem { place: Some((index + 1, 1)), ..problem };
            return Err(problem.help(
                "a line is `NAME = 'Code.Detail'`, and a code has only letters, digits, `.`, `_` and `-`",
            ));
        }
        codes.insert(code.to_owned(), ErrorSpec::default());
    }
    if codes.is_empty() {
        return Err(Problem::new(file, "there is no error code in this file"));
    }
    let codes = codes.into_iter().map(|(code, spec)| (EnumKey::Text(code), spec)).collect();
    Ok((format!("{service}_{version}"), codes))
}

fn unplaced(file: &Path) -> Problem {
    Problem::new(file, "which service this is of can't be told from its path")
        .help("it ends in `SERVICE/vDATE/errorcodes.py`, as in the package `tencentcloud-sdk-python-SERVICE`")
}
