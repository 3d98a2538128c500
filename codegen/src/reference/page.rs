//! The page of an Action: what it takes and answers, a call in Rust, and where the vendor's page is wrong.

use crate::emit::GeneratedFile;
use crate::emit::action::{region, travels};
use crate::emit::docs::{cell, code};
use crate::emit::until::facts;
use crate::language::names;
use crate::model::{
    Action, Api, EnumValues, Example, PageStyle, ResultPlace, Service, Type, TypeId, TypeKind,
};

use super::text::{Text, add, row};
use super::{Caller, example, header};

/// The file with the page of an Action.
pub(super) fn file(api: &Api, service: &Service, action: &Action) -> GeneratedFile {
    let path = format!("{}/{}.md", service.module, names::page(&action.name));
    GeneratedFile { path, text: header(&action.spec_path) + &page(api, service, action, Caller::default()) }
}

/// Whether a call is repeated that may have reached the server.
fn repeat(action: &Action) -> String {
    if action.idempotent {
        return "yes: a call that may have reached the server is repeated".to_owned();
    }
    if let Some(index) = action.idempotency_token {
        let parameter = code(&action.request.fields[index].wire);
        return format!("by the token in {parameter}: a call that may have reached the server is repeated");
    }
    let verify = action.verify.as_ref().map(|verify| {
        let page = names::page(&verify.action);
        format!("; [{}]({page}.md) tells whether it was carried out", code(&verify.action))
    });
    format!("no: a call that may have reached the server is not repeated{}", verify.unwrap_or_default())
}

/// The page of an Action, without a header.
pub(super) fn page(api: &Api, service: &Service, action: &Action, caller: Caller<'_>) -> String {
    Page { api, service, action, caller, text: Text::new(service) }.write()
}

struct Page<'a> {
    api: &'a Api,
    service: &'a Service,
    action: &'a Action,
    caller: Caller<'a>,
    text: Text<'a>,
}

impl Page<'_> {
    fn write(mut self) -> String {
        let action = self.action;
        self.text.line(&format!("# {}", cell(&action.name)));
        if let Some(note) = &action.deprecated {
            self.text.line(format!("\n**Deprecated.** {}", cell(note)).trim_end());
        }
        self.text.docs(&action.doc);
        self.facts();
        self.text.title("In Rust");
        let example = example::call(self.service, action, self.caller);
        self.text.fenced("rust,no_run", &example);
        self.text.title("Parameters");
        self.text.record(&action.request, "It takes no parameters.");
        self.result();
        self.types();
        self.stream();
        self.pagination();
        self.until();
        self.errors();
        self.examples();
        self.claims();
        self.text.finish()
    }

    fn facts(&mut self) {
        let action = self.action;
        let method = action.http_method.as_str();
        self.text.line("\n| | |\n| --- | --- |");
        let service = format!("{}, at {}", code(&self.service.name), code(action.host(self.service)));
        let mut rows =
            vec![("Service", service), ("HTTP method", method.to_owned()), ("Idempotent", repeat(action))];
        if let Some(index) = action.dry_run {
            let parameter = code(&action.request.fields[index].wire);
            rows.push(("Dry run", format!("`.dry_run()` of a call, by {parameter}")));
        }
        if let Some(need) = region(&action.region(self.service)) {
            rows.push(("Region", need));
        }
        if let Some(way) = travels(self.service, action) {
            rows.push(("How it travels", way));
        }
        if let Some(source) = &action.source {
            rows.push(("The vendor's page", format!("<{source}>")));
        }
        for (name, value) in rows {
            self.text.push(&row(&[name.to_owned(), value]));
        }
    }

    fn result(&mut self) {
        self.text.title("Result");
        let place = match &self.action.place {
            ResultPlace::Data(keys) => format!("In {} of the response", code(&keys.join("."))),
            ResultPlace::Beside => "In the fields beside `code`".to_owned(),
            ResultPlace::Body => "The whole body of the response".to_owned(),
            ResultPlace::Response => format!("In {} of the response", code("Response")),
        };
        let result = self.text.type_name(&self.action.result);
        self.text.line(&format!("\n{place}: {result}."));
    }

    /// Every record and enum that the request and the result lead to.
    fn types(&mut self) {
        let ids = self.reached();
        if ids.is_empty() {
            return;
        }
        self.text.title("Types");
        for id in ids {
            self.text.definition(id);
        }
    }

    /// The types in the order in which a reader meets them, each once.
    fn reached(&self) -> Vec<TypeId> {
        let mut found = Vec::new();
        let mut waiting: Vec<_> = self.action.request.fields.iter().map(|field| &field.ty).collect();
        waiting.push(&self.action.result);
        waiting.extend(&self.action.stream);
        waiting.reverse();
        while let Some(ty) = waiting.pop() {
            match ty {
                Type::List(inner) | Type::Map(inner) => waiting.push(inner),
                Type::Named(id) if !found.contains(id) => {
                    found.push(*id);
                    if let TypeKind::Record(record) = &self.service.type_def(*id).kind {
                        waiting.extend(record.fields.iter().rev().map(|field| &field.ty));
                    }
                }
                _ => {}
            }
        }
        found
    }

    fn stream(&mut self) {
        let Some(event) = &self.action.stream else { return };
        self.text.title("Events");
        self.text.line(&format!(
            "\nThe answer may be a stream, which `.events()` on the call reads; each event is of the type {}. One that is no stream \
             gives the plain result.",
            self.text.type_name(event)
        ));
    }

    fn pagination(&mut self) {
        let Some(pages) = &self.action.pagination else { return };
        self.text.title("Pages");
        let position = code(&self.action.request.fields[pages.position].wire);
        let counts = match pages.style {
            PageStyle::Page => format!("{position} is the number of the page, counted from {}", pages.first),
            PageStyle::Offset => format!("{position} is the number of items to skip"),
            PageStyle::Token => format!("{position} is the token that the page before gives"),
        };
        let size = pages
            .size
            .map(|size| format!(", {} how many a page holds", code(&self.action.request.fields[size].wire)));
        self.text.line(&format!(
            "\n{counts}{}. `.pages()` and `.items()` on the call read all of them, one after the other.",
            size.unwrap_or_default()
        ));
    }

    fn until(&mut self) {
        if self.action.until.is_empty() {
            return;
        }
        self.text.title("Waiting");
        self.text.line("\n`.until(..)` on the call asks again until this is true:\n\n| constant | meaning |\n| --- | --- |");
        for until in &self.action.until {
            let meaning = [cell(&until.doc), facts(self.service, until)].join(" ");
            self.text.push(&row(&[code(&until.name), meaning.trim().to_owned()]));
        }
    }

    fn errors(&mut self) {
        self.text.title("Errors");
        if let Some(id) = self.action.errors
            && let TypeKind::Enum(open) = &self.service.type_def(id).kind
        {
            self.text.line("\nSymbolic codes, given by `Error::code_text()`:");
            self.text.values(open);
        }
        if let Some(errors) = self.api.common_errors_of(self.service.protocol) {
            let given = match errors.codes.values {
                EnumValues::Int(_) => "Error::code()",
                EnumValues::Text(_) => "Error::code_text()",
            };
            self.text.line(&format!(
                "\nThe [codes of all services](../README.md#error-codes-of-all-services), given by {}.",
                code(given)
            ));
        } else {
            self.text.line("\nWhatever the server says, by `Error::code()` and `Error::code_text()`.");
        }
    }

    fn examples(&mut self) {
        if self.action.examples.is_empty() {
            return;
        }
        self.text.title("Examples");
        for example in &self.action.examples {
            let Example { doc, captured, loose, parameters, response, .. } = example;
            let (what, language) =
                if example.is_stream() { ("stream of events", "text") } else { ("response", "json") };
            self.text.docs(doc);
            let source = if *captured { "captured from a server" } else { "documented" };
            let is_untold = *loose && parameters.as_object().is_some_and(serde_json::Map::is_empty);
            if is_untold {
                self.text.line(&format!("\nThe {source} {what}:"));
            } else {
                self.text.line(&format!("\nThe request, and the {source} {what}:"));
                self.text.fenced("json", &parameters.to_string());
            }
            self.text.fenced(language, &response.replace("\r\n", "\n"));
        }
    }

    /// Where the vendor's page is wrong, all in one place.
    fn claims(&mut self) {
        let action = self.action;
        let mut found = Vec::new();
        add(&mut found, "the Action", &action.claims);
        for field in &action.request.fields {
            add(&mut found, &format!("parameter {}", code(&field.wire)), &field.claims);
        }
        for id in self.reached() {
            self.text.claims(id, &mut found);
        }
        self.text.disagreements(&found);
    }
}
