//! The file of an Action: its request, its own types, and the impls that tie them together.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::model::{
    Action, Home, Method, PageStyle, Pagination, PathStep, ResultPlace, Service, Type, TypeKind,
};

use super::docs::{Docs, code};
use super::file::{File, GeneratedFile};
use super::record;
use super::rust_type::{Uses, ident, rust_type};
use super::{Options, open_enum};

/// The file of the Action with this index.
pub(crate) fn file(service: &Service, index: usize, options: &Options) -> GeneratedFile {
    let action = &service.actions[index];
    let home = Home::Action(index);
    let path = format!("{}/{}.rs", service.module, action.module);
    let doc = format!("The Action {}: its request, and the types only it uses.", code(&action.name));
    let mut file = File::new(&path, &action.spec_path, Some(&doc));
    file.items(uses(service, action, home).imports(service, home, options));
    record::record(&mut file, service, &action.request, &request_docs(service, action));
    file.items(action_impl(service, action));
    if let Some(pagination) = &action.pagination {
        file.items(paginated_impl(service, action, pagination));
    }
    types(&mut file, service, home);
    file.finish()
}

/// Adds the types that are at home in a file.
pub(crate) fn types(file: &mut File, service: &Service, home: Home) {
    for def in service.types.iter().filter(|def| def.home == home) {
        match &def.kind {
            TypeKind::Record(record) => record::record(file, service, record, &record::docs(record)),
            TypeKind::Enum(open) => open_enum::open_enum(file, open),
        }
    }
}

fn uses(service: &Service, action: &Action, home: Home) -> Uses {
    let mut uses = Uses::default();
    uses.record(&action.request);
    uses.ty(&action.result);
    if let Some(pagination) = &action.pagination {
        uses.ty(&pagination.item);
    }
    for def in service.types.iter().filter(|def| def.home == home) {
        if let TypeKind::Record(record) = &def.kind {
            uses.record(record);
        }
    }
    uses
}

fn request_docs(service: &Service, action: &Action) -> Docs {
    let mut docs = Docs::new(&action.doc, "A request that the spec does not describe.");
    let result = match &action.result {
        Type::Named(_) => format!("[`{}`]", rust_type(service, &action.result)),
        other => code(&rust_type(service, other).to_string().replace(' ', "").replace(',', ", ")),
    };
    let repeat =
        if action.idempotent { "Repeating it changes nothing more." } else { "It is not idempotent." };
    docs.markdown(format!(
        "The request of the Action {}, answered by {result}. {repeat}",
        code(&action.name)
    ));
    docs.claims(&action.claims);
    docs.source(action.source.as_deref());
    docs
}

fn action_impl(service: &Service, action: &Action) -> TokenStream {
    let request = ident(&action.request.name);
    let result = rust_type(service, &action.result);
    let (name, idempotent, sensitive) = (&action.name, action.idempotent, action.sensitive);
    let method = match action.http_method {
        Method::Get => quote!(Get),
        Method::Post => quote!(Post),
    };
    let place = match &action.place {
        ResultPlace::Data(keys) => quote!(wire::Place::Data(&[#(#keys),*])),
        ResultPlace::Beside => quote!(wire::Place::Beside),
        ResultPlace::Body => quote!(wire::Place::Body),
        ResultPlace::Response => quote!(wire::Place::Response),
    };
    quote! {
        impl wire::Action for #request {
            type Result = #result;
            const INFO: &'static wire::ActionInfo = &wire::ActionInfo {
                service: &super::SERVICE,
                name: #name,
                idempotent: #idempotent,
                sensitive: #sensitive,
                method: wire::Method::#method,
                place: #place,
            };
        }
    }
}

fn paginated_impl(service: &Service, action: &Action, pagination: &Pagination) -> TokenStream {
    let request = ident(&action.request.name);
    let item = rust_type(service, &pagination.item);
    let style = match pagination.style {
        PageStyle::Page => quote!(wire::PageStyle::Page),
        PageStyle::Offset => quote!(wire::PageStyle::Offset),
        PageStyle::Token => quote!(wire::PageStyle::Token),
    };
    let first = Literal::u64_unsuffixed(pagination.first);
    let default_size = match pagination.default_size {
        Some(size) => {
            let size = Literal::u64_unsuffixed(size);
            quote!(Some(#size))
        }
        None => quote!(None),
    };
    let which = match &pagination.next {
        None => numbered(action, pagination),
        Some(next) => by_token(action, pagination, next),
    };
    let size = get(action, pagination.size);
    let total = pagination.total.as_ref().map(|path| {
        let total = total(path);
        quote! {
            fn total(result: &Self::Result) -> Option<u64> {
                #total
            }
        }
    });
    let items = items(&pagination.items);
    let items_by_reference = items_by_reference(&pagination.items);
    quote! {
        impl wire::Paginated for #request {
            type Item = #item;
            const PAGES: &'static wire::PageInfo = &wire::PageInfo {
                style: #style,
                first: #first,
                default_size: #default_size,
            };
            #which
            fn size(&self) -> Option<u64> {
                #size
            }
            #total
            fn items(result: &Self::Result) -> &[Self::Item] {
                #items_by_reference
            }
            fn into_items(result: Self::Result) -> Vec<Self::Item> {
                #items
            }
        }
    }
}

/// How pages with a number are asked for.
fn numbered(action: &Action, pagination: &Pagination) -> TokenStream {
    let position = get(action, Some(pagination.position));
    let set_position = set(action, pagination.position);
    quote! {
        fn position(&self) -> Option<u64> {
            #position
        }
        fn set_position(&mut self, position: u64) {
            #set_position
        }
    }
}

/// How pages with a token are asked for.
fn by_token(action: &Action, pagination: &Pagination, next: &[PathStep]) -> TokenStream {
    let field = &action.request.fields[pagination.position];
    let name = ident(&field.rust);
    let (token, set_token) = if field.is_option() {
        (quote!(self.#name.as_deref()), quote!(self.#name = Some(token);))
    } else {
        (quote!(Some(&self.#name)), quote!(self.#name = token;))
    };
    let next = token_of(next);
    quote! {
        fn token(&self) -> Option<&str> {
            #token
        }
        fn set_token(&mut self, token: String) {
            #set_token
        }
        fn next(result: &Self::Result) -> Option<&str> {
            #next
        }
    }
}

/// The value of an integer parameter.
fn get(action: &Action, index: Option<usize>) -> TokenStream {
    let Some(field) = index.map(|index| &action.request.fields[index]) else { return quote!(None) };
    let name = ident(&field.rust);
    match (&field.ty, field.is_option()) {
        (Type::Uint, true) => quote!(self.#name),
        (Type::Uint, false) => quote!(Some(self.#name)),
        (_, true) => quote!(self.#name.and_then(|value| u64::try_from(value).ok())),
        (_, false) => quote!(u64::try_from(self.#name).ok()),
    }
}

fn set(action: &Action, index: usize) -> TokenStream {
    let field = &action.request.fields[index];
    let name = ident(&field.rust);
    let value = if field.ty == Type::Uint {
        quote!(position)
    } else {
        quote!(i64::try_from(position).unwrap_or(i64::MAX))
    };
    if field.is_option() { quote!(self.#name = Some(#value);) } else { quote!(self.#name = #value;) }
}

/// What a way leads to, by reference through the result, and whether that may be absent.
fn along(path: &[PathStep]) -> (TokenStream, bool) {
    let mut value = quote!(result);
    let mut optional = false;
    for step in path {
        let name = ident(&step.rust);
        value = match (optional, step.is_option) {
            (false, false) => quote!(#value.#name),
            (false, true) => quote!(#value.#name.as_ref()),
            (true, false) => quote!(#value.map(|record| &record.#name)),
            (true, true) => quote!(#value.and_then(|record| record.#name.as_ref())),
        };
        optional |= step.is_option;
    }
    (value, optional)
}

/// The number of all items.
fn total(path: &[PathStep]) -> TokenStream {
    let Some((last, records)) = path.split_last() else { return quote!(None) };
    let (value, optional) = along(records);
    let name = ident(&last.rust);
    let value = match (optional, last.is_option) {
        (false, false) => quote!(Some(#value.#name)),
        (false, true) => quote!(#value.#name),
        (true, false) => quote!(#value.map(|record| record.#name)),
        (true, true) => quote!(#value.and_then(|record| record.#name)),
    };
    if last.ty == Type::Uint { value } else { quote!(#value.and_then(|total| u64::try_from(total).ok())) }
}

/// The token of the next page.
fn token_of(path: &[PathStep]) -> TokenStream {
    match along(path) {
        (value, true) => quote!(#value.map(String::as_str)),
        (value, false) => quote!(Some(&#value)),
    }
}

/// The items, by reference through the result.
fn items_by_reference(path: &[PathStep]) -> TokenStream {
    match along(path) {
        (value, true) => quote!(#value.map(Vec::as_slice).unwrap_or_default()),
        (value, false) if path.is_empty() => value,
        (value, false) => quote!(&#value),
    }
}

/// The items, taken out of the result.
fn items(path: &[PathStep]) -> TokenStream {
    let mut value = quote!(result);
    let mut optional = false;
    for step in path {
        let name = ident(&step.rust);
        value = match (optional, step.is_option) {
            (false, _) => quote!(#value.#name),
            (true, false) => quote!(#value.map(|record| record.#name)),
            (true, true) => quote!(#value.and_then(|record| record.#name)),
        };
        optional |= step.is_option;
    }
    if optional { quote!(#value.unwrap_or_default()) } else { value }
}
