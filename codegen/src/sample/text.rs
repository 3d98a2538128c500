//! Texts and numbers that look like what the name of a field says: the same for the same name and the same place in a list.

use super::name::{self, Kind};
use crate::model::Wire;

/// 2026-01-01 08:00:00 in China.
const TIME: i64 = 1_767_225_600;
/// 2036-01-01 08:00:00 in China.
const END: i64 = 2_082_758_400;

/// A point in time in the form in which it travels.
pub(super) fn datetime(kind: Kind, form: Option<Wire>) -> String {
    let year = if kind == Kind::End { "2036" } else { "2026" };
    match form {
        Some(Wire::Int) => if kind == Kind::End { END } else { TIME }.to_string(),
        Some(Wire::Iso) => format!("{year}-01-01T08:00:00+08:00"),
        None | Some(Wire::String) => format!("{year}-01-01 08:00:00"),
    }
}

/// A day, always the same one.
pub(super) fn date() -> String {
    "2026-01-01".to_owned()
}

/// An integer; `index` is the place in a list.
pub(super) fn int(kind: Kind, index: usize) -> i64 {
    let index = i64::try_from(index).unwrap_or(0);
    match kind {
        Kind::Account => 1_250_000_001 + index,
        Kind::Id => 1001 + index,
        Kind::Time | Kind::Date => TIME,
        Kind::End => END,
        Kind::Millis => TIME * 1000,
        Kind::Port => 8080,
        Kind::Percent => 50,
        Kind::Next | Kind::Code => 0,
        _ => 1 + index,
    }
}

/// A text; `words` are those of its name, `owner` those of the record that has it.
pub(super) fn text(kind: Kind, words: &[String], owner: &[String], index: usize) -> String {
    let number = index + 1;
    let plain = |words: &[String]| format!("{}-{number}", words.join("-"));
    match kind {
        Kind::Id => {
            let stem = match words.split_last() {
                Some((_, [])) | None => owner,
                Some((_, stem)) => stem,
            };
            format!("{}-{}", prefix(stem), digits(hash(stem, index), 36, 8))
        }
        Kind::Uuid => digits(hash(words, index), 16, 32),
        Kind::Account => (100_000_000_000_usize + number).to_string(),
        Kind::Time | Kind::End => datetime(kind, None),
        Kind::Millis => int(kind, index).to_string(),
        Kind::Date => date(),
        Kind::Region => "ap-guangzhou".to_owned(),
        Kind::Zone => format!("ap-guangzhou-{}", 1 + index % 6),
        Kind::Ip => format!("10.0.{}.{}", index / 250, 1 + index % 250),
        Kind::PublicIp => format!("203.0.113.{}", 1 + index % 250),
        Kind::Ipv6 => format!("2001:db8::{number:x}"),
        Kind::Cidr => format!("10.{}.0.0/16", index % 256),
        Kind::Mac => format!("52:54:00:00:{:02x}:{:02x}", number / 256 % 256, number % 256),
        Kind::Host => format!("host-{number}.example.com"),
        Kind::Url => format!("https://example.com/{}", plain(words)),
        Kind::Email => format!("user-{number}@example.com"),
        Kind::Port => "8080".to_owned(),
        Kind::Version => "1.0.0".to_owned(),
        Kind::Name => match words.split_last() {
            Some((_, [])) | None => plain(owner),
            Some((_, stem)) => plain(stem),
        },
        Kind::Count => number.to_string(),
        Kind::Percent => "50".to_owned(),
        Kind::Next => String::new(),
        Kind::Code => "0".to_owned(),
        Kind::IsLast => "true".to_owned(),
        Kind::Other => plain(words),
    }
}

/// Another text of the same form, where one stands for each item of a list.
pub(super) fn varied(text: &str, index: usize) -> String {
    let digits = index.to_string();
    let kept = text.chars().count().saturating_sub(digits.len());
    text.chars().take(kept).chain(digits.chars()).collect()
}

/// What stands before the dash of an id: `ins` of an instance, `sg` of a security group.
fn prefix(stem: &[String]) -> String {
    match stem {
        [] => "id".to_owned(),
        [word] if word.chars().count() <= 6 => word.clone(),
        [word] => word.chars().take(3).collect(),
        words => words.iter().filter_map(|word| word.chars().next()).collect(),
    }
}

/// FNV-1a over words and a number.
fn hash(words: &[String], index: usize) -> u64 {
    let bytes = words.iter().flat_map(|word| word.bytes()).chain((index as u64).to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// So many digits of a number, and of what follows from it.
fn digits(mut number: u64, base: u32, count: usize) -> String {
    let mut text = String::with_capacity(count);
    while text.len() < count {
        let digit = u32::try_from(number >> 33).unwrap_or(0) % base;
        text.extend(char::from_digit(digit, base));
        number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    }
    text
}

/// The words of a name.
pub(super) fn words(name: &str) -> Vec<String> {
    name::words(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_name_and_place_give_the_same_text_wherever_it_stands() {
        let said = |name: &str, owner: &str, index| {
            let words = words(name);
            text(name::kind(&words), &words, &name::words(owner), index)
        };
        assert_eq!(said("InstanceId", "Instance", 0), said("InstanceIdSet", "RunInstancesResult", 0));
        assert_eq!(said("InstanceId", "Instance", 3), said("Id", "Instance", 3));
        assert_ne!(said("InstanceId", "Instance", 0), said("InstanceId", "Instance", 1));
        let shapes = [
            ("SecurityGroupId", "sg-", 11),
            ("VpcId", "vpc-", 12),
            ("InstanceId", "ins-", 12),
            ("TraceUuid", "", 32),
        ];
        for (name, start, length) in shapes {
            let text = said(name, "", 0);
            assert!(text.starts_with(start) && text.len() == length, "{text}");
        }
        let texts = [
            ("InstanceName", "instance-2"),
            ("Name", "zone-2"),
            ("PrivateIpAddresses", "10.0.0.2"),
            ("Zone", "ap-guangzhou-2"),
            ("NextToken", ""),
            ("ExpireTime", "2036-01-01 08:00:00"),
            ("ChargeType", "charge-type-2"),
        ];
        for (name, expected) in texts {
            assert_eq!(said(name, "Zone", 1), expected, "{name}");
        }
    }

    #[test]
    fn a_text_is_varied_in_its_form() {
        assert_eq!(varied("ins-1a2b3c4d", 24), "ins-1a2b3c24");
        assert_eq!(varied("a", 10), "10");
    }
}
