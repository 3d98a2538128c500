//! Where the vendor's services stand: their hosts.

use std::borrow::Cow;

use crate::spec::Protocol;

/// What stands in a host in the place of a region.
pub const REGION: &str = "{region}";

/// The host of a service that nothing says another one of.
#[must_use]
pub fn of_service(protocol: Protocol, service: &str) -> String {
    format!("{service}.{}", protocol.domains()[0])
}

/// The protocol of a host of the vendor.
#[must_use]
pub fn protocol(host: &str) -> Option<Protocol> {
    let is_below = |domain: &str| host.strip_suffix(domain).is_some_and(|label| label.ends_with('.'));
    Protocol::all().find(|protocol| protocol.domains().iter().any(|domain| is_below(domain)))
}

/// Where the services of the legacy API are inside of the vendor's network.
const INSIDE: &str = ".api.tencentyun.com";

/// The public host of the one that a service of the legacy API has inside of the vendor's network.
#[must_use]
pub fn public(host: &str) -> Option<String> {
    host.strip_suffix(INSIDE).map(|label| of_service(Protocol::V2, label))
}

/// Whether a host is another one in each region.
#[must_use]
pub fn is_regional(host: &str) -> bool {
    host.contains(REGION)
}

/// The host in a region.
#[must_use]
pub fn in_region<'h>(host: &'h str, region: &str) -> Cow<'h, str> {
    if is_regional(host) { Cow::Owned(host.replacen(REGION, region, 1)) } else { Cow::Borrowed(host) }
}

/// The service of a host: its first label, without a region.
#[must_use]
pub fn service(host: &str) -> &str {
    let label = host.split('.').next().unwrap_or_default();
    label.trim_end_matches(REGION).trim_end_matches('-')
}
