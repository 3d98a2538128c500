//! The dependency on `qcloud-client` in a `Cargo.toml`; nothing else of it is touched.

use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, Value};

use crate::line_ends;
use crate::package::CLIENT;
use crate::settings::Runtime;

/// What a call needs of the crate; whoever brings a transport takes it out again.
const FEATURES: [&str; 1] = ["reqwest"];

/// The text of a manifest with the dependency; none where it is there already, in whatever form.
pub(crate) fn with_dependency(
    text: &str,
    runtime: &Runtime,
    is_of_workspace: bool,
) -> Result<Option<String>, String> {
    let mut document = parse(text)?;
    let dependencies = document.entry("dependencies").or_insert_with(|| Item::Table(Table::new()));
    let Some(table) = dependencies.as_table_like_mut() else {
        return Err("`dependencies` is no table".to_owned());
    };
    if table.contains_key(CLIENT) {
        return Ok(None);
    }
    let names: Vec<_> = table.iter().map(|(name, _)| name.to_owned()).collect();
    table.insert(CLIENT, Item::Value(Value::InlineTable(dependency(runtime, is_of_workspace))));
    if names.is_sorted() {
        table.sort_values();
    }
    Ok(Some(line_ends::kept(text, &document.to_string())))
}

/// The text without the dependency; none where it is not as this program writes it.
pub(crate) fn without_dependency(
    text: &str,
    runtime: &Runtime,
    is_of_workspace: bool,
) -> Result<Option<String>, String> {
    let mut document = parse(text)?;
    let ours = Value::InlineTable(dependency(runtime, is_of_workspace)).to_string();
    let Some(table) = document.get_mut("dependencies").and_then(Item::as_table_like_mut) else {
        return Ok(None);
    };
    let is_ours = table.get(CLIENT).and_then(Item::as_value).is_some_and(|found| {
        let mut found = found.clone();
        found.decor_mut().clear();
        found.to_string() == ours
    });
    if !is_ours {
        return Ok(None);
    }
    // A table that is empty now may well have been so before: `cargo new` writes such a one.
    table.remove(CLIENT);
    Ok(Some(line_ends::kept(text, &document.to_string())))
}

/// Whether the manifest of a workspace has a version of the dependency for its packages.
pub(crate) fn is_of_workspace(text: &str) -> bool {
    let Ok(document) = parse(text) else { return false };
    let found = document.get("workspace").and_then(|workspace| workspace.get("dependencies"));
    found.is_some_and(|dependencies| dependencies.get(CLIENT).is_some())
}

fn dependency(runtime: &Runtime, is_of_workspace: bool) -> InlineTable {
    let mut table = InlineTable::new();
    if is_of_workspace {
        table.insert("workspace", true.into());
    } else {
        match runtime {
            Runtime::Path(path) => drop(table.insert("path", path.as_str().into())),
            Runtime::Git { url, rev } => {
                table.insert("git", url.as_str().into());
                table.insert("rev", rev.as_str().into());
            }
            Runtime::Version(version) => drop(table.insert("version", version.as_str().into())),
        }
        table.insert("default-features", false.into());
    }
    table.insert("features", Value::Array(FEATURES.iter().copied().collect::<Array>()));
    table
}

fn parse(text: &str) -> Result<DocumentMut, String> {
    text.parse().map_err(|error: toml_edit::TomlError| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runtime() -> Runtime {
        Runtime::Version("0.1.0".to_owned())
    }

    #[test]
    fn the_dependency_comes_and_goes_and_nothing_else_changes() {
        let line =
            "qcloud-client = { version = \"0.1.0\", default-features = false, features = [\"reqwest\"] }\n";
        for (before, after) in [
            (
                "[package] # mine\nname = 'mine'\n\n[dependencies]\nanyhow = \"1\" # errors\nserde = {version=\"1\"}\n\n[lints]\n",
                "[package] # mine\nname = 'mine'\n\n[dependencies]\nanyhow = \"1\" # errors\nLINEserde = {version=\"1\"}\n\n[lints]\n",
            ),
            (
                "[dependencies]\nzip = \"1\"\nanyhow = \"1\"\n",
                "[dependencies]\nzip = \"1\"\nanyhow = \"1\"\nLINE",
            ),
            (
                "[dependencies]\r\nzip = \"1\"\r\n\r\n[lints]\r\n",
                "[dependencies]\r\nLINE\r\nzip = \"1\"\r\n\r\n[lints]\r\n",
            ),
            (
                "[package]\nname = \"mine\"\n\n[dependencies]\n",
                "[package]\nname = \"mine\"\n\n[dependencies]\nLINE",
            ),
        ] {
            let with = with_dependency(before, &runtime(), false).unwrap().unwrap();
            assert_eq!(with, after.replace("LINE\r\n", &line.replace('\n', "\r\n")).replace("LINE", line));
            assert_eq!(with_dependency(&with, &runtime(), false), Ok(None));
            assert_eq!(without_dependency(&with, &runtime(), false), Ok(Some(before.to_owned())));
        }
    }

    #[test]
    fn a_dependency_that_somebody_wrote_stays() {
        for line in
            ["qcloud-client = \"0.1.0\"", "qcloud-client = { version = \"0.1.0\", default-features = false }"]
        {
            let text = format!("[dependencies]\n{line}\n");
            assert_eq!(with_dependency(&text, &runtime(), false), Ok(None));
            assert_eq!(without_dependency(&text, &runtime(), false), Ok(None));
        }
    }

    #[test]
    fn the_version_of_a_workspace_is_inherited() {
        assert!(is_of_workspace("[workspace.dependencies]\nqcloud-client = \"0.1\"\n"));
        assert!(!is_of_workspace("[workspace]\nmembers = []\n"));
        let with = with_dependency("[dependencies]\n", &runtime(), true).unwrap().unwrap();
        assert_eq!(with, "[dependencies]\nqcloud-client = { workspace = true, features = [\"reqwest\"] }\n");
    }
}
