//! `deploy`: a new certificate takes the place of the old ones, wherever they are used.

use std::process::ExitCode;

use qcloud_programs::{World, deploy};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments = std::env::args_os().skip(1);
    let (mut out, mut err) = (std::io::stdout(), std::io::stderr());
    ExitCode::from(deploy::run(arguments, &World::real(), &mut out, &mut err).await)
}
