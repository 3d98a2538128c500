//! Each rule of `docs/compatibility.md` has a case in `compatibility/`: a spec before, one after, and code that uses the first.
//! What `diff` says of the two is as expected, and a compiler says the same of the code.
//!
//! `UPDATE_GOLDENS=1 cargo test -p qcloud-tests --test compatibility` writes the expected changes anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use qcloud_codegen::diff::{Change, Level, RULES, Side, diff};
use qcloud_codegen::{Options, Scope};
use serde_json::Value;
use tempfile::TempDir;

/// The service of the cases that don't bring one.
const SERVICE: &str = "service: vpc\nprotocol: v2\nhost: vpc.api.qcloud.com\n";

/// A file with parts, each below a line `== NAME`.
struct Case {
    rule: String,
    path: PathBuf,
    parts: BTreeMap<String, String>,
}

impl Case {
    fn read(path: PathBuf) -> Self {
        let text = fs::read_to_string(&path).unwrap();
        let parts = text.split("== ").skip(1).map(|part| part.split_once('\n').unwrap());
        Self {
            rule: path.file_stem().unwrap().to_str().unwrap().to_owned(),
            parts: parts.map(|(name, text)| (name.to_owned(), text.to_owned())).collect(),
            path,
        }
    }

    /// The spec of one side, in a directory of its own.
    fn spec(&self, side: &str) -> TempDir {
        let directory = tempfile::tempdir().unwrap();
        let has = |below: &str| self.parts.keys().any(|name| name.starts_with(&format!("{side}/{below}")));
        if has("vpc/") && !has("vpc/service.yaml") {
            write(&directory.path().join("vpc/service.yaml"), SERVICE);
        }
        for (name, text) in &self.parts {
            if let Some(below) = name.strip_prefix(&format!("{side}/")) {
                write(&directory.path().join(below), text);
            }
        }
        directory
    }

    /// What `diff` says of the two specs, as the case has it.
    fn changes(&self) -> (Vec<Change>, String) {
        let specs = ["old", "new"].map(|side| self.spec(side));
        let [old, new] = [&specs[0], &specs[1]].map(|spec| read(spec.path()));
        let changes = diff(&old, &new);
        let mut shown = String::new();
        for change in &changes {
            let (side, spec) = match change.side {
                Side::Old => ("old", &specs[0]),
                Side::New => ("new", &specs[1]),
            };
            let position = qcloud_codegen::locate(spec.path(), [&change.origin])[0];
            let (line, column) = position.unwrap_or_else(|| panic!("{}: {change:?}", self.rule));
            let (level, file) = (change.rule.level.as_str(), &change.origin.file);
            let rule = change.rule.id;
            shown.push_str(&format!("{level}: {} [{rule}] {side}/{file}:{line}:{column}\n", change.message));
        }
        (changes, shown)
    }

    fn is_major(&self) -> bool {
        RULES.iter().any(|rule| rule.id == self.rule && rule.level == Level::Major)
    }

    /// The name of a module that holds a side's generated code and the user's.
    fn module(&self, side: &str) -> String {
        format!("{}_{side}", self.rule.replace('-', "_"))
    }

    fn generate(&self, side: &str, directory: &Path) {
        let files = qcloud_codegen::emit(&read(self.spec(side).path()), &Options::new());
        qcloud_codegen::write(&files, &directory.join("generated"), &Scope::All).unwrap();
        write(&directory.join("user.rs"), &self.parts["user.rs"]);
    }
}

#[test]
fn the_docs_list_every_rule_and_its_level() {
    let docs = fs::read_to_string(workspace().join("docs/compatibility.md")).unwrap();
    let rows: Vec<_> = docs.lines().filter(|line| line.starts_with("| `")).collect();
    let expected: Vec<_> = RULES
        .iter()
        .map(|rule| format!("| `{}` | {} | {} |", rule.id, rule.level.as_str(), rule.meaning))
        .collect();
    assert_eq!(rows, expected);
}

#[test]
fn every_rule_has_a_case_and_every_case_says_what_changed() {
    let update = std::env::var_os("UPDATE_GOLDENS").is_some();
    let mut rules: Vec<_> = RULES.iter().map(|rule| rule.id.to_owned()).collect();
    rules.sort();
    let cases = cases();
    assert_eq!(cases.iter().map(|case| case.rule.clone()).collect::<Vec<_>>(), rules);
    for case in cases {
        let (changes, shown) = case.changes();
        if update {
            let text = fs::read_to_string(&case.path).unwrap();
            let (before, _) = text.split_once("== changes\n").unwrap();
            fs::write(&case.path, format!("{before}== changes\n{shown}")).unwrap();
        } else {
            assert_eq!(case.parts["changes"], shown, "{}", case.path.display());
        }
        let worst = changes.iter().max_by_key(|change| change.rule.level).unwrap().rule;
        let own = RULES.iter().find(|rule| rule.id == case.rule).unwrap();
        assert_eq!(worst.level, own.level, "{}", case.rule);
        assert!(changes.iter().any(|change| change.rule == *own), "{}", case.rule);
    }
}

#[test]
fn a_spec_does_not_differ_from_itself() {
    for case in cases() {
        let api = read(case.spec("old").path());
        assert_eq!(diff(&api, &api.clone()), [], "{}", case.rule);
    }
}

#[test]
fn code_that_uses_the_old_crate_fails_to_compile_after_a_major_change_and_compiles_after_any_other() {
    let scratch = workspace().join("target/compatibility");
    let source = scratch.join("src");
    if source.exists() {
        fs::remove_dir_all(&source).unwrap();
    }
    let mut library = "//! Code beside the crate it was written for, and beside the next one.\n".to_owned();
    let mut add = |case: &Case, side: &str| {
        let module = case.module(side);
        case.generate(side, &source.join(&module));
        write(&source.join(&module).join("mod.rs"), "pub mod generated;\npub mod user;\n");
        library.push_str(&format!("pub mod {module};\n"));
    };
    let cases = cases();
    for case in &cases {
        add(case, "old");
        if !case.is_major() {
            add(case, "new");
        }
    }
    write(&source.join("lib.rs"), &library);
    let (major, _): (Vec<_>, Vec<_>) = cases.iter().partition(|case| case.is_major());
    for case in &major {
        let program = source.join("bin").join(case.module("new"));
        case.generate("new", &program);
        write(&program.join("main.rs"), "mod generated;\nmod user;\n\nfn main() {}\n");
    }
    let errors = check(&scratch);
    for case in cases.iter().flat_map(|case| ["old", "new"].map(|side| case.module(side))) {
        let own: Vec<_> =
            errors.iter().filter(|error| error.file.split('/').any(|part| part == case)).collect();
        let must_fail = major.iter().any(|major| major.module("new") == case);
        assert_eq!(!own.is_empty(), must_fail, "{case}: {own:#?}");
        assert!(own.iter().all(|error| error.file.ends_with("/user.rs")), "{case}: {own:#?}");
    }
    let strangers: Vec<_> = errors.iter().filter(|error| !error.file.starts_with("src/bin/")).collect();
    assert!(strangers.is_empty(), "{strangers:#?}");
}

/// An error of the compiler.
#[derive(Debug)]
#[allow(dead_code, reason = "read by Debug, when a case fails")]
struct CompileError {
    file: String,
    message: String,
}

/// Checks the library and the programs of a package, all of them, whatever fails.
fn check(package: &Path) -> Vec<CompileError> {
    let manifest = format!(
        "[package]\nname = \"compatibility\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         qcloud-client = {{ path = \"{}\", default-features = false }}\n",
        workspace().join("generated-client").display()
    );
    write(&package.join("Cargo.toml"), &manifest);
    // The versions that the workspace was tested with; nothing is to be fetched.
    fs::copy(workspace().join("Cargo.lock"), package.join("Cargo.lock")).unwrap();
    let ended = Command::new(env!("CARGO"))
        .args(["check", "--lib", "--bins", "--keep-going", "--offline", "--quiet", "--message-format=json"])
        .current_dir(package)
        .env("CARGO_TARGET_DIR", package.join("target"))
        .output()
        .unwrap();
    let stdout = String::from_utf8(ended.stdout).unwrap();
    assert!(stdout.contains("build-finished"), "{}", String::from_utf8_lossy(&ended.stderr));
    let messages = stdout.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let errors = messages.filter(|message| message["message"]["level"] == "error").filter_map(|message| {
        let spans = message["message"]["spans"].as_array()?;
        let primary = spans.iter().find(|span| span["is_primary"] == true)?;
        Some(CompileError {
            file: primary["file_name"].as_str()?.replace('\\', "/"),
            message: message["message"]["rendered"].as_str()?.to_owned(),
        })
    });
    errors.collect()
}

fn cases() -> Vec<Case> {
    let directory = workspace().join("tests/tests/compatibility");
    let mut cases: Vec<_> =
        fs::read_dir(directory).unwrap().map(|entry| Case::read(entry.unwrap().path())).collect();
    cases.sort_by(|a, b| a.rule.cmp(&b.rule));
    cases
}

fn read(spec: &Path) -> qcloud_codegen::model::Api {
    qcloud_codegen::read(spec).unwrap_or_else(|diagnostics| panic!("{diagnostics}"))
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}
