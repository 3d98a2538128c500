//! From the values that a thing may have to an enum, or to a bool.

use qcloud_codegen::model::{PageType, Wire};

use super::super::enums::{self, Values};
use super::super::names;
use super::{Decided, Decider, Known};
use crate::draft::{Documented, Type, TypeDef, TypeKind};

impl Decider<'_> {
    /// The values that a thing may have: from its description, or from a table that is about it.
    pub(super) fn values(&self, known: Known<'_>) -> Option<Values> {
        enums::values(known.claim()?, known.path.last()?, known.observed, self.values)
    }

    pub(super) fn numbers(
        &mut self,
        known: Known<'_>,
        values: &Values,
        is_flag: bool,
        wire: Option<Wire>,
    ) -> Decided {
        let Some(values) = values.ints() else { return Decided { ty: Type::Int, wire, todos: Vec::new() } };
        if is_flag
            && wire.is_none()
            && let [zero, one] = values.as_slice()
            && (zero.0, one.0) == (0, 1)
            && names::is_no_and_yes(&zero.1, &one.1)
        {
            return Decided::wired(Type::Bool, Wire::Int);
        }
        let (kind, unnamed) = enums::int_enum(&values, self.with_docs);
        let ty = self.enumeration(known, TypeKind::IntEnum(kind), PageType::Int, &unnamed);
        Decided { ty, wire, todos: Vec::new() }
    }

    pub(super) fn texts(&mut self, known: Known<'_>, values: &Values) -> Decided {
        let Some(values) = values.texts() else { return Type::String.into() };
        let (kind, unnamed) = enums::text_enum(&values, self.with_docs);
        self.enumeration(known, TypeKind::TextEnum(kind), PageType::String, &unnamed).into()
    }

    pub(super) fn enumeration(
        &mut self,
        known: Known<'_>,
        kind: TypeKind,
        on_wire: PageType,
        unnamed: &[String],
    ) -> Type {
        // The same values under the same name are the same enum.
        let word = known.path.last().map(|name| name.to_lowercase()).unwrap_or_default();
        let earlier = self.enums.iter().filter(|(other, _)| *other == word).find_map(|(_, name)| {
            self.types
                .iter()
                .find(|def| def.name == *name && same_values(&def.kind, &kind))
                .map(|def| def.name.clone())
        });
        if let Some(name) = earlier {
            return Type::Named(name);
        }
        let name = self.names.take(known.path, false, "");
        self.enums.push((word, name.clone()));
        self.kinds.insert(name.clone(), on_wire);
        let mut todos = Vec::new();
        if !unnamed.is_empty() {
            let what = match unnamed {
                [one] => format!("give {one} a name that says what it means"),
                several => format!("give {} names that say what they mean", several.join(", ")),
            };
            self.todo(known.line(), &known.name(), &what, &mut todos);
        }
        self.types.push(TypeDef {
            name: name.clone(),
            doc: None,
            kind,
            documented: Documented::default(),
            rust: None,
            todos,
        });
        Type::Named(name)
    }
}

fn same_values(a: &TypeKind, b: &TypeKind) -> bool {
    match (a, b) {
        (TypeKind::IntEnum(a), TypeKind::IntEnum(b)) => {
            a.iter().map(|value| value.wire).eq(b.iter().map(|value| value.wire))
        }
        (TypeKind::TextEnum(a), TypeKind::TextEnum(b)) => {
            a.iter().map(|value| &value.wire).eq(b.iter().map(|value| &value.wire))
        }
        _ => false,
    }
}
