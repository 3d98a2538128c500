//! Types of the model as Rust types, and the names that a file has to import for them.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::model::{Field, Home, Record, Service, Type, TypeId};

use super::Options;

/// An identifier of the model, raw or not.
pub(crate) fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

/// The Rust type of a value.
pub(crate) fn rust_type(service: &Service, ty: &Type) -> TokenStream {
    match ty {
        Type::Int => quote!(i64),
        Type::Uint => quote!(u64),
        Type::Float => quote!(f64),
        Type::Bool => quote!(bool),
        Type::String => quote!(String),
        Type::Secret => quote!(Secret),
        Type::DateTime => quote!(DateTime),
        Type::Date => quote!(Date),
        Type::Binary => quote!(Binary),
        Type::Json => quote!(Json),
        Type::List(item) => {
            let item = rust_type(service, item);
            quote!(Vec<#item>)
        }
        Type::Map(value) => {
            let value = rust_type(service, value);
            quote!(BTreeMap<String, #value>)
        }
        Type::Named(id) => {
            let name = ident(service.type_def(*id).kind.name());
            quote!(#name)
        }
    }
}

/// The Rust type of a field.
pub(crate) fn field_type(service: &Service, field: &Field) -> TokenStream {
    let plain = rust_type(service, &field.ty);
    match (field.is_option(), field.boxed) {
        (true, true) => quote!(Option<Box<#plain>>),
        (true, false) => quote!(Option<#plain>),
        _ => plain,
    }
}

/// What a function takes for a value of a type, and how that becomes the value.
pub(crate) fn argument(service: &Service, ty: &Type, name: &Ident) -> (TokenStream, TokenStream) {
    let plain = rust_type(service, ty);
    match ty {
        ty if ty.is_textual() || *ty == Type::Json => (quote!(impl Into<#plain>), quote!(#name.into())),
        Type::List(item) => {
            let (item, convert) = element(service, item);
            let map = convert.map(|convert| quote!(.map(#convert)));
            (quote!(impl IntoIterator<Item = #item>), quote!(#name.into_iter() #map.collect()))
        }
        Type::Map(value) => {
            let (value, convert) = element(service, value);
            let value_expression = if convert.is_some() { quote!(value.into()) } else { quote!(value) };
            let collect =
                quote!(#name.into_iter().map(|(key, value)| (key.into(), #value_expression)).collect());
            (quote!(impl IntoIterator<Item = (impl Into<String>, #value)>), collect)
        }
        _ => (plain, quote!(#name)),
    }
}

/// What a function takes for an element of a list or map, and how it is converted, if it is.
fn element(service: &Service, ty: &Type) -> (TokenStream, Option<TokenStream>) {
    let plain = rust_type(service, ty);
    match ty {
        ty if ty.is_textual() || *ty == Type::Json => (quote!(impl Into<#plain>), Some(quote!(Into::into))),
        _ => (plain, None),
    }
}

/// What the items of a file refer to.
#[derive(Debug, Default)]
pub(crate) struct Uses {
    runtime: BTreeSet<&'static str>,
    map: bool,
    named: BTreeSet<usize>,
}

impl Uses {
    pub(crate) fn record(&mut self, record: &Record) {
        for field in &record.fields {
            self.ty(&field.ty);
        }
    }

    pub(crate) fn ty(&mut self, ty: &Type) {
        match ty {
            Type::Secret => drop(self.runtime.insert("Secret")),
            Type::DateTime => drop(self.runtime.insert("DateTime")),
            Type::Date => drop(self.runtime.insert("Date")),
            Type::Binary => drop(self.runtime.insert("Binary")),
            Type::Json => drop(self.runtime.insert("Json")),
            Type::List(inner) => self.ty(inner),
            Type::Map(inner) => {
                self.map = true;
                self.ty(inner);
            }
            Type::Named(TypeId(index)) => drop(self.named.insert(*index)),
            Type::Int | Type::Uint | Type::Float | Type::Bool | Type::String => {}
        }
    }

    /// The imports of a file that is `home` to some of the types.
    pub(crate) fn imports(&self, service: &Service, home: Home, options: &Options) -> TokenStream {
        let runtime = options.runtime_path();
        let map = self.map.then(|| {
            quote!(
                use std::collections::BTreeMap;
            )
        });
        let names = self.runtime.iter().map(|name| ident(name));
        let scalars = (!self.runtime.is_empty()).then(|| quote!(use #runtime::{#(#names),*};));
        let mut siblings: Vec<_> = self
            .named
            .iter()
            .map(|index| service.type_def(TypeId(*index)))
            .filter(|def| def.home != home)
            .map(|def| def.kind.name())
            .collect();
        siblings.sort_unstable();
        let siblings = siblings.iter().map(|name| ident(name)).collect::<Vec<_>>();
        let siblings = (!siblings.is_empty()).then(|| quote!(use super::{#(#siblings),*};));
        quote! {
            #map
            use #runtime::internal;
            #scalars
            #siblings
        }
    }
}
