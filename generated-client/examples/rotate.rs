//! Replaces a certificate: uploads the new one, sees it listed, and only then deletes the old one.
//!
//! ```console
//! $ cargo run -p qcloud-client --example rotate -- --execute
//! ```
//!
//! It shows how to handle calls that must not happen twice: after each failure it says what state things are in, and it can be
//! run again, because it looks before it uploads; with `--api v3` by API 3.0. Without `--live` it needs no account.

#[path = "demo/certificates.rs"]
#[allow(dead_code, reason = "not every example needs all of it")]
pub(crate) mod certificates;
mod demo;
#[path = "demo/sample.rs"]
pub(crate) mod sample;

use std::error::Error;
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use certificates::{Api, Certificate, Certificates};
use demo::{Target, printable};
use lexopt::{Arg, ValueExt as _};
use qcloud_client::jiff::Timestamp;
use qcloud_client::{Client, Secret};

const USAGE: &str = "\
Usage: rotate [--execute] [--domain NAME] [--old ID] [--cert FILE --key FILE]
              [--api API] [--live [--profile NAME]]

  --execute        change something; without it, only say what would be done
  --domain NAME    both certificates must be for this domain
  --old ID         the certificate to delete in the end
  --cert FILE      the new certificate and its chain, in PEM
  --key FILE       its private key, in PEM
  --api API        v2, the legacy API, when left out; v3 for API 3.0
  --live           in a real account, with the credential in the environment
  --profile NAME   with --live: the credential in this profile of tccli

With --live, --domain, --old, --cert and --key are needed; otherwise there are samples.
Exit status: 0 done, 1 failed, 2 usage.
";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run(std::env::args_os().skip(1), &mut std::io::stdout()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "rotate: {error}");
            ExitCode::from(if error.is::<lexopt::Error>() { 2 } else { 1 })
        }
    }
}

pub(crate) async fn run(
    arguments: impl IntoIterator<Item = OsString>,
    out: &mut impl Write,
) -> Result<(), Box<dyn Error>> {
    let Some(options) = Options::parse(arguments)? else {
        return Ok(write!(out, "{USAGE}")?);
    };
    let rotation = options.rotation()?;
    if let Target::Demo(_) = options.target {
        writeln!(out, "Sample data of a mock server, not an account's; `--live` changes a real account.\n")?;
    }
    let session = options.target.connect().await?;
    rotation.run(&session.client, options.api, out).await
}

/// What is to be done.
pub(crate) struct Rotation {
    pub(crate) domain: String,
    /// Id of the certificate that goes.
    pub(crate) old: String,
    pub(crate) cert: String,
    pub(crate) key: Secret,
    pub(crate) execute: bool,
}

impl Rotation {
    pub(crate) async fn run(
        &self,
        client: &Client,
        api: Api,
        out: &mut impl Write,
    ) -> Result<(), Box<dyn Error>> {
        let account = &Certificates { client, api };
        let certificates = account.list(None, true).await;
        let certificates = certificates.map_err(|error| format!("{error}\nNothing was changed."))?;
        let old = self.find_old(&certificates)?;
        writeln!(out, "Found {} for {}, which ends {}.", self.old, self.domain, end(old))?;
        let uploaded = self.find_new(&certificates)?;
        if !self.execute {
            return self.announce(uploaded, out);
        }

        let new = match uploaded {
            Some(new) => {
                writeln!(out, "The new certificate is there already: {}.", printable(&new.id))?;
                new.id.clone()
            }
            None => {
                let new = self.upload(account, old).await?;
                writeln!(out, "Uploaded the new certificate: {}.", printable(&new))?;
                new
            }
        };
        let listed = self.see_listed(account, &new).await?;
        self.check(&listed, old)?;
        writeln!(out, "It is listed for {}, and ends {}.", self.domain, end(&listed))?;
        self.delete_old(account, &new).await?;
        writeln!(out, "Deleted {}.", self.old)?;
        Ok(())
    }

    fn find_old<'a>(&self, certificates: &'a [Certificate]) -> Result<&'a Certificate, String> {
        let old = certificates.iter().find(|certificate| certificate.id == self.old);
        let old =
            old.ok_or_else(|| format!("no certificate has the id {}; nothing was changed", self.old))?;
        if !covers(old, &self.domain) {
            return Err(format!("{} is not for {}; nothing was changed", self.old, self.domain));
        }
        Ok(old)
    }

    /// The new certificate, if an earlier run came as far as uploading it.
    fn find_new<'a>(&self, certificates: &'a [Certificate]) -> Result<Option<&'a Certificate>, String> {
        let is_new = |certificate: &&Certificate| {
            certificate.pem.as_deref().is_some_and(|pem| is_same_pem(pem, &self.cert))
        };
        match certificates.iter().find(is_new) {
            Some(new) if new.id == self.old => {
                Err(format!("{} is the new certificate itself; nothing was changed", self.old))
            }
            found => Ok(found),
        }
    }

    fn announce(&self, uploaded: Option<&Certificate>, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
        match uploaded {
            Some(new) => {
                writeln!(out, "The new certificate is there already: {}.", printable(&new.id))?;
            }
            None => writeln!(out, "Would upload the new certificate.")?,
        }
        writeln!(out, "Would see it listed for {}, with a later end.", self.domain)?;
        writeln!(out, "Would delete {}.\n\nNothing was changed; `--execute` does it.", self.old)?;
        Ok(())
    }

    /// Its id. The client does not repeat this call when it may have arrived: a second upload is a second certificate.
    async fn upload(&self, account: &Certificates<'_>, old: &Certificate) -> Result<String, String> {
        match account.upload(&self.cert, &self.key, old.alias.as_deref()).await {
            Ok(Some(id)) => Ok(id),
            Ok(None) => Err(format!(
                "the server does not say the id of the new certificate; {} is untouched. Run this again: it looks before \
                 it uploads.",
                self.old
            )),
            Err(error) if error.was_not_carried_out() => Err(format!("{error}\nNothing was changed.")),
            Err(error) => Err(format!(
                "{error}\nThe new certificate may have been uploaded all the same; {} is untouched. \
                 Run this again: it looks before it uploads.",
                self.old
            )),
        }
    }

    /// The new certificate as the account's list has it, which may take a moment.
    async fn see_listed(&self, account: &Certificates<'_>, new: &str) -> Result<Certificate, String> {
        let state = format!("The new certificate was uploaded as {new}; {} is untouched.", self.old);
        for _ in 0..5 {
            let listed = account.list(Some(new), true).await;
            let listed = listed.map_err(|error| format!("{error}\n{state}"))?;
            if let Some(certificate) = listed.into_iter().find(|certificate| certificate.id == new) {
                return Ok(certificate);
            }
            tokio::time::sleep(Duration::from_secs(2)).await;
        }
        Err(format!("the list does not show the new certificate\n{state} Run this again later."))
    }

    /// The old certificate goes only for a better one.
    fn check(&self, new: &Certificate, old: &Certificate) -> Result<(), String> {
        let moment = |certificate: &Certificate| certificate.end.as_ref()?.timestamp();
        let problem = if !covers(new, &self.domain) {
            format!("is not for {}", self.domain)
        } else if moment(new) <= moment(old) {
            format!("does not end later than {}", self.old)
        } else {
            return Ok(());
        };
        Err(format!(
            "the new certificate {problem}\nIt was uploaded as {}; {} is untouched.",
            new.id, self.old
        ))
    }

    async fn delete_old(&self, account: &Certificates<'_>, new: &str) -> Result<(), String> {
        let Err(error) = account.delete(&self.old).await else { return Ok(()) };
        let old = &self.old;
        let outcome = if error.was_not_carried_out() {
            format!("{old} was not deleted")
        } else {
            format!("{old} may have been deleted all the same: look at the list")
        };
        Err(format!("{error}\nThe new certificate is in place as {new}; {outcome}."))
    }
}

/// Whether a certificate names a domain, or the domains beside it with an asterisk.
fn covers(certificate: &Certificate, domain: &str) -> bool {
    let beside = domain.split_once('.').map(|(_, parent)| format!("*.{parent}"));
    let mut names = certificate.names.iter().chain(&certificate.domain);
    names.any(|name| name.eq_ignore_ascii_case(domain) || Some(name) == beside.as_ref())
}

/// Line ends change on the way.
fn is_same_pem(one: &str, other: &str) -> bool {
    one.split_whitespace().eq(other.split_whitespace())
}

fn end(certificate: &Certificate) -> String {
    match &certificate.end {
        Some(end) if !end.is_zero() => format!("{} (UTC+8)", printable(end.as_str())),
        _ => "at no known time".to_owned(),
    }
}

/// What was asked for on the command line.
struct Options {
    target: Target,
    api: Api,
    domain: Option<String>,
    old: Option<String>,
    files: Option<(PathBuf, PathBuf)>,
    execute: bool,
}

impl Options {
    /// `None` when it is the usage that is asked for.
    fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Option<Self>, lexopt::Error> {
        let (mut domain, mut old, mut cert, mut key) = (None, None, None, None);
        let (mut execute, mut api, mut live) = (false, Api::default(), false);
        let (mut profile, mut now) = (None, Timestamp::now());
        let mut parser = lexopt::Parser::from_args(arguments);
        while let Some(argument) = parser.next()? {
            match argument {
                Arg::Long("execute") => execute = true,
                Arg::Long("domain") => domain = Some(parser.value()?.string()?),
                Arg::Long("old") => old = Some(parser.value()?.string()?),
                Arg::Long("cert") => cert = Some(parser.value()?.into()),
                Arg::Long("key") => key = Some(parser.value()?.into()),
                Arg::Long("api") => api = parser.value()?.parse_with(Api::parse)?,
                Arg::Long("live") => live = true,
                Arg::Long("profile") => profile = Some(parser.value()?.string()?),
                // In no usage: it makes the output repeatable, for tests.
                Arg::Long("now") => now = parser.value()?.parse_with(demo::moment)?,
                Arg::Long("help") | Arg::Short('h') => return Ok(None),
                _ => return Err(argument.unexpected()),
            }
        }
        if cert.is_some() != key.is_some() {
            return Err("`--cert` and `--key` go together".into());
        }
        let files = cert.zip(key);
        if live && (domain.is_none() || old.is_none() || files.is_none()) {
            return Err("with `--live`, `--domain`, `--old`, `--cert` and `--key` are needed".into());
        }
        let target = Target::new(live, profile, now)?;
        Ok(Some(Self { target, api, domain, old, files, execute }))
    }

    /// With samples for what was not given, which only the demo leaves out.
    fn rotation(&self) -> Result<Rotation, String> {
        let (cert, key) = match &self.files {
            Some((cert, key)) => (read(cert)?, Secret::from(read(key)?)),
            None => (sample::CERTIFICATE.to_owned(), Secret::from(sample::KEY)),
        };
        check_files(&cert, &key)?;
        Ok(Rotation {
            domain: self.domain.clone().unwrap_or_else(|| sample::DOMAIN.to_owned()),
            old: self.old.clone().unwrap_or_else(|| sample::OLD.to_owned()),
            cert,
            key,
            execute: self.execute,
        })
    }
}

fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// Two files are easily swapped, and a certificate is for all to see.
fn check_files(cert: &str, key: &Secret) -> Result<(), String> {
    if cert.contains("PRIVATE KEY-----") {
        return Err("the file of the certificate has a private key in it; nothing was sent".to_owned());
    }
    if !cert.contains("-----BEGIN CERTIFICATE-----") {
        return Err("the file of the certificate has no certificate in PEM; nothing was sent".to_owned());
    }
    if !key.expose().contains("PRIVATE KEY-----") {
        return Err("the file of the key has no private key in PEM; nothing was sent".to_owned());
    }
    Ok(())
}
