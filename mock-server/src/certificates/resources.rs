//! The cloud resources that use certificates, or could: load balancers, domains of the CDN and so on.

use super::{Certificate, Store, covers};
use crate::protocol::Refusal;

/// A kind of resources.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Kind {
    /// Its name in requests.
    pub(super) name: &'static str,
    /// Whether its resources stand in regions.
    pub(super) is_regional: bool,
    /// The parts of a resource's name, of which the last ones may be left out.
    parts: &'static [&'static str],
    optional: usize,
}

const fn kind(
    name: &'static str,
    is_regional: bool,
    parts: &'static [&'static str],
    optional: usize,
) -> Kind {
    Kind { name, is_regional, parts, optional }
}

/// All kinds, with the form in which `InstanceIdList` names their resources.
pub(super) const KINDS: &[Kind] = &[
    kind("clb", true, &["LoadBalancerId", "ListenerId", "Domain"], 1),
    kind("cdn", false, &["Domain", "on or off"], 1),
    kind("waf", true, &["Domain"], 0),
    kind("live", false, &["Domain"], 0),
    kind("vod", false, &["Domain"], 0),
    kind("ddos", false, &["InstanceId", "Domain", "VirtualPort"], 0),
    kind("teo", false, &["Domain"], 0),
    kind("apigateway", true, &["ServiceId", "Domain"], 0),
    kind("tke", true, &["ClusterId", "Namespace", "SecretName"], 0),
    kind("cos", true, &["Region", "Bucket", "Domain"], 0),
    kind("tcb", true, &["Type", "Region", "EnvId", "Domain"], 0),
    kind("tse", true, &["GatewayId", "CertificateId"], 0),
    kind("mqtt", true, &["InstanceId", "CertId"], 0),
    kind("lighthouse", true, &["Region", "InstanceId", "Domain"], 0),
    kind("gaap", false, &["InstanceId", "ListenerId"], 0),
    kind("scf", true, &["Domain"], 0),
    kind("tdmq", true, &["InstanceId"], 0),
];

/// A resource that uses a certificate, or could.
#[derive(Clone, Debug)]
pub(super) struct Resource {
    pub(super) kind: &'static Kind,
    /// Empty where its kind has no regions.
    pub(super) region: String,
    /// The parts of its name.
    pub(super) parts: Vec<String>,
    /// The domain that its certificate has to cover; empty where that is nobody's business.
    pub(super) domain: String,
    /// The id of the certificate that it uses.
    pub(super) certificate: Option<String>,
}

impl Resource {
    /// A resource by its name as `InstanceIdList` has it.
    pub(super) fn new(kind: &str, region: &str, name: &str, certificate: Option<&str>) -> Option<Self> {
        let kind = KINDS.iter().find(|known| known.name == kind)?;
        let parts: Vec<_> = name.split('|').map(str::to_owned).collect();
        let domain = kind.parts.iter().position(|part| *part == "Domain");
        let domain = domain.and_then(|index| parts.get(index)).cloned().unwrap_or_default();
        let region = if kind.is_regional { region.to_owned() } else { String::new() };
        Some(Self { kind, region, parts, domain, certificate: certificate.map(str::to_owned) })
    }

    /// A part of its name.
    pub(super) fn part(&self, name: &str) -> &str {
        let index = self.kind.parts.iter().position(|part| *part == name);
        index.and_then(|index| self.parts.get(index)).map_or("", String::as_str)
    }

    /// Whether a certificate can be used by it: one that is no real one can.
    pub(super) fn fits(&self, certificate: &Certificate) -> bool {
        self.domain.is_empty()
            || certificate.names.is_empty()
            || certificate.names.iter().any(|name| covers(name, &self.domain))
    }

    /// Whether it is called so, or a part of it is.
    pub(super) fn is_called(&self, name: &str) -> bool {
        self.parts.join("|") == name || self.parts.iter().any(|part| part == name)
    }

    /// Whether these parts name it, where the last ones may be left out or, of the CDN, say something else.
    fn is_meant(&self, parts: &[&str]) -> bool {
        let known = if self.kind.name == "cdn" { 1 } else { parts.len() };
        parts.iter().take(known).zip(&self.parts).all(|(given, part)| given == part)
    }
}

/// The kind of a name in a request.
pub(super) fn kind_of(name: &str) -> Result<&'static Kind, Refusal> {
    KINDS.iter().find(|kind| kind.name == name).ok_or_else(|| {
        let known: Vec<_> = KINDS.iter().map(|kind| format!("`{}`", kind.name)).collect();
        let message = format!("there is no kind of resources `{name}`; the kinds are {}", known.join(", "));
        Refusal::new("FailedOperation.CertificateHostResourceTypeInvalid", message)
    })
}

impl Store {
    /// The resources that use a certificate, by their places.
    pub(super) fn users_of<'s>(&'s self, id: &'s str) -> impl Iterator<Item = usize> + 's {
        let uses = move |(_, resource): &(usize, &Resource)| resource.certificate.as_deref() == Some(id);
        self.resources.iter().enumerate().filter(uses).map(|(place, _)| place)
    }

    /// The resource of an item of `InstanceIdList`, by its place.
    pub(super) fn resource(
        &self,
        kind: &'static Kind,
        region: Option<&str>,
        name: &str,
    ) -> Result<usize, Refusal> {
        let parts: Vec<_> = name.split('|').collect();
        let least = kind.parts.len() - kind.optional;
        let is_switch = kind.name != "cdn" || parts.get(1).is_none_or(|part| ["on", "off"].contains(part));
        if parts.len() < least || parts.len() > kind.parts.len() || parts.contains(&"") || !is_switch {
            let form = kind.parts.join("|");
            let message = format!("`InstanceIdList`: `{name}` has not the form `{form}` of `{}`", kind.name);
            return Err(Refusal::new("FailedOperation.CertificateDeployInstanceFormatError", message));
        }
        let fits = |resource: &Resource| {
            resource.kind == kind
                && resource.is_meant(&parts)
                && (!kind.is_regional || region.is_none_or(|region| region == resource.region))
        };
        self.resources.iter().position(fits).ok_or_else(|| {
            let place = region
                .filter(|_| kind.is_regional)
                .map_or_else(String::new, |region| format!(" in {region}"));
            let message = format!("`InstanceIdList`: there is no {} `{name}`{place}", kind.name);
            Refusal::new("FailedOperation.CertificateDeployInstanceEmpty", message)
        })
    }
}
