//! The arguments of `import` and `drift`, which a program has that was built with the feature `import`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::cli::MessageFormat;

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

impl ImportFrom {
    /// Whether the directory of the spec is given.
    pub(crate) fn says_where(&self) -> bool {
        match self {
            Self::Api3(_) => true,
            Self::Errors(arguments) => arguments.out.is_some(),
            Self::Page(arguments) => arguments.out.is_some(),
        }
    }
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
    /// Take times, enums, defaults and bounds that names, descriptions and all examples only show
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
