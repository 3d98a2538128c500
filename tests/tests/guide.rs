//! The guide to private specs shows the very files of the two crates that are compiled, and whoever follows it arrives.

use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn the_guide_shows_what_is_compiled() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let guide = fs::read_to_string(tests.join("../docs/private-specs.md")).unwrap();
    for file in [
        "private-spec/build.rs",
        "committed-spec/tests/generated.rs",
        "committed-spec/spec/inventory/service.yaml",
        "committed-spec/spec/inventory/GetRack.yaml",
        "committed-spec/spec/inventory/examples/GetRack/one.json",
    ] {
        let text = fs::read_to_string(tests.join(file)).unwrap();
        assert!(guide.contains(&format!("\n{text}```\n")), "the guide shows another {file}");
    }
    for (file, part) in [
        ("private-spec/src/lib.rs", "include!(concat!(env!(\"OUT_DIR\"), \"/generated/mod.rs\"));\n"),
        ("committed-spec/src/lib.rs", "#[rustfmt::skip]\nmod generated;\n\npub use generated::*;\n"),
    ] {
        assert!(fs::read_to_string(tests.join(file)).unwrap().contains(part), "{file}");
        assert!(guide.contains(&format!("\n{part}```\n")), "the guide shows another {file}");
    }
}

/// A block of the guide, and the last path that is named before it.
struct Block {
    language: String,
    path: String,
    text: String,
}

/// The blocks of one of the guide's sections; of what stands before all of them for an empty title.
fn blocks(guide: &str, title: &str) -> Vec<Block> {
    let mut sections = guide.split("\n## ");
    let section = sections.find(|section| title.is_empty() || section.starts_with(title)).unwrap();
    let mut parts = section.split("\n```");
    let mut prose = parts.next().unwrap_or_default();
    let mut blocks = Vec::new();
    while let (Some(block), Some(next)) = (parts.next(), parts.next()) {
        let (language, text) = block.split_once('\n').unwrap();
        let named =
            prose.split('`').skip(1).step_by(2).filter(|named| named.contains('.') && !named.contains(' '));
        let (language, path) = (language.to_owned(), named.last().unwrap_or_default().to_owned());
        blocks.push(Block { language, path, text: format!("{text}\n") });
        prose = next;
    }
    blocks
}

#[test]
fn a_crate_made_by_the_guide_commits_what_its_spec_produces() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let guide = fs::read_to_string(workspace.join("docs/private-specs.md")).unwrap();
    let home = tempfile::tempdir().unwrap();
    let package = home.path().join("my-crate");
    // To cargo the packages are those of this run, so nothing of them is compiled again.
    let target = std::env::current_exe().unwrap().ancestors().nth(3).unwrap().to_owned();
    let run = |arguments: &[&str], directory: &Path| {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(arguments).current_dir(directory).env("CARGO_TARGET_DIR", &target);
        let ended = cargo.env("CARGO_NET_OFFLINE", "true").output().unwrap();
        let said =
            format!("{}{}", String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
        (ended.status.success(), said)
    };
    let (is_made, said) = run(&["init", "--quiet", "--vcs", "none", "--lib", "my-crate"], home.path());
    assert!(is_made, "{said}");
    fs::copy(workspace.join("Cargo.lock"), package.join("Cargo.lock")).unwrap();

    let write = |path: &str, text: &str| {
        let path = package.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let mut ran = Vec::new();
    for block in blocks(&guide, "").into_iter().chain(blocks(&guide, "Committed")) {
        match block.language.as_str() {
            "toml" => {
                let manifest = fs::read_to_string(package.join(&block.path)).unwrap();
                let added = block.text.replace("../qcloud", workspace.to_str().unwrap());
                // Nothing is called, and the transport takes minutes to compile.
                let added =
                    added.replace("generated-client\"", "generated-client\", default-features = false");
                write(&block.path, &manifest.replace("[dependencies]\n", &added));
            }
            "console" => {
                let arguments: Vec<_> = block.text.trim().split(' ').skip(2).collect();
                ran.push(run(&arguments, &package));
            }
            // The call, which is a part of a program of the user.
            "rust,ignore" if block.text.contains(".await?") => write(
                "tests/call.rs",
                &format!(
                    "//! Calls the service.\n\npub async fn call(client: qcloud_client::Client) -> Result<u64, qcloud_client::Error> {{\n{}Ok(rack.height.unwrap_or_default())\n}}\n",
                    block.text
                ),
            ),
            _ => write(&block.path, &block.text),
        }
    }
    let [(first, why), (then, said)] = &ran[..] else { panic!("{ran:?}") };
    assert!(!first && why.contains("src/generated was stale and is not any more; commit it"), "{why}");
    assert!(*then, "{said}");
    assert!(said.contains("the_committed_code_is_what_the_spec_produces ... ok"), "{said}");
    assert!(said.contains("get_rack_one ... ok"), "{said}");
}
