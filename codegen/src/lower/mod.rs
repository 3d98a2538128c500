//! From what the files say to what is true: names resolved, rules checked, everything wrong reported.

mod action;
mod advice;
mod declare;
mod documented;
mod example;
mod field;
mod pagination;
mod recursion;
mod service;
mod types;

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use crate::diagnostic::Findings;
use crate::language::names;
use crate::load::{Loaded, ServiceSpec};
use crate::model::{CommonErrors, Enum, EnumValue, EnumValues, Home, Protocol, Service, TypeDef, TypeId};
use crate::source::{At, Place};
use crate::spec::{CommonFile, EnumKey, Region};

use self::declare::Declared;

/// Numbers are the legacy API's codes, texts those of API 3.0.
pub(crate) fn common_errors(common: &Loaded<CommonFile>, findings: &mut Findings) -> Vec<CommonErrors> {
    let root = At::root(common.file);
    let errors = root.key("errors");
    let mut seen = [Names::default(), Names::default()];
    let (mut numbers, mut texts) = (Vec::new(), Vec::new());
    let mut retryable = [Vec::new(), Vec::new()];
    for (number, (code, spec)) in common.spec.errors.iter().enumerate() {
        let at = errors.entry(number);
        let side = usize::from(matches!(code, EnumKey::Text(_)));
        check_identifier(&spec.name, at.key("name").value(), findings);
        seen[side].claim_value(&code.to_string(), &spec.name, &at, true, findings);
        if spec.retry {
            retryable[side].push(spec.name.clone());
        }
        let (rust, doc, claims) = (spec.name.clone(), spec.doc.clone(), Vec::new());
        match code {
            EnumKey::Int(wire) => numbers.push(EnumValue { wire: *wire, rust, doc, claims }),
            EnumKey::Text(wire) => texts.push(EnumValue { wire: wire.clone(), rust, doc, claims }),
        }
    }
    let [of_numbers, of_texts] = retryable;
    let legacy = (!numbers.is_empty()).then(|| CommonErrors {
        protocol: Protocol::V2,
        codes: Enum {
            name: "CommonErrorCode".to_owned(),
            doc: "An error code that any Action of the legacy API may answer with.".to_owned(),
            values: EnumValues::Int(numbers),
            claims: Vec::new(),
        },
        retryable: of_numbers,
    });
    let tc3 = (!texts.is_empty()).then(|| CommonErrors {
        protocol: Protocol::Tc3,
        codes: Enum {
            name: "ApiErrorCode".to_owned(),
            doc: "An error code that any Action of API 3.0 may answer with.".to_owned(),
            values: EnumValues::Text(texts),
            claims: Vec::new(),
        },
        retryable: of_texts,
    });
    legacy.into_iter().chain(tc3).collect()
}

/// Checks a service and resolves it. The model is only good when nothing was found.
pub(crate) fn service(spec: &ServiceSpec, findings: &mut Findings) -> Service {
    let file = &spec.service.spec;
    let root = At::root(spec.service.file);
    let path = service::check(spec, &root, findings);
    check_source(file.source.as_deref(), &root, findings);
    let handle = names::handle(&file.service);
    let mut lowering = Lowering {
        spec,
        by_name: HashMap::new(),
        declared: Vec::new(),
        types: Vec::new(),
        rust: Names::default(),
        twins: HashSet::new(),
        broken: HashSet::new(),
        tests: HashMap::new(),
        handle,
        undocumented: Vec::new(),
        is_documented: false,
        findings,
    };
    let claims = lowering.service_claims(&root);
    lowering.declare_all();
    lowering.lower_types();
    let actions = lowering.actions();
    lowering.close_records(&actions);
    lowering.advise(&actions);
    Service {
        name: spec.directory.clone(),
        wire: file.service.clone(),
        module: names::service_module(&spec.directory),
        handle: lowering.handle,
        doc: file.doc.clone(),
        source: file.source.clone(),
        protocol: file.protocol,
        version: file.version.clone(),
        region_required: file.region == Some(Region::Required),
        host: file.host.clone(),
        path,
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
    /// Actions whose name is taken by another; their requests and results are not declared again.
    twins: HashSet<usize>,
    /// Records that lost a field to an error; `None` is the request at hand.
    broken: HashSet<Option<TypeId>>,
    /// The names of the tests, and the examples they come from.
    tests: HashMap<String, Place>,
    handle: String,
    /// Parameters and fields without `doc`.
    undocumented: Vec<(Place, String)>,
    /// Whether any parameter or field has a `doc`.
    is_documented: bool,
    findings: &'f mut Findings,
}

/// Who has a name.
#[derive(Clone, Debug)]
struct Holder {
    wire: String,
    place: Place,
}

/// Names that must differ, and where each was first used.
#[derive(Debug, Default)]
struct Names(HashMap<String, Holder>);

impl Names {
    /// Takes a name, or says who has it already.
    fn claim(&mut self, rust: &str, wire: &str, place: Place) -> Option<Holder> {
        match self.0.entry(rust.to_owned()) {
            Entry::Vacant(entry) => {
                entry.insert(Holder { wire: wire.to_owned(), place });
                None
            }
            Entry::Occupied(entry) => Some(entry.get().clone()),
        }
    }

    /// Takes the Rust name of something with a wire name, or reports who has it already.
    fn claim_or_report(&mut self, what: &str, rust: &str, wire: &str, place: Place, findings: &mut Findings) {
        let Some(first) = self.claim(rust, wire, place.clone()) else { return };
        if first.wire == wire {
            findings
                .error(place, format!("the {what} `{wire}` is defined twice"))
                .label("defined again here")
                .also(first.place, "first defined here");
        } else {
            findings
                .error(
                    place,
                    format!("the {what}s `{}` and `{wire}` are both called `{rust}` in Rust", first.wire),
                )
                .label("this is the second")
                .also(first.place, "the first has the name")
                .help("give one of them another name with `rust:`");
        }
    }

    /// Takes the Rust name of an enum's value, and its wire value, which must differ too.
    fn claim_value(&mut self, wire: &str, rust: &str, at: &At<'_>, is_named: bool, findings: &mut Findings) {
        // A value on the wire is no identifier when it is quoted, so both kinds of names share the map.
        if let Some(first) = self.claim(&format!("{wire:?}"), wire, at.name()) {
            findings
                .error(at.name(), format!("the value `{wire}` is defined twice"))
                .label("defined again here")
                .also(first.place, "first defined here");
            return;
        }
        let place = if is_named { at.key("name").value() } else { at.name() };
        if let Some(first) = self.claim(rust, wire, place.clone()) {
            findings
                .error(
                    place,
                    format!("the values `{}` and `{wire}` are both called `{rust}` in Rust", first.wire),
                )
                .label("this is the second")
                .also(first.place, "the first has the name")
                .help("give one of them another `name`");
        }
    }
}

/// Reports a `name` or `rust` that can't be written in Rust.
fn check_identifier(name: &str, place: Place, findings: &mut Findings) {
    if !names::is_identifier(name) {
        findings.error(place, format!("`{name}` is not a Rust name")).help(
            "a name has letters, digits and `_` of ASCII, does not start with a digit, and is no keyword",
        );
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
