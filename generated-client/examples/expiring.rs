//! Lists the account's certificates by the days they have left; the exit status says whether one ends soon.
//!
//! ```console
//! $ cargo run -p qcloud-client --example expiring -- --threshold 14
//! ```
//!
//! It shows how a list is read over all its pages, and how dates and open enums are used; with `--api v3` by API 3.0. Without
//! `--live` it needs no account.

#[path = "demo/certificates.rs"]
#[allow(dead_code, reason = "not every example needs all of it")]
mod certificates;
mod demo;

use std::error::Error;
use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use certificates::{Api, Certificate, Certificates};
use demo::{Target, printable};
use lexopt::{Arg, ValueExt as _};
use qcloud_client::DateTime;
use qcloud_client::jiff::Timestamp;

const USAGE: &str = "\
Usage: expiring [--threshold DAYS] [--api API] [--live [--profile NAME]]

  --threshold DAYS   fewer days left than this is too few; 30 when left out
  --api API          v2, the legacy API, when left out; v3 for API 3.0
  --live             ask the real API, with the credential in the environment
  --profile NAME     with --live: the credential in this profile of tccli

Exit status: 0 all certificates last, 1 one or more do not, 2 it could not be found out.
";

const SECONDS_OF_A_DAY: i64 = 24 * 60 * 60;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    // Colours only where they are seen: not in a pipe, nor where NO_COLOR is set.
    match run(std::env::args_os().skip(1), &mut anstream::stdout()).await {
        Ok(all_last) => ExitCode::from(u8::from(!all_last)),
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "expiring: {error}");
            ExitCode::from(2)
        }
    }
}

/// Prints the table; whether all certificates last.
pub(crate) async fn run(
    arguments: impl IntoIterator<Item = OsString>,
    out: &mut impl Write,
) -> Result<bool, Box<dyn Error>> {
    let Some(options) = Options::parse(arguments)? else {
        write!(out, "{USAGE}")?;
        return Ok(true);
    };
    if let Target::Demo(_) = options.target {
        writeln!(out, "Sample data of a mock server, not an account's; `--live` asks the real API.\n")?;
    }
    let session = options.target.connect().await?;
    let certificates = Certificates { client: &session.client, api: options.api }.list(None, false).await?;
    let mut rows: Vec<_> =
        certificates.into_iter().map(|certificate| Row::new(certificate, options.now)).collect();
    rows.sort_by_key(|row| (row.days.is_none(), row.days));
    print(&rows, options.threshold, out)?;
    Ok(!rows.iter().any(|row| row.is_under(options.threshold)))
}

/// A line of the table.
struct Row {
    /// Whole days; negative once it has ended, nothing where there is no end.
    days: Option<i64>,
    end: String,
    domain: String,
    id: String,
    status: String,
}

impl Row {
    fn new(certificate: Certificate, now: Timestamp) -> Self {
        // None while a certificate is not issued: the vendor then writes a date of zeros.
        let end = certificate.end.and_then(|end| end.timestamp());
        let left = end.map(|end| end.as_second() - now.as_second());
        Self {
            days: left.map(|seconds| seconds.div_euclid(SECONDS_OF_A_DAY)),
            end: end.map_or_else(|| "-".to_owned(), |end| DateTime::from(end).to_string()),
            domain: printable(certificate.domain.as_deref().unwrap_or("-")),
            id: printable(&certificate.id),
            // A status that this client does not know yet is shown as its number.
            status: certificate.status.map_or_else(|| "-".to_owned(), |status| format!("{status:?}")),
        }
    }

    fn is_under(&self, threshold: i64) -> bool {
        self.days.is_some_and(|days| days < threshold)
    }

    fn style(&self, threshold: i64) -> Style {
        match self.days {
            Some(days) if days < 0 => AnsiColor::Red.on_default().bold(),
            Some(days) if days < threshold => AnsiColor::Yellow.on_default(),
            Some(_) => AnsiColor::Green.on_default(),
            None => Style::new().dimmed(),
        }
    }
}

fn print(rows: &[Row], threshold: i64, out: &mut impl Write) -> io::Result<()> {
    let width = |text: fn(&Row) -> &str, title: &str| {
        rows.iter().map(|row| text(row).chars().count()).chain([title.len()]).max().unwrap_or_default()
    };
    let (domain, id) = (width(|row| &row.domain, "DOMAIN"), width(|row| &row.id, "ID"));

    writeln!(out, "DAYS  {:19}  {:domain$}  {:id$}  STATUS", "ENDS (UTC+8)", "DOMAIN", "ID")?;
    for row in rows {
        let style = row.style(threshold);
        let days = row.days.map_or_else(|| "-".to_owned(), |days| days.to_string());
        let Row { end, domain: name, id: number, status, .. } = row;
        writeln!(out, "{style}{days:>4}  {end:19}  {name:domain$}  {number:id$}  {status}{style:#}")?;
    }
    let under = rows.iter().filter(|row| row.is_under(threshold)).count();
    writeln!(out, "\n{under} of {} have less than {threshold} days left.", rows.len())
}

struct Options {
    threshold: i64,
    api: Api,
    target: Target,
    now: Timestamp,
}

impl Options {
    /// `None` when it is the usage that is asked for.
    fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Option<Self>, lexopt::Error> {
        let (mut threshold, mut api, mut live) = (30, Api::default(), false);
        let (mut profile, mut now) = (None, Timestamp::now());
        let mut parser = lexopt::Parser::from_args(arguments);
        while let Some(argument) = parser.next()? {
            match argument {
                Arg::Long("threshold") => threshold = parser.value()?.parse()?,
                Arg::Long("api") => api = parser.value()?.parse_with(Api::parse)?,
                Arg::Long("live") => live = true,
                Arg::Long("profile") => profile = Some(parser.value()?.string()?),
                // In no usage: it makes the output repeatable, for tests.
                Arg::Long("now") => now = parser.value()?.parse_with(demo::moment)?,
                Arg::Long("help") | Arg::Short('h') => return Ok(None),
                _ => return Err(argument.unexpected()),
            }
        }
        let target = Target::new(live, profile, now)?;
        Ok(Some(Self { threshold, api, target, now }))
    }
}
