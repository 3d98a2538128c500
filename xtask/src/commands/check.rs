//! `cargo xtask check`: is the spec right?

use std::time::Instant;

use crate::Outcome;
use crate::cli::CheckArguments;
use crate::messages::Messages;
use crate::paths;

pub(crate) fn run(arguments: &CheckArguments) -> Outcome {
    let start = Instant::now();
    let messages = Messages(arguments.message_format);
    let spec = paths::given_or(arguments.spec.as_deref(), "spec");
    match qcloud_codegen::read(&spec) {
        Ok(api) => {
            messages.summary(format_args!(
                "{} is right: {} in {:.2} s",
                spec.display(),
                super::generate::counts(&api),
                start.elapsed().as_secs_f64()
            ));
            Outcome::Done
        }
        Err(diagnostics) => {
            messages.diagnostics(&diagnostics);
            Outcome::Wrong
        }
    }
}
