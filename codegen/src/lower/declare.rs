//! All types of a service get their names and ids, before any of them is looked into.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::Findings;
use crate::diagnostic::problem::{Generated, NameProblem, Named, TypeProblem};
use crate::fit::fitting::Owner;
use crate::language::{Scalar, names};
use crate::load::{ActionSpec, ServiceSpec};
use crate::model::{Enum, EnumValues, Home, Origin, Protocol, Record, TypeDef, TypeId, TypeKind};
use crate::source::{At, FileId, Place};
use crate::spec::{ActionFile, Entries, EnumKey, TypeSpec};

use super::definitions::{Defined, Definition, Definitions, OwnTypes, Scope};
use super::names::{Names, Style, check_identifier};

/// The types of a service, as far as they are known.
#[derive(Default)]
pub(super) struct Declared<'s> {
    pub(super) definitions: Definitions<'s>,
    /// Declared ones are of the right kind, so that whoever names one knows what it is, with nothing in them yet.
    pub(super) types: Vec<TypeDef>,
    /// Records of which something was left out because it is wrong.
    pub(super) broken: HashSet<Owner>,
}

/// Who has a Rust name.
enum Holder {
    Generated(Generated),
    Type(String),
}

/// Declares all types; `handle` is the name that the service has in Rust.
pub(super) fn declare<'s>(spec: &'s ServiceSpec, handle: &str, findings: &mut Findings) -> Declared<'s> {
    let service = &spec.service;
    let mut rust = Names::default();
    // The names that the generator gives are taken first, so that a type of the spec is told what it clashes with.
    claim_service(spec, handle, &mut rust, findings);
    let twins = claim_actions(&spec.actions, &mut rust, findings);
    let mut declared = Declared::default();
    declared.definitions.is_incomplete = spec.incomplete;
    if let Some(types) = &spec.types {
        let file = TypesOf {
            file: types.file,
            home: Home::Service,
            origin: Origin::file(&types.path),
            below_types: false,
        };
        declared.entries(&types.spec, &file, types.mended, &mut rust, findings);
    }
    if !service.spec.errors.is_empty() {
        let definition = Definition::Errors { errors: &service.spec.errors };
        let origin = Origin::file(&service.path).key("errors");
        declared.add(
            None,
            ERRORS_OF_SERVICE,
            Home::Service,
            origin,
            Defined { file: service.file, definition },
            false,
        );
    }
    for (number, action) in spec.actions.iter().enumerate() {
        let own = declared.action(number, action, twins.contains(&number), &mut rust, findings);
        declared.definitions.add_action(own);
    }
    declared
}

/// Where a mapping of types stands.
struct TypesOf {
    file: FileId,
    home: Home,
    origin: Origin,
    below_types: bool,
}

impl<'s> Declared<'s> {
    /// What the rules of a protocol's service read.
    pub(super) fn scope(&self, protocol: Protocol) -> Scope<'_> {
        Scope { definitions: &self.definitions, types: &self.types, broken: &self.broken, protocol }
    }

    fn action(
        &mut self,
        number: usize,
        spec: &'s ActionSpec,
        is_twin: bool,
        rust: &mut Names<Holder>,
        findings: &mut Findings,
    ) -> OwnTypes {
        let (file, action, mended) = (spec.action.file, &spec.action.spec, spec.action.mended);
        let home = Home::Action(number);
        let origin = Origin::file(&spec.action.path);
        let types = TypesOf { file, home, origin: origin.key("types"), below_types: true };
        self.entries(&action.types, &types, mended, rust, findings);
        if is_twin {
            return OwnTypes { is_twin, ..OwnTypes::default() };
        }
        let result = has_own_result(action).then(|| {
            let definition = Definition::Result { action: &action.action, spec: action.result.as_ref() };
            let name = result_name(action);
            self.add(None, &name, home, origin.key("result"), Defined { file, definition }, mended)
        });
        let errors = (!action.errors.is_empty()).then(|| {
            let definition = Definition::Errors { errors: &action.errors };
            let name = errors_name(action.stem());
            self.add(None, &name, home, origin.key("errors"), Defined { file, definition }, mended)
        });
        OwnTypes { result, errors, is_twin }
    }

    fn entries(
        &mut self,
        types: &'s Entries<String, TypeSpec>,
        place: &TypesOf,
        mended: bool,
        rust: &mut Names<Holder>,
        findings: &mut Findings,
    ) {
        for (number, (wire, spec)) in types.iter().enumerate() {
            let definition = Definition::Entry { number, below_types: place.below_types, spec };
            let defined = Defined { file: place.file, definition };
            // Of two definitions with one name, one may be that of a name that seems unknown.
            self.definitions.is_incomplete |= self.definitions.id(wire).is_some();
            let Some(name) = defined.at(|at| self.type_name(at, wire, spec, findings)) else {
                // What the other one lacks, this one may have.
                self.broken.extend(self.definitions.id(wire).map(Owner::Type));
                continue;
            };
            defined.at(|at| claim_type(rust, &name, wire, at, spec.rust.is_some(), findings));
            self.add(Some(wire), &name, place.home, place.origin.key(wire), defined, mended);
        }
    }

    /// The Rust name of an entry; `None` when its wire name is taken.
    fn type_name(
        &mut self,
        at: &At<'_>,
        wire: &str,
        spec: &TypeSpec,
        findings: &mut Findings,
    ) -> Option<String> {
        let rust = match &spec.rust {
            Some(rust) => {
                check_identifier(rust, Style::Type, at.key("rust").value(), findings);
                rust.clone()
            }
            None => names::type_name(wire, if spec.values.is_some() { "Enum" } else { "Record" }),
        };
        if spec.rust.is_none() && !names::is_usable(&rust) {
            findings.report(at.name(), NameProblem::NoneInRust { wire: wire.to_owned(), key: "rust" });
        }
        if Scalar::from_name(wire).is_some() {
            findings.report(at.name(), TypeProblem::BuiltIn(wire.to_owned()));
            self.definitions.is_incomplete = true; // its right name may be one that seems unknown
            return None;
        }
        if let Some(first) = self.definitions.id(wire) {
            let problem = NameProblem::Twice { what: Named::Type, wire: wire.to_owned() };
            findings.report(at.name(), problem).also(self.definitions.place(first));
            return None;
        }
        Some(rust)
    }

    fn add(
        &mut self,
        wire: Option<&'s str>,
        rust: &str,
        home: Home,
        origin: Origin,
        defined: Defined<'s>,
        mended: bool,
    ) -> TypeId {
        let members = match defined.definition {
            Definition::Entry { spec, .. } if spec.values.is_some() => origin.key("values"),
            Definition::Entry { .. } | Definition::Result { .. } => origin.key("fields"),
            Definition::Errors { .. } => origin.clone(),
        };
        self.types.push(TypeDef { home, origin, members, kind: empty(rust, &defined.definition) });
        let id = self.definitions.add(wire, defined);
        // Of an enum with values of both kinds, examples of either are right.
        let is_mixed = matches!(defined.definition, Definition::Entry { spec, .. } if spec.values.as_ref().is_some_and(is_mixed));
        if mended || is_mixed {
            self.broken.insert(Owner::Type(id));
        }
        id
    }
}

fn claim_service(spec: &ServiceSpec, handle: &str, rust: &mut Names<Holder>, findings: &mut Findings) {
    let service = &spec.service;
    let root = At::root(service.file);
    claim_generated(rust, handle, Generated::Handle, root.key("service").value(), findings);
    if !service.spec.errors.is_empty() {
        let place = root.key("errors").name();
        claim_generated(rust, ERRORS_OF_SERVICE, Generated::ErrorsOfService, place, findings);
    }
}

/// Claims the names that come from the Actions. Returns those whose module another has already, by their numbers.
fn claim_actions(
    actions: &[ActionSpec],
    rust: &mut Names<Holder>,
    findings: &mut Findings,
) -> HashSet<usize> {
    let mut twins = HashSet::new();
    let mut modules: HashMap<String, (&str, Place)> = HashMap::new();
    for (number, action) in actions.iter().enumerate() {
        let file = &action.action.spec;
        let root = At::root(action.action.file);
        let place = root.key(if file.rust.is_some() { "rust" } else { "action" }).value();
        if file.action.is_empty() {
            twins.insert(number); // said where the name is checked; it has no names in Rust
            continue;
        }
        let module = names::module(file.stem());
        if let Some((first, first_place)) = modules.get(&module) {
            twins.insert(number);
            if action.is_misplaced() {
                continue; // said where the name is checked
            }
            let (first, second) = ((*first).to_owned(), file.action.clone());
            let problem = if first == second {
                NameProblem::ActionTwice(first)
            } else {
                NameProblem::SameModule { first, second, module }
            };
            findings.report(place, problem).also(first_place.clone());
            continue;
        }
        modules.insert(module, (&file.action, place.clone()));
        let name = || file.action.clone();
        claim_generated(rust, &request_name(file), Generated::Request(name()), place.clone(), findings);
        if has_own_result(file) {
            let place = if file.result.is_some() { root.key("result").name() } else { place };
            claim_generated(rust, &result_name(file), Generated::Result(name()), place, findings);
        }
        if !file.errors.is_empty() {
            let (errors, place) = (errors_name(file.stem()), root.key("errors").name());
            claim_generated(rust, &errors, Generated::Errors(name()), place, findings);
        }
    }
    twins
}

fn claim_generated(
    names: &mut Names<Holder>,
    rust: &str,
    generated: Generated,
    place: Place,
    findings: &mut Findings,
) {
    let holder = Holder::Generated(generated.clone());
    if let Some((Holder::Generated(first), first_place)) = names.claim(rust, holder, place.clone()) {
        let (first, second) = (first.clone(), generated);
        let problem = NameProblem::SameGenerated { first, second, rust: rust.to_owned() };
        findings.report(place, problem).also(first_place.clone());
    }
}

fn claim_type(
    names: &mut Names<Holder>,
    rust: &str,
    wire: &str,
    at: &At<'_>,
    is_named: bool,
    findings: &mut Findings,
) {
    let place = if is_named { at.key("rust").value() } else { at.name() };
    let holder = Holder::Type(wire.to_owned());
    let Some((first, first_place)) = names.claim(rust, holder, place.clone()) else { return };
    let (wire, rust) = (wire.to_owned(), rust.to_owned());
    let problem = match first {
        Holder::Generated(generated) => {
            NameProblem::TypeAsGenerated { wire, generated: generated.clone(), rust }
        }
        Holder::Type(first) => {
            NameProblem::SameInRust { what: Named::Type, first: first.clone(), second: wire, rust }
        }
    };
    findings.report(place, problem).also(first_place.clone());
}

/// The Rust name of an Action's request.
pub(super) fn request_name(action: &ActionFile) -> String {
    names::type_name(action.stem(), "") + "Request"
}

fn result_name(action: &ActionFile) -> String {
    names::type_name(action.stem(), "") + "Result"
}

/// The Rust name of the error codes that all Actions of a service may answer with.
const ERRORS_OF_SERVICE: &str = "ErrorCode";

/// The Rust name of the error codes of one Action.
fn errors_name(stem: &str) -> String {
    names::type_name(stem, "") + "ErrorCode"
}

fn has_own_result(action: &ActionFile) -> bool {
    action.result.as_ref().is_none_or(|result| result.ty.is_none())
}

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

/// An enum of numbers has only numbers. Of one that has both, which is an error, the more are as they were meant.
fn is_int_enum<V>(values: &Entries<EnumKey, V>) -> bool {
    let (ints, all) = numbers(values);
    ints == all || 2 * ints > all
}

fn is_mixed<V>(values: &Entries<EnumKey, V>) -> bool {
    let (ints, all) = numbers(values);
    ints != 0 && ints != all
}

/// How many of the values are numbers, and how many there are.
fn numbers<V>(values: &Entries<EnumKey, V>) -> (usize, usize) {
    let ints = values.iter().filter(|(key, _)| matches!(key, EnumKey::Int(_))).count();
    (ints, values.iter().count())
}
