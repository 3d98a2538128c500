//! progenitor as a program: an OpenAPI document on standard input becomes a Rust client on standard output.

use std::io::Write;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let document = serde_json::from_reader(std::io::stdin())?;
    let mut settings = progenitor_impl::GenerationSettings::default();
    // The one of the usual traits that its types have only if asked for.
    settings.with_derive("PartialEq");
    let tokens = progenitor_impl::Generator::new(&settings).generate_tokens(&document)?;
    Ok(std::io::stdout().write_all(prettyplease::unparse(&syn::parse2(tokens)?).as_bytes())?)
}
