//! The modules: the root, a service, and the types its Actions share.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Api, Home, Service, TypeDef, TypeKind};

use super::docs::{Comments, Docs, code, deprecated};
use super::file::{File, GeneratedFile};
use super::rust_type::{Uses, ident};
use super::{FORMAT, Options, action};

/// `mod.rs` of the output directory. It can be `include!`d, so it has no inner docs.
///
/// Outside of the runtime's own crate, all that it declares stands in a macro of the runtime: one that reads another format reports that, and
/// nothing of what else would not compile.
pub(crate) fn root(api: &Api, options: &Options) -> GeneratedFile {
    let mut file = File::new("mod.rs", "the spec", None);
    let mut items = TokenStream::new();
    if !api.common_errors.is_empty() {
        let names = api.common_errors.iter().map(|errors| ident(&errors.codes.name));
        items.extend(quote! {
            #[allow(dead_code, unreachable_pub, clippy::all, clippy::pedantic)]
            mod common;
            #[allow(unreachable_pub, unused_imports)]
            pub use self::common::{#(#names),*};
        });
    }
    for service in &api.services {
        let module = ident(&service.module);
        let feature = options.features.then(|| {
            let name = &service.name;
            quote!(#[cfg(feature = #name)])
        });
        items.extend(quote! {
            #feature
            pub mod #module;
        });
    }
    if options.is_own {
        file.items(items);
    } else {
        let runtime = options.runtime_path().to_string().replace(' ', "");
        file.wrapped(&format!("{runtime}::generated_by"), &FORMAT.to_string(), items);
    }
    file.finish()
}

/// The module of a service.
pub(crate) fn module(service: &Service, options: &Options) -> GeneratedFile {
    let path = format!("{}/mod.rs", service.module);
    let mut docs = Docs::new(&service.doc, "A service that the spec does not describe.");
    let version = version_of(service);
    docs.markdown(format!("The service {}{version}, at {}.", code(&service.wire), code(&service.host)));
    docs.claims(&service.claims);
    docs.source(service.source.as_deref());
    let mut file = File::new(&path, &service.spec_path, None);
    let tokens = inner(docs, &mut file.comments);
    file.items(tokens);
    file.items(modules(service));
    let runtime = options.runtime_path();
    let (name, host, path) = (&service.wire, &service.host, &service.path);
    let protocol = ident(service.protocol.in_runtime());
    let (version, region_required) = (service.version.as_deref().unwrap_or(""), service.region_required);
    file.items(quote! {
        /// Where the service is, and how to speak to it.
        static SERVICE: #runtime::internal::ServiceInfo = #runtime::internal::ServiceInfo {
            name: #name,
            host: #host,
            path: #path,
            protocol: &#runtime::internal::#protocol,
            version: #version,
            region_required: #region_required,
        };
    });
    let tokens = handle(service, options, &mut file.comments);
    file.items(tokens);
    file.finish()
}

/// The handle: a method for each Action, and nothing more.
fn handle(service: &Service, options: &Options, comments: &mut Comments) -> TokenStream {
    let runtime = options.runtime_path();
    let name = ident(&service.handle);
    let doc = format!(" The service {} of a client: a method for each Action.", code(&service.wire));
    let methods = service.actions.iter().map(|action| {
        let mut docs = Docs::new(&action.doc, &format!("Calls the Action {}.", code(&action.name)));
        let result = action::type_link(service, &action.result);
        let call = format!("{}::Call", runtime.to_string().replace(' ', ""));
        let mut answer = format!("Answers with {result}.");
        if action.pagination.is_some() {
            answer.push_str(&format!(
                " It has pages: [`pages`]({call}::pages) and [`items`]({call}::items) read them all."
            ));
        }
        if let Some(event) = &action.stream {
            let event = action::type_link(service, event);
            answer.push_str(&format!(
                " The answer may be a stream: [`events`]({call}::events) reads it, each event a {event}."
            ));
        }
        docs.markdown(answer);
        let constants: Vec<_> = action.until.iter().map(|until| format!("[`{}`]", until.name)).collect();
        if !constants.is_empty() {
            let call = format!("{}::Call", runtime.to_string().replace(' ', ""));
            docs.markdown(format!("[`until`]({call}::until) takes {}.", constants.join(" or ")));
        }
        if action.dry_run.is_some() {
            let call = format!("{}::Call", runtime.to_string().replace(' ', ""));
            docs.markdown(format!("[`dry_run`]({call}::dry_run) has it only checked."));
        }
        docs.source(action.source.as_deref());
        let (docs, marked) = (docs.attributes(comments), deprecated(action.deprecated.as_deref()));
        let (method, request) = (ident(&action.method), ident(&action.request.name));
        quote! {
            #docs
            #marked
            #[inline]
            pub fn #method(&self, request: #request) -> #runtime::Call<#request> {
                self.client.call(request)
            }
        }
    });
    let of_client = options.is_own.then(|| {
        let method = ident(&service.module);
        let version = version_of(service);
        let doc = format!(" The service {}{}.", code(&service.wire), version);
        let name = &name;
        // Whoever looks for the service finds it by its name alone.
        let alias = (service.module != service.wire).then(|| {
            let wire = &service.wire;
            quote!(#[doc(alias = #wire)])
        });
        quote! {
            impl #runtime::Client {
                #[doc = #doc]
                #alias
                #[must_use]
                pub fn #method(&self) -> #name {
                    #name::new(self)
                }
            }
        }
    });
    quote! {
        #[doc = #doc]
        #[derive(Clone, Debug)]
        pub struct #name {
            client: #runtime::Client,
        }
        impl #name {
            /// The service, called through a client.
            #[must_use]
            pub fn new(client: &#runtime::Client) -> Self {
                Self { client: client.clone() }
            }
            #(#methods)*
        }
        #of_client
    }
}

/// Which version of a service it is, where it has one.
fn version_of(service: &Service) -> String {
    let title = service.protocol.title();
    service.version.as_ref().map_or_else(String::new, |version| format!(", version {version} of {title}"))
}

/// The docs of a module, and what a user who needs only a part of it must not be warned of.
fn inner(docs: Docs, comments: &mut Comments) -> TokenStream {
    let docs = docs.inner_attributes(comments);
    quote! {
        #docs
        #![allow(dead_code, deprecated, unreachable_pub, unused_imports, clippy::all, clippy::pedantic)]
    }
}

fn modules(service: &Service) -> TokenStream {
    let mut modules = Vec::new();
    let mut exports = Vec::new();
    for (index, action) in service.actions.iter().enumerate() {
        let module = ident(&action.module);
        let mut names = names(service, Home::Action(index));
        names.push(&action.request.name);
        names.extend(action.until.iter().map(|until| until.name.as_str()));
        names.sort_unstable();
        let names = names.into_iter().map(ident);
        modules.push(quote!(mod #module;));
        exports.push(quote!(pub use self::#module::{#(#names),*};));
    }
    let shared = names(service, Home::Service);
    if !shared.is_empty() {
        let names = shared.into_iter().map(ident);
        modules.push(quote!(
            mod types;
        ));
        exports.push(quote!(pub use self::types::{#(#names),*};));
    }
    if service.actions.iter().any(|action| !action.examples.is_empty()) {
        modules.push(quote! {
            #[cfg(test)]
            mod tests;
        });
    }
    quote!(#(#modules)* #(#exports)*)
}

/// `types.rs`: what several Actions use.
pub(crate) fn types(service: &Service, options: &Options) -> GeneratedFile {
    let path = format!("{}/types.rs", service.module);
    let spec_path = service.spec_path.replace("service.yaml", "types.yaml");
    let mut file = File::new(&path, &spec_path, Some("The types that the service's Actions share."));
    let mut uses = Uses::default();
    for def in shared_types(service) {
        if let TypeKind::Record(record) = &def.kind {
            uses.record(record);
        }
    }
    file.items(uses.imports(service, Home::Service, options));
    action::types(&mut file, service, Home::Service);
    file.finish()
}

/// The types that no single Action owns.
pub(crate) fn shared_types(service: &Service) -> impl Iterator<Item = &TypeDef> {
    service.types.iter().filter(|def| def.home == Home::Service)
}

fn names(service: &Service, home: Home) -> Vec<&str> {
    let mut names: Vec<_> =
        service.types.iter().filter(|def| def.home == home).map(|def| def.kind.name()).collect();
    names.sort_unstable();
    names
}
