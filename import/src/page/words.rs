//! What titles and headings mean, by the words in them.

/// Words that mean one thing.
pub(super) struct Rule<T: 'static> {
    /// What the words mean.
    pub(super) gives: T,
    /// Words that may stand anywhere in the text.
    pub(super) part: &'static [&'static str],
    /// Words that have to be the whole text.
    pub(super) whole: &'static [&'static str],
    /// Words with which the rule is none.
    pub(super) never: &'static [&'static str],
}

/// What the first rule gives that fits a text, which is in lower case and without marks.
pub(super) fn find<T: Copy>(rules: &[Rule<T>], text: &str) -> Option<T> {
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let fits = |rule: &&Rule<T>| (has(rule.part) || rule.whole.contains(&text)) && !has(rule.never);
    rules.iter().find(fits).map(|rule| rule.gives)
}
