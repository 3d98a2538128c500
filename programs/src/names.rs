//! Names of hosts as certificates and zones have them, and which of them stands for which.

/// The form in which names are compared: as the DNS has them, in lower case, without a dot at the end.
pub(crate) fn normal(name: &str) -> String {
    let name = name.trim().trim_end_matches('.');
    // What has no such form, such as a name that is too long, is still a text that can be compared.
    idna::domain_to_ascii(name).unwrap_or_else(|_| name.to_lowercase())
}

/// The names in their normal form, each once, in their order; empty ones are none.
pub(crate) fn distinct<'n>(names: impl IntoIterator<Item = &'n String>) -> Vec<String> {
    let mut distinct: Vec<String> = Vec::new();
    for name in names.into_iter().map(|name| normal(name)) {
        if !name.is_empty() && !distinct.contains(&name) {
            distinct.push(name);
        }
    }
    distinct
}

/// Those of the names for which none of a certificate's stands. All of them have their normal form.
pub(crate) fn uncovered<'n>(certificate: &[String], names: &'n [String]) -> Vec<&'n str> {
    let stands = |name: &str| certificate.iter().any(|of_certificate| covers(of_certificate, name));
    names.iter().map(String::as_str).filter(|name| !stands(name)).collect()
}

/// Whether a name of a certificate stands for another: an asterisk for one label, the first.
fn covers(of_certificate: &str, name: &str) -> bool {
    let one_below = |parent: &str| name.split_once('.').is_some_and(|(_, rest)| rest == parent);
    of_certificate == name || of_certificate.strip_prefix("*.").is_some_and(one_below)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_as_the_dns_has_them() {
        for (name, expected) in [
            ("Shop.Example.COM.", "shop.example.com"),
            ("*.Example.com", "*.example.com"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("BÜCHER.example", "xn--bcher-kva.example"),
            ("例子.测试", "xn--fsqu00a.xn--0zwm56d"),
            ("_acme-challenge.Example.com", "_acme-challenge.example.com"),
            ("", ""),
        ] {
            assert_eq!(normal(name), expected, "{name}");
        }
    }

    #[test]
    fn an_asterisk_stands_for_the_first_label_and_no_more() {
        for (of_certificate, name, expected) in [
            ("a.example.com", "a.example.com", true),
            ("*.example.com", "a.example.com", true),
            ("*.example.com", "*.example.com", true),
            ("*.example.com", "example.com", false),
            ("*.example.com", "a.b.example.com", false),
            ("*.example.com", "*.b.example.com", false),
            ("a.example.com", "*.example.com", false),
            ("example.com", "a.example.com", false),
            ("*.com", "com", false),
        ] {
            assert_eq!(covers(of_certificate, name), expected, "{of_certificate} for {name}");
        }
    }

    #[test]
    fn each_name_needs_one_that_stands_for_it() {
        let certificate = ["*.example.com".to_owned(), "example.com".to_owned()];
        let names = ["example.com", "a.example.com", "b.a.example.com"].map(str::to_owned);
        assert_eq!(uncovered(&certificate, &names), ["b.a.example.com"]);
        assert_eq!(distinct(&["A.de.", "a.de", "", "b.de"].map(str::to_owned)), ["a.de", "b.de"]);
    }
}
