//! The vendor's descriptions, wherever they are kept: which services there are, in which versions, and with which Actions.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::PathBuf;

use qcloud_codegen::language::text;
use qcloud_codegen::spec::directory;
use qcloud_codegen::{nearest, parallel};
use serde::Deserialize;

use super::description::{Description, Metadata};
use crate::report::{ImportError, Problem};
use crate::sources::{self, Source, Wanted};

/// The files that describe services.
const FILE: Wanted = Wanted { file: "api.json", what: "description" };

/// More names than anybody reads.
const MAX_NAMES: usize = 20;

/// The descriptions of services, each of one version of one of them.
#[derive(Clone, Debug)]
pub struct Descriptions {
    all: Vec<Described>,
}

/// The description of one version of a service.
#[derive(Clone, Debug)]
pub struct Described {
    /// The service, as its host begins.
    pub service: String,
    /// The version of its API, a date such as `2017-03-12`.
    pub version: String,
    pub(super) source: Source,
}

/// An Action, as far as a list of them tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DescribedAction {
    /// Its name on the wire.
    pub name: String,
    /// What the vendor calls it, which is often Chinese; empty where it has no title.
    pub title: String,
}

impl Descriptions {
    /// Finds the descriptions in files `api.json`, and in directories and archives (wheels, zips) that have some at any depth. An archive is
    /// read where it is.
    ///
    /// # Errors
    ///
    /// When there is none, when one can't be read, and when a version of a service is described twice: all that is wrong.
    pub fn open(paths: &[PathBuf]) -> Result<Self, ImportError> {
        let sources = sources::find(paths, &FILE).map_err(ImportError::Input)?;
        let heads = parallel::map(&sources, head);
        let (mut all, mut problems) = (BTreeMap::<_, Described>::new(), Vec::new());
        for (source, head) in sources.iter().zip(heads) {
            let (service, version) = match head {
                Ok(head) => head,
                Err(problem) => {
                    problems.push(problem);
                    continue;
                }
            };
            match all.get(&(service.clone(), version.clone())) {
                Some(first) => {
                    let message = format!("version {version} of the service `{service}` is described twice");
                    let first = first.source.path().display();
                    let problem = Problem::new(source.path(), message);
                    problems.push(problem.help(format!("it is described in {first} too")));
                }
                None => {
                    let source = source.clone();
                    all.insert((service.clone(), version.clone()), Described { service, version, source });
                }
            }
        }
        if problems.is_empty() {
            return Ok(Self { all: all.into_values().collect() });
        }
        Err(all_problems(&sources, problems))
    }

    /// Each description, by the name of its service and its version.
    pub fn iter(&self) -> impl Iterator<Item = &Described> {
        self.all.iter()
    }

    /// The description of a service: of this version, `2017-03-12` or `20170312`, or of the newest one.
    ///
    /// # Errors
    ///
    /// When it is not there; the error says what is, or what may have been meant.
    pub fn find(&self, service: &str, version: Option<&str>) -> Result<&Described, ImportError> {
        let wanted = self.all.iter().filter(|described| described.is(service, version));
        wanted
            .max_by_key(|described| described.rank())
            .ok_or_else(|| ImportError::Unknown(self.not_described(service, version)))
    }

    /// The descriptions of services, `NAME` or `NAME@VERSION`; all when none is named.
    pub(super) fn select(&self, wanted: &[String]) -> Result<Vec<&Described>, ImportError> {
        let wanted: Vec<_> = wanted
            .iter()
            .map(|wanted| {
                wanted.split_once('@').map_or((wanted.as_str(), None), |(name, date)| (name, Some(date)))
            })
            .collect();
        let is =
            |described: &&Described, (name, version): &(&str, Option<&str>)| described.is(name, *version);
        if let Some((name, version)) =
            wanted.iter().find(|wanted| !self.all.iter().any(|one| is(&one, wanted)))
        {
            return Err(ImportError::Unknown(self.not_described(name, *version)));
        }
        let is_wanted = |one: &&Described| wanted.is_empty() || wanted.iter().any(|wanted| is(one, wanted));
        Ok(self.all.iter().filter(is_wanted).collect())
    }

    /// What to say of a service that no description is of.
    fn not_described(&self, name: &str, version: Option<&str>) -> String {
        let versions = self.all.iter().filter(|known| known.service == name);
        let versions: Vec<_> = versions.map(|known| known.version.as_str()).collect();
        if !versions.is_empty() {
            return format!(
                "version {} of the service `{name}` is not described; there is {}",
                version.unwrap_or_default(),
                versions.join(", ")
            );
        }
        if let Some(near) = nearest(name, self.all.iter().map(|known| known.service.as_str())) {
            return format!("the service `{name}` is not described; did you mean `{near}`?");
        }
        let mut names: Vec<_> = self.all.iter().map(|known| format!("`{}`", known.service)).collect();
        names.dedup();
        let more = names.len().saturating_sub(MAX_NAMES);
        names.truncate(MAX_NAMES);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!("the service `{name}` is not described; there is {}{more}", names.join(", "))
    }
}

impl Described {
    /// Its directory in a spec, such as `cvm_v20170312`.
    #[must_use]
    pub fn directory(&self) -> String {
        directory(&self.service, Some(&self.version))
    }

    /// Its Actions, sorted by their names.
    ///
    /// # Errors
    ///
    /// When the description can't be read.
    pub fn actions(&self) -> Result<Vec<DescribedAction>, ImportError> {
        let text = self.source.read()?;
        let titles: Titles<'_> = parse(&self.source, &text)?;
        let actions = titles.actions.into_iter();
        Ok(actions
            .map(|(name, action)| DescribedAction { name: name.into(), title: action.name.into() })
            .collect())
    }

    fn is(&self, service: &str, version: Option<&str>) -> bool {
        let date = |version: &str| version.trim_start_matches('v').replace('-', "");
        self.service == service && version.is_none_or(|version| date(version) == date(&self.version))
    }

    /// By what the newest version comes last.
    fn rank(&self) -> impl Ord {
        (self.version.clone(), Reverse(self.source.path().to_owned()))
    }
}

/// What a description says first.
#[derive(Deserialize)]
struct Head<'a> {
    #[serde(borrow)]
    metadata: Metadata<'a>,
}

/// The names of Actions, without what belongs to them.
#[derive(Deserialize)]
struct Titles<'a> {
    #[serde(borrow)]
    actions: BTreeMap<Cow<'a, str>, Title<'a>>,
}

#[derive(Deserialize)]
struct Title<'a> {
    #[serde(borrow, default)]
    name: Cow<'a, str>,
}

/// The name and the version of the service that is described.
fn head(source: &Source) -> Result<(String, String), Problem> {
    let text = source.read()?;
    let Head { metadata } = parse(source, &text)?;
    for (what, name) in [("name", &metadata.service_short_name), ("version", &metadata.api_version)] {
        if !name.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c)) || name.is_empty() {
            let name = name.escape_debug();
            return Err(Problem::new(source.path(), format!("`{name}` can't be the {what} of a service")));
        }
    }
    Ok((metadata.service_short_name.to_string(), metadata.api_version.to_string()))
}

/// Where some heads are wrong, the bodies of the others are looked at too, so that one run says all.
fn all_problems(sources: &[Source], mut problems: Vec<Problem>) -> ImportError {
    let is_well = |source: &&Source| !problems.iter().any(|problem| problem.path == source.path());
    let others: Vec<_> = sources.iter().filter(is_well).collect();
    let results = parallel::map(&others, |source| {
        let text = source.read()?;
        parse::<Description<'_>>(source, &text).map(drop)
    });
    problems.extend(results.into_iter().filter_map(Result::err));
    problems.sort_by(|a, b| a.path.cmp(&b.path));
    ImportError::Input(problems)
}

/// Reads a file of JSON.
pub(super) fn parse<'t, T: Deserialize<'t>>(source: &Source, text: &'t str) -> Result<T, Problem> {
    serde_json::from_str(text).map_err(|error| {
        let said = error.to_string();
        let said = text::without_place(&said);
        let place = Some((error.line().max(1), error.column().max(1)));
        match error.classify() {
            serde_json::error::Category::Data => Problem {
                place,
                ..Problem::new(source.path(), format!("this is not a description of API 3.0: {said}"))
            }
            .help("it is the `api.json` of a service, as the vendor's command line `tccli` carries it"),
            _ => Problem { place, ..Problem::new(source.path(), format!("this is not JSON: {said}")) },
        }
    })
}
