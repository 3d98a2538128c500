//! A certificate as the account lists it, and what programs ask of it.

use qcloud_client::jiff::Timestamp;
use qcloud_client::ssl_v20191205::{CertificateStatus, Certificates, DescribeCertificatesRequest};
use qcloud_client::{Client, DateTime, Error};

use crate::names;

/// So many certificates are asked for at once.
const PAGE: u64 = 100;

/// A certificate of the account, with what is read of it once.
#[derive(Clone, Debug)]
pub(crate) struct Listed {
    pub(crate) certificate: Certificates,
    pub(crate) id: String,
    /// What it is for in the form that is compared, the main name first.
    pub(crate) names: Vec<String>,
    /// None while it is not issued.
    pub(crate) ends: Option<Timestamp>,
}

impl From<Certificates> for Listed {
    fn from(certificate: Certificates) -> Self {
        let names = certificate.domain.iter().chain(&certificate.subject_alt_name);
        Self {
            id: certificate.certificate_id.clone(),
            names: names::distinct(names.chain(&certificate.cert_sa_ns)),
            // A date of zeros stands for none.
            ends: certificate.cert_end_time.as_ref().and_then(DateTime::timestamp),
            certificate,
        }
    }
}

impl Listed {
    /// Whether there is a certificate that servers may use, or might until it expired. A status that is new to this program
    /// counts: better one alarm too many.
    pub(crate) fn was_issued(&self) -> bool {
        use CertificateStatus as Status;

        let status = &self.certificate.status;
        self.ends.is_some()
            && !matches!(
                status,
                Some(
                    Status::Verifying
                        | Status::VerificationFailed
                        | Status::DnsRecordAdded
                        | Status::DocumentsRequired
                        | Status::Canceling
                        | Status::Canceled
                        | Status::LetterRequired
                        | Status::Revoked
                        | Status::FreeDocumentsRequired
                        | Status::Refunded
                )
            )
    }

    pub(crate) fn is_approved(&self) -> bool {
        self.certificate.status == Some(CertificateStatus::Approved)
    }

    pub(crate) fn is_revoked(&self) -> bool {
        self.certificate.status == Some(CertificateStatus::Revoked) && self.ends.is_some()
    }

    /// Whether it is of China's national algorithms (SM2), which serve beside the others.
    pub(crate) fn is_national(&self) -> bool {
        self.certificate.is_sm.unwrap_or_default()
    }
}

/// All certificates of the account, each once: one that comes while the pages are read moves another to the next page, where it
/// is met again.
pub(crate) async fn all(client: &Client) -> Result<Vec<Listed>, Error> {
    let request = DescribeCertificatesRequest::new().limit(PAGE);
    let mut items = client.ssl_v20191205().describe_certificates(request).items();
    let mut all: Vec<Listed> = Vec::new();
    while let Some(certificate) = items.try_next().await? {
        if !all.iter().any(|known| known.id == certificate.certificate_id) {
            all.push(certificate.into());
        }
    }
    Ok(all)
}
