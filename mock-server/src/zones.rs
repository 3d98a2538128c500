//! The DNS zones of the account and their records, as `dnspod` 2021-03-23 keeps them: what is created is listed, and what is
//! deleted is gone.

use jiff::Timestamp;
use jiff::tz;
use serde_json::{Map, Value, json};

use crate::protocol::Refusal;

/// The zones of the account, in the order in which they were added.
const ZONES: [&str; 3] = ["example.com", "shop.example.com", "example.cn"];
/// The name of the line for all callers, in the language that the vendor has it in.
const ALL_CALLERS: &str = "\u{9ed8}\u{8ba4}";
/// So many records are kept at most.
const MOST_RECORDS: usize = 100_000;

/// The zones of the account.
#[derive(Debug)]
pub(crate) struct Zones {
    records: Vec<Record>,
    /// The number of the last record.
    last: u64,
    began: Timestamp,
}

#[derive(Debug)]
struct Record {
    id: u64,
    /// The place of its zone.
    zone: usize,
    name: String,
    kind: String,
    value: String,
    line: String,
    status: String,
    ttl: u64,
    mx: u64,
    weight: Option<u64>,
    remark: String,
    updated: Timestamp,
}

impl Zones {
    pub(crate) fn seeded(now: Timestamp) -> Self {
        let mut zones = Self { records: Vec::new(), last: 556_507_000, began: now };
        for zone in 0..ZONES.len() {
            for server in ["f1g1ns1.dnspod.net.", "f1g1ns2.dnspod.net."] {
                let (name, kind) = ("@".to_owned(), "NS".to_owned());
                zones.add(Record {
                    ttl: 86_400,
                    value: server.to_owned(),
                    ..Record::new(zone, name, kind, now)
                });
            }
            let (name, kind) = ("www".to_owned(), "A".to_owned());
            zones.add(Record { value: "192.0.2.7".to_owned(), ..Record::new(zone, name, kind, now) });
        }
        zones
    }

    fn add(&mut self, record: Record) -> u64 {
        self.last += 1;
        self.records.push(Record { id: self.last, ..record });
        self.last
    }
}

impl Record {
    fn new(zone: usize, name: String, kind: String, now: Timestamp) -> Self {
        Self {
            id: 0,
            zone,
            name,
            kind,
            value: String::new(),
            line: ALL_CALLERS.to_owned(),
            status: "ENABLE".to_owned(),
            ttl: 600,
            mx: 0,
            weight: None,
            remark: String::new(),
            updated: now,
        }
    }
}

/// Carries out an Action; `None` when it is not one of those that are known here.
pub(crate) fn carry_out(
    zones: &mut Zones,
    service: &str,
    action: &str,
    parameters: &Map<String, Value>,
    now: Timestamp,
) -> Option<Result<Value, Refusal>> {
    let parameters = Parameters(parameters);
    match (service, action) {
        ("dnspod_v20210323", "CreateRecord") => Some(create(zones, parameters, now)),
        ("dnspod_v20210323", "DeleteRecord") => Some(delete(zones, parameters)),
        ("dnspod_v20210323", "DescribeRecordList") => Some(records(zones, parameters)),
        ("dnspod_v20210323", "DescribeDomainList") => Some(domains(zones, parameters)),
        _ => None,
    }
}

/// The parameters of an Action, which are what the spec asks for.
#[derive(Clone, Copy)]
struct Parameters<'p>(&'p Map<String, Value>);

impl<'p> Parameters<'p> {
    fn text(self, name: &str) -> Option<&'p str> {
        self.0.get(name)?.as_str().filter(|text| !text.is_empty())
    }

    fn number(self, name: &str) -> Option<u64> {
        self.0.get(name)?.as_u64()
    }

    /// Where a page begins and how long it is at most.
    fn page(self, longest: u64) -> (usize, usize) {
        let number =
            |name, default| usize::try_from(self.number(name).unwrap_or(default)).unwrap_or(usize::MAX);
        (number("Offset", 0), number("Limit", longest).min(3000))
    }

    /// The zone that is meant, by its place; the number of it goes before the name.
    fn zone(self) -> Result<usize, Refusal> {
        let zone = match self.number("DomainId") {
            Some(number) => (0..ZONES.len()).find(|zone| zone_id(*zone) == number),
            None => ZONES
                .iter()
                .position(|zone| self.text("Domain").is_some_and(|it| it.eq_ignore_ascii_case(zone))),
        };
        zone.ok_or_else(|| {
            let message = "`Domain`: the account has no such domain";
            Refusal::new("InvalidParameterValue.DomainNotExists", message)
        })
    }
}

fn zone_id(zone: usize) -> u64 {
    1901 + zone as u64
}

fn create(zones: &mut Zones, parameters: Parameters<'_>, now: Timestamp) -> Result<Value, Refusal> {
    let text = |name: &str, default: &str| parameters.text(name).unwrap_or(default).to_owned();
    let zone = parameters.zone()?;
    let record = Record {
        value: text("Value", ""),
        line: text("RecordLine", ALL_CALLERS),
        status: text("Status", "ENABLE"),
        ttl: parameters.number("TTL").unwrap_or(600),
        mx: parameters.number("MX").unwrap_or(0),
        weight: parameters.number("Weight"),
        remark: text("Remark", ""),
        ..Record::new(zone, text("SubDomain", "@"), text("RecordType", ""), now)
    };
    let key = |record: &Record| {
        (
            record.zone,
            record.name.to_lowercase(),
            record.kind.clone(),
            record.value.clone(),
            record.line.clone(),
        )
    };
    if zones.records.iter().any(|known| key(known) == key(&record)) {
        let message = "the domain has this record already";
        return Err(Refusal::new("InvalidParameter.DomainRecordExist", message));
    }
    if zones.records.len() >= MOST_RECORDS {
        let message = "the mock server keeps no more records; delete some";
        return Err(Refusal::new("LimitExceeded", message));
    }
    Ok(json!({"RecordId": zones.add(record)}))
}

fn delete(zones: &mut Zones, parameters: Parameters<'_>) -> Result<Value, Refusal> {
    let (zone, id) = (parameters.zone()?, parameters.number("RecordId"));
    let found = zones.records.iter().position(|record| record.zone == zone && Some(record.id) == id);
    let found = found.ok_or_else(|| {
        let message = "`RecordId`: the domain has no such record";
        Refusal::new("InvalidParameter.RecordIdInvalid", message)
    })?;
    zones.records.remove(found);
    Ok(json!({}))
}

fn records(zones: &Zones, parameters: Parameters<'_>) -> Result<Value, Refusal> {
    let zone = parameters.zone()?;
    let name = parameters.text("SubDomain").or_else(|| parameters.text("Subdomain"));
    let is =
        |wanted: Option<&str>, value: &str| wanted.is_none_or(|wanted| wanted.eq_ignore_ascii_case(value));
    let matching: Vec<_> = zones
        .records
        .iter()
        .filter(|record| {
            record.zone == zone
                && is(name, &record.name)
                && is(parameters.text("RecordType"), &record.kind)
                && is(parameters.text("RecordLine"), &record.line)
                && parameters
                    .text("Keyword")
                    .is_none_or(|word| record.name.contains(word) || record.value.contains(word))
        })
        .collect();
    let is_failure = parameters.text("ErrorOnEmpty").is_none_or(|answer| answer != "no");
    if matching.is_empty() && is_failure {
        return Err(Refusal::new("ResourceNotFound.NoDataOfRecord", "no record matches"));
    }
    let (offset, limit) = parameters.page(100);
    let page: Vec<_> = matching.iter().skip(offset).take(limit).map(|record| record_of(record)).collect();
    let mut names: Vec<_> = matching.iter().map(|record| &record.name).collect();
    names.sort_unstable();
    names.dedup();
    Ok(json!({
        "RecordCountInfo": {"SubdomainCount": names.len(), "ListCount": page.len(), "TotalCount": matching.len()},
        "RecordList": page,
    }))
}

fn record_of(record: &Record) -> Value {
    json!({
        "RecordId": record.id, "Value": record.value, "Status": record.status, "UpdatedOn": china(record.updated),
        "Name": record.name, "Line": record.line, "LineId": "0", "Type": record.kind, "Weight": record.weight,
        "MonitorStatus": "", "Remark": record.remark, "TTL": record.ttl, "MX": record.mx,
        "DefaultNS": record.kind == "NS" && record.name == "@",
    })
}

fn domains(zones: &Zones, parameters: Parameters<'_>) -> Result<Value, Refusal> {
    let has = |zone: &&usize| parameters.text("Keyword").is_none_or(|word| ZONES[**zone].contains(word));
    let all: Vec<usize> = (0..ZONES.len()).collect();
    let matching: Vec<_> = all.iter().filter(has).copied().collect();
    if matching.is_empty() {
        return Err(Refusal::new("ResourceNotFound.NoDataOfDomain", "no domain matches"));
    }
    let (offset, limit) = parameters.page(3000);
    let page: Vec<_> = matching.iter().skip(offset).take(limit).map(|zone| domain_of(zones, *zone)).collect();
    let total = matching.len();
    Ok(json!({
        "DomainCountInfo": {
            "DomainTotal": total, "AllTotal": ZONES.len(), "MineTotal": ZONES.len(), "ShareTotal": 0, "VipTotal": 0,
            "PauseTotal": 0, "ErrorTotal": 0, "LockTotal": 0, "SpamTotal": 0, "VipExpire": 0, "ShareOutTotal": 0,
            "GroupTotal": 0,
        },
        "DomainList": page,
    }))
}

fn domain_of(zones: &Zones, zone: usize) -> Value {
    let count = zones.records.iter().filter(|record| record.zone == zone).count();
    let none = "0000-00-00 00:00:00";
    json!({
        "DomainId": zone_id(zone), "Name": ZONES[zone], "Status": "ENABLE", "TTL": 600, "CNAMESpeedup": "DISABLE",
        "DNSStatus": "", "Grade": "DP_FREE", "GroupId": 1, "SearchEnginePush": "NO", "Remark": "",
        "Punycode": ZONES[zone], "EffectiveDNS": ["f1g1ns1.dnspod.net", "f1g1ns2.dnspod.net"], "GradeLevel": 2,
        "GradeTitle": "free", "IsVip": "NO", "VipStartAt": none, "VipEndAt": none, "VipAutoRenew": "NO",
        "RecordCount": count, "CreatedOn": china(zones.began), "UpdatedOn": china(zones.began),
        "Owner": "owner@example.com", "TagList": null,
    })
}

fn china(time: Timestamp) -> String {
    tz::offset(8).to_datetime(time).strftime("%Y-%m-%d %H:%M:%S").to_string()
}
