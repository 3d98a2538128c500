//! The TLS settings of the default transport: whom it trusts, and as whom it shows itself.

use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};
use zeroize::Zeroizing;

const FILE: &str = "SSL_CERT_FILE";
const DIRECTORIES: &str = "SSL_CERT_DIR";

/// What the program says about TLS, in PEM.
#[derive(Clone, Default)]
pub(super) struct Settings {
    pub(super) roots: Vec<Vec<u8>>,
    /// Whether only these are trusted.
    pub(super) only: bool,
    pub(super) client: Option<ClientCertificate>,
}

/// A certificate with the certificates that vouch for it, and its private key.
#[derive(Clone)]
pub(super) struct ClientCertificate {
    pub(super) chain: Vec<u8>,
    pub(super) key: Zeroizing<Vec<u8>>,
}

/// TLS 1.2 and 1.3 over ring, trusting what the machine trusts.
///
/// Companies that inspect their traffic install a root certificate on their machines, and administrators remove roots they
/// don't trust, so the platform decides, or who has set `SSL_CERT_FILE` or `SSL_CERT_DIR`. A container made from scratch has
/// no roots at all, though; there, and only there, Mozilla's list takes their place, as it was when this crate was built.
pub(super) fn config(settings: &Settings) -> Result<ClientConfig, String> {
    // The provider is named: the process-wide default belongs to the application.
    let provider = Arc::new(ring::default_provider());
    let mut roots = Vec::new();
    for pem in &settings.roots {
        roots.extend(certificates(pem, "root certificates")?);
    }
    let of_environment = if settings.only {
        Some(RootCertStore::empty())
    } else {
        of_environment(|name| std::env::var_os(name))?
    };
    let verifier = match of_environment {
        Some(store) => web_pki(with(store, roots)?, &provider)?,
        None => of_platform(roots, &provider)?,
    };
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .dangerous()
        .with_custom_certificate_verifier(verifier);
    let mut config = match &settings.client {
        None => builder.with_no_client_auth(),
        Some(ClientCertificate { chain, key }) => {
            let chain = certificates(chain, "client certificate")?;
            // What is wrong with a key is not told in the parser's words, which may quote it.
            let key = PrivateKeyDer::from_pem_slice(key)
                .map_err(|_| "the key of the client certificate is not a private key in PEM")?;
            builder
                .with_client_auth_cert(chain, key)
                .map_err(|error| format!("the client certificate and its key can't be used: {error}"))?
        }
    };
    if cfg!(feature = "http2") {
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    }
    Ok(config)
}

/// The certificates in a text of PEM, of which there must be one at least. The parser's own words may quote the text.
fn certificates(pem: &[u8], what: &str) -> Result<Vec<CertificateDer<'static>>, String> {
    let mut found = Vec::new();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        found.push(certificate.map_err(|_| format!("what was given as {what} is not PEM"))?);
    }
    if found.is_empty() {
        Err(format!("what was given as {what} holds no certificate in PEM"))
    } else {
        Ok(found)
    }
}

fn with(mut store: RootCertStore, roots: Vec<CertificateDer<'static>>) -> Result<RootCertStore, String> {
    for root in roots {
        store.add(root).map_err(|error| format!("a root certificate can't be used: {error}"))?;
    }
    Ok(store)
}

fn web_pki(
    store: RootCertStore,
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, String> {
    match WebPkiServerVerifier::builder_with_provider(Arc::new(store), Arc::clone(provider)).build() {
        Ok(verifier) => Ok(verifier),
        Err(error) => Err(error.to_string()),
    }
}

/// The roots in the file and the directories that the environment names; `None` if it names none.
///
/// A variable that is set says whom to trust. One with nothing behind it is therefore an error: who set it does not mean
/// "whom others trust".
fn of_environment(variable: impl Fn(&str) -> Option<OsString>) -> Result<Option<RootCertStore>, String> {
    let mut store = RootCertStore::empty();
    for name in [FILE, DIRECTORIES] {
        let Some(value) = variable(name) else { continue };
        let mut found = Vec::new();
        if name == FILE {
            add_file(Path::new(&value), &mut found);
        } else {
            std::env::split_paths(&value).for_each(|directory| add_directory(&directory, &mut found));
        }
        let (usable, _) = store.add_parsable_certificates(found);
        if usable == 0 {
            return Err(format!(
                "{name} is set, but there is no root certificate to be read in `{}`; set it right, or not at all",
                value.to_string_lossy()
            ));
        }
    }
    Ok(Some(store).filter(|store| !store.is_empty()))
}

/// Adds the certificates in a file of PEM, as far as it can be read.
fn add_file(path: &Path, found: &mut Vec<CertificateDer<'static>>) {
    let pem = std::fs::read(path).unwrap_or_default();
    found.extend(CertificateDer::pem_slice_iter(&pem).filter_map(Result::ok));
}

fn add_directory(path: &Path, found: &mut Vec<CertificateDer<'static>>) {
    let Ok(entries) = std::fs::read_dir(path) else { return };
    for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
        if path.is_file() {
            add_file(&path, found);
        }
    }
}

/// Trusts what the machine trusts, and these roots.
#[cfg(all(unix, not(target_vendor = "apple"), not(target_os = "android")))]
fn of_platform(
    roots: Vec<CertificateDer<'static>>,
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, String> {
    let found = rustls_native_certs::load_native_certs();
    let mut store = RootCertStore::empty();
    store.add_parsable_certificates(found.certs);
    match found.errors.first() {
        _ if !store.is_empty() => {}
        // There are some, which is not the same as none.
        Some(error) => return Err(format!("the root certificates of this machine can't be read: {error}")),
        None => store = mozilla_roots(),
    }
    web_pki(with(store, roots)?, provider)
}

/// Trusts what the machine trusts, and these roots.
#[cfg(not(all(unix, not(target_vendor = "apple"), not(target_os = "android"))))]
fn of_platform(
    roots: Vec<CertificateDer<'static>>,
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, String> {
    use rustls_platform_verifier::Verifier;

    let provider = Arc::clone(provider);
    #[cfg(target_os = "android")]
    let verifier = if roots.is_empty() {
        Verifier::new(provider)
    } else {
        return Err(
            "on Android roots can't be added to those of the machine, only take their place".to_owned()
        );
    };
    #[cfg(not(target_os = "android"))]
    let verifier = Verifier::new_with_extra_roots(roots, provider);
    match verifier {
        Ok(verifier) => Ok(Arc::new(verifier)),
        Err(error) => Err(error.to_string()),
    }
}

#[cfg(all(unix, not(target_vendor = "apple"), not(target_os = "android")))]
fn mozilla_roots() -> RootCertStore {
    RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A certificate that signs itself, made for these tests; its key was thrown away.
    const ROOT: &str = include_str!("root.pem");

    fn environment(variables: &[(&str, &Path)]) -> Result<Option<usize>, String> {
        let get = |name: &str| {
            variables.iter().find(|(set, _)| *set == name).map(|(_, path)| path.as_os_str().into())
        };
        Ok(of_environment(get)?.map(|store| store.len()))
    }

    #[test]
    fn the_configuration_comes_about() {
        assert!(config(&Settings::default()).is_ok());
        let roots = vec![ROOT.into()];
        for only in [false, true] {
            assert!(config(&Settings { roots: roots.clone(), only, client: None }).is_ok());
        }
    }

    #[cfg(all(unix, not(target_vendor = "apple"), not(target_os = "android")))]
    #[test]
    fn there_is_a_list_to_fall_back_on() {
        assert!(mozilla_roots().len() > 50);
    }

    #[test]
    fn what_is_no_certificate_is_named_and_not_quoted() {
        for (pem, said) in [
            ("s3cr3t", "what was given as root certificates holds no certificate in PEM"),
            (
                "-----BEGIN CERTIFICATE-----\ns3cr3t!!\n-----END CERTIFICATE-----\n",
                "what was given as root certificates is not PEM",
            ),
            ("-----BEGIN s3cr3t\n", "what was given as root certificates is not PEM"),
        ] {
            let settings = Settings { roots: vec![pem.into()], ..Settings::default() };
            assert_eq!(config(&settings).unwrap_err(), said);
        }
        for key in ["s3cr3t", "-----BEGIN PRIVATE KEY-----\ns3cr3t!!\n-----END PRIVATE KEY-----\n", ROOT] {
            let client = ClientCertificate { chain: ROOT.into(), key: Zeroizing::new(key.into()) };
            let settings = Settings { client: Some(client), ..Settings::default() };
            assert_eq!(
                config(&settings).unwrap_err(),
                "the key of the client certificate is not a private key in PEM"
            );
        }
    }

    #[test]
    fn a_variable_that_nobody_can_be_trusted_by_is_named() {
        let directory = std::env::temp_dir().join(format!("qcloud-client-roots-{}", std::process::id()));
        let (empty, full) = (directory.join("empty"), directory.join("full"));
        std::fs::create_dir_all(&empty).unwrap();
        std::fs::create_dir_all(&full).unwrap();
        let (good, bad, none) = (full.join("root.pem"), directory.join("bad.pem"), directory.join("none"));
        std::fs::write(&good, ROOT).unwrap();
        std::fs::write(full.join("README"), "no certificate").unwrap();
        std::fs::write(&bad, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").unwrap();
        let both = std::env::join_paths([&none, &full]).unwrap();

        assert_eq!(environment(&[]), Ok(None));
        assert_eq!(environment(&[(FILE, &good)]), Ok(Some(1)));
        assert_eq!(environment(&[(DIRECTORIES, Path::new(&both))]), Ok(Some(1)));
        assert_eq!(environment(&[(FILE, &good), (DIRECTORIES, &full)]), Ok(Some(2)));
        for (name, path) in [
            (FILE, &*bad),
            (FILE, &none),
            (FILE, &full),
            (FILE, Path::new("")),
            (DIRECTORIES, &empty),
            (DIRECTORIES, &none),
            (DIRECTORIES, &good),
            (DIRECTORIES, Path::new("")),
        ] {
            let other = if name == FILE { (DIRECTORIES, &*full) } else { (FILE, &*good) };
            for variables in [&[(name, path)][..], &[(name, path), other]] {
                let error = environment(variables).unwrap_err();
                assert!(
                    error.starts_with(&format!("{name} is set, but there is no root certificate")),
                    "{error}"
                );
                assert!(error.contains(&format!("`{}`", path.display())), "{error}");
            }
        }
        std::fs::remove_dir_all(&directory).unwrap();
    }
}
