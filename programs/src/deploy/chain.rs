//! The new certificate: what its files say, and whether they fit together.

use std::path::Path;

use qcloud_client::Secret;
use qcloud_client::jiff::Timestamp;
use rustls::crypto::ring::sign::any_supported_type;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{FromDer as _, X509Certificate};

use crate::names;
use crate::output::count;

/// A certificate with its chain and its key, which fit together.
#[derive(Debug)]
pub(super) struct Chain {
    /// The certificate first, in PEM.
    pub(super) pem: String,
    pub(super) key: Secret,
    /// What the certificate is for in the form that is compared, in the order of the certificate.
    pub(super) names: Vec<String>,
    pub(super) ends: Timestamp,
    leaf: CertificateDer<'static>,
}

impl Chain {
    /// Reads the files, and says what is wrong with them.
    pub(super) fn read(cert: &Path, key: &Path, now: Timestamp) -> Result<Self, String> {
        let read = |path: &Path| {
            std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
        };
        // A key goes into what wipes it before anything else is done.
        let key_text = read(key).map(Secret::from)?;
        Self::new(read(cert)?, key_text, now, &cert.display().to_string(), &key.display().to_string())
    }

    fn new(
        pem: String,
        key: Secret,
        now: Timestamp,
        cert_file: &str,
        key_file: &str,
    ) -> Result<Self, String> {
        if pem.contains("PRIVATE KEY-----") {
            return Err(format!("{cert_file} has a private key in it, and a certificate is for all to see"));
        }
        let blocks = CertificateDer::pem_slice_iter(pem.as_bytes()).collect::<Result<Vec<_>, _>>();
        let blocks = blocks.map_err(|error| format!("{cert_file} can't be read as PEM: {error}"))?;
        if blocks.is_empty() {
            return Err(format!("{cert_file} has no certificate in PEM (`-----BEGIN CERTIFICATE-----`)"));
        }
        check_key(&blocks, &key, cert_file, key_file)?;
        check_order(&blocks, cert_file)?;
        let (_, certificate) = parse(&blocks[0], 0, cert_file)?;
        let names = names_of(&certificate);
        if names.is_empty() {
            return Err(format!("the certificate in {cert_file} is for no name of a host"));
        }
        let moment = |seconds: i64| Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX);
        let begins = moment(certificate.validity().not_before.timestamp());
        let ends = moment(certificate.validity().not_after.timestamp());
        if ends <= now {
            return Err(format!("the certificate in {cert_file} ended at {ends}"));
        }
        if begins > now {
            return Err(format!("the certificate in {cert_file} is valid only from {begins} on"));
        }
        let leaf = blocks[0].clone();
        Ok(Self { pem, key, names, ends, leaf })
    }

    /// Whether a chain in PEM begins with the same certificate.
    pub(super) fn is_same(&self, pem: &str) -> bool {
        CertificateDer::from_pem_slice(pem.as_bytes()).is_ok_and(|leaf| leaf == self.leaf)
    }
}

/// The key belongs to the first certificate.
fn check_key(
    blocks: &[CertificateDer<'static>],
    key: &Secret,
    cert_file: &str,
    key_file: &str,
) -> Result<(), String> {
    let text = key.expose();
    if text.contains("ENCRYPTED") {
        return Err(format!(
            "the key in {key_file} has a password; `openssl pkey -in FILE` writes it without"
        ));
    }
    if !text.contains("PRIVATE KEY-----") {
        return Err(format!("{key_file} has no private key in PEM (`-----BEGIN PRIVATE KEY-----`)"));
    }
    // What is wrong is not told in detail: nothing of a key may get into an error.
    let unreadable = || format!("the key in {key_file} can't be read as one of RSA, ECDSA or Ed25519");
    let key = PrivateKeyDer::from_pem_slice(text.as_bytes()).map_err(|_| unreadable())?;
    let key = any_supported_type(&key).map_err(|_| unreadable())?;
    let fits = |block: &CertificateDer<'static>| {
        CertifiedKey::new(vec![block.clone()], key.clone()).keys_match().is_ok()
    };
    match blocks.iter().position(fits) {
        Some(0) => Ok(()),
        Some(position) => Err(format!(
            "the certificate of the key is number {} in {cert_file}; it has to be the first, and its issuers follow",
            position + 1
        )),
        None => {
            let all = if blocks.len() == 1 {
                "the certificate".to_owned()
            } else {
                format!("any of the {}", count(blocks.len(), "certificate"))
            };
            Err(format!("the key in {key_file} does not belong to {all} in {cert_file}"))
        }
    }
}

/// Each certificate is issued by the one behind it.
fn check_order(blocks: &[CertificateDer<'static>], file: &str) -> Result<(), String> {
    for (position, pair) in blocks.windows(2).enumerate() {
        let (_, certificate) = parse(&pair[0], position, file)?;
        let (_, issuer) = parse(&pair[1], position + 1, file)?;
        if certificate.issuer() != issuer.subject() {
            return Err(format!(
                "number {} in {file} did not issue number {}: the order is the certificate, its issuer, the issuer of that",
                position + 2,
                position + 1
            ));
        }
    }
    Ok(())
}

fn parse<'b>(
    block: &'b CertificateDer<'static>,
    position: usize,
    file: &str,
) -> Result<(&'b [u8], X509Certificate<'b>), String> {
    X509Certificate::from_der(block)
        .map_err(|_| format!("number {} in {file} is no certificate", position + 1))
}

/// The names of hosts; that of the subject counts only where there are no others, as it does for browsers.
fn names_of(certificate: &X509Certificate<'_>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    if let Ok(Some(alternatives)) = certificate.subject_alternative_name() {
        for name in &alternatives.value.general_names {
            if let GeneralName::DNSName(name) = name {
                found.push((*name).to_owned());
            }
        }
    }
    if found.is_empty() {
        let subject = certificate.subject().iter_common_name().filter_map(|name| name.as_str().ok());
        found.extend(subject.map(str::to_owned));
    }
    names::distinct(&found)
}

#[cfg(test)]
mod tests;
