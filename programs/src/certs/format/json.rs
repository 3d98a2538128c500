//! A line of JSON for each certificate, and for each account that could not be asked.

use serde_json::{Value, json};

use super::Report;
use crate::certs::judge::{Judged, State};

pub(super) fn render(report: &Report<'_>) -> String {
    let mut text = String::new();
    for account in report.accounts {
        let mut push = |line: &Value| {
            text.push_str(&line.to_string());
            text.push('\n');
        };
        match &account.certificates {
            Err(error) => push(&json!({"account": account.name, "error": error})),
            Ok(certificates) => {
                let listed = certificates.iter().filter(|one| report.all || one.state.counts());
                listed.for_each(|certificate| push(&line(&account.name, certificate)));
            }
        }
    }
    text
}

fn line(account: &str, certificate: &Judged) -> Value {
    let mut line = json!({
        "account": account,
        "id": certificate.id,
        "domain": certificate.names.first(),
        "names": certificate.names,
        "alias": certificate.alias,
        "ends": certificate.ends.map(|end| end.to_string()),
        "days": certificate.days,
        "state": certificate.state.word(),
        "counts": certificate.state.counts(),
    });
    match &certificate.state {
        State::Replaced(by) => line["replaced_by"] = by.as_str().into(),
        State::NotIssued(status) => line["status"] = status.as_str().into(),
        _ => {}
    }
    line
}
