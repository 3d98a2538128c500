//! What reading, calling and linking cost beside the same by hand, and what generating costs: `cargo xtask performance`.
//!
//! The figures go to `docs/performance.json`; the table and the chart beside it are made from that file, and a test compares them.

mod chart;
mod counting;
mod figures;
mod table;

use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{ExitCode, Stdio};
use std::time::Duration;

use clap::Parser;
use common::generating::Generating;
use common::published::{self, Published};
use common::rounds::{Effort, Spread, compare};
use performance::bodies;
use performance::server::{Server, serve_if_asked};
use performance::subjects::{Api, Caller, Side, read_again, runtime};

use crate::counting::{AT_ONCE, Programs, certificates_text};
use crate::figures::{Comparison, Figures};

/// The figures, and what is made from them.
const PUBLISHED: Published = Published("performance");

const BY_HAND: &str = "by hand";

/// Measures what the client costs beside the same by hand, and writes docs/performance.*; takes some minutes
#[derive(Debug, Parser)]
#[command(name = "cargo xtask performance", bin_name = "cargo xtask performance")]
struct Arguments {
    /// Measure each for a moment, to see that it works, and write nothing
    #[arg(long, conflicts_with = "render")]
    brief: bool,
    /// The vendor's descriptions, a wheel of tccli, another zip or a directory: generating is measured with them; without, its figures stay
    #[arg(long, value_name = "PATH")]
    descriptions: Option<PathBuf>,
    /// Measure nothing; make the table and the chart anew from the figures that are there
    #[arg(long)]
    render: bool,
}

fn main() -> ExitCode {
    match serve_if_asked() {
        Ok(true) => return ExitCode::SUCCESS,
        Ok(false) => {}
        Err(error) => return failed(&error),
    }
    let arguments = Arguments::parse();
    let done = if arguments.render {
        PUBLISHED.read().and_then(|figures| write(&figures))
    } else if arguments.brief {
        measured(Effort { rounds: 3, least: Duration::from_millis(2) }, true)
            .and_then(|_| generating(None))
            .map(drop)
    } else {
        let effort = Effort { rounds: 31, least: Duration::from_millis(10) };
        measured(effort, false).and_then(|mut figures| {
            figures.generating = match &arguments.descriptions {
                Some(path) => generating(Some(path))?,
                None => PUBLISHED.read::<Figures>()?.generating,
            };
            write(&figures)
        })
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => failed(&message),
    }
}

fn failed(message: &dyn std::fmt::Display) -> ExitCode {
    let _ = writeln!(io::stderr(), "error: {message}");
    ExitCode::FAILURE
}

fn say(line: &dyn std::fmt::Display) -> Result<(), String> {
    writeln!(io::stdout(), "{line}").map_err(|error| format!("standard output can't be written: {error}"))
}

/// Measures all there is, one after the other.
fn measured(effort: Effort, is_brief: bool) -> Result<Figures, String> {
    let mut figures = Figures {
        rustc: published::rustc()?.join(" on "),
        rounds: effort.rounds,
        least_milliseconds: effort.least.as_millis().try_into().unwrap_or(u64::MAX),
        ..Figures::default()
    };
    let mut tell = |group: &str, what: String, aim: f64, spread: Spread| {
        let Spread { processor, clock } = spread;
        say(&format_args!("{group}: {what}: {processor} times {BY_HAND}, by the clock {clock}"))?;
        let (group, beside) = (group.to_owned(), BY_HAND.to_owned());
        figures.comparisons.push(Comparison { group, what, beside, aim, processor, clock });
        Ok::<_, String>(())
    };
    for api in Api::ALL {
        for certificates in [1, 20, 100, 1000] {
            let what = format!("{}, {}", api.action(), certificates_text(certificates));
            tell("Reading", what, 1.05, reading(effort, api, certificates))?;
        }
    }
    for api in Api::ALL {
        for certificates in [1, 20, 100] {
            let what = format!("{}, {}", api.action(), certificates_text(certificates));
            tell("A call", what, 1.03, calling(effort, api, certificates, 1)?)?;
        }
        let what = format!("{}, 20 certificates, 64 at once", api.action());
        tell("A call", what, 1.03, calling(effort, api, 20, 64)?)?;
    }
    tell("A list", "CertGetList, 10,000 certificates by items".to_owned(), 1.0, listing(effort)?)?;
    let programs = Programs::build(!is_brief)?;
    for (what, numbers) in [("read", &[1, 20, 100, 1000][..]), ("call", &[1, 20, 100][..])] {
        for api in Api::ALL {
            for certificates in numbers.iter().filter(|number| !is_brief || **number == 1) {
                figures.counts.extend(programs.counts(what, api, *certificates)?);
            }
        }
    }
    for api in Api::ALL {
        figures.counts.push(programs.held(
            "flight",
            api,
            &format!("{}, each of {AT_ONCE} calls in flight", api.action()),
        )?);
    }
    figures.counts.push(programs.held(
        "pages",
        Api::V2,
        "CertGetList, 10,000 certificates by items, at most",
    )?);
    figures.sizes = programs.sizes()?;
    Ok(figures)
}

fn reading(effort: Effort, api: Api, certificates: usize) -> Spread {
    let body = api.body(certificates).into_bytes();
    let mut ours = |times| read_again(api, Side::Ours, &body, certificates, times);
    let mut by_hand = |times| read_again(api, Side::ByHand, &body, certificates, times);
    compare(effort, &mut ours, &mut by_hand)
}

fn calling(effort: Effort, api: Api, certificates: usize, at_once: usize) -> Result<Spread, String> {
    let server = started(&api.body(certificates))?;
    let runtime = runtime();
    let (mut ours, mut by_hand) =
        (Caller::new(api, Side::Ours, &server), Caller::new(api, Side::ByHand, &server));
    Ok(compare(effort, &mut |times| ours.call_again(&runtime, at_once, certificates, times), &mut |times| {
        by_hand.call_again(&runtime, at_once, certificates, times)
    }))
}

fn listing(effort: Effort) -> Result<Spread, String> {
    let server = started(&bodies::v2_page(100))?;
    let runtime = runtime();
    let (ours, by_hand) =
        (Caller::new(Api::V2, Side::Ours, &server), Caller::new(Api::V2, Side::ByHand, &server));
    let list = |caller: &Caller, times| (0..times).for_each(|_| runtime.block_on(caller.list_all(|| {})));
    Ok(compare(effort, &mut |times| list(&ours, times), &mut |times| list(&by_hand, times)))
}

/// What generating costs, as a program of its own finds: what it compares with is heavy, and needed for that alone.
fn generating(descriptions: Option<&Path>) -> Result<Generating, String> {
    let run = |command: &str, arguments: &[&OsStr]| {
        let mut cargo = counting::cargo(command)?;
        cargo.args(["--package", "generating"]);
        if descriptions.is_some() {
            cargo.args(["--release", "--features", "rivals"]);
        }
        let output = cargo.args(arguments).stderr(Stdio::inherit()).output();
        let output = output.map_err(|error| format!("cargo can't be run: {error}"))?;
        if output.status.success() { Ok(output) } else { Err("generating could not be measured".to_owned()) }
    };
    // It runs another program of its package.
    run("build", &["--bins".as_ref()])?;
    let arguments = descriptions.map(|path| ["--".as_ref(), "--descriptions".as_ref(), path.as_os_str()]);
    let output = run("run", arguments.as_ref().map_or(&[], |arguments| arguments))?;
    serde_json::from_slice(&output.stdout)
        .map_err(|error| format!("what was measured can't be read: {error}"))
}

fn started(body: &str) -> Result<Server, String> {
    Server::start(body, 0).map_err(|error| format!("the server can't be started: {error}"))
}

/// Writes the figures and what is made from them.
fn write(figures: &Figures) -> Result<(), String> {
    say(&PUBLISHED.write(figures, &table::table(figures), &chart::chart(figures))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_and_the_chart_are_made_from_the_same_figures() {
        let figures: Figures = PUBLISHED.read().unwrap();
        assert_eq!(PUBLISHED.is_fresh(&table::table(&figures), &chart::chart(&figures)), Ok(()));
    }
}
