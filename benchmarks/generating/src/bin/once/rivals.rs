//! Other generators, each from the same document to files in a new directory.

use std::fs;
use std::path::Path;

use openapi_to_rust::{CodeGenerator, GeneratorConfig, SchemaAnalyzer};

/// Why a rival can't do it.
type Failed = Box<dyn std::error::Error>;

/// `progenitor`, with its default settings.
pub(crate) fn progenitor(document: &str, out: &Path) -> Result<(), Failed> {
    let document = serde_json::from_str(document)?;
    let settings = progenitor_impl::GenerationSettings::default();
    let tokens = progenitor_impl::Generator::new(&settings).generate_tokens(&document)?;
    let text = prettyplease_of_rivals::unparse(&syn_of_rivals::parse2(tokens)?);
    fs::create_dir_all(out)?;
    Ok(fs::write(out.join("lib.rs"), text)?)
}

/// `openapi-to-rust`, with its default settings.
pub(crate) fn openapi_to_rust(document: &str, out: &Path) -> Result<(), Failed> {
    let mut analysis = SchemaAnalyzer::new(serde_json::from_str(document)?)?.analyze()?;
    let config = GeneratorConfig { output_dir: out.to_owned(), ..GeneratorConfig::default() };
    let generator = CodeGenerator::new(config);
    let result = generator.generate_all(&mut analysis)?;
    Ok(generator.write_files(&result)?)
}
