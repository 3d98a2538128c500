//! What generating can't do without: the tokens of the same items, parsed and printed.

use qcloud_codegen::GeneratedFile;
use quote::ToTokens;

/// The items of each generated file; tables are made as text, so they take no part.
pub(crate) fn items(files: &[GeneratedFile]) -> Result<Vec<syn::File>, String> {
    let rust = files.iter().filter(|file| file.path.ends_with(".rs"));
    rust.map(|file| {
        let mut parsed = syn::parse_file(&file.text).map_err(|error| format!("{}: {error}", file.path))?;
        parsed.items.retain(|item| !matches!(item, syn::Item::Macro(_)));
        Ok(parsed)
    })
    .collect()
}

/// Quotes, parses and prints them.
///
/// # Panics
///
/// When tokens of a file are none of a file.
pub(crate) fn print(items: &[syn::File]) {
    for file in items {
        let parsed = syn::parse2(file.to_token_stream()).expect("it was parsed before");
        std::hint::black_box(prettyplease::unparse(&parsed));
    }
}
