//! The tables of ARCHITECTURE.md name every module of every package.

use std::collections::BTreeSet;

use crate::sources::Package;

/// The packages, and the section that tells of each.
const SECTIONS: [(&str, &str); 8] = [
    ("codegen", "## The generator"),
    ("generated-client", "## The runtime"),
    ("import", "## The importers"),
    ("drift", "## Drift"),
    ("mock-server", "## The mock server"),
    ("programs", "## The programs"),
    ("cargo-qcloud", "## The command line"),
    ("xtask", "## The command line"),
];

/// Modules of a package that its section in the text does not name.
pub(crate) fn unnamed(package: &Package, architecture: &str) -> Vec<String> {
    let Some((_, title)) = SECTIONS.iter().find(|(name, _)| *name == package.name) else { return Vec::new() };
    let named = named_in(section(architecture, title));
    let modules = package.sources.iter().filter_map(|source| module(&source.path));
    let unnamed = modules.filter(|(name, _)| !named.contains(name));
    unnamed.map(|(name, path)| format!("{}/{path}: `{name}`", package.name)).collect()
}

/// The text from a title to the next one of its rank.
fn section<'t>(text: &'t str, title: &str) -> &'t str {
    let body = text.split_once(title).map_or("", |(_, body)| body);
    body.split_once("\n## ").map_or(body, |(body, _)| body)
}

/// The names between backticks, each part of a path by itself.
fn named_in(section: &str) -> BTreeSet<&str> {
    section.split('`').skip(1).step_by(2).flat_map(|code| code.split("::")).collect()
}

/// The name of the module in a file, and its path; roots and tests are none.
fn module(path: &str) -> Option<(&str, &str)> {
    let inside = path.strip_prefix("src/")?.strip_suffix(".rs")?;
    let inside = inside.strip_suffix("/mod").unwrap_or(inside);
    let name = inside.rsplit('/').next()?;
    let is_told = !matches!(name, "lib" | "main" | "mod" | "tests" | "handwritten");
    is_told.then_some((name, path))
}

#[test]
fn a_module_that_the_tables_lack_is_found() {
    let text = "## The generator\n| `load::files` |\n## Drift\n| `edit` |\n## More";
    let sources = [
        ("src/lib.rs", ""),
        ("src/load/mod.rs", ""),
        ("src/load/files.rs", ""),
        ("src/edit.rs", ""),
        ("tests/golden.rs", ""),
    ];
    let package = Package { name: "codegen".into(), ..Package::planted(&sources) };
    assert_eq!(unnamed(&package, text), ["codegen/src/edit.rs: `edit`"]);
}
