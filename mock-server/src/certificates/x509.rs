//! What a certificate says about itself.

use jiff::Timestamp;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{FromDer, X509Certificate};

/// What the account's list shows of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Facts {
    /// The domains that it stands for, the main one first.
    pub(super) names: Vec<String>,
    /// The first and the last moment at which it is valid.
    pub(super) validity: (Timestamp, Timestamp),
}

/// Reads the first certificate of a chain in PEM; `None` when it is not one.
pub(super) fn read(chain: &str) -> Option<Facts> {
    let (_, pem) = x509_parser::pem::parse_x509_pem(chain.as_bytes()).ok()?;
    let (_, certificate) = X509Certificate::from_der(&pem.contents).ok()?;
    let common_name = certificate.subject().iter_common_name().filter_map(|name| name.as_str().ok());
    let mut names: Vec<_> = common_name.map(ToOwned::to_owned).collect();
    if let Ok(Some(alternatives)) = certificate.subject_alternative_name() {
        for name in &alternatives.value.general_names {
            if let GeneralName::DNSName(name) = name
                && !names.iter().any(|known| known == name)
            {
                names.push((*name).to_owned());
            }
        }
    }
    let moment = |seconds| Timestamp::from_second(seconds).ok();
    let validity = certificate.validity();
    Some(Facts {
        names,
        validity: (moment(validity.not_before.timestamp())?, moment(validity.not_after.timestamp())?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_gives_its_domains_and_its_dates() {
        let facts = read(include_str!("../../tests/certificate.pem")).unwrap();
        assert_eq!(facts.names, ["shop.example.com", "*.shop.example.com"]);
        let date = |text: &str| text.parse::<Timestamp>().unwrap();
        assert_eq!(facts.validity, (date("2026-11-23T20:21:18Z"), date("2036-11-22T20:21:18Z")));
    }

    #[test]
    fn what_is_no_certificate_gives_nothing() {
        for text in ["", "text", "-----BEGIN CERTIFICATE-----\r\nMIIBfake\r\n-----END CERTIFICATE-----\r\n"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
