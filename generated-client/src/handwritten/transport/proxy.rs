//! Proxies, out of the environment and out of the program: an address that can't be used is an error, never a direct connection.

use std::ffi::OsString;

use reqwest::{NoProxy, Proxy, Url};

/// The variables, in the order in which each is looked for, and the scheme of the requests that they are for.
const HTTPS: [&str; 2] = ["HTTPS_PROXY", "https_proxy"];
const HTTP: [&str; 2] = ["HTTP_PROXY", "http_proxy"];
const ALL: [&str; 2] = ["ALL_PROXY", "all_proxy"];

/// Set by servers for programs that answer a request (CGI), whose header `Proxy` is then the variable `HTTP_PROXY`.
const CGI: &str = "REQUEST_METHOD";

const SCHEMES: [&str; 6] = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"];

/// The proxies of the environment, which `NO_PROXY` takes hosts out of.
pub(super) fn of_environment(variable: impl Fn(&str) -> Option<OsString>) -> Result<Vec<Proxy>, String> {
    let is_cgi = variable(CGI).is_some();
    let get = |names: [&str; 2]| {
        for name in names {
            let value = variable(name).unwrap_or_default();
            if value.is_empty() || is_cgi && name == HTTP[0] {
                continue;
            }
            // Not quoted: it may have a password.
            return value.to_str().and_then(parse).map(Some).ok_or_else(|| {
                format!(
                    "{name} is set to what is not the address of a proxy, such as `http://proxy.example.com:3128`"
                )
            });
        }
        Ok(None)
    };
    let (https, http, all) = (get(HTTPS)?, get(HTTP)?, get(ALL)?);
    let no_proxy = NoProxy::from_env();
    let made = [https.or_else(|| all.clone()).map(Proxy::https), http.or(all).map(Proxy::http)];
    let mut proxies = Vec::new();
    for proxy in made.into_iter().flatten() {
        let proxy = proxy.map_err(|error| format!("the proxy of the environment can't be used: {error}"))?;
        proxies.push(proxy.no_proxy(no_proxy.clone()));
    }
    Ok(proxies)
}

/// The proxy that the program names, for every host.
pub(super) fn of_program(address: &str, credentials: Option<(&str, &str)>) -> Result<Proxy, String> {
    let unusable = || "what was given to `proxy(...)` is not the address of a proxy, such as `http://proxy.example.com:3128`";
    let mut url = parse(address).ok_or_else(unusable)?;
    if let Some((user, password)) = credentials {
        url.set_username(user).and_then(|()| url.set_password(Some(password))).map_err(|()| unusable())?;
    }
    Proxy::all(url).map_err(|_| unusable().to_owned())
}

/// An address of a proxy; `http` when it has no scheme.
fn parse(address: &str) -> Option<Url> {
    let address = address.trim();
    let mut url = match address.split_once("://") {
        Some(_) => Url::parse(address),
        // A slash would be that of a scheme written wrong.
        None if address.trim_end_matches('/').contains('/') => return None,
        None => Url::parse(&format!("http://{address}")),
    }
    .ok()?;
    if !SCHEMES.contains(&url.scheme()) || url.host_str().is_none_or(str::is_empty) || url.port() == Some(0) {
        return None;
    }
    if url.port().is_none() && url.scheme().starts_with("socks") {
        url.set_port(Some(1080)).ok()?;
    }
    url.set_path("");
    url.set_query(None);
    url.set_fragment(None);
    // The library reads the address once more in this form, and would go without a proxy if it could not.
    let uri: http::Uri = url.as_str().parse().ok()?;
    uri.host().is_some_and(|host| !host.is_empty()).then_some(url)
}

/// Whether an address is this machine's own, or on its own link, where the metadata service is: no proxy ever sees it.
pub(super) fn is_local(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    match host.parse::<std::net::IpAddr>() {
        Ok(address) => {
            let address = address.to_canonical();
            let is_on_link = matches!(address, std::net::IpAddr::V4(address) if address.is_link_local());
            address.is_loopback() || address.is_unspecified() || is_on_link
        }
        Err(_) => {
            let name = host.strip_suffix('.').unwrap_or(host);
            name == "localhost" || name.ends_with(".localhost")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(variables: &[(&str, &str)]) -> Result<usize, String> {
        let get = |name: &str| {
            let mut found = variables.iter().filter(|(set, _)| *set == name);
            found.next().map(|(_, value)| OsString::from(value))
        };
        of_environment(get).map(|proxies| proxies.len())
    }

    #[test]
    fn proxies_are_taken_from_the_environment_as_curl_takes_them() {
        for (variables, proxies) in [
            (&[][..], 0),
            (&[("HTTPS_PROXY", "http://proxy.example.com:3128")], 1),
            (&[("https_proxy", "proxy.example.com:3128")], 1),
            (&[("HTTP_PROXY", "http://user:p%40ss@10.0.0.1:3128/")], 1),
            (&[("ALL_PROXY", "socks5h://127.0.0.1")], 2),
            (&[("ALL_PROXY", "https://[::1]:3128"), ("HTTPS_PROXY", "")], 2),
            (&[("HTTP_PROXY", "http://attacker.example.com"), ("REQUEST_METHOD", "GET")], 0),
        ] {
            assert_eq!(environment(variables), Ok(proxies), "{variables:?}");
        }
    }

    #[test]
    fn a_variable_that_is_no_address_is_named_and_not_quoted() {
        for variable in ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
            for value in [
                "http://",
                "://",
                "ftp://s3cr3t",
                "http://s3cr3t:99999",
                "http://s3cr3t:x",
                "s3cr3t host",
                "http://[::1",
                "http://user:s3cr3t@",
                "http://a:0",
                "socks://s3cr3t:1",
                "http:/s3cr3t:1",
                "http://s3cr3t^x",
            ] {
                let error = environment(&[(variable, value)]).unwrap_err();
                assert!(error.starts_with(&format!("{variable} is set to ")), "{value}: {error}");
                assert!(!error.contains("s3cr3t"), "{error}");
            }
        }
    }

    #[test]
    fn credentials_of_a_proxy_may_hold_any_character() {
        assert!(of_program("http://proxy:3128", Some(("us:er", "p@ss/w ö%"))).is_ok());
        let error = of_program("http://s3cr3t s3cr3t", None).unwrap_err();
        assert!(error.contains("`proxy(...)`") && !error.contains("s3cr3t"), "{error}");
    }

    #[test]
    fn this_machine_is_known_by_all_its_names() {
        for (url, expected) in [
            ("http://127.0.0.1:1", true),
            ("http://127.1", true),
            ("http://0x7f.0.0.1", true),
            ("http://[::1]:80", true),
            ("http://[::ffff:127.0.0.1]", true),
            ("http://LOCALHOST", true),
            ("https://localhost.:8443", true),
            ("http://a.localhost", true),
            ("http://0.0.0.0", true),
            ("http://localhost.example.com", false),
            ("http://10.0.0.1", false),
            ("https://notlocalhost", false),
        ] {
            assert_eq!(is_local(&Url::parse(url).unwrap()), expected, "{url}");
        }
    }
}
