//! The server as a program, for whichever program is that. Its first line on standard output is its address.

use std::ffi::OsString;
use std::fmt::Display;
use std::io::{self, ErrorKind, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use clap::{CommandFactory, FromArgMatches, Parser};
use serde_json::Value;

use crate::{Builder, Credentials, Fault, MockServer, Request, StartError, TaskTime};

/// Answers requests as a spec says, until it is killed
#[derive(Debug, Parser)]
#[command(name = "qcloud-mock-server", version)]
struct Arguments {
    /// Where to listen, on loopback; a free port when the port is 0
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:0", value_parser = parse_address)]
    addr: SocketAddr,
    /// The secret id that is accepted [default: printed on standard error]
    #[arg(long, value_name = "ID")]
    secret_id: Option<String>,
    /// The secret key that is accepted [default: printed on standard error]
    #[arg(long, value_name = "KEY")]
    secret_key: Option<String>,
    /// The token that every request must have [default: none is needed, any is accepted]
    #[arg(long)]
    token: Option<String>,
    /// The directory of the spec [default: that of the repository it is started in, or the one it was made with]
    #[arg(long, value_name = "DIR")]
    spec: Option<PathBuf>,
    /// Spoil requests; can be repeated: FAULT (all of them), N=FAULT (the N-th), P%=FAULT (so many, at random),
    /// ACTION=FAULT (the next one of the Action)
    ///
    /// Faults after the Action was carried out: latency:TIME, hang, cut-before, cut-after, cut-at:BYTES, stall-at:BYTES, drip:TIME,
    /// truncated, garbage, content-type:TEXT, and for answers that stream slow-events:TIME, event-code:CODE, event-garbage.
    /// Faults in its place: lost, status:NUMBER, throttled:TIME, code:CODE, html:NUMBER; after it, when
    /// they begin with `done+`.
    /// skewed:SECONDS sets the server's clock, from that request on.
    #[arg(long = "fault", value_name = "[WHEN=]FAULT")]
    faults: Vec<ScriptedFault>,
    /// What decides which requests are spoiled at random
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    seed: u64,
    /// Answer from the examples alone, and keep no certificates
    #[arg(long, conflicts_with = "certificates")]
    stateless: bool,
    /// Start with so many uploaded certificates in place of the few that differ
    #[arg(long, value_name = "COUNT")]
    certificates: Option<usize>,
    /// How long temporary keys hold, in seconds, whatever is asked for; 0 gives out keys that have expired
    #[arg(long, value_name = "SECONDS")]
    key_lifetime: Option<u64>,
    /// The role of the instance whose metadata service the server is too; an empty one is none
    #[arg(long, value_name = "NAME", default_value = "mock-role")]
    instance_role: String,
    /// The region that the instance is in, as its metadata service says
    #[arg(long, value_name = "REGION", default_value = "ap-guangzhou")]
    instance_region: String,
    /// Answer the next right request of an Action with this result in place of carrying it out; can be repeated, also for one Action.
    /// A result `{"Error": {"Code": "..", "Message": ".."}}` is a failure
    #[arg(long = "answer", value_name = "ACTION=JSON", value_parser = parse_answer)]
    answers: Vec<(String, Value)>,
    /// How long tasks take, such as a deployment: so many questions (`3`), or so much time (`20s`)
    #[arg(long, value_name = "QUESTIONS|TIME", default_value_t = TaskTime::default())]
    task_time: TaskTime,
    /// A cloud resource that takes no certificate, by its name or a part of it; can be repeated
    #[arg(long = "fail-resource", value_name = "NAME[=REASON]")]
    failing: Vec<String>,
    /// One more cloud resource, such as `clb:ap-guangzhou:lb-1|lbl-2|www.example.com:CERTIFICATE-ID`; can be repeated
    #[arg(long = "resource", value_name = "KIND:REGION:NAME:ID", value_parser = parse_resource)]
    resources: Vec<[String; 4]>,
    /// Print no line for each request on standard error
    #[arg(long, short)]
    quiet: bool,
}

/// A fault, and the requests that get it.
#[derive(Clone, Debug, PartialEq)]
enum ScriptedFault {
    At(u64, Fault),
    For(String, Fault),
    Share(f64, Fault),
}

impl FromStr for ScriptedFault {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let Some((when, fault)) = text.split_once('=') else {
            let fault = text.parse::<Fault>().map_err(|error| error.to_string())?;
            return Ok(Self::Share(1.0, fault));
        };
        let fault = fault.parse::<Fault>().map_err(|error| error.to_string())?;
        if let Some(percent) = when.strip_suffix('%') {
            let percent = percent.parse().ok().filter(|percent| (0.0..=100.0).contains(percent));
            let percent: f64 = percent.ok_or_else(|| format!("`{when}` is no share from 0% to 100%"))?;
            return Ok(Self::Share(percent / 100.0, fault));
        }
        if when.starts_with(|first: char| first.is_ascii_uppercase()) {
            return Ok(Self::For(when.to_owned(), fault));
        }
        let number = when.parse().ok().filter(|number| *number > 0);
        let number = number.ok_or_else(|| {
            format!("`{when}` is neither a number from 1 on, a share such as `10%`, nor an Action")
        })?;
        Ok(Self::At(number, fault))
    }
}

fn parse_address(text: &str) -> Result<SocketAddr, String> {
    let text = text.replacen("localhost", "127.0.0.1", 1);
    let address: SocketAddr = text.parse().map_err(|_| "write it like `127.0.0.1:8080`".to_owned())?;
    if address.ip().is_loopback() { Ok(address) } else { Err("it is not an address of loopback".to_owned()) }
}

fn parse_answer(text: &str) -> Result<(String, Value), String> {
    let form = "write it like `DescribeCertificate={\"Status\": 1}`";
    let (action, result) = text.split_once('=').ok_or(form)?;
    let result = serde_json::from_str(result).map_err(|error| format!("the result is no JSON: {error}"))?;
    Ok((action.to_owned(), result))
}

fn parse_resource(text: &str) -> Result<[String; 4], String> {
    let parts: Vec<_> = text.split(':').map(str::to_owned).collect();
    parts.try_into().map_err(|_| "write it like `cdn::www.example.com:CERTIFICATE-ID`".to_owned())
}

fn builder(arguments: &Arguments) -> Builder {
    let mut builder = MockServer::builder().address(arguments.addr).seed(arguments.seed);
    let credentials = Credentials::default();
    builder = builder.credentials(
        arguments.secret_id.clone().unwrap_or(credentials.secret_id),
        arguments.secret_key.clone().unwrap_or(credentials.secret_key),
    );
    if let Some(token) = &arguments.token {
        builder = builder.token(token);
    }
    if let Some(spec) = &arguments.spec {
        builder = builder.spec(spec);
    }
    for fault in &arguments.faults {
        builder = match fault {
            ScriptedFault::At(number, fault) => builder.fault_at(*number, fault.clone()),
            ScriptedFault::For(action, fault) => builder.fault_for(action, fault.clone()),
            ScriptedFault::Share(share, fault) => builder.random_fault(*share, fault.clone()),
        };
    }
    for (action, result) in &arguments.answers {
        builder = builder.answer_for(action, [result.clone()]);
    }
    builder = builder.task_time(arguments.task_time);
    for text in &arguments.failing {
        let (name, reason) = text.split_once('=').unwrap_or((text, "this failure was asked for"));
        builder = builder.failing_resource(name, reason);
    }
    for [kind, region, name, certificate] in &arguments.resources {
        builder = builder.resource(kind, region, name, certificate);
    }
    builder = builder.instance_role(&arguments.instance_role).instance_region(&arguments.instance_region);
    if let Some(seconds) = arguments.key_lifetime {
        builder = builder.key_lifetime(Duration::from_secs(seconds));
    }
    if arguments.stateless {
        builder = builder.stateless();
    }
    if let Some(count) = arguments.certificates {
        builder = builder.uploaded_certificates(count);
    }
    if arguments.quiet { builder } else { builder.observe(print) }
}

/// The longest name of an Action that is printed whole.
const LONGEST_NAME: usize = 100;

/// Prints a line on standard error; the server goes on when nobody reads it.
fn note(text: impl Display) {
    let _ = io::stderr().write_all(format!("{text}\n").as_bytes());
}

fn print(request: &Request) {
    note(line(request));
}

/// One line about a request: what a caller sends can neither break it nor move the cursor.
fn line(request: &Request) -> String {
    let outcome = match &request.refused {
        Some(code) => format!("refused with {code}"),
        None if request.carried_out => "carried out".to_owned(),
        None => "not carried out".to_owned(),
    };
    let fault = request.fault.as_ref().map(|fault| format!(", {fault}")).unwrap_or_default();
    let action = request.action.as_deref().unwrap_or("(no Action)");
    let mut name: String = action.chars().take(LONGEST_NAME).flat_map(char::escape_debug).collect();
    if action.chars().nth(LONGEST_NAME).is_some() {
        name.push('…');
    }
    let method: String = request.http_method.chars().take(LONGEST_NAME).collect();
    format!("{:>4} {method} {name}: {outcome}{fault}", request.number)
}

/// Serves until the process ends, as the arguments say; returns the exit status: 0, 1, or 2 for arguments that are not understood.
///
/// `name` is how the program is called, and `spec` the directory of the spec where the arguments name none.
#[must_use]
pub fn run(name: &str, arguments: &[OsString], spec: Option<&Path>) -> u8 {
    let command = Arguments::command().bin_name(name);
    let line = std::iter::once(OsString::from(name)).chain(arguments.iter().cloned());
    let found = command.try_get_matches_from(line).and_then(|found| Arguments::from_arg_matches(&found));
    let mut arguments = match found {
        Ok(arguments) => arguments,
        Err(said) => {
            let _ = said.print();
            return if said.use_stderr() { USAGE } else { DONE };
        }
    };
    arguments.spec = arguments.spec.or_else(|| spec.map(Path::to_owned));
    match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(serve(&arguments)),
        Err(error) => {
            note(format_args!("error: the server can't begin: {error}"));
            WRONG
        }
    }
}

// The exit statuses.
const DONE: u8 = 0;
const WRONG: u8 = 1;
const USAGE: u8 = 2;

async fn serve(arguments: &Arguments) -> u8 {
    let server = match builder(arguments).start().await {
        Ok(server) => server,
        Err(error) => {
            note(format_args!("error: {error}"));
            let is_usage = matches!(error, StartError::NotLoopback(_) | StartError::Resource(_));
            return if is_usage { USAGE } else { WRONG };
        }
    };
    // Scripts read the first line through a pipe, which is not flushed by itself.
    let mut stdout = io::stdout();
    if let Err(error) = writeln!(stdout, "{}", server.url()).and_then(|()| stdout.flush()) {
        if error.kind() != ErrorKind::BrokenPipe {
            note(format_args!("error: standard output can't be written: {error}"));
        }
        return WRONG;
    }
    if arguments.secret_id.is_none() {
        note(format_args!("SecretId:  {}", server.credentials().secret_id));
    }
    if arguments.secret_key.is_none() {
        // The default is no secret.
        note(format_args!("SecretKey: {}", server.credentials().secret_key));
    }
    match server.serve().await {
        Ok(()) => DONE,
        Err(error) => {
            note(format_args!("error: {error}"));
            WRONG
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        <Arguments as clap::CommandFactory>::command().debug_assert();
    }

    #[test]
    fn a_fault_is_for_one_request_an_action_a_share_or_for_all() {
        assert_eq!("3=lost".parse(), Ok(ScriptedFault::At(3, Fault::Lost)));
        assert_eq!("25%=lost".parse(), Ok(ScriptedFault::Share(0.25, Fault::Lost)));
        let fault = ScriptedFault::For("CertUpload".to_owned(), Fault::Lost);
        assert_eq!("CertUpload=lost".parse(), Ok(fault));
        assert_eq!("code:4400".parse(), Ok(ScriptedFault::Share(1.0, Fault::Code(4400.into()))));
        let error = |text: &str| text.parse::<ScriptedFault>().unwrap_err();
        assert_eq!(
            error("0=lost"),
            "`0` is neither a number from 1 on, a share such as `10%`, nor an Action"
        );
        assert_eq!(error("101%=lost"), "`101%` is no share from 0% to 100%");
    }

    #[test]
    fn only_loopback_is_an_address() {
        assert_eq!(parse_address("localhost:80"), Ok((std::net::Ipv4Addr::LOCALHOST, 80).into()));
        assert_eq!(parse_address("0.0.0.0:80"), Err("it is not an address of loopback".to_owned()));
        assert_eq!(parse_address("80"), Err("write it like `127.0.0.1:8080`".to_owned()));
    }
}
