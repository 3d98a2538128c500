//! From the vendor's page of an Action to a spec: the page proposes, its example decides, the rest is left to a person.

mod action;
mod blocks;
mod builder;
mod chinese;
mod clashes;
mod columns;
mod decide;
mod endpoint;
mod enums;
mod errors;
mod examples;
mod exchange;
mod files;
mod heads;
mod hints;
mod html;
mod identity;
mod lost;
mod markdown;
mod measures;
mod names;
mod node;
mod notation;
mod outside;
mod pages;
mod passages;
mod places;
mod read;
mod request;
mod result;
mod rows;
mod sections;
mod shared;
mod source;
mod text;
mod tree;
mod types;
mod words;

use std::collections::BTreeSet;
use std::path::Path;

use qcloud_codegen::spec::{Notes, Protocol, SERVICE, Service, ServiceFile};
use qcloud_codegen::vendor::hosts;

use self::decide::Remarks;
use self::endpoint::Hosts;
use self::exchange::Exchanges;
pub use self::files::import_files;
use self::identity::Identity;
use self::read::Page;
use crate::report::{Kind, Problem, TODO, Warning};

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
    /// What a person must decide, as comments beside the files.
    pub notes: Notes,
    /// What a person should look at, in the order of the page.
    pub warnings: Vec<Warning>,
    /// How many parameters and fields the tables of the page describe.
    pub described: usize,
    /// The hosts that the page names.
    hosts: Hosts,
}

/// Why a page is refused that is about something else than an Action.
fn no_action(message: impl Into<String>, help: &str) -> Problem {
    Problem { is_no_action: true, ..refused(message, help) }
}

fn refused(message: impl Into<String>, help: impl Into<String>) -> Problem {
    Problem::new(Path::new(""), message).help(help)
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
/// assert_eq!((imported.service.directory.as_str(), action.action.as_str()), ("wss", "CertDelete"));
/// assert!(action.parameters.get("id").is_some_and(|id| id.required));
/// # Ok::<(), qcloud_import::report::Problem>(())
/// ```
///
/// # Errors
///
/// When it is not the page of an Action of the legacy API, or does not say which one.
pub fn import(page: &str, options: &Options) -> Result<Imported, Problem> {
    if page.len() > MAX_PAGE {
        return Err(refused(
            format!("the page has {} bytes, more than {MAX_PAGE}", page.len()),
            "give the part of it that is about the Action",
        ));
    }
    let document = source::read(page);
    let mut page = read::page(&document);
    let mut warnings = std::mem::take(&mut page.warnings);
    let lost = warnings.clone();
    let mut exchanges = exchange::exchanges(&page, &mut warnings);
    warnings.extend(exchanges.requests.iter().flat_map(request::Request::given_twice));
    let mut identity = identity::identity(&page, &exchanges.requests);
    let name = action_name(&page, &exchanges, &identity)?;
    let asked = exchanges.requests.first().map(|request| request.line);
    exchanges.keep(&name, &page.named_in);
    if !exchanges.requests.iter().any(|request| request.action == identity.other_action) {
        identity.other_action = None;
    }
    let mut remarks = Remarks::new(&name);
    remarks.warnings = warnings;
    for warning in &lost {
        remarks.todo_on(warning);
    }
    for (line, what) in &page.asides {
        remarks.say(*line, what);
    }
    if let Some(line) = asked.filter(|_| exchanges.requests.is_empty()) {
        remarks.say(line, "the example asks for something else than the page describes, so it was left out");
    }
    let mut service = service(&identity, options, &mut remarks)?;
    action::add(&mut service, &name, (&page, exchanges, &identity), options, &mut remarks);
    let Remarks { mut warnings, notes, .. } = remarks;
    let told = service.service.host.clone();
    let other = identity.other_host.filter(|other| *other != told);
    let hosts = Hosts { told: told.clone(), shown: other, path: identity.path };
    endpoint::settle(&mut service, &hosts, &told, &mut warnings);
    warnings.sort_by_key(|warning| warning.place.line.unwrap_or(usize::MAX));
    warnings.dedup();
    Ok(Imported { service, notes, warnings, described: page.described(), hosts })
}

fn action_name(page: &Page, exchanges: &Exchanges, identity: &Identity) -> Result<String, Problem> {
    let is_tc3 = identity.host.as_deref().and_then(hosts::protocol) == Some(Protocol::TC3);
    if is_tc3 {
        return Err(refused(
            "this is a page of API 3.0, and pages of the legacy API are what this command reads",
            "`import api3` reads the vendor's descriptions of API 3.0",
        ));
    }
    let Some(name) = &identity.action else {
        return Err(no_action(
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
        return Err(no_action(
            format!(
                "the page names the Action `{name}`, but it has no table of parameters or fields and no example"
            ),
            "the titles of a table's columns must be like `Name | Type | Description`; is this an overview of several Actions?",
        ));
    }
    let help = "the page of an Action says so in a sentence such as `This API (DescribeVpcs) is used to ...`, or has a table of its parameters under a \
                heading such as `Input Parameters`; add one of the two if this is such a page";
    // What is said of requests in general is said at length, and shows no answer.
    let has_answer = !page.output.is_empty()
        || !page.errors.is_empty()
        || !exchanges.pairs.is_empty()
        || page.passages.all.is_empty();
    if !(identity.is_told || page.has_tables() && has_answer && shows_its_own(page, exchanges)) {
        return Err(no_action(
            format!(
                "the page only mentions the Action `{name}`, and has no table of what it takes or gives: it is about something else, such as \
                 signatures, common parameters or a way to use several Actions"
            ),
            help,
        ));
    }
    if identity.titles.len() > 1 {
        let names: Vec<String> = identity.titles.iter().map(|name| format!("`{name}`")).collect();
        return Err(refused(
            format!("the page is about several Actions: {}", names.join(", ")),
            "give the part of each Action in a file of its own, with the line that names its host",
        ));
    }
    if !identity.is_told && identity.shown > 1 {
        let message = format!(
            "the page has examples of {} Actions, `{name}` among them, and says of none that it is about that one",
            identity.shown
        );
        return Err(no_action(message, help));
    }
    Ok(name.clone())
}

/// Whether the tables of a page have a parameter of its requests, where these have some.
fn shows_its_own(page: &Page, exchanges: &Exchanges) -> bool {
    let mut shown = exchanges.requests.iter().flat_map(|request| request.parameters.keys()).peekable();
    shown.peek().is_none()
        || page.input.is_empty()
        || shown.any(|name| page.named_in.contains_key(&notation::lower(name)))
}

fn service(identity: &Identity, options: &Options, remarks: &mut Remarks) -> Result<Service, Problem> {
    let of_host = identity.host.as_deref().map(hosts::service);
    let Some(name) = options.service.as_deref().or(of_host) else {
        return Err(match &identity.unknown_host {
            Some(unknown) => refused(
                format!("the page names the host `{unknown}`, of which it is not known which service it is"),
                "name the service with `--service NAME`",
            ),
            None => refused(
                "the page does not say at which host the Action is served",
                "name the service with `--service NAME`; its host is then taken to be `NAME.api.qcloud.com`",
            ),
        });
    };
    let mut open = |todo: &str, message: &str| {
        remarks.warnings.push(Warning::at(0, Kind::Open, message));
        remarks.notes.add::<&str>(SERVICE, &[], format!("{TODO}{todo}"));
    };
    let host = match &identity.host {
        Some(host) => {
            if let Some(unknown) = &identity.unknown_host {
                let message = format!(
                    "an example goes to `{unknown}`, which is no host that is known; `{host}` is taken"
                );
                remarks.warnings.push(Warning::at(0, Kind::Changed, message));
            }
            host.clone()
        }
        None if let Some(unknown) = &identity.unknown_host => {
            let todo = "this host is none that is known; is it right?";
            open(todo, &format!("the service: the page names the host `{unknown}`; {todo}"));
            unknown.clone()
        }
        None => {
            let todo = "the page names no host; is it this one?";
            open(todo, &format!("the service: {todo}"));
            hosts::of_service(Protocol::V2, name)
        }
    };
    if let Some(inside) = &identity.inside {
        let what = format!(
            "the page names no other host than `{inside}`, which is inside of the vendor's network, so `{host}` is taken"
        );
        remarks.say(0, &what);
    }
    if let Some(shown) = &identity.of_one_region {
        let what = format!(
            "the page names `{shown}`, the host of one region, and those of other regions are taken to be called likewise"
        );
        remarks.say(0, &what);
    }
    if let Some(other) = identity.other_path.as_ref().filter(|path| path.len() < 60) {
        remarks.say(0, &format!("the example goes to the path `{other}`, and that of the service is taken"));
    }
    let path = identity.path.clone().filter(|path| path != Protocol::V2.path());
    if let Some(path) = &path {
        let message = format!("the example goes to the path `{path}`, and a path is that of a whole service");
        remarks.warnings.push(Warning::at(0, Kind::Changed, message));
    }
    Ok(Service::new(ServiceFile { path, ..ServiceFile::new(name, Protocol::V2, host) }))
}
