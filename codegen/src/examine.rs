//! From a spec directory to a model: each service is read and checked by itself, and each of its files read by itself, on all cores.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use crate::diagnostic::problem::NameProblem;
use crate::diagnostic::{Diagnostics, Findings, Severity};
use crate::load::{ActionSpec, Loaded, Overlay, Response, Root, ServiceSpec};
use crate::model::{Api, Service};
use crate::source::{At, FileId, Sources};
use crate::spec::{self, Notes};
use crate::{load, lower, parallel};

/// As [`read`](crate::read), with warnings too: there is a model when there is no error.
#[must_use]
pub fn examine(directory: &Path) -> (Option<Api>, Diagnostics) {
    examine_with(directory, &Overlay::default())
}

/// As [`examine`], with texts in place of some of the files.
#[must_use]
pub fn examine_with(directory: &Path, overlay: &Overlay) -> (Option<Api>, Diagnostics) {
    let root = Root { directory, overlay };
    let mut sources = Sources::default();
    let mut findings = Findings::default();
    let layout = load::layout(root, &mut sources, &mut findings);
    let common = layout.common.as_ref().map(|common| lower::common_errors(common, &mut findings));
    let (services, found): (Vec<_>, Vec<_>) =
        parallel::map(&layout.directories, |name| service(root, name, layout.has_strays)).into_iter().unzip();
    let services: Vec<_> = services.into_iter().flatten().collect();
    report_clashes(root, &services, &mut sources, &mut findings);
    let mut diagnostics = Diagnostics::default();
    diagnostics.merge(found);
    if services.is_empty() && diagnostics.count(Severity::Error) == 0 && !findings.has_errors() {
        load::report_empty(root, &mut sources, &mut findings);
    }
    diagnostics.merge([findings.resolve(sources)]);
    let api = Api { common_errors: common.unwrap_or_default(), services };
    ((diagnostics.count(Severity::Error) == 0).then_some(api), diagnostics)
}

fn service(root: Root<'_>, directory: &str, has_strays: bool) -> (Option<Service>, Diagnostics) {
    let mut sources = Sources::default();
    let mut findings = Findings::default();
    let spec = load::service(root, directory, has_strays, &mut sources, &mut findings);
    let service = spec.map(|spec| lower::service(&spec, &mut findings));
    (service, findings.resolve(sources))
}

/// Checks a service that is in memory by the rules for files, and resolves it. The model is only good when there is no error.
///
/// Places of the diagnostics are those in the texts that [`files`](spec::Service::files) would write.
#[must_use]
pub fn check(service: &spec::Service) -> (Service, Diagnostics) {
    let mut sources = Sources::default();
    let mut findings = Findings::default();
    let spec = in_memory(service, &mut |path| sources.add(Path::new(path), "".into(), 0));
    let model = lower::service(&spec, &mut findings);
    if findings.len() == 0 {
        return (model, Diagnostics::default());
    }
    // Only now the texts are wanted; the ids of the files are given in the same order again.
    let texts: HashMap<_, _> =
        service.files(&Notes::default()).into_iter().map(|file| (file.path, file.text)).collect();
    let mut sources = Sources::default();
    let mut add = |path: &str| {
        let text = texts.get(path).map_or("", String::as_str);
        sources.add(Path::new(path), text.into(), 0)
    };
    in_memory(service, &mut add);
    (model, findings.resolve(sources))
}

/// What [`check`] makes of a service, without saying what is wrong: enough to compare values with it.
#[must_use]
pub fn resolve(service: &spec::Service) -> Service {
    let mut sources = Sources::default();
    let spec = in_memory(service, &mut |path| sources.add(Path::new(path), "".into(), 0));
    lower::service(&spec, &mut Findings::default())
}

/// A service as if it had been read from files.
fn in_memory(service: &spec::Service, add: &mut impl FnMut(&str) -> FileId) -> ServiceSpec {
    fn loaded<T>(
        (directory, name): (&str, &str),
        spec: T,
        add: &mut impl FnMut(&str) -> FileId,
    ) -> Loaded<T> {
        let path = format!("{directory}/{name}");
        Loaded { file: add(&path), path, spec, mended: false }
    }
    let directory = &*service.directory;
    let types =
        (!service.types.is_empty()).then(|| loaded((directory, spec::TYPES), service.types.clone(), add));
    let actions = service.actions.iter().map(|action| {
        let responses = action.examples.iter().map(|example| {
            let text: Arc<str> = service.responses.get(&example.response)?.as_str().into();
            Some(Response { file: add(&format!("{directory}/{}", example.response)), text })
        });
        let responses = responses.collect();
        ActionSpec { action: loaded((directory, &action.file_name()), action.clone(), add), responses }
    });
    let actions = actions.collect();
    ServiceSpec {
        directory: directory.to_owned(),
        service: loaded((directory, spec::SERVICE), service.service.clone(), add),
        types,
        actions,
        incomplete: false,
    }
}

/// Reports services that would be the same module in Rust.
fn report_clashes(root: Root<'_>, services: &[Service], sources: &mut Sources, findings: &mut Findings) {
    let mut modules: HashMap<&str, &Service> = HashMap::new();
    for service in services {
        let Some(first) = modules.insert(&service.module, service) else { continue };
        modules.insert(&service.module, first);
        let mut place = |service: &Service| {
            let file = load::again(root, &service.spec_path, sources);
            At::root(file).key("service").value()
        };
        let places = (place(service), place(first));
        let problem = NameProblem::SameService {
            first: first.name.clone(),
            second: service.name.clone(),
            module: service.module.clone(),
        };
        findings.report(places.0, problem).also(places.1);
    }
}
