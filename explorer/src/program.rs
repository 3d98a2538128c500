//! The explorer as a program, for whichever program is that. Its first line on standard output is its address.

use std::ffi::OsString;
use std::fmt::Display;
use std::io::{self, ErrorKind, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{CommandFactory, FromArgMatches, Parser};
use tokio::net::TcpListener;

use crate::server::serve;
use crate::state::{Builder, State};

/// Serves pages to look at a spec and to try its Actions, until it is killed
#[derive(Debug, Parser)]
#[command(name = "qcloud-explorer", version)]
struct Arguments {
    /// Where to listen, on loopback; a free port when the port is 0
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:0", value_parser = parse_address)]
    addr: SocketAddr,
    /// The directory of the spec [default: that of the repository it is started in]
    #[arg(long, value_name = "DIR")]
    spec: Option<PathBuf>,
}

fn parse_address(text: &str) -> Result<SocketAddr, String> {
    let text = text.replacen("localhost", "127.0.0.1", 1);
    let address: SocketAddr = text.parse().map_err(|_| "write it like `127.0.0.1:8080`".to_owned())?;
    if address.ip().is_loopback() { Ok(address) } else { Err("it is not an address of loopback".to_owned()) }
}

// The exit statuses.
const DONE: u8 = 0;
const WRONG: u8 = 1;
const USAGE: u8 = 2;

/// Serves the spec that the arguments name, or else `spec`, until the process is killed. Returns the exit status: 1 when the spec is wrong or
/// nothing can be served, 2 when the arguments are no arguments.
///
/// `name` is what the user typed, for the help. `with` has the settings that no argument has.
#[must_use]
pub fn run(
    name: &str,
    arguments: &[OsString],
    spec: Option<&Path>,
    with: impl FnOnce(Builder) -> Builder,
) -> u8 {
    let command = Arguments::command().bin_name(name);
    let line = std::iter::once(OsString::from(name)).chain(arguments.iter().cloned());
    let found = command.try_get_matches_from(line).and_then(|found| Arguments::from_arg_matches(&found));
    let arguments = match found {
        Ok(arguments) => arguments,
        Err(said) => {
            let _ = said.print();
            return if said.use_stderr() { USAGE } else { DONE };
        }
    };
    let Some(spec) = arguments.spec.as_deref().or(spec) else {
        note("error: there is no spec here; say where it is with `--spec DIR`");
        return USAGE;
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            note(format_args!("error: the server can't begin: {error}"));
            return WRONG;
        }
    };
    match runtime.block_on(begin(arguments.addr, with(State::builder(spec)))) {
        Ok(()) => DONE,
        Err(error) => {
            let text = error.to_string();
            note(if text.starts_with("error") { text } else { format!("error: {text}") });
            WRONG
        }
    }
}

async fn begin(
    address: SocketAddr,
    builder: Builder,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let listener = TcpListener::bind(address)
        .await
        .map_err(|error| format!("{address} can't be listened on: {error}"))?;
    let address = listener.local_addr()?;
    let state = builder
        .authority(address.to_string())
        .authority(format!("localhost:{}", address.port()))
        .build()
        .map(Arc::new)?;
    // Scripts read the first line through a pipe, which is not flushed by itself.
    let mut stdout = io::stdout();
    match writeln!(stdout, "http://{address}").and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(()),
        written => written?,
    }
    // They take a while, in which the first pages are looked at.
    let known = Arc::clone(&state);
    drop(tokio::task::spawn_blocking(move || {
        known.described();
    }));
    serve(listener, state).await;
    Ok(())
}

fn note(text: impl Display) {
    // Nobody may be there to read it any more.
    let _ = writeln!(io::stderr(), "{text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn only_loopback_is_an_address() {
        assert_eq!(parse_address("localhost:80"), Ok((std::net::Ipv4Addr::LOCALHOST, 80).into()));
        assert_eq!(parse_address("0.0.0.0:80"), Err("it is not an address of loopback".to_owned()));
    }
}
