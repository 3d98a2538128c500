//! `drift`: captured responses against the spec, for people and for scripts; `--patch` mends the spec.

use std::fs;
use std::path::{Path, PathBuf};

use qcloud_codegen::model::{Action, Origin};
use qcloud_drift::{self as drift, Drift, Level, Patched, Remedy, Report, Response, Target};
use serde_json::json;

use crate::cli::{DriftArguments, MessageFormat};
use crate::messages::Messages;
use crate::outcome::Outcome;
use crate::output;
use crate::project::Project;

pub(crate) fn run(project: &Project, arguments: &DriftArguments) -> Outcome {
    let messages = Messages(arguments.message_format);
    let spec = project.spec(arguments.spec.as_deref());
    let (api, diagnostics) = qcloud_codegen::examine(&spec);
    let Some(api) = api else {
        messages.diagnostics(&diagnostics);
        messages.verdict(format_args!("{} is wrong, so there is nothing to compare with", spec.display()));
        return Outcome::Wrong;
    };
    let target = Target { service: &arguments.service, action: &arguments.action };
    let found = target.find(&api).map_err(|unknown| unknown.to_string());
    // What the command line names must be there before anything is said.
    let (service, action, files) = match (found, read(&arguments.responses)) {
        (Ok((service, action)), Ok(files)) => (service, action, files),
        (Err(problem), _) | (_, Err(problem)) => {
            messages.error(problem);
            return Outcome::Usage;
        }
    };
    let mut responses = Vec::new();
    let mut is_whole = true;
    for (name, bytes) in files {
        match Response::read(&name, &bytes) {
            Ok(response) => responses.push(response),
            Err(why) => {
                messages.error(format_args!("{name}: {why}"));
                is_whole = false;
            }
        }
    }
    let report = drift::report(&api, service, action, &responses);
    for (name, why) in &report.rejected {
        messages.error(format_args!("{name}: {why}"));
        is_whole = false;
    }
    let printer = Printer { spec: &spec, messages, program: project.program };
    let left = if arguments.patch && is_whole {
        printer.patched(target, &responses)
    } else {
        printer.compared(&report, action);
        if arguments.patch {
            messages.verdict("nothing was written, since a file is no response of this Action");
        }
        Some(report)
    };
    let is_right = |report: &Report| report.count(Level::Drift) == 0 && report.compared > 0;
    if is_whole && left.as_ref().is_some_and(is_right) { Outcome::Done } else { Outcome::Wrong }
}

/// The files that the command line names, all of them or why one can't be had.
fn read(paths: &[PathBuf]) -> Result<Vec<(String, Vec<u8>)>, String> {
    let read = |path: &PathBuf| match fs::read(path) {
        Ok(bytes) => Ok((path.display().to_string(), bytes)),
        Err(error) => Err(format!("{}: can't read the file: {error}", path.display())),
    };
    paths.iter().map(read).collect()
}

/// Says what was found.
#[derive(Clone, Copy)]
struct Printer<'a> {
    spec: &'a Path,
    messages: Messages,
    /// How the program is called.
    program: &'static str,
}

impl Printer<'_> {
    fn compared(self, report: &Report, action: &Action) {
        self.report(report, false);
        self.remedies(report);
        self.messages.summary(verdict(report, &action.name));
    }

    /// What differs still; nothing when nothing could be written.
    fn patched(self, target: Target<'_>, responses: &[Response]) -> Option<Report> {
        let patched = drift::patch(self.spec, target, responses);
        let Patched { before, after, files } = match patched {
            Ok(patched) => patched,
            Err(error) => {
                self.messages.error(error);
                return None;
            }
        };
        self.report(&before, !files.is_empty());
        if self.messages.0 == MessageFormat::Json {
            // What the changes brought to light.
            let new = after.drifts.iter().filter(|drift| !before.drifts.contains(drift)).cloned().collect();
            self.report(&Report { drifts: new, ..Report::default() }, false);
        }
        for (file, done) in &files {
            self.messages.summary(format_args!("changed {}", self.spec.join(file).display()));
            for edit in done {
                self.messages.summary(format_args!("  {edit}"));
            }
        }
        self.remedies(&after);
        self.messages.summary(verdict(&after, target.action));
        if !files.is_empty() {
            self.messages.summary(format_args!(
                "Read the change (`git diff`), say what the new parts mean, and run `{} generate`: the generated files are stale now.",
                self.program
            ));
        }
        Some(after)
    }

    /// All differences: a table, or an object a line.
    fn report(self, report: &Report, is_patched: bool) {
        let places = report.drifts.iter().map(|drift| &drift.origin);
        let positions = qcloud_codegen::locate(self.spec, places);
        let rows: Vec<_> = report.drifts.iter().zip(positions).collect();
        match self.messages.0 {
            MessageFormat::Human => self.table(&rows),
            MessageFormat::Json => {
                for (drift, position) in &rows {
                    self.object(drift, *position, is_patched);
                }
            }
        }
    }

    fn table(self, rows: &[(&Drift, Option<(usize, usize)>)]) {
        if rows.is_empty() {
            return;
        }
        let mut cells = vec![
            ["", "PATH", "DRIFT", "THE SPEC SAYS", "RESPONSES HAVE", "SEEN", "WHERE"].map(str::to_owned),
        ];
        for (drift, position) in rows {
            cells.push([
                drift.code.level().as_str().to_owned(),
                drift.place().to_owned(),
                drift.code.title().to_owned(),
                drift.stated.to_string(),
                drift.found.to_string(),
                format!("{} of {}", drift.count, drift.of),
                self.place(&drift.origin, *position),
            ]);
        }
        let width = |column: usize| cells.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let widths: [usize; 7] = std::array::from_fn(width);
        for row in &cells {
            let padded = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
            output::line(padded.collect::<Vec<_>>().join("  ").trim_end());
        }
    }

    fn object(self, drift: &Drift, position: Option<(usize, usize)>, is_patched: bool) {
        let (line, column) = position.unzip();
        let by_patch = matches!(drift.remedy, Remedy::Patch(_));
        let remedy = (drift.remedy != Remedy::None).then(|| drift.remedy.to_string());
        output::line(json!({
            "$message_type": "drift", "level": drift.code.level().as_str(), "code": drift.code.id(),
            "message": drift.to_string(), "path": drift.path, "spec": drift.stated.to_string(), "responses": drift.found.to_string(),
            "count": drift.count, "of": drift.of, "response": drift.response,
            "file_name": self.spec.join(&drift.origin.file).display().to_string(), "line": line, "column": column,
            "remedy": remedy, "patch": by_patch, "patched": is_patched && by_patch,
        }));
    }

    fn place(self, origin: &Origin, position: Option<(usize, usize)>) -> String {
        let file = self.spec.join(&origin.file).display().to_string();
        position.map_or_else(|| file.clone(), |(line, column)| format!("{file}:{line}:{column}"))
    }

    /// What a person has to do, and how much `--patch` would.
    fn remedies(self, report: &Report) {
        for drift in &report.drifts {
            if let Remedy::Hand(why) = &drift.remedy {
                self.messages.summary(format_args!("by hand: `{}`: {why}", drift.place()));
            }
        }
        let patched = report.drifts.iter().filter(|drift| matches!(drift.remedy, Remedy::Patch(_))).count();
        if patched > 0 {
            self.messages.summary(format_args!("`--patch` would mend {patched} of these"));
        }
    }
}

/// What all of it comes to.
fn verdict(report: &Report, action: &str) -> String {
    let Report { compared, failed, .. } = report;
    let compared_text = count(*compared, "response");
    let failed = match failed {
        0 => String::new(),
        1 => "; 1 failed and says nothing about the result".to_owned(),
        many => format!("; {many} failed and say nothing about the result"),
    };
    if *compared == 0 {
        return format!("no successful response of {action}, so nothing was compared{failed}");
    }
    let notes = match report.count(Level::Note) {
        0 => String::new(),
        notes => format!(", {}", count(notes, "note")),
    };
    match report.count(Level::Drift) {
        0 => format!("no drift{notes}: the spec describes {compared_text} of {action}{failed}"),
        drifts => format!("{}{notes} in {compared_text} of {action}{failed}", count(drifts, "drift")),
    }
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
