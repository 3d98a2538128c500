//! The arguments of the commands for a package with a `qcloud.toml`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::MessageFormat;

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
