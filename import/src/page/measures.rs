//! Whether a number measures something, so that a fraction may come where the example has a whole one.

/// Words of a name that measure.
const WORDS: &[&str] = &[
    "price",
    "prices",
    "cost",
    "costs",
    "fee",
    "fees",
    "percent",
    "percentage",
    "rate",
    "rates",
    "ratio",
    "ratios",
    "usage",
    "usages",
    "load",
    "discount",
    "utilization",
    "balance",
    "avg",
    "average",
];

/// Words of a sentence that do.
const SAID: &[&str] = &["price", "percent", "percentage", "ratio", "usage", "discount", "utilization"];

/// Chinese words that do, and words with one that don't.
const CHINESE: &[&str] = &[
    "价格",
    "单价",
    "总价",
    "原价",
    "费用",
    "折扣",
    "百分比",
    "百分率",
    "比例",
    "比率",
    "使用率",
    "利用率",
    "命中率",
    "占用率",
    "丢包率",
    "占比",
    "负载",
];
const NOT_SAID: &[&str] = &["负载均衡", "usage period", "usage duration", "usage time"];

/// Names of lists of measurements.
const SAMPLES: &[&str] = &[
    "data",
    "point",
    "points",
    "value",
    "values",
    "sample",
    "samples",
    "metric",
    "metrics",
    "series",
    "datapoints",
];

/// Whether a name, or what is said of it, is about a price, a rate, a share, or a load.
pub(super) fn measures(name: &str, description: &str) -> bool {
    let words = words(name);
    // The kind of a rate is none.
    let is_kind = words.last().is_some_and(|word| ["type", "mode", "kind", "flag"].contains(&word.as_str()));
    let in_name = !is_kind
        && words.iter().enumerate().any(|(index, word)| {
            let is_balancer = words.get(index + 1).is_some_and(|next| next.starts_with("balanc"))
                || (index > 0 && word == "balance" && words[index - 1] == "load");
            WORDS.contains(&word.as_str()) && !is_balancer
        });
    let mut said = description.to_lowercase();
    for word in NOT_SAID {
        said = said.replace(word, " ");
    }
    let has_word = said.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| SAID.contains(&word));
    in_name || has_word || said.contains('%') || CHINESE.iter().any(|word| said.contains(word))
}

/// Whether a list with a name has measurements in it.
pub(super) fn has_samples(name: &str) -> bool {
    words(name).last().is_some_and(|word| SAMPLES.contains(&word.as_str()))
}

/// Whether numbers with a name tell things apart, or count them.
pub(super) fn is_key(name: &str) -> bool {
    const KEYS: [&str; 21] = [
        "id", "ids", "uin", "uins", "port", "ports", "code", "codes", "zone", "zones", "index", "region",
        "regions", "status", "num", "nums", "number", "count", "counts", "span", "spans",
    ];
    words(name).last().is_some_and(|word| KEYS.contains(&word.as_str()))
}

/// Whether a name is that of an identifier.
pub(super) fn is_id(name: &str) -> bool {
    words(name).last().is_some_and(|word| word == "id" || word == "ids")
}

/// Whether a name is that of things that are texts, be they identifiers, names or addresses.
pub(super) fn is_of_texts(name: &str) -> bool {
    const ENDS: [&str; 10] =
        ["name", "names", "ip", "ips", "vip", "vips", "domain", "domains", "url", "urls"];
    is_id(name) || words(name).last().is_some_and(|word| ENDS.contains(&word.as_str()))
}

/// The words of a name, in lower case: `diskUsage` is `disk` and `usage`.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut was_lower = false;
    for c in name.chars() {
        if !c.is_ascii_alphanumeric() {
            words.push(String::new());
        } else if words.is_empty() || (c.is_ascii_uppercase() && was_lower) {
            words.push(c.to_ascii_lowercase().to_string());
        } else if let Some(word) = words.last_mut() {
            word.push(c.to_ascii_lowercase());
        }
        was_lower = c.is_ascii_lowercase() || c.is_ascii_digit();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_measures_is_known_by_its_name_or_by_what_is_said() {
        let cases = [
            ("price", "", true),
            ("diskUsage", "", true),
            ("hit_rate", "", true),
            ("loadBalancerType", "", false),
            ("load", "", true),
            ("loadBalance", "", false),
            ("span", "the usage period", false),
            ("rate_type", "", false),
            ("total", "how many there are", false),
            ("value", "磁盘使用率", true),
            ("type", "负载均衡的类型", false),
            ("idle", "in %", true),
            ("generated", "", false),
        ];
        for (name, description, expected) in cases {
            assert_eq!(measures(name, description), expected, "{name} {description}");
        }
        assert!(has_samples("dataPoints") && has_samples("values") && !has_samples("zoneIds"));
    }
}
