//! The reference pages: a page of Markdown for each Action, and an index; and what they are made of, for whoever shows it elsewhere.

mod complete;
mod example;
mod page;
mod text;

use serde_json::Value;

use crate::emit::docs::{cell, code};
use crate::emit::{GeneratedFile, MARK};
use crate::language::names;
use crate::model::{Action, Api, EnumValues, Field, Service, TypeId};
use crate::parallel;

use self::text::{Text, row};

/// The pages of an API: `README.md`, and `MODULE/ACTION.md` for each Action.
#[must_use]
pub fn reference(api: &Api) -> Vec<GeneratedFile> {
    let of = |service| move |action| (service, action);
    let actions: Vec<_> =
        api.services.iter().flat_map(|service| service.actions.iter().map(of(service))).collect();
    let mut files = parallel::map(&actions, |(service, action)| page::file(api, service, action));
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
    for of in &api.services {
        text.push_str(&service(of));
    }
    text.push_str(&errors(api));
    GeneratedFile { path: "README.md".to_owned(), text }
}

/// Who makes a call: where the generated code is for it, and which region it has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Caller<'a> {
    /// The path of the generated module in the program's own crate, such as `qcloud`; none where the code is in `qcloud-client` itself.
    pub module: Option<&'a str>,
    /// The region of its client; none where the call needs none.
    pub region: Option<&'a str>,
    /// What the program calls the crate `qcloud-client`, where its dependency on that has another name.
    pub client: Option<&'a str>,
}

impl Caller<'_> {
    /// The name of the crate `qcloud-client` in the program.
    fn client(&self) -> &str {
        self.client.unwrap_or("qcloud_client")
    }
}

/// The page of an Action, without the header of a generated file.
#[must_use]
pub fn action(api: &Api, service: &Service, action: &Action, caller: Caller<'_>) -> String {
    page::page(api, service, action, caller)
}

/// A record or an enum of a service under a title of its own, and where the vendor's page is wrong about it.
#[must_use]
pub fn definition(service: &Service, id: TypeId) -> String {
    let mut text = Text::new(service);
    text.definition(id);
    let mut found = Vec::new();
    text.claims(id, &mut found);
    text.disagreements(&found);
    text.finish()
}

/// A program that calls an Action with parameters in the form that they have in JSON; all that is given is set.
#[must_use]
pub fn call(service: &Service, action: &Action, parameters: &Value, caller: Caller<'_>) -> String {
    example::call_with(service, action, parameters, caller)
}

/// The meaning of a field with its default and bounds, as a line of Markdown.
#[must_use]
pub fn meaning(field: &Field) -> String {
    text::meaning(field)
}

/// The type of a field in words, with the form in which it travels, as a line of Markdown. A record or an enum is a link to the title of its
/// [`definition`] on the same page.
#[must_use]
pub fn type_of(service: &Service, field: &Field) -> String {
    Text::new(service).type_of(field)
}

/// The error codes that all services share; nothing where there are none.
#[must_use]
pub fn errors(api: &Api) -> String {
    let mut text = String::new();
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
                    text.push_str(&row(&[value.wire.to_string(), code(&value.rust), cell(&value.doc)]));
                }
            }
            EnumValues::Text(values) => {
                for value in values {
                    text.push_str(&row(&[code(&value.wire), code(&value.rust), cell(&value.doc)]));
                }
            }
        }
    }
    text
}

/// A service under a title of its own: what it is, where it is, and its Actions.
#[must_use]
pub fn service(service: &Service) -> String {
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
        text.push_str(&row(&[link, first_sentence(&action.doc), idempotent.to_owned()]));
    }
    text
}

fn first_sentence(doc: &str) -> String {
    cell(summary(doc))
}

/// The first sentence of a text of the spec.
#[must_use]
pub fn summary(doc: &str) -> &str {
    let end = doc.find(". ").or_else(|| doc.find(".\n")).map_or(doc.len(), |end| end + 1);
    &doc[..end]
}
