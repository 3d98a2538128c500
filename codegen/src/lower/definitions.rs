//! What the names of types mean, and where each type is defined.

use std::collections::{HashMap, HashSet};

use crate::fit::fitting::Owner;
use crate::model::{Protocol, TypeDef, TypeId};
use crate::source::{At, FileId, Place};
use crate::spec::{Entries, EnumKey, ErrorSpec, FieldSpec, ResultSpec, TypeSpec};

/// The definitions of all types of a service.
#[derive(Debug, Default)]
pub(super) struct Definitions<'s> {
    list: Vec<Defined<'s>>,
    by_name: HashMap<&'s str, TypeId>,
    own_types: Vec<OwnTypes>,
    /// Whether a file could not be read, so that a name that seems unknown may well be defined.
    pub(super) is_incomplete: bool,
}

/// Where a type is defined, and how.
#[derive(Clone, Copy, Debug)]
pub(super) struct Defined<'s> {
    pub(super) file: FileId,
    pub(super) definition: Definition<'s>,
}

/// The ways to define a type.
#[derive(Clone, Copy, Debug)]
pub(super) enum Definition<'s> {
    /// The entry with this number, in `types.yaml` or below an Action's `types`.
    Entry { number: usize, below_types: bool, spec: &'s TypeSpec },
    /// The `fields` of an Action's `result`, or a record that stands for a missing result.
    Result { action: &'s str, spec: Option<&'s ResultSpec> },
    /// The `errors` of a service or an Action.
    Errors { errors: &'s Entries<EnumKey, ErrorSpec> },
}

/// The types that an Action has without naming them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct OwnTypes {
    pub(super) result: Option<TypeId>,
    pub(super) errors: Option<TypeId>,
    /// Whether another Action has its name in Rust already, which is reported; then it has none of these.
    pub(super) is_twin: bool,
}

/// What the rules read beside what they are about: what names mean, what each type is as far as it is known, and what lost a field to an error.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    pub(super) definitions: &'a Definitions<'a>,
    pub(super) types: &'a [TypeDef],
    pub(super) broken: &'a HashSet<Owner>,
    pub(super) protocol: Protocol,
}

impl<'s> Definitions<'s> {
    /// Takes a definition in; its type has the next id.
    pub(super) fn add(&mut self, name: Option<&'s str>, defined: Defined<'s>) -> TypeId {
        let id = TypeId(self.list.len());
        if let Some(name) = name {
            self.by_name.insert(name, id);
        }
        self.list.push(defined);
        id
    }

    /// Takes in what the next Action has.
    pub(super) fn add_action(&mut self, own: OwnTypes) {
        self.own_types.push(own);
    }

    /// All definitions, with the ids of their types.
    pub(super) fn iter(&self) -> impl Iterator<Item = (TypeId, &Defined<'s>)> {
        self.list.iter().enumerate().map(|(index, defined)| (TypeId(index), defined))
    }

    /// What each Action has, in their order.
    pub(super) fn own_types(&self) -> &[OwnTypes] {
        &self.own_types
    }

    /// The type of a name.
    pub(super) fn id(&self, name: &str) -> Option<TypeId> {
        self.by_name.get(name).copied()
    }

    /// The names of all types that have one.
    pub(super) fn names(&self) -> impl ExactSizeIterator<Item = &'s str> {
        self.by_name.keys().copied()
    }

    /// The place of a type's name.
    #[allow(clippy::redundant_closure_for_method_calls, reason = "the method alone is not general enough")]
    pub(super) fn place(&self, id: TypeId) -> Place {
        self.list[id.0].at(|at| at.name())
    }

    /// The place of a field's name; of the record's own for an empty name.
    pub(super) fn field_place(&self, id: TypeId, wire: &str) -> Option<Place> {
        let defined = &self.list[id.0];
        let is_known = defined.fields().is_some_and(|fields| fields.iter().any(|(name, _)| name == wire));
        defined.at(|at| {
            if is_known {
                Some(at.key("fields").key(wire).name())
            } else {
                wire.is_empty().then(|| at.name())
            }
        })
    }
}

impl<'s> Defined<'s> {
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

    /// The fields that stand there under `fields`.
    pub(super) fn fields(&self) -> Option<&'s Entries<String, FieldSpec>> {
        match self.definition {
            Definition::Entry { spec, .. } => spec.fields.as_ref(),
            Definition::Result { spec, .. } => spec.and_then(|spec| spec.fields.as_ref()),
            Definition::Errors { .. } => None,
        }
    }
}
