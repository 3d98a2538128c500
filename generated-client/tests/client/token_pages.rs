//! Lists whose pages name the next one by a token: where they go on, where they end, and that they do.

use std::sync::{Arc, Mutex};

use qcloud_client::internal::{self, PageStyle};
use qcloud_client::testing::TestRuntime;
use qcloud_client::wire::{self};
use qcloud_client::{Error, Json};

use crate::support::{Answer, client, next, ok};
use crate::tc3::{JsonServer, SERVICE, response};

/// An Action that pages by token, in the shape of generated code.
struct ListRequest {
    token: Option<String>,
}

internal::record!(ListRequest {
    0 token "NextToken" [];
});

struct ListResult {
    token: Option<String>,
    items: Vec<i64>,
    total: Option<u64>,
}

internal::record!(ListResult {
    0 token "NextToken" [PAGES];
    1 items "Items" [PAGES];
    2 total "TotalCount" [];
});

impl wire::Action for ListRequest {
    type Result = ListResult;
    const INFO: &'static internal::ActionInfo = &internal::ActionInfo {
        service: &SERVICE,
        name: "ListThings",
        host: None,
        idempotent: true,
        sensitive: false,
        errors: &[],
        method: wire::Method::Post,
        place: internal::ResultPlace::Response,
    };
}

impl wire::Paginated for ListRequest {
    type Item = i64;
    const PAGES: &'static internal::PageInfo = &internal::PageInfo {
        style: PageStyle::Token,
        first: 0,
        default_size: None,
        position: 0,
        size: None,
        total: Some(&[2]),
        next: Some(&[0]),
        items: &[1],
    };
}

/// What a list came to: the items, the tokens that were asked with, and the error at the end.
struct Read {
    items: Vec<i64>,
    asked: Vec<Option<String>>,
    error: Option<Error>,
}

/// Reads a list from a token to its end, or `most` items of it.
async fn read(
    start: Option<&str>,
    most: usize,
    mut page: impl FnMut(usize) -> Answer + Send + 'static,
) -> Read {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let note = Arc::clone(&asked);
    let server = JsonServer::new(move |request, number| {
        note.lock().unwrap().push(request.body["NextToken"].as_str().map(str::to_owned));
        page(number)
    });
    let request = ListRequest { token: start.map(str::to_owned) };
    let mut stream = client(server, &TestRuntime::new()).call(request).items();
    let (mut items, mut error) = (Vec::new(), None);
    while items.len() < most
        && let Some(item) = next(&mut stream).await
    {
        match item {
            Ok(item) => items.push(item),
            Err(found) => error = Some(found),
        }
    }
    let asked = asked.lock().unwrap().clone();
    Read { items, asked, error }
}

/// A page with these items, and the token of the next one as JSON.
#[allow(clippy::needless_pass_by_value, reason = "it reads better at the calls")]
fn page(items: &[i64], token: Json) -> Answer {
    ok(response(&format!(r#""Items":{items:?},"NextToken":{token}"#)))
}

fn tokens(tokens: &[Option<&str>]) -> Vec<Option<String>> {
    tokens.iter().map(|token| token.map(str::to_owned)).collect()
}

#[tokio::test]
async fn each_page_is_asked_for_with_the_token_of_the_one_before_until_there_is_none() {
    for last in [Json::Null, Json::from("")] {
        let read = read(None, usize::MAX, move |number| match number {
            1 => page(&[1, 2], Json::from("a")),
            2 => page(&[3], Json::from("b")),
            _ => page(&[4], last.clone()),
        });
        let read = read.await;
        assert_eq!(read.items, [1, 2, 3, 4]);
        assert_eq!(read.asked, tokens(&[None, Some("a"), Some("b")]));
        assert!(read.error.is_none());
    }
}

#[tokio::test]
async fn a_list_may_begin_at_a_token() {
    let read = read(Some("b"), usize::MAX, |_| page(&[4], Json::Null)).await;
    assert_eq!((read.items, read.asked), (vec![4], tokens(&[Some("b")])));
}

#[tokio::test]
async fn an_empty_page_with_a_token_has_a_follower() {
    let read = read(None, usize::MAX, |number| match number {
        1 | 2 => page(&[], Json::from(number.to_string())),
        _ => page(&[7], Json::Null),
    });
    let read = read.await;
    assert_eq!((read.items, read.asked.len()), (vec![7], 3));
}

#[tokio::test]
async fn a_token_that_was_there_before_ends_the_list() {
    for (start, repeated, expected) in
        [(None, "b", vec![1, 2, 3]), (None, "a", vec![1, 2, 3]), (Some("z"), "z", vec![1, 2, 3])]
    {
        let read = read(start, usize::MAX, move |number| match number {
            1 => page(&[1], Json::from("a")),
            2 => page(&[2], Json::from("b")),
            _ => page(&[3], Json::from(repeated)),
        });
        let read = read.await;
        assert_eq!((read.items, read.asked.len()), (expected, 3), "{repeated}");
        assert!(read.error.is_none());
    }
}

#[tokio::test]
async fn a_server_that_ignores_the_token_is_found_out() {
    let read = read(None, usize::MAX, |number| page(&[1, 2], Json::from(number.to_string()))).await;
    assert_eq!(
        read.error.unwrap().to_string(),
        "ListThings failed: page 2 is the same as the one before: the server seems to ignore which page is asked for [sent]"
    );
    assert_eq!(read.items, [1, 2]);
}

#[tokio::test]
async fn empty_pages_do_not_go_on_for_ever() {
    let read = read(None, usize::MAX, |number| page(&[], Json::from(number.to_string()))).await;
    assert_eq!(
        read.error.unwrap().to_string(),
        "ListThings failed: the list has no end after 1000 pages [sent]"
    );
    assert_eq!(read.asked.len(), 1000);
}

#[tokio::test]
async fn nothing_is_asked_for_ahead_of_its_items() {
    let read = read(None, 2, |number| page(&[1, 2], Json::from(number.to_string()))).await;
    assert_eq!((read.items, read.asked.len()), (vec![1, 2], 1));
}

#[tokio::test]
async fn a_list_that_ends_before_its_total_is_an_error_behind_its_items() {
    let page = |number| {
        let token = if number == 1 { r#""a""# } else { "null" };
        ok(response(&format!(r#""Items":[{number}],"NextToken":{token},"TotalCount":3"#)))
    };
    let read_all = read(None, usize::MAX, page).await;
    assert_eq!(read_all.items, [1, 2]);
    assert_eq!(
        read_all.error.unwrap().to_string(),
        "ListThings failed: the list ended after 2 items, although the server tells of 3 [sent]"
    );
    assert!(read(Some("a"), usize::MAX, page).await.error.is_none());
}
