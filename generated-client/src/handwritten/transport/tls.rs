//! The TLS settings of the default transport.

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::crypto::ring;
use rustls_platform_verifier::BuilderVerifierExt as _;

/// TLS 1.2 and 1.3 over ring, trusting what the machine trusts.
///
/// Companies that inspect their traffic install a root certificate on their machines, and administrators remove roots they
/// don't trust, so the platform decides. A container made from scratch has no roots at all, though; there, and only there,
/// Mozilla's list takes their place, as it was when this crate was built.
pub(super) fn config() -> Result<ClientConfig, rustls::Error> {
    let builder = || {
        // The provider is named: the process-wide default belongs to the application.
        ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
    };
    let builder_with_roots = match builder()?.with_platform_verifier() {
        Ok(builder) => builder,
        Err(_) => builder()?.with_root_certificates(mozilla_roots()),
    };
    Ok(builder_with_roots.with_no_client_auth())
}

fn mozilla_roots() -> rustls::RootCertStore {
    webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_configuration_comes_about_and_there_is_a_list_to_fall_back_on() {
        assert!(config().is_ok());
        assert!(mozilla_roots().len() > 50);
    }
}
