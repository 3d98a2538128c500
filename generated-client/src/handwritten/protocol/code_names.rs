//! What the names of error codes tell: services have codes of their own, and build their names alike.

/// What a code begins with: a code with a dot is a kind of what stands before it.
pub(super) fn family(code: &str) -> &str {
    code.split('.').next().unwrap_or_default()
}

/// Whether a code is another one, or a kind of it.
pub(crate) fn is_kind_of(code: &str, family: &str) -> bool {
    code.strip_prefix(family).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Whether a code says that the caller is not known, or may not do this.
pub(super) fn is_auth(code: &str) -> bool {
    matches!(family(code), "AuthFailure" | "UnauthorizedOperation")
}

/// Whether a code says that there were too many calls. Services have names of their own for it, in the family of the code or
/// behind a dot.
pub(super) fn is_throttling(code: &str) -> bool {
    let parts = parts(code);
    // Of these families the rest of a code names what is wrong with the request: a rule for throttling, say.
    if is_of(&parts, &["invalid", "missing", "unknown", "resourcenotfound", "unsupported"]) {
        return false;
    }
    let mut before = "";
    parts.iter().any(|part| {
        let is_limit_of_frequency = before == "limitexceeded" && part.starts_with("freq");
        before = part;
        is_limit_of_frequency
            || part.starts_with("requestlimitexceeded")
            || part.contains("ratelimitexceeded")
            || part.contains("throttl")
    })
}

/// Whether a code says that something the request names does not exist: `ResourceNotFound` and its kinds, and what ends so
/// behind another family, such as `InvalidVpc.NotFound` or `FailedOperation.CertificateNotExist`.
pub(super) fn is_not_found(code: &str) -> bool {
    let parts = parts(code);
    // What the server or the client lacks is no resource.
    if is_auth(code) || is_of(&parts, &["internal", "invalidaction"]) {
        return false;
    }
    let says_so = |part: &String| {
        part.starts_with("notfound")
            || ["notfound", "notexist", "notexists", "notexisted"].iter().any(|end| part.ends_with(end))
    };
    parts.iter().any(says_so)
}

/// Whether a code says that the account would have more of something than it may: `LimitExceeded` and its kinds, and what is
/// named so behind another family. How large a request or one of its values may be is another matter.
pub(super) fn is_limit(code: &str) -> bool {
    const OTHER_MATTERS: [&str; 8] = [
        "invalid",
        "missing",
        "unknown",
        "unsupported",
        "internal",
        "resourcenotfound",
        "requestsize",
        "responsesize",
    ];
    const NAMES: [&str; 7] = [
        "limitexceed",
        "quotaexceed",
        "quotalimit",
        "exceedlimit",
        "exceedslimit",
        "exceedquota",
        "exceedsquota",
    ];

    let parts = parts(code);
    let says_so = |part: &String| NAMES.iter().any(|name| part.contains(name));
    !is_auth(code) && !is_throttling(code) && !is_of(&parts, &OTHER_MATTERS) && parts.iter().any(says_so)
}

/// Whether a code says that the server failed, which then does not know itself what it has done.
pub(super) fn is_internal(code: &str) -> bool {
    let begins_so = |part: &String| {
        ["internalerror", "internalservererror", "internalserviceerror"]
            .iter()
            .any(|name| part.starts_with(name))
    };
    parts(code).iter().any(begins_so)
}

/// The words between the dots, in one way of writing.
fn parts(code: &str) -> Vec<String> {
    let mut plain = code.to_ascii_lowercase();
    plain.retain(|c| !matches!(c, '_' | '-'));
    plain.split('.').map(str::to_owned).collect()
}

fn is_of(parts: &[String], families: &[&str]) -> bool {
    parts.first().is_some_and(|first| families.iter().any(|family| first.starts_with(family)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the names of these codes tell: auth, throttling, not found, limit, internal.
    const TABLE: [(&str, &str); 40] = [
        ("AuthFailure", "auth"),
        ("AuthFailure.SecretIdNotFound", "auth"),
        ("UnauthorizedOperation.UserNotExist", "auth"),
        ("AuthFailures", ""),
        ("RequestLimitExceeded", "throttling"),
        ("RequestLimitExceeded.UinLimitExceeded", "throttling"),
        ("RequestLimitExceededNow", "throttling"),
        ("LimitExceeded.RateLimitExceeded", "throttling"),
        ("LimitExceeded.ApiRateLimitExceededPerSecond", "throttling"),
        ("RateLimitExceeded", "throttling"),
        ("LimitExceeded.Freq", "throttling"),
        ("LimitExceeded.FrequencyLimit", "throttling"),
        ("FailedOperation.RequestLimitExceeded", "throttling"),
        ("OperationDenied.Throttled", "throttling"),
        ("Throttling.User", "throttling"),
        ("FailedOperation.requestThrottled", "throttling"),
        ("FailedOperation.FreqTable", ""),
        ("InvalidParameterValue.ThrottlingRule", ""),
        ("ResourceNotFound", "not found"),
        ("ResourceNotFound.Instance", "not found"),
        ("ResourceNotFound.ThrottlePolicy", "not found"),
        ("ResourceNotFound.QuotaLimit", "not found"),
        ("InvalidVpc.NotFound", "not found"),
        ("InvalidInstanceId.NotFound", "not found"),
        ("InvalidParameterValue.ZoneNotExists", "not found"),
        ("FailedOperation.CertificateNotExist", "not found"),
        ("RESOURCE_NOT_FOUND", "not found"),
        ("InvalidAction.NotFound", ""),
        ("ResourceUnavailable", ""),
        ("NoSuchVersion", ""),
        ("LimitExceeded", "limit"),
        ("LimitExceeded.CertificateCount", "limit"),
        ("InstancesQuotaLimitExceeded", "limit"),
        ("FailedOperation.ExceedsQuota", "limit"),
        ("RequestSizeLimitExceeded", ""),
        ("ResponseSizeLimitExceeded", ""),
        ("InvalidParameterValue.LimitExceeded", ""),
        ("InternalError.Db", "internal"),
        ("InternalError.ConfigNotFound", "internal"),
        ("FailedOperation.InternalError", "internal"),
    ];

    #[test]
    fn a_code_tells_one_thing_by_its_name() {
        for (code, expected) in TABLE {
            let told = [
                (is_auth(code), "auth"),
                (is_throttling(code), "throttling"),
                (is_not_found(code), "not found"),
                (is_limit(code), "limit"),
                (is_internal(code), "internal"),
            ];
            let told: Vec<_> = told.iter().filter(|(is_told, _)| *is_told).map(|(_, what)| *what).collect();
            assert_eq!(told.join(", "), expected, "{code}");
        }
    }
}
