//! Which Actions a request can mean: by the host that is called, the service that is signed for, the version, and the name.

use qcloud_codegen::model::{Api, Service};
use qcloud_codegen::vendor::hosts::REGION;

use crate::parameters::nearest;
use crate::protocol::{Common, Incoming, Meant, Refusal, without_port};
use crate::reason::Reason;

/// The Actions that can be meant. More than one, where nothing says which service it is that is called.
pub(crate) fn candidates<'a>(api: &'a Api, incoming: &Incoming) -> Result<Vec<Meant<'a>>, Refusal> {
    let name = incoming.required(Common::Action)?;
    let host = without_port(incoming.host());
    let services = of_version(incoming, services(api, incoming, host)?)?;
    let actions =
        || services.iter().flat_map(|service| service.actions.iter().map(move |action| (*service, action)));
    let named: Vec<_> = actions().filter(|(_, action)| action.name == name).collect();
    if named.is_empty() {
        let near = nearest(name, actions().map(|(_, action)| action.name.as_str()));
        let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        let what = format!("there is no Action `{name}`{hint}");
        return Err(incoming.refuse(Reason::NoSuchAction, Common::Action, what));
    }
    // Called by a real name, an Action is there only at its own host.
    let (here, elsewhere): (Vec<_>, Vec<_>) = named.into_iter().partition(|meant| is_here(*meant, host));
    match elsewhere.first() {
        Some((service, action)) if here.is_empty() && services.iter().any(|service| is_at(service, host)) => {
            let what = format!("the Action `{name}` is at `{}`, not at `{host}`", action.host(service));
            Err(incoming.refuse(Reason::NoSuchAction, Common::Action, what))
        }
        _ if here.is_empty() => Ok(elsewhere),
        _ => Ok(here),
    }
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
fn services<'a>(api: &'a Api, incoming: &Incoming, host: &str) -> Result<Vec<&'a Service>, Refusal> {
    let called: Vec<_> = serving(api, incoming).filter(|service| is_at(service, host)).collect();
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

/// Whether the service, or an Action of it, is at the host that is called.
fn is_at(service: &Service, called: &str) -> bool {
    hosts(service).any(|host| host == called || is_in_region(host, called))
}

/// Whether an Action is at the host that is called; the host of another Action is no region of this one's.
fn is_here((service, action): Meant<'_>, called: &str) -> bool {
    let host = action.host(service);
    host == called || (is_in_region(host, called) && hosts(service).all(|other| other != called))
}

/// The service's own host, and those of its Actions that have others.
fn hosts(service: &Service) -> impl Iterator<Item = &str> {
    service.actions.iter().filter_map(|action| action.own_host.as_deref()).chain([&*service.host])
}

/// Whether it is a host in a region: `ssl.ap-guangzhou.tencentcloudapi.com`, or one whose place for the region holds one.
fn is_in_region(host: &str, called: &str) -> bool {
    let region = || {
        if let Some((before, behind)) = host.split_once(REGION) {
            return called.strip_prefix(before)?.strip_suffix(behind);
        }
        let (label, domain) = host.split_once('.')?;
        called.strip_prefix(label)?.strip_prefix('.')?.strip_suffix(domain)?.strip_suffix('.')
    };
    region().is_some_and(|region| !region.is_empty() && !region.contains('.'))
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
