//! `import api3`: from the descriptions of API 3.0 to specs.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};
use qcloud_import::api3::{Descriptions, Options, import};
use qcloud_import::report::{ImportError, Report, Warning};

use crate::cli::{Api3Arguments, MessageFormat};
use crate::messages::Messages;
use crate::outcome::Outcome;
use crate::project::{Project, short};

/// From this number of services on there is something to wait for, and from this number of Actions on they are named together.
const MANY: usize = 10;

/// More examples than anybody reads at once.
const MAX_EXAMPLES: usize = 50;

pub(crate) fn run(project: &Project, arguments: &Api3Arguments) -> Outcome {
    let start = Instant::now();
    let messages = Messages(MessageFormat::Human);
    let options = Options {
        out: short(&arguments.out),
        with_docs: arguments.with_docs || project.docs,
        with_examples: arguments.with_examples,
        infer: arguments.infer || project.infer,
        services: arguments.services.clone(),
        actions: arguments.actions.clone(),
        check: arguments.check,
    };
    let bar = ProgressBar::hidden();
    let result = Descriptions::open(&arguments.paths)
        .and_then(|found| import(&found, &options, |services| show(&bar, services), || bar.inc(1)));
    bar.finish_and_clear();
    match result {
        Ok(report) => {
            say(&report, &options, messages, start);
            let is_same =
                report.saved.is_empty() && report.differences.is_empty() && report.obstacles.is_empty();
            if options.check && !is_same { Outcome::Wrong } else { Outcome::Done }
        }
        Err(ImportError::Unknown(message)) => {
            messages.error(message);
            Outcome::Usage
        }
        Err(error) => {
            messages.verdict(error);
            Outcome::Wrong
        }
    }
}

fn show(bar: &ProgressBar, services: usize) {
    if services < MANY || !std::io::stderr().is_terminal() {
        return;
    }
    bar.set_length(services as u64);
    bar.set_draw_target(indicatif::ProgressDrawTarget::stderr());
    bar.set_style(
        ProgressStyle::with_template("importing {bar:40} {pos}/{len} services")
            .unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
}

fn say(report: &Report, options: &Options, messages: Messages, start: Instant) {
    warn(&report.warnings, messages);
    let failed = &report.examples.failed;
    if !failed.is_empty() {
        messages.verdict(format_args!("note: {} examples can't be read and are left out", failed.len()));
        for example in failed.iter().take(MAX_EXAMPLES) {
            messages.verdict(format_args!("  {example}"));
        }
        if failed.len() > MAX_EXAMPLES {
            messages.verdict(format_args!("  and {} more", failed.len() - MAX_EXAMPLES));
        }
    }
    let saved = &report.saved;
    for obstacle in &report.obstacles {
        messages.verdict(format_args!("warning: {obstacle}"));
    }
    for difference in &report.differences {
        messages.verdict(format_args!("difference: {difference}"));
    }
    let (changed, imported) =
        if options.check { ("would change", "would import") } else { ("changed", "imported") };
    for path in &saved.changed {
        messages.summary(format_args!("{changed}: {path}"));
    }
    let counts = format!(
        "{}, {}, {} ({} of them loose) in {:.2} s",
        plural(report.services, "service"),
        plural(report.actions, "Action"),
        plural(report.examples.exact + report.examples.loose, "example"),
        report.examples.loose,
        start.elapsed().as_secs_f64()
    );
    let out = options.out.display();
    if saved.is_empty() {
        let edited = match saved.kept.len() {
            0 => String::new(),
            1 => " (a file that somebody worked on stays as it is)".to_owned(),
            kept => format!(" ({kept} files that somebody worked on stay as they are)"),
        };
        messages.summary(format_args!("{out} has all of it already{edited}, nothing was written: {counts}"));
    } else {
        messages.summary(format_args!(
            "{imported} into {out}: {} new, {} changed, {} unchanged; {counts}",
            saved.new.len(),
            saved.changed.len(),
            saved.unchanged
        ));
    }
}

/// Says each warning; what is true of many Actions is said once, with all of their names.
fn warn(warnings: &[Warning], messages: Messages) {
    let mut of_message: BTreeMap<&str, Vec<&Warning>> = BTreeMap::new();
    for warning in warnings {
        of_message.entry(&warning.message).or_default().push(warning);
    }
    for (message, warnings) in of_message {
        if warnings.len() < MANY {
            for warning in warnings {
                messages.verdict(format_args!("warning: {warning}"));
            }
            continue;
        }
        let mut of_service: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for Warning { place, about, .. } in &warnings {
            of_service.entry(&place.source).or_default().push(about);
        }
        messages.verdict(format_args!("warning: each of {} {message}", warnings.len()));
        for (service, names) in of_service {
            messages.verdict(format_args!("  {service}: {}", names.join(", ")));
        }
    }
}

fn plural(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
