//! The vendor's habits, told by tables: `vendor/*.txt`, a block of names for each answer.

use std::collections::BTreeSet;
use std::path::Path;

use qcloud_codegen::language::Scalar;
use qcloud_codegen::language::text::is_hidden;
use qcloud_codegen::model::{Field, Protocol, TypeKind};
use qcloud_codegen::spec::{directory, versioned};
use qcloud_codegen::vendor::{hosts, is_secret, private_key, reads};

const SECRETS: &str = include_str!("vendor/secrets.txt");
const VERBS: &str = include_str!("vendor/verbs.txt");

/// The lines of a table with the answer above them.
fn lines(table: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut answer = "";
    table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).filter_map(move |line| {
        let title = line.strip_suffix(':');
        answer = title.unwrap_or(answer);
        title.is_none().then_some((answer, line))
    })
}

#[test]
fn the_name_of_a_text_tells_whether_it_is_a_secret() {
    let mut seen = BTreeSet::new();
    for (answer, line) in lines(SECRETS) {
        for name in line.split_whitespace() {
            assert!(seen.insert(name), "`{name}` is in the table twice");
            assert_eq!(is_secret(name, None), answer == "secret", "{name}");
            assert_eq!(is_secret(name, Some("")), answer == "secret", "{name}");
            assert!(is_secret(name, Some("-----BEGIN RSA PRIVATE KEY-----\nMIIE")), "{name}");
        }
    }
    assert!(seen.len() > 200);
}

#[test]
fn a_value_is_a_secret_where_it_begins_as_a_private_key() {
    let begins = [
        "-----BEGIN PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\r\nMIIE",
        "\n -----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIE",
    ];
    let others = [
        "",
        "-----BEGIN CERTIFICATE-----",
        "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----",
        "key: -----BEGIN PRIVATE KEY-----",
        "-----BEGIN PUBLIC KEY-----",
    ];
    assert!(begins.iter().all(|text| private_key::begins(text)));
    assert!(!others.iter().any(|text| private_key::begins(text)));
}

#[test]
fn the_verb_of_an_action_tells_whether_it_reads() {
    for (answer, line) in lines(VERBS) {
        let (name, words) = line.split_once(" | ").map_or((line, None), |(name, words)| (name, Some(words)));
        assert_eq!(reads(name, words), answer == "reads", "{line}");
    }
}

#[test]
fn a_host_tells_the_service_and_the_protocol() {
    let cases = [
        ("wss.api.qcloud.com", "wss", Some(Protocol::V2)),
        ("cmq-queue-{region}.api.qcloud.com", "cmq-queue", Some(Protocol::V2)),
        ("cmq.api.tencentyun.com", "cmq", Some(Protocol::V2)),
        ("cvm.tencentcloudapi.com", "cvm", Some(Protocol::TC3)),
        ("api.qcloud.com", "api", None),
        ("wss.api.qcloud.com.example.org", "wss", None),
    ];
    for (host, service, protocol) in cases {
        assert_eq!((hosts::service(host), hosts::protocol(host)), (service, protocol), "{host}");
    }
    for protocol in Protocol::all() {
        assert_eq!(hosts::protocol(&hosts::of_service(protocol, "wss")), Some(protocol));
    }
}

#[test]
fn a_directory_has_the_version_behind_the_service() {
    assert_eq!(directory("cvm", Some("2017-03-12")), "cvm_v20170312");
    assert_eq!(directory("wss", None), "wss");
    assert_eq!(versioned("cvm_v20170312"), Some(("cvm", "2017-03-12".to_owned())));
    assert_eq!(versioned("a_v1_v20170312"), Some(("a_v1", "2017-03-12".to_owned())));
    for other in ["wss", "cvm_v2017", "cvm_vlatest12", "cvm"] {
        assert_eq!(versioned(other), None, "{other}");
    }
}

#[test]
fn no_name_in_the_tables_hides_a_character() {
    assert!(![SECRETS, VERBS].iter().any(|table| table.contains(is_hidden)));
}

#[test]
fn every_text_of_the_committed_spec_that_is_a_secret_by_its_name_is_sensitive() {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    let api = qcloud_codegen::read(&spec).unwrap();
    let mut open = Vec::new();
    for service in &api.services {
        let requests = service.actions.iter().map(|action| &action.request);
        let records = service.types.iter().filter_map(|def| match &def.kind {
            TypeKind::Record(record) => Some(record),
            TypeKind::Enum(_) => None,
        });
        for record in requests.chain(records) {
            let is_open = |field: &&Field| {
                let is_text = field.ty.innermost().scalar() == Some(Scalar::String);
                is_text && is_secret(&field.wire, None) && !field.sensitive
            };
            let fields = record.fields.iter().filter(is_open);
            open.extend(fields.map(|field| format!("{}: {}.{}", service.name, record.name, field.wire)));
        }
    }
    assert_eq!(open, Vec::<String>::new());
}
