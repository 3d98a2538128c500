//! From the model to the text of the generated files.

pub(crate) mod action;
pub(crate) mod docs;
mod examples;
mod file;
mod open_enum;
mod path;
mod record;
pub(crate) mod rust_type;
mod service;
pub(crate) mod until;

use proc_macro2::TokenStream;

use crate::model::{Api, Field, Service, Type};
use crate::parallel;

pub use self::file::GeneratedFile;
pub(crate) use self::file::{MARK, is_generated};

/// Which items of the runtime generated code names, and what it takes them for: the number goes up with every change that a runtime of
/// before, or code of before, could not do with. `generated_by!` of the runtime has the same number.
pub const FORMAT: u32 = 1;

/// What the generated code has to know about where it will stand.
#[derive(Clone, Debug)]
pub struct Options {
    /// The path by which the code names the runtime. A text, since tokens can't be shared by threads.
    runtime: String,
    features: bool,
    /// Whether the code is part of the runtime's own crate.
    is_own: bool,
}

impl Default for Options {
    /// Code for a crate that depends on `qcloud_client`, without cargo features.
    fn default() -> Self {
        Self { runtime: "::qcloud_client".to_owned(), features: false, is_own: false }
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
        syn::parse_str::<syn::Path>(path).map_err(|_| InvalidPath(path.to_owned()))?;
        path.clone_into(&mut self.runtime);
        Ok(self)
    }

    /// Code for the crate of the runtime itself, which is `crate` there.
    #[must_use]
    pub fn own_runtime(mut self) -> Self {
        "crate".clone_into(&mut self.runtime);
        self.is_own = true;
        self
    }

    fn runtime_path(&self) -> TokenStream {
        self.runtime.parse().expect("it was parsed when it was set")
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

/// As [`emit`], and calls back after each file, for those who show progress. The files are made on all cores, so the calls come
/// from several threads.
#[must_use]
pub fn emit_each(api: &Api, options: &Options, done: impl Fn(&GeneratedFile) + Sync) -> Vec<GeneratedFile> {
    let mut files = parallel::map(&outputs(api), |output| {
        let file = output.emit(api, options);
        done(&file);
        file
    });
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// The file of one Action, as [`emit`] makes it; `index` says which of the service's Actions. None when it has no such Action.
#[must_use]
pub fn emit_action(service: &Service, index: usize, options: &Options) -> Option<GeneratedFile> {
    (index < service.actions.len()).then(|| action::file(service, index, options))
}

/// The Rust type of a field, as generated code has it.
#[must_use]
pub fn field_type(service: &Service, field: &Field) -> String {
    readable(&rust_type::field_type(service, field))
}

/// The Rust type of a value, as generated code has it.
#[must_use]
pub fn value_type(service: &Service, ty: &Type) -> String {
    readable(&rust_type::rust_type(service, ty))
}

/// The text of a type. Tokens are parted by blanks; the only ones that a type needs stand behind commas.
fn readable(ty: &TokenStream) -> String {
    ty.to_string().replace(' ', "").replace(',', ", ")
}

/// A file to be made.
#[derive(Clone, Copy, Debug)]
enum Output<'a> {
    Root,
    CommonErrors,
    Module(&'a Service),
    Types(&'a Service),
    Action(&'a Service, usize),
    Tests(&'a Service),
}

/// The files in the order in which they are begun: what all Actions of a service are in is long, and nobody else has work while a long one is made at the end.
fn outputs(api: &Api) -> Vec<Output<'_>> {
    let mut outputs = vec![Output::Root];
    if !api.common_errors.is_empty() {
        outputs.push(Output::CommonErrors);
    }
    for service in &api.services {
        if service.actions.iter().any(|action| !action.examples.is_empty()) {
            outputs.push(Output::Tests(service));
        }
        outputs.push(Output::Module(service));
        if service::shared_types(service).next().is_some() {
            outputs.push(Output::Types(service));
        }
        outputs.extend((0..service.actions.len()).map(|index| Output::Action(service, index)));
    }
    outputs
}

impl Output<'_> {
    fn emit(self, api: &Api, options: &Options) -> GeneratedFile {
        match self {
            Self::Root => service::root(api, options),
            Self::CommonErrors => open_enum::common_errors(&api.common_errors, options),
            Self::Module(service) => service::module(service, options),
            Self::Types(service) => service::types(service, options),
            Self::Action(service, index) => action::file(service, index, options),
            Self::Tests(service) => examples::file(service, options),
        }
    }
}
