//! A clock that is off: corrected once, from the server's own.

use qcloud_client::testing::{ReplayTransport, TestRuntime};

use crate::support::{
    DATE, EMPTY, FIFTEEN_MINUTES_LATER, NOW, Which, assert_signed_anew, client, ok, refusal, replay, status,
    waits,
};

fn timestamps(transport: &ReplayTransport) -> Vec<u64> {
    let timestamp = |text: Option<String>| text.unwrap().parse().unwrap();
    transport.requests().iter().map(|request| timestamp(request.parameter("Timestamp"))).collect()
}

fn expired(code: i64, date: &str) -> http::Response<qcloud_client::transport::Body> {
    status(200, &[("date", date)], refusal(code))
}

#[tokio::test]
async fn a_clock_that_is_off_is_corrected_once_and_for_all_calls() {
    for code in [4500, 4200] {
        for which in Which::ALL {
            let transport =
                replay([Ok(expired(code, FIFTEEN_MINUTES_LATER)), ok(which.success()), ok(which.success())]);
            let runtime = TestRuntime::new();
            let client = client(transport.clone(), &runtime);
            which.call(&client).await.unwrap();
            which.call(&client.clone()).await.unwrap();
            assert_eq!(timestamps(&transport), [NOW, NOW + 900, NOW + 900], "{code} {which:?}");
            assert_eq!(waits(&runtime), [0; 0]);
            assert_signed_anew(&transport.requests());
        }
    }
}

#[tokio::test]
async fn a_clock_that_is_ahead_is_corrected_too() {
    let transport = replay([Ok(expired(4500, DATE)), ok(EMPTY)]);
    let runtime = TestRuntime::new();
    runtime.set_time(NOW + 7200);
    Which::List.call(&client(transport.clone(), &runtime)).await.unwrap();
    assert_eq!(timestamps(&transport), [NOW + 7200, NOW]);
}

#[tokio::test]
async fn a_used_nonce_without_a_skew_ends_the_call() {
    for headers in [&[("date", DATE)][..], &[], &[("date", "yesterday")]] {
        for which in Which::ALL {
            let transport = replay([Ok(status(200, headers, refusal(4500))), ok(which.success())]);
            let error = which.call(&client(transport.clone(), &TestRuntime::new())).await.unwrap_err();
            assert_eq!((error.code(), error.attempts()), (Some(4500), 1));
            assert_eq!(transport.remaining(), 1);
        }
    }
}

#[tokio::test]
async fn a_server_that_is_not_content_with_its_own_time_is_not_asked_a_third_time() {
    for which in Which::ALL {
        let transport = replay([
            Ok(expired(4500, FIFTEEN_MINUTES_LATER)),
            Ok(expired(4500, "Mon, 06 Jun 2016 05:02:48 GMT")),
            ok(which.success()),
        ]);
        let error = which.call(&client(transport.clone(), &TestRuntime::new())).await.unwrap_err();
        assert_eq!((error.code(), error.attempts()), (Some(4500), 2));
        assert_eq!(timestamps(&transport), [NOW, NOW + 900]);
    }
}

#[tokio::test]
async fn a_skew_of_some_seconds_and_another_code_correct_nothing() {
    for answer in [expired(4500, "Mon, 06 Jun 2016 04:03:17 GMT"), expired(4100, FIFTEEN_MINUTES_LATER)] {
        let transport = replay([Ok(answer), ok(EMPTY)]);
        let client = client(transport.clone(), &TestRuntime::new());
        Which::List.call(&client).await.unwrap_err();
        Which::List.call(&client).await.unwrap();
        assert_eq!(timestamps(&transport), [NOW, NOW]);
    }
}

#[tokio::test]
async fn a_clock_that_is_set_right_later_is_corrected_back() {
    let transport = replay([
        Ok(expired(4500, FIFTEEN_MINUTES_LATER)),
        ok(EMPTY),
        Ok(expired(4500, FIFTEEN_MINUTES_LATER)),
        ok(EMPTY),
    ]);
    let runtime = TestRuntime::new();
    let client = client(transport.clone(), &runtime);
    Which::List.call(&client).await.unwrap();
    runtime.set_time(NOW + 900);
    Which::List.call(&client).await.unwrap();
    assert_eq!(timestamps(&transport), [NOW, NOW + 900, NOW + 1800, NOW + 900]);
}

#[tokio::test]
async fn a_response_from_a_cache_and_a_server_in_another_millennium_do_not_set_the_clock() {
    for (date, age) in [("Mon, 06 Jun 2016 03:02:48 GMT", "3600"), ("Fri, 31 Dec 9999 23:59:59 GMT", "0")] {
        let answer = status(200, &[("date", date), ("age", age)], refusal(4500));
        let transport = replay([Ok(answer), ok(EMPTY)]);
        let client = client(transport.clone(), &TestRuntime::new());
        Which::List.call(&client).await.unwrap_err();
        Which::List.call(&client).await.unwrap();
        assert_eq!(timestamps(&transport), [NOW, NOW], "{date}");
    }
}
