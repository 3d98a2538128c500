//! Tests of users: answers by Action, requests as they were sent, records in the form of literals.

use qcloud_client::testing::{Fault, ReplayTransport, TestRuntime, record};
use qcloud_client::transport::{TransportError, TransportErrorKind as Kinds};
use qcloud_client::wss::{
    CertDeleteRequest, CertDeleteResult, CertGetListRequest, CertStatus, CertType, CertUploadRequest,
    CertUploadResult, Certificate, CertificatePage,
};
use qcloud_client::{RetryPolicy, Untyped, wss_v20180426 as v3};

use crate::support::{EMPTY, client, upload};

/// Pages of a list of certificates `0..has`.
fn page(request: &CertGetListRequest, has: u64) -> CertificatePage {
    let size = request.count.unwrap_or(20);
    let start = (request.page.unwrap_or(1) - 1) * size;
    let certificate =
        |id: u64| record!(Certificate { id: id.to_string(), status: Some(CertStatus::Approved) });
    record!(CertificatePage {
        total_num: has,
        list: (start..has.min(start + size)).map(certificate).collect()
    })
}

#[tokio::test]
async fn a_handler_answers_each_request_of_its_action_with_a_result() {
    let replay = ReplayTransport::new().on::<CertGetListRequest>(|request| Ok(page(&request, 45)));
    let client = client(replay.clone(), &TestRuntime::new());
    let request = CertGetListRequest::new().cert_type(CertType::Svr).count(20).with_cert(true);
    let items: Vec<_> = client.wss().cert_get_list(request.clone()).items().try_collect().await.unwrap();
    assert_eq!(
        items.iter().map(|item| item.id.parse().unwrap()).collect::<Vec<u64>>(),
        (0..45).collect::<Vec<_>>()
    );
    assert_eq!(items[0].status, Some(CertStatus::Approved));
    assert_eq!(
        replay.requests_of::<CertGetListRequest>(),
        [request.clone(), request.clone().page(2), request.page(3)]
    );
}

#[tokio::test]
async fn actions_have_their_own_answers_in_order_whatever_the_order_of_calls() {
    let replay = ReplayTransport::new()
        .json("{}")
        .result::<CertUploadRequest>(record!(CertUploadResult { id: "a".to_owned() }))
        .result::<CertUploadRequest>(record!(CertUploadResult { id: "b".to_owned() }))
        .once::<CertDeleteRequest>(|_| Err(Fault::new("ResourceNotFound", "gone")))
        .once::<CertDeleteRequest>(|_| Err(Fault::new("4104", "who are you")))
        .once::<CertDeleteRequest>(|_| Err(TransportError::new(Kinds::Cut).into()))
        .once::<CertDeleteRequest>(|_| {
            Err(http::Response::builder().status(403).body("<html>").unwrap().into())
        })
        .on::<CertDeleteRequest>(|_| Ok(CertDeleteResult::default()));
    assert_eq!(replay.remaining(), 7);
    let client = client(replay.clone(), &TestRuntime::new());
    let delete = || client.wss().cert_delete(CertDeleteRequest::new("x")).retry(RetryPolicy::none());
    let error = delete().await.unwrap_err();
    assert_eq!((error.code_text(), error.message()), (Some("ResourceNotFound"), Some("gone")));
    assert_eq!(client.wss().cert_upload(upload()).await.unwrap().id, "a");
    assert_eq!(delete().await.unwrap_err().code(), Some(4104));
    assert!(delete().await.unwrap_err().is_transport());
    assert_eq!(delete().await.unwrap_err().http_status().unwrap(), 403);
    assert_eq!(client.wss().cert_upload(upload()).await.unwrap().id, "b");
    for _ in 0..3 {
        delete().await.unwrap();
    }
    // What is for anybody was left for whom nothing is prepared.
    assert_eq!(replay.remaining(), 1);
    let call = client.wss().cert_upload(upload()).retry(RetryPolicy::none());
    assert!(call.await.unwrap_err().is_unreadable());
    let error = client.wss().cert_upload(upload()).await.unwrap_err();
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert_eq!(cause, "the replay has no answers left for `CertUpload`: prepare more of them");
}

#[tokio::test]
async fn calls_at_once_are_each_answered_for_their_own() {
    let replay =
        ReplayTransport::new()
            .on::<CertGetListRequest>(|request| Ok(page(&request, 45)))
            .on::<CertUploadRequest>(|request| Ok(record!(CertUploadResult { id: request.alias.unwrap() })));
    let client = client(replay, &TestRuntime::new());
    let uploads = (0..20).map(|id| client.wss().cert_upload(upload().alias(id.to_string())).send());
    let lists = (1..4).map(|page| client.wss().cert_get_list(CertGetListRequest::new().page(page)).send());
    let (uploads, lists): (Vec<_>, Vec<_>) =
        (uploads.map(tokio::spawn).collect(), lists.map(tokio::spawn).collect());
    for (id, uploaded) in uploads.into_iter().enumerate() {
        assert_eq!(uploaded.await.unwrap().unwrap().id, id.to_string());
    }
    for (list, length) in lists.into_iter().zip([20, 20, 5]) {
        assert_eq!(list.await.unwrap().unwrap().list.len(), length);
    }
}

#[tokio::test]
async fn requests_of_both_apis_are_typed_and_json() {
    let replay = ReplayTransport::new()
        .result::<CertUploadRequest>(CertUploadResult::default())
        .result::<v3::DescribeCertListRequest>(record!(v3::DescribeCertListResult { total_count: Some(1) }))
        .failure("ResourceNotFound", "gone");
    let client = client(replay.clone(), &TestRuntime::new());
    client.wss().cert_upload(upload().alias("12")).await.unwrap();
    let request = v3::DescribeCertListRequest::new("ssl").limit(5);
    let result = client.wss_v20180426().describe_cert_list(request.clone()).await.unwrap();
    assert_eq!(result.total_count, Some(1));
    assert!(result.request_id.is_some_and(|id| !id.is_empty()));
    let error = client.wss_v20180426().describe_cert_list(request.clone()).await.unwrap_err();
    assert_eq!((error.code_text(), error.message()), (Some("ResourceNotFound"), Some("gone")));

    let requests = replay.requests();
    assert_eq!(requests[0].typed::<CertUploadRequest>().unwrap(), upload().alias("12"));
    assert_eq!(requests[0].json()["alias"], "12");
    assert!(requests[0].json().get("Signature").is_none());
    assert_eq!(requests[0].action().as_deref(), Some("CertUpload"));
    assert_eq!(requests[1].typed::<v3::DescribeCertListRequest>().unwrap(), request);
    assert_eq!(requests[1].json(), serde_json::json!({"ModuleType": "ssl", "Limit": 5}));
    assert_eq!(requests[1].parameter("Limit").as_deref(), Some("5"));
    assert_eq!(requests[1].action().as_deref(), Some("DescribeCertList"));
    assert_eq!(replay.requests_of::<v3::DescribeCertListRequest>().len(), 2);
    let error = requests[0].typed::<v3::DescribeCertListRequest>().unwrap_err();
    assert!(error.to_string().contains("ModuleType"), "{error}");
}

#[tokio::test]
async fn nested_parameters_of_an_untyped_call_are_json() {
    let replay = ReplayTransport::new().json(EMPTY);
    let client = client(replay.clone(), &TestRuntime::new());
    let parameters = (0..11).map(|index| (format!("filters.{index}.name"), index.to_string()));
    let request = Untyped::v2("vpc", "DescribeVpcs", parameters.chain([("all".to_owned(), "1".to_owned())]));
    client.call_untyped(request).await.unwrap();
    let json = replay.requests()[0].json();
    assert_eq!(json["all"], "1");
    assert_eq!(json["filters"].as_array().unwrap().len(), 11);
    assert_eq!(json["filters"][10], serde_json::json!({"name": "10"}));
}
