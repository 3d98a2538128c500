//! What the tables of a page claim, put together as the things are nested.

use super::hints::{MAX_SAMPLE, by_type, hints, named_together};
use super::node::Node;
use super::notation::{Step, lower, same};
use super::places::{ExampleObject, ExampleObjects, joined};
use super::read::{FieldRow, FieldTable};
use crate::report::{Kind, Warning};
use qcloud_drift::evidence::Evidence;

/// What API 3.0 puts around its results, of which no page says anything.
const ENVELOPE: &str = "Response";

/// Puts tables together; the examples, when there are any, say where what they show belongs.
pub(super) fn tree(
    tables: &[FieldTable],
    observed: Option<&Evidence>,
    is_input: bool,
    warnings: &mut Vec<Warning>,
) -> Node {
    let places = ExampleObjects::new(observed);
    let mut root = Node::default();
    let mut told: Vec<(Vec<String>, &FieldTable)> = Vec::new();
    for (number, table) in tables.iter().enumerate() {
        let mut bases = by_type(table, &root);
        if bases.is_empty() {
            bases = named_together(table, &root, &places);
        }
        if !bases.is_empty() {
            for base in bases {
                put_table(&mut root, table, &base, &places);
            }
            continue;
        }
        match base(table, (number == 0, is_input), &root, &places) {
            Some(base) => {
                put_table(&mut root, table, &base, &places);
                if is_input && !base.is_empty() {
                    told.push((base, table));
                }
            }
            None if table.is_aside => {}
            None if is_input && table.rows.iter().any(|row| row.claim.required.is_some()) => {
                let what = "this table was taken for more parameters of the Action; if it describes one of them, name that in the line before it";
                warnings.push(Warning::at(table.line, Kind::Open, what));
                put_table(&mut root, table, &[], &places);
            }
            None => warnings.push(Warning::at(
                table.line,
                Kind::LeftOut,
                "neither its heading nor an example says what this table describes, so it was left out; name the field in the line before it",
            )),
        }
    }
    loosen(&mut root, &told);
    root
}

/// Of several tables that describe one thing of a request, each tells a way to give it: what only some of them have need not be given.
fn loosen(root: &mut Node, told: &[(Vec<String>, &FieldTable)]) {
    for (base, table) in told {
        let others: Vec<_> =
            told.iter().filter(|(other, it)| other == base && it.line != table.line).collect();
        for row in table.rows.iter().filter(|row| row.steps.len() == 1 && row.claim.required == Some(true)) {
            let name = &row.steps[0].name;
            let has = |(_, other): &&(Vec<String>, &FieldTable)| {
                other.rows.iter().any(|row| row.steps[0].name == *name)
            };
            if others.iter().all(has) {
                continue;
            }
            let node = base.iter().try_fold(&mut *root, |node, step| node.child_mut(step));
            let node = node.and_then(|node| node.child_mut(name));
            if let Some(claim) = node.and_then(|node| node.claim.as_mut()) {
                claim.required = Some(false);
                claim.is_partly = true;
            }
        }
    }
}

/// The thing that a table describes, as the way to it; empty for the whole.
fn base(
    table: &FieldTable,
    (is_first, is_input): (bool, bool),
    root: &Node,
    places: &ExampleObjects,
) -> Option<Vec<String>> {
    let has_envelope =
        table.rows.iter().any(|row| row.steps.len() == 1 && super::read::is_envelope(&row.steps[0].name));
    // Things inside of the result may have a code and a message too.
    if has_envelope && !is_input && !table.is_aside && root.child("code").is_none() {
        return Some(Vec::new());
    }
    let named = hints(&table.title, root, places);
    let near = hints(table.title.lines().last().unwrap_or_default(), root, places);
    let sample: Vec<&FieldRow> =
        table.rows.iter().filter(|row| !is_parent(row, &table.rows)).take(MAX_SAMPLE).collect();
    // How much of the table an object of the examples has.
    let overlap = |place: &ExampleObject| {
        let known = sample.iter().filter(|row| {
            ways(row, &place.path).any(|(base, steps)| places.depth(&base, steps) == steps.len())
        });
        let (known, count) = (known.count(), sample.len().max(1));
        f64::from(u32::try_from(known).unwrap_or(0)) / f64::from(u32::try_from(count).unwrap_or(1))
    };
    // A code and a message stand in the whole too, whatever else may have them.
    let is_inside = places.all.iter().any(|place| !place.path.is_empty() && overlap(place) >= 0.6);
    let titled = near.last().filter(|_| is_input || (has_envelope && !is_inside));
    // The first table of parameters is that of the request, whatever the words before it name.
    let is_whole = is_first && is_input && !table.is_aside;
    let at = |way: &[String]| places.at(way).map_or(0.0, overlap);
    let hint = hinted(&named, titled, places, &overlap);
    if let Some(hint) = hint.filter(|hint| !is_whole || at(hint) > at(&[])) {
        return Some(hint.clone());
    }
    let scores = places.all.iter().map(|place| (overlap(place), place));
    let best = scores.reduce(|best, next| if next.0 > best.0 { next } else { best });
    if is_first && !table.is_aside {
        // The fields of a result, without what stands around it.
        let is_at_root = is_input || places.at(&[]).is_none_or(|place| overlap(place) > 0.0);
        let around = best.filter(|(score, _)| !is_at_root && *score > 0.0);
        return Some(around.map_or_else(Vec::new, |(score, place)| {
            let length = if score >= 0.6 { place.path.len() } else { 1 };
            place.path.iter().take(length).cloned().collect()
        }));
    }
    if let Some((score, place)) = best
        && score >= 0.6
    {
        return Some(place.path.clone());
    }
    if table.is_aside {
        return None;
    }
    if let Some(hint) = near.last().or(named.last()) {
        return Some(hint.clone());
    }
    // Rows that name the whole way need nothing else.
    let is_full = |row: &&FieldRow| row.steps.len() > 1 && root.child(&row.steps[0].name).is_some();
    let full = table.rows.iter().filter(is_full).count();
    if full > 0
        && table.rows.iter().all(|row| row.steps.len() > 1 || root.child(&row.steps[0].name).is_some())
    {
        return Some(Vec::new());
    }
    let mut open = Vec::new();
    open_nodes(root, &mut Vec::new(), &mut open);
    match open.as_slice() {
        [one] => Some(one.clone()),
        _ => None,
    }
}

/// Of the things that the words before a table name, the one of which it describes most; else the last, and of one name the outermost. A request
/// need not show what a table describes, and may have the like elsewhere: there the title says what is meant.
fn hinted<'h>(
    hints: &'h [Vec<String>],
    titled: Option<&'h Vec<String>>,
    places: &ExampleObjects,
    overlap: &dyn Fn(&ExampleObject) -> f64,
) -> Option<&'h Vec<String>> {
    let mut found: Option<(f64, &Vec<String>)> = None;
    for hint in hints.iter().rev() {
        let score = places.at(hint).map_or(0.0, overlap);
        let is_other = found.is_none_or(|(_, best)| best.last() != hint.last());
        if is_other && score > found.map_or(0.0, |(highest, _)| highest) {
            found = Some((score, hint));
        }
    }
    found.map(|(_, hint)| hint).or(titled.filter(|hint| places.at(hint).is_none()))
}

/// The things of the page that hold something of which nothing is said yet.
fn open_nodes(node: &Node, path: &mut Vec<String>, open: &mut Vec<Vec<String>>) {
    for child in &node.children {
        path.push(child.name.clone());
        if let Some(claim) = &child.claim
            && child.children.is_empty()
        {
            let ty = claim.ty;
            let holds =
                ty.base == super::types::Base::Object || (ty.list && ty.base == super::types::Base::Unknown);
            if holds {
                open.push(path.clone());
            }
        }
        open_nodes(child, path, open);
        path.pop();
    }
}

/// Whether other rows of the table are inside of what a row describes.
fn is_parent(row: &FieldRow, rows: &[FieldRow]) -> bool {
    rows.iter().take(4 * MAX_SAMPLE).any(|other| {
        other.steps.len() > row.steps.len()
            && other.steps.iter().zip(&row.steps).all(|(a, b)| a.name == b.name)
    })
}

/// The ways that a row may mean: below what its table describes, from there on where its first name is, or the whole way.
fn ways<'r>(row: &'r FieldRow, base: &[String]) -> impl Iterator<Item = (Vec<String>, &'r [Step])> {
    let first = &row.steps[0].name;
    let again = (0..base.len())
        .rev()
        .filter(|length| same(&base[*length], first))
        .map(|length| base[..length].to_vec());
    let again: Vec<_> = if row.steps.len() > 1 { again.collect() } else { Vec::new() };
    let whole = (row.steps.len() > 1 && !base.is_empty()).then(Vec::new);
    std::iter::once(base.to_vec()).chain(again).chain(whole).map(|base| (base, row.steps.as_slice()))
}

/// Where a row of a table belongs.
struct Way {
    steps: Vec<Step>,
    /// The example has it, there.
    is_shown: bool,
    /// That is in another place than the table says.
    moved: bool,
}

fn put_table(root: &mut Node, table: &FieldTable, base: &[String], places: &ExampleObjects) {
    // The last thing in the table that holds something: what follows may be inside of it.
    let mut holder: Option<Vec<String>> = None;
    let mut ways: Vec<Way> = Vec::new();
    for (index, row) in table.rows.iter().enumerate() {
        let later = table.rows.get(index + 1..).unwrap_or_default();
        let way = way((row, later), base, root, places, holder.as_deref());
        let ty = row.claim.ty;
        let holds = ty.list || ty.base == super::types::Base::Object;
        if holds {
            holder = Some(way.steps.iter().map(|step| step.name.clone()).collect());
        }
        ways.push(way);
    }
    let home = home(&ways, base.len());
    for (row, mut way) in table.rows.iter().zip(ways) {
        let is_own = row.steps.len() == 1 && !super::read::is_envelope(&row.steps[0].name);
        if let Some(home) = home.as_ref().filter(|_| is_own && !way.is_shown) {
            way.steps = home.iter().cloned().chain(row.steps.iter().cloned()).collect();
            way.moved = true;
        }
        root.put(&way.steps, &row.claim, way.moved);
    }
}

/// Where all rows of a table belong that the example has, when that is in one thing further inside: then so do the others.
fn home(ways: &[Way], length: usize) -> Option<Vec<Step>> {
    let outer = |way: &Way| way.steps.split_last().map_or_else(Vec::new, |(_, outer)| outer.to_vec());
    let home = ways.iter().find(|way| way.moved).map(outer)?;
    let leads = |way: &Way| {
        let names = |steps: &[Step]| steps.iter().map(|step| lower(&step.name)).collect::<Vec<_>>();
        names(&home).starts_with(&names(&way.steps))
    };
    let is_envelope = |way: &Way| way.steps.len() == 1 && super::read::is_envelope(&way.steps[0].name);
    let fits = |way: &Way| !way.is_shown || is_envelope(way) || leads(way) || outer(way) == home;
    (home.len() == length + 1 && ways.iter().all(fits)).then_some(home)
}

/// The way to the last step of a row, when the examples have it in one place only, further inside of what the steps before it lead to.
fn only_place(row: &FieldRow, base: &[String], depth: usize, places: &ExampleObjects) -> Option<Vec<Step>> {
    let (last, outer) = row.steps.split_last()?;
    let outer: Vec<String> =
        base.iter().cloned().chain(outer.iter().take(depth).map(|step| step.name.clone())).collect();
    let start = joined(&outer);
    let mut inside = places.all.iter().filter(|place| {
        place.path.len() > outer.len()
            && place.keys.contains(&lower(&last.name))
            && joined(&place.path).starts_with(&start)
    });
    let place = inside.next().filter(|_| inside.next().is_none())?;
    let way = place.path.iter().map(|name| Step { name: name.clone(), indexed: false });
    Some(way.chain([last.clone()]).collect())
}

/// The way to what a row describes, which others of its table follow.
fn way(
    (row, later): (&FieldRow, &[FieldRow]),
    base: &[String],
    root: &Node,
    places: &ExampleObjects,
    holder: Option<&[String]>,
) -> Way {
    let below = |base: &[String]| {
        let outer = base.iter().map(|name| Step { name: name.clone(), indexed: false });
        outer.chain(row.steps.iter().cloned()).collect::<Vec<_>>()
    };
    let unseen = |base: &[String]| Way { steps: below(base), is_shown: false, moved: false };
    let first = &row.steps[0].name;
    // A list stands among the fields of its own items.
    if let ([_], Some((last, outer))) = (row.steps.as_slice(), base.split_last())
        && row.claim.ty.list
        && same(last, first)
        && places.at(base).is_some_and(|place| !place.keys.contains(&lower(first)))
    {
        return Way { steps: below(outer), is_shown: true, moved: false };
    }
    // The way of which the example has most; of several, the first.
    let mut best: Option<(usize, Vec<String>)> = None;
    for (base, steps) in ways(row, base) {
        let depth = places.depth(&base, steps);
        if best.as_ref().is_none_or(|(deepest, _)| depth > *deepest) {
            best = Some((depth, base));
        }
    }
    if let Some((depth, base)) = &best
        && *depth > 0
    {
        let inner = if depth + 1 == row.steps.len() { only_place(row, base, *depth, places) } else { None };
        let is_whole = *depth == row.steps.len();
        let here = || Way { steps: below(base), is_shown: is_whole, moved: false };
        return inner.map_or_else(here, |steps| Way { steps, is_shown: true, moved: true });
    }
    if base.is_empty() && super::read::is_envelope(first) && row.steps.len() == 1 {
        return unseen(base);
    }
    // The example has it elsewhere: inside what was named last, else in the only other place.
    let start = joined(base);
    let inside: Vec<&ExampleObject> = places
        .all
        .iter()
        .filter(|place| {
            place.path.len() > base.len()
                && places.depth(&place.path, &row.steps) == row.steps.len()
                && joined(&place.path).starts_with(&start)
        })
        .collect();
    let in_holder = holder.filter(|_| row.steps.len() == 1).and_then(|holder| {
        let holder = joined(holder);
        inside.iter().find(|place| joined(&place.path).starts_with(&holder))
    });
    match (in_holder, inside.as_slice()) {
        // Pages list the fields of a thing right below it.
        (Some(place), _) => Way { steps: below(&place.path), is_shown: true, moved: false },
        // What the table has further down holds nothing that stands before it.
        (None, [one])
            if later
                .iter()
                .any(|row| one.path.get(base.len()).is_some_and(|name| same(name, &row.steps[0].name))) =>
        {
            unseen(base)
        }
        (None, [one]) => Way { steps: below(&one.path), is_shown: true, moved: one.path != [ENVELOPE] },
        // No example has it: the row names the thing that its table is about once more, or the whole way.
        _ if row.steps.len() > 1 => match (0..base.len()).rev().find(|length| same(&base[*length], first)) {
            Some(length) => unseen(&base[..length]),
            None if root.child(first).is_some() => unseen(&[]),
            None => unseen(base),
        },
        _ => unseen(base),
    }
}
