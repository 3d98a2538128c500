//! Metrics in the text format of Prometheus, for the textfile collector.

use std::fmt::Write as _;

use super::Report;
use crate::certs::judge::{Judged, State};

/// The states with their words, but for those that a threshold of Prometheus decides about.
const STATES: [&str; 5] = ["current", "expired", "replaced", "muted", "not_issued"];

pub(super) fn render(report: &Report<'_>) -> String {
    let mut text = String::new();
    family(&mut text, "qcloud_certificate_end_timestamp_seconds", "When the certificate ends.");
    for account in report.accounts {
        for certificate in account.known().filter(|one| report.all || one.state.counts()) {
            let Some(end) = certificate.ends else { continue };
            let labels = [
                ("account", account.name.as_str()),
                ("id", &certificate.id),
                ("domain", certificate.names.first().map_or("", String::as_str)),
                ("state", word(certificate)),
            ];
            sample(&mut text, "qcloud_certificate_end_timestamp_seconds", &labels, end.as_second());
        }
    }
    family(
        &mut text,
        "qcloud_certificates",
        "Certificates of the account, by state; only the current ones count.",
    );
    for account in report.accounts.iter().filter(|account| account.certificates.is_ok()) {
        for state in STATES {
            let number = account.known().filter(|certificate| word(certificate) == state).count();
            let labels = [("account", account.name.as_str()), ("state", state)];
            sample(&mut text, "qcloud_certificates", &labels, number);
        }
    }
    family(&mut text, "qcloud_certificates_up", "Whether the account could be asked.");
    for account in report.accounts {
        let up = u8::from(account.certificates.is_ok());
        sample(&mut text, "qcloud_certificates_up", &[("account", &account.name)], up);
    }
    family(&mut text, "qcloud_certificates_checked_timestamp_seconds", "When the accounts were asked.");
    sample(&mut text, "qcloud_certificates_checked_timestamp_seconds", &[], report.now.as_second());
    text
}

/// A series must not end when its certificate comes near its end, so these are one state.
fn word(certificate: &Judged) -> &'static str {
    match certificate.state {
        State::Fine | State::EndsSoon => STATES[0],
        _ => certificate.state.word(),
    }
}

fn family(text: &mut String, name: &str, help: &str) {
    let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} gauge");
}

fn sample(text: &mut String, name: &str, labels: &[(&str, &str)], value: impl std::fmt::Display) {
    let labels: Vec<_> =
        labels.iter().map(|(label, value)| format!("{label}=\"{}\"", escaped(value))).collect();
    let labels = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
    // Writing to a string does not fail.
    let _ = writeln!(text, "{name}{labels} {value}");
}

fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_can_hold_any_text() {
        let mut text = String::new();
        sample(&mut text, "up", &[("account", "a\\b\"c\nd")], 1);
        assert_eq!(text, "up{account=\"a\\\\b\\\"c\\nd\"} 1\n");
    }
}
