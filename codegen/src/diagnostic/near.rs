//! The name that was probably meant by a wrong one.

use heck::ToSnakeCase;

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
    let known: Vec<_> = known.into_iter().collect();
    let near = known
        .iter()
        .copied()
        .filter(|name| name.chars().take(201).count().abs_diff(length) <= limit)
        .map(|name| (strsim::damerau_levenshtein(&wrong, &name.to_lowercase()), name))
        .filter(|(distance, _)| *distance <= limit && *distance < length)
        .min()
        .map(|(_, name)| name);
    near.or_else(|| {
        let mut longer = known.into_iter().filter(|name| lacks_words(&plain, name));
        longer.next().filter(|_| longer.next().is_none())
    })
}

/// Whether a name is another one with words left out: two or more of its words, in their order.
fn lacks_words(wrong: &str, known: &str) -> bool {
    if wrong.len() >= known.len() {
        return false;
    }
    let words = |name: &str| name.to_snake_case().split('_').map(str::to_owned).collect::<Vec<_>>();
    let (wrong, known) = (words(wrong), words(known));
    let mut rest = known.iter();
    wrong.len() >= 2 && wrong.len() < known.len() && wrong.iter().all(|word| rest.any(|other| other == word))
}
