//! From what the files say to what is true: names resolved, rules checked, everything wrong reported.

mod action;
mod advice;
mod declare;
mod documented;
mod example;
mod field;
mod pagination;
mod recursion;
mod types;

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::diagnostic::Findings;
use crate::load::{Loaded, ServiceSpec, Spec};
use crate::model::{Api, Enum, EnumValue, EnumValues, Home, Service, Type, TypeDef, TypeId, TypeKind};
use crate::names;
use crate::source::{At, Place};
use crate::spec::{CommonFile, EnumKey, PageType, Wire};

use self::declare::Declared;

/// Checks a spec and resolves it. The model is only good when nothing was found.
pub(crate) fn lower(spec: &Spec, findings: &mut Findings) -> Api {
    let mut api = Api { common_errors: None, retryable: Vec::new(), services: Vec::new() };
    if let Some(common) = &spec.common {
        common_errors(common, &mut api, findings);
    }
    let mut modules = Names::default();
    for service in &spec.services {
        let root = At::root(service.service.file);
        let module = names::service_module(&service.directory);
        modules.claim(&module, &service.directory, root.key("service").value(), findings);
        api.services.push(lower_service(service, module, findings));
    }
    api
}

fn common_errors(common: &Loaded<CommonFile>, api: &mut Api, findings: &mut Findings) {
    let root = At::root(common.file);
    let errors = root.key("errors");
    let mut seen = Names::default();
    let mut values = Vec::new();
    for (number, (code, spec)) in common.spec.errors.iter().enumerate() {
        let at = errors.entry(number);
        let EnumKey::Int(wire) = code else {
            findings.error(at.name(), format!("the common error code `{code}` is not a number"));
            continue;
        };
        check_identifier(&spec.name, at.key("name").value(), findings);
        seen.claim_value(&code.to_string(), &spec.name, at.name(), findings);
        if spec.retry {
            api.retryable.push(spec.name.clone());
        }
        values.push(EnumValue {
            wire: *wire,
            rust: spec.name.clone(),
            doc: spec.doc.clone(),
            claims: Vec::new(),
        });
    }
    if !values.is_empty() {
        api.common_errors = Some(Enum {
            name: "CommonErrorCode".to_owned(),
            doc: "An error code that any Action of any service may answer with.".to_owned(),
            values: EnumValues::Int(values),
            claims: Vec::new(),
        });
    }
}

fn lower_service(spec: &ServiceSpec, module: String, findings: &mut Findings) -> Service {
    let file = &spec.service.spec;
    let root = At::root(spec.service.file);
    if file.service != spec.directory {
        findings
            .error(
                root.key("service").value(),
                format!("the service `{}` stands in the directory `{}`", file.service, spec.directory),
            )
            .help("the directory has the service's name");
    }
    if !is_wire_name(&spec.directory) {
        findings
            .error(
                root.key("service").value(),
                format!("`{}` can't be the name of a service", spec.directory),
            )
            .help("letters, digits, `_` and `-`, starting with a letter");
    }
    if !is_host(&file.host) {
        findings
            .error(root.key("host").value(), format!("`{}` is not a host name", file.host))
            .help("only the name, such as `wss.api.qcloud.com`: no scheme, port or path");
    }
    if !file.path.starts_with('/') || file.path.contains(|c: char| !c.is_ascii_graphic() || "?#".contains(c))
    {
        findings
            .error(root.key("path").value(), format!("`{}` is not a path", file.path))
            .help("it starts with `/`");
    }
    check_source(file.source.as_deref(), &root, findings);
    let handle = names::handle(&file.service);
    let mut lowering = Lowering {
        spec,
        by_name: HashMap::new(),
        declared: Vec::new(),
        types: Vec::new(),
        rust: Names::default(),
        handle,
        findings,
    };
    let claims = lowering.service_claims(&root);
    lowering.declare_all();
    lowering.lower_types();
    let actions = lowering.actions();
    lowering.close_records(&actions);
    lowering.advise(&actions);
    Service {
        name: file.service.clone(),
        module,
        handle: lowering.handle,
        doc: file.doc.clone(),
        source: file.source.clone(),
        protocol: file.protocol,
        host: file.host.clone(),
        path: file.path.clone(),
        claims,
        types: lowering.types,
        actions,
        spec_path: spec.service.path.clone(),
    }
}

/// The work on one service: what is known so far.
struct Lowering<'s, 'f> {
    spec: &'s ServiceSpec,
    by_name: HashMap<&'s str, TypeId>,
    /// What each type's definition is; in the order of `types`.
    declared: Vec<Declared<'s>>,
    types: Vec<TypeDef>,
    /// The Rust names of types, of which a service has one name space.
    rust: Names,
    handle: String,
    findings: &'f mut Findings,
}

impl Lowering<'_, '_> {
    /// The type as the vendor's pages would call what travels; `None` for free-form JSON, which may be anything.
    fn page_type(&self, ty: &Type, form: Option<Wire>) -> Option<PageType> {
        let number = |plain| Some(if form == Some(Wire::String) { PageType::String } else { plain });
        match ty {
            Type::Int | Type::Uint => number(PageType::Int),
            Type::Float => number(PageType::Float),
            Type::Bool if form == Some(Wire::Int) => Some(PageType::Int),
            Type::Bool => number(PageType::Bool),
            Type::DateTime if form == Some(Wire::Int) => Some(PageType::Int),
            Type::String | Type::Secret | Type::DateTime | Type::Date => Some(PageType::String),
            Type::Json if form == Some(Wire::String) => Some(PageType::String),
            Type::Json => None,
            Type::List(_) => Some(PageType::Array),
            Type::Map(_) => Some(PageType::Object),
            Type::Named(id) => match &self.types[id.0].kind {
                TypeKind::Record(_) => Some(PageType::Object),
                TypeKind::Enum(Enum { values: EnumValues::Int(_), .. }) => number(PageType::Int),
                TypeKind::Enum(_) => Some(PageType::String),
            },
        }
    }
}

/// Names that must differ, and where each was first used.
#[derive(Debug, Default)]
struct Names(HashMap<String, (String, Place)>);

impl Names {
    /// Takes a Rust name for a wire name, or reports who has it already.
    fn claim(&mut self, rust: &str, wire: &str, place: Place, findings: &mut Findings) {
        match self.0.entry(rust.to_owned()) {
            Entry::Vacant(entry) => {
                entry.insert((wire.to_owned(), place));
            }
            Entry::Occupied(entry) => {
                let (first, first_place) = entry.get();
                if first == wire {
                    findings
                        .error(place, format!("`{wire}` is defined twice"))
                        .label("defined again here")
                        .also(first_place.clone(), "first defined here");
                } else {
                    findings
                        .error(place, format!("`{first}` and `{wire}` are both called `{rust}` in Rust"))
                        .label("this is the second")
                        .also(first_place.clone(), "the first has the name")
                        .help("give one of them another name with `rust:`");
                }
            }
        }
    }

    /// Takes the Rust name of an enum's value, and its wire value, which must differ too.
    fn claim_value(&mut self, wire: &str, rust: &str, place: Place, findings: &mut Findings) {
        // A value on the wire is no identifier when it is quoted, so both kinds of names share the map.
        let quoted = format!("{wire:?}");
        if let Some((_, first)) = self.0.get(&quoted) {
            findings
                .error(place, format!("the value `{wire}` is defined twice"))
                .label("defined again here")
                .also(first.clone(), "first defined here");
            return;
        }
        self.0.insert(quoted, (wire.to_owned(), place.clone()));
        match self.0.get(rust) {
            Some((first, first_place)) => {
                findings
                    .error(
                        place,
                        format!("the values `{first}` and `{wire}` are both called `{rust}` in Rust"),
                    )
                    .label("this is the second")
                    .also(first_place.clone(), "the first has the name")
                    .help("give one of them another name with `name:`");
            }
            None => {
                self.0.insert(rust.to_owned(), (wire.to_owned(), place));
            }
        }
    }
}

/// Reports a `name` or `rust` that can't be written in Rust.
fn check_identifier(name: &str, place: Place, findings: &mut Findings) {
    if !names::is_identifier(name) {
        findings
            .error(place, format!("`{name}` is not a Rust name"))
            .help("letters, digits and `_` of ASCII, not starting with a digit, and no keyword");
    }
}

/// Reports a `source` that is no address: it becomes a link.
fn check_source(source: Option<&str>, root: &At<'_>, findings: &mut Findings) {
    let Some(source) = source else { return };
    let is_web = source.starts_with("https://") || source.starts_with("http://");
    if !is_web || source.contains(|c: char| !c.is_ascii_graphic() || "<>\"\\^`{|}".contains(c)) {
        findings
            .error(root.key("source").value(), "the source is not the address of a page")
            .help("it starts with `https://` and has no spaces");
    }
}

/// Whether the name of a service or an Action is one: it becomes a file's name too.
fn is_wire_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.len() <= 100
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
        && !name.contains("..")
        && !name.ends_with('.')
}

fn is_host(host: &str) -> bool {
    host.len() <= 253
        && host.split('.').count() > 1
        && host.split('.').all(|part| {
            !part.is_empty()
                && part.len() <= 63
                && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
                && !part.starts_with('-')
                && !part.ends_with('-')
        })
}
