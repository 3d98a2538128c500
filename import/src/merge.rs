//! What a description adds to a spec that is there already. Somebody may have worked on it, so nothing that it says is changed.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;

use qcloud_codegen::model::Origin;
use serde_yaml::Value;

use crate::draft::{Action, Field, ResultKind, Service, TypeDef, TypeKind};
use crate::edit::{Edit, apply};
use crate::yaml::{self, SpecFile};

/// What is to be written of a service.
#[derive(Debug, Default)]
pub(crate) struct Merged {
    /// Files that are not there.
    pub(crate) new: Vec<SpecFile>,
    /// Files that are there, with what the description adds.
    pub(crate) changed: Vec<SpecFile>,
    /// Files that are there and say something else; the description adds nothing to them.
    pub(crate) kept: Vec<String>,
    /// The number of files that are the same.
    pub(crate) unchanged: usize,
    /// What the description adds and the editor can't put in its place.
    pub(crate) obstacles: Vec<String>,
}

/// Compares a draft with what is there of its service.
pub(crate) fn merge(service: &Service, out: &Path) -> Merged {
    let files = yaml::files(service);
    let mut merged = Merged::default();
    let mut different = Vec::new();
    for file in files {
        match fs::read(out.join(&file.path)) {
            Ok(bytes) if bytes == file.text.as_bytes() => merged.unchanged += 1,
            // What can't be read is reported by whoever wants to write it.
            Err(_) => merged.new.push(file),
            Ok(_) => different.push(file.path),
        }
    }
    if different.is_empty() {
        return merged;
    }
    let directory = service.directory();
    let there = There::read(out, &directory);
    let mut additions = Additions { there: &there, directory: &directory, edits: Vec::new() };
    let rest = additions.rest(service);
    let is_new = |file: &SpecFile| fs::symlink_metadata(out.join(&file.path)).is_err();
    merged.new = yaml::files(&rest).into_iter().filter(is_new).collect();
    let mut by_file: BTreeMap<&str, Vec<&Edit>> = BTreeMap::new();
    for edit in &additions.edits {
        by_file.entry(edit.file()).or_default().push(edit);
    }
    for (path, edits) in by_file {
        let text = fs::read_to_string(out.join(path)).unwrap_or_default();
        match apply(&text, &edits) {
            Ok(text) => merged.changed.push(SpecFile { path: path.to_owned(), text }),
            Err(obstacle) => {
                let wanted: Vec<_> = edits.iter().map(ToString::to_string).collect();
                merged.obstacles.push(format!("{path}: can't {}: {}", wanted.join(", "), obstacle.0));
            }
        }
    }
    let is_changed = |path: &String| merged.changed.iter().any(|file| file.path == *path);
    merged.kept = different.into_iter().filter(|path| !is_changed(path)).collect();
    merged
}

/// What is there of a service.
struct There {
    /// The files, by their names.
    files: HashMap<String, Value>,
    /// Where the fields of each type stand.
    types: HashMap<String, Origin>,
}

impl There {
    fn read(out: &Path, directory: &str) -> Self {
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
    edits: Vec<Edit>,
}

impl Additions<'_> {
    /// Notes what has to be added to the files that are there; what is left belongs in new files.
    fn rest(&mut self, service: &Service) -> Service {
        let mut rest = Service { types: Vec::new(), actions: Vec::new(), ..service.clone() };
        let shared = Origin::file(&format!("{}/types.yaml", self.directory));
        let has_types = self.there.files.contains_key("types.yaml");
        rest.types = self.types(&service.types, has_types.then_some(&shared));
        for action in &service.actions {
            let name = format!("{}.yaml", action.name);
            let file = Origin::file(&format!("{}/{name}", self.directory));
            if self.there.files.contains_key(&name) {
                self.fields(&action.parameters, &file.key("parameters"));
                if let Some(ResultKind::Fields(fields)) = action.result.as_ref().map(|result| &result.kind) {
                    self.fields(fields, &file.key("result").key("fields"));
                }
                self.types(&action.types, Some(&file.key("types")));
            } else {
                let types = self.types(&action.types, None);
                rest.actions.push(Action { types, ..action.clone() });
            }
        }
        rest
    }

    /// Compares types with those that are there; those that are new go to `parent`, or are returned.
    fn types(&mut self, types: &[TypeDef], parent: Option<&Origin>) -> Vec<TypeDef> {
        let mut new = Vec::new();
        for def in types {
            match (self.there.types.get(&def.name), parent) {
                (Some(members), _) => {
                    if let TypeKind::Record(fields) = &def.kind {
                        let members = members.clone();
                        self.fields(fields, &members);
                    }
                }
                (None, Some(parent)) => {
                    self.edits.push(Edit::AddType { parent: parent.clone(), def: def.clone() });
                }
                (None, None) => new.push(def.clone()),
            }
        }
        new
    }

    fn fields(&mut self, fields: &[Field], members: &Origin) {
        for field in fields.iter().filter(|field| !self.there.has(members, &field.name)) {
            self.edits.push(Edit::AddField { members: members.clone(), field: field.clone() });
        }
    }
}
