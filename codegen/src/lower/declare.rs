//! All types of a service get their names and ids, before any of them is looked into.

use std::collections::HashMap;

use crate::language::{Scalar, names};
use crate::model::{Enum, EnumValues, Home, Origin, Record, TypeDef, TypeId, TypeKind};
use crate::source::{At, FileId, Place};
use crate::spec::{Entries, EnumKey, ErrorSpec, FieldSpec, TypeSpec};

use super::action::is_misplaced;
use super::{Lowering, check_identifier};

/// Where the definition of a type stands, and what it says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Declared<'s> {
    pub(super) file: FileId,
    pub(super) definition: Definition<'s>,
}

/// The ways to define a type.
#[derive(Clone, Copy, Debug)]
pub(super) enum Definition<'s> {
    /// The entry with this number, in `types.yaml` or below an Action's `types`.
    Entry { number: usize, below_types: bool, spec: &'s TypeSpec },
    /// The `fields` of an Action's `result`, if it has any.
    Result { fields: Option<&'s Entries<String, FieldSpec>> },
    /// The `errors` of a service or an Action.
    Errors { errors: &'s Entries<EnumKey, ErrorSpec> },
}

impl<'s> Lowering<'s, '_> {
    pub(super) fn declare_all(&mut self) {
        let spec = self.spec;
        let service = &spec.service;
        let root = At::root(service.file);
        let wire = &service.spec.service;
        self.claim_generated();
        if let Some(types) = &spec.types {
            let root = At::root(types.file);
            for (number, (name, spec)) in types.spec.iter().enumerate() {
                let definition = Definition::Entry { number, below_types: false, spec };
                self.declare_entry(&root.entry(number), Home::Service, name, types.file, definition, spec);
            }
        }
        if !service.spec.errors.is_empty() {
            let stem = names::type_name(wire, "");
            self.declare_errors(&root, Home::Service, &stem, service.file, &service.spec.errors);
        }
        for (number, action) in spec.actions.iter().enumerate() {
            self.declare_action(number, &action.action.spec, action.action.file);
        }
    }

    fn declare_action(&mut self, number: usize, action: &'s crate::spec::ActionFile, file: FileId) {
        let root = At::root(file);
        let home = Home::Action(number);
        let types = root.key("types");
        for (entry, (name, spec)) in action.types.iter().enumerate() {
            let definition = Definition::Entry { number: entry, below_types: true, spec };
            self.declare_entry(&types.entry(entry), home, name, file, definition, spec);
        }
        if self.twins.contains(&number) {
            return;
        }
        let stem = names::type_name(action.stem(), "");
        let own_result = action.result.as_ref().is_none_or(|result| result.ty.is_none());
        if own_result {
            let fields = action.result.as_ref().and_then(|result| result.fields.as_ref());
            let result = root.key("result");
            self.declare(
                &result,
                home,
                &format!("{stem}Result"),
                None,
                Declared { file, definition: Definition::Result { fields } },
            );
        }
        if !action.errors.is_empty() {
            self.declare_errors(&root, home, &stem, file, &action.errors);
        }
    }

    /// The names that the generator gives are taken first, so that a type of the spec is told what it clashes with.
    fn claim_generated(&mut self) {
        let service = &self.spec.service;
        let root = At::root(service.file);
        let place = root.key("service").value();
        self.rust.claim(&self.handle, "the handle of the service", place);
        if !service.spec.errors.is_empty() {
            let name = format!("{}ErrorCode", names::type_name(&service.spec.service, ""));
            self.claim_one(&name, "the error codes of the service", root.key("errors").name());
        }
        let mut modules: HashMap<String, (&str, Place)> = HashMap::new();
        for (number, action) in self.spec.actions.iter().enumerate() {
            let file = &action.action.spec;
            let root = At::root(action.action.file);
            let place = root.key(if file.rust.is_some() { "rust" } else { "action" }).value();
            if let Some((first, first_place)) = modules.get(&names::module(file.stem())) {
                self.twins.insert(number);
                if is_misplaced(&action.action.path, &file.action) {
                    continue; // said where the name is checked
                }
                let message = if *first == file.action {
                    format!("the Action `{first}` is described twice")
                } else {
                    format!(
                        "the Actions `{first}` and `{}` would both be `{}` in Rust",
                        file.action,
                        names::module(file.stem())
                    )
                };
                let is_same = *first == file.action;
                let finding = self.findings.error(place, message);
                finding.label("the second").also(first_place.clone(), "the first");
                if !is_same {
                    finding.help("give one of them another name with `rust:`");
                }
                continue;
            }
            modules.insert(names::module(file.stem()), (&file.action, place.clone()));
            let stem = names::type_name(file.stem(), "");
            let of = |what: &str| format!("{what} of the Action `{}`", file.action);
            self.claim_one(&format!("{stem}Request"), &of("the request"), place.clone());
            if file.result.as_ref().is_none_or(|result| result.ty.is_none()) {
                let place = if file.result.is_some() { root.key("result").name() } else { place };
                self.claim_one(&format!("{stem}Result"), &of("the result"), place);
            }
            if !file.errors.is_empty() {
                self.claim_one(
                    &format!("{stem}ErrorCode"),
                    &of("the error codes"),
                    root.key("errors").name(),
                );
            }
        }
    }

    fn claim_one(&mut self, rust: &str, what: &str, place: Place) {
        if let Some(first) = self.rust.claim(rust, what, place.clone()) {
            self.findings
                .error(place, format!("{} and {what} are both called `{rust}` in Rust", first.wire))
                .also(first.place, "the first has the name");
        }
    }

    fn declare_entry(
        &mut self,
        at: &At<'_>,
        home: Home,
        wire: &'s str,
        file: FileId,
        definition: Definition<'s>,
        spec: &TypeSpec,
    ) {
        let kind = if spec.values.is_some() { "Enum" } else { "Record" };
        let rust = match &spec.rust {
            Some(rust) => {
                check_identifier(rust, at.key("rust").value(), self.findings);
                rust.clone()
            }
            None => names::type_name(wire, kind),
        };
        if spec.rust.is_none() && !names::is_usable(&rust) {
            self.findings
                .error(at.name(), format!("`{wire}` gives no Rust name"))
                .help("give it one with `rust:`");
        }
        if Scalar::from_name(wire).is_some() {
            self.findings
                .error(at.name(), format!("`{wire}` is a built-in type and can't be defined"))
                .help("give the type another name");
            return;
        }
        if let Some(&first) = self.by_name.get(wire) {
            let place = self.type_place(first);
            self.findings
                .error(at.name(), format!("the type `{wire}` is defined twice"))
                .label("defined again here")
                .also(place, "first defined here")
                .help("all types of a service share their names; what several Actions use stands in `types.yaml`");
            return;
        }
        self.declare(at, home, &rust, Some(wire), Declared { file, definition });
    }

    fn declare_errors(
        &mut self,
        root: &At<'_>,
        home: Home,
        stem: &str,
        file: FileId,
        errors: &'s Entries<EnumKey, ErrorSpec>,
    ) {
        let definition = Definition::Errors { errors };
        self.declare(
            &root.key("errors"),
            home,
            &format!("{stem}ErrorCode"),
            None,
            Declared { file, definition },
        );
    }

    fn declare(
        &mut self,
        at: &At<'_>,
        home: Home,
        rust: &str,
        wire: Option<&'s str>,
        declared: Declared<'s>,
    ) {
        let id = TypeId(self.types.len());
        if let Some(wire) = wire {
            self.claim_type(at, rust, wire, &declared);
        }
        if self.mended(declared.file) {
            self.broken.insert(Some(id));
        }
        if let Some(wire) = wire {
            self.by_name.insert(wire, id);
        }
        let origin = self.origin(home, &declared.definition, wire.unwrap_or_default());
        let members = match &declared.definition {
            Definition::Entry { spec, .. } if spec.values.is_some() => origin.key("values"),
            Definition::Entry { .. } | Definition::Result { .. } => origin.key("fields"),
            Definition::Errors { .. } => origin.clone(),
        };
        self.types.push(TypeDef { home, origin, members, kind: empty(rust, &declared.definition) });
        self.declared.push(declared);
    }

    fn origin(&self, home: Home, definition: &Definition<'_>, wire: &str) -> Origin {
        let file = match home {
            Home::Action(number) => &self.spec.actions[number].action.path,
            Home::Service => &self.spec.service.path,
        };
        match (definition, &self.spec.types) {
            (Definition::Entry { below_types: false, .. }, Some(types)) => {
                Origin::file(&types.path).key(wire)
            }
            (Definition::Entry { .. }, _) => Origin::file(file).key("types").key(wire),
            (Definition::Result { .. }, _) => Origin::file(file).key("result"),
            (Definition::Errors { .. }, _) => Origin::file(file).key("errors"),
        }
    }

    fn claim_type(&mut self, at: &At<'_>, rust: &str, wire: &str, declared: &Declared<'_>) {
        let is_named = matches!(declared.definition, Definition::Entry { spec, .. } if spec.rust.is_some());
        let place = if is_named { at.key("rust").value() } else { at.name() };
        let Some(first) = self.rust.claim(rust, wire, place.clone()) else { return };
        let is_generated = first.wire.contains(' ');
        let (message, label) = if is_generated {
            (
                format!("the type `{wire}` and {} are both called `{rust}` in Rust", first.wire),
                "which has the name",
            )
        } else {
            (
                format!("the types `{}` and `{wire}` are both called `{rust}` in Rust", first.wire),
                "the first has the name",
            )
        };
        self.findings.error(place, message).also(first.place, label).help(if is_generated {
            "give the type another name with `rust:`"
        } else {
            "give one of them another name with `rust:`"
        });
    }

    /// Whether something was left out of a file.
    fn mended(&self, file: FileId) -> bool {
        self.spec.types.as_ref().is_some_and(|types| types.file == file && types.mended)
            || self.spec.actions.iter().any(|action| action.action.file == file && action.action.mended)
    }

    /// The place of a type's name.
    #[allow(clippy::redundant_closure_for_method_calls, reason = "the method alone is not general enough")]
    pub(super) fn type_place(&self, id: TypeId) -> crate::source::Place {
        self.declared[id.0].at(|at| at.name())
    }
}

impl Declared<'_> {
    /// Calls back with the place of the definition.
    pub(super) fn at<R>(&self, then: impl FnOnce(&At<'_>) -> R) -> R {
        let root = At::root(self.file);
        match self.definition {
            Definition::Entry { number, below_types: false, .. } => then(&root.entry(number)),
            Definition::Entry { number, .. } => then(&root.key("types").entry(number)),
            Definition::Result { .. } => then(&root.key("result")),
            Definition::Errors { .. } => then(&root.key("errors")),
        }
    }
}

/// A type of the right kind, so that whoever names it knows what it is, with nothing in it yet.
fn empty(rust: &str, definition: &Definition<'_>) -> TypeKind {
    let name = rust.to_owned();
    let values = match definition {
        Definition::Entry { spec, .. } => spec.values.as_ref().map(is_int_enum),
        Definition::Result { .. } => None,
        Definition::Errors { .. } => Some(false),
    };
    let (doc, claims) = (String::new(), Vec::new());
    match values {
        None => TypeKind::Record(Record { name, doc, fields: Vec::new(), claims, input: false }),
        Some(true) => TypeKind::Enum(Enum { name, doc, values: EnumValues::Int(Vec::new()), claims }),
        Some(false) => TypeKind::Enum(Enum { name, doc, values: EnumValues::Text(Vec::new()), claims }),
    }
}

/// An enum of numbers has only numbers; one string makes it an enum of strings.
fn is_int_enum<V>(values: &Entries<EnumKey, V>) -> bool {
    values.iter().all(|(key, _)| matches!(key, EnumKey::Int(_)))
}
