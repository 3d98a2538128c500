//! Code that uses a crate is compiled beside the next one, for each case of `codegen/tests/compatibility/`: a compiler says
//! what `diff` says.

#[path = "../../codegen/tests/support/compatibility_case.rs"]
mod compatibility_case;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use compatibility_case::{Case, cases, read, write};
use qcloud_codegen::diff::{Level, RULES};
use qcloud_codegen::{Options, Scope};
use serde_json::Value;

#[test]
fn code_that_uses_the_old_crate_fails_to_compile_after_a_major_change_and_compiles_after_any_other() {
    let scratch = workspace().join("target/compatibility");
    let source = scratch.join("src");
    if source.exists() {
        fs::remove_dir_all(&source).unwrap();
    }
    let mut library = "//! Code beside the crate it was written for, and beside the next one.\n".to_owned();
    let mut add = |case: &Case, side: &str| {
        let module = module(case, side);
        generate(case, side, &source.join(&module));
        write(&source.join(&module).join("mod.rs"), "pub mod generated;\npub mod user;\n");
        library.push_str(&format!("pub mod {module};\n"));
    };
    let cases = cases();
    for case in &cases {
        add(case, "old");
        if !is_major(case) {
            add(case, "new");
        }
    }
    write(&source.join("lib.rs"), &library);
    let (major, _): (Vec<_>, Vec<_>) = cases.iter().partition(|case| is_major(case));
    for case in &major {
        let program = source.join("bin").join(module(case, "new"));
        generate(case, "new", &program);
        write(&program.join("main.rs"), "mod generated;\nmod user;\n\nfn main() {}\n");
    }
    let errors = check(&scratch);
    for case in cases.iter().flat_map(|case| ["old", "new"].map(|side| module(case, side))) {
        let own: Vec<_> =
            errors.iter().filter(|error| error.file.split('/').any(|part| part == case)).collect();
        let must_fail = major.iter().any(|major| module(major, "new") == case);
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

/// Whether the case is of a rule that makes code not compile.
fn is_major(case: &Case) -> bool {
    RULES.iter().any(|rule| rule.id == case.rule && rule.level == Level::Major)
}

/// The name of a module that holds a side's generated code and the user's.
fn module(case: &Case, side: &str) -> String {
    format!("{}_{side}", case.rule.replace('-', "_"))
}

fn generate(case: &Case, side: &str, directory: &Path) {
    let files = qcloud_codegen::emit(&read(case.spec(side).path()), &Options::new());
    qcloud_codegen::write(&files, &directory.join("generated"), &Scope::All).unwrap();
    write(&directory.join("user.rs"), &case.parts["user.rs"]);
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}
