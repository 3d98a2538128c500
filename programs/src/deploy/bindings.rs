//! What uses a certificate: the cloud resources that the vendor finds, by kind and region.

use std::time::Duration;

use qcloud_client::Json;
use qcloud_client::ssl_v20191205::{
    CreateCertificateBindResourceSyncTaskRequest, DescribeCertificateBindResourceTaskDetailRequest,
    DescribeCertificateBindResourceTaskResultRequest, DescribeCertificateBindResourceTaskResultResult,
    SearchStatus, SyncTaskBindResourceResult,
};
use qcloud_client::wire::to_json;

use super::account::{Account, Waited};
use crate::output::{one_line, printable};

/// So many resources of each kind and region are named at most.
const MOST_NAMES: &str = "100";
/// Where the kinds of resources have what one knows them by, the best first.
const NAMES: [&str; 7] =
    ["Domain", "Host", "LoadBalancerId", "ClusterId", "GatewayId", "ServiceId", "InstanceId"];

/// What uses a certificate.
#[derive(Clone, Debug, Default)]
pub(super) struct Bindings {
    pub(super) uses: Vec<Use>,
    /// Where the search did not come to its end, so that more may use it.
    pub(super) gaps: Vec<Gap>,
}

/// Resources of one kind in one region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Use {
    pub(super) kind: String,
    /// Empty where the kind has none.
    pub(super) region: String,
    pub(super) number: u64,
    /// By what one knows them; fewer than there are, or none, where it is not told.
    pub(super) resources: Vec<String>,
}

/// A place where nobody knows what uses it.
#[derive(Clone, Debug)]
pub(super) struct Gap {
    pub(super) kind: String,
    pub(super) region: String,
    pub(super) reason: String,
}

impl Bindings {
    /// Of a certificate of which nothing could be found out.
    pub(super) fn unknown(reason: String) -> Self {
        let gap = Gap { kind: String::new(), region: String::new(), reason };
        Self { uses: Vec::new(), gaps: vec![gap] }
    }

    pub(super) fn number(&self) -> u64 {
        self.uses.iter().map(|of_kind| of_kind.number).sum()
    }

    /// Whether it is certain that nothing uses it.
    pub(super) fn are_none(&self) -> bool {
        self.uses.is_empty() && self.gaps.is_empty()
    }
}

/// "clb in ap-guangzhou", "cdn".
pub(super) fn place(kind: &str, region: &str) -> String {
    let region = if region.is_empty() { String::new() } else { format!(" in {}", printable(region)) };
    printable(kind) + &region
}

impl Use {
    /// On one line, without the number where all are named.
    pub(super) fn line(&self) -> String {
        let Self { kind, region, number, resources } = self;
        let place = place(kind, region);
        let names: Vec<_> = resources.iter().map(|name| printable(name)).collect();
        let unnamed = number.saturating_sub(resources.len() as u64);
        match (names.is_empty(), unnamed) {
            (true, _) => format!("{place}: {number}"),
            (false, 0) => format!("{place}: {}", names.join(", ")),
            (false, _) => format!("{place}: {} and {unnamed} more", names.join(", ")),
        }
    }
}

/// Has the vendor search anew for what uses a certificate.
pub(super) async fn find(account: &Account, id: &str, within: Duration) -> Result<Bindings, String> {
    let ssl = || account.client.ssl_v20191205();
    let search = CreateCertificateBindResourceSyncTaskRequest::new([id], 0u64);
    let answer = account
        .persist(|| ssl().create_certificate_bind_resource_sync_task(search.clone()).send())
        .await
        .map_err(|error| one_line(&error))?;
    let task = answer.cert_task_ids.into_iter().find_map(|task| task.task_id).filter(|task| !task.is_empty());
    let task = task.ok_or("the server did not begin to search")?;

    let ask = DescribeCertificateBindResourceTaskResultRequest::new([task.as_str()]);
    let is_over = |result: &DescribeCertificateBindResourceTaskResultResult| {
        let tasks = &result.sync_task_bind_resource_result;
        tasks.iter().any(|task| task.status.as_ref().is_some_and(|it| *it != SearchStatus::Running))
    };
    let wait = || {
        let call = ssl().describe_certificate_bind_resource_task_result(ask.clone());
        call.until(is_over).within(within).send()
    };
    let counted = account.persist(wait).await.map_err(|error| Waited::from(error).to_string())?;
    let counted = counted.sync_task_bind_resource_result.into_iter().next();
    let mut bindings = counted.map_or_else(|| Err("the server found nothing out".to_owned()), read)?;

    if !bindings.uses.is_empty() {
        let detail =
            DescribeCertificateBindResourceTaskDetailRequest::new(&task).limit(MOST_NAMES).offset("0");
        let detail = account
            .persist(|| ssl().describe_certificate_bind_resource_task_detail(detail.clone()).send())
            .await;
        // The numbers are what counts; names only help to know the resources.
        let detail = detail.map(|detail| to_json(&detail)).unwrap_or_default();
        for of_kind in &mut bindings.uses {
            of_kind.resources = names(&detail, &of_kind.kind, &of_kind.region);
        }
    }
    Ok(bindings)
}

/// The numbers of a search that has come to its end.
fn read(task: SyncTaskBindResourceResult) -> Result<Bindings, String> {
    if task.status != Some(SearchStatus::Found) {
        let error = task.error.unwrap_or_default();
        let texts: Vec<_> = [error.code, error.message].into_iter().flatten().collect();
        return Err(format!("the vendor's search for what uses it failed: {}", printable(&texts.join(": "))));
    }
    let mut bindings = Bindings::default();
    for of_kind in task.bind_resource_result {
        let kind = of_kind.resource_type.unwrap_or_default().to_lowercase();
        for in_region in of_kind.bind_resource_region_result {
            let region = in_region.region.unwrap_or_default();
            if let Some(reason) = in_region.error.filter(|error| !error.is_empty()) {
                bindings.gaps.push(Gap {
                    kind: kind.clone(),
                    region: region.clone(),
                    reason: printable(&reason),
                });
            }
            let number = in_region.total_count.unwrap_or_default();
            if number > 0 {
                bindings.uses.push(Use { kind: kind.clone(), region, number, resources: Vec::new() });
            }
        }
    }
    Ok(bindings)
}

/// By what one knows the resources of a kind and a region, wherever a detail has them: each kind has its own form.
fn names(detail: &Json, kind: &str, region: &str) -> Vec<String> {
    let items =
        |value: &Json, key: &str| value.get(key).and_then(Json::as_array).cloned().unwrap_or_default();
    let text = |value: &Json, key: &str| {
        value.get(key).and_then(Json::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let lists = items(detail, &kind.to_uppercase()).into_iter();
    let lists = lists.filter(|list| text(list, "Region").is_none_or(|of_list| of_list == region));
    let mut found: Vec<String> = Vec::new();
    for list in lists {
        let instances = items(&list, "InstanceList").into_iter();
        found.extend(instances.filter_map(|instance| NAMES.iter().find_map(|key| text(&instance, key))));
        for environment in items(&list, "Environments") {
            for service in ["AccessService", "HostService"] {
                let service = environment.get(service).cloned().unwrap_or_default();
                found.extend(
                    items(&service, "InstanceList").iter().filter_map(|instance| text(instance, "Domain")),
                );
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use qcloud_client::ssl_v20191205::DescribeCertificateBindResourceTaskDetailResult as Detail;

    use super::*;

    #[test]
    fn each_kind_is_known_by_what_it_has() {
        // As the vendor documents it.
        let example = include_str!(
            "../../../spec/ssl_v20191205/examples/DescribeCertificateBindResourceTaskDetail/documented.json"
        );
        let example: Json = serde_json::from_str(example).unwrap();
        let detail: Detail = qcloud_client::wire::read(example["Response"].to_string().as_bytes()).unwrap();
        let detail = to_json(&detail);
        for (kind, region, expected) in [
            ("gaap", "", "ga-9ri8fhos"),
            ("mqtt", "ap-guangzhou", "mqtt-9xgzvm2g"),
            ("scf", "ap-guangzhou", "xinge-test-2020112002.cn"),
            ("tdmq", "ap-guangzhou", "amqp-7dx2ozor"),
        ] {
            assert_eq!(names(&detail, kind, region), [expected], "{kind}");
        }
        assert_eq!(names(&detail, "scf", "ap-beijing"), [""; 0]);
        assert_eq!(names(&detail, "clb", "ap-guangzhou"), [""; 0]);
    }

    #[test]
    fn a_line_names_what_it_can() {
        let mut of_kind =
            Use { kind: "clb".into(), region: "ap-guangzhou".into(), number: 2, resources: vec![] };
        assert_eq!(of_kind.line(), "clb in ap-guangzhou: 2");
        of_kind.resources = vec!["lb-1".into()];
        assert_eq!(of_kind.line(), "clb in ap-guangzhou: lb-1 and 1 more");
        of_kind.resources.push("lb-2".into());
        assert_eq!(of_kind.line(), "clb in ap-guangzhou: lb-1, lb-2");
    }
}
