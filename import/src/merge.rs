//! What an import adds to a spec that is there already. Somebody may have worked on it, so nothing that it says is changed.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::Path;

use qcloud_codegen::language::names;
use qcloud_codegen::spec::edit::{Edit, apply};
use qcloud_codegen::spec::{
    ActionFile, Entries, EnumKey, FieldSpec, Notes, Origin, Service, ServiceFile, SpecFile, TypeSpec,
};
use serde_yaml::Value;

/// What becomes of a file that is there and says something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Existing {
    /// It stays as it is.
    Stays,
    /// It gets the fields, types and error codes that it lacks, and stays as it is otherwise.
    Grows,
    /// It gets the types that it lacks; those that are there, and Actions, stay as they are.
    Extended,
}

/// What is to be written of a service.
#[derive(Debug, Default)]
pub(crate) struct Merged {
    /// Files that are not there, and those that are, with what the import adds.
    pub(crate) files: Vec<SpecFile>,
    /// Files that are there and say something else; the import adds nothing to them.
    pub(crate) kept: Vec<String>,
    /// The number of files that are the same.
    pub(crate) unchanged: usize,
    /// What the import adds and the editor can't put in its place.
    pub(crate) obstacles: Vec<String>,
}

/// Compares a service with what is there of it.
pub(crate) fn merge(service: &Service, notes: &Notes, out: &Path, existing: Existing) -> Merged {
    let mut merged = Merged::default();
    let mut different = Vec::new();
    for file in service.files(notes) {
        match fs::read(out.join(&file.path)) {
            Ok(bytes) if bytes == file.text.as_bytes() => merged.unchanged += 1,
            // What can't be read is reported by whoever wants to write it.
            Err(_) => merged.files.push(file),
            Ok(_) => different.push(file.path),
        }
    }
    // A type that is to stand in a new file may be there in another one.
    if different.is_empty() && existing != Existing::Extended {
        return merged;
    }
    let there = There::read(out, &service.directory);
    let mut additions = Additions {
        there: &there,
        directory: &service.directory,
        are_types_open: existing == Existing::Grows,
        edits: Vec::new(),
    };
    let rest = match existing {
        Existing::Grows | Existing::Extended => additions.rest(service),
        Existing::Stays => {
            let is_kept = |action: &ActionFile| {
                different.iter().any(|path| *path == format!("{}/{}", service.directory, action.file_name()))
            };
            let mut rest = service.clone();
            rest.actions.retain(|action| !is_kept(action));
            rest
        }
    };
    let is_new = |file: &SpecFile| fs::symlink_metadata(out.join(&file.path)).is_err();
    merged.files = rest.files(notes).into_iter().filter(is_new).collect();
    let changed = additions.apply(out, &mut merged);
    merged.kept = different.into_iter().filter(|path| !changed.contains(path)).collect();
    merged
}

/// What is there of a service.
pub(crate) struct There {
    /// The files, by their names.
    files: HashMap<String, Value>,
    /// Where the members of each type stand.
    types: HashMap<String, Origin>,
}

impl There {
    /// Reads what can be read; the rest is reported by the check.
    pub(crate) fn read(out: &Path, directory: &str) -> Self {
        let mut there = Self { files: HashMap::new(), types: HashMap::new() };
        for entry in fs::read_dir(out.join(directory)).into_iter().flatten().flatten() {
            let Some(name) = entry.file_name().to_str().map(str::to_owned) else { continue };
            let text = fs::read_to_string(entry.path()).unwrap_or_default();
            let Some(value) = serde_yaml::from_str::<Value>(&text)
                .ok()
                .filter(|_| entry.path().extension().is_some_and(|end| end == "yaml"))
            else {
                continue;
            };
            let origin = Origin::file(&format!("{directory}/{name}"));
            let (types, origin) = match name.as_str() {
                "types.yaml" => (Some(&value), origin),
                _ => (value.get("types"), origin.key("types")),
            };
            for known in types.and_then(Value::as_mapping).into_iter().flat_map(|types| types.keys()) {
                if let Some(known) = known.as_str() {
                    there.types.insert(known.to_owned(), origin.key(known).key("fields"));
                }
            }
            there.files.insert(name, value);
        }
        there
    }

    /// The names of all types, apart from those of one Action.
    pub(crate) fn types_beside(&self, action: &ActionFile) -> BTreeSet<String> {
        let file = format!("/{}", action.file_name());
        let others = self.types.iter().filter(|(_, origin)| !origin.file.ends_with(&file));
        others.map(|(name, _)| name.clone()).collect()
    }

    /// The modules in Rust of all Actions but one.
    pub(crate) fn modules_beside(&self, action: &ActionFile) -> Vec<String> {
        let others = self.files.iter().filter(|(file, _)| **file != action.file_name());
        let name = |value: &Value| {
            let action = value.get("action")?;
            Some(names::module(value.get("rust").unwrap_or(action).as_str()?))
        };
        others.filter_map(|(_, value)| name(value)).collect()
    }

    /// Whether something stands at the end of a way.
    fn has(&self, origin: &Origin, name: &str) -> bool {
        let file = origin.file.rsplit('/').next().unwrap_or_default();
        let way = |file| origin.keys.iter().try_fold(file, |value: &Value, key| value.get(key.as_str()));
        self.files.get(file).and_then(way).is_some_and(|value| value.get(name).is_some())
    }
}

struct Additions<'t> {
    there: &'t There,
    directory: &'t str,
    /// Whether types and Actions that are there get what they lack.
    are_types_open: bool,
    edits: Vec<Edit>,
}

impl Additions<'_> {
    /// Notes what has to be added to the files that are there; what is left belongs in new files.
    fn rest(&mut self, service: &Service) -> Service {
        let mut rest = Service { actions: Vec::new(), ..service.clone() };
        let shared = Origin::file(&format!("{}/types.yaml", self.directory));
        let has_types = self.there.files.contains_key("types.yaml");
        rest.types = self.types(&service.types, has_types.then_some(&shared));
        self.errors(&service.service);
        for action in &service.actions {
            let name = action.file_name();
            let file = Origin::file(&format!("{}/{name}", self.directory));
            if self.there.files.contains_key(&name) {
                self.fields(&action.parameters, &file.key("parameters"));
                if let Some(fields) = action.result.as_ref().and_then(|result| result.fields.as_ref()) {
                    self.fields(fields, &file.key("result").key("fields"));
                }
                self.types(&action.types, Some(&file.key("types")));
            } else {
                let types = self.types(&action.types, None);
                rest.actions.push(ActionFile { types, ..action.clone() });
            }
        }
        rest
    }

    /// Compares types with those that are there; those that are new go to `parent`, or are returned.
    fn types(
        &mut self,
        types: &Entries<String, TypeSpec>,
        parent: Option<&Origin>,
    ) -> Entries<String, TypeSpec> {
        let mut new = Entries::default();
        for (name, def) in types.iter() {
            match (self.there.types.get(name), parent) {
                (Some(members), _) => {
                    if let Some(fields) = &def.fields {
                        let members = members.clone();
                        self.fields(fields, &members);
                    }
                }
                (None, Some(parent)) => {
                    let (parent, name, def) = (parent.clone(), name.clone(), def.clone());
                    self.edits.push(Edit::AddType { parent, name, def });
                }
                (None, None) => new.push(name.clone(), def.clone()),
            }
        }
        new
    }

    fn errors(&mut self, service: &ServiceFile) {
        let parent = Origin::file(&format!("{}/service.yaml", self.directory)).key("errors");
        let is_new = |code: &EnumKey| !self.there.has(&parent, &code.to_string());
        let codes: Entries<_, _> = service
            .errors
            .iter()
            .filter(|(code, _)| is_new(code))
            .map(|(code, spec)| (code.clone(), spec.clone()))
            .collect();
        if !codes.is_empty() {
            self.edits.push(Edit::AddErrors { parent, codes });
        }
    }

    fn fields(&mut self, fields: &Entries<String, FieldSpec>, members: &Origin) {
        if !self.are_types_open {
            return;
        }
        for (name, field) in fields.iter().filter(|(name, _)| !self.there.has(members, name)) {
            let (members, name, field) = (members.clone(), name.clone(), field.clone());
            self.edits.push(Edit::AddField { members, name, field });
        }
    }

    /// Makes the edits; returns the files that change.
    fn apply(&self, out: &Path, merged: &mut Merged) -> BTreeSet<String> {
        let mut by_file: BTreeMap<&str, Vec<&Edit>> = BTreeMap::new();
        for edit in &self.edits {
            by_file.entry(edit.file()).or_default().push(edit);
        }
        let mut changed = BTreeSet::new();
        for (path, edits) in by_file {
            let text = fs::read_to_string(out.join(path)).unwrap_or_default();
            match apply(&text, &edits) {
                Ok(text) => {
                    changed.insert(path.to_owned());
                    merged.files.push(SpecFile { path: path.to_owned(), text });
                }
                Err(obstacle) => {
                    let wanted: Vec<_> = edits.iter().map(ToString::to_string).collect();
                    merged.obstacles.push(format!("{path}: can't {}: {obstacle}", wanted.join(", ")));
                }
            }
        }
        changed
    }
}
