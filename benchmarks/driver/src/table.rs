//! The figures as a page: ratios first, then what was measured and how.

use crate::figures::{Figures, Measured, Round, least, least_wall, median};

/// An aim: one crate is to cost at most this part of another.
struct Comparison {
    what: &'static str,
    beside: &'static str,
    command: &'static str,
    /// How many times as much the other costs.
    times: f64,
    aim: Option<f64>,
}

/// The comparisons, those with an aim first.
fn comparisons(figures: &Figures) -> [Comparison; 5] {
    let Figures { module, client, serde_types, progenitor, .. } = figures;
    let check = |ours: &Measured, other: &Measured| least(&other.check) / least(&ours.check);
    let release = |ours: &Measured, other: &Measured| least(&other.release) / least(&ours.release);
    let (generated, whole) = ("the generated client", "generated client and runtime");
    let (derived, rival) = ("serde_derive's types", "progenitor's client");
    let (checked, built) = ("cargo check", "cargo build --release");
    let row = |what, beside, command, times, aim| Comparison { what, beside, command, times, aim };
    [
        row(generated, rival, checked, check(module, progenitor), Some(9.0)),
        row(generated, derived, built, release(module, serde_types), Some(7.0)),
        row(generated, derived, checked, check(module, serde_types), None),
        row(whole, rival, checked, check(client, progenitor), Some(4.5)),
        row(whole, derived, built, release(client, serde_types), Some(3.0)),
    ]
}

impl Comparison {
    fn ratio(&self) -> String {
        format!("1/{:.1}", self.times)
    }

    fn aim(&self) -> String {
        self.aim.map_or_else(String::new, |aim| {
            let verdict = if self.times >= aim { "reached" } else { "missed" };
            format!("at most 1/{aim}: {verdict}")
        })
    }
}

/// What was found, in a few lines.
pub(crate) fn summary(figures: &Figures) -> String {
    let line = |found: &Comparison| {
        let aim = found.aim();
        let aim = if aim.is_empty() { aim } else { format!(" ({aim})") };
        format!("{}: {} of {}, {}{aim}", found.command, found.ratio(), found.beside, found.what)
    };
    comparisons(figures).iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The page for `docs/compile-times.md`.
pub(crate) fn table(figures: &Figures) -> String {
    let mut rows = String::new();
    for found in comparisons(figures) {
        let Comparison { what, beside, command, .. } = found;
        let (ratio, aim) = (found.ratio(), found.aim());
        rows.push_str(&format!("| {what}, beside {beside} | `{command}` | {ratio} | {aim} |\n"));
    }
    let Figures { service, versions, module, client, serde_types, progenitor } = figures;
    let crates: String = [
        ("the generated client", module),
        ("generated client and runtime", client),
        ("serde_derive's types", serde_types),
        ("progenitor's client", progenitor),
    ]
    .iter()
    .map(|(name, measured)| row(name, measured, module))
    .collect();
    let (rounds, name) = (module.check.len(), &service.name);
    format!(
        "# Compile times

Written by `cargo xtask compile-times`, with the chart, from the [figures](compile-times.json) of one run.

![The figures below as bars](compile-times.svg)

| compared | command | processor time | aim |
| --- | --- | --- | --- |
{rows}
## The crates

All describe the service `{name}`: {} Actions, {} records, {} fields.

| crate | `check`, CPU s | | `build --release`, CPU s | | library | generated lines |
| --- | --- | --- | --- | --- | --- | --- |
{crates}
The times are the least of {rounds} rounds, with the median in brackets, then multiples of the first row, then the least by the clock.

- **The generated client** is what `cargo xtask generate` makes of the service, in a crate that depends on the runtime as progenitor's client depends on
  `progenitor-client`, and for each Action a function that writes the request and one that reads the result.
- **Generated client and runtime** is the crate `qcloud-client` with this service alone: the same code, and the handwritten signatures, retries, pages,
  credentials, and the transport over reqwest, which do not grow with the number of Actions.
- **serde_derive's types** are the same records, with the same docs and traits, and the same functions over `serde_json`. They read strictly:
  a number in a string or a null is an error.
- **progenitor's client** is made of an OpenAPI document of the service: a POST for each Action, JSON in and out, with the envelope of the results. Its
  settings are the default ones, and `PartialEq` for the types, which the others have. The document has no signature, errors, pages or nulls.

## How it is measured

Time is what processors were busy for the compiler's process of that one crate, by user and system, not what passes on a clock, so that it hardly depends on how
many cores there are and what else they do. All that a crate depends on was compiled before, and only that crate is compiled in a round, without incremental compilation. The crates take turns.

An async function is compiled in the crate that awaits it. A release build of progenitor's client therefore has neither reading nor writing in it, and is
not compared; what such a crate leaves to its users, serde_derive's types show. Compiling what the crates depend on is not part of the figures.

rustc {} on {}, progenitor {}, serde {}. `benchmarks/` has the crates; `cargo xtask compile-times` compiles them, in its own directory under
`target/`, and writes this page. It needs Linux or macOS, the network for the dependencies once, and some minutes.
",
        service.actions,
        service.records,
        service.fields,
        versions.rustc,
        versions.host,
        versions.progenitor,
        versions.serde,
    )
}

fn row(name: &str, measured: &Measured, first: &Measured) -> String {
    let times = |rounds: &[Round]| format!("{:.2} ({:.2})", least(rounds), median(rounds));
    let ratio = |rounds: &[Round], first: &[Round]| {
        format!("{:.1}×, clock {:.2} s", least(rounds) / least(first), least_wall(rounds))
    };
    #[allow(clippy::cast_precision_loss, reason = "libraries have megabytes")]
    let megabytes = measured.rlib_bytes as f64 / 1e6;
    format!(
        "| {name} | {} | {} | {} | {} | {megabytes:.1} MB | {} |\n",
        times(&measured.check),
        ratio(&measured.check, &first.check),
        times(&measured.release),
        ratio(&measured.release, &first.release),
        measured.lines,
    )
}
