//! A record: the struct, what makes and fills it, and the table by which the runtime reads and writes it.
//!
//! All functions are `#[inline]`: a release build then has only those that somebody calls, in the caller's crate.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Action, Field, Record, Service, Wire};

use super::docs::{Comments, Docs, deprecated, facts};
use super::file::{File, quoted};
use super::rust_type::{argument, field_type, ident};

/// Adds a request to its file.
pub(crate) fn request(file: &mut File, service: &Service, action: &Action, docs: Docs) {
    let request = &action.request;
    items(file, service, request, docs, &deprecated(action.deprecated.as_deref()));
    table(file, &format!("{} REQUEST", request.name), request);
}

/// Adds a record that requests or results hold to its file.
pub(crate) fn record(file: &mut File, service: &Service, record: &Record, docs: Docs) {
    items(file, service, record, docs, &TokenStream::new());
    table(file, &record.name, record);
}

fn items(file: &mut File, service: &Service, record: &Record, docs: Docs, deprecated: &TokenStream) {
    let tokens = structure(service, record, docs, deprecated, &mut file.comments);
    file.items(tokens);
    if record.input {
        let tokens = constructors(service, record, &mut file.comments);
        file.items(tokens);
    }
    if !record.input || required(record).next().is_none() {
        file.items(default(record));
    }
}

fn table(file: &mut File, name: &str, record: &Record) {
    file.table("internal::record", name, record.fields.iter().enumerate().map(row));
}

/// The docs of a record that is not a request.
pub(crate) fn docs(record: &Record) -> Docs {
    let mut docs = Docs::new(&record.doc, "A record that the spec does not describe.");
    docs.claims(&record.claims);
    docs
}

fn structure(
    service: &Service,
    record: &Record,
    docs: Docs,
    marked: &TokenStream,
    comments: &mut Comments,
) -> TokenStream {
    let name = ident(&record.name);
    let attributes = docs.attributes(comments);
    let fields = record.fields.iter().map(|field| {
        let mut docs = Docs::new(&field.doc, "");
        docs.markdown(facts(field));
        docs.claims(&field.claims);
        let (attributes, marked) = (docs.attributes(comments), deprecated(field.deprecated.as_deref()));
        let (name, ty) = (ident(&field.rust), field_type(service, field));
        quote!(#attributes #marked pub #name: #ty)
    });
    quote! {
        #attributes
        #marked
        #[non_exhaustive]
        pub struct #name {
            #(#fields),*
        }
    }
}

fn required(record: &Record) -> impl Iterator<Item = &Field> {
    record.fields.iter().filter(|field| field.required)
}

/// `new` with what is required, and a setter for everything else.
fn constructors(service: &Service, record: &Record, comments: &mut Comments) -> TokenStream {
    let name = ident(&record.name);
    let setters =
        record.fields.iter().filter(|field| !field.required).map(|field| setter(service, field, comments));
    let new = new(service, record);
    quote! {
        impl #name {
            #new
            #(#setters)*
        }
    }
}

fn new(service: &Service, record: &Record) -> TokenStream {
    let mut parameters = Vec::new();
    let mut fields = Vec::new();
    for field in required(record) {
        let name = ident(&field.rust);
        let (ty, value) = argument(service, &field.ty, &name);
        parameters.push(quote!(#name: #ty));
        let shorthand = name == value.to_string();
        fields.push(if shorthand { quote!(#name) } else { quote!(#name: #value) });
    }
    let doc = match parameters.len() {
        0 => " With nothing set.",
        _ => " With what is required, and nothing else set.",
    };
    let complete = fields.len() == record.fields.len();
    let body = match (fields.is_empty(), complete) {
        (true, _) => quote!(internal::blank()),
        (false, true) => quote!(Self { #(#fields),* }),
        (false, false) => quote!(Self { #(#fields,)* ..internal::blank() }),
    };
    quote! {
        #[doc = #doc]
        #[must_use]
        #[inline]
        pub fn new(#(#parameters),*) -> Self {
            #body
        }
    }
}

fn setter(service: &Service, field: &Field, comments: &mut Comments) -> TokenStream {
    let name = ident(&field.rust);
    let docs =
        Docs::new(&field.doc, &format!("Sets {}.", super::docs::code(&field.wire))).attributes(comments);
    let (ty, value) = argument(service, &field.ty, &name);
    let marked = deprecated(field.deprecated.as_deref());
    let value = match (field.is_option(), field.boxed) {
        (true, true) => quote!(Some(Box::new(#value))),
        (true, false) => quote!(Some(#value)),
        _ => value,
    };
    quote! {
        #docs
        #marked
        #[must_use]
        #[inline]
        pub fn #name(mut self, #name: #ty) -> Self {
            self.#name = #value;
            self
        }
    }
}

fn default(record: &Record) -> TokenStream {
    let name = ident(&record.name);
    quote! {
        impl Default for #name {
            #[inline]
            fn default() -> Self {
                internal::blank()
            }
        }
    }
}

fn row((number, field): (usize, &Field)) -> String {
    let flags = [
        (field.required, "REQUIRED"),
        (field.nullable, "NULLABLE"),
        (field.sensitive, "SENSITIVE"),
        (field.form == Some(Wire::String), "TEXT"),
        (field.form == Some(Wire::Int), "INT"),
        (field.form == Some(Wire::Iso), "ISO"),
        (field.one_based, "ONE_BASED"),
        (field.paged, "PAGES"),
    ];
    let flags: Vec<_> = flags.into_iter().filter(|(set, _)| *set).map(|(_, flag)| flag).collect();
    format!("{number} {} {} [{}]", field.rust, quoted(&field.wire), flags.join(" "))
}
