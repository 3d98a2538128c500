//! From the text of a file to what it says: quickly where nothing is wrong, with care where something may be.

use schemars::JsonSchema;
use serde::de::{DeserializeOwned, IgnoredAny};

use super::{conflict, docs, empty, hygiene, structure, syntax};
use crate::diagnostic::Findings;
use crate::diagnostic::problem::FileProblem;
use crate::language::text::without_place;
use crate::source::{FileId, Place};
use crate::yaml;

/// What a file says, and whether something was left out because it is wrong. All that is wrong is reported.
pub(super) fn read<T: DeserializeOwned + JsonSchema>(
    text: &str,
    file: FileId,
    findings: &mut Findings,
) -> Option<(T, bool)> {
    if hygiene::check_text(text, file, findings) {
        return None;
    }
    if text.contains("<<<<<<<") && conflict::report(text, file, findings) {
        return None;
    }
    if hygiene::is_suspicious(text) {
        let before = findings.len();
        let tree = yaml::parse(text);
        hygiene::check_tree(&tree, file, findings);
        // What has no bounds, the quick reader does not get to see.
        if let Some((offset, said)) = tree.broken {
            let is_alias = said.contains("unknown anchor");
            let problem = if is_alias { FileProblem::Anchor } else { FileProblem::TooComplex { said } };
            findings.report(Place::offset(file, offset), problem);
        }
        if findings.len() > before {
            return None;
        }
    }
    match serde_yaml::from_str(text) {
        Ok(spec) => {
            docs::check(text, file, findings);
            empty::check(text, file, findings);
            Some((spec, false))
        }
        Err(_) => mend(text, file, findings).map(|spec| (spec, true)),
    }
}

/// Reports all that is wrong with the structure of a file, and returns what is left of it, if that makes sense.
fn mend<T: DeserializeOwned + JsonSchema>(text: &str, file: FileId, findings: &mut Findings) -> Option<T> {
    if let Err(error) = serde_yaml::from_str::<IgnoredAny>(text) {
        if conflict::report(text, file, findings) {
            return None;
        }
        let tree = yaml::parse(text);
        let before = findings.len();
        hygiene::check_tree(&tree, file, findings);
        if findings.len() == before && text.trim().is_empty() {
            findings.report(Place::offset(file, 0), FileProblem::Empty);
        } else if findings.len() == before
            && let Some((offset, said)) = tree.broken.filter(|_| error.location().is_none())
        {
            syntax::report_at(text, file, (&said, offset), &structure::keys::<T>(), findings);
        } else if findings.len() == before {
            syntax::report(text, file, &error, &structure::keys::<T>(), findings);
        }
        return None;
    }
    let tree = yaml::parse(text);
    if let Some((offset, said)) = tree.broken {
        // One reader minds what the other lets pass.
        findings.report(Place::offset(file, offset), FileProblem::NotYaml { said });
        return None;
    }
    let mut root = tree.root.filter(|root| root.scalar() != Some(yaml::Scalar::Null));
    let Some(root) = &mut root else {
        findings.report(Place::offset(file, 0), FileProblem::Empty);
        return None;
    };
    let before = findings.len();
    structure::check::<T>(root, text, file, findings);
    let mended = T::deserialize(&*root);
    if findings.len() == before
        && let Err(error) = serde_yaml::from_str::<T>(text)
    {
        // Something that only the quick reader minds.
        let offset = error.location().map_or(0, |place| syntax::offset(text, place.line(), place.column()));
        let said = without_place(&error.to_string()).to_owned();
        findings.report(Place::offset(file, offset), FileProblem::Refused { said });
        return None;
    }
    mended.ok()
}
