//! From the arguments of a process to its exit status.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

use crate::outcome::Outcome;
use crate::output;

/// Reads the arguments, has them carried out, and says how that ended.
pub fn start<C: Parser>(
    arguments: impl Iterator<Item = OsString>,
    run: impl FnOnce(C) -> Outcome,
) -> ExitCode {
    let outcome = match C::try_parse_from(arguments) {
        Ok(cli) => run(cli),
        Err(said) => {
            let is_asked_for = !said.use_stderr();
            let result = said.print();
            if is_asked_for {
                output::printed(result);
                Outcome::Done
            } else {
                Outcome::Usage
            }
        }
    };
    output::ended(outcome).into()
}
