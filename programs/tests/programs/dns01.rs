//! `dns01` whatever happens on the way: killed or cut off at any request and started again, there are exactly the right records.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use qcloud_client::Credential;
use qcloud_client::dnspod_v20210323::DescribeRecordListRequest;
use qcloud_client::runtime::BoxFuture;
use qcloud_client::transport::{Body, ReqwestTransport, Transport, TransportError};
use qcloud_mock_server::Fault;

use crate::stage::{Outcome, Stage, play};

const NAME: &str = "_acme-challenge.shop.example.com.";

/// What is there before, what is then asked for, and the values that are to be there in the end.
const STORIES: [(&[&str], &str, &[&str]); 4] = [
    (&[], "present token-1", &["token-1"]),
    (&["token-1"], "present token-2", &["token-1", "token-2"]),
    (&["token-1", "token-2"], "cleanup token-1", &["token-2"]),
    (&["token-1"], "cleanup token-1", &[]),
];

fn command(asked: &str) -> String {
    let (verb, value) = asked.split_once(' ').unwrap();
    format!("dns01 {verb} {NAME} {value} --endpoint $URL")
}

/// A server on which what is there before was presented.
async fn stage(before: &[&str]) -> Stage {
    let stage = Stage::new().await;
    for value in before {
        let outcome = stage.run(&command(&format!("present {value}"))).await;
        assert_eq!((outcome.err.as_str(), outcome.exit), ("", 0));
    }
    stage
}

/// The values of the records of the challenge.
async fn values(stage: &Stage) -> Vec<String> {
    let keys = stage.server.credentials();
    let client = stage.world().client.credential(Credential::new(&*keys.secret_id, &*keys.secret_key));
    let client = client.loopback_endpoint(&stage.server.url()).runtime(stage.time.clone()).build().unwrap();
    let request = DescribeRecordListRequest::new("shop.example.com").record_type("TXT");
    let records: Vec<_> =
        client.dnspod_v20210323().describe_record_list(request).items().try_collect().await.unwrap();
    assert!(records.iter().all(|record| record.name.as_deref() == Some("_acme-challenge")), "{records:?}");
    let mut values: Vec<_> = records.into_iter().filter_map(|record| record.value).collect();
    values.sort();
    values
}

/// Sends some requests, and is then silent for ever: whoever waits for it was killed, before the last request was sent or after.
#[derive(Clone, Debug)]
struct Killer {
    transport: ReqwestTransport,
    left: Arc<AtomicUsize>,
    is_sent: bool,
    killed: Arc<tokio::sync::Notify>,
}

impl Transport for Killer {
    fn send(
        &self,
        request: http::Request<bytes::Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        if self.left.fetch_sub(1, Ordering::Relaxed) > 1 {
            return self.transport.send(request);
        }
        Box::pin(async move {
            if self.is_sent {
                self.transport.send(request).await?;
            }
            self.killed.notify_one();
            std::future::pending().await
        })
    }
}

/// How many requests a run makes that nothing happens to.
async fn requests(before: &[&str], asked: &str) -> usize {
    let stage = stage(before).await;
    let earlier = stage.server.requests().len();
    assert_eq!(stage.run(&command(asked)).await.exit, 0);
    stage.server.requests().len() - earlier
}

/// Runs the command as it is, and looks at what is there then.
async fn finish(stage: &Stage, asked: &str, after: &[&str], context: &str) {
    let Outcome { out, err, exit } = stage.run(&command(asked)).await;
    assert_eq!((err.as_str(), exit), ("", 0), "{context}: {out}");
    assert_eq!(values(stage).await, after, "{context}");
}

#[tokio::test]
async fn killed_at_any_request_and_started_again_it_leaves_exactly_the_right_records() {
    for (before, asked, after) in STORIES {
        for last in 1..=requests(before, asked).await {
            for is_sent in [false, true] {
                let context = format!("{asked} after {before:?}, request {last}, sent: {is_sent}");
                let stage = stage(before).await;
                let killer = Killer {
                    transport: ReqwestTransport::builder().build().unwrap(),
                    left: Arc::new(AtomicUsize::new(last)),
                    is_sent,
                    killed: Arc::default(),
                };
                let mut world = stage.world();
                world.client = world.client.transport(killer.clone());
                let command = command(asked).replace("$URL", &stage.server.url());
                tokio::select! {
                    biased;
                    outcome = play(&world, &command) => panic!("{context}: not killed: {outcome:?}"),
                    () = killer.killed.notified() => {}
                }
                finish(&stage, asked, after, &context).await;
            }
        }
    }
}

#[tokio::test]
async fn a_connection_that_is_cut_at_any_request_is_got_over_or_mended_by_the_next_run() {
    for (before, asked, after) in STORIES {
        let requests = requests(before, asked).await as u64;
        for fault in [Fault::Lost, Fault::CutBefore, Fault::CutAfter, Fault::Truncated, Fault::Garbage] {
            for number in 1..=requests {
                let context = format!("{asked} after {before:?}, {fault} at request {number}");
                let stage = stage(before).await;
                let earlier = stage.server.requests().len() as u64;
                stage.server.inject_at(earlier + number, fault.clone());
                let outcome = stage.run(&command(asked)).await;
                if outcome.exit == 0 {
                    assert_eq!(values(&stage).await, after, "{context}: it says that it is done");
                } else {
                    assert!(
                        outcome.exit == 1 && outcome.err.starts_with("dns01: "),
                        "{context}: {outcome:?}"
                    );
                }
                finish(&stage, asked, after, &context).await;
            }
        }
    }
}

#[tokio::test]
async fn certbot_says_by_its_variables_what_is_to_be_done() {
    let mut stage = stage(&[]).await;
    let certbot = |domain: &str, value: &str| {
        let variables = [("CERTBOT_DOMAIN", domain), ("CERTBOT_VALIDATION", value)];
        variables.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec()
    };
    // Of a domain with an asterisk, certbot leaves the asterisk out.
    stage.variables = certbot("shop.example.com", "token-1");
    let added = stage.run("dns01 present --endpoint $URL").await;
    assert_eq!(added.out, "_acme-challenge.shop.example.com: the record is added.\n");
    stage.variables = certbot("*.Shop.example.com", "token-2");
    assert_eq!(stage.run("dns01 present --endpoint $URL").await.exit, 0);
    assert_eq!(values(&stage).await, ["token-1", "token-2"]);
    // What stands on the command line goes before the variables.
    assert_eq!(stage.run(&command("cleanup token-1")).await.exit, 0);
    assert_eq!(values(&stage).await, ["token-2"]);
    assert_eq!(stage.run("dns01 cleanup --endpoint $URL").await.exit, 0);
    assert!(values(&stage).await.is_empty());
    for variables in [certbot("", "token-1"), certbot("shop.example.com", ""), Vec::new()] {
        stage.variables = variables;
        let earlier = stage.server.requests().len();
        let outcome = stage.run("dns01 present --endpoint $URL").await;
        assert_eq!(
            outcome.err,
            "dns01: NAME and VALUE are missing, and so are the variables of certbot; `dns01 --help` tells more\n"
        );
        assert_eq!((outcome.exit, stage.server.requests().len()), (2, earlier));
    }
}

#[tokio::test]
async fn who_asks_to_wait_waits_only_for_a_record_that_was_added() {
    let stage = stage(&[]).await;
    let waited = async |command: &str| {
        let before = stage.time.elapsed();
        let outcome = stage.run(command).await;
        assert_eq!((outcome.err.as_str(), outcome.exit), ("", 0));
        stage.time.elapsed().saturating_sub(before)
    };
    let present = format!("dns01 present {NAME} token --wait 30s --endpoint $URL");
    assert_eq!(waited(&present).await, Duration::from_secs(30));
    assert_eq!(waited(&present).await, Duration::ZERO);
    let cleanup = format!("dns01 cleanup {NAME} token --wait 30s --endpoint $URL");
    assert_eq!(waited(&cleanup).await, Duration::ZERO);
    for time in ["soon", "-5s", "30"] {
        let outcome = stage.run(&format!("dns01 present {NAME} token --wait {time} --endpoint $URL")).await;
        assert_eq!(outcome.exit, 2, "{time}: {outcome:?}");
        assert!(outcome.err.contains("such as `30s` or `2m`"), "{}", outcome.err);
    }
    assert!(values(&stage).await.is_empty());
}
