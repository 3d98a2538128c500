//! What a description only shows, in three kinds: times, enums, and the defaults and bounds of parameters. Each is taken where name, words and every
//! example of the service agree, and marked.

mod enums;
mod limits;
mod seen;
mod times;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use qcloud_codegen::language::{Scalar, Wire};
use qcloud_codegen::spec::{Entries, FieldSpec, Notes, Service, TYPES, TypeExpr, TypeSpec};

use self::enums::Candidate;
use self::limits::Limits;
use self::seen::Seen;
use super::exchange::Exchange;
use crate::marks;

/// A field by what has it, and its name.
type Key = (String, String);

/// What was inferred of a whole service, whichever of its Actions are wanted.
#[derive(Debug, Default)]
pub(super) struct Inferred {
    times: HashMap<Key, (Scalar, Option<Wire>)>,
    /// The enums of fields, by their names.
    values: HashMap<Key, String>,
    enums: BTreeMap<String, TypeSpec>,
    limits: HashMap<Key, Limits>,
    /// Fields of which nothing is taken, and why.
    told: Vec<(Key, &'static str)>,
}

/// Where a field stands.
struct Place<'p> {
    /// The record, or the Action and its side.
    owner: &'p str,
    file: &'p str,
    /// The keys that lead to the fields.
    way: &'p [&'p str],
    /// The parameters that ask for a page, position first; none but those of an Action have some.
    pages: &'p [&'p str],
    is_parameter: bool,
}

impl Place<'_> {
    fn key(&self, name: &str) -> Key {
        (self.owner.to_owned(), name.to_owned())
    }
}

impl Inferred {
    /// Looks at a whole service, with the vendor's words for each field as its `doc`, and the value shown of it as its `example`.
    pub(super) fn of(service: &Service, exchanges: &[Exchange<'_>], with_docs: bool) -> Self {
        let seen = Seen::of(service, exchanges);
        let mut inferred = Self::default();
        let mut candidates = Vec::new();
        each(&mut service.clone(), |place, name, field| {
            let key = place.key(name);
            let evidence = seen.of_field(&key);
            let is_paged = place.pages.contains(&name);
            match times::time(name, field, evidence).filter(|_| !is_paged) {
                Some(Ok(time)) => drop(inferred.times.insert(key.clone(), time)),
                Some(Err(why)) => inferred.told.push((key.clone(), why)),
                None => {
                    let values = enums::values(field, evidence).filter(|_| !is_paged);
                    if let Some(values) = values {
                        let is_list = matches!(field.ty, TypeExpr::List(_));
                        candidates.push(Candidate { key, is_list, values });
                        return;
                    }
                }
            }
            if place.is_parameter && !inferred.times.contains_key(&key) {
                match limits::limits(field, evidence, seen.longest(&key), limits::role(name, place.pages)) {
                    Some(Ok(limits)) => drop(inferred.limits.insert(key, limits)),
                    Some(Err(why)) => inferred.told.push((key, why)),
                    None => {}
                }
            }
        });
        enums::name(service, candidates, with_docs, &mut inferred);
        inferred
    }

    /// Makes fields of a service what was inferred of them, with the enums that they then have, marks them, and tells of those that an example
    /// refutes.
    pub(super) fn apply(&self, service: &mut Service, mut tell: impl FnMut(&str, &str, &str)) -> Notes {
        let mut notes = Notes::default();
        let mut present: BTreeSet<Key> = BTreeSet::new();
        let mut homes: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        each(service, |place, name, field| {
            let key = place.key(name);
            let way: Vec<&str> = place.way.iter().copied().chain([name]).collect();
            if let Some((scalar, wire)) = self.times.get(&key) {
                (field.ty, field.wire) = ((*scalar).into(), *wire);
                notes.add(place.file, &way, marks::TIME);
            }
            if let Some(of) = self.values.get(&key) {
                let default = enums::default(field, &self.enums[of]).filter(|_| place.is_parameter);
                field.default = default.filter(|_| !field.required);
                field.ty = field.ty.with_innermost(of);
                notes.add(place.file, &way, marks::ENUM);
                homes.entry(of).or_default().insert(place.file.to_owned());
            }
            if let Some(limits) = self.limits.get(&key) {
                limits.apply(field);
                notes.add(place.file, &way, marks::LIMITS);
            }
            present.insert(key);
        });
        for (name, files) in homes {
            let (name, def) = (name.to_owned(), self.enums[name].clone());
            let home = files.first().filter(|file| files.len() == 1 && *file != TYPES);
            let action = home.and_then(|file| service.actions.iter_mut().find(|a| a.file_name() == *file));
            match action {
                Some(action) => {
                    notes.add(&action.file_name(), &["types", &name], marks::ENUM);
                    action.types.push(name, def);
                }
                None => {
                    notes.add(TYPES, &[&name], marks::ENUM);
                    service.types.push(name, def);
                }
            }
        }
        for ((owner, name), why) in self.told.iter().filter(|(key, _)| present.contains(key)) {
            tell(owner, name, why);
        }
        notes
    }
}

/// Visits all parameters and fields of a service.
fn each(service: &mut Service, mut visit: impl FnMut(&Place<'_>, &str, &mut FieldSpec)) {
    let mut all = |place: &Place<'_>, fields: &mut Entries<String, FieldSpec>| {
        for (name, field) in fields.iter_mut() {
            visit(place, name, field);
        }
    };
    for (name, def) in service.types.iter_mut() {
        if let Some(fields) = &mut def.fields {
            all(&in_record(name, TYPES, &[name, "fields"]), fields);
        }
    }
    for action in &mut service.actions {
        let file = action.file_name();
        let pages = action.pagination.clone();
        let pages: Vec<&str> = pages.iter().flat_map(|pages| pages.parameters()).flatten().collect();
        let owner = request(&action.action);
        let place =
            Place { owner: &owner, file: &file, way: &["parameters"], pages: &pages, is_parameter: true };
        all(&place, &mut action.parameters);
        if let Some(fields) = action.result.as_mut().and_then(|result| result.fields.as_mut()) {
            all(&in_record(&response(&action.action), &file, &["result", "fields"]), fields);
        }
        for (name, def) in action.types.iter_mut() {
            if let Some(fields) = &mut def.fields {
                all(&in_record(name, &file, &["types", name, "fields"]), fields);
            }
        }
    }
}

fn in_record<'p>(owner: &'p str, file: &'p str, way: &'p [&'p str]) -> Place<'p> {
    Place { owner, file, way, pages: &[], is_parameter: false }
}

fn request(action: &str) -> String {
    format!("{action}Request")
}

fn response(action: &str) -> String {
    format!("{action}Response")
}
