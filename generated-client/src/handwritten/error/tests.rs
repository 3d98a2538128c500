//! What errors say, and what they don't.

use std::error::Error as _;
use std::io;

use super::*;
use crate::handwritten::credential::CredentialError;
use crate::handwritten::protocol::{Classified, Failure, RequestError, classify};
use crate::handwritten::transport::{Delivery, TransportErrorKind};

fn story() -> Story {
    Story { attempts: 1, ..Story::answered("CertUpload") }
}

fn refused(code: i64, code_text: &str, message: &str, meaning: Option<&'static str>) -> Kind {
    let failure =
        Failure { code: Some(code), code_text: Some(code_text.to_owned()), message: message.to_owned() };
    let classified = Classified { meaning, ..classify(&failure, None) };
    Kind::Refused(Box::new(Refusal::new(failure, &classified, &Redactor::new(Vec::new()))))
}

fn answer(status: u16, body: &'static [u8]) -> Answer {
    Answer {
        is_empty: false,
        status: StatusCode::from_u16(status).unwrap(),
        headers: HeaderMap::new(),
        body: Bytes::from_static(body),
        request_id: None,
        excerpt: None,
    }
}

#[test]
fn an_error_is_as_large_as_a_pointer() {
    assert_eq!(size_of::<Result<(), Error>>(), size_of::<usize>());
}

#[test]
fn errors_cross_threads() {
    fn assert<T: Send + Sync + 'static>() {}
    assert::<Error>();
}

#[test]
fn a_refusal_tells_its_story_in_one_line() {
    let mut answer = answer(200, b"{}");
    answer.request_id = Some("f2a3".to_owned());
    let error = Error::new(refused(4400, "QuotaLimit", "too\nmany", Some("Quota exceeded.")))
        .with_story(Story { attempts: 3, stop: Some(Stop::Attempts(3)), ..story() })
        .with_answer(answer);
    assert_eq!(
        error.to_string(),
        "CertUpload failed: the server answered 4400 QuotaLimit (Quota exceeded): too many \
         [HTTP 200, request id f2a3, 3 attempts, sent]"
    );
    assert_eq!(error.action(), Some("CertUpload"));
    assert_eq!(error.code(), Some(4400));
    assert_eq!(error.code_text(), Some("QuotaLimit"));
    assert_eq!(error.message(), Some("too\nmany"));
    assert_eq!(error.meaning(), Some("Quota exceeded."));
    assert_eq!(error.request_id(), Some("f2a3"));
    assert_eq!(error.http_status(), Some(StatusCode::OK));
    assert_eq!(error.attempts(), 3);
    assert!(error.is_throttled() && !error.is_auth() && !error.is_timeout() && error.may_have_been_sent());
}

#[test]
fn a_code_is_not_said_twice() {
    let error = Error::new(refused(9110, "9110", "(9110) Information for this domain does not exist", None));
    assert_eq!(
        error.to_string(),
        "the server answered 9110: (9110) Information for this domain does not exist"
    );
}

#[test]
fn a_lost_request_says_that_it_may_have_been_carried_out() {
    let lost = TransportError::new(TransportErrorKind::Timeout(Duration::from_secs(30)));
    let error = Error::new(Kind::Transport(lost)).with_story(Story {
        delivery: Delivery::Unknown,
        stop: Some(Stop::NotIdempotent),
        ..story()
    });
    assert_eq!(
        error.to_string(),
        "CertUpload failed: no response within 30s \
         [1 attempt, may have been sent, not repeated, as the Action is not idempotent]"
    );
    assert!(error.is_timeout() && error.is_transport() && error.may_have_been_sent());
}

#[test]
fn a_cause_is_chained_and_not_repeated() {
    let refused = TransportError::new(TransportErrorKind::Connect)
        .with_source(io::Error::other("name or service not known"));
    let error = Error::new(Kind::Transport(refused)).with_story(Story {
        delivery: Delivery::NotSent,
        attempts: 3,
        ..story()
    });
    assert_eq!(error.to_string(), "CertUpload failed: no connection to the server [3 attempts, not sent]");
    assert_eq!(error.source().unwrap().to_string(), "name or service not known");
    assert!(!error.may_have_been_sent());

    let error = Error::new(Kind::Credential(CredentialError::provider("vault is sealed")));
    assert_eq!(error.to_string(), "the credential provider failed");
    assert_eq!(error.source().unwrap().to_string(), "vault is sealed");
    assert!(error.is_credential());
}

#[test]
fn a_response_that_broke_off_still_has_a_status() {
    let cut = TransportError::new(TransportErrorKind::ResponseCut).with_status(StatusCode::BAD_GATEWAY);
    let error = Error::new(Kind::Transport(cut)).with_story(story());
    assert_eq!(
        error.to_string(),
        "CertUpload failed: the connection was cut in the middle of the response [HTTP 502, 1 attempt, sent]"
    );
}

#[test]
fn a_gateways_page_is_named_and_kept() {
    let page = b"<html><head><title>414 Request-URI Too Large</title></head></html>";
    let error = Error::new(Kind::BadBody(BadBody::find(page).unwrap()))
        .with_story(story())
        .with_answer(answer(414, page));
    assert_eq!(
        error.to_string(),
        "CertUpload failed: the response is an HTML page, \"414 Request-URI Too Large\", \
         as a gateway in front of the API gives it [HTTP 414, 1 attempt, sent]"
    );
    assert!(error.is_unreadable());
    assert_eq!(error.raw_body(), Some(&page[..]));
}

#[test]
fn a_request_that_could_not_be_made_was_not_sent() {
    let error = Error::new(Kind::Request(RequestError::AtSign { parameter: "alias".to_owned() }))
        .with_story(Story { attempts: 0, delivery: Delivery::NotSent, ..story() });
    assert_eq!(
        error.to_string(),
        "CertUpload failed: the value of `alias` begins with `@`, \
         which the signature of a POST request can't cover [not sent]"
    );
    assert!(error.is_invalid_request() && !error.may_have_been_sent());
}

#[test]
fn a_wait_that_was_too_long_can_be_asked_for() {
    let asked = Duration::from_secs(3600);
    let error = Error::new(refused(4400, "QuotaLimit", "", None)).with_story(Story {
        stop: Some(Stop::RetryAfter(asked)),
        retry_after: Some(asked),
        ..story()
    });
    assert_eq!(error.retry_after(), Some(asked));
    assert!(error.to_string().ends_with("[1 attempt, sent, the server asks to wait 3600 s]"), "{error}");
}

#[test]
fn neither_display_nor_debug_shows_what_the_server_quotes_of_the_request_or_the_body() {
    let message =
        "signature mismatch, expected POSTwss.api.qcloud.com/v2/index.php?Action=A&Nonce=11886&key=s3cr3t";
    let error = Error::new(refused(4100, "AuthFailure", message, None))
        .with_story(story())
        .with_answer(answer(200, br#"{"code": 4100, "message": "Nonce=11886&key=s3cr3t"}"#));
    for shown in [error.to_string(), format!("{error:?}"), format!("{error:#?}"), format!("{error:#}")] {
        assert!(shown.contains("signature mismatch"), "{shown}");
        assert!(!shown.contains("11886") && !shown.contains("s3cr3t"), "{shown}");
    }
    assert_eq!(error.message(), Some(message));
    assert!(error.is_auth());
}
