//! Whatever a server does: no storm, no second upload, no call without an end.

use std::time::Duration;

use proptest::collection::vec;
use proptest::prelude::*;
use qcloud_client::RetryPolicy;
use qcloud_client::testing::TestRuntime;
use qcloud_client::transport::{Delivery, TransportError, TransportErrorKind as Kinds};

use crate::support::{
    Answer, DATE, FIFTEEN_MINUTES_LATER, Server, Which, builder, html, lost, ok, refusal, status,
};

#[derive(Clone, Copy, Debug)]
enum Behaviour {
    Succeed,
    Refuse(i64),
    SkewedRefusal(bool),
    Status(u16),
    RetryAfter(u32),
    Lose(Kinds),
    Truncate,
    Garbage,
}

fn behaviour() -> impl Strategy<Value = Behaviour> {
    use Behaviour::{Garbage, Lose, Refuse, RetryAfter, SkewedRefusal, Status, Succeed, Truncate};

    let lose = [
        Kinds::Connect,
        Kinds::ConnectTimeout(Duration::from_secs(5)),
        Kinds::Cut,
        Kinds::Timeout(Duration::from_secs(9)),
        Kinds::ResponseCut,
        Kinds::ResponseTooLarge(9),
        Kinds::ResponseDamaged,
        Kinds::Refused,
    ];
    prop_oneof![
        Just(Succeed),
        prop::sample::select(vec![4000, 4100, 4400, 5100, 6000, 6200]).prop_map(Refuse),
        any::<bool>().prop_map(SkewedRefusal),
        prop::sample::select(vec![302, 404, 414, 429, 500, 502, 503, 504]).prop_map(Status),
        (0_u32..200).prop_map(RetryAfter),
        prop::sample::select(lose.to_vec()).prop_map(Lose),
        Just(Truncate),
        Just(Garbage),
    ]
}

fn answer(behaviour: Behaviour, which: Which) -> Answer {
    match behaviour {
        Behaviour::Succeed => ok(which.success()),
        Behaviour::Refuse(code) => ok(refusal(code)),
        Behaviour::SkewedRefusal(later) => {
            Ok(status(200, &[("date", if later { FIFTEEN_MINUTES_LATER } else { DATE })], refusal(4500)))
        }
        Behaviour::Status(code) => Ok(status(code, &[], html("gateway"))),
        Behaviour::RetryAfter(seconds) => {
            Ok(status(503, &[("retry-after", &seconds.to_string())], refusal(4400)))
        }
        Behaviour::Lose(kind) => lost(kind),
        Behaviour::Truncate => ok(r#"{"code":0,"da"#),
        Behaviour::Garbage => ok("\u{7f}"),
    }
}

fn has_arrived(behaviour: Behaviour) -> bool {
    match behaviour {
        Behaviour::Lose(kind) => TransportError::new(kind).delivery() != Delivery::NotSent,
        _ => true,
    }
}

/// Whether a request that is met like this may be carried out. A timestamp that is refused shows that it was not, and so do
/// too many calls.
fn may_be_done(behaviour: Behaviour) -> bool {
    let is_turned_away =
        matches!(behaviour, Behaviour::SkewedRefusal(_) | Behaviour::Refuse(4400) | Behaviour::RetryAfter(_));
    has_arrived(behaviour) && !is_turned_away
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_call_ends_within_its_attempts_and_its_time(
        behaviours in vec(vec(behaviour(), 1..8), 1..8),
        which in prop::sample::select(Which::ALL.to_vec()),
        attempts in 1_u32..7,
        timeout in 0_u64..90,
    ) {
        let runtime = TestRuntime::new();
        let timeout = Duration::from_secs(timeout);
        let plan = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
        let next = std::sync::Arc::clone(&plan);
        let server = Server::new(move |_, _| next.lock().unwrap().pop().expect("more attempts than allowed"));
        let client = builder(server.clone(), &runtime)
            .retry(RetryPolicy::default().max_attempts(attempts))
            .timeout(timeout)
            .build()
            .unwrap();
        let executor = tokio::runtime::Builder::new_current_thread().build().unwrap();
        for behaviours in behaviours {
            let answers = behaviours.iter().cycle().take(attempts as usize).copied();
            let sequence: Vec<_> = answers.collect();
            *plan.lock().unwrap() = sequence.iter().rev().map(|&behaviour| answer(behaviour, which)).collect();
            let (sent, waited) = (server.sent(), runtime.waits().len());

            let result = executor.block_on(which.call(&client));
            let sent = server.sent() - sent;
            prop_assert!(sent <= attempts as usize);
            prop_assert!(runtime.waits()[waited..].iter().sum::<Duration>() <= timeout);
            if !which.is_idempotent() {
                for &behaviour in &sequence[..sent.saturating_sub(1)] {
                    prop_assert!(!may_be_done(behaviour), "{behaviour:?} was followed by another request");
                }
            }
            match result {
                Ok(()) => prop_assert!(matches!(sequence[sent - 1], Behaviour::Succeed)),
                Err(error) => {
                    prop_assert_eq!(error.attempts() as usize, sent);
                    let arrived = sequence[..sent].iter().any(|&behaviour| has_arrived(behaviour));
                    prop_assert_eq!(error.may_have_been_sent(), arrived);
                    prop_assert_eq!(error.action(), Some(which.name()));
                }
            }
        }
    }
}
