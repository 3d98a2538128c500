//! How lists are read: without another crate, on from a bookmark, within a time, and one page ahead.

use std::time::Duration;

use qcloud_client::testing::{SilentTransport, TestRuntime};
use qcloud_client::wss::CertGetListRequest;
use qcloud_client::{Bookmark, Items, wire};

use crate::pages::{ThingsRequest, asked, connect, listing, page, things};
use crate::support::{Answer, Server, client, ok, refusal};

fn ids(list: &[qcloud_client::wss::Certificate]) -> Vec<u64> {
    list.iter().map(|certificate| certificate.id.parse().unwrap()).collect()
}

#[tokio::test]
async fn pages_and_items_are_read_without_the_traits_of_another_crate() {
    let server = listing(45, Some(45), 100);
    let list = || connect(&server).wss().cert_get_list(CertGetListRequest::new());
    let mut pages = list().pages();
    assert_eq!(pages.next().await.unwrap().unwrap().list.len(), 20);
    assert_eq!(pages.try_next().await.unwrap().unwrap().list.len(), 20);
    let rest: Vec<_> = pages.try_collect().await.unwrap();
    assert_eq!(rest.iter().map(|page| page.list.len()).collect::<Vec<_>>(), [5]);
    let mut items = list().items();
    assert_eq!(items.next().await.unwrap().unwrap().id, "0");
    assert_eq!(items.try_next().await.unwrap().unwrap().id, "1");
    assert_eq!(ids(&items.try_collect::<Vec<_>>().await.unwrap()), (2..45).collect::<Vec<_>>());
}

/// Kept as text and read again, as another process does.
fn kept(bookmark: &Bookmark) -> Bookmark {
    wire::read(serde_json::to_string(bookmark).unwrap().as_bytes()).unwrap()
}

#[tokio::test]
async fn items_go_on_at_any_place_and_each_comes_once() {
    for by_page in [true, false] {
        for taken in 0..=45 {
            let server = listing(45, Some(45), 100);
            let read = if by_page {
                let list =
                    || connect(&server).wss().cert_get_list(CertGetListRequest::new().count(10)).items();
                let (mut read, bookmark) = some_certificates(list(), taken).await;
                if let Some(bookmark) = bookmark {
                    read.extend(ids(&list().resume(kept(&bookmark)).try_collect::<Vec<_>>().await.unwrap()));
                }
                read
            } else {
                let list = || connect(&server).call(things(None, Some(10))).items();
                let (mut read, bookmark) = some_things(list(), taken).await;
                if let Some(bookmark) = bookmark {
                    let rest: Vec<_> = list().resume(kept(&bookmark)).try_collect().await.unwrap();
                    read.extend(rest.iter().map(|thing| thing.id));
                }
                read
            };
            assert_eq!(read, (0..45).collect::<Vec<_>>(), "{by_page} {taken}");
        }
    }
}

async fn some_certificates(
    mut items: Items<CertGetListRequest>,
    most: usize,
) -> (Vec<u64>, Option<Bookmark>) {
    let mut read = Vec::new();
    for _ in 0..most {
        read.extend(ids(&[items.try_next().await.unwrap().unwrap()]));
    }
    (read, items.bookmark())
}

async fn some_things(mut items: Items<ThingsRequest>, most: usize) -> (Vec<u64>, Option<Bookmark>) {
    let mut read = Vec::new();
    for _ in 0..most {
        read.push(items.try_next().await.unwrap().unwrap().id);
    }
    (read, items.bookmark())
}

#[tokio::test]
async fn a_list_goes_on_behind_a_page_that_failed_and_is_still_held_to_its_total() {
    let mut failed = false;
    let server = Server::new(move |parameters, _| -> Answer {
        let number = parameters.number("page").unwrap_or(1);
        if number == 3 && !std::mem::replace(&mut failed, true) {
            return ok(refusal(5100));
        }
        let start = (number - 1) * 20;
        ok(page(Some(99), start..(start + 20).min(61), "totalNum"))
    });
    let list = || connect(&server).wss().cert_get_list(CertGetListRequest::new());
    let mut pages = list().pages();
    assert_eq!(pages.next().await.unwrap().unwrap().list.len(), 20);
    assert_eq!(pages.next().await.unwrap().unwrap().list.len(), 20);
    assert_eq!(pages.next().await.unwrap().unwrap_err().code(), Some(5100));
    let mut pages = list().pages().resume(kept(&pages.bookmark().unwrap()));
    assert_eq!(pages.next().await.unwrap().unwrap().list.len(), 20);
    assert_eq!(pages.next().await.unwrap().unwrap().list.len(), 1);
    let error = pages.next().await.unwrap().unwrap_err().to_string();
    assert!(error.contains("the list ended after 61 items, although the server tells of 99"), "{error}");
    assert!(pages.bookmark().is_none() && pages.next().await.is_none());
    assert_eq!(asked(&server, "page"), [None, Some(2), Some(3), Some(3), Some(4), Some(5)]);
}

#[tokio::test]
async fn a_bookmark_of_another_list_is_refused() {
    let server = listing(45, Some(45), 100);
    let bookmark = connect(&server).call(things(None, None)).pages().bookmark().unwrap();
    let call = connect(&server).wss().cert_get_list(CertGetListRequest::new());
    let error = call.items().resume(bookmark).try_collect::<Vec<_>>().await.unwrap_err();
    assert_eq!(error.to_string(), "the bookmark is of `GetThings`: resume that list with it");
    assert!(error.is_invalid_request());
    assert_eq!(server.sent(), 0);
}

#[tokio::test]
async fn a_list_has_a_time_for_all_its_pages() {
    let runtime = TestRuntime::new();
    let (clock, hour) = (runtime.clone(), Duration::from_secs(3600));
    // Each page takes 20 minutes, which is more than any of them may take by itself.
    let server = Server::new(move |parameters, _| {
        clock.pass(Duration::from_secs(1200));
        let start = parameters.number("offset").unwrap_or(0);
        ok(page(Some(99), start..start + 20, "total"))
    });
    let call = client(server.clone(), &runtime).call(things(None, None));
    let mut pages = call.timeout(hour * 2).attempt_timeout(hour * 2).pages().total_timeout(hour);
    for _ in 0..3 {
        assert_eq!(pages.next().await.unwrap().unwrap().list.len(), 20);
    }
    let error = pages.next().await.unwrap().unwrap_err();
    assert_eq!(error.to_string(), "GetThings failed: the list was not through within 3600s [sent]");
    assert!(error.is_timeout() && pages.bookmark().is_some());
    assert_eq!(server.sent(), 3);

    // There was none at all.
    let mut items =
        client(server.clone(), &runtime).call(things(None, None)).items().total_timeout(Duration::ZERO);
    let error = items.next().await.unwrap().err().unwrap();
    assert_eq!(error.to_string(), "GetThings failed: the list was not through within 0ns [not sent]");
    assert!(!error.may_have_been_sent() && error.was_not_carried_out());
    assert_eq!(server.sent(), 3);

    // The time is over in the middle of a page.
    let silent = SilentTransport::new();
    let call = client(silent.clone(), &TestRuntime::new()).call(things(None, None)).attempt_timeout(hour);
    let mut items = call.items().total_timeout(Duration::from_secs(7));
    let error = items.next().await.unwrap().err().unwrap();
    assert_eq!(
        error.to_string(),
        "GetThings failed: the list was not through within 7s [things.api.qcloud.com, 1 attempt, may have been sent]"
    );
    assert!(error.is_timeout() && items.next().await.is_none());
}

/// Lets what was spawned run until it waits.
async fn others_run() {
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn one_page_and_no_more_is_asked_for_ahead() {
    let server = listing(65, Some(65), 100);
    let mut items = connect(&server).call(things(None, None)).items().prefetch(true);
    others_run().await;
    assert_eq!(server.sent(), 0);
    for (read, sent) in (0..65).zip([[2; 20], [3; 20], [4; 20], [4; 20]].concat()) {
        assert_eq!(items.try_next().await.unwrap().unwrap().id, read);
        others_run().await;
        assert_eq!(server.sent(), sent, "{read}");
        let bookmark = items.bookmark().map(|bookmark| wire::to_json(&bookmark)["position"].clone());
        let expected = (read < 64).then(|| ((read + 1) / 20 * 20).into());
        assert_eq!(bookmark.filter(|_| read % 20 != 19), expected.filter(|_| read % 20 != 19), "{read}");
    }
    assert!(items.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn a_page_that_was_asked_for_ahead_is_given_up_with_the_list() {
    let silent = std::sync::Arc::new(std::sync::Mutex::new(false));
    let server = SilentTransport::new();
    let mixed = FirstThenSilent { is_silent: silent, server: server.clone() };
    // Tokio's own clock: the other one has no time to be silent.
    let client = crate::support::builder(mixed, &TestRuntime::new())
        .runtime(qcloud_client::runtime::TokioRuntime)
        .build()
        .unwrap();
    let mut pages = client.call(things(None, None)).pages().prefetch(true);
    assert_eq!(pages.next().await.unwrap().unwrap().list.len(), 20);
    others_run().await;
    assert_eq!((server.sent(), server.dropped()), (1, 0));
    drop(pages);
    others_run().await;
    assert_eq!((server.sent(), server.dropped()), (1, 1));
}

/// Answers the first request, and no other.
#[derive(Debug)]
struct FirstThenSilent {
    is_silent: std::sync::Arc<std::sync::Mutex<bool>>,
    server: SilentTransport,
}

impl qcloud_client::transport::Transport for FirstThenSilent {
    fn send(&self, request: http::Request<bytes::Bytes>) -> qcloud_client::runtime::BoxFuture<'_, Answer> {
        if std::mem::replace(&mut *self.is_silent.lock().unwrap(), true) {
            return self.server.send(request);
        }
        Box::pin(std::future::ready(ok(page(Some(99), 0..20, "total"))))
    }
}

#[tokio::test]
async fn a_page_asked_for_ahead_that_fails_comes_behind_the_page_before_it() {
    let server = Server::new(|parameters, _| match parameters.number("offset") {
        None => ok(page(Some(45), 0..20, "total")),
        Some(_) => ok(refusal(5100)),
    });
    let mut items = connect(&server).call(things(None, None)).items().prefetch(true);
    for id in 0..20 {
        assert_eq!(items.try_next().await.unwrap().unwrap().id, id);
    }
    assert_eq!(items.next().await.unwrap().err().unwrap().code(), Some(5100));
    assert!(items.next().await.is_none());
}
