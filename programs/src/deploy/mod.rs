//! `deploy`: a new certificate takes the place of the old ones, wherever they are used.

mod account;
mod bindings;
mod chain;
mod choice;
mod kinds;
mod options;
mod report;
mod update;

use std::ffi::OsString;
use std::io::Write;

use serde_json::json;

use self::account::{Account, Deletion, Waited};
use self::bindings::{Bindings, Use, place};
use self::chain::Chain;
use self::choice::choose;
use self::options::Options;
use self::report::{Report, moment, names};
use crate::listed::{self, Listed};
use crate::output::{count, one_line, print, printable};
use crate::world::World;

/// The exit status when all is done, or nothing is to be done.
const DONE: u8 = 0;
/// The exit status when it failed before anything was changed.
const UNCHANGED: u8 = 1;
/// The exit status when the command line is wrong.
const USAGE: u8 = 2;
/// The exit status when something was changed, and something is left to do.
const PARTLY: u8 = 3;

/// Deploys a certificate, as its usage tells; the exit status: 0 done or nothing to do, 1 failed before any change, 2 usage, 3 partly done.
pub async fn run(
    arguments: impl IntoIterator<Item = OsString>,
    world: &World,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8 {
    let options = match Options::parse(arguments) {
        Ok(Some(options)) => options,
        Ok(None) => {
            // Whoever asks for the usage and doesn't read it needs no error.
            let _ = print(out, options::USAGE.as_bytes());
            return DONE;
        }
        Err(error) => {
            let _ = writeln!(err, "deploy: {error}; `deploy --help` tells more");
            return USAGE;
        }
    };
    let mut report = Report::new(out, err, options.json);
    let chain = Chain::read(&options.cert, &options.key, world.now());
    let client = world.connect(options.profile.as_deref(), options.endpoint.as_deref());
    let (chain, client) = match chain.and_then(|chain| Ok((chain, client?))) {
        Ok(ready) => ready,
        Err(error) => {
            report.fail(&format!("{error}; nothing was changed"));
            return UNCHANGED;
        }
    };
    let account = Account { client };
    let mut deployment =
        Deployment { options: &options, chain, account, report, is_changed: false, is_partial: false };
    deployment.run().await
}

/// A deployment, and what has come of it so far.
struct Deployment<'d> {
    options: &'d Options,
    chain: Chain,
    account: Account,
    report: Report<'d>,
    /// Whether something was changed, or may have been.
    is_changed: bool,
    /// Whether something could not be done.
    is_partial: bool,
}

/// An old certificate, and what uses it.
struct Old {
    listed: Listed,
    bindings: Bindings,
}

impl Deployment<'_> {
    async fn run(&mut self) -> u8 {
        if let Err(error) = self.deploy().await {
            self.fail(&error);
        }
        let (status, text) = match (self.is_partial, self.is_changed) {
            (false, _) => (DONE, ""),
            (true, false) if !self.options.execute => (UNCHANGED, ""),
            (true, false) => (UNCHANGED, "Nothing was changed."),
            (true, true) => (PARTLY, "Done in part. Run this again: it goes on where it is."),
        };
        self.report.tell(text, "end", json!({"status": status, "changed": self.is_changed}));
        status
    }

    fn fail(&mut self, error: &str) {
        self.is_partial = true;
        self.report.fail(error);
    }

    async fn deploy(&mut self) -> Result<(), String> {
        let all = listed::all(&self.account.client).await.map_err(|error| one_line(&error))?;
        let uploaded = self.find_new(&all).await;
        let choice = choose(&all, &self.chain, &self.options.old)?;
        if let (Some(id), None) = (choice.gone.first(), &uploaded) {
            return Err(format!("no certificate has the id {id}"));
        }
        self.tell_new(uploaded.as_deref());
        for id in &choice.gone {
            let text = format!("Old certificate {}: it is gone already.", printable(id));
            self.report.tell(&text, "gone", json!({"id": id}));
        }
        for (listed, lacking) in &choice.partly {
            let text = format!(
                "Left alone: {} is for {}, which the new certificate lacks.",
                printable(&listed.id),
                printable(&lacking.join(", "))
            );
            self.report.tell(&text, "lacking", json!({"id": listed.id, "names": lacking}));
        }
        let mut old = Vec::new();
        for listed in choice.old {
            old.push(self.look_at(listed).await);
        }
        if !self.options.execute {
            self.announce(uploaded.as_deref(), &old);
            return Ok(());
        }
        self.execute(uploaded, old).await
    }

    /// The new certificate, if the account has it.
    async fn find_new(&self, all: &[Listed]) -> Option<String> {
        for listed in all.iter().filter(|listed| listed.is_approved() && listed.ends == Some(self.chain.ends))
        {
            if self.account.is_the_same(&listed.id, &self.chain).await {
                return Some(listed.id.clone());
            }
        }
        None
    }

    fn tell_new(&mut self, uploaded: Option<&str>) {
        let place = match uploaded {
            Some(id) => format!("in the account as {}", printable(id)),
            None => "not in the account yet".to_owned(),
        };
        let Chain { names: of_chain, ends, .. } = &self.chain;
        let text = format!("New certificate: {}, until {}; {place}.", names(of_chain), moment(Some(*ends)));
        let facts = json!({"id": uploaded, "names": of_chain, "ends": ends.to_string()});
        self.report.tell(&text, "new", facts);
    }

    /// Finds out what uses an old certificate.
    async fn look_at(&mut self, listed: Listed) -> Old {
        let found = bindings::find(&self.account, &listed.id, self.options.within).await;
        let uses = match &found {
            Ok(bindings) if bindings.are_none() => "; nothing uses it.",
            Ok(_) => "; used by:",
            Err(_) => "; it is not known what uses it.",
        };
        let head = format!("Old certificate {}: {}, until", printable(&listed.id), names(&listed.names));
        let text = format!("{head} {}{uses}", moment(listed.ends));
        let ends = listed.ends.map(|end| end.to_string());
        self.report.tell(&text, "old", json!({"id": listed.id, "names": listed.names, "ends": ends}));
        let bindings = match found {
            Ok(bindings) => bindings,
            Err(error) => {
                self.fail(&format!("{}: {error}", printable(&listed.id)));
                Bindings::unknown(error)
            }
        };
        self.tell_uses(&listed.id, &bindings);
        Old { listed, bindings }
    }

    fn tell_uses(&mut self, id: &str, bindings: &Bindings) {
        for of_kind in &bindings.uses {
            let left = if self.is_chosen(&of_kind.kind, &of_kind.region) { "" } else { " (left alone)" };
            let facts = json!({
                "id": id,
                "kind": of_kind.kind,
                "region": of_kind.region,
                "number": of_kind.number,
                "resources": of_kind.resources,
                "left_alone": !left.is_empty(),
            });
            self.report.tell(&format!("  {}{left}", of_kind.line()), "use", facts);
        }
        for gap in bindings.gaps.iter().filter(|gap| !gap.kind.is_empty()) {
            let place = place(&gap.kind, &gap.region);
            let facts = json!({"id": id, "kind": gap.kind, "region": gap.region, "reason": gap.reason});
            self.report.tell(&format!("  {place}: not known: {}", gap.reason), "gap", facts);
            if self.is_chosen(&gap.kind, &gap.region) {
                self.fail(&format!(
                    "{}: {place}: it is not known what uses it: {}",
                    printable(id),
                    gap.reason
                ));
            }
        }
    }

    fn is_chosen(&self, kind: &str, region: &str) -> bool {
        let Options { kinds, regions, .. } = self.options;
        (kinds.is_empty() || kinds.iter().any(|chosen| chosen == kind))
            && (regions.is_empty()
                || !kinds::is_regional(kind)
                || regions.iter().any(|chosen| chosen == region))
    }

    fn chosen(&self, bindings: &Bindings) -> Vec<Use> {
        let chosen = bindings.uses.iter().filter(|of_kind| self.is_chosen(&of_kind.kind, &of_kind.region));
        chosen.cloned().collect()
    }

    /// What would be done.
    fn announce(&mut self, uploaded: Option<&str>, old: &[Old]) {
        let number: u64 =
            old.iter().flat_map(|old| self.chosen(&old.bindings)).map(|of_kind| of_kind.number).sum();
        let mut steps = Vec::new();
        if uploaded.is_none() {
            steps.push("upload the new certificate".to_owned());
        }
        if number > 0 {
            steps.push(format!(
                "move {} to it",
                count(usize::try_from(number).unwrap_or(usize::MAX), "resource")
            ));
        }
        if self.options.delete_old && !old.is_empty() {
            let ids: Vec<_> = old.iter().map(|old| printable(&old.listed.id)).collect();
            steps.push(format!("delete {} once nothing uses it", ids.join(", ")));
        }
        let text = if steps.is_empty() {
            "Nothing is to be done.".to_owned()
        } else {
            format!("Would {}.\nNothing was changed; `--execute` does it.", steps.join(", "))
        };
        let facts =
            json!({"upload": uploaded.is_none(), "moves": number, "delete_old": self.options.delete_old});
        self.report.tell(&text, "plan", facts);
    }

    async fn execute(&mut self, uploaded: Option<String>, old: Vec<Old>) -> Result<(), String> {
        let new = match uploaded {
            Some(id) => id,
            None => self.upload().await?,
        };
        let nothing = old.iter().all(|old| self.chosen(&old.bindings).is_empty());
        for Old { listed, bindings } in old {
            let uses = self.chosen(&bindings);
            let left = if uses.is_empty() { bindings } else { self.replace(&listed.id, &new, uses).await };
            if self.options.delete_old {
                self.delete(&listed.id, &left).await;
            }
        }
        if nothing && !self.is_changed && !self.is_partial {
            self.report.tell("Nothing is to be done.", "nothing", json!({}));
        }
        Ok(())
    }

    async fn upload(&mut self) -> Result<String, String> {
        match self.account.upload(&self.chain).await {
            Ok((id, is_new)) => {
                self.is_changed |= is_new;
                let text = if is_new {
                    "Uploaded the new certificate"
                } else {
                    "The new certificate is there already"
                };
                let facts = json!({"id": id, "stored": is_new});
                self.report.tell(&format!("{text}: {}.", printable(&id)), "uploaded", facts);
                Ok(id)
            }
            Err(error) => {
                self.is_changed |= !error.was_not_carried_out;
                Err(format!("the new certificate could not be uploaded: {}", error.text))
            }
        }
    }

    /// Moves the resources of an old certificate; what uses it afterwards.
    async fn replace(&mut self, old: &str, new: &str, mut uses: Vec<Use>) -> Bindings {
        let deadline = self.account.deadline(self.options.within);
        let mut before = None;
        loop {
            let begun = match update::begin(&self.account, old, new, &uses, deadline).await {
                Ok(begun) => begun,
                Err(waited) => {
                    let problem = match &waited {
                        Waited::Failed(error) => {
                            self.is_changed |= !error.was_not_carried_out();
                            format!("the update could not be begun: {waited}")
                        }
                        Waited::Late => {
                            self.is_changed = true;
                            "the update has not begun in time".to_owned()
                        }
                    };
                    self.fail(&format!("{}: {problem}", printable(old)));
                    break;
                }
            };
            // Nothing is left to move, or the update of another request was waited for in vain.
            let Some(begun) = begun.filter(|begun| before != Some(begun.record)) else { break };
            before = Some(begun.record);
            self.is_changed = true;
            self.follow(old, &begun, deadline).await;
            if begun.is_new {
                break;
            }
            match bindings::find(&self.account, old, self.options.within).await {
                Ok(left) => uses = self.chosen(&left),
                Err(_) => break,
            }
            if uses.is_empty() {
                break;
            }
        }
        self.look_again(old).await
    }

    /// Waits for an update, and tells how it ends.
    async fn follow(&mut self, old: &str, begun: &update::Begun, deadline: std::time::Instant) {
        let whose = if begun.is_new { "" } else { ", which was under way" };
        let text = format!("{}: update {}{whose}.", printable(old), begun.record);
        let facts = json!({"id": old, "record": begun.record, "is_new": begun.is_new});
        self.report.tell(&text, "updating", facts);
        let ended = match update::wait(&self.account, begun.record, deadline).await {
            Ok(ended) => ended,
            Err(waited) => {
                return self.fail(&format!("{}: update {}: {waited}", printable(old), begun.record));
            }
        };
        let text =
            format!("{}: {} of {} have the new certificate.", printable(old), ended.succeeded, ended.total);
        let facts = json!({"id": old, "record": begun.record, "total": ended.total, "succeeded": ended.succeeded, "failed": ended.failed});
        self.report.tell(&text, "updated", facts);
        for failure in &ended.failures {
            let facts = json!({
                "id": old,
                "kind": failure.kind,
                "region": failure.region,
                "resource": failure.resource,
                "reason": failure.reason,
            });
            self.report.tell(&format!("  failed: {}", failure.line()), "failure", facts);
        }
        if ended.failed > 0 {
            let failed = count(usize::try_from(ended.failed).unwrap_or(usize::MAX), "resource");
            self.fail(&format!("{}: {failed} did not get the new certificate", printable(old)));
        }
    }

    /// What still uses an old certificate.
    async fn look_again(&mut self, old: &str) -> Bindings {
        match bindings::find(&self.account, old, self.options.within).await {
            Ok(bindings) => {
                if bindings.are_none() {
                    let text = format!("{}: nothing uses it any more.", printable(old));
                    self.report.tell(&text, "unused", json!({"id": old}));
                } else {
                    self.report.tell(
                        &format!("{}: still used by:", printable(old)),
                        "used",
                        json!({"id": old}),
                    );
                    self.tell_uses(old, &bindings);
                    let still: u64 = self.chosen(&bindings).iter().map(|of_kind| of_kind.number).sum();
                    self.is_partial |= still > 0;
                }
                bindings
            }
            Err(error) => {
                self.fail(&format!("{}: it is not known what still uses it: {error}", printable(old)));
                Bindings::unknown(error)
            }
        }
    }

    /// Deletes an old certificate that nothing uses.
    async fn delete(&mut self, old: &str, left: &Bindings) {
        let reason = if left.are_none() {
            match self.account.delete(old).await {
                Deletion::Done => {
                    self.is_changed = true;
                    let text = format!("{}: deleted.", printable(old));
                    return self.report.tell(&text, "deleted", json!({"id": old}));
                }
                Deletion::Refused(reason) => {
                    self.fail(&format!("{}: it was not deleted: {reason}", printable(old)));
                    reason
                }
                Deletion::Unknown(reason) => {
                    self.is_changed = true;
                    return self.fail(&format!("{}: it may have been deleted: {reason}", printable(old)));
                }
            }
        } else if left.number() > 0 {
            let use_it = if left.number() == 1 { "uses it" } else { "use it" };
            format!("{} {use_it}", count(usize::try_from(left.number()).unwrap_or(usize::MAX), "resource"))
        } else {
            "it is not known what uses it".to_owned()
        };
        let text = format!("{}: kept, since {reason}.", printable(old));
        self.report.tell(&text, "kept", json!({"id": old, "reason": reason}));
    }
}
