//! The guide to private specs shows the very files of the two crates that are compiled.

use std::fs;
use std::path::Path;

#[test]
fn the_guide_shows_what_is_compiled() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let guide = fs::read_to_string(tests.join("../docs/private-specs.md")).unwrap();
    for file in [
        "private-spec/build.rs",
        "committed-spec/tests/generated.rs",
        "committed-spec/spec/inventory/service.yaml",
        "committed-spec/spec/inventory/GetRack.yaml",
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
