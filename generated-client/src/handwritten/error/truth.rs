//! What each question about an error answers for each kind of error: tables of what is true.

use std::collections::BTreeMap;
use std::time::Duration;

use super::{Error, ErrorKind, Kind};
use crate::handwritten::credential::CredentialError;
use crate::handwritten::protocol::RequestError;
use crate::handwritten::transport::{TransportError, TransportErrorKind as Way};
use crate::{Tc3ErrorCode, V2ErrorCode, wire};

/// The questions, in the order of the columns.
fn answers(error: &Error) -> String {
    let questions = [
        error.is_retryable(),
        error.was_not_carried_out(),
        error.is_not_found(),
        error.is_limit(),
        error.is_throttled(),
        error.is_auth(),
    ];
    questions.map(|answer| if answer { "yes" } else { "-" }).join(" ")
}

#[test]
fn each_code_answers_each_question() {
    // Passes by itself, not carried out, not found, limit, throttled, auth.
    for (code, expected) in [
        ("ResourceNotFound", "- yes yes - - -"),
        ("ResourceNotFound.Instance", "- yes yes - - -"),
        ("InvalidVpc.NotFound", "- yes yes - - -"),
        ("FailedOperation.CertificateNotExist", "- yes yes - - -"),
        ("5000", "- yes yes - - -"),
        ("LimitExceeded", "- yes - yes - -"),
        ("LimitExceeded.CertificateCount", "- yes - yes - -"),
        ("FailedOperation.QuotaExceeded", "- yes - yes - -"),
        ("RequestLimitExceeded", "yes yes - - yes -"),
        ("RequestLimitExceeded.UinLimitExceeded", "yes yes - - yes -"),
        ("LimitExceeded.Freq", "yes yes - - yes -"),
        ("4400", "yes yes - - yes -"),
        ("AuthFailure.SecretIdNotFound", "- yes - - - yes"),
        ("UnauthorizedOperation.CamNoAuth", "- yes - - - yes"),
        ("4100", "- yes - - - yes"),
        ("4104", "- yes - - - yes"),
        ("4300", "- yes - - - yes"),
        ("InternalError", "yes - - - - -"),
        ("InternalError.DbError", "yes - - - - -"),
        ("FailedOperation.InternalError", "- - - - - -"),
        ("6000", "yes - - - - -"),
        ("5400", "- - - - - -"),
        ("ServiceUnavailable", "yes yes - - - -"),
        ("6200", "yes yes - - - -"),
        ("6100", "- yes - - - -"),
        ("ResourceInUse", "- yes - - - -"),
        ("InvalidParameterValue.LimitExceeded", "- yes - - - -"),
        ("RequestSizeLimitExceeded", "- yes - - - -"),
        ("DryRunOperation", "- yes - - - -"),
        ("Odd.Code", "- yes - - - -"),
        ("9110", "- yes - - - -"),
        ("", "- - - - - -"),
    ] {
        let error = Error::failure(code, "no");
        assert_eq!(answers(&error), expected, "{code}");
        assert_eq!(
            (error.kind(), error.code_text()),
            (ErrorKind::Failure, Some(code).filter(|it| !it.is_empty()))
        );
        assert!(error.may_have_been_sent() && !error.is_timeout(), "{code}");
    }
}

#[test]
fn each_way_to_get_no_answer_answers_each_question() {
    let second = Duration::from_secs(1);
    for (kind, expected) in [
        (Way::Refused, "- yes - - - -"),
        (Way::Connect, "yes yes - - - -"),
        (Way::ConnectTimeout(second), "yes yes - - - -"),
        (Way::Cut, "yes - - - - -"),
        (Way::Timeout(second), "yes - - - - -"),
        (Way::NotHttp, "yes - - - - -"),
        (Way::HeadTooLarge, "- - - - - -"),
        (Way::ResponseTimeout(second), "yes - - - - -"),
        (Way::ResponseStalled(second), "yes - - - - -"),
        (Way::ResponseCut, "yes - - - - -"),
        (Way::ResponseTooLarge(1), "- - - - - -"),
        (Way::ResponseDamaged, "yes - - - - -"),
    ] {
        let error = Error::from(TransportError::new(kind));
        assert_eq!(answers(&error), expected, "{kind:?}");
        assert_eq!(error.transport_error().map(TransportError::kind), Some(kind));
    }
}

#[test]
fn each_part_that_fails_has_its_kind_and_its_error() {
    let unreadable = wire::read::<BTreeMap<String, u64>>(b"[1]").unwrap_err();
    let connect = TransportError::new(Way::Connect);
    for (error, kind, expected) in [
        (Error::from(connect), ErrorKind::Transport, "yes yes - - - -"),
        (Error::from(CredentialError::NoHome), ErrorKind::Credential, "- yes - - - -"),
        (Error::from(RequestError::NotAnObject), ErrorKind::Request, "- yes - - - -"),
        (Error::from(unreadable), ErrorKind::Unreadable, "- - - - - -"),
        (Error::failure("x", ""), ErrorKind::Failure, "- yes - - - -"),
        (Error::new(Kind::Setup("no".to_owned())), ErrorKind::Setup, "- yes - - - -"),
        (Error::new(Kind::CallTimeout(Duration::ZERO)), ErrorKind::CallTimeout, "yes yes - - - -"),
        (Error::new(Kind::ListTimeout(Duration::ZERO)), ErrorKind::ListTimeout, "yes yes - - - -"),
        (Error::new(Kind::WaitTimeout("late".to_owned())), ErrorKind::WaitTimeout, "yes yes - - - -"),
        (Error::new(Kind::WaitFailed("no".to_owned())), ErrorKind::WaitFailed, "- yes - - - -"),
    ] {
        assert_eq!((error.kind(), answers(&error).as_str()), (kind, expected), "{error}");
        assert_eq!(error.transport_error().is_some(), kind == ErrorKind::Transport);
        assert_eq!(error.credential_error().is_some(), kind == ErrorKind::Credential);
        assert_eq!(error.request_error().is_some(), kind == ErrorKind::Request);
        assert_eq!(error.read_error().is_some(), kind == ErrorKind::Unreadable);
        assert_eq!(error.code_text().is_some(), kind == ErrorKind::Failure);
        assert_eq!(error.clone().to_string(), error.to_string());
    }
}

#[test]
fn a_kind_of_a_code_is_that_code_in_matches() {
    for (code, expected) in [
        ("ResourceNotFound", Some(Tc3ErrorCode::ResourceNotFound)),
        ("ResourceNotFound.Instance", Some(Tc3ErrorCode::ResourceNotFound)),
        ("ResourceNotFound.Instance.Gone", Some(Tc3ErrorCode::ResourceNotFound)),
        ("AuthFailure.SignatureExpire", Some(Tc3ErrorCode::AuthFailureSignatureExpire)),
        ("AuthFailure.SignatureExpire.Late", Some(Tc3ErrorCode::AuthFailureSignatureExpire)),
        ("ResourceNotFounds", Some(Tc3ErrorCode::from("ResourceNotFounds"))),
        ("Odd.Code", Some(Tc3ErrorCode::from("Odd.Code"))),
        ("", None),
    ] {
        assert_eq!(Error::failure(code, "").code_as(), expected, "{code}");
    }
    assert_eq!(Error::failure("5000", "").code_as(), Some(V2ErrorCode::ResourceNotFound));
    assert_eq!(Error::failure("5001", "").code_as(), Some(V2ErrorCode::from(5001)));
    assert_eq!(Error::failure("5000", "").code_as(), Some(Tc3ErrorCode::from("5000")));
    assert_eq!(Error::from(CredentialError::NoHome).code_as::<Tc3ErrorCode>(), None);
}

#[test]
fn a_code_is_itself_and_each_of_its_families_and_nothing_that_only_begins_like_it() {
    for (code, wanted, is_it) in [
        ("FailedOperation.A.B", "FailedOperation.A.B", true),
        ("FailedOperation.A.B", "FailedOperation.A", true),
        ("FailedOperation.A.B", "FailedOperation", true),
        ("FailedOperation.A.B", "FailedOperation.A.B.C", false),
        ("FailedOperation.AB", "FailedOperation.A", false),
        ("FailedOperationX", "FailedOperation", false),
        ("FailedOperation", "", false),
    ] {
        assert_eq!(Error::failure(code, "").is(Tc3ErrorCode::from(wanted)), is_it, "{code} {wanted}");
    }
    assert!(Error::failure("5000", "").is(V2ErrorCode::ResourceNotFound));
    assert!(!Error::failure("5001", "").is(V2ErrorCode::ResourceNotFound));
    assert!(!Error::from(CredentialError::NoHome).is(Tc3ErrorCode::FailedOperation));
}

#[test]
fn tests_make_errors_that_tell_their_story() {
    let error = Error::failure("4400", "slower")
        .with_action("CertGetList")
        .with_attempts(3)
        .with_request_id("f2a3")
        .with_http_status(http::StatusCode::TOO_MANY_REQUESTS)
        .with_retry_after(Duration::from_secs(7));
    assert_eq!(
        error.to_string(),
        "CertGetList failed: the server answered 4400 (The account used up a quota; calling less often may help): slower \
         [HTTP 429, request id f2a3, 3 attempts, sent]"
    );
    assert_eq!(
        (error.retry_after(), error.code(), error.message()),
        (Some(Duration::from_secs(7)), Some(4400), Some("slower"))
    );
}
