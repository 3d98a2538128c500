//! Where calls go when it is not the service's own address.

use std::net::{IpAddr, Ipv6Addr};

use http::uri::{Authority, Uri};

use crate::handwritten::types::name::{is_host, quoted};

/// An address that takes the place of the services' own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Endpoint {
    pub(crate) scheme: &'static str,
    pub(crate) authority: Authority,
    /// What a gateway has before the path of the service: sent, and not signed. Empty, or it begins with a slash and ends without.
    pub(crate) prefix: String,
    /// Whether the server goes by the services' own names.
    pub(crate) keeps_host: bool,
}

impl Endpoint {
    pub(crate) fn https(address: &str) -> Result<Self, String> {
        let (scheme, authority, prefix) = parse(address, "https")?;
        if scheme != "https" {
            return Err(format!(
                "{} is not an HTTPS address; plain HTTP is only for `loopback_endpoint(...)`",
                quoted(address)
            ));
        }
        Ok(Self { scheme: "https", authority, prefix, keeps_host: false })
    }

    pub(crate) fn loopback(address: &str) -> Result<Self, String> {
        let (scheme, authority, prefix) = parse(address, "http")?;
        let host = bare_host(&authority);
        let is_loopback = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
        if scheme != "http" || !is_loopback {
            return Err(format!(
                "{} is not plain HTTP to this machine, such as `http://127.0.0.1:8080`",
                quoted(address)
            ));
        }
        Ok(Self { scheme: "http", authority, prefix, keeps_host: true })
    }
}

/// The scheme of an address, its host with its port, and the path before the service's. `expected` is the scheme to be named to who has left it out.
fn parse(address: &str, expected: &str) -> Result<(String, Authority, String), String> {
    // Before anything quotes the address.
    if address.contains('@') {
        return Err("an address with a user name or password is not taken".to_owned());
    }
    let shown = quoted(address);
    let no_address = || format!("{shown} is not an address, such as `{expected}://gateway.example.com`");
    if !address.is_ascii() && !address.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err(format!(
            "{shown} is not in ASCII; write the host as the DNS has it (`xn--...`), and the path with percent signs"
        ));
    }
    let Some((scheme, rest)) = address.split_once("://") else {
        let whole: Option<Uri> = format!("{expected}://{address}").parse().ok();
        return Err(match whole {
            Some(_) if !address.is_empty() => {
                format!("{shown} has no scheme; write `{expected}://{address}`")
            }
            _ => no_address(),
        });
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    if path.contains(['?', '#']) {
        return Err(format!("{shown} has a query or a fragment: leave it out"));
    }
    let prefix = path.trim_end_matches('/');
    if !prefix.is_empty() && !prefix[1..].split('/').all(is_segment) {
        return Err(format!(
            "{shown} has a path that a request can't begin with: its parts are letters, digits, `-._~!$&'()*+,;=:` and `%2F`, and \
             none of them is empty, `.` or `..`"
        ));
    }
    // As it is signed: hosts have no case, and a port that goes without saying is not in a header `Host`.
    let scheme = scheme.to_ascii_lowercase();
    let default_port = if scheme == "https" { ":443" } else { ":80" };
    let authority = authority.strip_suffix(default_port).unwrap_or(authority).to_ascii_lowercase();
    let authority: Authority = authority.parse().map_err(|_| no_address())?;
    if !(is_host(authority.host()) || bare_host(&authority).parse::<Ipv6Addr>().is_ok()) {
        return Err(no_address());
    }
    let port = &authority.as_str()[authority.host().len()..];
    let is_port = |port: &str| {
        port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|port| port > 0)
    };
    if !port.is_empty() && !is_port(&port[1..]) {
        return Err(format!("{shown} has a port that is none: ports go from 1 to 65535"));
    }
    Ok((scheme, authority, prefix.to_owned()))
}

/// A part of a path that arrives as it was written.
fn is_segment(segment: &str) -> bool {
    let is_hex = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_hexdigit());
    let mut bytes = segment.bytes();
    while let Some(byte) = bytes.next() {
        let is_good = match byte {
            b'%' => is_hex(bytes.next()) && is_hex(bytes.next()),
            _ => byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:".contains(&byte),
        };
        if !is_good {
            return false;
        }
    }
    // Clients and servers resolve dots in either spelling.
    !matches!(segment.to_ascii_lowercase().as_str(), "" | "." | "%2e" | ".." | ".%2e" | "%2e." | "%2e%2e")
}

/// The host without the brackets of an IPv6 address.
fn bare_host(authority: &Authority) -> &str {
    let host = authority.host();
    host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_goes_to_this_machine_only() {
        for good in ["http://127.0.0.1:8080", "http://localhost:1", "http://[::1]:80/", "http://127.9.9.9"] {
            assert!(Endpoint::loopback(good).is_ok(), "{good}");
            assert!(Endpoint::https(good).is_err(), "{good}");
        }
        for wrong in [
            "http://192.168.0.1",
            "http://example.com",
            "http://localhost.example.com",
            "http://127.0.0.1.example.com",
            "https://127.0.0.1",
            "http://127.0.0.1/path?query",
            "127.0.0.1:80",
            "http://user@127.0.0.1",
            "",
        ] {
            assert!(Endpoint::loopback(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_https_address_is_signed_for_its_own_host() {
        let endpoint = Endpoint::https("https://gateway.example.com:8443").unwrap();
        assert_eq!(endpoint.authority.as_str(), "gateway.example.com:8443");
        assert!(!endpoint.keeps_host);
    }

    #[test]
    fn what_is_wrong_with_an_address_is_said() {
        for (address, said) in [
            ("gw.example.com", "`gw.example.com` has no scheme; write `https://gw.example.com`"),
            (
                "gw.example.com:8443",
                "`gw.example.com:8443` has no scheme; write `https://gw.example.com:8443`",
            ),
            (
                "https://gw.example.com:99999",
                "`https://gw.example.com:99999` has a port that is none: ports go from 1 to 65535",
            ),
            (
                "https://gw.example.com:0",
                "`https://gw.example.com:0` has a port that is none: ports go from 1 to 65535",
            ),
            (
                "https://gw.example.com:",
                "`https://gw.example.com:` has a port that is none: ports go from 1 to 65535",
            ),
            (
                "https://gw.example.com:+1",
                "`https://gw.example.com:+1` has a port that is none: ports go from 1 to 65535",
            ),
            (
                "https://gw.example.com?x",
                "`https://gw.example.com?x` has a query or a fragment: leave it out",
            ),
            (
                "https://gw.example.com/v2#x",
                "`https://gw.example.com/v2#x` has a query or a fragment: leave it out",
            ),
            (
                "https://gw.exämple.com",
                "`https://gw.exämple.com` is not in ASCII; write the host as the DNS has it (`xn--...`), and the path with percent \
                 signs",
            ),
            (
                "http://gw.example.com",
                "`http://gw.example.com` is not an HTTPS address; plain HTTP is only for `loopback_endpoint(...)`",
            ),
            ("wss://x", "`wss://x` is not an HTTPS address; plain HTTP is only for `loopback_endpoint(...)`"),
            ("https://", "`https://` is not an address, such as `https://gateway.example.com`"),
            ("https://a b", "`https://a b` is not an address, such as `https://gateway.example.com`"),
            ("https://a\r\nb", "`https://a\\r\\nb` is not an address, such as `https://gateway.example.com`"),
            ("https://-a..b", "`https://-a..b` is not an address, such as `https://gateway.example.com`"),
            ("https://[::x]", "`https://[::x]` is not an address, such as `https://gateway.example.com`"),
            ("", "`` is not an address, such as `https://gateway.example.com`"),
        ] {
            assert_eq!(Endpoint::https(address).unwrap_err(), said);
        }
        assert_eq!(
            Endpoint::loopback("127.0.0.1:80").unwrap_err(),
            "`127.0.0.1:80` has no scheme; write `http://127.0.0.1:80`"
        );
        for good in ["https://[::1]:8", "HTTPS://gw.example.com/", "https://10.0.0.1:65535"] {
            assert!(Endpoint::https(good).is_ok(), "{good}");
        }
    }

    #[test]
    fn an_address_is_kept_in_its_normal_form() {
        for (address, authority, prefix) in [
            ("https://GW.Example.com", "gw.example.com", ""),
            ("https://gw.example.com:443/", "gw.example.com", ""),
            ("https://gw.example.com:80", "gw.example.com:80", ""),
            ("https://gw.example.com/tencent", "gw.example.com", "/tencent"),
            ("https://gw.example.com:8443/Tencent/prod///", "gw.example.com:8443", "/Tencent/prod"),
            ("https://gw.example.com/a%2Fb/~c;d=1/...", "gw.example.com", "/a%2Fb/~c;d=1/..."),
            ("https://[::1]:443/x", "[::1]", "/x"),
            ("https://[2001:DB8::1]:8443", "[2001:db8::1]:8443", ""),
            ("https://xn--exmple-cua.com", "xn--exmple-cua.com", ""),
        ] {
            let endpoint = Endpoint::https(address).unwrap();
            assert_eq!(
                (endpoint.authority.as_str(), endpoint.prefix.as_str()),
                (authority, prefix),
                "{address}"
            );
        }
        let endpoint = Endpoint::loopback("http://127.0.0.1:80/gateway/").unwrap();
        assert_eq!((endpoint.authority.as_str(), endpoint.prefix.as_str()), ("127.0.0.1", "/gateway"));
    }

    #[test]
    fn a_path_that_would_not_arrive_as_it_is_written_is_refused() {
        for path in [
            "//x", "/a//b", "/.", "/a/..", "/a/../b", "/%2e%2E", "/.%2e/b", "/a b", "/a%", "/a%2", "/a%zz",
            "/a\\b", "/a|b", "/a\"b",
        ] {
            let error = Endpoint::https(&format!("https://gw.example.com{path}")).unwrap_err();
            assert!(error.contains("has a path that a request can't begin with"), "{path}: {error}");
        }
    }

    #[test]
    fn an_address_that_can_t_be_used_says_why_without_its_password() {
        for address in [
            "https://user:hunter2@example.com",
            "https://user:hunter2@example.com/path",
            "http://user:hunter2@127.0.0.1",
            "user:hunter2 @example.com",
        ] {
            for error in [Endpoint::https(address).unwrap_err(), Endpoint::loopback(address).unwrap_err()] {
                assert_eq!(error, "an address with a user name or password is not taken", "{address}");
            }
        }
    }
}
