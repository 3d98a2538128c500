//! `import page`: from the vendor's pages to the specs of their Actions.

use qcloud_import::page::{Options, import_files};
use qcloud_import::report::{ImportError, Problem, Report};

use crate::cli::{MessageFormat, PageArguments};
use crate::messages::Messages;
use crate::outcome::Outcome;
use crate::project::Project;

pub(crate) fn run(project: &Project, arguments: &PageArguments) -> Outcome {
    let messages = Messages(MessageFormat::Human);
    let out = project.spec(arguments.out.as_deref());
    let options = Options {
        service: arguments.service.clone(),
        with_docs: arguments.with_docs || project.docs,
        ..Options::default()
    };
    match import_files(&arguments.files, &out, &options, arguments.keep_going) {
        Ok(report) => {
            say(project, &report, messages);
            let end = "could not be imported";
            if report.refused.is_empty() { Outcome::Done } else { refuse(&report.refused, end, messages) }
        }
        Err(ImportError::Input(refused)) => {
            let end = "could not be imported; nothing was written (`--keep-going` writes the others)";
            refuse(&refused, end, messages)
        }
        Err(error) => {
            messages.verdict(error);
            Outcome::Wrong
        }
    }
}

/// Says which pages are refused, and why.
fn refuse(refused: &[Problem], end: &str, messages: Messages) -> Outcome {
    for problem in refused {
        messages.verdict(problem);
    }
    let pages = if refused.len() == 1 { "1 page".to_owned() } else { format!("{} pages", refused.len()) };
    messages.verdict(format_args!("{pages} {end}"));
    let is_missing = refused.iter().all(|problem| problem.is_unreadable);
    if is_missing { Outcome::Usage } else { Outcome::Wrong }
}

fn say(project: &Project, report: &Report, messages: Messages) {
    for warning in &report.warnings {
        messages.verdict(format_args!("warning: {warning}"));
    }
    for path in &report.saved.kept {
        messages.summary(format_args!("kept {path}, which is there already and different"));
    }
    for path in &report.saved.new {
        messages.summary(format_args!("wrote {path}"));
    }
    if !report.saved.new.is_empty() {
        let open = match report.todos {
            0 => String::new(),
            1 => "; a `TODO(import)` is left for you to decide".to_owned(),
            several => format!("; {several} of `TODO(import)` are left for you to decide"),
        };
        messages.summary(format_args!(
            "Write each `doc` in your own words; `{} check` says where one is missing{open}.",
            project.program
        ));
    } else if report.refused.is_empty() && report.saved.kept.is_empty() {
        messages.summary("All of it is there already; nothing was written.");
    }
}
