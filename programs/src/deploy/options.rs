//! The command line of `deploy`.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use lexopt::{Arg, ValueExt as _};
use qcloud_client::jiff::SignedDuration;

use super::kinds;

pub(super) const USAGE: &str = "\
Usage: deploy --cert FILE --key FILE [--old ID]... [--kinds KIND,..] [--regions REGION,..]
              [--execute] [--delete-old] [--within TIME] [--json]

A new certificate takes the place of the old ones, wherever cloud resources use them. Old are those of the account
that end earlier and whose names it covers. Without --execute it only says what uses them and what it would do.
Started again at any point, it goes on.

  --cert FILE       the new certificate and its chain in PEM, the certificate first
  --key FILE        its private key in PEM
  --old ID          replace this certificate, in the place of those that are found; can be repeated
  --kinds KIND,..   move resources of these kinds only: clb, cdn, waf, live, ddos, teo, apigateway, vod, tke, tcb, tse,
                    cos, mqtt, scf, tdmq, gaap
  --regions REGION,..
                    of the kinds that have regions, only those in these regions, such as ap-guangzhou
  --execute         change something
  --delete-old      delete each old certificate that nothing uses any more
  --within TIME     wait so long for each old certificate, such as 90s or 1h; 10m when left out
  --json            an object in a line for each thing that is told
  --profile NAME    the account of this profile of tccli. When left out, that of the environment:
                    TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, or what else is there
  --endpoint URL    ask here: a gateway, or a mock server such as http://127.0.0.1:8080

Exit status: 0 done, or nothing to do; 1 failed before anything was changed; 2 usage; 3 done in part: run it again.
";

/// What was asked for.
pub(super) struct Options {
    pub(super) cert: PathBuf,
    pub(super) key: PathBuf,
    pub(super) old: Vec<String>,
    /// All kinds when there are none.
    pub(super) kinds: Vec<String>,
    /// All regions when there are none.
    pub(super) regions: Vec<String>,
    pub(super) execute: bool,
    pub(super) delete_old: bool,
    pub(super) within: Duration,
    pub(super) json: bool,
    pub(super) profile: Option<String>,
    pub(super) endpoint: Option<String>,
}

impl Options {
    /// `None` when it is the usage that is asked for.
    pub(super) fn parse(
        arguments: impl IntoIterator<Item = OsString>,
    ) -> Result<Option<Self>, lexopt::Error> {
        let (mut cert, mut key) = (None, None);
        let mut options = Self {
            cert: PathBuf::new(),
            key: PathBuf::new(),
            old: Vec::new(),
            kinds: Vec::new(),
            regions: Vec::new(),
            execute: false,
            delete_old: false,
            within: Duration::from_secs(600),
            json: false,
            profile: None,
            endpoint: None,
        };
        let mut parser = lexopt::Parser::from_args(arguments);
        while let Some(argument) = parser.next()? {
            match argument {
                Arg::Long("cert") => cert = Some(PathBuf::from(parser.value()?)),
                Arg::Long("key") => key = Some(PathBuf::from(parser.value()?)),
                Arg::Long("old") => add(&mut options.old, parser.value()?.string()?),
                Arg::Long("kinds") => {
                    for kind in parser.value()?.parse_with(|text| list(text, kinds::known))? {
                        add(&mut options.kinds, kind);
                    }
                }
                Arg::Long("regions") => {
                    for region in
                        parser.value()?.parse_with(|text| list(text, |region| Ok(region.to_owned())))?
                    {
                        add(&mut options.regions, region);
                    }
                }
                Arg::Long("execute") => options.execute = true,
                Arg::Long("delete-old") => options.delete_old = true,
                Arg::Long("within") => options.within = parser.value()?.parse_with(time)?,
                Arg::Long("json") => options.json = true,
                Arg::Long("profile") => options.profile = Some(parser.value()?.string()?),
                Arg::Long("endpoint") => options.endpoint = Some(parser.value()?.string()?),
                Arg::Long("help") | Arg::Short('h') => return Ok(None),
                _ => return Err(argument.unexpected()),
            }
        }
        let missing = |name: &str| lexopt::Error::from(format!("`{name} FILE` is missing"));
        options.cert = cert.ok_or_else(|| missing("--cert"))?;
        options.key = key.ok_or_else(|| missing("--key"))?;
        Ok(Some(options))
    }
}

fn add(list: &mut Vec<String>, item: String) {
    if !list.contains(&item) {
        list.push(item);
    }
}

/// The items between commas.
fn list(text: &str, item: impl Fn(&str) -> Result<String, String>) -> Result<Vec<String>, String> {
    let items: Vec<_> = text.split(',').map(str::trim).filter(|one| !one.is_empty()).collect();
    if items.is_empty() {
        return Err("there is nothing in it".to_owned());
    }
    items.into_iter().map(item).collect()
}

fn time(text: &str) -> Result<Duration, &'static str> {
    let time = text.parse::<SignedDuration>().ok().and_then(|time| Duration::try_from(time).ok());
    time.ok_or("it is a time, such as `90s`, `10m` or `1h`")
}
