//! Edits of `qcloud.toml` that leave every other byte as it is.

use std::path::Path;

use toml_edit::{Array, DocumentMut, Item, Table, Value, value};

use super::{Actions, Descriptions, Runtime, Service};

/// What a new file begins with.
const HEAD: &str = "# Which services of Tencent Cloud's API this package has; `cargo qcloud --help` tells what can be done with it.\n\n";

/// The text of the file, for edits.
#[derive(Clone, Debug)]
pub(crate) struct Text(DocumentMut);

impl Text {
    /// The text of a file that was read without mistakes, or of one that is to be.
    pub(crate) fn new(text: &str) -> Self {
        let mut document: DocumentMut = text.parse().unwrap_or_default();
        if document.is_empty() && text.is_empty() {
            document.decor_mut().set_prefix(HEAD);
        }
        Self(document)
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
                self.0.remove("services");
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
        let entry = self.0.entry(name).or_insert_with(|| Item::Table(Table::new()));
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
        self.0.fmt(f)
    }
}

/// Sets a key to a value, unless it says that already; the comment beside it stays.
fn replace(table: &mut dyn toml_edit::TableLike, key: &str, new: Value) {
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(old) if plain(old) == plain(&new) => {}
        Some(old) => {
            let decor = old.decor().clone();
            *old = new;
            *old.decor_mut() = decor;
        }
        None => drop(table.insert(key, value(new))),
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
