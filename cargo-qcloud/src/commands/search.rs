//! `search`: which Actions there are in all of the vendor's descriptions, each with the command that adds it.

use qcloud_codegen::vendor;
use serde_json::json;

use crate::cli::{MessageFormat, SearchArguments};
use crate::descriptions::{self, Listed};
use crate::home::{Home, Stop};
use crate::messages::Messages;
use crate::outcome::Outcome;
use crate::output;

/// How well an Action fits, the best first: where the words stand, how many stand beside them, and whether it changes something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    place: Place,
    parts: usize,
    changes: bool,
}

/// Where a word stands; that of the word that fits worst counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// It is the name of the Action.
    Name,
    /// It is a word of the name, such as `Instances` of `DescribeInstances`, or the service.
    Word,
    /// It begins a word of the name.
    Beginning,
    /// It is a part of the name.
    Part,
    /// It is a part of the title.
    Title,
}

pub(crate) fn run(home: &Home, arguments: &SearchArguments) -> Result<Outcome, Stop> {
    let found = descriptions::open(home, arguments.from.as_deref())?;
    let words: Vec<_> = arguments.words.iter().map(|word| word.to_lowercase()).collect();
    let all = descriptions::list(&found.descriptions, home.project.program)
        .map_err(|error| descriptions::stop(&error))?;
    let mut hits: Vec<_> = all.iter().filter_map(|listed| Some((rank(listed, &words)?, listed))).collect();
    hits.sort_by_key(|(rank, listed)| (listed.is_old, *rank, &listed.name, &listed.service));
    let shown = if arguments.all { hits.len() } else { hits.len().min(arguments.limit) };
    say(&hits[..shown], arguments.message_format);
    let messages = Messages(arguments.message_format);
    match hits.len() - shown {
        _ if hits.is_empty() => {
            let words = arguments.words.join(" ");
            let services = found.descriptions.iter().count();
            messages.error(format_args!("no Action of {services} services has all of: {words}"));
            return Ok(Outcome::Wrong);
        }
        0 => {}
        more => messages.verdict(format_args!("and {more} more; `--all` lists them")),
    }
    Ok(Outcome::Done)
}

/// How well an Action fits; none where one of the words is nowhere.
fn rank(listed: &Listed, words: &[String]) -> Option<Rank> {
    let places = words.iter().map(|word| place(listed, word));
    let place = places.collect::<Option<Vec<_>>>()?.into_iter().max()?;
    Some(Rank { place, parts: parts(&listed.name).count(), changes: !vendor::reads(&listed.name, None) })
}

fn place(action: &Listed, word: &str) -> Option<Place> {
    let (service, name) = (&*action.service, action.name.to_lowercase());
    if name == word {
        return Some(Place::Name);
    }
    let parts: Vec<_> = parts(&action.name).map(str::to_lowercase).collect();
    if service == word || parts.iter().any(|part| part == word) {
        return Some(Place::Word);
    }
    if parts.iter().any(|part| part.starts_with(word)) || service.starts_with(word) {
        return Some(Place::Beginning);
    }
    if name.contains(word) {
        return Some(Place::Part);
    }
    action.title.to_lowercase().contains(word).then_some(Place::Title)
}

/// The words of a name, each of which begins with a capital.
fn parts(name: &str) -> impl Iterator<Item = &str> {
    let mut rest = name;
    std::iter::from_fn(move || {
        let inner = rest.char_indices().skip(1).find(|(_, c)| c.is_ascii_uppercase());
        let (part, left) = rest.split_at(inner.map_or(rest.len(), |(at, _)| at));
        rest = left;
        (!part.is_empty()).then_some(part)
    })
}

fn say(hits: &[(Rank, &Listed)], format: MessageFormat) {
    let width = hits.iter().map(|(_, listed)| listed.add.len()).max().unwrap_or_default();
    for (_, Listed { service, version, name, title, add, .. }) in hits {
        match format {
            MessageFormat::Human => output::line(format_args!("{add:width$}  # {version}  {title}")),
            MessageFormat::Json => output::line(
                json!({"service": service, "version": version, "action": name, "title": title, "add": add}),
            ),
        }
    }
}
