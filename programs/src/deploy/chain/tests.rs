//! What is said of files that fit together, and of those that don't.

use super::*;

/// 2026-12-01 12:00:00 in China.
const NOW: i64 = 1_796_097_600;

fn file(name: &str) -> String {
    std::fs::read_to_string(format!("{}/tests/files/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn read(pem: String, key: &str, now: i64) -> Result<Chain, String> {
    Chain::new(pem, Secret::from(key), Timestamp::from_second(now).unwrap(), "cert.pem", "cert.key")
}

fn error(pem: String, key: &str) -> String {
    let error = read(pem, key, NOW).unwrap_err();
    for line in key.lines().filter(|line| !line.starts_with("-----") && line.len() > 8) {
        assert!(!error.contains(line), "the key is in {error}");
    }
    error
}

/// The blocks of a chain, each in PEM.
fn blocks(chain: &str) -> Vec<String> {
    let end = "-----END CERTIFICATE-----\n";
    chain.split_inclusive(end).map(str::to_owned).collect()
}

#[test]
fn keys_of_every_form_are_known() {
    for (cert, key, names) in [
        ("shop.pem", "shop.key", &["shop.example.com", "*.shop.example.com"][..]),
        ("shop.pem", "shop.sec1.key", &["shop.example.com", "*.shop.example.com"]),
        // Without other names, the subject's.
        ("rsa.pem", "rsa.key", &["api.example.com"]),
        // Two spellings of one name.
        ("ed25519.pem", "ed25519.key", &["xn--bcher-kva.example"]),
    ] {
        let chain = read(file(cert), &file(key), NOW).unwrap();
        assert_eq!(chain.names, names, "{cert}");
        assert!(chain.is_same(&file(cert)) && !chain.is_same(&file("issuer.pem")));
    }
    // Line ends of another system, and words around it.
    let chain = format!("Bag Attributes\r\n{}", file("shop.pem").replace('\n', "\r\n"));
    assert_eq!(read(chain, &file("shop.key"), NOW).unwrap().names.len(), 2);
}

#[test]
fn the_key_belongs_to_the_first_certificate() {
    let shop = blocks(&file("shop.pem"));
    assert_eq!(
        error(format!("{}{}", shop[1], shop[0]), &file("shop.key")),
        "the certificate of the key is number 2 in cert.pem; it has to be the first, and its issuers follow"
    );
    assert_eq!(
        error(file("shop.pem"), &file("rsa.key")),
        "the key in cert.key does not belong to any of the 2 certificates in cert.pem"
    );
    assert_eq!(
        error(shop[0].clone(), &file("nameless.key")),
        "the key in cert.key does not belong to the certificate in cert.pem"
    );
}

#[test]
fn each_certificate_is_issued_by_the_next() {
    let shop = blocks(&file("shop.pem"));
    let order = "the order is the certificate, its issuer, the issuer of that";
    assert_eq!(
        error(format!("{}{}", shop[0], file("rsa.pem")), &file("shop.key")),
        format!("number 2 in cert.pem did not issue number 1: {order}")
    );
    assert_eq!(
        error(format!("{}{}{}", shop[0], shop[1], file("rsa.pem")), &file("shop.key")),
        format!("number 3 in cert.pem did not issue number 2: {order}")
    );
}

#[test]
fn files_that_are_something_else_are_told() {
    for (pem, key, expected) in [
        (
            file("shop.pem") + &file("shop.key"),
            file("shop.key"),
            "cert.pem has a private key in it, and a certificate is for all to see",
        ),
        (
            String::new(),
            file("shop.key"),
            "cert.pem has no certificate in PEM (`-----BEGIN CERTIFICATE-----`)",
        ),
        (
            file("shop.pem"),
            file("shop.pem"),
            "cert.key has no private key in PEM (`-----BEGIN PRIVATE KEY-----`)",
        ),
        (
            file("shop.pem"),
            file("shop.encrypted.key"),
            "the key in cert.key has a password; `openssl pkey -in FILE` writes it without",
        ),
        (
            file("shop.pem"),
            file("shop.key").replace("MIGH", "AAAA"),
            "the key in cert.key can't be read as one of RSA, ECDSA or Ed25519",
        ),
        (
            file("shop.pem").replace("MIIB", "AAAA"),
            file("shop.key"),
            "the key in cert.key does not belong to any of the 2 certificates in cert.pem",
        ),
        (file("nameless.pem"), file("nameless.key"), "the certificate in cert.pem is for no name of a host"),
    ] {
        assert_eq!(error(pem, &key), expected);
    }
    let broken = error(file("shop.pem").replace("-----END", "----END"), &file("shop.key"));
    assert!(broken.starts_with("cert.pem can't be read as PEM: "), "{broken}");
}

#[test]
fn it_is_valid_now() {
    let at = |now| read(file("shop.pem"), &file("shop.key"), now).map(|chain| chain.ends.to_string());
    assert_eq!(at(NOW), Ok("2036-11-23T04:54:29Z".to_owned()));
    assert_eq!(
        at(NOW + 10 * 366 * 86_400),
        Err("the certificate in cert.pem ended at 2036-11-23T04:54:29Z".to_owned())
    );
    assert_eq!(
        at(NOW - 60 * 86_400),
        Err("the certificate in cert.pem is valid only from 2026-11-26T04:54:29Z on".to_owned())
    );
}
