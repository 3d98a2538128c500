//! `list`: the services of a package, with their versions and Actions.

use serde_json::json;

use crate::cli::{ListArguments, MessageFormat};
use crate::home::{self, Home, Stop};
use crate::messages::Messages;
use crate::outcome::Outcome;
use crate::output;
use crate::settings::Actions;

pub(crate) fn run(home: &Home, arguments: &ListArguments) -> Result<Outcome, Stop> {
    let package = home.package()?;
    if home.settings.services.is_empty() {
        Messages(arguments.message_format).verdict(format_args!(
            "{} names no service; `{} add SERVICE ACTION` adds one",
            home::file(package).display(),
            home.project.program
        ));
    }
    for (name, service) in &home.settings.services {
        let version = &service.version;
        match (arguments.message_format, &service.actions) {
            (MessageFormat::Human, Actions::All) => {
                output::line(format_args!("{name}@{version}: all Actions"));
            }
            (MessageFormat::Human, Actions::Named(names)) => {
                output::line(format_args!("{name}@{version}: {}", names.join(", ")));
            }
            // As `qcloud.toml` says it.
            (MessageFormat::Json, Actions::All) => {
                output::line(json!({"service": name, "version": version, "actions": "all"}));
            }
            (MessageFormat::Json, Actions::Named(names)) => {
                output::line(json!({"service": name, "version": version, "actions": names}));
            }
        }
    }
    Ok(Outcome::Done)
}
