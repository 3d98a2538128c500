//! Searches for the cloud resources that use a certificate, as tasks: how many there are, and which.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::resources::{KINDS, Resource};
use super::{Arguments, Store, china};
use crate::protocol::Refusal;
use crate::task::Task;

/// What the vendor's numbers mean for a search.
const RUNNING: u8 = 0;
const FOUND: u8 = 1;

/// So long a search is good for somebody who takes one from the cache.
const CACHED: SignedDuration = SignedDuration::from_mins(30);
/// The kinds that a search looks at, as the vendor lists them.
const SEARCHED: [&str; 11] =
    ["clb", "cdn", "waf", "live", "vod", "ddos", "tke", "apigateway", "tcb", "teo", "cos"];

/// The search for what uses one certificate.
#[derive(Clone, Debug)]
pub(super) struct Search {
    id: String,
    certificate: String,
    task: Task,
    /// When it was over, and the resources that it found, by their places.
    found: Option<(Timestamp, Vec<usize>)>,
}

/// `CreateCertificateBindResourceSyncTask`: a task for each certificate.
pub(super) fn create(store: &mut Store, parameters: Arguments<'_>, now: Timestamp) -> Result<Value, Refusal> {
    let ids = parameters.texts("CertificateIds");
    for id in &ids {
        store.known(id)?;
    }
    let takes_cached = parameters.flag("IsCache").unwrap_or(true);
    let mut tasks = Vec::new();
    for id in ids {
        let of_certificate = |search: &&Search| search.certificate == *id;
        let is_good = |search: &&Search| match &search.found {
            None => true,
            Some((over, _)) => takes_cached && now.duration_since(*over) <= CACHED,
        };
        let known = store.searches.iter().rev().filter(of_certificate).find(is_good);
        let task = match known.map(|search| search.id.clone()) {
            Some(task) => task,
            None => {
                let (task, takes) = (store.fresh_number().to_string(), store.task_time);
                let (certificate, begun) = (id.to_owned(), Task::begin(takes, now));
                store.searches.push(Search { id: task.clone(), certificate, task: begun, found: None });
                task
            }
        };
        tasks.push(json!({"CertId": id, "TaskId": task}));
    }
    Ok(json!({"CertTaskIds": tasks}))
}

/// `DescribeCertificateBindResourceTaskResult`: the numbers by kind and region.
pub(super) fn numbers(
    store: &mut Store,
    parameters: Arguments<'_>,
    now: Timestamp,
) -> Result<Value, Refusal> {
    let ids = parameters.texts("TaskIds");
    let places = ids.iter().map(|id| position(store, id)).collect::<Result<Vec<_>, _>>()?;
    let results: Vec<_> = places.into_iter().map(|place| number_of(store, place, now)).collect();
    Ok(json!({"SyncTaskBindResourceResult": results}))
}

fn number_of(store: &mut Store, place: usize, now: Timestamp) -> Value {
    let found = ask(store, place, now);
    let id = &store.searches[place].id;
    let Some((over, found)) = found else {
        return json!({"TaskId": id, "BindResourceResult": [], "Status": RUNNING, "Error": null, "CacheTime": ""});
    };
    let resources: Vec<_> = found.iter().map(|place| &store.resources[*place]).collect();
    let kinds = SEARCHED.iter().map(|kind| {
        let regions = by_region(kind, &resources)
            .into_iter()
            .map(|(region, resources)| json!({"Region": region, "TotalCount": resources.len(), "Error": ""}));
        json!({"ResourceType": kind, "BindResourceRegionResult": regions.collect::<Vec<_>>()})
    });
    let kinds: Vec<_> = kinds.collect();
    json!({"TaskId": id, "BindResourceResult": kinds, "Status": FOUND, "Error": null, "CacheTime": china(over)})
}

/// The resources of a kind, by their regions; where there are none, one region with nothing in it.
fn by_region<'r>(kind: &str, resources: &[&'r Resource]) -> BTreeMap<&'r str, Vec<&'r Resource>> {
    let mut regions: BTreeMap<&str, Vec<&Resource>> = BTreeMap::new();
    for resource in resources.iter().filter(|resource| resource.kind.name == kind) {
        regions.entry(&resource.region).or_default().push(resource);
    }
    if regions.is_empty() {
        let is_regional = KINDS.iter().any(|known| known.name == kind && known.is_regional);
        regions.insert(if is_regional { "ap-guangzhou" } else { "" }, Vec::new());
    }
    regions
}

/// `DescribeCertificateBindResourceTaskDetail`: the resources, a page of each kind and region.
pub(super) fn detail(store: &mut Store, parameters: Arguments<'_>, now: Timestamp) -> Result<Value, Refusal> {
    let place = position(store, parameters.text("TaskId").unwrap_or_default())?;
    let Some((over, found)) = ask(store, place, now) else {
        return Ok(json!({"Status": RUNNING, "CacheTime": ""}));
    };
    let asked = |name: &str, value: &str| {
        let wanted = parameters.texts(name);
        wanted.is_empty() || value.is_empty() || wanted.contains(&value)
    };
    let resources: Vec<_> = found.iter().map(|place| &store.resources[*place]).collect();
    let (offset, limit) = (parameters.number("Offset", 0), parameters.number("Limit", 10).min(100));
    let mut answer = Map::new();
    for kind in KINDS.iter().filter(|kind| asked("ResourceTypes", kind.name)) {
        let regions = by_region(kind.name, &resources);
        let lists =
            regions.into_iter().filter(|(region, _)| asked("Regions", region)).map(|(region, all)| {
                let page: Vec<_> =
                    all.iter().skip(offset).take(limit).map(|resource| instance(store, resource)).collect();
                let mut list = json!({"TotalCount": all.len(), "InstanceList": page, "Error": ""});
                if kind.name == "tcb" {
                    list = json!({"Environments": page, "Error": ""});
                }
                if kind.is_regional {
                    list["Region"] = region.into();
                }
                list
            });
        // The vendor's answer has no list of the lightweight servers.
        if kind.name != "lighthouse" {
            answer.insert(kind.name.to_uppercase(), lists.collect());
        }
    }
    answer.insert("Status".to_owned(), FOUND.into());
    answer.insert("CacheTime".to_owned(), china(over).into());
    Ok(answer.into())
}

/// How a service describes one of its resources.
fn instance(store: &Store, resource: &Resource) -> Value {
    let id = resource.certificate.as_deref().unwrap_or_default();
    let (part, domain) = (|name| resource.part(name), &resource.domain);
    match resource.kind.name {
        "clb" => {
            let names = store.find(id).map(|certificate| certificate.names.clone()).unwrap_or_default();
            let certificate =
                json!({"CertId": id, "DnsNames": names, "CertCaId": "", "SSLMode": "UNIDIRECTIONAL"});
            let rule = json!({
                "LocationId": format!("loc-{}", &part("ListenerId").replace("lbl-", "")),
                "Domain": domain, "IsMatch": true, "Url": "/", "NoMatchDomains": [], "Certificate": certificate,
            });
            let has_sni = !domain.is_empty();
            let mut listener = json!({
                "ListenerId": part("ListenerId"), "ListenerName": "https", "Protocol": "HTTPS",
                "SniSwitch": u8::from(has_sni), "NoMatchDomains": [],
                "Rules": if has_sni { json!([rule]) } else { json!([]) },
            });
            if !has_sni {
                listener["Certificate"] = certificate;
            }
            let name = part("LoadBalancerId");
            json!({"LoadBalancerId": name, "LoadBalancerName": name, "Forward": 1, "Listeners": [listener]})
        }
        "cdn" => json!({"Domain": domain, "CertId": id, "Status": "online", "HttpsBillingSwitch": "on"}),
        "waf" => json!({"Domain": domain, "CertId": id, "Keepalive": 1}),
        "live" => json!({"Domain": domain, "CertId": id, "Status": 1}),
        "vod" => json!({"Domain": domain, "CertId": id}),
        "ddos" => json!({
            "Domain": domain, "InstanceId": part("InstanceId"), "Protocol": "https", "CertId": id,
            "VirtualPort": part("VirtualPort"),
        }),
        "teo" => {
            json!({"Host": domain, "CertId": id, "ZoneId": "zone-2x5k8m1q", "Status": "deployed", "Algorithm": "RSA"})
        }
        "apigateway" => json!({
            "ServiceId": part("ServiceId"), "ServiceName": part("ServiceId"), "Domain": domain, "CertId": id,
            "Protocol": "https",
        }),
        "tke" => {
            let secret =
                json!({"Name": part("SecretName"), "CertId": id, "IngressList": [], "NoMatchDomains": []});
            let namespace = json!({"Name": part("Namespace"), "SecretList": [secret]});
            json!({
                "ClusterId": part("ClusterId"), "ClusterName": part("ClusterId"), "ClusterType": "MANAGED_CLUSTER",
                "ClusterVersion": "1.26.1", "NamespaceList": [namespace],
            })
        }
        "cos" => json!({
            "Domain": domain, "CertId": id, "Status": "ENABLED", "Bucket": part("Bucket"), "Region": resource.region,
        }),
        "tcb" => json!({
            "Environment": {"ID": part("EnvId"), "Source": "qcloud", "Name": part("EnvId"), "Status": "NORMAL"},
            "AccessService": {"TotalCount": 1, "InstanceList": [{"Domain": domain, "Status": 1, "OldCertificateId": id}]},
            "HostService": {"TotalCount": 0, "InstanceList": []},
        }),
        _ => rarer_instance(resource, id),
    }
}

/// The same of kinds that few accounts have.
fn rarer_instance(resource: &Resource, id: &str) -> Value {
    let part = |name| resource.part(name);
    match resource.kind.name {
        "tse" => {
            let certificate = json!({
                "Id": part("CertificateId"), "Name": "", "BindDomains": [], "CertSource": "upload", "CertId": id,
            });
            json!({"GatewayId": part("GatewayId"), "GatewayName": "", "CertificateList": [certificate]})
        }
        "mqtt" => json!({
            "InstanceId": part("InstanceId"), "InstanceName": "", "InstanceStatus": "RUNNING", "NoMatchDomains": [],
            "ServerCertIdList": [id], "CaCertIdList": [],
        }),
        "gaap" => {
            let listener = json!({
                "ListenerId": part("ListenerId"), "ListenerName": "", "ListenerStatus": "ACTIVE", "Protocol": "HTTPS",
                "NoMatchDomains": [], "CertIdList": [id],
            });
            json!({"InstanceId": part("InstanceId"), "InstanceName": "", "ListenerList": [listener]})
        }
        "scf" => json!({
            "CertificateId": id, "Protocol": "HTTP&HTTPS", "Domain": resource.domain, "Region": resource.region,
        }),
        _ => json!({
            "InstanceId": part("InstanceId"), "InstanceName": "", "InstanceStatus": "0", "CertId": id, "CaCertId": "",
            "NoMatchDomains": [],
        }),
    }
}

/// Looks how far a search is, for somebody who asks: what it found, once it is over.
fn ask(store: &mut Store, place: usize, now: Timestamp) -> Option<(Timestamp, Vec<usize>)> {
    let search = &mut store.searches[place];
    if search.found.is_none() && search.task.ask(now).is_all() {
        let certificate = search.certificate.clone();
        let users = store.users_of(&certificate).collect();
        store.searches[place].found = Some((now, users));
    }
    store.searches[place].found.clone()
}

fn position(store: &Store, id: &str) -> Result<usize, Refusal> {
    store.searches.iter().position(|search| search.id == id).ok_or_else(|| {
        let message = format!("there is no search for bound resources with the id `{id}`");
        Refusal::new("FailedOperation.CertificateSyncTaskIdInvalid", message)
    })
}
