//! The command line of `certs`.

use std::ffi::OsString;
use std::path::PathBuf;

use lexopt::{Arg, ValueExt as _};

use super::format::Format;

pub(super) const USAGE: &str = "\
Usage: certs [--profile NAME]... [--threshold DAYS] [--format FORMAT] [--output FILE] [--all]

Which certificates of the account end soon. Those that are expired, muted or not issued don't count, nor do those
that are replaced: an approved one that ends later covers all their names.

  --profile NAME    the account of this profile of tccli; can be repeated. When left out, that of the
                    environment: TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, or what else is there
  --threshold DAYS  fewer days left than this is too few; 30 when left out
  --format FORMAT   table; json, an object in a line for each certificate; or prometheus
  --output FILE     write to this file, which is replaced as a whole
  --all             list those that don't count, too
  --endpoint URL    ask here: a gateway, or a mock server such as http://127.0.0.1:8080

Exit status: 0 none ends soon, 1 one or more do, 2 it could not be found out of all accounts.
";

/// What was asked for.
pub(super) struct Options {
    pub(super) profiles: Vec<String>,
    pub(super) threshold: u32,
    pub(super) format: Format,
    pub(super) output: Option<PathBuf>,
    pub(super) all: bool,
    pub(super) endpoint: Option<String>,
}

impl Options {
    /// `None` when it is the usage that is asked for.
    pub(super) fn parse(
        arguments: impl IntoIterator<Item = OsString>,
    ) -> Result<Option<Self>, lexopt::Error> {
        let mut options = Self {
            profiles: Vec::new(),
            threshold: 30,
            format: Format::Table,
            output: None,
            all: false,
            endpoint: None,
        };
        let mut parser = lexopt::Parser::from_args(arguments);
        while let Some(argument) = parser.next()? {
            match argument {
                Arg::Long("profile") => {
                    let profile = parser.value()?.string()?;
                    if !options.profiles.contains(&profile) {
                        options.profiles.push(profile);
                    }
                }
                Arg::Long("threshold") => options.threshold = parser.value()?.parse_with(days)?,
                Arg::Long("format") => options.format = parser.value()?.parse_with(Format::parse)?,
                Arg::Long("output") => options.output = Some(parser.value()?.into()),
                Arg::Long("all") => options.all = true,
                Arg::Long("endpoint") => options.endpoint = Some(parser.value()?.string()?),
                Arg::Long("help") | Arg::Short('h') => return Ok(None),
                _ => return Err(argument.unexpected()),
            }
        }
        Ok(Some(options))
    }
}

fn days(text: &str) -> Result<u32, &'static str> {
    text.parse().map_err(|_| "it is a number of days, such as 30")
}
