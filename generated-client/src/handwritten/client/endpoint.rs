//! Where calls go when it is not the service's own address.

use std::net::IpAddr;

use http::uri::{Authority, Uri};

/// An address that takes the place of the services' own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Endpoint {
    pub(crate) scheme: &'static str,
    pub(crate) authority: Authority,
    /// Whether the server goes by the services' own names.
    pub(crate) keeps_host: bool,
}

impl Endpoint {
    pub(crate) fn https(address: &str) -> Result<Self, String> {
        let uri = parse(address)?;
        match uri.scheme_str() {
            Some("https") => {
                Ok(Self { scheme: "https", authority: authority(&uri, address)?, keeps_host: false })
            }
            _ => Err(format!(
                "`{address}` is not an HTTPS address; plain HTTP is only for `loopback_endpoint(...)`"
            )),
        }
    }

    pub(crate) fn loopback(address: &str) -> Result<Self, String> {
        let uri = parse(address)?;
        let authority = authority(&uri, address)?;
        let host = authority.host().trim_start_matches('[').trim_end_matches(']');
        let is_loopback = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
        if uri.scheme_str() != Some("http") || !is_loopback {
            return Err(format!(
                "`{address}` is not plain HTTP to this machine, such as `http://127.0.0.1:8080`"
            ));
        }
        Ok(Self { scheme: "http", authority, keeps_host: true })
    }
}

fn parse(address: &str) -> Result<Uri, String> {
    // Before anything quotes the address.
    if address.contains('@') {
        return Err("an address with a user name or password is not taken".to_owned());
    }
    let uri: Uri = address.parse().map_err(|_| format!("`{address}` is not an address"))?;
    match uri.path_and_query() {
        Some(path) if path.as_str() != "/" => {
            Err(format!("`{address}` has a path, which is the service's own: leave it out"))
        }
        _ => Ok(uri),
    }
}

fn authority(uri: &Uri, address: &str) -> Result<Authority, String> {
    uri.authority().cloned().ok_or_else(|| format!("`{address}` names no host"))
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
            "http://127.0.0.1/path",
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
