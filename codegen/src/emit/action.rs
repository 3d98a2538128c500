//! The file of an Action: its request, its own types, and the impls that tie them together.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

use crate::model::{
    Action, Body, Copied, ErrorEffect, ErrorRule, Field, Home, ListedRegions, Method, PageStyle, Pagination,
    PathStep, RegionNeed, ResultPlace, Service, Type, TypeKind,
};

use super::docs::{Docs, code};
use super::file::{File, GeneratedFile};
use super::path::places;
use super::record;
use super::rust_type::{Uses, ident, rust_type};
use super::{Options, open_enum, until};

/// The file of the Action with this index.
pub(crate) fn file(service: &Service, index: usize, options: &Options) -> GeneratedFile {
    let action = &service.actions[index];
    let home = Home::Action(index);
    let path = format!("{}/{}.rs", service.module, action.module);
    let doc = format!("The Action {}: its request, and the types only it uses.", code(&action.name));
    let mut file = File::new(&path, &action.spec_path, Some(&doc));
    file.items(uses(service, action, home).imports(service, home, options));
    record::request(&mut file, service, action, request_docs(service, action));
    file.items(action_impl(service, action));
    if let Some(event) = &action.stream {
        let (request, event) = (ident(&action.request.name), rust_type(service, event));
        file.items(quote! {
            impl internal::Streams for #request {
                type Event = #event;
            }
        });
    }
    if let Some(index) = action.dry_run {
        let (request, index) = (ident(&action.request.name), Literal::usize_unsuffixed(index));
        file.items(quote! {
            impl internal::DryRun for #request {
                const DRY_RUN: usize = #index;
            }
        });
    }
    if let Some(pagination) = &action.pagination {
        file.items(paginated_impl(service, action, pagination));
    }
    for until in &action.until {
        let tokens = until::constant(service, action, until, &mut file.comments);
        file.items(tokens);
    }
    types(&mut file, service, home);
    file.finish()
}

/// Adds the types that are at home in a file.
pub(crate) fn types(file: &mut File, service: &Service, home: Home) {
    for def in service.types.iter().filter(|def| def.home == home) {
        match &def.kind {
            TypeKind::Record(record) => record::record(file, service, record, record::docs(record)),
            TypeKind::Enum(open) => open_enum::open_enum(file, open),
        }
    }
}

fn uses(service: &Service, action: &Action, home: Home) -> Uses {
    let mut uses = Uses::default();
    uses.record(&action.request);
    uses.ty(&action.result);
    action.stream.iter().for_each(|event| uses.ty(event));
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

/// A type as docs name it, such as what an Action answers with.
pub(super) fn type_link(service: &Service, ty: &Type) -> String {
    match ty {
        Type::Named(_) => format!("[`{}`]", rust_type(service, ty)),
        other => code(&rust_type(service, other).to_string().replace(' ', "").replace(',', ", ")),
    }
}

fn request_docs(service: &Service, action: &Action) -> Docs {
    let mut docs = Docs::new(&action.doc, "A request that the spec does not describe.");
    let result = type_link(service, &action.result);
    docs.markdown(format!(
        "The request of the Action {}, answered by {result}. {}",
        code(&action.name),
        repeat(action)
    ));
    if let Some(way) = travels(service, action) {
        docs.markdown(way);
    }
    if let Some(host) = &action.own_host {
        docs.markdown(format!("The Action is at {}, not at the service's host.", code(host)));
    }
    if let Some(need) = region(&action.region(service)) {
        docs.markdown(format!("{need} A call without it is an error, and nothing is sent."));
    }
    docs.claims(&action.claims);
    docs.source(action.source.as_deref());
    docs
}

/// Which calls need a region, and where it stands; nothing where none does.
pub(crate) fn region(need: &RegionNeed) -> Option<String> {
    let (parameter, values, assumed, listed) = match need {
        RegionNeed::None => return None,
        RegionNeed::Every => return Some("A call needs a region.".to_owned()),
        RegionNeed::For { parameter, values, assumed, listed } => (parameter, values, assumed, listed),
    };
    let values = values.iter().map(|value| code(value)).collect::<Vec<_>>().join(", ");
    let parameter = code(parameter);
    let unset = match assumed {
        Some(assumed) => format!(", or is not set, which means {}", code(assumed)),
        None => String::new(),
    };
    Some(match listed {
        None => format!("A call needs a region where {parameter} is one of {values}{unset}."),
        Some(ListedRegions { list, value, regions }) => format!(
            "For each of {values} in {parameter}{unset}, {} needs an item with it as {} and at least one region in {}.",
            code(list),
            code(value),
            code(regions)
        ),
    })
}

/// What comes of sending a request again.
fn repeat(action: &Action) -> String {
    if action.idempotent {
        return "Repeating it changes nothing more.".to_owned();
    }
    if let Some(index) = action.idempotency_token {
        let name = code(&action.request.fields[index].wire);
        return format!(
            "By its idempotency token in {name}, which the client fills in where it is not set, a call is repeated without doing \
             anything twice."
        );
    }
    match &action.verify {
        Some(verify) => format!(
            "It is not idempotent: whether a call that failed was carried out, [`{0}`](super::{0}) tells, which \
             `error.verification()` has ready.",
            verify.request
        ),
        None => "It is not idempotent.".to_owned(),
    }
}

/// How a request travels where that is out of the ordinary.
pub(crate) fn travels(service: &Service, action: &Action) -> Option<String> {
    let body = action.body.map(|body| match body {
        Body::Bytes(index) => {
            let (fields, name) = (&action.request.fields, |at: usize| code(&action.request.fields[at].wire));
            let header = (0..fields.len()).find(|at| *at != index);
            let rest = header.map(|at| {
                let header = code(&Body::header(service, &fields[at].wire));
                format!(", the other parameters are headers such as {header}")
            });
            format!("The body of the request is {} as it is{}.", name(index), rest.unwrap_or_default())
        }
        Body::Form => "The request is a form, `multipart/form-data`.".to_owned(),
    });
    let unsigned = action.unsigned.then(|| "The request is not signed: it takes no credential.".to_owned());
    let all: Vec<_> = body.into_iter().chain(unsigned).collect();
    (!all.is_empty()).then(|| all.join(" "))
}

/// What is out of the ordinary in calls of an Action; most have nothing of it.
fn extras(action: &Action) -> Option<TokenStream> {
    let token = action.idempotency_token.map(|index| {
        let index = Literal::usize_unsuffixed(index);
        quote!(idempotency_token: Some(#index),)
    });
    let verify = action.verify.as_ref().map(|verify| {
        let request = ident(&verify.request);
        let copies = verify.copies.iter().map(|Copied { from, to, is_element }| {
            quote!(internal::Copied { from: #from, to: #to, is_element: #is_element })
        });
        quote!(verification: Some(&internal::Verification::by::<super::#request>(&[#(#copies),*])),)
    });
    let unsigned = action.unsigned.then(|| quote!(unsigned: true,));
    let body = action.body.map(|body| {
        let body = match body {
            Body::Bytes(index) => {
                let index = Literal::usize_unsuffixed(index);
                quote!(Bytes(#index))
            }
            Body::Form => {
                let is_file = |(_, field): &(usize, &Field)| field.ty == Type::Binary;
                let files = action.request.fields.iter().enumerate().filter(is_file);
                let files = files.map(|(index, _)| Literal::usize_unsuffixed(index));
                quote!(Form(&[#(#files),*]))
            }
        };
        quote!(body: internal::RequestBody::#body,)
    });
    let region = action.own_region.as_ref().map(|need| {
        let need = region_need(need);
        quote!(region: Some(#need),)
    });
    let extras = quote!(#token #verify #unsigned #body #region);
    (!extras.is_empty()).then(|| {
        quote! {
            const EXTRAS: &'static internal::Extras = &internal::Extras {
                #extras
                ..internal::Extras::NONE
            };
        }
    })
}

fn region_need(need: &RegionNeed) -> TokenStream {
    match need {
        RegionNeed::None => quote!(internal::RegionNeed::None),
        RegionNeed::Every => quote!(internal::RegionNeed::Every),
        RegionNeed::For { parameter, values, assumed, listed } => {
            let assumed = optional(assumed.as_ref());
            let listed = optional(listed.as_ref().map(|ListedRegions { list, value, regions }| {
                quote!(internal::ListedRegions { list: #list, value: #value, regions: #regions })
            }));
            quote! {
                internal::RegionNeed::For {
                    parameter: #parameter,
                    values: &[#(#values),*],
                    assumed: #assumed,
                    listed: #listed,
                }
            }
        }
    }
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
        ResultPlace::Data(keys) => quote!(internal::ResultPlace::Data(&[#(#keys),*])),
        ResultPlace::Beside => quote!(internal::ResultPlace::Beside),
        ResultPlace::Body => quote!(internal::ResultPlace::Body),
        ResultPlace::Response => quote!(internal::ResultPlace::Response),
    };
    let (host, extras) = (optional(action.own_host.as_deref()), extras(action));
    let errors = action.error_rules.iter().map(|ErrorRule { code, effect }| {
        let effect = match effect {
            ErrorEffect::Retry => quote!(Retry),
            ErrorEffect::Throttling => quote!(Throttling),
            ErrorEffect::Empty => quote!(Empty),
        };
        quote!(internal::ErrorRule { code: #code, effect: internal::ErrorEffect::#effect })
    });
    quote! {
        impl internal::Action for #request {
            type Result = #result;
            const INFO: &'static internal::ActionInfo = &internal::ActionInfo {
                service: &super::SERVICE,
                name: #name,
                host: #host,
                idempotent: #idempotent,
                sensitive: #sensitive,
                errors: &[#(#errors),*],
                method: internal::Method::#method,
                place: #place,
            };
            #extras
        }
    }
}

fn paginated_impl(service: &Service, action: &Action, pagination: &Pagination) -> TokenStream {
    let request = ident(&action.request.name);
    let item = rust_type(service, &pagination.item);
    let style = match pagination.style {
        PageStyle::Page => quote!(internal::PageStyle::Page),
        PageStyle::Offset => quote!(internal::PageStyle::Offset),
        PageStyle::Token => quote!(internal::PageStyle::Token),
    };
    let first = Literal::u64_unsuffixed(pagination.first);
    let default_size = optional(pagination.default_size.map(Literal::u64_unsuffixed));
    let places = |path: &[PathStep]| {
        let places = places(service, &action.result, path).into_iter().map(Literal::usize_unsuffixed);
        quote!(&[#(#places),*])
    };
    let position = Literal::usize_unsuffixed(pagination.position);
    let size = optional(pagination.size.map(Literal::usize_unsuffixed));
    let total = optional(pagination.total.as_deref().map(places));
    let next = optional(pagination.next.as_deref().map(places));
    let items = places(&pagination.items);
    quote! {
        impl internal::Paginated for #request {
            type Item = #item;
            const PAGES: &'static internal::PageInfo = &internal::PageInfo {
                style: #style,
                first: #first,
                default_size: #default_size,
                position: #position,
                size: #size,
                total: #total,
                next: #next,
                items: #items,
            };
        }
    }
}

fn optional(value: Option<impl ToTokens>) -> TokenStream {
    match value {
        Some(value) => quote!(Some(#value)),
        None => quote!(None),
    }
}
