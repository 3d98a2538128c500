//! What only shows when all records are known: which hold themselves, which are part of a request, and on which pages rest.

use std::collections::{HashMap, HashSet, VecDeque};

use crate::diagnostic::Findings;
use crate::diagnostic::problem::TypeProblem;
use crate::model::{Action, Field, Type, TypeDef, TypeId, TypeKind};

use super::definitions::Definitions;

/// So many places of a circle are shown.
const MAX_LABELS: usize = 8;

/// Marks what requests hold and what pages rest on, boxes recursion, and reports records that could never be built.
pub(super) fn close_records(
    types: &mut [TypeDef],
    actions: &mut [Action],
    definitions: &Definitions<'_>,
    findings: &mut Findings,
) {
    mark_inputs(types, actions);
    mark_pages(types, actions);
    box_recursion(types);
    report_endless(types, definitions, findings);
}

fn mark_inputs(types: &mut [TypeDef], actions: &mut [Action]) {
    let held = |fields: &mut [Field]| -> Vec<TypeId> {
        for field in fields.iter_mut() {
            field.input = true;
        }
        fields.iter().filter_map(|field| named(field.ty.innermost())).collect()
    };
    let mut next: Vec<TypeId> =
        actions.iter_mut().flat_map(|action| held(&mut action.request.fields)).collect();
    while let Some(id) = next.pop() {
        if let TypeKind::Record(record) = &mut types[id.0].kind
            && !record.input
        {
            record.input = true;
            next.extend(held(&mut record.fields));
        }
    }
}

fn mark_pages(types: &mut [TypeDef], actions: &[Action]) {
    for action in actions {
        let Some(pagination) = &action.pagination else { continue };
        for path in pagination.next.iter().chain([&pagination.items]) {
            let mut ty = &action.result;
            for step in path {
                let TypeKind::Record(record) = (match ty {
                    Type::Named(id) => &mut types[id.0].kind,
                    _ => break,
                }) else {
                    break;
                };
                let field = record.fields.iter_mut().find(|field| field.rust == step.rust);
                if let Some(field) = field {
                    field.paged = true;
                }
                ty = &step.ty;
            }
        }
    }
}

/// A record that optionally holds itself, directly or not, holds itself in a box.
fn box_recursion(types: &mut [TypeDef]) {
    let circles = circles(types, false);
    for (index, def) in types.iter_mut().enumerate() {
        let TypeKind::Record(record) = &mut def.kind else { continue };
        for field in &mut record.fields {
            field.boxed =
                !field.required && named(&field.ty).is_some_and(|target| circles[target.0] == circles[index]);
        }
    }
}

/// Reports each circle of records that require each other, once.
fn report_endless(types: &[TypeDef], definitions: &Definitions<'_>, findings: &mut Findings) {
    let circles = circles(types, true);
    let mut reported = HashSet::new();
    for (index, def) in types.iter().enumerate() {
        let is_circle =
            || direct(types, TypeId(index), true).any(|(_, target)| circles[target.0] == circles[index]);
        if reported.contains(&circles[index]) || !is_circle() {
            continue;
        }
        reported.insert(circles[index]);
        let TypeKind::Record(record) = &def.kind else { continue };
        let fields = circle(types, TypeId(index), &circles);
        let mut places = fields.iter().filter_map(|(id, wire)| definitions.field_place(*id, wire));
        let Some(place) = places.next() else { continue };
        findings.drop_missing(&place);
        let problem = TypeProblem::Endless { record: record.name.clone(), through_others: fields.len() > 1 };
        let finding = findings.report(place, problem);
        for place in places.take(MAX_LABELS) {
            finding.also(place);
        }
    }
}

/// The fields along a shortest circle from a record back to itself.
fn circle(types: &[TypeDef], start: TypeId, circles: &[usize]) -> Vec<(TypeId, String)> {
    let mut came: HashMap<TypeId, (TypeId, String)> = HashMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(id) = queue.pop_front() {
        for (wire, target) in
            direct(types, id, true).filter(|(_, target)| circles[target.0] == circles[start.0])
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
    let mut fields = Vec::new();
    let mut at = start;
    while let Some(step) = came.get(&at) {
        fields.push(step.clone());
        at = step.0;
        if at == start {
            break;
        }
    }
    fields.reverse();
    fields
}

/// The records that a record holds within itself, with the fields that do: all, or the required ones.
fn direct(types: &[TypeDef], id: TypeId, only_required: bool) -> impl Iterator<Item = (&str, TypeId)> {
    let fields = match &types[id.0].kind {
        TypeKind::Record(record) => record.fields.as_slice(),
        TypeKind::Enum(_) => &[],
    };
    fields
        .iter()
        .filter(move |field| field.required || !only_required)
        .filter_map(|field| Some((field.wire.as_str(), named(&field.ty)?)))
}

/// For each type a number that it shares with those it leads to and that lead back to it (Tarjan's algorithm, without recursion).
fn circles(types: &[TypeDef], only_required: bool) -> Vec<usize> {
    let count = types.len();
    let edges = |id: usize| -> Vec<usize> {
        direct(types, TypeId(id), only_required).map(|(_, target)| target.0).collect()
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

fn named(ty: &Type) -> Option<TypeId> {
    match ty {
        Type::Named(id) => Some(*id),
        _ => None,
    }
}
