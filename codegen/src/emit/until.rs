//! What to wait for: a constant for each, which is a function of a result over a table.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use crate::model::{Action, Count, EnumValues, Listed, PathStep, Service, Type, TypeKind, Until, Watched};

use super::docs::{Comments, Docs, code, json};
use super::path::places;
use super::rust_type::{ident, rust_type};

/// The constant of something to wait for.
pub(super) fn constant(
    service: &Service,
    action: &Action,
    until: &Until,
    comments: &mut Comments,
) -> TokenStream {
    let mut docs = Docs::new(&until.doc, "The task of which the result tells is done.");
    docs.markdown(facts(service, until));
    let docs = docs.attributes(comments);
    let (text, name) = (&until.name, ident(&until.name));
    let result = rust_type(service, &action.result);
    let way = |path: &[PathStep]| {
        let places = places(service, &action.result, path).into_iter().map(Literal::usize_unsuffixed);
        quote!(&[#(#places),*])
    };
    let watched = match &until.watched {
        Watched::Values { path, listed, failed, .. } => {
            let path = way(path);
            let (done, pending, otherwise): (&[Value], &[Value], _) = match listed {
                Listed::Done(values) => (values, &[], quote!(Pending)),
                Listed::Pending(values) => (&[], values, quote!(Done)),
            };
            let [done, pending, failed] = [done, pending, failed].map(|values| {
                let values = values.iter().map(wire_value);
                quote!(&[#(#values),*])
            });
            quote!(Values {
                path: #path,
                done: #done,
                pending: #pending,
                failed: #failed,
                otherwise: internal::Progress::#otherwise,
            })
        }
        Watched::Counts { total, succeeded, failed } => {
            let [total, succeeded] = [total, succeeded].map(|count| way(&count.path));
            let failed = match failed {
                Some(failed) => {
                    let failed = way(&failed.path);
                    quote!(Some(#failed))
                }
                None => quote!(None),
            };
            quote!(Counts { total: #total, succeeded: #succeeded, failed: #failed })
        }
    };
    let [first, max] = [until.pace.first, until.pace.max].map(Literal::u64_unsuffixed);
    quote! {
        #docs
        pub const #name: internal::Goal<#result> = |result| {
            internal::judge(result, &internal::UntilInfo {
                name: #text,
                first: #first,
                max: #max,
                watched: internal::Watched::#watched,
            })
        };
    }
}

/// A value as the runtime compares it; a bool is 0 or 1.
fn wire_value(value: &Value) -> TokenStream {
    if let Some(text) = value.as_str() {
        return quote!(internal::Value::Text(#text));
    }
    let number = value.as_i64().unwrap_or_else(|| i64::from(value.as_bool() == Some(true)));
    let number = Literal::i64_unsuffixed(number);
    quote!(internal::Value::Int(#number))
}

/// What is looked at, in sentences of Markdown.
pub(crate) fn facts(service: &Service, until: &Until) -> String {
    let when = match &until.watched {
        Watched::Values { path, wire, listed, failed } => {
            let of_each = if path.iter().any(|step| matches!(step.ty, Type::List(_))) {
                " of each element"
            } else {
                ""
            };
            let subject = format!("{}{of_each}", code(wire));
            let named = |values: &[Value]| alternatives(service, path, values);
            let failed = match failed.as_slice() {
                [] => String::new(),
                values => format!(", failed when it is {}", named(values)),
            };
            match listed {
                Listed::Done(values) => {
                    format!("Done when {subject} is {}{failed}; until then it goes on.", named(values))
                }
                Listed::Pending(values) => {
                    format!("It goes on while {subject} is {}{failed}; otherwise it is done.", named(values))
                }
            }
        }
        Watched::Counts { total, succeeded, failed } => {
            let total = code(&total.wire);
            let (parts, outcome) = match failed {
                Some(Count { wire, .. }) => (
                    format!("{} and {} add up to it", code(&succeeded.wire), code(wire)),
                    format!("; then it has failed if {} is above 0", code(wire)),
                ),
                None => (format!("{} reaches it", code(&succeeded.wire)), String::new()),
            };
            format!("Done when {total} is above 0 and {parts}{outcome}.")
        }
    };
    format!(
        "{when} Asked again after {} s, then after twice as long each time, up to {} s.",
        until.pace.first, until.pace.max
    )
}

/// Values as a list in a sentence, with the names of those of an enum.
fn alternatives(service: &Service, path: &[PathStep], values: &[Value]) -> String {
    let open = path.last().and_then(|step| match step.ty.innermost() {
        Type::Named(id) => match &service.type_def(*id).kind {
            TypeKind::Enum(open) => Some(open),
            TypeKind::Record(_) => None,
        },
        _ => None,
    });
    let named = |value: &Value| {
        let name = open.and_then(|open| match &open.values {
            EnumValues::Int(known) => {
                known.iter().find(|it| value.as_i64() == Some(it.wire)).map(|it| &*it.rust)
            }
            EnumValues::Text(_) => None,
        });
        match name {
            Some(name) => format!("{} ({})", json(value), code(name)),
            None => json(value),
        }
    };
    let mut words: Vec<_> = values.iter().map(named).collect();
    match words.pop() {
        Some(last) if !words.is_empty() => format!("{} or {last}", words.join(", ")),
        last => last.unwrap_or_default(),
    }
}
