//! Warnings: what is allowed, and still should be looked at.

use std::collections::HashMap;
use std::collections::HashSet;
use std::collections::hash_map::Entry;

use crate::model::{Action, Type, TypeId, TypeKind};
use crate::source::{At, Place};

use super::Lowering;
use super::declare::Definition;

/// The number of things of a kind above which they are reported as one.
const MANY: usize = 50;

/// The same, where nothing at all is documented: that is how an import looks, not an oversight.
const MANY_OF_ALL: usize = 10;

impl Lowering<'_, '_> {
    pub(super) fn advise(&mut self, actions: &[Action]) {
        self.advise_docs();
        self.advise_examples();
        self.advise_siblings();
        self.advise_unused(actions);
    }

    /// Who has left out many wants to hear of it once.
    fn advise_docs(&mut self) {
        let missing = std::mem::take(&mut self.undocumented);
        let is_all = !self.is_documented && missing.len() > MANY_OF_ALL;
        if missing.len() > MANY || is_all {
            let root = At::root(self.spec.service.file);
            self.findings
                .warning(
                    root.key("service").value(),
                    format!("{} parameters and fields of this service have no `doc`", missing.len()),
                )
                .help("say what each means, with its unit");
            return;
        }
        for (place, wire) in missing {
            self.findings
                .warning(place, format!("`{wire}` has no `doc`"))
                .help("say what it means, with its unit");
        }
    }

    fn advise_examples(&mut self) {
        for spec in &self.spec.actions {
            if spec.action.spec.examples.is_empty() {
                let root = At::root(spec.action.file);
                let message = format!("the Action `{}` has no example", spec.action.spec.action);
                self.findings
                    .warning(root.key("action").value(), message)
                    .help("an exchange under `examples` becomes a test of the client");
            }
        }
    }

    /// A parameter of one Action that another spells in another way: on the wire they may well be the same.
    fn advise_siblings(&mut self) {
        let mut spellings: HashMap<String, (&str, Place)> = HashMap::new();
        for spec in &self.spec.actions {
            let root = At::root(spec.action.file);
            let parameters = root.key("parameters");
            for (number, (name, _)) in spec.action.spec.parameters.iter().enumerate() {
                let place = parameters.entry(number).name();
                let plain =
                    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
                match spellings.entry(plain) {
                    Entry::Vacant(entry) => drop(entry.insert((name, place))),
                    Entry::Occupied(entry) => {
                        let (first, first_place) = entry.get();
                        let same_action = first_place.file == place.file;
                        if first != name && !same_action {
                            self.findings
                                .warning(
                                    place,
                                    format!("another Action spells the parameter `{name}` as `{first}`"),
                                )
                                .also(first_place.clone(), "the other spelling")
                                .help("keep both if the wire has both");
                        }
                    }
                }
            }
        }
    }

    fn advise_unused(&mut self, actions: &[Action]) {
        if self.spec.incomplete {
            return;
        }
        let mut used = HashSet::new();
        let mut note = |ty: &Type| {
            if let Type::Named(id) = ty.innermost() {
                used.insert(*id);
            }
        };
        for action in actions {
            action.request.fields.iter().for_each(|field| note(&field.ty));
            note(&action.result);
        }
        for def in &self.types {
            if let TypeKind::Record(record) = &def.kind {
                record.fields.iter().for_each(|field| note(&field.ty));
            }
        }
        for index in 0..self.types.len() {
            let id = TypeId(index);
            let Definition::Entry { .. } = self.declared[index].definition else { continue };
            if !used.contains(&id) {
                let place = self.type_place(id);
                let kind =
                    if matches!(self.types[index].kind, TypeKind::Enum(_)) { "enum" } else { "record" };
                self.findings
                    .warning(place, format!("this {kind} is used nowhere"))
                    .help("remove it, or use it");
            }
        }
    }
}
