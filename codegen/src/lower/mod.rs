//! From what the files say to what is true: names resolved, rules checked, everything wrong reported.
//!
//! Data flows forward: the types are declared, their values and fields are lowered, then results and Actions; each rule is a function of what it reads.

mod action;
mod advice;
mod body;
mod bounds;
mod common;
mod correction;
mod declare;
mod definitions;
mod enums;
mod example;
mod field;
mod flat;
mod mended;
mod method;
mod names;
mod pagination;
mod parameter;
mod path;
mod records;
mod recursion;
mod region;
mod resolve;
mod result;
mod service;
mod stream;
mod until;
mod verify;

pub(crate) use self::common::common_errors;

use crate::diagnostic::Findings;
use crate::language::names::{handle, service_module};
use crate::load::ServiceSpec;
use crate::model::Service;
use crate::source::At;
use crate::spec::Region;

use self::declare::Declared;
pub use self::flat::{Clash, clashes, flat_parameters};

/// Checks a service and resolves it. The model is only good when nothing was found.
pub(crate) fn service(spec: &ServiceSpec, findings: &mut Findings) -> Service {
    let mended = mended::as_meant(spec, findings);
    let spec = mended.as_ref().unwrap_or(spec);
    let file = &spec.service.spec;
    let root = At::root(spec.service.file);
    let path = service::check(spec, &root, findings);
    service::check_source(file.source.as_deref(), &root, findings);
    let claims = correction::of_endpoint(&root, &file.host, file.documented.as_ref(), findings);
    let handle = handle(&file.service);
    let mut declared = declare::declare(spec, &handle, findings);
    enums::lower(&declared.definitions, &mut declared.types, file.protocol, findings);
    let records = records::lower(declared.scope(file.protocol), findings);
    records::fill(records, &mut declared);
    let results = result::lower(spec, declared.scope(file.protocol), findings);
    result::add_claims(&results, &mut declared.types);
    let mut actions = action::lower(spec, results, declared.scope(file.protocol), findings);
    let Declared { definitions, mut types, .. } = declared;
    recursion::close_records(&mut types, &mut actions, &definitions, findings);
    if file.protocol.is_flat() {
        flat::check_records(&types, &definitions, findings);
    }
    advice::advise(spec, &definitions, &types, &actions, findings);
    Service {
        name: spec.directory.clone(),
        wire: file.service.clone(),
        cam: file.cam.clone().unwrap_or_else(|| file.service.clone()),
        module: service_module(&spec.directory),
        handle,
        doc: file.doc.clone(),
        source: file.source.clone(),
        protocol: file.protocol,
        version: file.version.clone(),
        region_required: file.region == Some(Region::Required),
        host: file.host.clone(),
        path,
        claims,
        types,
        actions,
        spec_path: spec.service.path.clone(),
    }
}
