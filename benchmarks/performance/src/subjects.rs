//! What is measured: each exchange by this client and by hand.

use futures_util::future::join_all;
use qcloud_client::ssl_v20191205::DescribeCertificatesRequest;
use qcloud_client::wss::CertGetListRequest;
use qcloud_client::{Client, Credential, wire};
use tokio::runtime::Runtime;

use crate::by_hand::{self, read};
use crate::server::Server;
use crate::{ID, KEY, REGION, bodies};

/// One of the vendor's two APIs, by an Action of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Api {
    /// `CertGetList` of the legacy API.
    V2,
    /// `DescribeCertificates` of API 3.0.
    V3,
}

impl Api {
    /// Both APIs, the older one first.
    pub const ALL: [Self; 2] = [Self::V2, Self::V3];

    /// The Action that is called.
    #[must_use]
    pub fn action(self) -> &'static str {
        match self {
            Self::V2 => "CertGetList",
            Self::V3 => "DescribeCertificates",
        }
    }

    /// A response with so many certificates.
    #[must_use]
    pub fn body(self, certificates: usize) -> String {
        match self {
            Self::V2 => bodies::v2(certificates),
            Self::V3 => bodies::v3(certificates),
        }
    }
}

/// Who reads or calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// This client, as it is generated here.
    Ours,
    /// Somebody who needs just this.
    ByHand,
}

/// Reads a body again and again.
///
/// # Panics
///
/// When it is not read as it should be.
pub fn read_again(api: Api, side: Side, body: &[u8], certificates: usize, times: usize) {
    for _ in 0..times {
        let body = std::hint::black_box(body);
        let found = match (api, side) {
            (Api::V2, Side::Ours) => {
                let page = wire::read_response::<CertGetListRequest>(body).expect("it is a response");
                std::hint::black_box(page).list.len()
            }
            (Api::V2, Side::ByHand) => {
                let envelope: by_hand::v2::Envelope = read(body);
                std::hint::black_box(envelope).data.list.len()
            }
            (Api::V3, Side::Ours) => {
                let result = wire::read_response::<DescribeCertificatesRequest>(body);
                std::hint::black_box(result.expect("it is a response")).certificates.len()
            }
            (Api::V3, Side::ByHand) => {
                let envelope: by_hand::v3::Envelope = read(body);
                std::hint::black_box(envelope).response.certificates.map_or(0, |list| list.len())
            }
        };
        assert_eq!(found, certificates);
    }
}

/// Somebody who calls, and the server that answers.
pub struct Caller {
    api: Api,
    address: String,
    how: How,
    nonce: usize,
}

enum How {
    Ours(Client),
    ByHand(reqwest::Client),
}

impl Caller {
    /// Somebody who calls a server.
    ///
    /// # Panics
    ///
    /// When no client can be built.
    #[must_use]
    pub fn new(api: Api, side: Side, server: &Server) -> Self {
        let address = server.address.clone();
        let how = match side {
            Side::Ours => {
                let client = Client::builder().credential(Credential::new(ID, KEY)).region(REGION);
                How::Ours(client.loopback_endpoint(&address).build().expect("all is said"))
            }
            Side::ByHand => How::ByHand(by_hand::http()),
        };
        Self { api, address, how, nonce: 0 }
    }

    /// One call; how many certificates it found.
    ///
    /// # Panics
    ///
    /// When it fails.
    pub async fn call(&self, nonce: usize) -> usize {
        match (self.api, &self.how) {
            (Api::V2, How::Ours(client)) => {
                let request = CertGetListRequest::new().page(2).count(100);
                client.wss().cert_get_list(request).await.expect("it is answered").list.len()
            }
            (Api::V2, How::ByHand(http)) => by_hand::v2::list(http, &self.address, nonce, 2).await.list.len(),
            (Api::V3, How::Ours(client)) => {
                let request = DescribeCertificatesRequest::new().offset(100).limit(100);
                let result = client.ssl_v20191205().describe_certificates(request).await;
                result.expect("it is answered").certificates.len()
            }
            (Api::V3, How::ByHand(http)) => by_hand::v3::list(http, &self.address, 100).await.len(),
        }
    }

    /// Calls again and again, so many at once.
    ///
    /// # Panics
    ///
    /// When one fails, or finds another number of certificates.
    pub fn call_again(&mut self, runtime: &Runtime, at_once: usize, certificates: usize, times: usize) {
        runtime.block_on(async {
            for _ in 0..times {
                self.nonce += at_once;
                if at_once == 1 {
                    assert_eq!(self.call(self.nonce).await, certificates);
                    continue;
                }
                let calls = (0..at_once).map(|number| self.call(self.nonce + number));
                assert!(join_all(calls).await.iter().all(|found| *found == certificates));
            }
        });
    }

    /// Lists 10,000 certificates of the legacy API: by items, or page by page. `each` is called after every hundredth.
    ///
    /// # Panics
    ///
    /// When a call fails, or not all are listed.
    pub async fn list_all(&self, mut each: impl FnMut()) {
        let mut listed = 0;
        match &self.how {
            How::Ours(client) => {
                let request = CertGetListRequest::new().page(1).count(100);
                let mut items = client.wss().cert_get_list(request).items();
                while let Some(certificate) = items.try_next().await.expect("it is answered") {
                    std::hint::black_box(certificate);
                    listed += 1;
                    if listed % 100 == 0 {
                        each();
                    }
                }
            }
            How::ByHand(http) => {
                for number in 1.. {
                    let page = by_hand::v2::list(http, &self.address, listed, number).await;
                    if page.list.is_empty() || listed >= 10_000 {
                        break;
                    }
                    for certificate in page.list {
                        std::hint::black_box(certificate);
                        listed += 1;
                    }
                    each();
                    if listed >= 10_000 {
                        break;
                    }
                }
            }
        }
        assert_eq!(listed, 10_000);
    }
}

/// What awaits the calls: one thread, as for a small program.
///
/// # Panics
///
/// When the system gives none.
#[must_use]
pub fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("there is a runtime")
}
