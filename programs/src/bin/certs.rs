//! `certs`: which certificates of the accounts end soon.

use std::process::ExitCode;

use qcloud_programs::{World, certs};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments = std::env::args_os().skip(1);
    // Colours only where they are seen: not in a pipe, nor where NO_COLOR is set.
    let (mut out, mut err) = (anstream::stdout(), anstream::stderr());
    ExitCode::from(certs::run(arguments, &World::real(), &mut out, &mut err).await)
}
