//! From the vendor's descriptions of API 3.0 to specs: one description, or those of the whole cloud.

mod description;
mod descriptions;
mod doc;
mod evidence;
mod examples;
mod exchange;
mod field_examples;
mod infer;
mod needs;
mod responses;
mod translate;

use std::path::PathBuf;

use qcloud_codegen::parallel;
use qcloud_codegen::spec::{Notes, Service};

use self::description::{Description, ExampleFile};
use self::descriptions::parse;
pub use self::descriptions::{Described, DescribedAction, Descriptions};
pub use self::responses::{Response, responses};
use crate::differ;
use crate::finish::{Existing, Finish, Finished};
use crate::report::{Examples, ImportError, Report, Warning};
use crate::sources::Source;

/// The file with the examples of a description, beside it.
const EXAMPLES: &str = "examples.json";

/// What is to be imported, and where to.
#[derive(Clone, Debug)]
pub struct Options {
    /// The directory of the spec.
    pub out: PathBuf,
    /// Whether the vendor's prose is taken over.
    pub with_docs: bool,
    /// Whether the values that the vendor gives for single fields are taken over as their `example`.
    pub with_examples: bool,
    /// Whether times, enums, defaults and bounds are taken that names, descriptions and all examples only show.
    pub infer: bool,
    /// Only these services, `NAME` or `NAME@VERSION`; all when there is none.
    pub services: Vec<String>,
    /// Only these Actions of them, with the types that they reach; all when there is none.
    pub actions: Vec<String>,
    /// Whether it is only told what would be written.
    pub check: bool,
}

/// What an import takes over of a description, beside what the spec can't do without.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taking {
    /// The sentences of the vendor, as documentation.
    pub with_docs: bool,
    /// The values that the vendor gives for single fields, as their `example`.
    pub with_examples: bool,
    /// Times, enums, defaults and bounds that names, descriptions and all examples only show.
    pub infer: bool,
}

/// A service as its description has it, in memory.
#[derive(Debug)]
pub struct Translated {
    /// The service, with the Actions that were asked for and the types that they reach.
    pub service: Service,
    /// What stands in its files as comments.
    pub notes: Notes,
    /// What a person should look at.
    pub warnings: Vec<Warning>,
    /// How the examples compare with what is described.
    pub examples: Examples,
    /// The Actions that were asked for and that it has not, each with the nearest one that it has.
    missing: Vec<(String, Option<String>)>,
}

impl Described {
    /// Makes a spec of the description, in memory: of these Actions and the types that they reach, or of all of them when none is named.
    ///
    /// # Errors
    ///
    /// When the description can't be read, and when it lacks an Action; the error says which one may have been meant.
    pub fn translate(&self, actions: &[String], taking: Taking) -> Result<Translated, ImportError> {
        let translated = self.translate_some(actions, taking)?;
        match unknown_action(actions, std::slice::from_ref(&translated.missing)) {
            Some(problem) => Err(ImportError::Unknown(problem)),
            None => Ok(translated),
        }
    }

    /// Refuses names of Actions that it does not have.
    ///
    /// # Errors
    ///
    /// When it can't be read, and when it lacks one of them.
    pub fn know(&self, actions: &[String]) -> Result<(), ImportError> {
        let known = self.actions()?;
        let near = |name: &String| {
            let names = known.iter().map(|action| action.name.as_str());
            (name.clone(), qcloud_codegen::nearest(name, names).map(str::to_owned))
        };
        let is_known = |name: &&String| known.iter().any(|action| action.name == **name);
        let missing = actions.iter().filter(|name| !is_known(name)).map(near).collect();
        unknown_action(actions, &[missing]).map_or(Ok(()), |problem| Err(ImportError::Unknown(problem)))
    }

    /// As `translate`, of those Actions that are there.
    fn translate_some(&self, actions: &[String], taking: Taking) -> Result<Translated, ImportError> {
        let source = &self.source;
        let text = source.read()?;
        let mut description: Description<'_> = parse(source, &text)?;
        let beside = source.beside(EXAMPLES);
        let text = beside.as_ref().map_or(Ok(String::new()), Source::read)?;
        let mut examples = match &beside {
            Some(beside) if !text.is_empty() => parse(beside, &text)?,
            _ => ExampleFile::default(),
        };
        // What is inferred of a service doesn't hang on which of its Actions are wanted.
        let inferred = (taking.infer && !actions.is_empty())
            .then(|| translate::infer(&description, &exchange::read(&description, &examples), taking));
        let missing = description.keep(actions);
        if !actions.is_empty() {
            examples.actions.retain(|name, _| description.actions.contains_key(name));
        }
        let exchanges = exchange::read(&description, &examples);
        let mut warnings = Vec::new();
        let (mut service, notes) =
            translate::translate(&description, &exchanges, taking, &mut warnings, inferred.as_ref());
        let examples = examples::add(&mut service, &exchanges, taking.with_docs);
        Ok(Translated { service, notes, warnings, examples, missing })
    }
}

/// What came of one description.
struct Imported {
    /// None where it has none of the Actions that are wanted.
    finished: Option<Finished>,
    /// The Actions that are wanted and that it has not, each with the nearest one that it has.
    missing: Vec<(String, Option<String>)>,
    differences: Vec<String>,
    warnings: Vec<Warning>,
    examples: Examples,
    actions: usize,
}

/// Imports descriptions: all of them, or none. `begun` is told how many there are, `done` is called after each.
///
/// # Errors
///
/// When a description can't be read, when a service or an Action that was asked for is not described, and when the result can't be
/// saved.
pub fn import(
    descriptions: &Descriptions,
    options: &Options,
    begun: impl FnOnce(usize),
    done: impl Fn() + Sync,
) -> Result<Report, ImportError> {
    let described = descriptions.select(&options.services)?;
    begun(described.len());
    let existing = if options.infer { Existing::Follows } else { Existing::Grows };
    let finish = Finish::new(&options.out, existing);
    let results = parallel::map(&described, |described| {
        let result = import_one(described, options, &finish);
        done();
        result
    });
    let (mut problems, mut report, mut finished) = (Vec::new(), Report::default(), Vec::new());
    let mut missing = Vec::new();
    for result in results {
        match result {
            Ok(mut imported) => {
                missing.push(imported.missing);
                let Some(mut of_service) = imported.finished else { continue };
                report.services += 1;
                report.actions += imported.actions;
                report.obstacles.append(&mut of_service.obstacles);
                report.differences.append(&mut imported.differences);
                report.examples.add(imported.examples);
                report.warnings.extend(imported.warnings);
                finished.push(of_service);
            }
            Err(ImportError::Input(found)) => problems.extend(found),
            Err(error) => return Err(error),
        }
    }
    if !problems.is_empty() {
        return Err(ImportError::Input(problems));
    }
    if let Some(problem) = unknown_action(&options.actions, &missing) {
        return Err(ImportError::Unknown(problem));
    }
    report.saved = if options.check { Finish::forecast(finished) } else { finish.commit(finished)? };
    report.examples.failed.sort();
    report.warnings.sort();
    report.warnings.dedup();
    Ok(report)
}

fn import_one(
    described: &Described,
    options: &Options,
    finish: &Finish<'_>,
) -> Result<Imported, ImportError> {
    let taking =
        Taking { with_docs: options.with_docs, with_examples: options.with_examples, infer: options.infer };
    let Translated { service, notes, warnings, examples, missing } =
        described.translate_some(&options.actions, taking)?;
    let is_whole = options.actions.is_empty();
    let actions = service.actions.len();
    if actions == 0 && !is_whole {
        return Ok(Imported {
            finished: None,
            missing,
            differences: Vec::new(),
            warnings,
            examples,
            actions,
        });
    }
    let finished = finish.add(&service, &notes)?;
    let differences = match &finished.compared {
        Some(service) if !finished.is_there() => {
            differ::differences(service, &options.out, &finished.changed, is_whole)
        }
        _ if is_whole => differ::gone(&service, &options.out),
        _ => Vec::new(),
    };
    Ok(Imported { finished: Some(finished), missing, differences, warnings, examples, actions })
}

/// What to say of an Action that no description has.
fn unknown_action(wanted: &[String], missing: &[Vec<(String, Option<String>)>]) -> Option<String> {
    let of = |name: &String| {
        missing.iter().filter_map(|of_file| of_file.iter().find(|(other, _)| other == name)).collect()
    };
    wanted.iter().find_map(|name| {
        let found: Vec<&(String, Option<String>)> = of(name);
        if found.len() < missing.len() {
            return None;
        }
        Some(match found.iter().find_map(|(_, near)| near.as_ref()) {
            Some(near) => format!("the Action `{name}` is not described; did you mean `{near}`?"),
            None => format!("the Action `{name}` is not described"),
        })
    })
}
