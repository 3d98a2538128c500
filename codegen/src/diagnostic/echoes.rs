//! What says nothing but what another finding says already is dropped, by the codes and the places alone.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::Code;
use crate::source::FileId;

/// A finding on its way, and where it stands.
pub(super) struct Found<T> {
    pub(super) file: FileId,
    pub(super) code: Code,
    pub(super) span: Range<usize>,
    /// What else than its own place it accounts for.
    pub(super) covers: Vec<Range<usize>>,
    /// Where all that is found rests on it.
    pub(super) accounts: Vec<Range<usize>>,
    pub(super) finding: T,
}

/// What the errors in the structure of one file account for.
#[derive(Default)]
struct Accounted {
    exactly: HashSet<Range<usize>>,
    /// Sorted; none lies within another once [`Accounted::sort`] has run.
    within: Vec<Range<usize>>,
}

impl Accounted {
    fn sort(&mut self) {
        self.within.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
        let mut end = None;
        self.within.retain(|span| {
            let new = end.is_none_or(|end| span.end > end);
            end = end.max(Some(span.end));
            new
        });
    }

    fn has(&self, span: &Range<usize>) -> bool {
        let before = self.within.partition_point(|cause| cause.start <= span.start);
        self.exactly.contains(span)
            || before.checked_sub(1).is_some_and(|last| span.end <= self.within[last].end)
    }
}

/// The findings that are no echoes.
pub(super) fn without_echoes<T>(found: Vec<Found<T>>) -> impl Iterator<Item = T> {
    let mut accounted: HashMap<FileId, Accounted> = HashMap::new();
    let mut with_errors = HashSet::new();
    for found in found.iter().filter(|found| found.code.is_error()) {
        with_errors.insert(found.file);
        if found.code.is_structural() {
            let accounted = accounted.entry(found.file).or_default();
            accounted.within.push(found.span.clone());
            accounted.within.extend(found.accounts.iter().cloned());
            accounted.exactly.extend(found.covers.iter().cloned());
        }
    }
    accounted.values_mut().for_each(Accounted::sort);
    let is_echo = move |found: &Found<T>| {
        // Advice can wait until the file is right.
        let is_early = !found.code.is_error() && with_errors.contains(&found.file);
        let is_accounted = || accounted.get(&found.file).is_some_and(|known| known.has(&found.span));
        !found.code.is_structural() && (is_early || is_accounted())
    };
    found.into_iter().filter(move |found| !is_echo(found)).map(|found| found.finding)
}
