//! What only shows when all records are known: which hold themselves, and which are part of a request.

use crate::model::{Action, Type, TypeId, TypeKind};

use super::Lowering;
use super::field::scalar_of;

impl Lowering<'_, '_> {
    /// Marks the records that requests hold, boxes recursion, and reports records that could never be built.
    pub(super) fn close_records(&mut self, actions: &[Action]) {
        let mut held: Vec<TypeId> = Vec::new();
        for action in actions {
            held.extend(action.request.fields.iter().filter_map(|field| named(scalar_of(&field.ty))));
        }
        while let Some(id) = held.pop() {
            if let TypeKind::Record(record) = &mut self.types[id.0].kind
                && !record.input
            {
                record.input = true;
                held.extend(record.fields.iter().filter_map(|field| named(scalar_of(&field.ty))));
            }
        }
        for index in 0..self.types.len() {
            self.box_recursion(TypeId(index));
        }
    }

    fn box_recursion(&mut self, id: TypeId) {
        let direct: Vec<_> = self.direct(id).collect();
        for (number, target, required) in direct {
            if required && self.reaches(target, id, true) {
                self.report_endless(id, number, target);
            } else if !required
                && self.reaches(target, id, false)
                && let TypeKind::Record(record) = &mut self.types[id.0].kind
            {
                record.fields[number].boxed = true;
            }
        }
    }

    /// The fields that hold a record within the record itself: number, target, required.
    fn direct(&self, id: TypeId) -> impl Iterator<Item = (usize, TypeId, bool)> {
        let fields = match &self.types[id.0].kind {
            TypeKind::Record(record) => record.fields.as_slice(),
            TypeKind::Enum(_) => &[],
        };
        fields
            .iter()
            .enumerate()
            .filter_map(|(number, field)| Some((number, named(&field.ty)?, field.required)))
    }

    /// Whether a record leads to another without a list or map between, or only by what is required.
    fn reaches(&self, from: TypeId, to: TypeId, only_required: bool) -> bool {
        let mut seen = vec![from];
        let mut next = 0;
        while let Some(&id) = seen.get(next) {
            if id == to {
                return true;
            }
            next += 1;
            for (_, target, required) in self.direct(id) {
                if (required || !only_required) && !seen.contains(&target) {
                    seen.push(target);
                }
            }
        }
        false
    }

    fn report_endless(&mut self, id: TypeId, number: usize, target: TypeId) {
        let super::declare::Definition::Entry { spec, .. } = self.declared[id.0].definition else { return };
        let Some((wire, _)) = spec.fields.as_ref().and_then(|fields| fields.iter().nth(number)) else {
            return;
        };
        let place = self.declared[id.0].at(|at| at.key("fields").entry(number).name());
        let also = self.type_place(target);
        self.findings
            .error(
                place,
                format!("the record requires itself through `{wire}`, so none can ever be complete"),
            )
            .also(also, "what it requires")
            .help("leave `required` out, or make it a list");
    }
}

fn named(ty: &Type) -> Option<TypeId> {
    match ty {
        Type::Named(id) => Some(*id),
        _ => None,
    }
}
