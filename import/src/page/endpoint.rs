//! At which host an Action is: that of its service, unless its page knows better.

use std::collections::HashMap;

use qcloud_codegen::spec::{ActionFile, Notes, Protocol, Service};

use super::decide::Remarks;
use crate::report::{Kind, Warning};

/// The hosts that a page names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Hosts {
    /// The one that the page says its Action is at.
    pub(super) told: String,
    /// Another one, which its example goes to.
    pub(super) shown: Option<String>,
    /// The path that its example goes to, where that may be a service's.
    pub(super) path: Option<String>,
}

/// Counts the hosts, or the paths, of the pages of each service, by its directory.
#[derive(Debug, Default)]
pub(super) struct Majority(HashMap<String, Vec<(String, usize)>>);

impl Majority {
    pub(super) fn add(&mut self, directory: &str, name: &str) {
        let counts = self.0.entry(directory.to_owned()).or_default();
        match counts.iter_mut().find(|(known, _)| known == name) {
            Some((_, count)) => *count += 1,
            None => counts.push((name.to_owned(), 1)),
        }
    }

    /// What most pages of a service name; of several, the first.
    pub(super) fn of(&self, directory: &str) -> Option<&str> {
        let counts = self.0.get(directory)?;
        let highest = counts.iter().map(|(_, count)| *count).max()?;
        counts.iter().find(|(_, count)| *count == highest).map(|(name, _)| name.as_str())
    }
}

/// Puts a service of one Action at a host, and says of the Action what its page says otherwise. What differs is a warning.
pub(super) fn settle(service: &mut Service, hosts: &Hosts, host: &str, warnings: &mut Vec<Warning>) {
    host.clone_into(&mut service.service.host);
    let Some(action) = service.actions.first_mut() else { return };
    let Hosts { told, shown, .. } = hosts;
    action.host = None;
    let claimed = if told == host {
        shown.clone()
    } else if shown.as_deref() == Some(host) {
        let message = format!(
            "the page names the host `{told}`, but its example goes to that of the service, `{host}`, which is taken"
        );
        warnings.push(Warning::at(0, Kind::Changed, message));
        Some(told.clone())
    } else {
        let message = format!(
            "the page names the host `{told}`, and the service is at `{host}`: the Action has a host of its own"
        );
        warnings.push(Warning::at(0, Kind::Changed, message));
        action.host = Some(told.clone());
        shown.clone()
    };
    claim(action, claimed);
}

/// Puts a service of one Action at a path. An Action whose example goes to another one is left to a person, since it can't have one of its own.
pub(super) fn settle_path(
    (service, notes): (&mut Service, &mut Notes),
    hosts: &Hosts,
    path: &str,
    warnings: &mut Vec<Warning>,
) {
    service.service.path = (path != Protocol::V2.path()).then(|| path.to_owned());
    let (Some(action), Some(own)) = (service.actions.first(), &hosts.path) else { return };
    if own != path {
        let mut remarks = Remarks::new(&action.action);
        let what = format!(
            "the example goes to the path `{own}`, and the service is at `{path}`; an Action has no path of its own"
        );
        remarks.todo(0, &what);
        warnings.append(&mut remarks.warnings);
        notes.extend(remarks.notes);
    }
}

/// Says which other host the page has.
fn claim(action: &mut ActionFile, host: Option<String>) {
    let mut documented = action.documented.take().unwrap_or_default();
    documented.claims.host = host;
    action.documented = documented.into_option();
}
