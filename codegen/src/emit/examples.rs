//! A test for each example of a service: read, written and compared.

use quote::{format_ident, quote};

use crate::model::Service;

use super::Options;
use super::file::{File, GeneratedFile, readable};
use super::rust_type::ident;

/// `tests.rs` of a service that has examples.
pub(crate) fn file(service: &Service, options: &Options) -> GeneratedFile {
    let path = format!("{}/tests.rs", service.module);
    let mut file =
        File::new(&path, &service.spec_path, Some("Each example of the spec, read, written and compared."));
    let runtime = options.runtime_path();
    for action in &service.actions {
        let request = ident(&action.request.name);
        for example in &action.examples {
            // What keeps a name clear of keywords is not needed in the middle of one.
            let plain = |name: &str| name.trim_end_matches('_').to_owned();
            let name = format_ident!("{}_{}", plain(&action.module), plain(&example.name));
            let parameters = readable(&example.parameters.to_string());
            let flat = example.flat.iter().map(|(name, value)| {
                let value = readable(value);
                quote!((#name, #value))
            });
            let response = readable(&example.response);
            let check = match (example.is_stream(), example.loose) {
                (false, false) => quote!(check_example),
                (false, true) => quote!(check_loose_example),
                (true, false) => quote!(check_stream_example),
                (true, true) => quote!(check_loose_stream_example),
            };
            let request_told = (!example.loose).then(|| quote!(#parameters, &[#(#flat),*],));
            file.items(quote! {
                #[test]
                fn #name() -> Result<(), String> {
                    #runtime::internal::#check::<super::#request>(#request_told #response)
                }
            });
        }
    }
    file.finish()
}
