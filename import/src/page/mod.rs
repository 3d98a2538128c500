//! From the vendor's page of an Action to a draft: the page proposes, its example decides, the rest is left to a person.

mod builder;
mod columns;
mod decide;
mod enums;
mod errors;
mod exchange;
mod files;
mod html;
mod identity;
mod markdown;
mod names;
mod notation;
mod prose;
mod read;
mod request;
mod result;
mod sections;
mod source;
mod text;
mod tree;
mod types;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

pub use self::files::{ImportedPage, Refused, Report, Why, import_files};

use qcloud_codegen::model::Protocol;
use qcloud_codegen::vendor::hosts::REGION;
use qcloud_codegen::vendor::{self, hosts};
use qcloud_drift::evidence::{Everything, Evidence, Json};
use serde_json::{Map, Value};

use self::decide::{Decider, Side};
use self::exchange::{Exchanges, Fitting};
use self::identity::Identity;
use self::read::{FieldTable, Page};
use self::result::Bodies;
use self::tree::Node;
use crate::draft::{Action, Documented, Example, Field, ResultKind, Service, Type, TypeDef, TypeKind};
use crate::paging;

/// The largest page that is read, in bytes.
const MAX_PAGE: usize = 4 << 20;

/// How a page is imported.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The service, where the page does not say or says another.
    pub service: Option<String>,
    /// Keep the vendor's sentences as `doc`, for private use.
    pub with_docs: bool,
    /// The names of types that the service has already.
    pub taken: BTreeSet<String>,
}

/// An Action from a page, in its service.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The service, with this one Action.
    pub service: Service,
    /// What a person should look at, in the order of the page.
    pub warnings: Vec<Warning>,
}

/// Something that a person should look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The line of the page, when it is about one.
    pub line: Option<usize>,
    /// What it is.
    pub message: String,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

/// Why a page can't be imported, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageError {
    /// What is wrong.
    pub message: String,
    /// What a person can do.
    pub help: String,
}

impl fmt::Display for PageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n  = help: {}", self.message, self.help)
    }
}

impl std::error::Error for PageError {}

fn refused(message: impl Into<String>, help: impl Into<String>) -> PageError {
    PageError { message: message.into(), help: help.into() }
}

/// Imports the page of an Action: text as copied from a browser, Markdown or HTML.
///
/// ```
/// use qcloud_import::page::{Options, import};
///
/// let page = "
/// ## Input Parameters
/// | Name | Required | Type | Description |
/// |---|---|---|---|
/// | id | Yes | String | Which one |
///
/// ## Example
///     https://wss.api.qcloud.com/v2/index.php?Action=CertDelete&id=x
/// ";
/// let imported = import(page, &Options::default())?;
/// let action = &imported.service.actions[0];
/// assert_eq!((imported.service.name.as_str(), action.name.as_str()), ("wss", "CertDelete"));
/// assert_eq!(action.parameters[0].name, "id");
/// # Ok::<(), qcloud_import::page::PageError>(())
/// ```
///
/// # Errors
///
/// When it is not the page of an Action of the legacy API, or does not say which one.
pub fn import(page: &str, options: &Options) -> Result<Imported, PageError> {
    if page.len() > MAX_PAGE {
        return Err(refused(
            format!("the page has {} bytes, more than {MAX_PAGE}", page.len()),
            "give the part of it that is about the Action",
        ));
    }
    let document = source::read(page);
    let mut page = read::page(&document);
    let mut warnings = std::mem::take(&mut page.warnings);
    let exchanges = exchange::exchanges(&page, &mut warnings);
    let identity = identity::identity(&page, &exchanges.requests);
    let name = action_name(&page, &exchanges, &identity)?;
    let mut service = service(&identity, options, &mut warnings)?;
    let mut action = action(&name, &page, exchanges, &identity, options, &mut warnings);
    action.errors = errors::errors(&page.errors, options.with_docs, &mut warnings);
    service.actions.push(action);
    let mut warnings: Vec<Warning> = warnings
        .into_iter()
        .map(|(line, message)| Warning { line: Some(line).filter(|line| *line > 0), message })
        .collect();
    warnings.sort_by_key(|warning| warning.line.unwrap_or(usize::MAX));
    warnings.dedup();
    Ok(Imported { service, warnings })
}

fn action_name(page: &Page, exchanges: &Exchanges, identity: &Identity) -> Result<String, PageError> {
    let is_tc3 = identity.host.as_deref().and_then(hosts::protocol) == Some(Protocol::Tc3);
    if is_tc3 {
        return Err(refused(
            "this is a page of API 3.0, and pages of the legacy API are what this command reads",
            "`cargo xtask import api3` reads the vendor's descriptions of API 3.0",
        ));
    }
    let Some(name) = &identity.action else {
        return Err(refused(
            "the page does not say which Action it is about",
            "a page of an Action names it in a sentence such as `This API (DescribeVpcs) is used to ...` or in an example address \
             with `Action=DescribeVpcs`; add one of the two if this is such a page",
        ));
    };
    let is_empty = page.input.is_empty()
        && page.output.is_empty()
        && exchanges.requests.is_empty()
        && exchanges.pairs.is_empty();
    if is_empty {
        return Err(refused(
            format!(
                "the page names the Action `{name}`, but it has no table of parameters or fields and no example"
            ),
            "the titles of a table's columns must be like `Name | Type | Description`; is this an overview of several Actions?",
        ));
    }
    Ok(name.clone())
}

fn service(
    identity: &Identity,
    options: &Options,
    warnings: &mut Vec<(usize, String)>,
) -> Result<Service, PageError> {
    let mut todos = Vec::new();
    let mut documented = Documented::default();
    let of_host = identity.host.as_deref().map(hosts::service).map(str::to_owned);
    let Some(name) = options.service.clone().or(of_host) else {
        return Err(refused(
            "the page does not say at which host the Action is served",
            "name the service with `--service NAME`; its host is then taken to be `NAME.api.qcloud.com`",
        ));
    };
    let host = match &identity.host {
        Some(host) if host.contains(REGION) => {
            let todo = format!("the host has a part for the region, `{host}`; put in the one that is meant");
            warnings.push((0, todo.clone()));
            todos.push(todo);
            host.replace(REGION, "gz")
        }
        Some(host) => host.clone(),
        None => {
            let todo = "the page names no host; is it this one?".to_owned();
            warnings.push((0, format!("the service: {todo}")));
            todos.push(todo);
            hosts::of_service(Protocol::V2, &name)
        }
    };
    if let Some(other) = &identity.other_host
        && !other.contains(REGION)
        && *other != host
    {
        documented.host = Some(other.clone());
    }
    Ok(Service {
        name,
        protocol: Protocol::V2,
        version: None,
        region_required: None,
        host,
        path: identity.path.clone(),
        source: None,
        doc: None,
        documented,
        todos,
        types: Vec::new(),
        actions: Vec::new(),
    })
}

fn action(
    name: &str,
    page: &Page,
    exchanges: Exchanges,
    identity: &Identity,
    options: &Options,
    warnings: &mut Vec<(usize, String)>,
) -> Action {
    let mut action = Action {
        name: name.to_owned(),
        idempotent: vendor::reads(name, page.about.first().map(String::as_str)),
        ..Action::default()
    };
    if options.with_docs {
        action.doc = page.about.first().and_then(|about| decide::doc(about));
    }
    if let Some(other) = &identity.other_action {
        action.documented.note = Some(format!("The example names the Action `{other}`."));
        warnings.push((0, format!("the page is about `{name}`, and its example names the Action `{other}`")));
    }
    if let Some(told) = &identity.other_spelling {
        action.documented.note = Some(format!("The page's sentences spell the Action `{told}`."));
    }
    let mut decider = Decider::new(name, &page.values, options);
    action.parameters = parameters(&mut decider, page, &exchanges, &mut action.todos, warnings);

    let successes: Vec<&Value> = exchanges
        .pairs
        .iter()
        .map(|exchange| &exchange.response.value)
        .filter(|body| result::is_failure(body) != Some(true))
        .collect();
    let mut observed: Option<Evidence> = None;
    for body in &successes {
        observed.get_or_insert_default().add(Everything, &Json::from(*body), 0);
    }
    let bodies = Bodies {
        observed: observed.as_ref(),
        bare: successes.iter().any(|body| result::is_failure(body).is_none()),
    };
    let root = nested(&page.output, observed.as_ref(), false, &mut action.todos, warnings);
    action.result = result::result(&mut decider, root, &bodies);
    warnings.append(&mut decider.warnings);
    action.todos.append(&mut decider.todos);
    if exchanges.unreadable && exchanges.pairs.is_empty() {
        action.todos.push("the page's example is no JSON; take one from somewhere else, since types that no example shows are the page's claims".to_owned());
    }
    action.types = std::mem::take(&mut decider.types);
    add_examples(&mut action, exchanges, warnings);
    add_pagination(&mut action);
    action
}

fn parameters(
    decider: &mut Decider<'_>,
    page: &Page,
    exchanges: &Exchanges,
    todos: &mut Vec<String>,
    warnings: &mut Vec<(usize, String)>,
) -> Vec<Field> {
    let mut tables = page.input.clone();
    for table in &mut tables {
        table.rows.retain(|row| !request::is_common(&row.steps[0].name));
    }
    tables.retain(|table| !table.rows.is_empty());
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
    let is_flat =
        exchanges.requests.iter().any(|request| request.parameters.values().all(|value| !value.is_number()));
    let side = if is_json && !is_flat { Side::Json } else { Side::Flat };
    let root = nested(&tables, observed.as_ref(), true, todos, warnings);
    let says_required =
        page.input.iter().flat_map(|table| &table.rows).any(|row| row.claim.required.is_some());
    let fields = decider.fields(&root.children, observed.as_ref(), &[], side);
    if !says_required && !fields.is_empty() {
        let todo = "the page does not say which parameters are required";
        warnings.push((page.input.first().map_or(0, |table| table.line), todo.to_owned()));
        todos.push(todo.to_owned());
    }
    fields
}

/// Puts tables together; one that has no place is left to a person.
fn nested(
    tables: &[FieldTable],
    observed: Option<&Evidence>,
    is_input: bool,
    todos: &mut Vec<String>,
    warnings: &mut Vec<(usize, String)>,
) -> Node {
    let mut placeless = Vec::new();
    let root = tree::tree(tables, observed, is_input, &mut placeless);
    todos.extend(placeless.iter().map(|(line, what)| format!("line {line} of the page: {what}")));
    warnings.append(&mut placeless);
    root
}

fn add_examples(action: &mut Action, exchanges: Exchanges, warnings: &mut Vec<(usize, String)>) {
    let empty = Map::new();
    let shown = exchanges.requests.iter().find(|request| !request.parameters.is_empty()).cloned();
    for (number, exchange) in exchanges.pairs.into_iter().enumerate() {
        let request = exchange.request.or_else(|| shown.clone());
        let given = request.as_ref().map_or(&empty, |request| &request.parameters);
        let mut fitting = Fitting { types: &action.types, misfits: Vec::new(), made_up: Vec::new() };
        let parameters = fitting.request(&action.parameters, given);
        let Fitting { misfits, made_up, .. } = fitting;
        let line = request.as_ref().map_or(exchange.line, |request| request.line);
        if !misfits.is_empty() {
            let what = format!(
                "the example gives {} a value that is none of its type; it was left out",
                quoted(&misfits)
            );
            warnings.push((line, what));
        }
        if !made_up.is_empty() {
            let what = format!(
                "the example lacks {}, which the page requires; the values in the example are made up",
                quoted(&made_up)
            );
            warnings.push((line, what.clone()));
            action.todos.push(what);
        }
        if !exchange.response.repairs.is_empty() {
            let mut done: Vec<&str> = exchange.response.repairs.iter().map(|repair| repair.what).collect();
            done.sort_unstable();
            done.dedup();
            let note = format!("The example is no JSON: {}.", done.join(", "));
            let all = action.documented.note.take().map_or_else(
                || note.clone(),
                |before| {
                    if before.contains(&note) { before } else { format!("{before} {note}") }
                },
            );
            action.documented.note = Some(all);
        }
        let name = if number == 0 { "documented".to_owned() } else { format!("documented_{}", number + 1) };
        let parameters = (!parameters.is_empty()).then_some(Value::Object(parameters));
        action.examples.push(Example {
            name,
            loose: false,
            doc: None,
            parameters,
            response: exchange.response.json,
        });
    }
}

fn quoted(names: &[String]) -> String {
    names.iter().take(10).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Recognises the pages of a list; what asks for them and what counts is never negative.
fn add_pagination(action: &mut Action) {
    let types: BTreeMap<&str, &TypeDef> = action.types.iter().map(|def| (def.name.as_str(), def)).collect();
    let Some(pagination) = paging::recognise(action, &types) else { return };
    // A name with a dot in it can't be part of a path.
    let is_plain = |path: &Option<String>| path.as_deref().is_none_or(|path| leads(action, path));
    if !is_plain(&pagination.total) || !is_plain(&pagination.items) {
        return;
    }
    for field in &mut action.parameters {
        let counts = field.name == pagination.position || Some(&field.name) == pagination.size.as_ref();
        let is_negative = field.default.as_ref().and_then(Value::as_i64).is_some_and(|default| default < 0)
            || field.min.as_ref().and_then(serde_json::Number::as_i64).is_some_and(|min| min < 0);
        if counts && field.ty == Type::Int && !is_negative {
            field.ty = Type::Uint;
        }
    }
    let place = pagination.total.clone();
    action.pagination = Some(pagination);
    if let Some(total) = place {
        let steps: Vec<String> = total.split('.').map(str::to_owned).collect();
        count(action, &steps);
    }
}

/// Whether a path leads to a field of the result.
fn leads(action: &Action, path: &str) -> bool {
    let record = |name: &str| match action.types.iter().find(|def| def.name == name).map(|def| &def.kind) {
        Some(TypeKind::Record(fields)) => Some(fields),
        _ => None,
    };
    let mut fields = match action.result.as_ref().map(|result| &result.kind) {
        Some(ResultKind::Fields(fields)) => Some(fields),
        Some(ResultKind::Type(Type::Named(name))) => record(name),
        _ => None,
    };
    path.split('.').all(|step| {
        let field = fields.and_then(|fields| fields.iter().find(|field| field.name == step));
        fields = match field.map(|field| &field.ty) {
            Some(Type::Named(name)) => record(name),
            _ => None,
        };
        field.is_some()
    })
}

/// Makes the number of all items unsigned.
fn count(action: &mut Action, steps: &[String]) {
    let Some(result) = &mut action.result else { return };
    let mut fields = match &mut result.kind {
        ResultKind::Fields(fields) => fields,
        ResultKind::Type(Type::Named(name)) => {
            match action.types.iter_mut().find(|def| def.name == *name).map(|def| &mut def.kind) {
                Some(TypeKind::Record(fields)) => fields,
                _ => return,
            }
        }
        ResultKind::Type(_) => return,
    };
    for (number, step) in steps.iter().enumerate() {
        let Some(field) = fields.iter_mut().find(|field| field.name == *step) else { return };
        if number + 1 == steps.len() {
            if field.ty == Type::Int {
                field.ty = Type::Uint;
            }
            return;
        }
        let Type::Named(name) = field.ty.clone() else { return };
        fields = match action.types.iter_mut().find(|def| def.name == name).map(|def| &mut def.kind) {
            Some(TypeKind::Record(fields)) => fields,
            _ => return,
        };
    }
}
