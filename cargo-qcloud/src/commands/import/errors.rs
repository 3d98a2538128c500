//! `import errors`: from the vendor's clients in Python to the error codes of services.

use qcloud_import::errors::{Options, import};
use qcloud_import::report::ImportError;

use crate::cli::{ErrorsArguments, MessageFormat};
use crate::messages::Messages;
use crate::outcome::Outcome;
use crate::project::Project;

pub(crate) fn run(project: &Project, arguments: &ErrorsArguments) -> Outcome {
    let messages = Messages(MessageFormat::Human);
    let options = Options {
        paths: arguments.paths.clone(),
        out: project.spec(arguments.out.as_deref()),
        services: arguments.services.clone(),
    };
    let report = match import(&options) {
        Ok(report) => report,
        Err(ImportError::Unknown(message)) => {
            messages.error(message);
            return Outcome::Usage;
        }
        Err(error) => {
            messages.verdict(error);
            return Outcome::Wrong;
        }
    };
    for obstacle in &report.obstacles {
        messages.verdict(format_args!("warning: {obstacle}"));
    }
    for path in &report.saved.changed {
        messages.summary(format_args!("changed: {path}"));
    }
    let (codes, services) = (report.errors, report.services);
    let (services, have) = match services {
        1 => ("1 service".to_owned(), "has"),
        several => (format!("{several} services"), "have"),
    };
    if report.saved.is_empty() {
        messages.summary(format_args!(
            "{services} had all of the {codes} error codes already, nothing was written"
        ));
    } else {
        messages.summary(format_args!(
            "{services} {have} all of the {codes} error codes now; say in your own words what each means"
        ));
    }
    Outcome::Done
}
