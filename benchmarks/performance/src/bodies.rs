//! Responses of any length, with the keys in the order in which servers send them and without white space, as servers send it.

/// The id of the certificate in the legacy response, in whose place the server puts the number of the answer: pages differ.
pub const ID: &str = "GjTNRoK7";

/// The documented response of the legacy API with its one certificate as often as wanted.
#[must_use]
pub fn v2(certificates: usize) -> String {
    let documented = include_str!("../../../spec/wss/examples/CertGetList/documented.json");
    repeat(&compact(documented), "\"list\":[", certificates)
}

/// The same on a page of a list of 10,000 certificates.
#[must_use]
pub fn v2_page(certificates: usize) -> String {
    v2(certificates).replace("\"totalNum\":12", "\"totalNum\":10000")
}

/// A response of API 3.0 with its one certificate as often as wanted.
#[must_use]
pub fn v3(certificates: usize) -> String {
    let documented =
        include_str!("../../../spec/ssl_v20191205/examples/DescribeCertificates/documented_2.json");
    repeat(&compact(documented), "\"Certificates\":[", certificates)
}

/// The JSON without white space between its tokens.
fn compact(json: &str) -> String {
    let mut state = Scan::default();
    json.chars().filter(|&c| state.take(c) || !c.is_ascii_whitespace()).collect()
}

/// The one element of a list as often as wanted.
fn repeat(json: &str, list: &str, times: usize) -> String {
    let start = json.find(list).map_or(0, |at| at + list.len());
    let (before, rest) = json.split_at(start);
    let (mut state, mut depth) = (Scan::default(), 0_usize);
    let end = rest.find(|c| {
        if !state.take(c) {
            match c {
                '[' | '{' => depth += 1,
                ']' | '}' if depth == 0 => return true,
                ']' | '}' => depth -= 1,
                _ => {}
            }
        }
        false
    });
    let (element, after) = rest.split_at(end.unwrap_or(rest.len()));
    format!("{before}{}{after}", vec![element; times].join(","))
}

/// Knows whether a character of JSON belongs to a string.
#[derive(Default)]
struct Scan {
    is_inside: bool,
    is_escaped: bool,
}

impl Scan {
    fn take(&mut self, c: char) -> bool {
        let was_inside = self.is_inside;
        match c {
            _ if self.is_escaped => self.is_escaped = false,
            '\\' => self.is_escaped = true,
            '"' => self.is_inside = !self.is_inside,
            _ => {}
        }
        was_inside || self.is_inside
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_element_is_repeated_and_every_key_stays_where_it_was() {
        let json = compact("{\"a b\": [ {\"z\": \"] \\\" [\", \"a\": [1, 2]} ], \"c\": 1}\n");
        assert_eq!(json, "{\"a b\":[{\"z\":\"] \\\" [\",\"a\":[1,2]}],\"c\":1}");
        let twice = "{\"a b\":[{\"z\":\"] \\\" [\",\"a\":[1,2]},{\"z\":\"] \\\" [\",\"a\":[1,2]}],\"c\":1}";
        assert_eq!(repeat(&json, "\"a b\":[", 2), twice);
    }

    #[test]
    fn a_page_is_one_of_a_hundred() {
        assert!(v2_page(100).contains("\"totalNum\":10000,\"list\":[{\"ownerUin\""));
    }
}
