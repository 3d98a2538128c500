//! `dns01`: the DNS record by which an ACME client proves that a domain is its owner's.

use std::process::ExitCode;

use qcloud_programs::{World, dns01};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments = std::env::args_os().skip(1);
    let (mut out, mut err) = (std::io::stdout(), std::io::stderr());
    ExitCode::from(dns01::run(arguments, &World::real(), &mut out, &mut err).await)
}
