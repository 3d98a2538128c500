//! What the name of a field says of its values: an id, a time, an address, a number of things.

use heck::ToSnakeCase;

/// What the values of a field are by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// It tells one thing from all others.
    Id,
    /// An id of 32 hex digits.
    Uuid,
    /// A number of an account.
    Account,
    /// A point in time that has passed.
    Time,
    /// A point in time that is to come.
    End,
    /// A point in time in milliseconds.
    Millis,
    /// A day without a time.
    Date,
    Region,
    Zone,
    /// An address of a private network.
    Ip,
    /// An address that everybody can reach.
    PublicIp,
    Ipv6,
    Cidr,
    Mac,
    Host,
    Url,
    Email,
    Port,
    Version,
    /// What a person calls it.
    Name,
    /// How many things there are.
    Count,
    /// The token of a page after this one, or how many are to be left out: there is none.
    Next,
    /// Whether that was all.
    IsLast,
    /// A code of which 0 means that nothing is wrong.
    Code,
    Percent,
    /// Nothing that is known.
    Other,
}

/// The words of a name, in lower case: `security group id` of `SecurityGroupIds`.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> =
        name.to_snake_case().split('_').filter(|word| !word.is_empty()).map(str::to_owned).collect();
    let is_list = |word: &String| matches!(word.as_str(), "set" | "list" | "array");
    while words.len() > 1 && words.last().is_some_and(is_list) {
        words.pop();
    }
    if let Some(last) = words.last_mut() {
        let plural = if last.ends_with("sses") { 2 } else { usize::from(is_plural(last)) };
        last.truncate(last.len() - plural);
    }
    words
}

fn is_plural(word: &str) -> bool {
    word.len() > 2 && word.ends_with('s') && !["ss", "us", "is"].iter().any(|end| word.ends_with(end))
}

/// What the words of a name say, the last one most of all.
pub(super) fn kind(words: &[String]) -> Kind {
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
    let Some(last) = words.last().map(String::as_str) else { return Kind::Other };
    match last {
        "id" if has(&["app"]) && words.len() == 2 => Kind::Account,
        "uin" | "appid" => Kind::Account,
        "id" => Kind::Id,
        "uuid" | "guid" | "md5" => Kind::Uuid,
        "token" | "marker" | "cursor" if has(&["next"]) || words.len() == 1 && last != "token" => Kind::Next,
        "offset" => Kind::Next,
        "over" | "end" | "last" | "finish" | "finished" | "complete" | "completed" if words.len() > 1 => {
            Kind::IsLast
        }
        "time" | "timestamp" | "at" | "deadline" => {
            if has(&["milli", "millis", "millisecond", "ms"]) {
                Kind::Millis
            } else if has(&[
                "end",
                "expire",
                "expired",
                "expiration",
                "expiry",
                "deadline",
                "isolate",
                "destroy",
            ]) {
                Kind::End
            } else {
                Kind::Time
            }
        }
        "date" | "day" if words.len() > 1 || last == "date" => Kind::Date,
        "region" => Kind::Region,
        "zone" if !has(&["time"]) => Kind::Zone,
        "ipv6" => Kind::Ipv6,
        "ip" | "vip" | "ipv4" if has(&["public", "wan", "eip", "internet", "outer"]) => Kind::PublicIp,
        "ip" | "vip" | "ipv4" => Kind::Ip,
        "address" if has(&["ip"]) && has(&["public", "wan", "eip"]) => Kind::PublicIp,
        "address" if has(&["ip"]) => Kind::Ip,
        "cidr" => Kind::Cidr,
        "block" if has(&["cidr"]) => Kind::Cidr,
        "mac" => Kind::Mac,
        "domain" | "host" | "hostname" | "fqdn" | "endpoint" => Kind::Host,
        "url" | "uri" | "link" => Kind::Url,
        "email" | "mail" => Kind::Email,
        "port" | "vport" => Kind::Port,
        "version" => Kind::Version,
        "name" | "alias" | "nick" | "title" => Kind::Name,
        "count" | "num" | "cnt" | "total" | "number" => Kind::Count,
        "code" | "errno" | "ret" => Kind::Code,
        "percent" | "percentage" | "progress" => Kind::Percent,
        _ => Kind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_what_its_values_are() {
        let cases = [
            ("InstanceId", Kind::Id),
            ("InstanceIdSet", Kind::Id),
            ("SecurityGroupIds", Kind::Id),
            ("id", Kind::Id),
            ("AppId", Kind::Account),
            ("OwnerUin", Kind::Account),
            ("TraceUuid", Kind::Uuid),
            ("CreatedTime", Kind::Time),
            ("UpdatedAt", Kind::Time),
            ("ExpireTime", Kind::End),
            ("Timeout", Kind::Other),
            ("TimeZone", Kind::Other),
            ("EndDate", Kind::Date),
            ("Zone", Kind::Zone),
            ("PrivateIpAddresses", Kind::Ip),
            ("PublicIpAddresses", Kind::PublicIp),
            ("Vip", Kind::Ip),
            ("CidrBlock", Kind::Cidr),
            ("Domain", Kind::Host),
            ("ImageUrl", Kind::Url),
            ("VpcName", Kind::Name),
            ("TotalCount", Kind::Count),
            ("NextToken", Kind::Next),
            ("Token", Kind::Other),
            ("ListOver", Kind::IsLast),
            ("HasMore", Kind::Other),
            ("Status", Kind::Other),
        ];
        for (name, expected) in cases {
            assert_eq!(kind(&words(name)), expected, "{name}");
        }
    }
}
