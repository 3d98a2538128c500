//! A user's crate, from nothing to a first call: Actions are added, the crate is compiled without network, its tests call the mock server, and it is as it was
//! when they are removed. In a package of its own, and in one of a workspace.
#![cfg(feature = "serve")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// What a newcomer writes: a program, and a test of it against the server whose address is in a variable.
const PROGRAM: &str = r#"//! Mine.

fn main() {}

#[cfg(test)]
mod tests {
    use qcloud_client::{Client, Credential};

    use crate::qcloud::demo_v20200103::{CreateRecordRequest, DemoService, DescribeRecordListRequest, Record};

    #[tokio::test]
    async fn a_first_call() {
        let address = std::env::var("MOCK_SERVER").unwrap();
        let credential = Credential::from_env().unwrap();
        let client = Client::builder().credential(credential).loopback_endpoint(&address).build().unwrap();
        let demo = DemoService::new(&client);
        let mut records = demo.describe_record_list(DescribeRecordListRequest::new("example.com").limit(2)).items();
        let mut count = 0;
        while let Some(record) = records.try_next().await.unwrap() {
            assert!(record.name.is_some_and(|name| !name.is_empty()));
            count += 1;
        }
        assert!(count > 2, "{count} records");
        demo.create_record(CreateRecordRequest::new(Record::new().name("www"))).await.unwrap();
    }
}
"#;

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// The target directory of this run: the test's program stands in `target/debug/deps`.
fn target_directory() -> PathBuf {
    std::env::current_exe().unwrap().ancestors().nth(3).unwrap().to_owned()
}

/// The packages below one, by name and version, with the features that they have. Of a package that is there twice, for programs that build and
/// for others, the more features count.
fn tree(directory: &Path, whole: &[&str]) -> BTreeMap<(String, String), String> {
    let form = ["--offline", "--prefix", "none", "--no-dedupe", "--format", "{p}|{f}"];
    let output = Command::new(env!("CARGO"))
        .arg("tree")
        .args(whole)
        .args(form)
        .current_dir(directory)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut found = BTreeMap::new();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let Some((package, features)) = line.split_once('|') else { continue };
        let mut words = package.split(' ');
        let (Some(name), Some(version)) = (words.next(), words.next()) else { continue };
        // What stands in a directory is compiled anew anyway.
        if words.next().is_none_or(|word| word == "(proc-macro)") {
            let version = version.trim_start_matches('v').to_owned();
            let known: &mut String = found.entry((name.to_owned(), version)).or_default();
            if known.len() < features.len() {
                features.clone_into(known);
            }
        }
    }
    found
}

/// Dependencies of a package's tests that turn on the features which the workspace has turned on: what is compiled for it is then used again, and
/// the test takes seconds. What it does is the same.
fn shared(directory: &Path) -> String {
    let own = tree(directory, &[]);
    let all = tree(workspace(), &["--workspace"]);
    let mut table = String::from("\n[dev-dependencies]\n");
    for ((name, version), features) in &own {
        // One version of a package can be turned on by its name; another is compiled anew.
        if table.contains(&format!("\n{name} = ")) {
            continue;
        }
        if let Some(more) = all.get(&(name.clone(), version.clone())).filter(|more| *more != features) {
            let features: Vec<_> = more.split(',').filter(|feature| !feature.is_empty()).collect();
            writeln!(table, "{name} = {{ version = \"={version}\", features = {features:?} }}").unwrap();
        }
    }
    table
}

struct Home(tempfile::TempDir);

impl Home {
    fn path(&self, below: &str) -> PathBuf {
        self.0.path().join(below)
    }

    fn write(&self, below: &str, text: &str) {
        let path = self.path(below);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, below: &str) -> String {
        fs::read_to_string(self.path(below)).unwrap()
    }

    /// `cargo qcloud` in the directory of the home.
    fn qcloud(&self, arguments: &[&str]) -> String {
        let output = Command::new(env!("CARGO_BIN_EXE_cargo-qcloud"))
            .arg("qcloud")
            .args(arguments)
            .current_dir(self.0.path())
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].map(|said| String::from_utf8(said).unwrap()).concat();
        assert!(output.status.success(), "{said}");
        said
    }

    /// Runs the tests of a package as its user does, but without network.
    fn test(&self, arguments: &[&str], server: &Mock) -> String {
        let output = Command::new(env!("CARGO"))
            .args(["test", "--offline"])
            .args(arguments)
            .current_dir(self.0.path())
            .env("CARGO_TARGET_DIR", target_directory())
            // As the workspace's, so that what is compiled for it is used again.
            .env("CARGO_PROFILE_DEV_DEBUG", "line-tables-only")
            .env("MOCK_SERVER", &server.address)
            .env("TENCENTCLOUD_SECRET_ID", ID)
            .env("TENCENTCLOUD_SECRET_KEY", KEY)
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].map(|said| String::from_utf8(said).unwrap()).concat();
        assert!(output.status.success(), "{said}");
        said
    }
}

const ID: &str = "the-id";
const KEY: &str = "the-key";

/// `cargo qcloud mock`, as long as the value lives.
struct Mock {
    process: Child,
    address: String,
}

impl Mock {
    fn start(home: &Home, arguments: &[&str]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_cargo-qcloud"))
            .args(arguments)
            .args(["mock", "--secret-id", ID, "--secret-key", KEY])
            .current_dir(home.0.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut address = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut address).unwrap();
        Self { process, address: address.trim().to_owned() }
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Adds all Actions, compiles and calls, and takes them away again.
fn from_nothing_to_a_call(home: &Home, package: &str, named: &[&str]) {
    let manifest = format!("{package}Cargo.toml");
    let descriptions = workspace().join("import/tests/api3/chosen_actions/input").display().to_string();
    let command = |words: &[&'static str]| [named, words].concat();
    fs::copy(workspace().join("Cargo.lock"), home.path("Cargo.lock")).unwrap();
    let before = [home.read(&manifest), home.read(&format!("{package}src/main.rs"))];
    let mut add = command(&["add", "demo", "all", "--from"]);
    add.push(&descriptions);
    home.qcloud(&add);
    home.qcloud(&command(&["generate", "--check"]));
    let added = home.read(&manifest);
    home.write(&manifest, &(added.clone() + &shared(&home.path(package))));
    let said = home.test(named, &Mock::start(home, named));
    assert!(!said.contains("warning: `mine`") && !said.contains("warning: unused"), "{said}");
    // The test above, and that of the vendor's example.
    assert!(said.contains("test tests::a_first_call ... ok"), "{said}");
    assert!(said.contains("demo_v20200103::tests::describe_zones_documented ... ok"), "{said}");
    home.write(&manifest, &added);
    home.qcloud(&command(&["remove", "demo"]));
    assert_eq!([home.read(&manifest), home.read(&format!("{package}src/main.rs"))], before);
    for gone in ["qcloud.toml", "spec", "src/qcloud"] {
        assert!(!home.path(&format!("{package}{gone}")).exists(), "{gone}");
    }
}

const MANIFEST: &str = r#"[package]
name = "mine"
version = "0.1.0"
edition = "2024"

[dependencies]
tokio = { version = "1", features = ["macros", "rt-multi-thread"] }   # mine
"#;

#[test]
fn an_empty_crate_and_a_package_of_a_workspace_make_a_first_call() {
    let home = Home(tempfile::tempdir().unwrap());
    home.write("Cargo.toml", MANIFEST);
    home.write("src/main.rs", PROGRAM);
    from_nothing_to_a_call(&home, "", &[]);

    let home = Home(tempfile::tempdir().unwrap());
    home.write("Cargo.toml", "[workspace]\nmembers = [\"mine\", \"other\"]\nresolver = \"3\"\n");
    home.write("mine/Cargo.toml", MANIFEST);
    home.write("mine/src/main.rs", PROGRAM);
    home.write("other/Cargo.toml", "[package]\nname = \"other\"\nedition = \"2024\"\n");
    home.write("other/src/lib.rs", "");
    from_nothing_to_a_call(&home, "mine/", &["--package", "mine"]);
}
