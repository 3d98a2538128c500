//! An Action in the making: its parameters, its result, and what is told of it.

use std::collections::BTreeSet;

use qcloud_codegen::spec::{ActionFile, Documented, Entries, FieldSpec, Service};
use qcloud_codegen::vendor;
use qcloud_drift::evidence::{Everything, Evidence, Json};
use serde_json::Value;

use super::decide::{Decider, FieldsOf, Remarks};
use super::exchange::{Exchanges, is_failure};
use super::identity::Identity;
use super::node::Node;
use super::read::{FieldRow, FieldTable, Page};
use super::request::Request;
use super::result::{self, Bodies};
use super::tree;
use super::types::Base;
use super::{Options, clashes, errors, examples, lost, outside, pages, places, request, sections, shared};
use crate::prose;
use crate::repeats;
use crate::report::{Kind, Warning};

/// Adds the Action of a page to its service.
pub(super) fn add(
    service: &mut Service,
    name: &str,
    (page, exchanges, identity): (&Page, Exchanges, &Identity),
    options: &Options,
    remarks: &mut Remarks,
) {
    let about = about(page);
    let mut action = ActionFile { idempotent: vendor::reads(name, about), ..ActionFile::new(name) };
    if options.with_docs {
        action.doc = about.map(prose::doc).unwrap_or_default();
    }
    if let Some(other) = &identity.other_action {
        action.documented = Some(Documented::note(format!("The example names the Action `{other}`.")));
        let message = format!("the page is about `{name}`, and its example names the Action `{other}`");
        remarks.warnings.push(Warning::at(0, Kind::Changed, message));
    }
    if let Some(told) = &identity.other_spelling {
        if !told.eq_ignore_ascii_case(name) {
            let message = format!("the page is about `{name}`, and one of its sentences calls it `{told}`");
            remarks.warnings.push(Warning::at(0, Kind::Changed, message));
        }
        action.documented = Some(Documented::note(format!("The page's sentences call the Action `{told}`.")));
    }
    hear(page, &mut action, remarks);
    if let Some((line, what)) = unanswered(&exchanges) {
        remarks.say(line, &what);
    }
    let mut decider = Decider::new(page, options, remarks, name);
    action.parameters = parameters(&mut decider, page, &exchanges);
    let is_success = |body: &&Value| is_failure(body) != Some(true);
    let successes: Vec<&Value> =
        exchanges.pairs.iter().map(|exchange| &exchange.response.value).filter(is_success).collect();
    let mut observed: Option<Evidence> = None;
    for body in &successes {
        observed.get_or_insert_default().add(Everything, &Json::from(*body), 0);
    }
    if let Some(observed) = &mut observed {
        places::make_maps(observed, &page.named_out);
    }
    let bare = successes.iter().any(|body| is_failure(body).is_none());
    let root = nested(&page.output, observed.as_ref(), false, &mut decider);
    action.result = result::result(&mut decider, root, &Bodies { observed: observed.as_ref(), bare });
    let odd = std::mem::take(&mut decider.odd);
    action.types = decider.types;
    for table in page.values.iter().filter(|table| !table.is_aside && !table.is_used.get()) {
        let what = "this table lists values, and nothing says of what, so it was left out";
        let warning = Warning::at(table.line, Kind::LeftOut, what);
        remarks.todo_on(&warning);
        remarks.warnings.push(warning);
    }
    for (line, what) in outside::told(page) {
        remarks.say(line, &what);
    }
    lost::tell(page, &action, remarks);
    if exchanges.pairs.is_empty() && !exchanges.unreadable && action.result.is_none() {
        remarks.say(0, "the page shows no response, and by its tables there is nothing in it");
    }
    if exchanges.unreadable && exchanges.pairs.is_empty() {
        remarks.note(
            &[],
            "the page's example is no JSON; take one from somewhere else, since types that no example shows are the page's claims",
        );
    }
    let codes: Vec<_> = page.errors.iter().cloned().chain(errors::told(page)).collect();
    action.errors = errors::errors(&codes, options.with_docs, &mut remarks.warnings);
    service.actions.push(action);
    let mut exchanges = exchanges;
    exchanges.pairs.iter_mut().for_each(|exchange| exchange.leave_out(&odd));
    clashes::settle(service, (page, &exchanges), remarks);
    examples::add(service, exchanges, remarks);
    pages::add(&mut service.actions[0], remarks);
    if let Some(token) = repeats::add(&mut service.actions[0]) {
        let what = "no idempotency token by its words; if it is one, say so: `idempotency_token`";
        remarks.note(&["parameters".to_owned(), token], what);
    }
    if !options.with_docs {
        crate::paging::forget_docs(service);
    }
}

/// The requests of the page that have no response of their own, beside others that have one, in words for a person.
fn unanswered(exchanges: &Exchanges) -> Option<(usize, String)> {
    let is_shown = |request: &Request| {
        let mut shown = exchanges.pairs.iter().filter_map(|pair| pair.request.as_ref());
        let has = |other: &Request, (name, value)| other.parameters.get(name) == Some(value);
        shown.any(|other| request.parameters.iter().all(|given| has(other, given)))
    };
    let lines: Vec<usize> =
        exchanges.requests.iter().filter(|request| !is_shown(request)).map(|request| request.line).collect();
    let first = *lines.first().filter(|_| !exchanges.pairs.is_empty())?;
    let what = "requests that have no response of their own, and are no examples of the spec";
    Some((first, format!("the page shows {what}: {}", outside::lines(&lines))))
}

/// Takes what the page's sentences say of the Action as a whole.
fn hear(page: &Page, action: &mut ActionFile, remarks: &mut Remarks) {
    if is_out_of_use(page, &action.action) {
        action.deprecated = Some("The page says that nobody should use it any more.".to_owned());
    }
    if let Some((line, method)) = method(page).filter(|(_, method)| (*method == "GET") != action.idempotent) {
        remarks.say(line, &format!("the page asks for the method {method}"));
    }
}

/// Words before the only method, of which a page says in the same sentence that there is no other.
const ONLY: &[&str] = &["请使用", "仅支持", "只支持", "only supports "];

/// The only method that the page says requests have, with its line.
fn method(page: &Page) -> Option<(usize, &'static str)> {
    let sentences = page.passages.all.iter().flat_map(|passage| &passage.sentences);
    let mut said = sentences.filter_map(|(line, text)| {
        let behind = |words: &[&str]| words.iter().find_map(|word| Some(text.split_once(word)?.1));
        let rest = behind(&["请求方式", "请求方法", "Request method"])
            .or_else(|| behind(ONLY).and_then(|rest| rest.split(['，', ',']).next()))?;
        let rest = rest.lines().next().unwrap_or_default();
        let has = |method: &str| rest.contains(method);
        match (has("GET"), has("POST")) {
            (true, false) => Some((*line, "GET")),
            (false, true) => Some((*line, "POST")),
            _ => None,
        }
    });
    said.next()
}

/// Whether the page says that its Action is, and no other.
fn is_out_of_use(page: &Page, name: &str) -> bool {
    let is_other = |word: &str| !word.eq_ignore_ascii_case(name) && vendor::begins_with_verb(word);
    let sentences = page.passages.all.iter().flat_map(|passage| &passage.sentences);
    let mut clauses = sentences.flat_map(|(_, text)| text.split(['，', '。', '\n']));
    clauses.any(|clause| {
        let mut words = clause.split(|c: char| !c.is_ascii_alphanumeric());
        prose::is_out_of_use(clause) && !words.any(is_other)
    })
}

/// What is said of the Action first, but for its name, and for a notice that there is a newer API or that this one is out of use.
fn about(page: &Page) -> Option<&str> {
    let is_notice = |text: &&String| text.to_lowercase().contains("api 3.0") || prose::is_out_of_use(text);
    let is_name = |text: &&String| page.name.as_deref() == Some(text.trim());
    let said = page.about.iter().find(|text| !is_notice(text) && !is_name(text));
    said.or(page.about.first()).map(String::as_str)
}

fn parameters(decider: &mut Decider<'_>, page: &Page, exchanges: &Exchanges) -> Entries<String, FieldSpec> {
    let mut tables = page.input.clone();
    for table in &mut tables {
        // A page that asks for a version belongs to an Action that was given one later, unlike those before it.
        let is_version = |row: &FieldRow| row.steps[0].name == request::VERSION;
        table.rows.retain(|row| !request::is_common(&row.steps[0].name) || is_version(row));
    }
    tables.retain(|table| !table.rows.is_empty() && !lost::lists_filters(table));
    loosen(&mut tables);
    // Another Action's example on this page says nothing of this one, unless it uses its parameters.
    let mut observed: Option<Evidence> = None;
    let mut is_json = true;
    for request in &exchanges.requests {
        if request.parameters.is_empty() {
            continue;
        }
        is_json &= request.host.is_none();
        let parameters = Json::from(&Value::Object(request.parameters.clone()));
        observed.get_or_insert_default().add(Everything, &parameters, 0);
        decider.one_based.extend(request.one_based.iter().cloned());
    }
    if let Some(observed) = &mut observed {
        places::make_maps(observed, &page.named_in);
    }
    let is_flat =
        exchanges.requests.iter().any(|request| request.parameters.values().all(|value| !value.is_number()));
    let side = if is_json && !is_flat { FieldsOf::Json } else { FieldsOf::Flat };
    let root = nested(&tables, observed.as_ref(), true, decider);
    let says_required =
        page.input.iter().flat_map(|table| &table.rows).any(|row| row.claim.required.is_some());
    let home = ["parameters".to_owned()];
    let fields = decider.fields(&root.children, observed.as_ref(), (&[], &home), side);
    if !says_required && !fields.is_empty() {
        let line = page.input.first().map_or(0, |table| table.line);
        decider.remarks.todo(line, "the page does not say which parameters are required");
    }
    fields
}

/// Several tables that begin with the same required parameter, or have most of their names in common, describe several ways to call an Action:
/// what only some of them require is not always required.
fn loosen(tables: &mut [FieldTable]) {
    const MANY: usize = 3;
    let first = |table: &FieldTable| {
        let row = table.rows.first()?;
        let is_required = row.claim.required == Some(true) && row.steps.len() == 1 && !table.is_aside;
        is_required.then(|| row.steps[0].name.clone())
    };
    let names = |table: &FieldTable| -> BTreeSet<String> {
        table.rows.iter().map(|row| row.steps[0].name.clone()).collect()
    };
    let all: Vec<(Option<String>, BTreeSet<String>)> =
        tables.iter().map(|table| (first(table), names(table))).collect();
    let inner: Vec<bool> = tables.iter().map(|table| is_of_one(table, tables)).collect();
    for (index, table) in tables.iter_mut().enumerate() {
        if inner[index] {
            continue;
        }
        let (own_first, own) = &all[index];
        let is_alike = |names: &BTreeSet<String>| {
            let shared = own.intersection(names).count();
            shared >= MANY && 2 * shared >= own.len().min(names.len())
        };
        let is_way = |(other, (first, names)): &(usize, &(Option<String>, BTreeSet<String>))| {
            *other != index && ((first.is_some() && first == own_first) || is_alike(names))
        };
        let others: Vec<_> = all.iter().enumerate().filter(is_way).map(|(_, (_, names))| names).collect();
        for row in &mut table.rows {
            let is_everywhere = others.iter().all(|names| names.contains(&row.steps[0].name));
            if !is_everywhere && row.steps.len() == 1 && row.claim.required == Some(true) {
                row.claim.required = Some(false);
                row.claim.is_partly = true;
            }
        }
    }
}

/// Whether the heading of a table begins with the name of a record in another one, of which it describes the fields, or says that it is one's.
fn is_of_one(table: &FieldTable, tables: &[FieldTable]) -> bool {
    let line = table.title.lines().last().unwrap_or_default().trim_start();
    let line = line.strip_prefix("其中").map_or(line, |rest| rest.trim_start_matches([',', '，', ' ']));
    let first = sections::heading(line);
    let leads = ["Parameter ", "parameter ", "The parameter ", "参数"].iter();
    let behind = leads.filter_map(|word| line.strip_prefix(word)).map(sections::heading);
    let names: Vec<&str> = behind.chain([first]).collect();
    let is_record = |row: &FieldRow| {
        (row.claim.ty.base == Base::Object || row.claim.ty.list)
            && row.steps.last().is_some_and(|step| names.contains(&step.name.as_str()))
    };
    tables.iter().any(|other| other.line != table.line && other.rows.iter().any(is_record))
}

/// Puts tables together; one that has no place is left to a person.
fn nested(
    tables: &[FieldTable],
    observed: Option<&Evidence>,
    is_input: bool,
    decider: &mut Decider<'_>,
) -> Node {
    decider.placed.clear();
    let mut placeless = Vec::new();
    let tables = places::with_whole_names(tables, observed);
    let mut root = tree::tree(&tables, observed, is_input, &mut placeless);
    if let Some(observed) = observed {
        shared::share(&mut root, observed);
        shared::placed(&root, observed, &mut decider.placed);
    }
    let remarks = &mut *decider.remarks;
    for warning in &placeless {
        remarks.todo_on(warning);
    }
    remarks.warnings.append(&mut placeless);
    root
}
