//! What is told while it happens: lines for people, or objects for programs.

use std::io::Write;

use qcloud_client::DateTime;
use qcloud_client::jiff::Timestamp;
use serde_json::{Value, json};

use crate::output::{print, printable};

/// Where things are told. What can't be written is no reason to stop half-way.
pub(super) struct Report<'o> {
    out: &'o mut dyn Write,
    err: &'o mut dyn Write,
    is_json: bool,
}

impl<'o> Report<'o> {
    pub(super) fn new(out: &'o mut dyn Write, err: &'o mut dyn Write, is_json: bool) -> Self {
        Self { out, err, is_json }
    }

    /// Tells that something is so: a line, or an object with the name of the event.
    pub(super) fn tell(&mut self, text: &str, event: &str, mut facts: Value) {
        let line = if self.is_json {
            facts["event"] = event.into();
            format!("{facts}\n")
        } else if text.is_empty() {
            return;
        } else {
            format!("{text}\n")
        };
        // A full disk must not leave resources between two certificates.
        let _ = print(self.out, line.as_bytes());
    }

    /// Tells what went wrong.
    pub(super) fn fail(&mut self, text: &str) {
        let _ = writeln!(self.err, "deploy: {text}");
        if self.is_json {
            self.tell("", "error", json!({"error": text}));
        }
    }
}

/// "shop.example.com (+1)": the main name of a certificate, and how many more there are.
pub(super) fn names(names: &[String]) -> String {
    let main = names.first().map_or_else(|| "no name".to_owned(), |name| printable(name));
    if names.len() > 1 { format!("{main} (+{})", names.len() - 1) } else { main }
}

/// A moment as the console shows it.
pub(super) fn moment(moment: Option<Timestamp>) -> String {
    moment.map_or_else(|| "an unknown end".to_owned(), |moment| format!("{} (UTC+8)", DateTime::from(moment)))
}
