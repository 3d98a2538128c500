//! What is said of a certificate, beside others.

use qcloud_client::ssl_v20191205::{CertificateType, Certificates};

use super::*;

/// 2026-12-01 12:00:00 in China.
const NOW: i64 = 1_796_097_600;

fn certificate(id: &str, names: &[&str], status: i64, days: i64) -> Certificates {
    let ends = Timestamp::from_second(NOW + days * SECONDS_OF_A_DAY).unwrap();
    let mut listed = Certificates::default();
    listed.certificate_id = id.to_owned();
    listed.domain = names.first().map(|&name| name.to_owned());
    listed.subject_alt_name = names.iter().map(|&name| name.to_owned()).collect();
    listed.status = Some(CertificateStatus::from(status));
    listed.cert_end_time = Some(ends.into());
    listed
}

/// The states by id, in the order of the certificates.
fn states(listed: &[Certificates]) -> Vec<(String, State)> {
    let listed: Vec<_> = listed.iter().cloned().map(Listed::from).collect();
    let judged = judge(&listed, Timestamp::from_second(NOW).unwrap(), 30);
    let of = |id: &str| judged.iter().find(|judged| judged.id == id).unwrap().state.clone();
    listed.iter().map(|one| (one.id.clone(), of(&one.id))).collect()
}

fn state(certificate: Certificates) -> State {
    states(&[certificate]).remove(0).1
}

#[test]
fn the_threshold_is_the_first_number_of_days_that_is_enough() {
    assert_eq!(state(certificate("a", &["a.de"], 1, 30)), State::Fine);
    assert_eq!(state(certificate("a", &["a.de"], 1, 29)), State::EndsSoon);
    assert_eq!(state(certificate("a", &["a.de"], 1, 0)), State::EndsSoon);
    assert_eq!(state(certificate("a", &["a.de"], 1, -1)), State::Expired);
}

#[test]
fn the_status_says_what_is_issued() {
    for (status, expected) in [
        (0, State::NotIssued("Verifying".to_owned())),
        (3, State::Expired),
        (7, State::NotIssued("Canceled".to_owned())),
        (10, State::NotIssued("Revoked".to_owned())),
        // Still valid until it is reissued, or something that is new here.
        (11, State::EndsSoon),
        (77, State::EndsSoon),
    ] {
        assert_eq!(state(certificate("a", &["a.de"], status, 5)), expected, "{status}");
    }
    let mut without_status = certificate("a", &["a.de"], 1, 5);
    without_status.status = None;
    assert_eq!(state(without_status), State::EndsSoon);
    let mut without_end = certificate("a", &["a.de"], 1, 5);
    without_end.cert_end_time = Some("0000-00-00 00:00:00".into());
    assert_eq!(state(without_end), State::NotIssued("Approved".to_owned()));
}

#[test]
fn one_that_ends_later_and_covers_all_names_replaces() {
    let old = || certificate("old", &["a.Example.com", "b.example.com"], 1, 5);
    let replaced = |new: Certificates| {
        let states = states(&[old(), new]);
        states[0].1 == State::Replaced("new".to_owned())
    };
    assert!(replaced(certificate("new", &["*.EXAMPLE.com"], 1, 90)));
    assert!(replaced(certificate("new", &["b.example.com", "c.example.com", "a.example.com."], 1, 6)));
    // A name is missing, it ends no later, it is not approved, or it has ended itself.
    assert!(!replaced(certificate("new", &["a.example.com"], 1, 90)));
    assert!(!replaced(certificate("new", &["*.example.com"], 1, 5)));
    assert!(!replaced(certificate("new", &["*.example.com"], 0, 90)));
    // It serves something else.
    let mut of_clients = certificate("new", &["*.example.com"], 1, 90);
    of_clients.certificate_type = Some(CertificateType::Ca);
    assert!(!replaced(of_clients));
    let mut national = certificate("new", &["*.example.com"], 1, 90);
    national.is_sm = Some(true);
    assert!(!replaced(national));
}

#[test]
fn what_has_expired_replaces_nothing_and_can_be_replaced() {
    let listed = [
        certificate("older", &["a.de"], 3, -40),
        certificate("old", &["a.de"], 3, -3),
        certificate("other", &["b.de"], 3, -40),
        certificate("new", &["b.de"], 1, 90),
    ];
    let states = states(&listed).into_iter().map(|(_, state)| state);
    let replaced = State::Replaced("new".to_owned());
    assert!(states.eq([State::Expired, State::Expired, replaced, State::Fine]));
}

#[test]
fn names_that_nobody_knows_are_covered_by_nothing() {
    let listed = [certificate("old", &[], 1, 5), certificate("new", &["a.de"], 1, 90)];
    assert_eq!(states(&listed)[0].1, State::EndsSoon);
}

#[test]
fn a_muted_one_does_not_count() {
    let mut muted = certificate("a", &["a.de"], 1, 5);
    muted.is_ignore = Some(true);
    assert_eq!(state(muted), State::Muted);
}
