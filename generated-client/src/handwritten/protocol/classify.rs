//! What a failure means, by the code of either API.

use super::{Classified, Failure, Nature, Reason};
use crate::{ApiErrorCode, CommonErrorCode};

/// What a failure means. `skew` is how many seconds the server's clock is ahead of the client's, if it was off.
pub(super) fn classify(failure: &Failure, skew: Option<i64>) -> Classified {
    let of_word = of_word(failure.code_desc.as_deref().unwrap_or_default(), skew);
    let Some(code) = failure.code else { return of_word };
    let of_number = of_number(code, skew);
    // Beside a number the word may be that of a module: it is heard only where it says what the number leaves open.
    if of_number.nature == Nature::Other && of_word.nature != Nature::Other {
        return Classified { meaning: of_number.meaning, ..of_word };
    }
    of_number
}

fn of_number(code: i64, skew: Option<i64>) -> Classified {
    let common = CommonErrorCode::from(code);
    let nature = match code {
        4100..=4110 | 4300 => Nature::Auth,
        4400 => Nature::Throttled,
        _ => Nature::Other,
    };
    // The server says 4500 also for a nonce that was used, which the next attempt does not repeat. But that can only be
    // a copy of a request that it has accepted, made by something between us; what became of that one is not known, so
    // without a clock to blame the code is an error like others.
    let reason = match (code, skew) {
        (4200 | 4500, Some(skew)) => Reason::ClockSkew(skew),
        _ if nature == Nature::Throttled => Reason::NotBegun,
        _ if common.is_retryable() => Reason::Transient,
        _ => Reason::Permanent,
    };
    Classified { meaning: common.description(), nature, reason }
}

fn of_word(code: &str, skew: Option<i64>) -> Classified {
    let family = code.split('.').next().unwrap_or_default();
    let common = match ApiErrorCode::from(code) {
        ApiErrorCode::Unknown(_) => ApiErrorCode::from(family),
        known => known,
    };
    let nature = match family {
        "AuthFailure" | "UnauthorizedOperation" => Nature::Auth,
        _ if is_throttling(code) => Nature::Throttled,
        _ => Nature::Other,
    };
    let reason = match (code, skew) {
        ("AuthFailure.SignatureExpire", Some(skew)) => Reason::ClockSkew(skew),
        _ if nature == Nature::Throttled => Reason::NotBegun,
        _ if common.is_retryable() => Reason::Transient,
        _ => Reason::Permanent,
    };
    Classified { meaning: common.description(), nature, reason }
}

/// Whether a code says that there were too many calls. Services have names of their own for it, in the family of the code or
/// behind a dot.
fn is_throttling(code: &str) -> bool {
    let code = code.to_ascii_lowercase();
    // Of these families the rest of a code names what is wrong with the request: a rule for throttling, say.
    if ["invalid", "missing", "unknown", "resourcenotfound", "unsupported"]
        .iter()
        .any(|family| code.starts_with(family))
    {
        return false;
    }
    let mut before = "";
    code.split('.').any(|part| {
        let is_limit_of_frequency = before == "limitexceeded" && part.starts_with("freq");
        before = part;
        is_limit_of_frequency
            || part.starts_with("requestlimitexceeded")
            || part.contains("ratelimitexceeded")
            || part.contains("throttl")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(code: impl Into<Option<i64>>, word: &str, skew: Option<i64>) -> (Nature, Reason) {
        let code_desc = Some(word.to_owned()).filter(|word| !word.is_empty());
        let failure = Failure { code: code.into(), code_desc, message: String::new() };
        let Classified { nature, reason, .. } = classify(&failure, skew);
        (nature, reason)
    }

    #[test]
    fn numbers_have_reasons() {
        for (code, skew, nature, reason) in [
            (4400, None, Nature::Throttled, Reason::NotBegun),
            (6000, Some(900), Nature::Other, Reason::Transient),
            (4100, Some(900), Nature::Auth, Reason::Permanent),
            (4500, Some(900), Nature::Other, Reason::ClockSkew(900)),
            (4200, Some(-900), Nature::Other, Reason::ClockSkew(-900)),
            (4500, None, Nature::Other, Reason::Permanent),
        ] {
            assert_eq!(of(code, "", skew), (nature, reason), "{code} {skew:?}");
        }
    }

    #[test]
    fn too_many_calls_have_many_names() {
        for code in [
            "RequestLimitExceeded",
            "RequestLimitExceeded.UinLimitExceeded",
            "RequestLimitExceededNow",
            "LimitExceeded.RateLimitExceeded",
            "LimitExceeded.ApiRateLimitExceededPerSecond",
            "RateLimitExceeded",
            "LimitExceeded.Freq",
            "LimitExceeded.FrequencyLimit",
            "FailedOperation.RequestLimitExceeded",
            "OperationDenied.Throttled",
            "Throttling",
            "Throttling.User",
            "FailedOperation.requestThrottled",
        ] {
            assert_eq!(of(None, code, None), (Nature::Throttled, Reason::NotBegun), "{code}");
            assert_eq!(of(5100, code, None), (Nature::Throttled, Reason::NotBegun), "{code}");
        }
        for code in [
            "LimitExceeded",
            "LimitExceeded.CertificateCount",
            "RequestSizeLimitExceeded",
            "ResponseSizeLimitExceeded",
            "FailedOperation.FreqTable",
            "InvalidParameterValue.ThrottlingRule",
            "ResourceNotFound.ThrottlePolicy",
        ] {
            assert_eq!(of(None, code, None), (Nature::Other, Reason::Permanent), "{code}");
        }
    }

    #[test]
    fn a_word_beside_a_number_says_only_what_the_number_leaves_open() {
        assert_eq!(of(4100, "RequestLimitExceeded", None), (Nature::Auth, Reason::Permanent));
        assert_eq!(of(5100, "InternalError", None), (Nature::Other, Reason::Permanent));
        assert_eq!(of(5100, "AuthFailure.TokenFailure", None), (Nature::Auth, Reason::Permanent));
        assert_eq!(of(None, "InternalError.Db", None), (Nature::Other, Reason::Transient));
    }
}
