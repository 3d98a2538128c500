//! A handler of one Action can't answer with the result of another.

use qcloud_client::testing::{ReplayTransport, record};
use qcloud_client::wss::{CertDeleteResult, CertGetListRequest, CertificatePage};

fn main() {
    let _ = ReplayTransport::new().on::<CertGetListRequest>(|_| Ok(CertDeleteResult::default()));
    let _ = record!(CertificatePage { total: 1 });
}
