//! What only shows when all records are known: which hold themselves, and which are part of a request.

use std::collections::{HashMap, HashSet, VecDeque};

use crate::model::{Action, Type, TypeId, TypeKind};

use super::Lowering;

/// So many places of a circle are shown.
const MAX_LABELS: usize = 8;

impl Lowering<'_, '_> {
    /// Marks the records that requests hold, boxes recursion, and reports records that could never be built.
    pub(super) fn close_records(&mut self, actions: &[Action]) {
        let mut held: Vec<TypeId> = Vec::new();
        for action in actions {
            held.extend(action.request.fields.iter().filter_map(|field| named(field.ty.innermost())));
        }
        while let Some(id) = held.pop() {
            if let TypeKind::Record(record) = &mut self.types[id.0].kind
                && !record.input
            {
                record.input = true;
                held.extend(record.fields.iter().filter_map(|field| named(field.ty.innermost())));
            }
        }
        self.box_recursion();
        self.report_endless();
    }

    /// A record that optionally holds itself, directly or not, holds itself in a box.
    fn box_recursion(&mut self) {
        let cycles = self.cycles(false);
        for (index, def) in self.types.iter_mut().enumerate() {
            let TypeKind::Record(record) = &mut def.kind else { continue };
            for field in &mut record.fields {
                field.boxed = !field.required
                    && named(&field.ty).is_some_and(|target| cycles[target.0] == cycles[index]);
            }
        }
    }

    /// Reports each circle of records that require each other, once.
    fn report_endless(&mut self) {
        let cycles = self.cycles(true);
        let mut reported = HashSet::new();
        for index in 0..self.types.len() {
            let is_circle = |this: &Self| {
                this.direct(TypeId(index), true).any(|(_, target)| cycles[target.0] == cycles[index])
            };
            if reported.contains(&cycles[index]) || !is_circle(self) {
                continue;
            }
            reported.insert(cycles[index]);
            let circle = self.circle(TypeId(index), &cycles);
            let mut places = circle.iter().filter_map(|(id, wire)| self.field_place(*id, wire));
            let Some(place) = places.next() else { continue };
            let rest: Vec<_> = places.take(MAX_LABELS).collect();
            let name = names_of(&self.types[index].kind);
            let message = match circle.len() {
                1 => format!("the record `{name}` requires itself, so none can ever be complete"),
                _ => format!(
                    "the record `{name}` requires itself through others, so none can ever be complete"
                ),
            };
            let finding = self.findings.error(place, message);
            finding.label("required here").help("leave one `required` out, or make it a list");
            for place in rest {
                finding.also(place, "and here");
            }
        }
    }

    /// The fields along a shortest circle from a record back to itself.
    fn circle(&self, start: TypeId, cycles: &[usize]) -> Vec<(TypeId, String)> {
        let mut came: HashMap<TypeId, (TypeId, String)> = HashMap::new();
        let mut queue = VecDeque::from([start]);
        while let Some(id) = queue.pop_front() {
            for (wire, target) in
                self.direct(id, true).filter(|(_, target)| cycles[target.0] == cycles[start.0])
            {
                if came.contains_key(&target) {
                    continue;
                }
                came.insert(target, (id, wire.to_owned()));
                queue.push_back(target);
            }
            if came.contains_key(&start) {
                break;
            }
        }
        let mut circle = Vec::new();
        let mut at = start;
        while let Some(step) = came.get(&at) {
            circle.push(step.clone());
            at = step.0;
            if at == start {
                break;
            }
        }
        circle.reverse();
        circle
    }

    /// The records that a record holds within itself, with the fields that do: all, or the required ones.
    fn direct(&self, id: TypeId, only_required: bool) -> impl Iterator<Item = (&str, TypeId)> {
        let fields = match &self.types[id.0].kind {
            TypeKind::Record(record) => record.fields.as_slice(),
            TypeKind::Enum(_) => &[],
        };
        fields
            .iter()
            .filter(move |field| field.required || !only_required)
            .filter_map(|field| Some((field.wire.as_str(), named(&field.ty)?)))
    }

    /// For each type a number that it shares with those it leads to and that lead back to it (Tarjan's algorithm, without recursion).
    fn cycles(&self, only_required: bool) -> Vec<usize> {
        let count = self.types.len();
        let edges = |id: usize| -> Vec<usize> {
            self.direct(TypeId(id), only_required).map(|(_, target)| target.0).collect()
        };
        let mut component = vec![usize::MAX; count];
        let mut order = vec![usize::MAX; count];
        let mut low = vec![0; count];
        let (mut next, mut stack) = (0, Vec::new());
        for root in 0..count {
            if order[root] != usize::MAX {
                continue;
            }
            let mut work = vec![(root, edges(root), 0)];
            (order[root], low[root], next) = (next, next, next + 1);
            stack.push(root);
            while let Some((id, targets, done)) = work.last_mut() {
                let id = *id;
                if let Some(&target) = targets.get(*done) {
                    *done += 1;
                    if order[target] == usize::MAX {
                        (order[target], low[target], next) = (next, next, next + 1);
                        stack.push(target);
                        work.push((target, edges(target), 0));
                    } else if component[target] == usize::MAX {
                        low[id] = low[id].min(order[target]);
                    }
                    continue;
                }
                work.pop();
                if let Some((parent, ..)) = work.last() {
                    low[*parent] = low[*parent].min(low[id]);
                }
                if low[id] == order[id] {
                    while let Some(member) = stack.pop() {
                        component[member] = id;
                        if member == id {
                            break;
                        }
                    }
                }
            }
        }
        component
    }
}

fn names_of(kind: &TypeKind) -> &str {
    match kind {
        TypeKind::Record(record) => &record.name,
        TypeKind::Enum(open) => &open.name,
    }
}

fn named(ty: &Type) -> Option<TypeId> {
    match ty {
        Type::Named(id) => Some(*id),
        _ => None,
    }
}
