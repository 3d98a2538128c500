//! `dns01`: the record that answers an ACME challenge comes and goes, in a zone of `DNSPod`.

use std::ffi::OsString;
use std::io::Write;
use std::time::Duration;

use lexopt::{Arg, ValueExt as _};
use qcloud_client::dnspod_v20210323::{
    CreateRecordRequest, DeleteRecordRequest, DescribeDomainListRequest, DescribeRecordListRequest,
};
use qcloud_client::jiff::SignedDuration;
use qcloud_client::{Client, Error};

use crate::names::normal;
use crate::output::{one_line, print, printable};
use crate::world::World;

const USAGE: &str = "\
Usage: dns01 present|cleanup [NAME VALUE]

The TXT record that answers a challenge of ACME, in a zone of DNSPod: `present` adds it unless it is there, `cleanup`
removes the record with this value and no other. The exec provider of lego calls it so; as a hook of certbot it takes
CERTBOT_DOMAIN and CERTBOT_VALIDATION from the environment.

  NAME            name of the record, such as _acme-challenge.www.example.com.; that of a domain with an
                  asterisk, such as *.example.com, stands for its challenge
  VALUE           what the record says
  --wait TIME     wait so long after a record was added, such as 30s, since certbot does not wait by itself
  --profile NAME  the account of this profile of tccli. When left out, that of the environment:
                  TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, or what else is there
  --endpoint URL  ask here: a gateway, or a mock server such as http://127.0.0.1:8080

Exit status: 0 done, or there was nothing to do; 1 failed; 2 usage.
";

/// The line that answers everybody; the number goes before the name, which differs between sites.
const LINE: (&str, &str) = ("默认", "0");
/// The waits before a call that is safe to repeat is made again, in seconds, beside the retries of the client.
const AGAIN: [u64; 2] = [1, 5];
/// The codes of a record that is there already.
const EXISTS: [&str; 2] = ["InvalidParameter.DomainRecordExist", "InvalidParameter.RecordExist"];

/// Adds or removes a record, as its usage tells; the exit status: 0 done, 1 failed, 2 usage.
pub async fn run(
    arguments: impl IntoIterator<Item = OsString>,
    world: &World,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8 {
    let options = match Options::parse(arguments, world) {
        Ok(Some(options)) => options,
        Ok(None) => {
            // Whoever asks for the usage and doesn't read it needs no error.
            let _ = print(out, USAGE.as_bytes());
            return 0;
        }
        Err(error) => {
            let _ = writeln!(err, "dns01: {error}; `dns01 --help` tells more");
            return 2;
        }
    };
    match options.carry_out(world).await {
        Ok(text) => {
            // That it is done does not depend on anybody reading so.
            let _ = print(out, format!("{text}\n").as_bytes());
            0
        }
        Err(error) => {
            let _ = writeln!(err, "dns01: {error}");
            1
        }
    }
}

/// What was asked for.
struct Options {
    is_present: bool,
    /// Name of the record in its normal form.
    name: String,
    value: String,
    wait: Duration,
    profile: Option<String>,
    endpoint: Option<String>,
}

impl Options {
    /// `None` when it is the usage that is asked for.
    fn parse(
        arguments: impl IntoIterator<Item = OsString>,
        world: &World,
    ) -> Result<Option<Self>, lexopt::Error> {
        let (mut words, mut wait, mut profile, mut endpoint) = (Vec::new(), Duration::ZERO, None, None);
        let mut parser = lexopt::Parser::from_args(arguments);
        while let Some(argument) = parser.next()? {
            match argument {
                Arg::Value(value) => words.push(value.string()?),
                Arg::Long("wait") => wait = parser.value()?.parse_with(time)?,
                Arg::Long("profile") => profile = Some(parser.value()?.string()?),
                Arg::Long("endpoint") => endpoint = Some(parser.value()?.string()?),
                Arg::Long("help") | Arg::Short('h') => return Ok(None),
                _ => return Err(argument.unexpected()),
            }
        }
        let mut words = words.into_iter();
        let is_present = match words.next().as_deref() {
            Some("present") => true,
            Some("cleanup") => false,
            _ => return Err("the first word is `present` or `cleanup`".into()),
        };
        let variable = |name: &str| (world.variable)(name).filter(|value| !value.is_empty());
        let (name, value) = match (words.next(), words.next(), words.next()) {
            (Some(name), Some(value), None) => (record(&name), value),
            (None, ..) => match (variable("CERTBOT_DOMAIN"), variable("CERTBOT_VALIDATION")) {
                (Some(domain), Some(value)) => (challenge(&domain), value),
                _ => return Err("NAME and VALUE are missing, and so are the variables of certbot".into()),
            },
            _ => return Err("a NAME and a VALUE are what follows".into()),
        };
        if name.is_empty() || value.is_empty() {
            return Err("NAME or VALUE is empty".into());
        }
        Ok(Some(Self { is_present, name, value, wait, profile, endpoint }))
    }

    async fn carry_out(&self, world: &World) -> Result<String, String> {
        let client = world.connect(self.profile.as_deref(), self.endpoint.as_deref())?;
        let (zone, sub) = self.zone(&client).await?;
        let found = self.records(&client, &zone, &sub).await?;
        let name = printable(&self.name);
        if self.is_present {
            if !found.is_empty() {
                return Ok(format!("{name}: the record is there already."));
            }
            self.add(&client, &zone, &sub).await?;
            client.sleep(self.wait).await;
            return Ok(format!("{name}: the record is added."));
        }
        for id in &found {
            self.remove(&client, &zone, *id).await?;
        }
        let text = if found.is_empty() { "there is no such record" } else { "the record is removed" };
        Ok(format!("{name}: {text}."))
    }

    /// The zone that the name is in, which is the longest that ends it, and what is before it.
    async fn zone(&self, client: &Client) -> Result<(String, String), String> {
        let request = DescribeDomainListRequest::new().limit(1000);
        let zones = client.dnspod_v20210323().describe_domain_list(request).items().try_collect().await;
        let zones: Vec<_> = zones.map_err(|error: Error| one_line(&error))?;
        let names = zones.into_iter().filter_map(|zone| zone.name);
        let fitting = names.filter_map(|zone| Some((before(&self.name, &normal(&zone))?, zone)));
        let longest = fitting.max_by_key(|(_, zone)| normal(zone).len());
        let (sub, zone) =
            longest.ok_or_else(|| format!("the account has no zone for {}", printable(&self.name)))?;
        Ok((zone, sub))
    }

    /// The numbers of the records with this name and this value.
    async fn records(&self, client: &Client, zone: &str, sub: &str) -> Result<Vec<u64>, String> {
        let request = DescribeRecordListRequest::new(zone).sub_domain(sub).record_type("TXT").limit(1000);
        let records = client.dnspod_v20210323().describe_record_list(request).items().try_collect().await;
        let records: Vec<_> = records.map_err(|error: Error| one_line(&error))?;
        let is_this = |value: &str| value == self.value || value.trim_matches('"') == self.value;
        let here = records.into_iter().filter(|record| {
            record.name.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(sub))
                && record.value.as_deref().is_some_and(is_this)
        });
        Ok(here.filter_map(|record| record.record_id).collect())
    }

    /// Adds the record. The same record twice is refused, so the call is safe to repeat.
    async fn add(&self, client: &Client, zone: &str, sub: &str) -> Result<(), String> {
        let request = CreateRecordRequest::new(zone, "TXT", LINE.0, self.value.as_str());
        let request = request.record_line_id(LINE.1).sub_domain(sub);
        for seconds in AGAIN.into_iter().map(Some).chain([None]) {
            match client.dnspod_v20210323().create_record(request.clone()).await {
                Ok(_) => break,
                Err(error) if error.code_text().is_some_and(|code| EXISTS.contains(&code)) => break,
                Err(error) => pause(client, seconds, error).await?,
            }
        }
        Ok(())
    }

    async fn remove(&self, client: &Client, zone: &str, id: u64) -> Result<(), String> {
        for seconds in AGAIN.into_iter().map(Some).chain([None]) {
            match client.dnspod_v20210323().delete_record(DeleteRecordRequest::new(zone, id)).await {
                Ok(_) => break,
                // Whatever the code of one that is gone is, the list says so.
                Err(error) => {
                    let sub = before(&self.name, &normal(zone)).unwrap_or_default();
                    if self.records(client, zone, &sub).await.is_ok_and(|left| !left.contains(&id)) {
                        break;
                    }
                    pause(client, seconds, error).await?;
                }
            }
        }
        Ok(())
    }
}

/// Waits before the next attempt, or gives the error back where another would not help.
async fn pause(client: &Client, seconds: Option<u64>, error: Error) -> Result<(), String> {
    match seconds {
        Some(seconds) if error.is_retryable() => {
            client.sleep(Duration::from_secs(seconds)).await;
            Ok(())
        }
        _ => Err(one_line(&error)),
    }
}

/// What is before a zone in a name, `@` for the zone itself; none where the name is not in the zone.
fn before(name: &str, zone: &str) -> Option<String> {
    if name == zone {
        return Some("@".to_owned());
    }
    name.strip_suffix(zone)?.strip_suffix('.').filter(|sub| !sub.is_empty()).map(str::to_owned)
}

/// The name of a record in its normal form; that of a domain with an asterisk stands for its challenge.
fn record(name: &str) -> String {
    let name = normal(name);
    if name.starts_with("*.") { challenge(&name) } else { name }
}

/// The name of the record that answers the challenge of a domain.
fn challenge(domain: &str) -> String {
    let domain = normal(domain);
    format!("_acme-challenge.{}", domain.strip_prefix("*.").unwrap_or(&domain))
}

fn time(text: &str) -> Result<Duration, &'static str> {
    let time = text.parse::<SignedDuration>().ok().and_then(|time| Duration::try_from(time).ok());
    time.ok_or("it is a time, such as `30s` or `2m`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_that_of_the_record() {
        assert_eq!(record("_acme-challenge.Example.com."), "_acme-challenge.example.com");
        assert_eq!(record("*.bücher.example"), "_acme-challenge.xn--bcher-kva.example");
        assert_eq!(challenge("*.example.com"), "_acme-challenge.example.com");
        assert_eq!(before("_acme-challenge.example.com", "example.com").as_deref(), Some("_acme-challenge"));
        assert_eq!(before("example.com", "example.com").as_deref(), Some("@"));
        assert_eq!(before("notexample.com", "example.com"), None);
    }
}
