//! The name that was probably meant by a wrong one.

use crate::language::lookalike;

/// The known name nearest to a wrong one, when it is near enough to be what was meant.
#[must_use]
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // What looks like a letter was meant as that letter, and quotes of any kind stand around a name.
    let plain = lookalike::plain(wrong);
    let wrong = plain.trim_matches(['"', '\'', ' ']).to_lowercase();
    let length = wrong.chars().count();
    if length > 100 {
        return None;
    }
    let limit = (length / 3).max(1);
    known
        .into_iter()
        .filter(|name| name.chars().take(201).count().abs_diff(length) <= limit)
        .map(|name| (strsim::damerau_levenshtein(&wrong, &name.to_lowercase()), name))
        .filter(|(distance, _)| *distance <= limit && *distance < length)
        .min()
        .map(|(_, name)| name)
}
