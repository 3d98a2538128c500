//! A table for people, in colours.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use qcloud_client::DateTime;

use super::Report;
use crate::certs::account::Account;
use crate::certs::judge::{Judged, State};
use crate::output::{count, printable};

/// What does not count, in the order in which it is told.
const APART: [&str; 4] = ["expired", "replaced", "muted", "not_issued"];

pub(super) fn render(report: &Report<'_>) -> String {
    let rows: Vec<_> = rows(report);
    let widths = Row::TITLES.map(str::len);
    let widths = rows.iter().fold(widths, |widths, (_, row)| row.widen(widths));
    let mut text = String::new();
    if rows.iter().any(|(certificate, _)| certificate.state.counts()) {
        Row::titles(report).write(Style::new(), widths, &mut text);
    }

    let counting = rows.iter().filter(|(certificate, _)| certificate.state.counts());
    counting.for_each(|(certificate, row)| row.write(style(&certificate.state), widths, &mut text));
    let in_state = |state| rows.iter().filter(move |(certificate, _)| certificate.state.word() == state);
    for state in APART {
        // What has expired may still be in use, so it is always told.
        if in_state(state).next().is_none() || !(report.all || state == "expired") {
            continue;
        }
        let title = match state {
            "expired" => "Expired, and replaced by none; they don't count:",
            "replaced" => {
                "Replaced: an approved one that ends later covers all their names; they don't count:"
            }
            "muted" => "Muted by their owner; they don't count:",
            _ => "Not issued, or not valid any more; they don't count:",
        };
        let _ = writeln!(text, "\n{title}");
        in_state(state)
            .for_each(|(certificate, row)| row.write(style(&certificate.state), widths, &mut text));
    }
    summary(report, &mut text);
    text
}

/// The lines below the table.
fn summary(report: &Report<'_>, text: &mut String) {
    let known = || report.accounts.iter().flat_map(Account::known);
    let hidden = |state: &str| known().filter(|certificate| certificate.state.word() == state).count();
    let hidden: Vec<_> = APART[1..]
        .iter()
        .filter(|_| !report.all)
        .map(|state| (hidden(state), state.replace('_', " ")))
        .filter(|(number, _)| *number > 0)
        .map(|(number, state)| format!("{number} {state}"))
        .collect();
    if !hidden.is_empty() {
        let _ =
            writeln!(text, "\nNot listed: {}; they don't count, and `--all` lists them.", hidden.join(", "));
    }
    let counting = known().filter(|certificate| certificate.state.counts()).count();
    let soon: usize = report.accounts.iter().map(Account::soon).sum();
    let have = if soon == 1 { "has" } else { "have" };
    let of = count(counting, "certificate");
    let failed = report.accounts.iter().filter(|account| account.certificates.is_err()).count();
    if failed < report.accounts.len() {
        let blank = if text.is_empty() { "" } else { "\n" };
        let _ = writeln!(text, "{blank}{soon} of {of} {have} less than {} days left.", report.threshold);
    }
    if failed > 0 {
        let _ = writeln!(text, "{} could not be asked.", count(failed, "account"));
    }
}

/// The certificates of all accounts with their lines, in the order in which they end.
fn rows<'r>(report: &Report<'r>) -> Vec<(&'r Judged, Row)> {
    let several = report.accounts.len() > 1;
    let mut rows: Vec<_> = report
        .accounts
        .iter()
        .flat_map(|account| {
            let name = if several { account.name.as_str() } else { "" };
            account.known().map(move |certificate| (certificate, Row::new(name, certificate)))
        })
        .collect();
    rows.sort_by_key(|(certificate, _)| (certificate.ends.is_none(), certificate.ends));
    rows
}

/// A line of the table. Where there is but one account, its name is empty.
struct Row {
    days: String,
    cells: [String; 4],
    state: String,
}

impl Row {
    const TITLES: [&'static str; 4] = ["ACCOUNT", "ENDS (UTC+8)", "DOMAIN", "ID"];

    fn titles(report: &Report<'_>) -> Self {
        let mut cells = Self::TITLES.map(str::to_owned);
        if report.accounts.len() < 2 {
            cells[0].clear();
        }
        Self { days: "DAYS".to_owned(), cells, state: "STATE".to_owned() }
    }

    fn new(account: &str, certificate: &Judged) -> Self {
        let main = certificate.names.first().map_or("-", String::as_str);
        let domain = match certificate.names.len() {
            0 | 1 => printable(main),
            names => format!("{} (+{})", printable(main), names - 1),
        };
        let end = certificate.ends.map_or_else(|| "-".to_owned(), |end| DateTime::from(end).to_string());
        let state = match &certificate.state {
            State::Fine => "fine".to_owned(),
            State::EndsSoon => "ends soon".to_owned(),
            State::Expired => "expired".to_owned(),
            State::Replaced(by) => format!("replaced by {}", printable(by)),
            State::Muted => "muted".to_owned(),
            State::NotIssued(status) => printable(status),
        };
        Self {
            days: certificate.days.map_or_else(|| "-".to_owned(), |days| days.to_string()),
            cells: [account.to_owned(), end, domain, printable(&certificate.id)],
            state,
        }
    }

    fn widen(&self, mut widths: [usize; 4]) -> [usize; 4] {
        for (width, cell) in widths.iter_mut().zip(&self.cells) {
            *width = (*width).max(cell.chars().count());
        }
        widths
    }

    fn write(&self, style: Style, [account, end, domain, id]: [usize; 4], text: &mut String) {
        let [name, ends, main, number] = &self.cells;
        let name = if name.is_empty() { String::new() } else { format!("{name:account$}  ") };
        let Self { days, state, .. } = self;
        let _ = writeln!(
            text,
            "{style}{days:>4}  {name}{ends:end$}  {main:domain$}  {number:id$}  {state}{style:#}"
        );
    }
}

fn style(state: &State) -> Style {
    match state {
        State::Fine => AnsiColor::Green.on_default(),
        State::EndsSoon => AnsiColor::Yellow.on_default().bold(),
        State::Expired => AnsiColor::Red.on_default(),
        State::Replaced(_) | State::Muted | State::NotIssued(_) => Style::new().dimmed(),
    }
}
