//! Captured responses against specs: each directory under `tests/cases/` has a spec, responses of its Action `Example`, what is said about
//! them, and the lines that a patch changes.
//!
//! `UPDATE_GOLDENS=1 cargo test -p qcloud-drift --test cases` writes `report.txt` and `patch.diff` anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use qcloud_drift::{Code, Drift, Level, Patched, Remedy, Report, Response, Target, patch, report};
use serde_json::Value;

const ACTION: &str = "Example";

/// A shorter text says nothing about anybody.
const TELLING: usize = 7;

#[test]
fn every_case_is_answered_and_mended_as_expected() {
    let update = std::env::var_os("UPDATE_GOLDENS").is_some();
    let mut different = Vec::new();
    let cases = cases();
    assert!(cases.len() > 10, "the cases were not found");
    for case in cases {
        let answer = Answer::of(&case);
        answer.check(&case);
        for (file, text) in [("report.txt", &answer.report), ("patch.diff", &answer.diff)] {
            let path = case.join(file);
            if update {
                fs::write(&path, text).unwrap();
            }
            if fs::read_to_string(&path).unwrap_or_default() != **text {
                different.push(format!("{}:\n{text}", path.display()));
            }
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
}

/// What is said about a case, and what is done about it.
struct Answer {
    before: Report,
    report: String,
    diff: String,
}

impl Answer {
    fn of(case: &Path) -> Self {
        let home = tempfile::tempdir().unwrap();
        let spec = home.path().join("spec");
        copy_tree(&case.join("spec"), &spec);
        let responses = responses(case);
        let service = service(&spec);
        let target = Target { service: &service, action: ACTION };
        let api = qcloud_codegen::read(&spec).unwrap_or_else(|error| panic!("{}: {error}", case.display()));
        let (found, action) = target.find(&api).unwrap();
        let before = report(&api, found, action, &responses);
        let old = texts(&spec);
        let patched =
            patch(&spec, target, &responses).unwrap_or_else(|error| panic!("{}: {error}", case.display()));
        assert_eq!(patched.before, before, "{}: a patch begins with the same report", case.display());
        let new = texts(&spec);
        assert_eq!(old.keys().collect::<Vec<_>>(), new.keys().collect::<Vec<_>>());
        check_again(case, &spec, target, &responses, &patched);
        let mut diff = String::new();
        for (file, old) in &old {
            if *old != new[file] {
                diff.push_str(&format!("{file}\n{}", changed_lines(old, &new[file])));
            }
        }
        Self { report: written(&before), before, diff }
    }

    /// Nothing of what the responses hold is told.
    fn check(&self, case: &Path) {
        let mut told = Vec::new();
        for drift in &self.before.drifts {
            if matches!(drift.code, Code::EnumValue | Code::ErrorCode) {
                told.extend(drift.found.to_string().split('`').map(str::to_owned));
            }
        }
        let mut texts = Vec::new();
        for path in response_files(case) {
            let text = fs::read_to_string(path).unwrap();
            if let Ok(json) = serde_json::from_str(&text) {
                collect(&json, &mut texts);
            }
            for event in qcloud_codegen::fit::events(&text) {
                collect(&serde_json::from_str(&event.data).unwrap(), &mut texts);
            }
        }
        let added: Vec<_> = self.diff.lines().filter(|line| line.starts_with('+')).collect();
        let said = format!("{}{}", self.report, added.join("\n"));
        for text in texts.iter().filter(|text| text.len() >= TELLING && !told.contains(text)) {
            assert!(!said.contains(text.as_str()), "{}: `{text}` is told", case.display());
        }
    }
}

/// A second look finds nothing that a patch could mend, and a second patch changes nothing.
fn check_again(case: &Path, spec: &Path, target: Target<'_>, responses: &[Response], patched: &Patched) {
    let api = qcloud_codegen::read(spec).unwrap_or_else(|error| panic!("{}: {error}", case.display()));
    let (found, action) = target.find(&api).unwrap();
    let after = report(&api, found, action, responses);
    assert_eq!(patched.after, after, "{}", case.display());
    let is_mendable = |drift: &&Drift| matches!(drift.remedy, Remedy::Patch(_));
    assert_eq!(after.drifts.iter().find(is_mendable), None, "{}", case.display());
    let by_hand = |report: &Report| {
        let drifts = report.drifts.iter().filter(|drift| matches!(drift.remedy, Remedy::Hand(_)));
        drifts.map(|drift| (drift.path.clone(), drift.code)).collect::<Vec<_>>()
    };
    // What a change brings to light may need hands, too.
    let left = by_hand(&after);
    assert!(
        by_hand(&patched.before).iter().all(|drift| left.contains(drift)),
        "{}: {left:?}",
        case.display()
    );
    let before = texts(spec);
    let again = patch(spec, target, responses).unwrap();
    assert!(again.files.is_empty(), "{}", case.display());
    assert_eq!(texts(spec), before, "{}", case.display());
}

fn written(report: &Report) -> String {
    let mut text = String::new();
    for drift in &report.drifts {
        assert_eq!(drift.code.level() == Level::Note, drift.remedy == Remedy::None, "{drift:?}");
        text.push_str(&format!("{} {drift}\n", drift.code.level().as_str()));
        let origin = drift.origin.keys.join(".");
        text.push_str(&format!("  {} {}: {origin}\n", drift.response, drift.origin.file));
        match &drift.remedy {
            Remedy::Patch(_) => text.push_str(&format!("  patch: {}\n", drift.remedy)),
            Remedy::Hand(why) => text.push_str(&format!("  by hand: {why}\n")),
            Remedy::None => {}
        }
    }
    for (name, why) in &report.rejected {
        text.push_str(&format!("rejected {name}: {why}\n"));
    }
    text.push_str(&format!("{} compared, {} failed\n", report.compared, report.failed));
    text
}

/// The lines of both texts that are not in the other; line ends are part of them.
fn changed_lines(old: &str, new: &str) -> String {
    let old: Vec<_> = old.split_inclusive('\n').collect();
    let new: Vec<_> = new.split_inclusive('\n').collect();
    // The longest common lines from each pair of places on.
    let mut common = vec![vec![0; new.len() + 1]; old.len() + 1];
    for (i, line) in old.iter().enumerate().rev() {
        for (j, other) in new.iter().enumerate().rev() {
            common[i][j] =
                if line == other { common[i + 1][j + 1] + 1 } else { common[i + 1][j].max(common[i][j + 1]) };
        }
    }
    let shown = |line: &str| {
        let line = line.replace('\r', "\\r").replace('\u{feff}', "\\u{feff}");
        if line.ends_with('\n') { line } else { line + "\\\n" }
    };
    let (mut i, mut j, mut text) = (0, 0, String::new());
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || (i < old.len() && common[i + 1][j] >= common[i][j + 1]) {
            text.push_str(&format!("-{}", shown(old[i])));
            i += 1;
        } else {
            text.push_str(&format!("+{}", shown(new[j])));
            j += 1;
        }
    }
    text
}

fn collect(json: &Value, texts: &mut Vec<String>) {
    match json {
        Value::String(text) => texts.push(text.clone()),
        Value::Number(number) => texts.push(number.to_string()),
        Value::Array(items) => items.iter().for_each(|item| collect(item, texts)),
        Value::Object(fields) => fields.values().for_each(|value| collect(value, texts)),
        Value::Null | Value::Bool(_) => {}
    }
}

fn responses(case: &Path) -> Vec<Response> {
    let read = |path: PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        Response::read(&name, &fs::read(&path).unwrap()).unwrap()
    };
    response_files(case).into_iter().map(read).collect()
}

fn response_files(case: &Path) -> Vec<PathBuf> {
    let mut files = entries(case);
    files.retain(|path| path.extension().is_some_and(|extension| extension == "json" || extension == "sse"));
    assert!(!files.is_empty(), "{} has no response", case.display());
    files
}

fn service(spec: &Path) -> String {
    let directory = entries(spec).into_iter().find(|path| path.join("service.yaml").exists()).unwrap();
    directory.file_name().unwrap().to_str().unwrap().to_owned()
}

/// The texts of a spec's files, by their paths.
fn texts(spec: &Path) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    let mut next = vec![spec.to_owned()];
    while let Some(directory) = next.pop() {
        for path in entries(&directory) {
            if path.is_dir() {
                next.push(path);
            } else {
                let name = path.strip_prefix(spec).unwrap().to_str().unwrap().replace('\\', "/");
                texts.insert(name, fs::read_to_string(path).unwrap());
            }
        }
    }
    texts
}

fn entries(directory: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<_> = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    entries
}

fn copy_tree(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for path in entries(from) {
        let to = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_tree(&path, &to);
        } else {
            fs::copy(&path, to).unwrap();
        }
    }
}

fn cases() -> Vec<PathBuf> {
    entries(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases"))
}
