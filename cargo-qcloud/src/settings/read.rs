//! From the text of `qcloud.toml` to what it says, or to all that is wrong with it.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use qcloud_codegen::nearest;
use toml_edit::{Document, Item, TableLike, Value};

use super::{Actions, Code, Descriptions, Mistake, Mistakes, Runtime, Service, Settings};

/// Reads the text of the file at a path.
pub(crate) fn read(path: &Path, text: &str) -> Result<Settings, Mistakes> {
    let mut reader = Reader { mistakes: Vec::new(), end: text.len() };
    let settings = match Document::parse(text) {
        Ok(document) => reader.settings(document.as_table()),
        Err(error) => {
            let span = error.span().unwrap_or(0..0);
            reader.mistakes.push(Mistake { span, message: error.message().to_owned(), help: None });
            Settings::default()
        }
    };
    if reader.mistakes.is_empty() { Ok(settings) } else { Err(Mistakes::new(path, text, reader.mistakes)) }
}

struct Reader {
    mistakes: Vec<Mistake>,
    /// Where the text ends, for what stands nowhere.
    end: usize,
}

/// A table, with the place that its mistakes have.
struct Place<'t> {
    table: &'t dyn TableLike,
    /// How the file calls it, such as `[code]`.
    name: String,
    span: Range<usize>,
}

impl Reader {
    fn settings(&mut self, root: &dyn TableLike) -> Settings {
        let place = Place { table: root, name: "the file".to_owned(), span: 0..0 };
        self.known(&place, &["descriptions", "runtime", "code", "services"]);
        let mut table = |name: &str| {
            let item = root.get(name)?;
            self.table(item, format!("[{name}]"))
        };
        let (descriptions, runtime, code, services) =
            (table("descriptions"), table("runtime"), table("code"), table("services"));
        Settings {
            descriptions: descriptions.and_then(|place| self.descriptions(&place)),
            runtime: runtime.and_then(|place| self.runtime(&place)),
            code: code.map(|place| self.code(&place)).unwrap_or_default(),
            services: services.map(|place| self.services(&place)).unwrap_or_default(),
        }
    }

    fn descriptions(&mut self, place: &Place<'_>) -> Option<Descriptions> {
        self.known(place, &["tccli", "sha256", "path"]);
        let [version, sha256, path] = ["tccli", "sha256", "path"].map(|key| self.text(place, key));
        if let Some(hash) = &sha256
            && (hash.len() != 64 || !hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
        {
            self.wrong(place.value("sha256"), "this is no SHA-256: 64 hexadecimal digits", None);
        }
        match (version, path) {
            (Some(version), None) => {
                let is_version = |c: char| c.is_ascii_alphanumeric() || ".+-!_".contains(c);
                if version.is_empty() || !version.chars().all(is_version) {
                    self.wrong(place.value("tccli"), "this is no version, such as `3.1.189.1`", None);
                }
                Some(Descriptions::Tccli { version, sha256 })
            }
            (None, Some(path)) => Some(Descriptions::Path { path: path.into(), sha256 }),
            (Some(_), Some(_)) => {
                let message = "the descriptions come either from `tccli` or from a `path`";
                self.wrong(place.key("path"), message, Some("leave one of the two out".to_owned()));
                None
            }
            (None, None) if place.has(&["tccli", "path"]) => None,
            (None, None) => {
                let help = "write `tccli = \"VERSION\"`, or `path = \"..\"`";
                self.lacking(place, "neither `tccli` nor `path`", help);
                None
            }
        }
    }

    fn runtime(&mut self, place: &Place<'_>) -> Option<Runtime> {
        self.known(place, &["path", "git", "rev", "version"]);
        let [path, git, rev, version] = ["path", "git", "rev", "version"].map(|key| self.text(place, key));
        match (path, git, rev, version) {
            (Some(path), None, None, None) => Some(Runtime::Path(path)),
            (None, Some(url), Some(rev), None) => Some(Runtime::Git { url, rev }),
            (None, None, None, Some(version)) => Some(Runtime::Version(version)),
            (None, Some(_), None, None) => {
                self.lacking(place, "`git` without `rev`", "write `rev = \"..\"` beside it");
                None
            }
            (None, None, Some(_), None) => {
                self.lacking(place, "`rev` without `git`", "write `git = \"..\"` beside it");
                None
            }
            (None, None, None, None) if place.has(&["path", "git", "rev", "version"]) => None,
            (None, None, None, None) => {
                let help = "write `version = \"..\"`, `path = \"..\"`, or `git` and `rev`";
                self.lacking(place, "nothing that says where `qcloud-client` comes from", help);
                None
            }
            _ => {
                let message = "`qcloud-client` comes from one place: `path`, `git` and `rev`, or `version`";
                self.wrong(place.span.clone(), message, Some("leave the others out".to_owned()));
                None
            }
        }
    }

    fn code(&mut self, place: &Place<'_>) -> Code {
        self.known(place, &["out", "spec", "docs", "infer"]);
        let usual = Code::default();
        let [out, spec] = ["out", "spec"].map(|key| self.inside(place, key));
        let [docs, infer] = ["docs", "infer"].map(|key| self.switch(place, key));
        Code {
            out: out.unwrap_or(usual.out),
            spec: spec.unwrap_or(usual.spec),
            docs: docs.unwrap_or(usual.docs),
            infer: infer.unwrap_or(usual.infer),
        }
    }

    fn services(&mut self, place: &Place<'_>) -> BTreeMap<String, Service> {
        let mut services = BTreeMap::new();
        for (name, item) in place.table.iter() {
            let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
            if name.is_empty() || !name.chars().all(plain) {
                let message = format!("`{}` can't be the name of a service", name.escape_debug());
                self.wrong(place.key(name), message, None);
                continue;
            }
            let Some(inner) = self.table(item, format!("[services.{name}]")) else { continue };
            if let Some(service) = self.service(&inner) {
                services.insert(name.to_owned(), service);
            }
        }
        services
    }

    fn service(&mut self, place: &Place<'_>) -> Option<Service> {
        self.known(place, &["version", "actions"]);
        let version = self.text(place, "version");
        if let Some(version) = &version {
            if !is_date(version) {
                self.wrong(place.value("version"), "this is no version, such as `2017-03-12`", None);
            }
        } else if place.table.get("version").is_none() {
            self.lacking(
                place,
                "no `version`",
                "write the version of the API, such as `version = \"2017-03-12\"`",
            );
        }
        let actions = self.actions(place);
        Some(Service { version: version?, actions: actions? })
    }

    fn actions(&mut self, place: &Place<'_>) -> Option<Actions> {
        const FORM: &str = "write names, as in `actions = [\"DescribeInstances\"]`, or `\"all\"`";
        let Some(item) = place.table.get("actions") else {
            self.lacking(place, "no `actions`", FORM);
            return None;
        };
        if item.as_str() == Some("all") {
            return Some(Actions::All);
        }
        let Some(array) = item.as_array() else {
            self.wrong(place.value("actions"), "these are no Actions", Some(FORM.to_owned()));
            return None;
        };
        let mut names: Vec<String> = Vec::new();
        for value in array {
            match value.as_str() {
                Some(name) if names.iter().any(|known| known == name) => {
                    self.wrong(span(value), format!("`{}` stands here twice", name.escape_debug()), None);
                }
                Some(name) => names.push(name.to_owned()),
                None => self.wrong(span(value), "this is no name of an Action", Some(FORM.to_owned())),
            }
        }
        Some(Actions::Named(names))
    }

    /// Reports keys that nobody reads.
    fn known(&mut self, place: &Place<'_>, known: &[&str]) {
        for (key, _) in place.table.iter() {
            if known.contains(&key) {
                continue;
            }
            let help = match nearest(key, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("{} has {}", place.name, quoted(known)),
            };
            self.wrong(place.key(key), format!("unknown key `{}`", key.escape_debug()), Some(help));
        }
    }

    fn table<'t>(&mut self, item: &'t Item, name: String) -> Option<Place<'t>> {
        let span = item.span().unwrap_or(self.end..self.end);
        match item.as_table_like() {
            Some(table) => Some(Place { table, name, span }),
            None => {
                self.wrong(span, format!("{name} is a table, with keys and values"), None);
                None
            }
        }
    }

    fn text(&mut self, place: &Place<'_>, key: &str) -> Option<String> {
        let item = place.table.get(key)?;
        let text = item.as_str().map(str::to_owned);
        if text.is_none() {
            self.wrong(place.value(key), format!("`{key}` is a text, between quotes"), None);
        }
        text
    }

    fn switch(&mut self, place: &Place<'_>, key: &str) -> Option<bool> {
        let item = place.table.get(key)?;
        let value = item.as_bool();
        if value.is_none() {
            self.wrong(place.value(key), format!("`{key}` is `true` or `false`"), None);
        }
        value
    }

    /// A directory below the package.
    fn inside(&mut self, place: &Place<'_>, key: &str) -> Option<PathBuf> {
        let path = PathBuf::from(self.text(place, key)?);
        let is_plain = |part| matches!(part, std::path::Component::Normal(_));
        if path.as_os_str().is_empty() || !path.components().all(is_plain) {
            let help = "write a path below the package, without `..`".to_owned();
            self.wrong(place.value(key), format!("`{key}` is a directory of this package"), Some(help));
        }
        Some(path)
    }

    fn lacking(&mut self, place: &Place<'_>, what: &str, help: &str) {
        self.wrong(place.span.clone(), format!("{} has {what}", place.name), Some(help.to_owned()));
    }

    fn wrong(&mut self, span: Range<usize>, message: impl Into<String>, help: Option<String>) {
        self.mistakes.push(Mistake { span, message: message.into(), help });
    }
}

impl Place<'_> {
    /// Whether one of the keys is there, with whatever value.
    fn has(&self, keys: &[&str]) -> bool {
        keys.iter().any(|key| self.table.contains_key(key))
    }

    /// The bytes of a key.
    fn key(&self, key: &str) -> Range<usize> {
        self.table.key(key).and_then(toml_edit::Key::span).unwrap_or_else(|| self.span.clone())
    }

    /// The bytes of the value of a key.
    fn value(&self, key: &str) -> Range<usize> {
        self.table.get(key).and_then(Item::span).unwrap_or_else(|| self.span.clone())
    }
}

fn span(value: &Value) -> Range<usize> {
    value.span().unwrap_or_default()
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Whether this has the form of a day: `2017-03-12`.
fn is_date(text: &str) -> bool {
    text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() })
}
