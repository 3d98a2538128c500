//! `cargo xtask import page`: from the vendor's pages to the specs of their Actions.

use qcloud_import::page::{Options, Report, Why, import_files};

use crate::Outcome;
use crate::cli::{MessageFormat, PageArguments};
use crate::messages::Messages;
use crate::paths;

pub(crate) fn run(arguments: &PageArguments) -> Outcome {
    let messages = Messages(MessageFormat::Human);
    let out = paths::given_or(arguments.out.as_deref(), "spec");
    let options =
        Options { service: arguments.service.clone(), with_docs: arguments.with_docs, ..Options::default() };
    let report = import_files(&arguments.files, &out, &options, arguments.keep_going);
    say(&report, messages);
    let count = report.refused.len();
    if count > 0 {
        let pages = if count == 1 { "1 page".to_owned() } else { format!("{count} pages") };
        if arguments.keep_going {
            messages.verdict(format_args!("{pages} could not be imported"));
        } else {
            messages.verdict(format_args!(
                "{pages} could not be imported; nothing was written (`--keep-going` writes the others)"
            ));
        }
        let is_missing = report.refused.iter().all(|refused| matches!(refused.why, Why::Disk(_)));
        return if is_missing { Outcome::Usage } else { Outcome::Wrong };
    }
    Outcome::Done
}

fn say(report: &Report, messages: Messages) {
    for page in &report.pages {
        for warning in &page.warnings {
            let file = page.file.display();
            match warning.line {
                Some(line) => messages.verdict(format_args!("warning: {file}:{line}: {}", warning.message)),
                None => messages.verdict(format_args!("warning: {file}: {}", warning.message)),
            }
        }
    }
    for refused in &report.refused {
        messages.error(refused);
    }
    for path in &report.saved.kept {
        messages.summary(format_args!("kept {path}, which is there already and different"));
    }
    for path in &report.saved.new {
        messages.summary(format_args!("wrote {path}"));
    }
    let todos: usize = report.pages.iter().map(|page| page.todos).sum();
    if !report.saved.new.is_empty() {
        let open = match todos {
            0 => String::new(),
            1 => "; a `TODO(import)` is left for you to decide".to_owned(),
            several => format!("; {several} of `TODO(import)` are left for you to decide"),
        };
        messages.summary(format_args!(
            "Write each `doc` in your own words; `cargo xtask check` says where one is missing{open}."
        ));
    } else if report.refused.is_empty() && report.saved.kept.is_empty() {
        messages.summary("All of it is there already; nothing was written.");
    }
}
