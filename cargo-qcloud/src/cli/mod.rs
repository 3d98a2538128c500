//! The commands that every repository has, and their arguments.

#[cfg(feature = "import")]
mod import;
#[cfg(feature = "import")]
mod own;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand, ValueEnum};
use qcloud_codegen::model::Protocol;

#[cfg(feature = "import")]
pub(crate) use self::import::{
    Api3Arguments, DriftArguments, ErrorsArguments, ImportArguments, ImportFrom, PageArguments,
};
#[cfg(feature = "import")]
pub(crate) use self::own::{AddArguments, ListArguments, RemoveArguments, SearchArguments, UpdateArguments};

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Generate the client from the spec
    Generate(GenerateArguments),
    /// Check the spec, without generating anything
    Check(CheckArguments),
    /// Begin the spec of an Action: a commented skeleton that passes the check
    New(NewArguments),
    /// Make specs from the vendor's descriptions
    #[cfg(feature = "import")]
    Import(ImportArguments),
    /// Make specs from the vendor's descriptions
    #[cfg(not(feature = "import"))]
    #[command(disable_help_flag = true)]
    Import(PassedOn),
    /// Say what a change of the spec means for users of the client: major, minor or a patch
    Diff(DiffArguments),
    /// Compare captured responses of an Action with its spec
    #[cfg(feature = "import")]
    Drift(DriftArguments),
    /// Compare captured responses of an Action with its spec
    #[cfg(not(feature = "import"))]
    #[command(disable_help_flag = true)]
    Drift(PassedOn),
    /// Print the policy of access management (CAM) that allows the Actions, and nothing else
    Policy(PolicyArguments),
    /// Write the JSON Schemas of the spec's files, for editors, and name them in the files
    Schema(SchemaArguments),
    /// Serve the spec on loopback; the first line on standard output is the address
    ///
    /// All arguments are the server's: `--addr HOST:PORT`, `--secret-id ID`, `--secret-key KEY`, `--spec DIR`, `--fault [WHEN=]FAULT`
    /// and others; `mock --help` shows them.
    #[command(disable_help_flag = true)]
    Mock(PassedOn),
    /// Serve pages to look at the spec and to try its Actions; the first line on standard output is the address
    ///
    /// All arguments are the explorer's: `--addr HOST:PORT`, `--spec DIR`.
    #[command(disable_help_flag = true)]
    Explore(PassedOn),
}

#[derive(Args, Debug)]
pub(crate) struct GenerateArguments {
    /// Write nothing; fail if the generated files are not what the spec produces
    #[arg(long, conflicts_with = "dry_run")]
    pub(crate) check: bool,
    /// Write nothing; list the files that would change
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) spec: CheckArguments,
    /// The directory that belongs to the generator [default: generated-client/src/generated]
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Generate only this service; can be repeated [default: all]
    #[arg(long = "service", value_name = "NAME")]
    pub(crate) services: Vec<String>,
}

#[derive(Args, Debug)]
pub(crate) struct CheckArguments {
    /// The directory of the spec [default: spec]
    #[arg(long, value_name = "DIR")]
    pub(crate) spec: Option<PathBuf>,
    /// How diagnostics are printed; json has one object a line, in the shape of rustc's
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) message_format: MessageFormat,
    /// Fail on these too
    #[arg(long, value_name = "WHAT")]
    pub(crate) deny: Option<Deny>,
}

#[derive(Args, Debug)]
pub(crate) struct NewArguments {
    /// The name of the service's directory; it is made when it is new: the name in its host, as `vpc`, and of API 3.0 the
    /// version too, as `cvm_v20170312`
    pub(crate) service: String,
    /// The name of the Action, as on the wire
    pub(crate) action: String,
    /// The directory of the spec [default: spec]
    #[arg(long, value_name = "DIR")]
    pub(crate) spec: Option<PathBuf>,
    /// Of a new service: the host [default: SERVICE.api.qcloud.com, of API 3.0 SERVICE.tencentcloudapi.com]
    #[arg(long, value_name = "NAME")]
    pub(crate) host: Option<String>,
    /// Of a new service of the legacy API: the path [default: /v2/index.php]
    #[arg(long, value_name = "PATH")]
    pub(crate) path: Option<String>,
    /// Of a new service: how it is called [default: tc3 for a name with a version, else v2]
    #[arg(long, value_name = "PROTOCOL", value_parser = protocols())]
    pub(crate) protocol: Option<Protocol>,
    /// The address of the vendor's page
    #[arg(long, value_name = "URL")]
    pub(crate) source: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct DiffArguments {
    /// The spec before: a directory, a git revision, or REVISION:DIRECTORY
    pub(crate) old: String,
    /// The spec after, likewise [default: the directory `spec` as it is now]
    pub(crate) new: Option<String>,
    /// Fail when there is a change that is this bad or worse
    #[arg(long, value_name = "LEVEL")]
    pub(crate) deny: Option<Level>,
    /// How the changes are printed; json has one object a line
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) message_format: MessageFormat,
}

#[derive(Args, Debug)]
pub(crate) struct PolicyArguments {
    /// Only the Actions whose request or method the code names, each with its places on standard error
    #[arg(long)]
    pub(crate) used: bool,
    /// The directory of the spec [default: spec]
    #[arg(long, value_name = "DIR")]
    pub(crate) spec: Option<PathBuf>,
    /// How the places are printed; json has one object a line
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) message_format: MessageFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Level {
    Major,
    Minor,
}

#[derive(Args, Debug)]
pub(crate) struct SchemaArguments {
    /// The directory of the spec [default: spec]
    #[arg(long, value_name = "DIR")]
    pub(crate) spec: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Deny {
    Warnings,
}

/// Arguments of another program, which reads them itself.
#[derive(Args, Debug)]
pub struct PassedOn {
    /// Arguments of that program
    #[arg(value_name = "ARGUMENTS", trailing_var_arg = true, allow_hyphen_values = true)]
    pub arguments: Vec<OsString>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum MessageFormat {
    Human,
    Json,
}

/// Reads the name of a protocol, and offers those there are.
fn protocols() -> impl TypedValueParser<Value = Protocol> {
    PossibleValuesParser::new(Protocol::all().map(|protocol| protocol.name()))
        .try_map(|name| Protocol::from_name(&name).ok_or("there is no such protocol"))
}
