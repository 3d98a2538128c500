//! What a failure means, by the code of either API.

use super::code_names::{family, is_auth, is_internal, is_limit, is_not_found, is_throttling};
use super::{Classified, Failure, Nature, Reason};
use crate::{Tc3ErrorCode, V2ErrorCode};

/// What a failure means. `skew` is how many seconds the server's clock is ahead of the client's, if it was off.
pub(crate) fn classify(failure: &Failure, skew: Option<i64>) -> Classified {
    let of_word = of_word(failure.code_text.as_deref().unwrap_or_default(), skew);
    let Some(code) = failure.code else { return of_word };
    let of_number = of_number(code, skew);
    let is_internal = of_number.is_internal || of_word.is_internal;
    // Beside a number the word may be that of a module: it is heard only where it says what the number leaves open.
    match (of_number.nature, of_word.nature) {
        (Nature::Other, Nature::Auth | Nature::Throttled) => {
            Classified { meaning: of_number.meaning, is_internal, ..of_word }
        }
        (Nature::Other, nature) => Classified { nature, is_internal, ..of_number },
        _ => Classified { is_internal, ..of_number },
    }
}

fn of_number(code: i64, skew: Option<i64>) -> Classified {
    let common = V2ErrorCode::from(code);
    let nature = match code {
        4100..=4110 | 4300 => Nature::Auth,
        4400 => Nature::Throttled,
        5000 => Nature::NotFound,
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
    // Of 5400 some parts were done; from 6000 on the server itself has failed.
    let is_internal = matches!(code, 5400 | 6000..=6099);
    Classified { meaning: common.description(), nature, reason, is_internal }
}

fn of_word(code: &str, skew: Option<i64>) -> Classified {
    let common = match Tc3ErrorCode::from(code) {
        Tc3ErrorCode::Unknown(_) => Tc3ErrorCode::from(family(code)),
        known => known,
    };
    let nature = match code {
        _ if is_auth(code) => Nature::Auth,
        _ if is_throttling(code) => Nature::Throttled,
        _ if is_not_found(code) => Nature::NotFound,
        _ if is_limit(code) => Nature::Limit,
        _ => Nature::Other,
    };
    let reason = match (code, skew) {
        ("AuthFailure.SignatureExpire", Some(skew)) => Reason::ClockSkew(skew),
        _ if nature == Nature::Throttled => Reason::NotBegun,
        _ if common.is_retryable() => Reason::Transient,
        _ => Reason::Permanent,
    };
    Classified { meaning: common.description(), nature, reason, is_internal: is_internal(code) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(code: impl Into<Option<i64>>, word: &str, skew: Option<i64>) -> (Nature, Reason) {
        let code_text = Some(word.to_owned()).filter(|word| !word.is_empty());
        let failure = Failure { code: code.into(), code_text, message: String::new() };
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
    fn too_many_calls_are_turned_away_before_anything_is_done() {
        for code in
            ["RequestLimitExceeded.UinLimitExceeded", "LimitExceeded.Freq", "OperationDenied.Throttled"]
        {
            assert_eq!(of(None, code, None), (Nature::Throttled, Reason::NotBegun), "{code}");
            assert_eq!(of(5100, code, None), (Nature::Throttled, Reason::NotBegun), "{code}");
        }
    }

    #[test]
    fn a_word_beside_a_number_says_only_what_the_number_leaves_open() {
        assert_eq!(of(4100, "RequestLimitExceeded", None), (Nature::Auth, Reason::Permanent));
        assert_eq!(of(5100, "InternalError", None), (Nature::Other, Reason::Permanent));
        assert_eq!(of(4000, "InvalidVpc.NotFound", None), (Nature::NotFound, Reason::Permanent));
        assert_eq!(of(6000, "LimitExceeded.Vpcs", None), (Nature::Limit, Reason::Transient));
        assert_eq!(of(5000, "LimitExceeded", None), (Nature::NotFound, Reason::Permanent));
        assert_eq!(of(5100, "AuthFailure.TokenFailure", None), (Nature::Auth, Reason::Permanent));
        assert_eq!(of(None, "InternalError.Db", None), (Nature::Other, Reason::Transient));
    }
}
