//! What came of reading the documented responses.

use qcloud_codegen::language::text::without_place;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// A response, and why it could not be read; nothing when it was.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reading {
    path: String,
    problem: String,
}

impl Reading {
    /// From a line of the program that reads.
    pub(super) fn parse(line: &str) -> Option<Self> {
        let (path, problem) = line.split_once('\t')?;
        Some(Self { path: path.to_owned(), problem: problem.to_owned() })
    }
}

/// What became of all examples.
#[derive(Debug)]
pub(super) struct Outcomes {
    readings: Vec<Reading>,
    /// The number of documented responses that are neither JSON nor streams of events.
    other: usize,
}

impl Outcomes {
    pub(super) fn new(readings: Vec<Reading>, other: usize) -> Self {
        Self { readings, other }
    }

    /// The number of those that were read.
    pub(super) fn read(&self) -> usize {
        self.readings.iter().filter(|reading| reading.problem.is_empty()).count()
    }

    /// The problems by what is the same in them, the most frequent first.
    fn problems(&self) -> Vec<(String, Vec<&Reading>)> {
        let mut by_kind: BTreeMap<String, Vec<&Reading>> = BTreeMap::new();
        for reading in self.readings.iter().filter(|reading| !reading.problem.is_empty()) {
            by_kind.entry(kind(&reading.problem)).or_default().push(reading);
        }
        let mut problems: Vec<_> = by_kind.into_iter().collect();
        problems.sort_by_key(|(_, readings)| std::cmp::Reverse(readings.len()));
        problems
    }

    /// What is printed: how many are read, and why others are not.
    pub(super) fn summary(&self, report: &Path) -> String {
        let (all, read) = (self.readings.len(), self.read());
        let is_stream = |path: &str| Path::new(path).extension().is_some_and(|extension| extension == "sse");
        let streams = self.readings.iter().filter(|reading| is_stream(&reading.path));
        let mut text = format!(
            "{read} of {all} examples are read, of which {} are streams of events; {} more are neither JSON nor such streams",
            streams.count(),
            self.other
        );
        for (kind, readings) in self.problems() {
            let _ = write!(text, "\n  {:>5}  {kind}", readings.len());
        }
        if read < all {
            let _ = write!(text, "\n{} names them", report.display());
        }
        text
    }

    /// Every response that could not be read, and why.
    pub(super) fn report(&self) -> String {
        let mut text = String::new();
        for (kind, readings) in self.problems() {
            let _ = writeln!(text, "{}: {kind}", readings.len());
            for reading in readings {
                let _ = writeln!(text, "  {}\n    {}", reading.path, reading.problem);
            }
        }
        text
    }
}

/// What is the same in the problems of different responses: the message without the place.
fn kind(problem: &str) -> String {
    let message = problem.rsplit_once(": ").map_or(problem, |(_, message)| message);
    without_place(message).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn problems_are_counted_by_what_is_the_same_in_them() {
        let line = |path: &str, problem: &str| Reading::parse(&format!("{path}\t{problem}")).unwrap();
        let outcomes = Outcomes::new(
            vec![
                line("a/1.json", ""),
                line(
                    "b/1.json",
                    "the response is not what the spec says: Response.A: expected a list, found a string",
                ),
                line(
                    "b/2.json",
                    "the response is not what the spec says: Response.B[1].C: expected a list, found a string",
                ),
                line("c/2.sse", ""),
                line("c/1.json", "the response is not JSON: control character at line 1 column 2"),
            ],
            2,
        );
        assert_eq!(
            outcomes.summary(Path::new("examples.txt")),
            "2 of 5 examples are read, of which 1 are streams of events; 2 more are neither JSON nor such streams\n\
             \x20     2  expected a list, found a string\n\
             \x20     1  control character\n\
             examples.txt names them"
        );
        assert!(
            outcomes.report().starts_with("2: expected a list, found a string\n  b/1.json\n    the response")
        );
    }
}
