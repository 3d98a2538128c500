//! An enum: its variants, and the table of its values.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{CommonErrors, Enum, EnumValue, EnumValues};

use super::Options;
use super::docs::{Comments, Docs, code};
use super::file::{File, GeneratedFile, quoted};
use super::rust_type::ident;

/// Adds an enum to its file.
pub(crate) fn open_enum(file: &mut File, open: &Enum) {
    match &open.values {
        EnumValues::Int(values) => {
            let tokens = declaration(open, values, &mut file.comments);
            file.items(tokens);
            let rows = values.iter().map(|value| row(&value.wire.to_string(), value));
            file.table("internal::int_enum", &open.name, rows);
        }
        EnumValues::Text(values) => {
            let tokens = declaration(open, values, &mut file.comments);
            file.items(tokens);
            let rows = values.iter().map(|value| row(&quoted(&value.wire), value));
            file.table("internal::text_enum", &open.name, rows);
        }
    }
}

/// The file of the error codes that all services share.
pub(crate) fn common_errors(all: &[CommonErrors], options: &Options) -> GeneratedFile {
    let mut file = File::new("common.rs", "common.yaml", Some("The error codes that all services share."));
    let runtime = options.runtime_path();
    file.items(quote!(use #runtime::internal;));
    for CommonErrors { codes, retryable, .. } in all {
        open_enum(&mut file, codes);
        let name = ident(&codes.name);
        let retryable = retryable.iter().map(|variant| ident(variant));
        let body =
            if retryable.len() == 0 { quote!(false) } else { quote!(matches!(self, #(Self::#retryable)|*)) };
        file.items(quote! {
            impl #name {
                /// Whether the same request may succeed when it is sent again, with a new signature.
                #[must_use]
                pub fn is_retryable(&self) -> bool {
                    #body
                }
            }
        });
    }
    file.finish()
}

fn declaration<T: ToString>(open: &Enum, values: &[EnumValue<T>], comments: &mut Comments) -> TokenStream {
    let mut docs = Docs::new(&open.doc, "An enum that the spec does not describe.");
    docs.claims(&open.claims);
    let attributes = docs.attributes(comments);
    let name = ident(&open.name);
    let variants = values.iter().map(|value| {
        let mut docs = Docs::new(&value.doc, "");
        docs.markdown(format!("On the wire: {}.", code(&value.wire.to_string())));
        docs.claims(&value.claims);
        let (attributes, name) = (docs.attributes(comments), ident(&value.rust));
        quote!(#attributes #name)
    });
    // A constant of the enum can stand as a pattern only where the compiler derives `PartialEq`; the other traits cost more derived.
    quote! {
        #attributes
        #[non_exhaustive]
        #[derive(PartialEq)]
        pub enum #name {
            #(#variants,)*
            /// A value that the spec lacks, kept as it came.
            Unknown(internal::Unknown),
        }
    }
}

fn row<T>(wire: &str, value: &EnumValue<T>) -> String {
    let description = value.doc.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("{wire} {} {}", value.rust, quoted(&description))
}
