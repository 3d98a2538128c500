//! What a service says of itself: its names, and where and how it is called.

use crate::diagnostic::Findings;
use crate::diagnostic::problem::{ActionProblem, NameAdvice, ServiceProblem};
use crate::language::names::is_wire_name;
use crate::language::time;
use crate::load::ServiceSpec;
use crate::source::At;
use crate::spec::{ServiceFile, directory};
use crate::vendor::hosts;

/// Checks a service; what is returned is the path of its endpoint.
pub(super) fn check(spec: &ServiceSpec, root: &At<'_>, findings: &mut Findings) -> String {
    let file = &spec.service.spec;
    check_name(spec, root, findings);
    if !spec.service.mended {
        check_version(file, root, findings);
    }
    check_host(&file.host, root, findings);
    check_host_of_service(file, root, findings);
    check_cam(file, root, findings);
    if !file.protocol.is_flat() && file.method.is_some() {
        findings.report(root.key("method").name(), ActionProblem::NeedlessMethod(file.protocol));
    }
    let usual = file.protocol.path();
    let path = file.path.clone().unwrap_or_else(|| usual.to_owned());
    if !path.starts_with('/') || path.contains(|c: char| !c.is_ascii_graphic() || "?#".contains(c)) {
        let problem = ServiceProblem::Path { path: path.clone(), usual };
        findings.report(root.key("path").value(), problem);
    } else if let Some(why) = file.protocol.why_no_other_path().filter(|_| path != usual) {
        findings.report(root.key("path").value(), ServiceProblem::FixedPath(file.protocol, why));
    }
    path
}

/// Checks the host that an Action has for itself; `root` is that of its file.
pub(super) fn check_own_host(
    own: Option<&str>,
    service: &ServiceSpec,
    root: &At<'_>,
    findings: &mut Findings,
) {
    let Some(own) = own else { return };
    check_host(own, root, findings);
    if *own == service.service.spec.host {
        let of_service = At::root(service.service.file).key("host").value();
        findings.report(root.key("host").value(), ServiceProblem::NeedlessHost).also(of_service);
    }
}

fn check_host(host: &str, root: &At<'_>, findings: &mut Findings) {
    if is_host(host) {
        return;
    }
    let bare = host.rsplit("://").next().unwrap_or_default();
    let bare =
        bare.split(['/', ':', '?']).next().unwrap_or_default().trim_matches([' ', '.']).to_ascii_lowercase();
    let bare = Some(bare).filter(|bare| is_host(bare));
    findings.report(root.key("host").value(), ServiceProblem::Host { host: host.to_owned(), bare });
}

/// Reports a host of the vendor's that is another service's, as of a copied file. Of hosts that are somebody else's, a gateway's
/// perhaps, nobody knows.
fn check_host_of_service(file: &ServiceFile, root: &At<'_>, findings: &mut Findings) {
    let (label, rest) = file.host.split_once('.').unwrap_or_default();
    let service = file.service.to_ascii_lowercase();
    let own = format!("{service}.{rest}");
    // A region may stand behind the name; and there are names of services that no host can have.
    let is_its_own = label == service || label.starts_with(&format!("{service}-")) || !is_host(&own);
    if !is_its_own && is_host(&file.host) && hosts::protocol(&file.host) == Some(file.protocol) {
        let problem = NameAdvice::OtherHost { of: label.to_owned(), host: own, service };
        findings.report(root.key("host").value(), problem).also(root.key("service").value());
    }
}

/// Reports a `source` that is no address: it becomes a link.
pub(super) fn check_source(source: Option<&str>, root: &At<'_>, findings: &mut Findings) {
    let Some(source) = source.filter(|source| !is_address(source)) else { return };
    let host = source.split('/').next().unwrap_or_default();
    let with_scheme = Some(format!("https://{source}")).filter(|text| is_host(host) && is_address(text));
    findings.report(root.key("source").value(), ServiceProblem::Source(with_scheme));
}

/// Whether a text is the address of a page.
fn is_address(text: &str) -> bool {
    let page = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    page.is_some_and(|page| page.starts_with(|c: char| c.is_ascii_alphanumeric()))
        && !text.contains(|c: char| !c.is_ascii_graphic() || "<>\"\\^`{|}".contains(c))
}

fn check_name(spec: &ServiceSpec, root: &At<'_>, findings: &mut Findings) {
    let file = &spec.service.spec;
    let found = spec.directory.clone();
    let expected = directory(&file.service, file.version.as_deref().filter(|_| file.protocol.is_versioned()));
    if !is_wire_name(&found) || found.contains('.') {
        findings.report(root.key("service").value(), ServiceProblem::Name(found));
    } else if file.service.contains(|c: char| c.is_ascii_uppercase()) {
        let (name, lower) = (file.service.clone(), file.service.to_ascii_lowercase());
        findings.report(root.key("service").value(), ServiceProblem::CapitalName { name, lower });
    } else if expected != found && !is_wrong_version(file) {
        let version = file.version.clone();
        let service = file.service.clone();
        let problem = ServiceProblem::Directory { service, version, directory: found, expected };
        findings.report(root.key("service").value(), problem);
    }
}

/// Whether the version is what is wrong, which is told.
fn is_wrong_version(file: &ServiceFile) -> bool {
    file.protocol.is_versioned() && !file.version.as_deref().is_some_and(is_version)
}

fn check_cam(file: &ServiceFile, root: &At<'_>, findings: &mut Findings) {
    let Some(cam) = &file.cam else { return };
    let place = root.key("cam").value();
    if *cam == file.service {
        findings.report(place, ServiceProblem::NeedlessCam);
    } else if !is_wire_name(cam) || cam.contains('.') {
        findings.report(place, ServiceProblem::Cam(cam.clone()));
    }
}

fn check_version(file: &ServiceFile, root: &At<'_>, findings: &mut Findings) {
    let protocol = file.protocol;
    let place = root.key("protocol").value();
    match &file.version {
        None if protocol.is_versioned() => {
            findings.report(place.clone(), ServiceProblem::NoVersion(protocol));
        }
        Some(version) if protocol.is_versioned() && !is_version(version) => {
            findings.report(root.key("version").value(), ServiceProblem::Version(protocol, version.clone()));
        }
        Some(_) if !protocol.is_versioned() => {
            findings
                .report(root.key("version").name(), ServiceProblem::NeedlessVersion(protocol))
                .also(place.clone());
        }
        _ => {}
    }
    if let Some(why) = protocol.why_no_region().filter(|_| file.region.is_some()) {
        findings.report(root.key("region").name(), ServiceProblem::NeedlessRegion(protocol, why)).also(place);
    }
}

fn is_version(version: &str) -> bool {
    time::is_date(version) && !time::is_zero(version)
}

/// Whether a text is a name that a certificate can be for: lower case, and no address of numbers. It may have a place for the region.
fn is_host(host: &str) -> bool {
    let host = hosts::in_region(host, "region");
    host.len() <= 253
        && host.rsplit_once('.').is_some_and(|(_, last)| last.contains(|c: char| !c.is_ascii_digit()))
        && host.split('.').all(|part| {
            !part.is_empty()
                && part.len() <= 63
                && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
                && !part.starts_with('-')
                && !part.ends_with('-')
        })
}
