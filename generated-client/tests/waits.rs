//! Waiting for tasks, on a clock that doesn't wait.

use std::time::Duration;

use qcloud_client::ssl_v20191205::{
    CERTIFICATE_DEPLOYED, CERTIFICATE_ISSUED, CertificateStatus, DescribeCertificateRequest,
    DescribeCertificateResult, DescribeHostDeployRecordDetailRequest, DescribeHostDeployRecordDetailResult,
    UPDATE_BEGUN, UpdateCertificateInstanceRequest, UpdateCertificateInstanceResult,
};
use qcloud_client::testing::{Fault, ReplayTransport, TestRuntime, record};
use qcloud_client::transport::{TransportError, TransportErrorKind};
use qcloud_client::{Call, Client, Credential, ErrorKind, Progress, RetryPolicy};

fn client(replay: &ReplayTransport, runtime: &TestRuntime) -> Client {
    let builder = Client::builder().credential(Credential::new("id", "key")).region("ap-guangzhou");
    let builder = builder.transport(replay.clone()).runtime(runtime.clone()).retry(RetryPolicy::none());
    builder.build().unwrap()
}

fn certificate(status: CertificateStatus) -> DescribeCertificateResult {
    record!(DescribeCertificateResult { status: Some(status) })
}

fn statuses(statuses: impl IntoIterator<Item = i64>) -> ReplayTransport {
    statuses.into_iter().fold(ReplayTransport::new(), |replay, status| {
        replay.result::<DescribeCertificateRequest>(certificate(CertificateStatus::from(status)))
    })
}

fn describe(client: &Client) -> Call<DescribeCertificateRequest> {
    client.ssl_v20191205().describe_certificate(DescribeCertificateRequest::new("9hyvgrkE"))
}

fn seconds(waits: impl IntoIterator<Item = u64>) -> Vec<Duration> {
    waits.into_iter().map(Duration::from_secs).collect()
}

#[tokio::test]
async fn a_task_is_asked_for_at_the_pace_of_the_spec_until_it_is_done() {
    let (replay, runtime) = (statuses([0, 0, 4, 0, 0, 0, 1]), TestRuntime::new());
    let issued = describe(&client(&replay, &runtime)).until(CERTIFICATE_ISSUED).await.unwrap();
    assert_eq!(issued.status, Some(CertificateStatus::Approved));
    assert_eq!(runtime.waits(), seconds([5, 10, 20, 40, 60, 60]));
    assert_eq!(replay.remaining(), 0);
}

#[test]
fn a_program_without_async_waits_too() {
    let (replay, runtime) = (statuses([0, 1]), TestRuntime::new());
    let client = client(&replay, &runtime);
    let issued = describe(&client).until(CERTIFICATE_ISSUED).wait().unwrap();
    assert_eq!(issued.status, Some(CertificateStatus::Approved));
    client.sleep(Duration::from_secs(7)).wait().unwrap();
    assert_eq!(runtime.waits(), seconds([5, 7]));
}

#[tokio::test]
async fn a_failure_is_an_error_with_the_last_result() {
    let (replay, runtime) = (statuses([0, 2]), TestRuntime::new());
    let error = describe(&client(&replay, &runtime)).until(CERTIFICATE_ISSUED).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "DescribeCertificate failed: CERTIFICATE_ISSUED won't be, since the task has failed: `Status` is 2 (The request did not \
         pass verification) [sent]"
    );
    let last = error.last_result::<DescribeCertificateResult>().unwrap();
    assert_eq!(last.status, Some(CertificateStatus::VerificationFailed));
    assert!(error.last_result::<DescribeHostDeployRecordDetailResult>().is_none());
    assert_eq!(error.kind(), ErrorKind::WaitFailed);
    assert!(!error.is_retryable() && !error.is_timeout());
}

#[tokio::test]
async fn time_that_runs_out_is_an_error_with_the_last_result_and_the_last_question_comes_before_it() {
    let (replay, runtime) = (statuses([0, 4, 0, 4, 4]), TestRuntime::new());
    let call = describe(&client(&replay, &runtime)).until(CERTIFICATE_ISSUED);
    let error = call.within(Duration::from_secs(60)).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "DescribeCertificate failed: CERTIFICATE_ISSUED was not so within 60s, asked 5 times: `Status` is 4 (The DNS record for the \
         verification was added) [sent]"
    );
    assert_eq!(runtime.waits(), seconds([5, 10, 20, 20]));
    let last = error.last_result::<DescribeCertificateResult>().unwrap();
    assert_eq!(last.status, Some(CertificateStatus::DnsRecordAdded));
    assert_eq!(error.kind(), ErrorKind::WaitTimeout);
    assert!(error.is_retryable() && error.is_timeout());
}

#[tokio::test]
async fn numbers_are_over_when_they_add_up_and_failed_if_one_has() {
    let counts = |total, succeeded, failed| {
        record!(DescribeHostDeployRecordDetailResult {
            total_count: Some(total),
            success_total_count: Some(succeeded),
            failed_total_count: Some(failed),
        })
    };
    let replay = |last| {
        let all = [counts(0, 0, 0), counts(3, 1, 1), last];
        all.into_iter()
            .fold(ReplayTransport::new(), ReplayTransport::result::<DescribeHostDeployRecordDetailRequest>)
    };
    let wait = async |last| {
        let client = client(&replay(last), &TestRuntime::new());
        let call = client.call(DescribeHostDeployRecordDetailRequest::new("7"));
        call.until(CERTIFICATE_DEPLOYED).await
    };
    assert_eq!(wait(counts(3, 3, 0)).await.unwrap().success_total_count, Some(3));
    let error = wait(counts(3, 1, 2)).await.unwrap_err();
    assert!(error.to_string().contains(": of 3, 1 succeeded and 2 failed ["), "{error}");
    let last = error.last_result::<DescribeHostDeployRecordDetailResult>().unwrap();
    assert_eq!(last.failed_total_count, Some(2));
}

#[tokio::test]
async fn a_request_that_is_to_be_repeated_is_until_it_has_an_id() {
    let begun = |id| record!(UpdateCertificateInstanceResult { deploy_record_id: Some(id) });
    let replay = ReplayTransport::new()
        .result::<UpdateCertificateInstanceRequest>(begun(0))
        .result::<UpdateCertificateInstanceRequest>(begun(0))
        .result::<UpdateCertificateInstanceRequest>(begun(193_752));
    let request = UpdateCertificateInstanceRequest::new("old", ["cdn"]).certificate_id("new");
    let call = client(&replay, &TestRuntime::new()).call(request.clone());
    assert_eq!(call.until(UPDATE_BEGUN).await.unwrap().deploy_record_id, Some(193_752));
    assert_eq!(replay.requests_of::<UpdateCertificateInstanceRequest>(), vec![request; 3]);
}

#[tokio::test]
async fn a_closure_says_how_far_a_task_is_and_its_pace_can_be_set() {
    let (replay, runtime) = (statuses([0, 0, 0, 9]), TestRuntime::new());
    let mut asked = 0;
    let call = describe(&client(&replay, &runtime)).until(move |certificate| {
        asked += 1;
        match certificate.status {
            Some(CertificateStatus::Revoking) => Progress::Done,
            _ if asked > 5 => Progress::Failed,
            _ => Progress::Pending,
        }
    });
    call.pace(Duration::from_secs(1), Duration::from_secs(3)).await.unwrap();
    assert_eq!(runtime.waits(), seconds([1, 2, 3]));

    let runtime = TestRuntime::new();
    let call = describe(&client(&statuses([0, 1]), &runtime));
    call.until(|certificate| certificate.status == Some(CertificateStatus::Approved)).await.unwrap();
    assert_eq!(runtime.waits(), seconds([2]));

    let call = describe(&client(&statuses([0]), &TestRuntime::new()));
    let error = call.until(|_| Progress::Failed).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "DescribeCertificate failed: what it waits for won't be, since the task has failed [sent]"
    );
}

#[tokio::test]
async fn a_fault_that_passes_does_not_end_the_wait_for_a_task_that_was_heard_of() {
    let cut = || TransportError::new(TransportErrorKind::ResponseCut);
    let replay = ReplayTransport::new()
        .result::<DescribeCertificateRequest>(certificate(CertificateStatus::Verifying))
        .once::<DescribeCertificateRequest>(move |_| Err(cut().into()))
        .result::<DescribeCertificateRequest>(certificate(CertificateStatus::Approved));
    let runtime = TestRuntime::new();
    describe(&client(&replay, &runtime)).until(CERTIFICATE_ISSUED).await.unwrap();
    assert_eq!(runtime.waits(), seconds([5, 10]));

    // The first one tells at once that nothing can be heard, and what does not pass ends the wait.
    let replay = ReplayTransport::new().error(cut());
    let error = describe(&client(&replay, &TestRuntime::new())).until(CERTIFICATE_ISSUED).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    let replay = statuses([0]).once::<DescribeCertificateRequest>(|_| {
        Err(Fault::new("FailedOperation.CertificateNotFound", "gone"))
    });
    let error = describe(&client(&replay, &TestRuntime::new())).until(CERTIFICATE_ISSUED).await.unwrap_err();
    assert!(error.is_not_found() && error.last_result::<DescribeCertificateResult>().is_none());

    // Of an Action that changes things only what was surely not done is repeated.
    let begun = || record!(UpdateCertificateInstanceResult { deploy_record_id: Some(0) });
    let replay = ReplayTransport::new()
        .result::<UpdateCertificateInstanceRequest>(begun())
        .once::<UpdateCertificateInstanceRequest>(|_| Err(Fault::new("RequestLimitExceeded", "slower")))
        .once::<UpdateCertificateInstanceRequest>(move |_| Err(cut().into()));
    let call =
        client(&replay, &TestRuntime::new()).call(UpdateCertificateInstanceRequest::new("old", ["cdn"]));
    assert_eq!(call.until(UPDATE_BEGUN).await.unwrap_err().kind(), ErrorKind::Transport);
    assert_eq!(replay.remaining(), 0);
}

#[tokio::test]
async fn a_server_that_stops_answering_does_not_outlast_the_bound() {
    let (runtime, replay) = (TestRuntime::new(), statuses([0]));
    let slow = runtime.clone();
    let replay = replay.on::<DescribeCertificateRequest>(move |_| {
        slow.pass(Duration::from_secs(40));
        Err(TransportError::new(TransportErrorKind::Timeout(Duration::from_secs(40))).into())
    });
    let call = describe(&client(&replay, &runtime)).until(CERTIFICATE_ISSUED);
    let error = call.within(Duration::from_secs(60)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WaitTimeout);
    assert!(error.to_string().contains("; the last call: DescribeCertificate failed: "), "{error}");
    assert!(error.last_result::<DescribeCertificateResult>().is_some());
}

#[tokio::test]
async fn a_wait_can_be_spawned_and_shown() {
    let wait = describe(&client(&statuses([0, 1]), &TestRuntime::new())).until(CERTIFICATE_ISSUED);
    assert!(format!("{wait:?}").starts_with("Until { call: Call { request: DescribeCertificateRequest"));
    let issued = tokio::spawn(wait.send()).await.unwrap().unwrap();
    assert_eq!(issued.status, Some(CertificateStatus::Approved));
}
