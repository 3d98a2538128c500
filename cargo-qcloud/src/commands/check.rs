//! `check`: is the spec right?

use std::path::Path;
use std::time::Instant;

use qcloud_codegen::model::Api;
use qcloud_codegen::{Code, Severity};

use crate::cli::{CheckArguments, Deny};
use crate::messages::Messages;
use crate::outcome::Outcome;
use crate::project::Project;

pub(crate) fn run(project: &Project, arguments: &CheckArguments) -> Outcome {
    let start = Instant::now();
    let messages = Messages(arguments.message_format);
    let spec = project.spec(arguments.spec.as_deref());
    match examine(project, &spec, arguments, messages) {
        Some(api) => {
            messages.summary(format_args!(
                "{} is right: {} in {:.2} s",
                spec.display(),
                counts(&api),
                start.elapsed().as_secs_f64()
            ));
            Outcome::Done
        }
        None => Outcome::Wrong,
    }
}

/// What the vendor's descriptions lack, and how they spell names: where they were imported, that is no oversight of the user's.
const OF_THE_VENDOR: [Code; 3] = [Code::MissingDoc, Code::MissingExample, Code::OtherSpelling];

/// Reads a spec and says what is to be said about it; `None` when it is not good enough.
pub(crate) fn examine(
    project: &Project,
    spec: &Path,
    arguments: &CheckArguments,
    messages: Messages,
) -> Option<Api> {
    let (api, diagnostics) = qcloud_codegen::examine(spec);
    let diagnostics = diagnostics.only(|diagnostic| {
        !OF_THE_VENDOR.contains(&diagnostic.code) || !project.is_imported(spec, &diagnostic.primary.file)
    });
    messages.diagnostics(&diagnostics);
    let (errors, warnings) = (diagnostics.count(Severity::Error), diagnostics.count(Severity::Warning));
    let denied = arguments.deny == Some(Deny::Warnings) && warnings > 0;
    if api.is_some() && !denied {
        return api;
    }
    let mut counts = Vec::new();
    for (count, what) in [(errors, "error"), (warnings, "warning")] {
        match count {
            0 => {}
            1 => counts.push(format!("1 {what}")),
            _ => counts.push(format!("{count} {what}s")),
        }
    }
    messages.verdict(format_args!("{} is wrong: {}; nothing was written", spec.display(), counts.join(", ")));
    None
}

/// What an API consists of: so many services, Actions and types.
#[must_use]
pub fn counts(api: &Api) -> String {
    let actions = api.services.iter().map(|service| service.actions.len()).sum();
    let types = api.services.iter().map(|service| service.types.len()).sum();
    let plural = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    format!(
        "{}, {}, {}",
        plural(api.services.len(), "service"),
        plural(actions, "Action"),
        plural(types, "type")
    )
}
