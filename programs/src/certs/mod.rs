//! `certs`: which certificates of the accounts end soon, of those that matter.

mod account;
mod format;
mod judge;
mod options;

use std::ffi::OsString;
use std::io::{self, Write};

use futures_util::future::join_all;

use self::account::{Account, Question};
use self::format::Report;
use self::options::Options;
use crate::output::{print, replace};
use crate::world::World;

/// The exit status when all certificates last.
const FINE: u8 = 0;
/// The exit status when one ends soon.
const SOON: u8 = 1;
/// The exit status when it could not be found out.
const UNKNOWN: u8 = 2;

/// Says what ends soon, as its usage tells; the exit status: 0 nothing does, 1 something does, 2 it could not be found out.
pub async fn run(
    arguments: impl IntoIterator<Item = OsString>,
    world: &World,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8 {
    let options = match Options::parse(arguments) {
        Ok(Some(options)) => options,
        Ok(None) => return finish(print(out, options::USAGE.as_bytes()), FINE, err),
        Err(error) => {
            // Nothing more can be done where even errors can't be written.
            let _ = writeln!(err, "certs: {error}; `certs --help` tells more");
            return UNKNOWN;
        }
    };
    let question =
        Question { endpoint: options.endpoint.as_deref(), threshold: options.threshold, now: world.now() };
    let profiles: Vec<_> = match options.profiles.as_slice() {
        [] => vec![None],
        profiles => profiles.iter().map(|profile| Some(profile.as_str())).collect(),
    };
    // Each account by itself: one that hangs keeps none of the others waiting, one that fails hides none.
    let asked = profiles.into_iter().map(|profile| Account::ask(world, profile, &question));
    let accounts = join_all(asked).await;

    for account in &accounts {
        if let Err(error) = &account.certificates {
            let _ = writeln!(err, "certs: {}: {error}", account.name);
        }
    }
    let report =
        Report { accounts: &accounts, threshold: options.threshold, all: options.all, now: question.now };
    let text = report.render(options.format);
    let written = match &options.output {
        Some(path) => {
            let name = |error| io::Error::other(format!("{}: {error}", path.display()));
            replace(path, &anstream::adapter::strip_bytes(&text).into_vec()).map_err(name)
        }
        None => print(out, &text),
    };
    let verdict = if accounts.iter().any(|account| account.certificates.is_err()) {
        UNKNOWN
    } else {
        u8::from(accounts.iter().any(|account| account.soon() > 0)) * SOON
    };
    finish(written, verdict, err)
}

/// What could not be written is not known to anybody.
fn finish(written: io::Result<()>, verdict: u8, err: &mut dyn Write) -> u8 {
    match written {
        Ok(()) => verdict,
        Err(error) => {
            let _ = writeln!(err, "certs: {error}");
            UNKNOWN
        }
    }
}
