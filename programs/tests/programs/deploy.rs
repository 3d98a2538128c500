//! `deploy` whatever goes wrong: nothing twice, nothing too early, and started again it comes to the same end.

use std::sync::Arc;

use qcloud_client::runtime::BoxFuture;
use qcloud_client::transport::{Body, Transport, TransportError};

use crate::account::{Account, Bound, Certificate, Fault, State};
use crate::stage::{Outcome, Time, play, world};

const DEPLOY: &str = "deploy --cert shop.pem --key shop.key";
const EXECUTE: &str = "deploy --cert shop.pem --key shop.key --execute --delete-old";

fn certificate(id: &str, names: &[&str], ends: &str, status: i64) -> Certificate {
    Certificate {
        id: id.to_owned(),
        names: names.iter().map(|&name| name.to_owned()).collect(),
        ends: format!("{ends} 12:00:00"),
        status,
        pem: String::new(),
    }
}

fn bound(certificate: &str, kind: &str, region: &str, name: &str) -> Bound {
    let [certificate, kind, region, name] = [certificate, kind, region, name].map(str::to_owned);
    Bound { certificate, kind, region, name }
}

/// Two old certificates in use, one of them expired, and three that are to be left alone.
fn state() -> State {
    State {
        certificates: vec![
            certificate("old1", &["shop.example.com"], "2026-12-06", 1),
            certificate("old2", &["*.Shop.example.com"], "2026-11-28", 3),
            certificate("more", &["shop.example.com", "pay.example.com"], "2026-12-06", 1),
            certificate("other", &["www.example.com"], "2026-12-06", 1),
            certificate("longer", &["shop.example.com"], "2040-01-01", 1),
        ],
        bound: vec![
            bound("old1", "clb", "ap-guangzhou", "lb-1"),
            bound("old1", "clb", "ap-beijing", "lb-2"),
            bound("old1", "cdn", "", "shop.example.com"),
            bound("old2", "teo", "", "img.shop.example.com"),
            bound("other", "cdn", "", "www.example.com"),
        ],
        zeros: 2,
        ..State::default()
    }
}

/// Plays a program whose account is in the memory of the test.
async fn run(account: &Account, command: &str) -> Outcome {
    let mut world = world(&Time::default());
    world.client = world.client.transport(account.clone());
    play(&world, command).await
}

/// What must be so when all is done: everything moved, the old ones gone, the rest as it was.
fn assert_done(account: &Account, context: &str) {
    let state = account.state();
    assert_eq!(state.uploads, 1, "{context}");
    for name in ["lb-1", "lb-2", "shop.example.com", "img.shop.example.com"] {
        assert!(state.uses(name, "new1"), "{context}: {name} in {:?}", state.bound);
    }
    assert!(state.uses("www.example.com", "other"), "{context}");
    let ids: Vec<_> = state.certificates.iter().map(|certificate| certificate.id.as_str()).collect();
    assert_eq!(ids, ["more", "other", "longer", "new1"], "{context}");
}

#[tokio::test]
async fn what_is_to_be_done_is_told_and_then_done() {
    let account = Account::new(state());
    let told = run(&account, DEPLOY).await;
    assert_eq!(
        told.out,
        "New certificate: shop.example.com (+1), until 2036-11-23 12:54:29 (UTC+8); not in the account yet.\n\
         Left alone: more is for pay.example.com, which the new certificate lacks.\n\
         Old certificate old2: *.shop.example.com, until 2026-11-28 12:00:00 (UTC+8); used by:\n\
         \x20 teo: img.shop.example.com\n\
         Old certificate old1: shop.example.com, until 2026-12-06 12:00:00 (UTC+8); used by:\n\
         \x20 cdn: shop.example.com\n\
         \x20 clb in ap-beijing: lb-2\n\
         \x20 clb in ap-guangzhou: lb-1\n\
         Would upload the new certificate, move 4 resources to it.\n\
         Nothing was changed; `--execute` does it.\n"
    );
    assert_eq!((told.err.as_str(), told.exit), ("", 0));
    assert!(
        account
            .state()
            .log
            .iter()
            .all(|action| action.starts_with("Describe") || action.starts_with("Create"))
    );

    let done = run(&account, EXECUTE).await;
    assert_eq!((done.err.as_str(), done.exit), ("", 0), "{}", done.out);
    let (_, done) = done.out.split_once("Uploaded").unwrap();
    assert_eq!(
        done,
        " the new certificate: new1.\n\
         old2: update 1.\n\
         old2: 1 of 1 have the new certificate.\n\
         old2: nothing uses it any more.\n\
         old2: deleted.\n\
         old1: update 2.\n\
         old1: 3 of 3 have the new certificate.\n\
         old1: nothing uses it any more.\n\
         old1: deleted.\n"
    );
    assert_done(&account, "");

    let again = run(&account, EXECUTE).await;
    assert!(again.out.ends_with("; in the account as new1.\nLeft alone: more is for pay.example.com, which the new certificate lacks.\nNothing is to be done.\n"), "{}", again.out);
    assert_eq!(again.exit, 0);
    assert_done(&account, "again");
}

/// Answers a number of requests, and is then silent for ever: whoever waits for it was killed.
#[derive(Clone, Debug)]
struct Killer {
    account: Account,
    last: u64,
    killed: Arc<tokio::sync::Notify>,
}

impl Transport for Killer {
    fn send(
        &self,
        request: http::Request<bytes::Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        // What was sent is carried out, heard of or not.
        let answer = self.account.send(request);
        if self.account.state().requests < self.last {
            return answer;
        }
        self.killed.notify_one();
        Box::pin(std::future::pending())
    }
}

#[tokio::test]
async fn killed_after_any_request_and_started_again_it_comes_to_the_same_end() {
    let whole = Account::new(state());
    run(&whole, EXECUTE).await;
    let requests = whole.state().requests;
    assert!(requests > 30, "{requests}");
    for last in 1..=requests {
        let account = Account::new(state());
        let mut world = world(&Time::default());
        let killer = Killer { account: account.clone(), last, killed: Arc::default() };
        world.client = world.client.transport(killer.clone());
        tokio::select! {
            biased;
            outcome = play(&world, EXECUTE) => panic!("{last}: not killed: {outcome:?}"),
            () = killer.killed.notified() => {}
        }
        let outcome = run(&account, EXECUTE).await;
        assert_eq!((outcome.err.as_str(), outcome.exit), ("", 0), "{last}: {}", outcome.out);
        assert_done(&account, &last.to_string());
    }
}

#[tokio::test]
async fn each_fault_of_each_request_is_got_over_or_told_and_mended_by_the_next_run() {
    let whole = Account::new(state());
    run(&whole, EXECUTE).await;
    let requests = whole.state().requests;
    for fault in
        [Fault::Lost, Fault::Unheard, Fault::Garbled, Fault::Throttled, Fault::Internal, Fault::Denied]
    {
        for number in 1..=requests {
            let account = Account::new(State { faults: vec![(number, fault)], ..state() });
            let context = format!("{fault:?} of request {number}");
            let outcome = run(&account, EXECUTE).await;
            match outcome.exit {
                0 => assert_done(&account, &context),
                // It says what is wrong, and what it left.
                exit => {
                    assert!(fault == Fault::Denied, "{context}: {outcome:?}");
                    assert!(outcome.err.contains("UnauthorizedOperation"), "{context}: {outcome:?}");
                    let is_changed = account.state().uploads > 0;
                    assert_eq!(exit, if is_changed { 3 } else { 1 }, "{context}: {outcome:?}");
                    let again = run(&account, EXECUTE).await;
                    assert_eq!(again.exit, 0, "{context}: {again:?}");
                    assert_done(&account, &context);
                }
            }
        }
    }
}

#[tokio::test]
async fn a_resource_that_fails_is_told_with_its_reason_and_keeps_the_old_certificate() {
    let account = Account::new(State { stuck: vec!["lb-2".to_owned()], ..state() });
    let outcome = run(&account, EXECUTE).await;
    let (_, told) = outcome.out.split_once("old1: update 2.\n").unwrap();
    assert_eq!(
        told,
        "old1: 2 of 3 have the new certificate.\n\
         \x20 failed: clb in ap-beijing: lb-2: the listener is locked\u{fffd}[2J\n\
         old1: still used by:\n\
         \x20 clb in ap-beijing: lb-2\n\
         old1: kept, since 1 resource uses it.\n\
         Done in part. Run this again: it goes on where it is.\n"
    );
    assert_eq!(outcome.err, "deploy: old1: 1 resource did not get the new certificate\n");
    assert_eq!(outcome.exit, 3);
    assert!(account.state().has("old1") && !account.state().has("old2"));

    account.state().stuck.clear();
    assert_eq!(run(&account, EXECUTE).await.exit, 0);
    assert_done(&account, "mended");
}

#[tokio::test]
async fn what_can_not_be_searched_may_be_in_use() {
    let account = Account::new(State { unknown: vec!["tke".to_owned()], ..state() });
    let outcome = run(&account, EXECUTE).await;
    assert_eq!(outcome.exit, 3);
    assert!(
        outcome
            .err
            .contains("deploy: old1: tke in ap-guangzhou: it is not known what uses it: no permission\n"),
        "{}",
        outcome.err
    );
    assert!(outcome.out.contains("old1: kept, since it is not known what uses it.\n"), "{}", outcome.out);
    assert!(account.state().has("old1") && account.state().uses("lb-1", "new1"));
    // Who does not ask for that kind is not told of it, and keeps the old one all the same.
    let account = Account::new(State { unknown: vec!["tke".to_owned()], ..state() });
    let outcome = run(&account, &format!("{EXECUTE} --kinds clb,CDN,teo")).await;
    assert_eq!((outcome.err.as_str(), outcome.exit), ("", 0), "{}", outcome.out);
    assert!(account.state().has("old1") && account.state().uses("lb-1", "new1"));
}

#[tokio::test]
async fn only_the_kinds_and_regions_that_are_named_are_moved() {
    let account = Account::new(state());
    let outcome = run(&account, &format!("{EXECUTE} --kinds clb --regions ap-beijing")).await;
    assert!(outcome.out.contains("\n  cdn: shop.example.com (left alone)\n"), "{}", outcome.out);
    assert!(outcome.out.ends_with("old1: kept, since 2 resources use it.\n"), "{}", outcome.out);
    assert_eq!((outcome.err.as_str(), outcome.exit), ("", 0));
    let state = account.state();
    assert!(
        state.uses("lb-2", "new1") && state.uses("lb-1", "old1") && state.uses("shop.example.com", "old1")
    );
}

#[tokio::test]
async fn the_server_has_the_last_word_on_what_is_deleted() {
    let account = Account::new(State { hidden: ["old1".to_owned()].into(), ..state() });
    let outcome = run(&account, EXECUTE).await;
    assert_eq!(outcome.exit, 3);
    assert_eq!(outcome.err, "deploy: old1: it was not deleted: cloud resources still use it\n");
    assert!(account.state().has("old1"));
}

#[tokio::test]
async fn what_never_begins_or_ends_is_given_up_in_time_and_goes_on_later() {
    let error = "deploy: old2: the update has not begun in time\n";
    for state in [State { zeros: 1000, ..state() }, State { busy: 1000, ..state() }] {
        let account = Account::new(state);
        let outcome = run(&account, &format!("{EXECUTE} --within 90s")).await;
        assert_eq!(outcome.exit, 3, "{outcome:?}");
        assert!(outcome.err.contains(error), "{}", outcome.err);
        {
            let mut state = account.state();
            assert!(state.zeros.max(state.busy) > 950, "{} {}", state.zeros, state.busy);
            (state.zeros, state.busy) = (0, 3);
        }
        assert_eq!(run(&account, EXECUTE).await.exit, 0);
        assert_done(&account, error);
    }
}

#[tokio::test]
async fn old_ones_that_are_named_are_looked_at_first() {
    for (old, error) in [
        ("more", "more is also for pay.example.com, and the new certificate is not"),
        ("longer", "longer is no certificate of a server that ends before the new one"),
        ("none", "no certificate has the id none"),
    ] {
        let account = Account::new(state());
        let outcome = run(&account, &format!("{EXECUTE} --old {old}")).await;
        assert_eq!((outcome.err, outcome.exit), (format!("deploy: {error}\n"), 1));
        assert_eq!(account.state().uploads, 0);
    }
    let account = Account::new(state());
    assert_eq!(run(&account, &format!("{EXECUTE} --old old1")).await.exit, 0);
    assert!(account.state().has("old2") && !account.state().has("old1"));
    // The line in cron stays as it is.
    let again = run(&account, &format!("{EXECUTE} --old old1")).await;
    assert!(again.out.contains("Old certificate old1: it is gone already.\n"), "{}", again.out);
    assert_eq!((again.err.as_str(), again.exit), ("", 0));
}

#[tokio::test]
async fn the_key_is_never_printed() {
    let key = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/files/shop.key")).unwrap();
    let secret = key.lines().nth(1).unwrap();
    for number in 1..=40 {
        for command in [EXECUTE.to_owned(), format!("{EXECUTE} --json")] {
            let faults = vec![(number, Fault::Denied)];
            let outcome = run(&Account::new(State { faults, quotes: true, ..state() }), &command).await;
            let printed = outcome.out + &outcome.err;
            assert!(!printed.contains(secret) && !printed.contains(&secret[..20]), "{printed}");
        }
    }
}

#[tokio::test]
async fn programs_read_a_line_for_each_event() {
    let account = Account::new(State { stuck: vec!["lb-2".to_owned()], ..state() });
    let outcome = run(&account, &format!("{EXECUTE} --json")).await;
    let events: Vec<serde_json::Value> =
        outcome.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |event: &str| events.iter().filter(|line| line["event"] == event).collect::<Vec<_>>();
    assert_eq!(of("uploaded")[0]["id"], "new1");
    assert_eq!(of("use").len(), 5);
    assert_eq!(of("failure")[0]["resource"], "lb-2");
    assert_eq!(of("deleted")[0]["id"], "old2");
    assert_eq!(of("error")[0]["error"], "old1: 1 resource did not get the new certificate");
    assert_eq!(events.last().unwrap()["status"], 3);
}
