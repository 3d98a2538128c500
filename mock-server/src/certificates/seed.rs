//! The certificates that an account starts with: expired ones, some that soon will be, fine ones, and some that were never issued.

use jiff::Timestamp;

use super::resources::Resource;
use super::{APPROVED, CANCELED, Certificate, Origin, VERIFICATION_FAILED, VERIFYING, days_from};

/// An id, a domain, a remark, where it came from, its status, and the days that are left of it once it is issued.
type Row = (&'static str, &'static str, &'static str, Origin, i64, Option<i64>);

const ROWS: &[Row] = &[
    ("GjTNRoK7", "cl.f-xj.cn", "", Origin::Uploaded, APPROVED, Some(-40)),
    ("kX3uPw9B", "shop.example.com", "shop", Origin::Uploaded, APPROVED, Some(5)),
    ("aT5mVe1S", "api.example.com", "", Origin::Free, APPROVED, Some(21)),
    ("wN8cJh4D", "www.example.com", "main site", Origin::Free, APPROVED, Some(200)),
    ("qM7dRt2Z", "new.example.com", "", Origin::Free, VERIFYING, None),
    ("fB2yLs6K", "failed.example.com", "", Origin::Free, VERIFICATION_FAILED, None),
    ("oD9zGx3P", "old.example.com", "", Origin::Free, APPROVED, Some(-3)),
    (BOUND, "lb.example.com", "load balancer", Origin::Uploaded, APPROVED, Some(60)),
    (CLIENTS, "clients.example.com", "client CA", Origin::Uploaded, APPROVED, Some(700)),
    ("pV6hTk0R", "pay.example.com", "", Origin::Paid, CANCELED, None),
    ("eY1nWb5F", "bank.example.com", "", Origin::Paid, APPROVED, Some(330)),
];

/// The one that resources of several kinds and regions use.
const BOUND: &str = "lC4rQj7U";

/// A kind, a region, a name as requests have it, and the certificate that it uses.
type Binding = (&'static str, &'static str, &'static str, Option<&'static str>);

const BINDINGS: &[Binding] = &[
    ("clb", "ap-guangzhou", "lb-3kz9wq1f|lbl-8v2m4tya|lb.example.com", Some(BOUND)),
    ("clb", "ap-shanghai", "lb-7pd5xn2c|lbl-6h1j9rwe|lb.example.com", Some(BOUND)),
    ("cdn", "", "lb.example.com|on", Some(BOUND)),
    ("tke", "ap-guangzhou", "cls-5b7n3k9d|default|lb-tls", Some(BOUND)),
    ("cdn", "", "api.example.com|on", Some("aT5mVe1S")),
    ("teo", "", "api.example.com", Some("aT5mVe1S")),
    ("cdn", "", "www.example.com|on", Some("wN8cJh4D")),
    ("live", "", "www.example.com", Some("wN8cJh4D")),
    ("waf", "ap-guangzhou", "www.example.com", Some("wN8cJh4D")),
    ("ddos", "", "bgpip-0000c4k2|bank.example.com|443", Some("eY1nWb5F")),
    ("cdn", "", "shop.example.com|on", None),
    ("clb", "ap-guangzhou", "lb-3kz9wq1f|lbl-2c8q6zue|shop.example.com", None),
    ("cos", "ap-guangzhou", "ap-guangzhou|pictures-1250000000|img.shop.example.com", None),
];

/// The cloud resources of the account.
pub(super) fn resources() -> Vec<Resource> {
    let resource =
        |(kind, region, name, certificate): &Binding| Resource::new(kind, region, name, *certificate);
    BINDINGS.iter().filter_map(resource).collect()
}

/// The one that proves what clients are.
const CLIENTS: &str = "cH0sXg8M";

/// The base64 says that it is no certificate.
pub(super) const PEM: &str = "-----BEGIN CERTIFICATE-----\n\
                   VGhpcyBpcyBub3QgYSBjZXJ0aWZpY2F0ZSwgb25seSBhbiBleGFtcGxlLg==\n\
                   -----END CERTIFICATE-----\n";

pub(super) fn certificates(now: Timestamp) -> Vec<Certificate> {
    ROWS.iter().map(|row| certificate(row, now)).collect()
}

fn certificate((id, domain, alias, origin, status, days): &Row, now: Timestamp) -> Certificate {
    let mut names = vec![(*domain).to_owned()];
    if *alias == "shop" {
        names.push(format!("*.{domain}"));
    }
    Certificate {
        id: (*id).to_owned(),
        cert_type: if *id == CLIENTS { "CA" } else { "SVR" }.to_owned(),
        origin: *origin,
        status: *status,
        domain: (*domain).to_owned(),
        alias: (*alias).to_owned(),
        validity: days.map(|days| (days_from(now, days - 365), days_from(now, days))),
        inserted: days_from(now, days.map_or(-1, |days| (days - 364).min(-1))),
        names,
        pem: PEM.to_owned(),
        issue: None,
    }
}

/// One of many that differ only in their numbers.
pub(super) fn uploaded(number: usize, now: Timestamp) -> Certificate {
    let domain = format!("host-{number}.example.com");
    let days = i64::try_from(number).unwrap_or(i64::MAX).min(365);
    Certificate {
        id: format!("cert{number:04}"),
        cert_type: "SVR".to_owned(),
        origin: Origin::Uploaded,
        status: APPROVED,
        alias: format!("host {number}"),
        validity: Some((days_from(now, days - 365), days_from(now, days))),
        inserted: days_from(now, -1),
        names: vec![domain.clone()],
        domain,
        pem: PEM.to_owned(),
        issue: None,
    }
}
