//! Which host a call goes to: one pure function of what the spec, the client and the call say.

mod endpoint;

use std::borrow::Cow;
use std::net::IpAddr;

pub(crate) use self::endpoint::Endpoint;
use crate::handwritten::types::name::{is_host, is_label, quoted};

/// What stands in the host of a service in the place of a region.
const REGION: &str = "{region}";

/// What a client says of the hosts of all services.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hosts {
    pub(crate) root_domain: Option<String>,
    /// Those inside of the vendor's networks.
    pub(crate) internal: bool,
    pub(crate) regional: bool,
    pub(crate) fallbacks: Vec<String>,
    pub(crate) endpoint: Option<Endpoint>,
}

/// What a call says of its host.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted<'a> {
    /// The service's host, or that of the Action.
    pub(crate) host: &'a str,
    /// Whether it is the Action's own, which holds whatever the client says.
    pub(crate) is_own: bool,
    /// Where the services of the protocol are, such as `tencentcloudapi.com`.
    pub(crate) root_domain: &'a str,
    /// The one that the caller chose for this call.
    pub(crate) of_call: Option<&'a str>,
    pub(crate) region: Option<&'a str>,
}

/// Where a request goes, and the host that it is signed for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Target<'a> {
    pub(crate) scheme: &'static str,
    pub(crate) authority: Cow<'a, str>,
    pub(crate) host: Cow<'a, str>,
    pub(crate) prefix: &'a str,
}

impl Hosts {
    /// Checks the domains that the user gave.
    pub(crate) fn check(&self) -> Result<(), String> {
        self.root_domain.iter().chain(&self.fallbacks).try_for_each(|domain| {
            let is_domain = is_host(domain)
                && domain.contains('.')
                && !domain.ends_with('.')
                && domain.parse::<IpAddr>().is_err();
            if is_domain {
                return Ok(());
            }
            Err(format!(
                "{} is not a root domain, such as `intl.tencentcloudapi.com`: it has no scheme, port, path or service",
                quoted(domain)
            ))
        })
    }

    /// Where a call goes with the first root domain, or with the fallback of this number, from 1.
    pub(crate) fn target<'a>(&'a self, wanted: Wanted<'a>, fallback: usize) -> Target<'a> {
        let host = self.host(wanted, fallback);
        match &self.endpoint {
            Some(endpoint) if endpoint.keeps_host => Target {
                scheme: endpoint.scheme,
                authority: Cow::Borrowed(endpoint.authority.as_str()),
                host,
                prefix: &endpoint.prefix,
            },
            Some(endpoint) if wanted.of_call.is_none() => {
                let authority = Cow::Borrowed(endpoint.authority.as_str());
                Target {
                    scheme: endpoint.scheme,
                    authority: authority.clone(),
                    host: authority,
                    prefix: &endpoint.prefix,
                }
            }
            _ => Target { scheme: "https", authority: host.clone(), host, prefix: "" },
        }
    }

    fn host<'a>(&'a self, wanted: Wanted<'a>, fallback: usize) -> Cow<'a, str> {
        if let Some(host) = wanted.of_call {
            return lowercase(host);
        }
        let Some(service) = service(wanted) else { return in_region(wanted) };
        let fallback = fallback.checked_sub(1).and_then(|number| self.fallbacks.get(number));
        let root = fallback.or(self.root_domain.as_ref()).map_or(wanted.root_domain, String::as_str);
        let region = wanted.region.filter(|region| self.regional || is_finance(region));
        if region.is_none() && !self.internal && root == wanted.root_domain {
            return lowercase(wanted.host);
        }
        let mut host = service.to_owned();
        if let Some(region) = region {
            host = format!("{host}.{region}");
        }
        let root = if self.internal { inside(root) } else { root.to_owned() };
        Cow::Owned(format!("{host}.{root}").to_ascii_lowercase())
    }

    /// How many hosts there are for such a call, one after another.
    pub(crate) fn choices(&self, wanted: Wanted<'_>) -> usize {
        let is_fixed = self.endpoint.is_some() || wanted.of_call.is_some() || service(wanted).is_none();
        if is_fixed { 1 } else { 1 + self.fallbacks.len() }
    }

    /// Why a region can't be part of the host that it would be part of.
    pub(crate) fn check_region(&self, wanted: Wanted<'_>) -> Result<(), String> {
        let is_replaced = self.endpoint.as_ref().is_some_and(|endpoint| !endpoint.keeps_host);
        let has_place = wanted.host.contains(REGION) && wanted.of_call.is_none() && !is_replaced;
        let is_part = |region: &&str| self.regional || has_place || is_finance(region);
        match wanted.region.filter(is_part) {
            Some(region) if !is_label(region) => Err("the region is none, such as `ap-guangzhou`".to_owned()),
            None if has_place => Err(format!(
                "the host {} has the region in it, and the call has none; set it with `region(...)`",
                quoted(wanted.host)
            )),
            _ => Ok(()),
        }
    }
}

/// Whether a text is the name of a host of a service, perhaps with a place for the region.
pub(crate) fn is_host_of_service(host: &str) -> bool {
    is_host(host) || is_host(&host.replacen(REGION, "region", 1))
}

/// The host that the spec has, with the region in its place.
fn in_region(wanted: Wanted<'_>) -> Cow<'_, str> {
    match wanted.region.filter(|_| wanted.host.contains(REGION)) {
        Some(region) => Cow::Owned(wanted.host.replacen(REGION, region, 1).to_ascii_lowercase()),
        None => lowercase(wanted.host),
    }
}

/// The service in a host of the usual form, which is what the client's settings change; any other host is as the spec says.
fn service(wanted: Wanted<'_>) -> Option<&str> {
    let service = wanted.host.strip_suffix(wanted.root_domain)?.strip_suffix('.')?;
    (!wanted.is_own && is_label(service)).then_some(service)
}

/// The regions for banks, which no other region's hosts serve.
fn is_finance(region: &str) -> bool {
    region.len() > 4 && region.as_bytes()[region.len() - 4..].eq_ignore_ascii_case(b"-fsi")
}

/// A root domain as it is inside of the vendor's networks: `internal` before the vendor's own name, behind what tells sites apart.
fn inside(root: &str) -> String {
    if root.split('.').any(|label| label == "internal") {
        return root.to_owned();
    }
    match root.find("tencentcloudapi.") {
        Some(at) if at == 0 || root.as_bytes()[at - 1] == b'.' => {
            format!("{}internal.{}", &root[..at], &root[at..])
        }
        _ => format!("internal.{root}"),
    }
}

fn lowercase(host: &str) -> Cow<'_, str> {
    if host.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(host.to_ascii_lowercase())
    } else {
        Cow::Borrowed(host)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TC3: &str = "tencentcloudapi.com";
    const V2: &str = "api.qcloud.com";

    fn hosts(root: &str, internal: bool, regional: bool) -> Hosts {
        let root_domain = Some(root.to_owned()).filter(|root| !root.is_empty());
        Hosts { root_domain, internal, regional, ..Hosts::default() }
    }

    fn wanted<'a>(host: &'a str, root_domain: &'a str, region: &'a str) -> Wanted<'a> {
        let region = Some(region).filter(|region| !region.is_empty());
        Wanted { host, is_own: false, root_domain, of_call: None, region }
    }

    /// Root domain, internal, regional, region, and the host of `cvm` in API 3.0 and in the legacy API.
    type Row = (&'static str, bool, bool, &'static str, &'static str, &'static str);

    #[rustfmt::skip]
    const TABLE: [Row; 14] = [
        ("", false, false, "ap-beijing", "cvm.tencentcloudapi.com", "cvm.api.qcloud.com"),
        ("", false, true, "", "cvm.tencentcloudapi.com", "cvm.api.qcloud.com"),
        ("", false, true, "ap-beijing", "cvm.ap-beijing.tencentcloudapi.com", "cvm.ap-beijing.api.qcloud.com"),
        ("", false, true, "AP-Beijing", "cvm.ap-beijing.tencentcloudapi.com", "cvm.ap-beijing.api.qcloud.com"),
        ("", false, false, "ap-shanghai-fsi", "cvm.ap-shanghai-fsi.tencentcloudapi.com", "cvm.ap-shanghai-fsi.api.qcloud.com"),
        ("", false, false, "-fsi", "cvm.tencentcloudapi.com", "cvm.api.qcloud.com"),
        ("", true, false, "ap-beijing", "cvm.internal.tencentcloudapi.com", "cvm.internal.api.qcloud.com"),
        ("", true, true, "ap-beijing", "cvm.ap-beijing.internal.tencentcloudapi.com", "cvm.ap-beijing.internal.api.qcloud.com"),
        ("intl.tencentcloudapi.com", false, false, "ap-beijing", "cvm.intl.tencentcloudapi.com", "cvm.intl.tencentcloudapi.com"),
        ("INTL.tencentcloudapi.com", false, false, "ap-beijing", "cvm.intl.tencentcloudapi.com", "cvm.intl.tencentcloudapi.com"),
        ("ai.tencentcloudapi.com", true, false, "ap-beijing", "cvm.ai.internal.tencentcloudapi.com", "cvm.ai.internal.tencentcloudapi.com"),
        ("internal.tencentcloudapi.com", true, false, "", "cvm.internal.tencentcloudapi.com", "cvm.internal.tencentcloudapi.com"),
        ("example.com", true, true, "ap-beijing", "cvm.ap-beijing.internal.example.com", "cvm.ap-beijing.internal.example.com"),
        ("example.com", false, false, "ap-shanghai-fsi", "cvm.ap-shanghai-fsi.example.com", "cvm.ap-shanghai-fsi.example.com"),
    ];

    #[test]
    fn the_host_is_what_the_table_says() {
        for (root, internal, regional, region, tc3, v2) in TABLE {
            let hosts = hosts(root, internal, regional);
            let case = (root, internal, regional, region);
            assert_eq!(hosts.target(wanted("cvm.tencentcloudapi.com", TC3, region), 0).host, tc3, "{case:?}");
            assert_eq!(hosts.target(wanted("cvm.api.qcloud.com", V2, region), 0).host, v2, "{case:?}");
        }
    }

    #[test]
    fn a_host_of_an_action_and_one_that_is_not_of_the_usual_form_hold() {
        let hosts = hosts("intl.tencentcloudapi.com", true, true);
        for (host, is_own) in [
            ("es.tencentcloudapi.com", true),
            ("es.ai.tencentcloudapi.com", false),
            ("file.ess.tencent.cn", false),
            ("estencentcloudapi.com", false),
            ("tencentcloudapi.com", false),
        ] {
            let wanted = Wanted { is_own, ..wanted(host, TC3, "ap-shanghai-fsi") };
            assert_eq!(hosts.target(wanted, 0).host, host);
        }
    }

    #[test]
    fn a_place_for_the_region_is_filled_with_the_region_of_the_call() {
        let of = |region| wanted("queue-{region}.api.qcloud.com", V2, region);
        let hosts = hosts("intl.tencentcloudapi.com", true, true);
        assert_eq!(hosts.target(of("GZ"), 0).host, "queue-gz.api.qcloud.com");
        assert_eq!(hosts.choices(of("gz")), 1);
        assert_eq!(hosts.check_region(of("gz")), Ok(()));
        assert_eq!(
            hosts.check_region(of("")).unwrap_err(),
            "the host `queue-{region}.api.qcloud.com` has the region in it, and the call has none; set it with `region(...)`"
        );
        assert!(hosts.check_region(of("evil.example")).is_err());
        let elsewhere = Wanted { of_call: Some("a.example.com"), ..of("") };
        assert_eq!(hosts.check_region(elsewhere), Ok(()));
        let endpoint = Some(Endpoint::https("https://gw.example.com").unwrap());
        assert_eq!(Hosts { endpoint, ..Hosts::default() }.check_region(of("")), Ok(()));
        assert!(is_host_of_service("queue-{region}.api.qcloud.com") && is_host_of_service("a.example.com"));
        assert!(
            !is_host_of_service("{region}{region}.api.qcloud.com") && !is_host_of_service("{zone}.a.com")
        );
    }

    #[test]
    fn a_gateway_takes_what_no_call_sends_elsewhere() {
        let endpoint = |endpoint: Result<Endpoint, String>| Some(endpoint.unwrap());
        let wanted = wanted("es.ai.tencentcloudapi.com", TC3, "ap-beijing");
        let gateway = Hosts {
            endpoint: endpoint(Endpoint::https("https://gw.example.com/x")),
            ..hosts("", true, true)
        };
        let target = gateway.target(wanted, 0);
        assert_eq!(
            (target.scheme, &*target.authority, &*target.host, target.prefix),
            ("https", "gw.example.com", "gw.example.com", "/x")
        );
        let of_call = Wanted { of_call: Some("A.example.com"), ..wanted };
        let target = gateway.target(of_call, 0);
        assert_eq!(
            (target.scheme, &*target.authority, &*target.host, target.prefix),
            ("https", "a.example.com", "a.example.com", "")
        );
        let here =
            Hosts { endpoint: endpoint(Endpoint::loopback("http://127.0.0.1:8/x")), ..hosts("", true, true) };
        let target = here.target(of_call, 0);
        assert_eq!(
            (target.scheme, &*target.authority, &*target.host, target.prefix),
            ("http", "127.0.0.1:8", "a.example.com", "/x")
        );
    }

    #[test]
    fn fallbacks_take_the_place_of_the_root_domain() {
        let fallbacks = vec!["tencentcloudapi.com.cn".to_owned(), "example.com".to_owned()];
        let hosts = Hosts { fallbacks, ..hosts("", true, true) };
        let wanted = wanted("cvm.tencentcloudapi.com", TC3, "ap-beijing");
        let all: Vec<_> =
            (0..hosts.choices(wanted)).map(|number| hosts.target(wanted, number).host).collect();
        assert_eq!(
            all,
            [
                "cvm.ap-beijing.internal.tencentcloudapi.com",
                "cvm.ap-beijing.internal.tencentcloudapi.com.cn",
                "cvm.ap-beijing.internal.example.com"
            ]
        );
        assert_eq!(hosts.choices(Wanted { is_own: true, ..wanted }), 1);
        assert_eq!(hosts.choices(Wanted { of_call: Some("a.example.com"), ..wanted }), 1);
    }

    #[test]
    fn what_is_no_root_domain_is_refused() {
        for wrong in [
            "",
            "com",
            ".com",
            "a.com.",
            "https://a.com",
            "a.com/x",
            "a.com:1",
            "10.0.0.1",
            "[::1]",
            "a@b.com",
            "ä.com",
            "a b.com",
            "a..com",
        ] {
            assert!(hosts(wrong, false, false).check().is_err() || wrong.is_empty(), "{wrong}");
            let fallbacks = vec![wrong.to_owned()];
            assert!(Hosts { fallbacks, ..Hosts::default() }.check().is_err(), "{wrong}");
        }
        assert!(hosts("intl.tencentcloudapi.com", false, false).check().is_ok());
        let regional = hosts("", false, true);
        assert!(regional.check_region(wanted("cvm.tencentcloudapi.com", TC3, "evil.example")).is_err());
        assert!(hosts("", false, false).check_region(wanted("cvm.tencentcloudapi.com", TC3, "a.b")).is_ok());
    }
}
