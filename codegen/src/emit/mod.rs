//! From the model to the text of the generated files.

mod action;
pub(crate) mod docs;
mod examples;
mod file;
mod open_enum;
mod record;
pub(crate) mod rust_type;
mod service;

use crate::model::{Api, TypeKind};

pub use self::file::GeneratedFile;
pub(crate) use self::file::{MARK, is_generated};

/// What the generated code has to know about where it will stand.
#[derive(Clone, Debug)]
pub struct Options {
    runtime: proc_macro2::TokenStream,
    features: bool,
    /// Whether the code is part of the runtime's own crate.
    is_own: bool,
}

impl Default for Options {
    /// Code for a crate that depends on `qcloud_client`, without cargo features.
    fn default() -> Self {
        Self { runtime: quote::quote!(::qcloud_client), features: false, is_own: false }
    }
}

impl Options {
    /// Code for a crate that depends on `qcloud_client`, without cargo features.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The path by which generated code names the runtime, when that is not `::qcloud_client`: a crate that re-exports it, say.
    ///
    /// # Errors
    ///
    /// When the text is not a path.
    pub fn runtime(mut self, path: &str) -> Result<Self, InvalidPath> {
        let parsed: syn::Path = syn::parse_str(path).map_err(|_| InvalidPath(path.to_owned()))?;
        self.runtime = quote::ToTokens::into_token_stream(parsed);
        Ok(self)
    }

    /// Code for the crate of the runtime itself, which is `crate` there.
    #[must_use]
    pub fn own_runtime(mut self) -> Self {
        self.runtime = quote::quote!(crate);
        self.is_own = true;
        self
    }

    /// Whether each service stands behind a cargo feature of its name.
    #[must_use]
    pub fn features(mut self, features: bool) -> Self {
        self.features = features;
        self
    }
}

/// A text that is not a path to the runtime.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidPath(String);

impl std::fmt::Display for InvalidPath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}` is not a path such as `crate` or `::qcloud_client`", self.0)
    }
}

impl std::error::Error for InvalidPath {}

/// All files of an API, sorted by path.
#[must_use]
pub fn emit(api: &Api, options: &Options) -> Vec<GeneratedFile> {
    emit_each(api, options, |_| {})
}

/// As [`emit`], and calls back after each file, for those who show progress.
#[must_use]
pub fn emit_each(api: &Api, options: &Options, mut done: impl FnMut(&GeneratedFile)) -> Vec<GeneratedFile> {
    let mut files = Vec::new();
    let mut add = |file| {
        done(&file);
        files.push(file);
    };
    add(service::root(api, options));
    if !api.common_errors.is_empty() {
        add(open_enum::common_errors(&api.common_errors, options));
    }
    for service in &api.services {
        add(service::module(service, options));
        if service::shared_types(service).next().is_some() {
            add(service::types(service, options));
        }
        for index in 0..service.actions.len() {
            add(action::file(service, index, options));
        }
        if let Some(tests) = examples::file(service, options) {
            add(tests);
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// The Rust name of a type.
pub(crate) fn name_of(kind: &TypeKind) -> &str {
    match kind {
        TypeKind::Record(record) => &record.name,
        TypeKind::Enum(open) => &open.name,
    }
}
