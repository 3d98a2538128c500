//! Edits of `qcloud.toml` that leave every other byte as it is.

use std::path::Path;

use toml_edit::{Array, DocumentMut, Item, RawString, Table, Value, value};

use super::{Actions, Descriptions, Runtime, Service};
use crate::line_ends;

/// What a new file begins with.
const HEAD: &str = "# Which services of Tencent Cloud's API this package has; `cargo qcloud --help` tells what can be done with it.\n\n";

/// The text of the file, for edits.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    document: DocumentMut,
    /// The text before all edits.
    before: String,
}

impl Text {
    /// The text of a file that was read without mistakes, or of one that is to be.
    pub(crate) fn new(text: &str) -> Self {
        let mut document: DocumentMut = text.parse().unwrap_or_default();
        if document.is_empty() && text.is_empty() {
            document.decor_mut().set_prefix(HEAD);
        }
        Self { document, before: text.to_owned() }
    }

    /// Says where the descriptions come from, in the place of what was said of it.
    pub(crate) fn descriptions(&mut self, descriptions: &Descriptions) {
        let (source, sha256) = match descriptions {
            Descriptions::Tccli { version, sha256 } => (("tccli", version.clone()), sha256),
            Descriptions::Path { path, sha256 } => (("path", slashed(path)), sha256),
        };
        let keys = [Some(source), sha256.clone().map(|sha256| ("sha256", sha256))];
        self.set("descriptions", &["tccli", "path", "sha256"], keys.into_iter().flatten());
    }

    /// Says where the runtime comes from, in the place of what was said of it.
    pub(crate) fn runtime(&mut self, runtime: &Runtime) {
        let keys = match runtime {
            Runtime::Path(path) => vec![("path", path.clone())],
            Runtime::Git { url, rev } => vec![("git", url.clone()), ("rev", rev.clone())],
            Runtime::Version(version) => vec![("version", version.clone())],
        };
        self.set("runtime", &["path", "git", "rev", "version"], keys.into_iter());
    }

    /// Says which Actions of a service there are; without any, the service goes.
    pub(crate) fn service(&mut self, name: &str, service: Option<&Service>) {
        let services = self.table("services");
        services.set_implicit(true);
        let Some(Service { version, actions }) = service else {
            services.remove(name);
            if services.is_empty() {
                self.document.remove("services");
            }
            return;
        };
        let entry = services.entry(name).or_insert_with(|| Item::Table(Table::new()));
        let Some(table) = entry.as_table_like_mut() else { return };
        replace(table, "version", version.as_str().into());
        let actions = match actions {
            Actions::All => "all".into(),
            Actions::Named(names) => Value::Array(names.iter().collect::<Array>()),
        };
        replace(table, "actions", actions);
    }

    fn set(&mut self, name: &str, of_source: &[&str], keys: impl Iterator<Item = (&'static str, String)>) {
        let keys: Vec<_> = keys.collect();
        let table = self.table(name);
        for other in of_source.iter().filter(|other| !keys.iter().any(|(key, _)| key == *other)) {
            table.remove(other);
        }
        for (key, text) in keys {
            replace(table, key, text.into());
        }
    }

    fn table(&mut self, name: &str) -> &mut Table {
        let entry = self.document.entry(name).or_insert_with(|| Item::Table(Table::new()));
        if !entry.is_table() {
            // Written in one line; as a table it can be extended.
            let item = std::mem::take(entry);
            *entry = Item::Table(item.into_table().unwrap_or_default());
        }
        entry.as_table_mut().expect("it was made one above")
    }
}

impl std::fmt::Display for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&line_ends::kept(&self.before, &self.document.to_string()))
    }
}

/// Sets a key to a value, unless it says that already; the comment beside it stays.
fn replace(table: &mut dyn toml_edit::TableLike, key: &str, new: Value) {
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(old) if plain(old) == plain(&new) => {}
        Some(Value::Array(names)) if new.is_array() => follow(names, &new),
        Some(old) => {
            let decor = old.decor().clone();
            *old = new;
            *old.decor_mut() = decor;
        }
        None => drop(table.insert(key, value(new))),
    }
}

/// Takes names out of an array and puts others in, as the array is laid out; comments stay.
fn follow(names: &mut Array, new: &Value) {
    let wanted: Vec<_> = new.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    names.retain(|name| name.as_str().is_some_and(|name| wanted.contains(&name)));
    if let Some(first) = names.get_mut(0).filter(|first| first.decor().prefix() == Some(&" ".into())) {
        first.decor_mut().set_prefix("");
    }
    for name in wanted {
        if names.iter().any(|known| known.as_str() == Some(name)) {
            continue;
        }
        let text = |raw: Option<&RawString>| raw.and_then(RawString::as_str).unwrap_or_default().to_owned();
        let layout = text(names.iter().last().and_then(|last| last.decor().prefix()));
        let indent = layout.rfind('\n').map_or(if names.is_empty() { "" } else { " " }, |at| &layout[at..]);
        let trailing = text(Some(names.trailing()));
        // A comment behind the last name stays behind that.
        let prefix = match trailing.split_once('#') {
            Some(_) => {
                names.set_trailing("\n");
                trailing.trim_end().to_owned() + indent
            }
            None => indent.to_owned(),
        };
        names.push_formatted(Value::from(name).decorated(prefix, ""));
    }
}

/// A value without what stands around it.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.value().clone(),
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}

/// A path as it is written on every system.
fn slashed(path: &Path) -> String {
    path.display().to_string().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_come_and_go_in_the_layout_of_the_file() {
        for (before, names, after) in [
            ("actions = [\"A\", \"B\"]", "A B C", "actions = [\"A\", \"B\", \"C\"]"),
            ("actions = [\"A\", \"B\"] # mine", "B", "actions = [\"B\"] # mine"),
            ("actions = []", "A B", "actions = [\"A\", \"B\"]"),
            (
                "actions = [\n    # lists\n    \"A\", # why\n]",
                "A B C",
                "actions = [\n    # lists\n    \"A\", # why\n    \"B\",\n    \"C\",\n]",
            ),
            ("actions = [\n  \"A\",\n  \"B\",\n]", "A", "actions = [\n  \"A\",\n]"),
            ("actions = \"all\" # mine", "A", "actions = [\"A\"] # mine"),
        ] {
            for end in ["\n", "\r\n"] {
                let whole = |actions: &str| {
                    format!("# mine\n[services.cvm]\nversion = '2017-03-12'\n{actions}\n").replace('\n', end)
                };
                let mut text = Text::new(&whole(before));
                let actions = Actions::Named(names.split(' ').map(str::to_owned).collect());
                text.service("cvm", Some(&Service { version: "2017-03-12".to_owned(), actions }));
                assert_eq!(text.to_string(), whole(after));
            }
        }
    }
}
