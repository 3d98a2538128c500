//! `search`: which Actions there are in all of the vendor's descriptions, each with the command that adds it.

use std::collections::BTreeMap;

use qcloud_codegen::parallel;
use qcloud_codegen::vendor;
use qcloud_import::api3::{Described, DescribedAction};
use qcloud_import::report::ImportError;
use serde_json::json;

use crate::cli::{MessageFormat, SearchArguments};
use crate::descriptions;
use crate::home::{Home, Stop};
use crate::messages::Messages;
use crate::outcome::Outcome;
use crate::output;

/// An Action that has all the words.
struct Hit<'d> {
    described: &'d Described,
    action: DescribedAction,
    rank: Rank,
    /// Whether the service has a newer version, which lacks the Action.
    is_old: bool,
}

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
    let described: Vec<_> = found.descriptions.iter().collect();
    let hits = parallel::map(&described, |one| {
        let is_old =
            described.iter().any(|other| other.service == one.service && other.version > one.version);
        hits(one, &words, is_old)
    });
    let hits = hits
        .into_iter()
        .collect::<Result<Vec<_>, ImportError>>()
        .map_err(|error| descriptions::stop(&error))?;
    let mut hits = newest(hits.into_iter().flatten().collect());
    hits.sort_by(|a, b| key(a).cmp(&key(b)));
    let shown = if arguments.all { hits.len() } else { hits.len().min(arguments.limit) };
    say(home.project.program, &hits[..shown], arguments.message_format);
    let messages = Messages(arguments.message_format);
    match hits.len() - shown {
        _ if hits.is_empty() => {
            let words = arguments.words.join(" ");
            messages.error(format_args!("no Action of {} services has all of: {words}", described.len()));
            return Ok(Outcome::Wrong);
        }
        0 => {}
        more => messages.verdict(format_args!("and {more} more; `--all` lists them")),
    }
    Ok(Outcome::Done)
}

fn key<'h>(hit: &'h Hit<'_>) -> impl Ord + 'h {
    (hit.is_old, hit.rank, &hit.action.name, &hit.described.service, &hit.described.version)
}

/// The Actions of a service that have all the words.
fn hits<'d>(described: &'d Described, words: &[String], is_old: bool) -> Result<Vec<Hit<'d>>, ImportError> {
    let hit = |action: DescribedAction| {
        let rank = rank(&described.service, &action, words)?;
        Some(Hit { described, action, rank, is_old })
    };
    Ok(described.actions()?.into_iter().filter_map(hit).collect())
}

fn rank(service: &str, action: &DescribedAction, words: &[String]) -> Option<Rank> {
    let places = words.iter().map(|word| place(service, action, word));
    let place = places.collect::<Option<Vec<_>>>()?.into_iter().max()?;
    Some(Rank { place, parts: parts(&action.name).count(), changes: !vendor::reads(&action.name, None) })
}

fn place(service: &str, action: &DescribedAction, word: &str) -> Option<Place> {
    let name = action.name.to_lowercase();
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

/// Without the Actions that a newer version of their service has too.
fn newest(hits: Vec<Hit<'_>>) -> Vec<Hit<'_>> {
    let of_service = |hit: &Hit<'_>| (hit.described.service.clone(), hit.action.name.clone());
    let mut newest = BTreeMap::<_, String>::new();
    for hit in &hits {
        let known = newest.entry(of_service(hit)).or_default();
        if *known < hit.described.version {
            known.clone_from(&hit.described.version);
        }
    }
    hits.into_iter().filter(|hit| newest.get(&of_service(hit)) == Some(&hit.described.version)).collect()
}

fn say(program: &str, hits: &[Hit<'_>], format: MessageFormat) {
    let lines: Vec<_> = hits.iter().map(|hit| add(program, hit)).collect();
    let width = lines.iter().map(String::len).max().unwrap_or_default();
    for (hit, line) in hits.iter().zip(lines) {
        let Described { service, version, .. } = hit.described;
        let DescribedAction { name, title } = &hit.action;
        match format {
            MessageFormat::Human => output::line(format_args!("{line:width$}  # {version}  {title}")),
            MessageFormat::Json => output::line(
                json!({"service": service, "version": version, "action": name, "title": title, "add": line}),
            ),
        }
    }
}

/// The command that adds an Action: by the version of its service, where it is none of the newest one.
fn add(program: &str, hit: &Hit<'_>) -> String {
    let version = if hit.is_old { format!("@{}", hit.described.version) } else { String::new() };
    format!("{program} add {}{version} {}", hit.described.service, hit.action.name)
}
