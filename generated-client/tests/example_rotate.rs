//! The example `rotate`: nothing happens twice or too early, whatever fails, and what it prints is true.
#![cfg(all(feature = "reqwest", feature = "wss", feature = "wss_v20180426"))]

mod readme;
#[allow(dead_code, reason = "an example's `main` is not called here")]
#[path = "../examples/rotate.rs"]
mod rotate;

use qcloud_client::{Client, Credential, Secret};
use qcloud_mock_server::{Code, Fault, MockServer};
use rotate::certificates::Api;
use rotate::{Rotation, sample};

const OLD: &str = sample::OLD;
/// The id that the mock server gives to the first upload.
const NEW: &str = "ohOwAwv0";

/// The calls of a rotation that goes well: list, upload, list, delete.
const UPLOAD: u64 = 2;
const DELETE: u64 = 4;

fn rotation(execute: bool) -> Rotation {
    Rotation {
        domain: sample::DOMAIN.to_owned(),
        old: OLD.to_owned(),
        cert: sample::CERTIFICATE.to_owned(),
        key: Secret::from(sample::KEY),
        execute,
    }
}

/// Both protocols, and what their Actions are called: to list, to upload, to delete.
const APIS: [(Api, [&str; 3]); 2] = [
    (Api::V2, ["CertGetList", "CertUpload", "CertDelete"]),
    (Api::V3, ["DescribeCertList", "UploadCert", "DeleteCert"]),
];

/// What is printed, with the error behind it.
async fn run(server: &MockServer, api: Api, rotation: Rotation) -> String {
    let accepted = server.credentials();
    let client = Client::builder()
        .credential(Credential::new(&accepted.secret_id, &accepted.secret_key))
        .loopback_endpoint(&server.url())
        .build()
        .unwrap();
    let mut out = Vec::new();
    let result = rotation.run(&client, api, &mut out).await;
    let error = result.err().map(|error| format!("rotate: {error}\n")).unwrap_or_default();
    let printed = String::from_utf8(out).unwrap() + &error;
    assert!(!printed.contains("made up"), "the key is in {printed}");
    printed
}

fn has(server: &MockServer, id: &str) -> bool {
    server.certificates().iter().any(|certificate| certificate["id"] == id)
}

fn count(server: &MockServer, action: &str) -> usize {
    server.requests().iter().filter(|request| request.action.as_deref() == Some(action)).count()
}

async fn assert_readme(command: &str, arguments: &[&str]) {
    let mut out = Vec::new();
    let arguments = ["--now", readme::NOW].iter().chain(arguments).map(Into::into);
    rotate::run(arguments, &mut out).await.unwrap();
    assert_eq!(String::from_utf8(out).unwrap(), readme::output_of(command));
}

#[tokio::test]
async fn readme_shows_what_is_printed_by_either_protocol() {
    for api in ["v2", "v3"] {
        assert_readme("cargo run -q -p qcloud-client --example rotate", &["--api", api]).await;
        let command = "cargo run -q -p qcloud-client --example rotate -- --execute";
        assert_readme(command, &["--api", api, "--execute"]).await;
    }
}

#[tokio::test]
async fn a_dry_run_only_lists() {
    for (api, [list, ..]) in APIS {
        let server = MockServer::start().await.unwrap();
        run(&server, api, rotation(false)).await;
        assert!(count(&server, list) > 0);
        assert_eq!(server.requests().len(), count(&server, list));
    }
}

#[tokio::test]
async fn an_upload_whose_answer_is_lost_is_not_repeated_by_the_next_run() {
    for (api, [_, upload, _]) in APIS {
        let server = MockServer::start().await.unwrap();
        server.inject_at(UPLOAD, Fault::CutBefore);
        let printed = run(&server, api, rotation(true)).await;
        assert!(
            printed.ends_with(
                "The new certificate may have been uploaded all the same; kX3uPw9B is untouched. \
                 Run this again: it looks before it uploads.\n"
            ),
            "{printed}"
        );
        assert!(has(&server, OLD) && has(&server, NEW));

        let printed = run(&server, api, rotation(true)).await;
        assert!(printed.contains("\nThe new certificate is there already: ohOwAwv0.\n"), "{printed}");
        assert!(printed.ends_with("\nDeleted kX3uPw9B.\n"), "{printed}");
        assert_eq!(count(&server, upload), 1);
        assert!(!has(&server, OLD) && has(&server, NEW));
    }
}

#[tokio::test]
async fn a_refused_upload_changes_nothing() {
    for (api, code) in [
        (Api::V2, Code::from(4102)),
        (Api::V3, Code::from("UnauthorizedOperation.CamNoAuth")),
        (Api::V3, Code::from("LimitExceeded")),
    ] {
        let server = MockServer::start().await.unwrap();
        server.inject_at(UPLOAD, Fault::Code(code));
        let printed = run(&server, api, rotation(true)).await;
        assert!(printed.ends_with("\nNothing was changed.\n"), "{printed}");
        assert!(has(&server, OLD) && !has(&server, NEW));
    }
}

#[tokio::test]
async fn a_failed_deletion_says_what_is_in_place() {
    const REFUSED: &str = "kX3uPw9B was not deleted.";
    const UNKNOWN: &str = "kX3uPw9B may have been deleted all the same: look at the list.";
    for (api, fault, said) in [
        (Api::V2, Fault::Code(5100.into()), REFUSED),
        (Api::V2, Fault::CutBefore, UNKNOWN),
        (Api::V2, Fault::Code(6000.into()), UNKNOWN),
        (Api::V3, Fault::Code("FailedOperation".into()), REFUSED),
        (Api::V3, Fault::CutBefore, UNKNOWN),
        (Api::V3, Fault::Code("InternalError.DbError".into()), UNKNOWN),
        (Api::V3, Fault::Code("Surprise".into()), REFUSED),
    ] {
        let server = MockServer::start().await.unwrap();
        server.inject_at(DELETE, fault);
        let printed = run(&server, api, rotation(true)).await;
        let end = format!("\nThe new certificate is in place as ohOwAwv0; {said}\n");
        assert!(printed.ends_with(&end), "{printed}");
        assert_eq!(count(&server, "CertDelete") + count(&server, "DeleteCert"), 1);
    }
}

#[tokio::test]
async fn the_old_certificate_goes_only_for_one_of_the_domain() {
    for (api, _) in APIS {
        let server = MockServer::start().await.unwrap();
        let other =
            Rotation { domain: "api.example.com".to_owned(), old: "aT5mVe1S".to_owned(), ..rotation(true) };
        let printed = run(&server, api, other).await;
        assert!(
            printed.ends_with(
                "rotate: the new certificate is not for api.example.com\n\
                 It was uploaded as ohOwAwv0; aT5mVe1S is untouched.\n"
            ),
            "{printed}"
        );
        assert!(has(&server, "aT5mVe1S"));
    }
}

#[tokio::test]
async fn what_does_not_fit_stops_it_before_it_starts() {
    for (api, [_, upload, _]) in APIS {
        let server = MockServer::start().await.unwrap();
        for (domain, old, said) in [
            (sample::DOMAIN, "nothing", "rotate: no certificate has the id nothing; nothing was changed\n"),
            ("api.example.com", OLD, "rotate: kX3uPw9B is not for api.example.com; nothing was changed\n"),
        ] {
            let wrong = Rotation { domain: domain.to_owned(), old: old.to_owned(), ..rotation(true) };
            assert_eq!(run(&server, api, wrong).await, said);
        }
        // A run after one that did it all.
        run(&server, api, rotation(true)).await;
        let printed = run(&server, api, Rotation { old: NEW.to_owned(), ..rotation(true) }).await;
        assert!(
            printed.ends_with("rotate: ohOwAwv0 is the new certificate itself; nothing was changed\n"),
            "{printed}"
        );
        assert_eq!(count(&server, upload), 1);
    }
}

#[tokio::test]
async fn wrong_arguments_are_errors() {
    const PEM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../mock-server/tests/certificate.pem");
    for (arguments, said) in [
        (&["--live"][..], "with `--live`, `--domain`, `--old`, `--cert` and `--key` are needed"),
        (&["--cert", PEM], "`--cert` and `--key` go together"),
        (&["--cert", PEM, "--key", PEM], "the file of the key has no private key in PEM; nothing was sent"),
        (&["--profile", "ci"], "`--profile` goes with `--live`"),
        (&["--api", "v1"], "cannot parse argument \"v1\": it is `v2` or `v3`"),
        (&["now"], "unexpected argument \"now\""),
    ] {
        let error = rotate::run(arguments.iter().map(Into::into), &mut Vec::new()).await.unwrap_err();
        assert_eq!(error.to_string(), said);
    }
}
