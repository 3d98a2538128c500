//! Which Actions a request can mean: by the host that is called, the service that is signed for, the version, and the name.

use qcloud_codegen::model::{Action, Api, Service};

use crate::parameters::nearest;
use crate::protocol::{Common, Incoming, Refusal, without_port};
use crate::reason::Reason;

/// The Actions that can be meant. More than one, where nothing says which service it is that is called.
pub(crate) fn candidates<'a>(
    api: &'a Api,
    incoming: &Incoming,
) -> Result<Vec<(&'a Service, &'a Action)>, Refusal> {
    let name = incoming.required(Common::Action)?;
    let services = of_version(incoming, services(api, incoming)?)?;
    let actions =
        || services.iter().flat_map(|service| service.actions.iter().map(move |action| (*service, action)));
    let candidates: Vec<_> = actions().filter(|(_, action)| action.name == name).collect();
    if candidates.is_empty() {
        let near = nearest(name, actions().map(|(_, action)| action.name.as_str()));
        let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        let what = format!("there is no Action `{name}`{hint}");
        return Err(incoming.refuse(Reason::NoSuchAction, Common::Action, what));
    }
    Ok(candidates)
}

/// Whether a service of the request's protocol is served at its path; where there is no such service at all, the API says so better than a page.
pub(crate) fn is_served(api: &Api, incoming: &Incoming) -> bool {
    let protocol = incoming.protocol.id();
    serving(api, incoming).next().is_some() || api.services.iter().all(|service| service.protocol != protocol)
}

fn serving<'a>(api: &'a Api, incoming: &Incoming) -> impl Iterator<Item = &'a Service> {
    let protocol = incoming.protocol.id();
    api.services.iter().filter(move |service| service.protocol == protocol && service.path == incoming.path())
}

/// The services that are called by their own name, else those that are signed for, else all.
fn services<'a>(api: &'a Api, incoming: &Incoming) -> Result<Vec<&'a Service>, Refusal> {
    let host = without_port(incoming.host());
    let called: Vec<_> = serving(api, incoming).filter(|service| answers_to(service, host)).collect();
    if !called.is_empty() {
        return Ok(called);
    }
    let Some(name) = incoming.protocol.signed_service(incoming) else {
        return Ok(serving(api, incoming).collect());
    };
    let named: Vec<_> = serving(api, incoming).filter(|service| service.wire == name).collect();
    if named.is_empty() {
        let known = serving(api, incoming).map(|service| service.wire.as_str());
        let hint = nearest(name, known).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        let message = format!("there is no service `{name}`{hint}");
        return Err(incoming.refusal(Reason::NoSuchService, message));
    }
    Ok(named)
}

/// The real host, or the same in a region: `ssl.ap-guangzhou.tencentcloudapi.com`.
fn answers_to(service: &Service, host: &str) -> bool {
    let in_region = || {
        let (label, domain) = service.host.split_once('.')?;
        let region = host.strip_prefix(label)?.strip_prefix('.')?.strip_suffix(domain)?.strip_suffix('.')?;
        Some(!region.is_empty() && !region.contains('.'))
    };
    service.host == host || in_region().unwrap_or_default()
}

/// Those of the version that is asked for, where services have versions.
fn of_version<'a>(incoming: &Incoming, services: Vec<&'a Service>) -> Result<Vec<&'a Service>, Refusal> {
    let mut versions: Vec<_> = services.iter().filter_map(|service| service.version.as_deref()).collect();
    if versions.is_empty() {
        return Ok(services);
    }
    let version = incoming.required(Common::Version)?;
    let right: Vec<_> =
        services.into_iter().filter(|service| service.version.as_deref() == Some(version)).collect();
    if right.is_empty() {
        versions.sort_unstable();
        versions.dedup();
        let what = format!("there is no version `{version}`; there is `{}`", versions.join("`, `"));
        return Err(incoming.refuse(Reason::NoSuchVersion, Common::Version, what));
    }
    Ok(right)
}
