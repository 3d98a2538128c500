//! Lists page by page: where they start, where they end, and that they do.

use std::sync::{Arc, Mutex};

use qcloud_client::internal::{self, PageStyle};
use qcloud_client::testing::TestRuntime;
use qcloud_client::transport::TransportErrorKind as Kinds;
use qcloud_client::wire::{self};
use qcloud_client::wss::CertGetListRequest;
use qcloud_client::{Client, Error, Items, Pages};

use crate::support::{Answer, Parameters, Server, client, lost, next, ok, refusal, replay};

/// An item of the handwritten Action.
pub(crate) struct Thing {
    pub(crate) id: u64,
}

internal::record!(Thing {
    0 id "id" [REQUIRED];
});

pub(crate) struct Things {
    total: Option<u64>,
    pub(crate) list: Vec<Thing>,
}

internal::record!(Things {
    0 total "total" [];
    1 list "list" [PAGES];
});

/// An Action that pages by offset, in the shape of generated code.
pub(crate) struct ThingsRequest {
    offset: Option<u64>,
    limit: Option<u64>,
}

internal::record!(ThingsRequest {
    0 offset "offset" [];
    1 limit "limit" [];
});

static SERVICE: internal::ServiceInfo = internal::ServiceInfo {
    name: "things",
    host: "things.api.qcloud.com",
    path: "/v2/index.php",
    protocol: &internal::V2,
    version: "",
    region_required: false,
};

impl wire::Action for ThingsRequest {
    type Result = Things;
    const INFO: &'static internal::ActionInfo = &internal::ActionInfo {
        service: &SERVICE,
        name: "GetThings",
        host: None,
        idempotent: true,
        sensitive: false,
        errors: &[],
        method: wire::Method::Get,
        place: internal::ResultPlace::Data(&["data"]),
    };
}

impl wire::Paginated for ThingsRequest {
    type Item = Thing;
    const PAGES: &'static internal::PageInfo = &internal::PageInfo {
        style: PageStyle::Offset,
        first: 0,
        default_size: Some(20),
        position: 0,
        size: Some(1),
        total: Some(&[0]),
        next: None,
        items: &[1],
    };
}

pub(crate) fn things(offset: Option<u64>, limit: Option<u64>) -> ThingsRequest {
    ThingsRequest { offset, limit }
}

pub(crate) fn page(total: Option<u64>, ids: impl IntoIterator<Item = u64>, key: &str) -> String {
    let list: Vec<_> = ids.into_iter().map(|id| format!(r#"{{"id":{id}}}"#)).collect();
    let total = total.map_or(String::new(), |total| format!(r#""{key}":{total},"#));
    format!(r#"{{"code":0,"message":"","codeDesc":"Success","data":{{{total}"list":[{}]}}}}"#, list.join(","))
}

/// Certificates 0.. by page number, and things 0.. by offset, of which the server has `has`, tells `tells`, and gives at
/// most `cap` at a time.
pub(crate) fn listing(has: u64, tells: Option<u64>, cap: u64) -> Server {
    Server::new(move |parameters, _| {
        let size = parameters.number("count").or(parameters.number("limit")).unwrap_or(20).min(cap);
        let (start, key) = if parameters.get("Action") == Some("CertGetList") {
            ((parameters.number("page").unwrap_or(1) - 1) * size, "totalNum")
        } else {
            (parameters.number("offset").unwrap_or(0), "total")
        };
        ok(page(tells, start.min(has)..(start + size).min(has), key))
    })
}

pub(crate) fn connect(server: &Server) -> Client {
    client(server.clone(), &TestRuntime::new())
}

async fn certificates(mut items: Items<CertGetListRequest>) -> (Vec<u64>, Option<Error>) {
    let mut ids = Vec::new();
    while let Some(item) = next(&mut items).await {
        match item {
            Ok(certificate) => ids.push(certificate.id.parse().unwrap()),
            Err(error) => {
                assert!(next(&mut items).await.is_none());
                return (ids, Some(error));
            }
        }
    }
    assert!(next(&mut items).await.is_none());
    (ids, None)
}

async fn all_things(mut items: Items<ThingsRequest>) -> (Vec<u64>, Option<Error>) {
    let mut ids = Vec::new();
    while let Some(item) = next(&mut items).await {
        match item {
            Ok(thing) => ids.push(thing.id),
            Err(error) => return (ids, Some(error)),
        }
    }
    (ids, None)
}

/// The lengths of the pages.
async fn lengths(mut pages: Pages<CertGetListRequest>) -> Vec<usize> {
    let mut lengths = Vec::new();
    while let Some(page) = next(&mut pages).await {
        lengths.push(page.unwrap().list.len());
    }
    lengths
}

pub(crate) fn asked(server: &Server, name: &str) -> Vec<Option<u64>> {
    server.requests().iter().map(|request: &Parameters| request.number(name)).collect()
}

#[tokio::test]
async fn a_list_by_page_ends_on_the_total() {
    for (has, requests) in [(1, 1), (19, 1), (20, 1), (21, 2), (40, 2), (45, 3)] {
        let server = listing(has, Some(has), 100);
        let items = connect(&server).wss().cert_get_list(CertGetListRequest::new()).items();
        let (ids, error) = certificates(items).await;
        assert_eq!(ids, (0..has).collect::<Vec<_>>());
        assert!(error.is_none());
        assert_eq!(server.sent(), requests, "{has}");
    }
    let server = listing(45, Some(45), 100);
    let call = connect(&server).wss().cert_get_list(CertGetListRequest::new());
    assert_eq!(lengths(call.pages()).await, [20, 20, 5]);
    assert_eq!(asked(&server, "page"), [None, Some(2), Some(3)]);
}

#[tokio::test]
async fn a_list_by_offset_ends_on_the_total_a_short_page_or_an_empty_one() {
    for (has, tells, requests) in [
        (45, Some(45), vec![None, Some(20), Some(40)]),
        (40, Some(40), vec![None, Some(20)]),
        (45, None, vec![None, Some(20), Some(40)]),
        (40, None, vec![None, Some(20), Some(40)]),
        (40, Some(99), vec![None, Some(20), Some(40)]),
    ] {
        let server = listing(has, tells, 100);
        let items = connect(&server).call(things(None, None)).items().accept_incomplete(true);
        let (ids, error) = all_things(items).await;
        assert_eq!(ids, (0..has).collect::<Vec<_>>());
        assert!(error.is_none());
        assert_eq!(asked(&server, "offset"), requests, "{has} {tells:?}");
    }
}

#[tokio::test]
async fn a_total_below_zero_is_none_and_an_error_where_it_is_required() {
    let server = Server::new(|parameters, _| {
        let start = parameters.number("offset").unwrap_or(0);
        let body = page(None, start..(start + 2).min(3), "");
        ok(body.replace(r#""data":{"#, r#""data":{"total":-1,"totalNum":-1,"#))
    });
    let (ids, error) = all_things(connect(&server).call(things(None, Some(2))).items()).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!((ids, server.sent()), (vec![0, 1, 2], 2));
    let items = connect(&server).wss().cert_get_list(CertGetListRequest::new()).items();
    let (ids, error) = certificates(items).await;
    assert!(ids.is_empty());
    let error = error.unwrap().to_string();
    assert!(error.contains("data.totalNum: expected an integer"), "{error}");
}

#[tokio::test]
async fn no_more_than_one_body_is_kept_and_an_id_that_was_asked_for_outlives_it() {
    for is_asked_for in [true, false] {
        let server = Server::new(|parameters, _| match parameters.number("page") {
            None => ok(page(Some(40), 0..20, "totalNum").replacen('{', r#"{"requestId":"f2a3","#, 1)),
            Some(_) => ok(r#"{"code":4000,"message":"gone"}"#.to_owned()),
        });
        let mut pages = connect(&server).wss().cert_get_list(CertGetListRequest::new()).pages();
        next(&mut pages).await.unwrap().unwrap();
        let first = pages.metadata().unwrap();
        assert!(first.raw_body().starts_with(br#"{"requestId""#));
        if is_asked_for {
            assert_eq!(first.request_id(), Some("f2a3"));
        }
        next(&mut pages).await.unwrap().unwrap_err();
        let first = pages.metadata().unwrap();
        assert!(first.raw_body().is_empty());
        assert_eq!(first.request_id(), Some("f2a3").filter(|_| is_asked_for));
    }
}

#[tokio::test]
async fn an_empty_list_is_one_page_and_no_items() {
    let server = listing(0, Some(0), 100);
    let call = || connect(&server).wss().cert_get_list(CertGetListRequest::new());
    assert_eq!(lengths(call().pages()).await, [0]);
    assert!(certificates(call().items()).await.0.is_empty());
    assert_eq!(server.sent(), 2);
}

#[tokio::test]
async fn a_list_starts_at_the_callers_page() {
    let server = listing(45, Some(45), 100);
    let request = CertGetListRequest::new().page(2).count(10);
    let (ids, _) = certificates(connect(&server).wss().cert_get_list(request).items()).await;
    assert_eq!(ids, (10..45).collect::<Vec<_>>());
    assert_eq!(asked(&server, "page"), [Some(2), Some(3), Some(4), Some(5)]);

    let server = listing(45, Some(45), 100);
    let (ids, _) = all_things(connect(&server).call(things(Some(30), Some(10))).items()).await;
    assert_eq!(ids, (30..45).collect::<Vec<_>>());
    assert_eq!(asked(&server, "offset"), [Some(30), Some(40)]);
}

#[tokio::test]
async fn a_start_beyond_the_end_is_one_empty_page() {
    let server = listing(45, Some(45), 100);
    let call = connect(&server).wss().cert_get_list(CertGetListRequest::new().page(9));
    assert_eq!(lengths(call.pages()).await, [0]);
}

#[tokio::test]
async fn a_server_that_gives_smaller_pages_than_asked_for_loses_no_items() {
    for first in 1..=5 {
        for has in [200, 230, 249, 250, 251, 300] {
            let server = listing(has, Some(has), 50);
            let request = CertGetListRequest::new().page(first).count(100);
            let (ids, error) = certificates(connect(&server).wss().cert_get_list(request).items()).await;
            assert_eq!(ids, ((first - 1) * 50..has).collect::<Vec<_>>(), "{first} {has}");
            assert!(error.is_none());
        }
    }
    for offset in [None, Some(130)] {
        let server = listing(250, Some(250), 50);
        let (ids, _) = all_things(connect(&server).call(things(offset, Some(100))).items()).await;
        assert_eq!(ids, (offset.unwrap_or(0)..250).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn a_server_that_gives_its_last_page_for_all_that_would_follow_is_read_to_its_end() {
    let server = Server::new(|_, _| ok(page(Some(45), 40..45, "totalNum")));
    let request = CertGetListRequest::new().page(3);
    let (ids, error) = certificates(connect(&server).wss().cert_get_list(request).items()).await;
    assert_eq!(ids, [40, 41, 42, 43, 44]);
    assert!(error.is_none());
}

#[tokio::test]
async fn a_server_that_ignores_the_page_is_found_out_at_the_second() {
    let server = Server::new(|_, _| ok(page(Some(45), 0..20, "totalNum")));
    let items = connect(&server).wss().cert_get_list(CertGetListRequest::new()).items();
    let (ids, error) = certificates(items).await;
    assert_eq!(ids, (0..20).collect::<Vec<_>>());
    assert_eq!(
        error.unwrap().to_string(),
        "CertGetList failed: page 2 is the same as the one before: \
         the server seems to ignore which page is asked for [sent]"
    );
    assert_eq!(server.sent(), 2);
}

#[tokio::test]
async fn a_server_whose_total_grows_as_fast_as_it_is_read_is_left_at_last() {
    let server = Server::new(|parameters, number| {
        let start = parameters.number("offset").unwrap_or(0);
        ok(page(Some(40 + 20 * number as u64), start..start + 20, "total"))
    });
    let (ids, error) = all_things(connect(&server).call(things(None, None)).items()).await;
    assert_eq!(
        error.unwrap().to_string(),
        "GetThings failed: the total has grown from 60 to 380 while 17 pages were read: the list has no end [sent]"
    );
    assert_eq!((ids.len(), server.sent()), (320, 17));
}

#[tokio::test]
async fn a_list_that_grows_a_little_is_read_to_its_end() {
    let server = Server::new(|parameters, number| {
        let (start, has) = (parameters.number("offset").unwrap_or(0), 40 + 7 * number as u64);
        ok(page(Some(has), start..(start + 20).min(has), "total"))
    });
    let (ids, error) = all_things(connect(&server).call(things(None, None)).items()).await;
    assert!(error.is_none());
    assert_eq!(ids, (0..68).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_page_that_fails_comes_behind_the_items_before_it_and_is_the_last() {
    for (failure, code) in [(refusal(5100), Some(5100)), ("<html>".to_owned(), None)] {
        let server = Server::new(move |parameters, _| -> Answer {
            match parameters.number("page") {
                Some(3) => Ok(crate::support::status(400, &[], failure.clone())),
                page_number => {
                    let start = (page_number.unwrap_or(1) - 1) * 20;
                    ok(page(Some(90), start..start + 20, "totalNum"))
                }
            }
        });
        // No such status changes what the envelope says.
        let items = connect(&server).wss().cert_get_list(CertGetListRequest::new()).items();
        let (ids, error) = certificates(items).await;
        assert_eq!(ids, (0..40).collect::<Vec<_>>());
        assert_eq!(error.unwrap().code(), code);
        assert_eq!(server.sent(), 3);
    }
}

#[tokio::test]
async fn a_page_is_repeated_like_any_call() {
    let failed = Arc::new(Mutex::new(false));
    let server = Server::new(move |parameters, _| {
        let mut failed = failed.lock().unwrap();
        if parameters.number("page") == Some(2) && !*failed {
            *failed = true;
            return lost(Kinds::Cut);
        }
        let start = (parameters.number("page").unwrap_or(1) - 1) * 20;
        ok(page(Some(45), start..(start + 20).min(45), "totalNum"))
    });
    let items = connect(&server).wss().cert_get_list(CertGetListRequest::new()).items();
    assert_eq!(certificates(items).await.0.len(), 45);
    assert_eq!(asked(&server, "page"), [None, Some(2), Some(2), Some(3)]);
}

#[tokio::test]
async fn nothing_is_asked_for_before_it_is_wanted() {
    let server = listing(45, Some(45), 100);
    let mut items = connect(&server).wss().cert_get_list(CertGetListRequest::new()).items();
    assert_eq!(server.sent(), 0);
    for _ in 0..20 {
        next(&mut items).await.unwrap().unwrap();
        assert_eq!(server.sent(), 1);
    }
    next(&mut items).await.unwrap().unwrap();
    assert_eq!(server.sent(), 2);
}

#[tokio::test]
async fn a_list_that_ends_before_its_total_is_an_error_behind_its_items() {
    for (has, sent) in [(0, 1), (7, 2), (20, 2), (45, 4)] {
        let story = format!("the list ended after {has} items, although the server tells of 99 [sent]");
        let server = listing(has, Some(99), 100);
        let (ids, error) = all_things(connect(&server).call(things(None, None)).items()).await;
        assert_eq!(
            (ids, server.sent()),
            ((0..has).collect(), sent.min(usize::try_from(has).unwrap() / 20 + 2))
        );
        assert_eq!(error.unwrap().to_string(), format!("GetThings failed: {story}"));
        let server = listing(has, Some(99), 100);
        let items = connect(&server).wss().cert_get_list(CertGetListRequest::new()).items();
        let (ids, error) = certificates(items).await;
        assert_eq!(ids, (0..has).collect::<Vec<_>>());
        assert_eq!(error.unwrap().to_string(), format!("CertGetList failed: {story}"));
        // From the middle on nobody knows what was before.
        let server = listing(has, Some(99), 100);
        assert!(all_things(connect(&server).call(things(Some(1), None)).items()).await.1.is_none());
    }
}

#[tokio::test]
async fn nulls_among_the_items_count_for_the_end_and_the_next_page() {
    let server = Server::new(|parameters, _| {
        let offset = parameters.number("offset").unwrap_or(0);
        let list: Vec<_> = (offset..(offset + 2).min(5))
            .map(|id| if id % 2 == 0 { "null".to_owned() } else { format!(r#"{{"id":{id}}}"#) })
            .collect();
        ok(format!(r#"{{"code":0,"data":{{"total":5,"list":[{}]}}}}"#, list.join(",")))
    });
    let (ids, error) = all_things(connect(&server).call(things(None, Some(2))).items()).await;
    assert_eq!(ids, [1, 3]);
    assert!(error.is_none());
    assert_eq!(asked(&server, "offset"), [None, Some(2), Some(4)]);
}

#[tokio::test]
async fn a_page_is_the_same_only_if_all_that_came_is() {
    let server = Server::new(|parameters, _| {
        let offset = parameters.number("offset").unwrap_or(0);
        ok(format!(r#"{{"code":0,"data":{{"total":3,"list":[{{"id":1,"unknown":{offset}}}]}}}}"#))
    });
    let (ids, error) = all_things(connect(&server).call(things(None, Some(1))).items()).await;
    assert_eq!(ids, [1, 1, 1]);
    assert!(error.is_none());
}

#[tokio::test]
async fn an_item_that_comes_again_on_a_numbered_page_is_an_error() {
    // The server takes the number of the page for that of the first item.
    let overlapping = || {
        Server::new(|parameters, _| {
            let start = parameters.number("page").unwrap_or(1) - 1;
            ok(page(Some(45), start..start + 20, "totalNum"))
        })
    };
    let call = |server: &Server| connect(server).wss().cert_get_list(CertGetListRequest::new());
    let (ids, error) = certificates(call(&overlapping()).items()).await;
    assert_eq!(ids, (0..20).collect::<Vec<_>>());
    assert_eq!(
        error.unwrap().to_string(),
        "CertGetList failed: page 2 has an item that was on a page before: \
         the list has changed, or the server counts pages otherwise [sent]"
    );
    let (ids, error) = certificates(call(&overlapping()).items().accept_incomplete(true)).await;
    assert_eq!(ids.len(), 60);
    assert!(error.is_none());
}

#[tokio::test]
async fn pages_of_no_items_are_refused() {
    let server = listing(45, Some(45), 100);
    let (ids, error) = all_things(connect(&server).call(things(None, Some(0))).items()).await;
    let error = error.unwrap();
    assert!(ids.is_empty() && error.is_invalid_request() && !error.may_have_been_sent());
    assert_eq!(error.to_string(), "pages of 0 items come to no end: ask for 1 or more on each");
    assert_eq!(server.sent(), 0);
}

#[cfg(feature = "dnspod_v20210323")]
#[tokio::test]
async fn a_service_s_code_for_nothing_there_is_an_empty_list_and_ends_one() {
    use qcloud_client::dnspod_v20210323::DescribeRecordListRequest;

    let nothing = r#"{"Response":{"Error":{"Code":"ResourceNotFound.NoDataOfRecord","Message":"none"},"RequestId":"r"}}"#;
    let first = r#"{"Response":{"RecordList":[{"RecordId":1},{"RecordId":2}],"RequestId":"r"}}"#;
    let transport = replay([ok(nothing), ok(first), ok(nothing)]);
    let client = client(transport.clone(), &TestRuntime::new());
    let request = || DescribeRecordListRequest::new("example.com").limit(2);
    let page = client.dnspod_v20210323().describe_record_list(request()).await.unwrap();
    assert!(page.record_list.is_empty());
    // Without a total only the server knows that this was all.
    let items = client.dnspod_v20210323().describe_record_list(request()).items();
    let ids: Vec<_> =
        items.try_collect::<Vec<_>>().await.unwrap().into_iter().map(|record| record.record_id).collect();
    assert_eq!(ids, [Some(1), Some(2)]);
    assert_eq!(transport.requests().len(), 3);
    let other = nothing.replace("NoDataOfRecord", "NoDataOfDomain");
    let client = crate::support::client(replay([ok(other)]), &TestRuntime::new());
    let error = client.dnspod_v20210323().describe_record_list(request()).await.unwrap_err();
    assert_eq!(error.code_text(), Some("ResourceNotFound.NoDataOfDomain"));
}
