//! What a service says of itself: its names, and where and how it is called.

use crate::diagnostic::Findings;
use crate::load::ServiceSpec;
use crate::source::At;
use crate::spec::{Protocol, ServiceFile, directory};

use crate::language::names::is_wire_name;

/// Checks a service; what is returned is the path of its endpoint.
pub(super) fn check(spec: &ServiceSpec, root: &At<'_>, findings: &mut Findings) -> String {
    let file = &spec.service.spec;
    check_name(spec, root, findings);
    check_version(file, root, findings);
    if !is_host(&file.host) {
        let bare = file.host.rsplit("://").next().unwrap_or_default();
        let bare = bare.split(['/', ':', '?']).next().unwrap_or_default();
        let help = if is_host(bare) {
            format!("write `host: {bare}`: no scheme, port or path")
        } else {
            "it has at least two parts, as `wss.api.qcloud.com`, and no scheme, port or path".to_owned()
        };
        findings.error(root.key("host").value(), format!("`{}` is not a host name", file.host)).help(help);
    }
    let path = file.path.clone().unwrap_or_else(|| file.protocol.path().to_owned());
    if !path.starts_with('/') || path.contains(|c: char| !c.is_ascii_graphic() || "?#".contains(c)) {
        let help = if path.starts_with('/') {
            "it has no `?`, no `#`, no spaces and only ASCII".to_owned()
        } else {
            format!("it starts with `/`, as `{}`", file.protocol.path())
        };
        findings.error(root.key("path").value(), format!("`{path}` is not a path")).help(help);
    } else if file.protocol == Protocol::Tc3 && path != file.protocol.path() {
        findings
            .error(root.key("path").value(), "the path of API 3.0 is always `/`")
            .help("its signature covers no other; leave `path` out");
    }
    path
}

fn check_name(spec: &ServiceSpec, root: &At<'_>, findings: &mut Findings) {
    let file = &spec.service.spec;
    let name = root.key("service").value();
    let expected =
        directory(&file.service, file.version.as_deref().filter(|_| file.protocol == Protocol::Tc3));
    if !is_wire_name(&spec.directory) || spec.directory.contains('.') {
        findings
            .error(name, format!("`{}` can't be the name of a service", spec.directory))
            .help("letters, digits, `_` and `-`, starting with a letter, at most 100; the directory has the same name");
    } else if expected != spec.directory {
        let what = match file.version.as_ref().filter(|_| expected != file.service) {
            Some(version) => format!("version {version} of the service `{}`", file.service),
            None => format!("the service `{}`", file.service),
        };
        let help = match file.version {
            None => format!("rename the directory, or say `service: {}`", spec.directory),
            Some(_) => format!(
                "rename the directory to `{expected}`: a service of API 3.0 has its version behind its name"
            ),
        };
        findings.error(name, format!("{what} stands in the directory `{}`", spec.directory)).help(help);
    }
}

fn check_version(file: &ServiceFile, root: &At<'_>, findings: &mut Findings) {
    match (file.protocol, &file.version) {
        (Protocol::Tc3, None) => {
            findings
                .error(root.key("protocol").value(), "a service of API 3.0 needs a `version`")
                .help("it is a date such as `version: 2019-12-05`");
        }
        (Protocol::Tc3, Some(version)) if !is_version(version) => {
            findings
                .error(root.key("version").value(), format!("`{version}` is not a version of API 3.0"))
                .help("it is a date such as `2019-12-05`");
        }
        (Protocol::V2, Some(_)) => {
            findings
                .error(root.key("version").name(), "a service of the legacy API has no `version`")
                .also(root.key("protocol").value(), "the legacy API")
                .help("leave it out, or say `protocol: tc3`");
        }
        _ => {}
    }
    if file.protocol == Protocol::V2 && file.region.is_some() {
        findings
            .error(root.key("region").name(), "`region` is for services of API 3.0")
            .also(root.key("protocol").value(), "the legacy API")
            .help("leave it out; a call of the legacy API may always name a region");
    }
}

fn is_version(version: &str) -> bool {
    let parts: Vec<_> = version.split('-').collect();
    let lengths: Vec<_> = parts.iter().map(|part| part.len()).collect();
    lengths == [4, 2, 2] && parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
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
