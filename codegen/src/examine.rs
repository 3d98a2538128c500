//! From a spec directory to a model: each service is read and checked by itself, on all cores.

use std::collections::HashMap;
use std::path::Path;

use crate::diagnostic::{Diagnostics, Findings, Severity};
use crate::model::{Api, Service};
use crate::source::{At, Sources};
use crate::{load, lower, parallel};

/// As [`read`](crate::read), with warnings too: there is a model when there is no error.
#[must_use]
pub fn examine(directory: &Path) -> (Option<Api>, Diagnostics) {
    let mut sources = Sources::default();
    let mut findings = Findings::default();
    let layout = load::layout(directory, &mut sources, &mut findings);
    let common = layout.common.as_ref().map(|common| lower::common_errors(common, &mut findings));
    let (services, found): (Vec<_>, Vec<_>) =
        parallel::map(&layout.directories, |name| service(directory, name)).into_iter().unzip();
    let services: Vec<_> = services.into_iter().flatten().collect();
    report_clashes(directory, &services, &mut sources, &mut findings);
    let mut diagnostics = Diagnostics::default();
    diagnostics.merge(found);
    if services.is_empty() && diagnostics.count(Severity::Error) == 0 && !findings.has_errors() {
        load::report_empty(directory, &mut sources, &mut findings);
    }
    diagnostics.merge([findings.resolve(sources)]);
    let api = Api { common_errors: common.unwrap_or_default(), services };
    ((diagnostics.count(Severity::Error) == 0).then_some(api), diagnostics)
}

fn service(root: &Path, directory: &str) -> (Option<Service>, Diagnostics) {
    let mut sources = Sources::default();
    let mut findings = Findings::default();
    let spec = load::service(root, directory, &mut sources, &mut findings);
    let service = spec.map(|spec| lower::service(&spec, &mut findings));
    (service, findings.resolve(sources))
}

/// Reports services that would be the same module in Rust.
fn report_clashes(root: &Path, services: &[Service], sources: &mut Sources, findings: &mut Findings) {
    let mut modules: HashMap<&str, &Service> = HashMap::new();
    for service in services {
        let Some(first) = modules.insert(&service.module, service) else { continue };
        modules.insert(&service.module, first);
        let mut place = |service: &Service| {
            let file = load::again(root, &service.spec_path, sources, findings);
            At::root(file).key("service").value()
        };
        let places = (place(service), place(first));
        let message = format!(
            "the services `{}` and `{}` would both be `{}` in Rust",
            first.name, service.name, service.module
        );
        findings.error(places.0, message).label("the second").also(places.1, "the first");
    }
}
