//! What an import adds to a spec that is there already. Somebody may have worked on it, so nothing that it says is changed.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs;
use std::path::Path;

use qcloud_codegen::language::{Scalar, names};
use qcloud_codegen::spec::edit::{Change, Edit, apply, comments};
use qcloud_codegen::spec::{
    ActionFile, Entries, EnumKey, FieldSpec, Notes, Origin, Service, ServiceFile, SpecFile, TYPES, TypeExpr,
    TypeSpec,
};
use serde_yaml::Value;

use crate::marks;

/// What becomes of a file that is there and says something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Existing {
    /// It stays as it is.
    Stays,
    /// It gets the fields, types and error codes that it lacks, and stays as it is otherwise.
    Grows,
    /// It gets these too, and what an earlier import inferred of it becomes what this one infers.
    Follows,
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
    /// The service as it is compared with what is there.
    pub(crate) compared: Option<Service>,
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
    if different.is_empty() {
        merged.compared = Some(service.clone());
        return merged;
    }
    let there = There::read(out, &service.directory);
    let (service, notes) = &there.with_own_enums(service, notes, existing);
    let mut additions = Additions {
        there: &there,
        directory: &service.directory,
        notes,
        follows: existing == Existing::Follows,
        enums: types_of(service).filter_map(|(name, def)| Some((name.as_str(), texts(def)?))).collect(),
        edits: Vec::new(),
    };
    let rest = match existing {
        Existing::Grows | Existing::Follows => additions.rest(service),
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
    merged.compared = Some(service.clone());
    merged.kept = different.into_iter().filter(|path| !changed.contains(path)).collect();
    merged
}

/// What is there of a service.
pub(crate) struct There {
    /// The files, by their names.
    files: HashMap<String, Value>,
    /// The comments in them, by the keys that they stand before.
    comments: HashMap<String, BTreeMap<Vec<String>, Vec<String>>>,
    /// Where the members of each type stand.
    types: HashMap<String, Origin>,
}

impl There {
    /// Reads what can be read; the rest is reported by the check.
    pub(crate) fn read(out: &Path, directory: &str) -> Self {
        let mut there = Self { files: HashMap::new(), comments: HashMap::new(), types: HashMap::new() };
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
            there.comments.insert(name.clone(), comments(text.trim_start_matches('\u{feff}')));
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
        self.get(origin).is_some_and(|value| value.get(name).is_some())
    }

    /// What stands at the end of a way.
    fn get(&self, origin: &Origin) -> Option<&Value> {
        let file = self.files.get(name_of(&origin.file))?;
        origin.keys.iter().try_fold(file, |value: &Value, key| value.get(key.as_str()))
    }

    /// Whether a file has examples, or where it is that of shared types, any file.
    fn has_examples(&self, name: &str) -> bool {
        let mut files = self.files.iter().filter(|(file, _)| name == TYPES || *file == name);
        files.any(|(_, value)| value.get("examples").is_some())
    }

    /// The comments before what stands at the end of a way.
    fn comments(&self, origin: &Origin) -> &[String] {
        let of_file = self.comments.get(name_of(&origin.file));
        of_file.and_then(|comments| comments.get(&origin.keys)).map_or(&[], Vec::as_slice)
    }

    /// The values of an enum, as texts; none where there is no enum of this name.
    fn values(&self, name: &str) -> Option<BTreeSet<String>> {
        let values = self.get(&above(self.types.get(name)?).key("values"))?.as_mapping()?;
        Some(values.keys().filter_map(Value::as_str).map(str::to_owned).collect())
    }

    /// A service whose enums have the names of those that are there only where they have no other values: an inferred one is a text otherwise.
    fn with_own_enums(&self, service: &Service, notes: &Notes, existing: Existing) -> (Service, Notes) {
        let (mut service, mut notes) = (service.clone(), notes.clone());
        if existing == Existing::Stays {
            return (service, notes);
        }
        let is_other = |name: &String, def: &TypeSpec| {
            let (Some(values), Some(fields)) = (&def.values, self.types.get(name)) else { return false };
            let is_inferred = self.comments(&above(fields)).iter().any(|comment| comment == marks::ENUM);
            let has_all = |there: BTreeSet<String>| values.keys().all(|key| there.contains(&key.to_string()));
            let follows = existing == Existing::Follows && is_inferred;
            !(follows || self.values(name).is_some_and(has_all))
        };
        let others: BTreeSet<String> = types_of(&service)
            .filter(|(name, def)| is_other(name, def))
            .map(|(name, _)| name.clone())
            .collect();
        if !others.is_empty() {
            texts_again(&mut service, &mut notes, &others);
        }
        (service, notes)
    }
}

/// The place of a type, of that of its fields.
fn above(fields: &Origin) -> Origin {
    let mut origin = fields.clone();
    origin.keys.pop();
    origin
}

/// The values of an enum, as texts.
fn texts(def: &TypeSpec) -> Option<Vec<String>> {
    Some(def.values.as_ref()?.keys().map(ToString::to_string).collect())
}

fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

fn types_of(service: &Service) -> impl Iterator<Item = (&String, &TypeSpec)> {
    service.types.iter().chain(service.actions.iter().flat_map(|action| action.types.iter()))
}

/// Makes texts of the fields that have one of some enums, which go.
fn texts_again(service: &mut Service, notes: &mut Notes, enums: &BTreeSet<String>) {
    let mut plain = |file: &str, way: &[&str], fields: &mut Entries<String, FieldSpec>| {
        for (name, field) in fields.iter_mut().filter(|(_, field)| enums.contains(field.ty.innermost())) {
            field.ty = field.ty.with_innermost(Scalar::String.name());
            let way: Vec<&str> = way.iter().copied().chain([name.as_str()]).collect();
            notes.remove(file, &way);
        }
    };
    for (name, def) in service.types.iter_mut() {
        def.fields.iter_mut().for_each(|fields| plain(TYPES, &[name, "fields"], fields));
    }
    for action in &mut service.actions {
        let file = action.file_name();
        plain(&file, &["parameters"], &mut action.parameters);
        let result = action.result.as_mut().and_then(|result| result.fields.as_mut());
        if let Some(fields) = result {
            plain(&file, &["result", "fields"], fields);
        }
        for (name, def) in action.types.iter_mut() {
            def.fields.iter_mut().for_each(|fields| plain(&file, &["types", name, "fields"], fields));
        }
    }
    for name in enums {
        notes.remove(TYPES, &[name]);
        service.actions.iter().for_each(|action| notes.remove(&action.file_name(), &["types", name]));
    }
    let without = |types: &Entries<String, TypeSpec>| -> Entries<String, TypeSpec> {
        types.iter().filter(|(name, _)| !enums.contains(*name)).map(|(n, d)| (n.clone(), d.clone())).collect()
    };
    service.types = without(&service.types);
    for action in &mut service.actions {
        action.types = without(&action.types);
    }
}

struct Additions<'t> {
    there: &'t There,
    directory: &'t str,
    /// The comments of the import.
    notes: &'t Notes,
    /// Whether what was inferred of them is inferred anew.
    follows: bool,
    /// The values of the enums that the import has.
    enums: HashMap<&'t str, Vec<String>>,
    edits: Vec<Edit>,
}

impl Additions<'_> {
    /// Notes what has to be added to the files that are there; what is left belongs in new files.
    fn rest(&mut self, service: &Service) -> Service {
        let mut rest = Service { actions: Vec::new(), ..service.clone() };
        let shared = Origin::file(&format!("{}/{TYPES}", self.directory));
        let has_types = self.there.files.contains_key(TYPES);
        rest.types = self.types(&service.types, &shared, has_types);
        self.errors(&service.service);
        for action in &service.actions {
            let name = action.file_name();
            let file = Origin::file(&format!("{}/{name}", self.directory));
            if self.there.files.contains_key(&name) {
                let parameters = file.key("parameters");
                self.fields(&action.parameters, &parameters, &parameters);
                if let Some(fields) = action.result.as_ref().and_then(|result| result.fields.as_ref()) {
                    let result = file.key("result").key("fields");
                    self.fields(fields, &result, &result);
                }
                self.types(&action.types, &file.key("types"), true);
            } else {
                let types = self.types(&action.types, &file.key("types"), false);
                rest.actions.push(ActionFile { types, ..action.clone() });
            }
        }
        self.keep_used_enums(&mut rest);
        rest
    }

    /// Compares types with those that are there; those that are new go to their file where that is there, or are returned.
    fn types(
        &mut self,
        types: &Entries<String, TypeSpec>,
        parent: &Origin,
        is_there: bool,
    ) -> Entries<String, TypeSpec> {
        let mut new = Entries::default();
        for (name, def) in types.iter() {
            let from = parent.key(name);
            match self.there.types.get(name) {
                Some(members) => {
                    let members = members.clone();
                    if let Some(fields) = &def.fields {
                        self.fields(fields, &members, &from.key("fields"));
                    }
                    self.values(def, &above(&members));
                }
                None if is_there => {
                    let (parent, name, def) = (parent.clone(), name.clone(), def.clone());
                    self.edits.push(Edit::AddType { parent, name, def });
                    self.comment(&from, &from);
                }
                None => new.push(name.clone(), def.clone()),
            }
        }
        new
    }

    /// An enum comes only with a field that has it.
    fn keep_used_enums(&mut self, rest: &mut Service) {
        let mut used: BTreeSet<String> = BTreeSet::new();
        let mut use_all = |fields: &Entries<String, FieldSpec>| {
            used.extend(fields.iter().map(|(_, field)| field.ty.innermost().to_owned()));
        };
        types_of(rest).filter_map(|(_, def)| def.fields.as_ref()).for_each(&mut use_all);
        for action in &rest.actions {
            use_all(&action.parameters);
            action.result.iter().filter_map(|result| result.fields.as_ref()).for_each(&mut use_all);
        }
        for edit in &self.edits {
            match edit {
                Edit::AddType { def, .. } => def.fields.iter().for_each(&mut use_all),
                Edit::AddField { name, field, .. } => {
                    use_all(&Entries::from_iter([(name.clone(), field.clone())]));
                }
                Edit::Change { change: Change::Type(ty), field } => {
                    let name = field.keys.last().cloned().unwrap_or_default();
                    use_all(&Entries::from_iter([(name, FieldSpec::new(ty.clone()))]));
                }
                _ => {}
            }
        }
        let is_kept = |name: &String, def: &TypeSpec| def.values.is_none() || used.contains(name);
        let mut gone = HashSet::new();
        self.edits.retain(|edit| match edit {
            Edit::AddType { parent, name, def } if !is_kept(name, def) => !gone.insert(parent.key(name)),
            _ => true,
        });
        self.edits.retain(|edit| !matches!(edit, Edit::AddComment { place, .. } if gone.contains(place)));
        let kept = |types: &Entries<String, TypeSpec>| -> Entries<String, TypeSpec> {
            types
                .iter()
                .filter(|(name, def)| is_kept(name, def))
                .map(|(n, d)| (n.clone(), d.clone()))
                .collect()
        };
        rest.types = kept(&rest.types);
        for action in &mut rest.actions {
            action.types = kept(&action.types);
        }
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

    /// Compares the fields of one place with those that are there, at `members`; the notes on them stand at `from`.
    fn fields(&mut self, fields: &Entries<String, FieldSpec>, members: &Origin, from: &Origin) {
        for (name, field) in fields.iter() {
            let (place, from) = (members.key(name), from.key(name));
            if self.there.has(members, name) {
                self.follow(field, &place, &from);
                continue;
            }
            let (members, name, mut field) = (members.clone(), name.clone(), field.clone());
            // An example that is there would be wrong without it, and nothing could be written.
            field.required &= !self.there.has_examples(name_of(&members.file));
            self.edits.push(Edit::AddField { members, name, field });
            self.comment(&from, &place);
        }
    }

    /// Puts the notes on a place of the import, and on what lies below it, beside the same place of the spec.
    fn comment(&mut self, from: &Origin, place: &Origin) {
        let file = name_of(&from.file);
        for (_, way, comment) in
            self.notes.iter().filter(|(of, way, _)| *of == file && way.starts_with(&from.keys))
        {
            let mut place = place.clone();
            place.keys.extend_from_slice(&way[from.keys.len()..]);
            self.edits.push(Edit::AddComment { place, comment: comment.to_owned() });
        }
    }

    /// What was inferred of a field that is there becomes what is inferred now, while the comment says so.
    fn follow(&mut self, field: &FieldSpec, place: &Origin, from: &Origin) {
        let had = self.there.comments(place);
        let has = |mark: &str| had.iter().any(|comment| comment == mark);
        let is_limited = has(marks::LIMITS);
        let is_typed = has(marks::TIME) || has(marks::ENUM);
        let known =
            self.there.get(place).and_then(|value| serde_yaml::from_value::<FieldSpec>(value.clone()).ok());
        let Some(known) = known.filter(|_| self.follows && (is_typed || is_limited)) else { return };
        let mut changes = Vec::new();
        if is_typed && known.ty != field.ty && !self.has_values_of(&known.ty, &field.ty) {
            changes.push(Change::Type(field.ty.clone()));
        }
        if is_typed && known.wire != field.wire {
            changes.push(Change::Wire(field.wire));
        }
        if (is_limited || has(marks::ENUM)) && known.default != field.default {
            changes.push(Change::Default(field.default.clone()));
        }
        if is_limited && known.min != field.min {
            changes.push(Change::Min(field.min.clone()));
        }
        if is_limited && known.max != field.max {
            changes.push(Change::Max(field.max.clone()));
        }
        let of = |change| Edit::Change { field: place.clone(), change };
        self.edits.extend(changes.into_iter().map(of));
        let file = name_of(&from.file);
        let now = |mark: &str| {
            self.notes.iter().any(|(of, way, comment)| of == file && way == from.keys && comment == mark)
        };
        for mark in [marks::TIME, marks::ENUM, marks::LIMITS] {
            let (place, comment) = (place.clone(), mark.to_owned());
            match (has(mark), now(mark)) {
                (true, false) => self.edits.push(Edit::RemoveComment { place, comment }),
                (false, true) if mark != marks::LIMITS && is_typed => {
                    self.edits.push(Edit::AddComment { place, comment });
                }
                _ => {}
            }
        }
    }

    /// Whether a type that is there is an enum with all values of one that the import has, under whatever name.
    fn has_values_of(&self, there: &TypeExpr, described: &TypeExpr) -> bool {
        let values = self.enums.get(described.innermost());
        let known = self.there.values(there.innermost());
        *there == described.with_innermost(there.innermost())
            && values
                .zip(known)
                .is_some_and(|(values, known)| values.iter().all(|value| known.contains(value)))
    }

    /// Values that are new of an enum that was inferred.
    fn values(&mut self, def: &TypeSpec, place: &Origin) {
        let is_inferred = self.there.comments(place).iter().any(|comment| comment == marks::ENUM);
        let Some(values) = def.values.as_ref().filter(|_| self.follows && is_inferred) else { return };
        let members = place.key("values");
        for key in values.keys().filter(|key| !self.there.has(&members, &key.to_string())) {
            self.edits.push(Edit::AddValue { members: members.clone(), key: key.clone(), name: None });
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
