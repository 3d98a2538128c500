//! Calls are futures like any other: joined, collected, spawned, in a set, a few at a time, raced.

use std::time::Duration;

use futures::future::{join_all, select, try_join_all};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use qcloud_client::testing::{ReplayTransport, TestRuntime};
use qcloud_client::wss::{CertDeleteRequest, CertGetListRequest};
use qcloud_client::{Client, Credential, Error, Untyped};
use tokio::task::JoinSet;

const EMPTY: &str = r#"{"code":0,"data":{"totalNum":0,"list":[]}}"#;

async fn calls(client: &Client) -> Result<(), Error> {
    let list = || client.wss().cert_get_list(CertGetListRequest::new());
    let delete = |id: u32| client.wss().cert_delete(CertDeleteRequest::new(id.to_string()));
    let (first, second) = tokio::join!(list().send(), list().with_metadata().send());
    assert_eq!(first?.total_num, second?.result().total_num);
    tokio::try_join!(list().send(), delete(1).send())?;
    assert_eq!(join_all((0..3).map(|id| delete(id).send())).await.len(), 3);
    assert_eq!(try_join_all((0..3).map(|id| delete(id).send())).await?.len(), 3);
    tokio::spawn(list().timeout(Duration::from_secs(5)).send()).await.unwrap()?;
    let mut set = JoinSet::new();
    for id in 0..3 {
        set.spawn(delete(id).send());
    }
    while let Some(deleted) = set.join_next().await {
        deleted.unwrap()?;
    }
    let deleted: Vec<_> = stream::iter(0..3).map(|id| delete(id).send()).buffer_unordered(2).try_collect().await?;
    assert_eq!(deleted.len(), 3);
    drop(select(list().send(), list().send()).await);
    let mut kept: Vec<futures::future::BoxFuture<'static, Result<u64, Error>>> = Vec::new();
    let counted = list().send();
    kept.push(Box::pin(async move { Ok(counted.await?.total_num) }));
    assert_eq!(try_join_all(kept).await?, [0]);
    client.call_untyped(Untyped::v2("wss", "X", [("a", "b")])).send().await?;
    // The inherent methods go before those of the traits, and mean the same.
    let mut items = list().items();
    assert!(items.try_next().await?.is_none());
    assert!(list().items().try_collect::<Vec<_>>().await?.is_empty());
    tokio::spawn(list().items().try_collect::<Vec<_>>()).await.unwrap()?;
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let replay = (0..40).fold(ReplayTransport::new(), |replay, _| replay.json(EMPTY));
    let client = Client::builder().credential(Credential::new("id", "key")).transport(replay);
    calls(&client.runtime(TestRuntime::new()).build().unwrap()).await.unwrap();
}
