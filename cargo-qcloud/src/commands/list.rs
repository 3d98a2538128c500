//! `list`: the services of a package, with their versions and Actions.

use crate::home::{self, Home, Stop};
use crate::messages::Messages;
use crate::outcome::Outcome;
use crate::settings::Actions;

pub(crate) fn run(home: &Home) -> Result<Outcome, Stop> {
    let package = home.package()?;
    if home.settings.services.is_empty() {
        Messages::HUMAN.verdict(format_args!(
            "{} names no service; `{} add SERVICE ACTION` adds one",
            home::file(package).display(),
            home.project.program
        ));
    }
    for (name, service) in &home.settings.services {
        let actions = match &service.actions {
            Actions::All => "all Actions".to_owned(),
            Actions::Named(names) => names.join(", "),
        };
        Messages::HUMAN.summary(format_args!("{name}@{}: {actions}", service.version));
    }
    Ok(Outcome::Done)
}
