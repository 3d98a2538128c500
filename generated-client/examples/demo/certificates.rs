//! The account's certificates by either protocol: what the examples need of them, in one form.

use futures_util::TryStreamExt as _;
use qcloud_client::wss::{
    self, CertDeleteRequest, CertGetListRequest, CertStatus, CertType, CertUploadRequest,
};
use qcloud_client::wss_v20180426::{
    self as v3, DeleteCertRequest, DescribeCertListRequest, UploadCertRequest,
};
use qcloud_client::{Client, DateTime, Error, Secret};

/// What the API of certificates is called by, other than by its own name, in API 3.0.
const MODULE: &str = "ssl";

/// By which protocol calls are made; the value of `--api`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Api {
    /// The legacy API, `wss` without a version.
    #[default]
    V2,
    /// The same service in API 3.0.
    V3,
}

impl Api {
    pub(crate) fn parse(name: &str) -> Result<Self, &'static str> {
        match name {
            "v2" => Ok(Self::V2),
            "v3" => Ok(Self::V3),
            _ => Err("it is `v2` or `v3`"),
        }
    }
}

/// A certificate of the account.
#[derive(Clone, Debug)]
pub(crate) struct Certificate {
    pub(crate) id: String,
    pub(crate) domain: Option<String>,
    /// The domain and all other names that it is for.
    pub(crate) names: Vec<String>,
    pub(crate) alias: Option<String>,
    pub(crate) status: Option<CertStatus>,
    /// A date of zeros, or none, while it is not issued.
    pub(crate) end: Option<DateTime>,
    pub(crate) pem: Option<String>,
}

impl From<wss::Certificate> for Certificate {
    fn from(certificate: wss::Certificate) -> Self {
        Self {
            id: certificate.id,
            domain: certificate.domain,
            names: certificate.subject_alt_name,
            alias: certificate.alias,
            status: certificate.status,
            end: certificate.cert_end_time,
            pem: certificate.cert,
        }
    }
}

impl From<v3::SslCertificate> for Certificate {
    fn from(certificate: v3::SslCertificate) -> Self {
        // The numbers of the legacy API, which a status that is new to this client keeps too.
        let status = certificate.status.and_then(|status| status.as_int());
        Self {
            id: certificate.id,
            domain: certificate.domain,
            names: certificate.subject_alt_name,
            alias: certificate.alias,
            status: status.map(CertStatus::from),
            end: certificate.cert_end_time,
            pem: certificate.cert,
        }
    }
}

/// The calls that the examples make.
pub(crate) struct Certificates<'c> {
    pub(crate) client: &'c Client,
    pub(crate) api: Api,
}

impl Certificates<'_> {
    /// All of the account's, or the one with an id: `items` asks for one page after the other.
    pub(crate) async fn list(&self, id: Option<&str>, with_pem: bool) -> Result<Vec<Certificate>, Error> {
        match self.api {
            Api::V2 => {
                let mut request = CertGetListRequest::new().count(100).with_cert(with_pem);
                request.id = id.map(str::to_owned);
                let items = self.client.wss().cert_get_list(request).items();
                items.map_ok(Certificate::from).try_collect().await
            }
            Api::V3 => {
                let with_pem = if with_pem { "1" } else { "0" };
                let mut request = DescribeCertListRequest::new(MODULE).limit(100).with_cert(with_pem);
                request.id = id.map(str::to_owned);
                let items = self.client.wss_v20180426().describe_cert_list(request).items();
                items.map_ok(Certificate::from).try_collect().await
            }
        }
    }

    /// Its id, if the server says it.
    pub(crate) async fn upload(
        &self,
        cert: &str,
        key: &Secret,
        alias: Option<&str>,
    ) -> Result<Option<String>, Error> {
        match self.api {
            Api::V2 => {
                let mut request = CertUploadRequest::new(cert, CertType::Svr).key(key.clone());
                request.alias = alias.map(str::to_owned);
                Ok(Some(self.client.wss().cert_upload(request).await?.id))
            }
            Api::V3 => {
                let mut request =
                    UploadCertRequest::new(cert, v3::CertType::Svr, "0", MODULE).key(key.clone());
                request.alias = alias.map(str::to_owned);
                Ok(Some(self.client.wss_v20180426().upload_cert(request).await?.id))
            }
        }
    }

    pub(crate) async fn delete(&self, id: &str) -> Result<(), Error> {
        match self.api {
            Api::V2 => self.client.wss().cert_delete(CertDeleteRequest::new(id)).await.map(drop),
            Api::V3 => {
                let request = DeleteCertRequest::new(id, MODULE);
                self.client.wss_v20180426().delete_cert(request).await.map(drop)
            }
        }
    }
}
