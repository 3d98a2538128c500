//! The figures as a page: ratios first, then what was counted, then how.

use common::generating::{Beside, Generating, Memory};
use common::rounds::Ratios;

use crate::figures::{Comparison, Count, Figures};

/// The page for `docs/performance.md`.
pub(crate) fn table(figures: &Figures) -> String {
    let ratios: String = figures.comparisons.iter().map(ratio).collect();
    let counts: String = figures.counts.iter().map(count).collect();
    let generating = generating(&figures.generating);
    format!(
        "# Performance

Written by `cargo xtask performance`, with the chart, from the [figures](performance.json) of one run.

![The ratios below as bars](performance.svg)

## Time

What this client takes by what the same takes by hand: the median of {} rounds, and between which quartiles half of them are. By the clock the server that
answers calls is in the figure too.

| what | | processor time | quartiles | by the clock | quartiles | aim |
| --- | --- | --- | --- | --- | --- | --- |
{ratios}
## Counts

These don't depend on what else a machine does. They are there to see what creeps in.

| what | | of | this client | by hand | ratio | aim |
| --- | --- | --- | --- | --- | --- | --- |
{counts}
## Generating

{generating}
## Size of a program

A release build, stripped, of a program that lists certificates.

{}
## How it is measured

- **By hand** is what somebody writes who needs just this exchange: reqwest set up as the client sets it up, a signature, one look at the encoding of the
  body, and `serde_json::from_str` into types with serde's derives. They read strictly: a number in a string or a null is an error.
- **Responses** have their keys in the order in which servers send them, without white space. The thread that reads one has read others like it before, as that of a
  program that goes on calling has: from them it has learned what to expect.
- **Rounds** alternate: this client and by hand take turns, who begins changes, and each side of a round takes at least {} ms of processor time, which hardly
  depends on what else the machine does. A ratio is that of one round.
- **Calls** are for a region, as nearly all of API 3.0 are, and go to a server in a process of its own on this machine, without TLS, over kept connections; its
  processor time is in no figure.
- **Generating** begins with YAML and ends with files: reading, checking, emitting and writing, with the services as `cargo xtask import api3 --with-docs` makes them of the
  vendor's descriptions. **Tokens, parsed and printed** is quote, `syn::parse2` and prettyplease of the same items, in memory; both are done in one process, with the allocator of
  `cargo xtask`. The rivals begin with an OpenAPI document that has the same names, types and sentences and end with files; their settings are the default ones. Beside them each
  side is a process of its own each time, measured from its start to its end, with the allocator that programs have by default: `cargo qcloud`, build scripts and the rivals have no other.
  This generator also reads and checks the vendor's examples and writes a test for each, for which the rivals have no use. Files are written anew each time, and removed when all rounds are over.
- **Instructions** are those of `valgrind --tool=callgrind`: what doing it more often costs more. Where there is no valgrind, the table lacks them. **Allocations**
  are how often memory was asked for. **Bytes** are held on the heap while 50 calls wait for their answers, by each, or at most while a list is gone through.

rustc {}. `benchmarks/performance/` has the programs. `cargo xtask performance --brief` runs each for a moment and writes nothing: CI sees by it that
they work, and judges no figure. Compiling has its [own page](compile-times.md).
",
        figures.rounds,
        sizes(figures),
        figures.least_milliseconds,
        figures.rustc,
    )
}

fn ratio(found: &Comparison) -> String {
    let Comparison { group, what, aim, processor, clock, .. } = found;
    format!(
        "| {group} | {what} | {} | {} | {} |\n",
        cells(processor),
        cells(clock),
        verdicts([processor, clock], *aim)
    )
}

/// The median and the quartiles.
fn cells(ratios: &Ratios) -> String {
    let Ratios { lower, median, upper, .. } = ratios;
    format!("{median:.2} | {lower:.2} to {upper:.2}")
}

fn count(found: &Count) -> String {
    let Count { group, what, unit, ours, other, aim } = found;
    let aim = aim.map_or_else(String::new, |aim| verdict(found.ratio(), aim));
    let (ours, other) = (grouped(*ours), grouped(*other));
    format!("| {group} | {what} | {unit} | {ours} | {other} | {:.2} | {aim} |\n", found.ratio())
}

fn generating(found: &Generating) -> String {
    if found.ratios.is_empty() {
        return "Not measured yet: `cargo xtask performance --descriptions tccli-VERSION.whl` does.\n"
            .to_owned();
    }
    let ratios: String = found.ratios.iter().map(generated).collect();
    let memory: String = found.memory.iter().map(held).collect();
    format!(
        "What this generator takes by what something else takes for the same: processor time on one processor, and by the clock on all of this machine's; \
         and the time that it takes itself by the clock.

| what | beside | processor time | quartiles | by the clock | quartiles | aim | time |
| --- | --- | --- | --- | --- | --- | --- | --- |
{ratios}
The most memory that a process had which generated once:

| what | memory |
| --- | --- |
{memory}"
    )
}

fn generated(found: &Beside) -> String {
    let Beside { what, beside, aim, processor, clock } = found;
    let aim = aim.map_or_else(String::new, |aim| verdicts([processor, clock], aim));
    format!(
        "| {what} | {beside} | {} | {} | {aim} | {:.0} ms |\n",
        cells(processor),
        cells(clock),
        clock.milliseconds
    )
}

fn held(found: &Memory) -> String {
    format!("| {} | {} MiB |\n", found.what, found.mebibytes)
}

/// Whether processor time and the clock reach an aim.
fn verdicts([processor, clock]: [&Ratios; 2], aim: f64) -> String {
    match (processor.median <= aim, clock.median <= aim) {
        (true, false) => format!("at most {aim:.2}: reached, by the clock missed"),
        (false, true) => format!("at most {aim:.2}: missed, by the clock reached"),
        _ => verdict(processor.median, aim),
    }
}

fn verdict(ratio: f64, aim: f64) -> String {
    format!("at most {aim:.2}: {}", if ratio <= aim { "reached" } else { "missed" })
}

fn sizes(figures: &Figures) -> String {
    let of = |program: &str| {
        figures.sizes.iter().find(|size| size.program == program).map_or(0, |size| size.bytes)
    };
    let (ours, by_hand, more) = (of("list"), of("list_by_hand"), of("list_and_more"));
    format!(
        "| program | bytes |\n| --- | --- |\n| with this client | {} |\n| by hand, with reqwest | {} |\n| each further Action adds | {} |\n",
        grouped(ours),
        grouped(by_hand),
        grouped(more.saturating_sub(ours) / 5),
    )
}

/// A number with a comma before each three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_told_apart() {
        assert_eq!([0, 999, 1000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn an_aim_is_reached_or_missed() {
        let of = |median| Ratios { lower: 0.9, median, upper: 2.0, milliseconds: 1.0 };
        assert_eq!(verdicts([&of(1.1), &of(1.2)], 1.05), "at most 1.05: missed");
        assert_eq!(verdicts([&of(1.1), &of(1.0)], 1.05), "at most 1.05: missed, by the clock reached");
        assert_eq!(verdicts([&of(1.0), &of(1.2)], 1.05), "at most 1.05: reached, by the clock missed");
        assert_eq!(verdict(1.05, 1.05), "at most 1.05: reached");
        assert_eq!(verdict(1.051, 1.05), "at most 1.05: missed");
    }
}
