//! The resources of an old certificate get the new one, and what came of it.

use std::time::{Duration, Instant};

use qcloud_client::ssl_v20191205::{
    DescribeHostUpdateRecordDetailRequest, DescribeHostUpdateRecordDetailResult, ResourceTypeRegions,
    RolloutStatus, UpdateCertificateInstanceRequest, UpdateRecordDetail,
};

use super::account::{Account, Waited};
use super::bindings::{Use, place};
use super::kinds;
use crate::output::printable;

/// Another update or deployment of the certificate runs, and this one can begin when it is over.
const BUSY: &str = "FailedOperation.CertificateDeployHasPendingRecord";
/// There is nothing left to update.
const NOTHING: &str = "FailedOperation.CertificateDeployInstanceEmpty";
/// The status of a resource that did not get the new certificate.
const FAILED: [RolloutStatus; 3] =
    [RolloutStatus::Failed, RolloutStatus::RolledBack, RolloutStatus::RollbackFailed];
/// The first wait until an update is asked for again, and the longest.
const PACE: [Duration; 2] = [Duration::from_secs(2), Duration::from_secs(15)];
/// So many resources are asked for at once.
const PAGE: u64 = 200;

/// An update that the vendor has begun.
#[derive(Clone, Debug)]
pub(super) struct Begun {
    pub(super) record: u64,
    /// Whether it is for this request; else it is one that was under way already.
    pub(super) is_new: bool,
}

/// How an update has ended.
#[derive(Clone, Debug, Default)]
pub(super) struct Ended {
    pub(super) total: i64,
    pub(super) succeeded: i64,
    pub(super) failures: Vec<Failure>,
    pub(super) failed: i64,
}

/// A resource that has not got the new certificate.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    pub(super) kind: String,
    pub(super) region: String,
    pub(super) resource: String,
    pub(super) reason: String,
}

/// Has the vendor update the resources of an old certificate; `None` when there are none any more. The request is the same each
/// time, so it is safe to repeat: the answer is id 0 while the vendor looks for the resources.
pub(super) async fn begin(
    account: &Account,
    old: &str,
    new: &str,
    uses: &[Use],
    deadline: Instant,
) -> Result<Option<Begun>, Waited> {
    let request = request(old, new, uses);
    let [mut pause, longest] = PACE;
    loop {
        let ask = || account.client.ssl_v20191205().update_certificate_instance(request.clone()).send();
        match account.persist(ask).await {
            Ok(result) => {
                if let Some(record) = result.deploy_record_id.filter(|record| *record > 0) {
                    return Ok(Some(Begun { record, is_new: result.deploy_status != Some(0) }));
                }
            }
            Err(error) if error.code_text() == Some(BUSY) => {}
            Err(error) if error.code_text() == Some(NOTHING) => return Ok(None),
            Err(error) => return Err(Waited::Failed(error)),
        }
        let left = account.left(deadline);
        if left.is_zero() {
            return Err(Waited::Late);
        }
        account.client.sleep(pause.min(left)).await;
        pause = (pause * 2).min(longest);
    }
}

fn request(old: &str, new: &str, uses: &[Use]) -> UpdateCertificateInstanceRequest {
    let mut in_kinds: Vec<&str> = Vec::new();
    let mut in_regions: Vec<ResourceTypeRegions> = Vec::new();
    for of_kind in uses {
        if !in_kinds.contains(&of_kind.kind.as_str()) {
            in_kinds.push(&of_kind.kind);
        }
        if !kinds::is_regional(&of_kind.kind) || of_kind.region.is_empty() {
            continue;
        }
        let known = in_regions.iter_mut().find(|known| known.resource_type.as_deref() == Some(&of_kind.kind));
        if let Some(known) = known {
            known.regions.get_or_insert_default().push(of_kind.region.clone());
        } else {
            let mut regions = ResourceTypeRegions::default();
            regions.resource_type = Some(of_kind.kind.clone());
            regions.regions = Some(vec![of_kind.region.clone()]);
            in_regions.push(regions);
        }
    }
    let request = UpdateCertificateInstanceRequest::new(old, in_kinds).certificate_id(new);
    if in_regions.is_empty() { request } else { request.resource_types_regions(in_regions) }
}

/// Waits until all resources of an update have got the new certificate or failed.
pub(super) async fn wait(account: &Account, record: u64, deadline: Instant) -> Result<Ended, Waited> {
    let page = |offset: u64| {
        let request =
            DescribeHostUpdateRecordDetailRequest::new(record.to_string()).limit(PAGE).offset(offset);
        account.client.ssl_v20191205().describe_host_update_record_detail(request)
    };
    let wait = || page(0).until(is_over).within(account.left(deadline)).send();
    let first = account.persist(wait).await?;
    let mut ended = Ended {
        total: first.total_count.unwrap_or_default(),
        succeeded: first.success_total_count.unwrap_or_default(),
        failed: first.failed_total_count.unwrap_or_default(),
        failures: Vec::new(),
    };
    let mut result = first;
    let mut seen = 0;
    while ended.failed > 0 {
        let resources: Vec<_> =
            result.record_detail_list.into_iter().flat_map(|of_kind| of_kind.list).collect();
        seen += resources.len();
        let failed =
            resources.iter().filter(|one| one.status.as_ref().is_some_and(|status| FAILED.contains(status)));
        ended.failures.extend(failed.map(Failure::new));
        let is_last = resources.is_empty() || i64::try_from(seen).is_ok_and(|seen| seen >= ended.total);
        if is_last {
            break;
        }
        // The reasons are told as far as they are known; that something failed is known already.
        match account.persist(|| page(seen as u64).send()).await {
            Ok(next) => result = next,
            Err(_) => break,
        }
    }
    Ok(ended)
}

/// Zero resources are none that are done: they are not known yet.
fn is_over(result: &DescribeHostUpdateRecordDetailResult) -> bool {
    let number = |number: Option<i64>| number.unwrap_or_default();
    let total = number(result.total_count);
    total > 0 && number(result.success_total_count) + number(result.failed_total_count) >= total
}

impl Failure {
    fn new(resource: &UpdateRecordDetail) -> Self {
        let text = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let parts = [
            text(&resource.instance_id),
            text(&resource.listener_id),
            text(&resource.bucket),
            text(&resource.namespace),
            text(&resource.secret_name),
            text(&resource.env_id),
            Some(resource.domains.join(", ")).filter(|domains| !domains.is_empty()),
        ];
        let parts: Vec<_> = parts.into_iter().flatten().collect();
        let reason = text(&resource.error_msg).unwrap_or_else(|| "the vendor says no reason".to_owned());
        Self {
            kind: text(&resource.resource_type).unwrap_or_default(),
            region: text(&resource.region).unwrap_or_default(),
            resource: printable(&parts.join(" ")),
            reason: printable(&reason),
        }
    }

    /// All of it on one line.
    pub(super) fn line(&self) -> String {
        format!("{}: {}: {}", place(&self.kind, &self.region), self.resource, self.reason)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_kind(kind: &str, region: &str) -> Use {
        Use { kind: kind.to_owned(), region: region.to_owned(), number: 1, resources: Vec::new() }
    }

    #[test]
    fn regions_are_named_for_the_kinds_that_have_them() {
        let uses = [of_kind("clb", "ap-guangzhou"), of_kind("cdn", ""), of_kind("clb", "ap-beijing")];
        let request = qcloud_client::wire::to_json(&request("old", "new", &uses));
        assert_eq!(
            request,
            serde_json::json!({
                "OldCertificateId": "old",
                "CertificateId": "new",
                "ResourceTypes": ["clb", "cdn"],
                "ResourceTypesRegions": [{"ResourceType": "clb", "Regions": ["ap-guangzhou", "ap-beijing"]}],
            })
        );
        let request = super::request("old", "new", &[of_kind("cdn", "ap-guangzhou")]);
        assert_eq!(request.resource_types_regions, None);
    }

    #[test]
    fn an_update_of_nothing_is_not_over_yet() {
        let result = |total, succeeded, failed| {
            let mut result = DescribeHostUpdateRecordDetailResult::default();
            result.total_count = Some(total);
            result.success_total_count = Some(succeeded);
            result.failed_total_count = Some(failed);
            is_over(&result)
        };
        assert!(!result(0, 0, 0) && !result(3, 2, 0) && result(3, 2, 1) && result(3, 3, 0));
        assert!(!is_over(&DescribeHostUpdateRecordDetailResult::default()));
    }
}
