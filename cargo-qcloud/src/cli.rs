//! The commands that every repository has, and their arguments.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand, ValueEnum};
use qcloud_codegen::model::Protocol;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Generate the client from the spec
    Generate(GenerateArguments),
    /// Check the spec, without generating anything
    Check(CheckArguments),
    /// Begin the spec of an Action: a commented skeleton that passes the check
    New(NewArguments),
    /// Make specs from the vendor's descriptions
    Import(ImportArguments),
    /// Say what a change of the spec means for users of the client: major, minor or a patch
    Diff(DiffArguments),
    /// Compare captured responses of an Action with its spec
    Drift(DriftArguments),
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
pub(crate) struct ImportArguments {
    #[command(subcommand)]
    pub(crate) from: ImportFrom,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ImportFrom {
    /// From the descriptions of API 3.0 that the vendor's command line `tccli` carries: `pip download --no-deps tccli`
    Api3(Api3Arguments),
    /// Error codes from the vendor's clients in Python: `pip download --no-deps tencentcloud-sdk-python-ssl`
    Errors(ErrorsArguments),
    /// From the vendor's pages of Actions of the legacy API: copied text, Markdown or HTML
    Page(PageArguments),
}

#[derive(Args, Debug)]
pub(crate) struct PageArguments {
    /// Files with a page each
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// The service, where the page does not say or says another
    #[arg(long, value_name = "NAME")]
    pub(crate) service: Option<String>,
    /// Take over the vendor's sentences too; they are the vendor's, so don't publish them
    #[arg(long)]
    pub(crate) with_docs: bool,
    /// The directory of the spec [default: spec]
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Import the other pages when one can't be; without this, nothing is written then
    #[arg(long)]
    pub(crate) keep_going: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Api3Arguments {
    /// Files `api.json`, or directories, wheels or zips that have some at any depth: a service, or all of them
    #[arg(value_name = "PATH", required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// The directory of the spec
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Take over the vendor's prose too; it is the vendor's, so don't publish it
    #[arg(long)]
    pub(crate) with_docs: bool,
    /// Take over the vendor's values of single fields as `example`; they are the vendor's too
    #[arg(long)]
    pub(crate) with_examples: bool,
    /// Make times of texts and numbers that are such by their names, descriptions and all examples
    #[arg(long)]
    pub(crate) infer: bool,
    /// Import only this service; can be repeated [default: all]
    #[arg(long = "service", value_name = "NAME[@VERSION]")]
    pub(crate) services: Vec<String>,
    /// Import only these Actions, and the types that they reach; names with commas between them, or repeated [default: all]
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(crate) actions: Vec<String>,
    /// Write nothing, and fail if anything would be written or is described otherwise than it is there
    #[arg(long)]
    pub(crate) check: bool,
}

#[derive(Args, Debug)]
pub(crate) struct ErrorsArguments {
    /// Files `SERVICE/vDATE/errorcodes.py`, or directories, wheels or zips that have some at any depth
    #[arg(value_name = "PATH", required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// The directory of the spec, which has the services already [default: spec]
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Only the service in this directory of the spec, such as `ssl_v20191205`; can be repeated [default: all that have a list]
    #[arg(long = "service", value_name = "NAME")]
    pub(crate) services: Vec<String>,
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
pub(crate) struct DriftArguments {
    /// The name of the service
    pub(crate) service: String,
    /// The name of the Action, as on the wire
    pub(crate) action: String,
    /// Files with one captured response each; nothing of them is printed but names of fields and kinds of values
    #[arg(required = true, value_name = "RESPONSE.json")]
    pub(crate) responses: Vec<PathBuf>,
    /// Mend the spec where the responses leave no doubt; all else of its files stays as it is
    #[arg(long)]
    pub(crate) patch: bool,
    /// The directory of the spec [default: spec]
    #[arg(long, value_name = "DIR")]
    pub(crate) spec: Option<PathBuf>,
    /// How the differences are printed; json has one object a line
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

#[derive(Args, Debug)]
pub(crate) struct AddArguments {
    /// The service, as its host begins; in its newest version, or in the one behind the `@`
    #[arg(value_name = "SERVICE[@VERSION]")]
    pub(crate) service: String,
    /// The names of Actions, as on the wire, or `all`
    #[arg(value_name = "ACTION", required = true)]
    pub(crate) actions: Vec<String>,
    /// Leave lib.rs or main.rs as it is, and say which line it needs
    #[arg(long)]
    pub(crate) no_edit: bool,
    /// The descriptions: a wheel of tccli, another zip, a directory or an `api.json` [default: what qcloud.toml names]
    #[arg(long, value_name = "FILE")]
    pub(crate) from: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct ListArguments {
    /// How the services are printed; json has one object a line
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) message_format: MessageFormat,
}

#[derive(Args, Debug)]
pub(crate) struct RemoveArguments {
    /// The service, as qcloud.toml names it
    #[arg(value_name = "SERVICE")]
    pub(crate) service: String,
    /// The names of Actions [default: all of them]
    #[arg(value_name = "ACTION")]
    pub(crate) actions: Vec<String>,
    /// Leave lib.rs or main.rs as it is, and say which line it has no use for
    #[arg(long)]
    pub(crate) no_edit: bool,
}

#[derive(Args, Debug)]
pub(crate) struct SearchArguments {
    /// What stands in the name of the Action or its service, or in its title; all of the words must
    #[arg(value_name = "WORD", required = true)]
    pub(crate) words: Vec<String>,
    /// List all that is found
    #[arg(long)]
    pub(crate) all: bool,
    /// So many are listed, the best first
    #[arg(long, value_name = "NUMBER", default_value = "20")]
    pub(crate) limit: usize,
    /// The descriptions: a wheel of tccli, another zip, a directory or an `api.json` [default: what qcloud.toml names]
    #[arg(long, value_name = "FILE")]
    pub(crate) from: Option<PathBuf>,
    /// How the Actions are printed; json has one object a line
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) message_format: MessageFormat,
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

#[derive(Args, Debug)]
pub(crate) struct UpdateArguments {
    /// The version of tccli whose descriptions are followed [default: the one that this program was made with]
    #[arg(long, value_name = "VERSION", conflicts_with = "from")]
    pub(crate) to: Option<String>,
    /// The descriptions that are followed: a wheel of tccli, another zip, a directory or an `api.json`
    #[arg(long, value_name = "FILE")]
    pub(crate) from: Option<PathBuf>,
    /// Only tell what it would mean for code that uses the client, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}
