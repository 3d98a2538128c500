//! The reference pages: a page of Markdown for each Action, and an index.

mod example;
mod page;

use crate::emit::docs::{cell, code};
use crate::emit::{GeneratedFile, MARK};
use crate::language::names;
use crate::model::{Api, EnumValues, Service};

/// The pages of an API: `README.md`, and `MODULE/ACTION.md` for each Action.
#[must_use]
pub fn reference(api: &Api) -> Vec<GeneratedFile> {
    let actions = |service| page::pages(api, service);
    let mut files: Vec<_> = api.services.iter().flat_map(actions).collect();
    files.push(index(api));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// The first lines of a page made from a file of the spec.
fn header(from: &str) -> String {
    format!("<!-- {MARK} from {from}. Edits are lost; change the spec instead. -->\n\n")
}

fn index(api: &Api) -> GeneratedFile {
    let mut text = header("the spec");
    text.push_str(
        "# Reference\n\nEvery Action of the spec, as the server sees it and as the client calls it.\n",
    );
    for service in &api.services {
        text.push_str(&of_service(service));
    }
    if !api.common_errors.is_empty() {
        text.push_str("\n## Error codes of all services\n");
    }
    for errors in &api.common_errors {
        if api.common_errors.len() > 1 {
            text.push_str(&format!("\nOf {}:\n", errors.protocol.title()));
        }
        text.push_str("\n| code | name | meaning |\n| --- | --- | --- |\n");
        match &errors.codes.values {
            EnumValues::Int(values) => {
                for value in values {
                    text.push_str(&page::row(&[value.wire.to_string(), code(&value.rust), cell(&value.doc)]));
                }
            }
            EnumValues::Text(values) => {
                for value in values {
                    text.push_str(&page::row(&[code(&value.wire), code(&value.rust), cell(&value.doc)]));
                }
            }
        }
    }
    GeneratedFile { path: "README.md".to_owned(), text }
}

fn of_service(service: &Service) -> String {
    let mut text = format!("\n## {}\n\n", code(&service.name));
    if !service.doc.is_empty() {
        text.push_str(&cell(&service.doc));
        text.push_str("\n\n");
    }
    let version = service.version.as_ref().map(|version| format!(", version {version}")).unwrap_or_default();
    let protocol = service.protocol.title();
    let (module, host) = (code(&service.module), code(&service.host));
    text.push_str(&format!("Module {module}, {protocol}{version}, at {host}.\n\n"));
    if service.actions.is_empty() {
        text.push_str("It has no Actions yet.\n");
        return text;
    }
    text.push_str("| Action | what it does | idempotent |\n| --- | --- | --- |\n");
    for action in &service.actions {
        let link = format!("[{}]({}/{}.md)", cell(&action.name), service.module, names::page(&action.name));
        let idempotent = if action.idempotent { "yes" } else { "no" };
        text.push_str(&page::row(&[link, first_sentence(&action.doc), idempotent.to_owned()]));
    }
    text
}

fn first_sentence(doc: &str) -> String {
    let end = doc.find(". ").or_else(|| doc.find(".\n")).map_or(doc.len(), |end| end + 1);
    cell(&doc[..end])
}
