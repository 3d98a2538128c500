//! Calls the server at the address that is given, in every way of signing and by both protocols: `cargo xtask interop` has the requests checked by
//! the vendor's code.

use qcloud_client::signature::SignatureMethod;
use qcloud_client::ssl_v20191205::{
    CertificateStatus, DeleteCertificateRequest, DescribeCertificatesRequest, Tags, UploadCertificateRequest,
};
use qcloud_client::wss::{CertDeleteRequest, CertGetListRequest, CertType, CertUploadRequest};
use qcloud_client::wss_v20180426::{DescribeCertListRequest, UploadCertRequest};
use qcloud_client::{Client, Credential, Untyped, wss_v20180426};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, id, key] = arguments.as_slice() else {
        return Err("usage: interop_client ADDRESS SECRET_ID SECRET_KEY".into());
    };
    let plain = Credential::new(id, key);
    let temporary = plain.clone().with_token("a_token+/=").with_region("ap-guangzhou");
    for credential in [plain, temporary] {
        for method in [SignatureMethod::HmacSha1, SignatureMethod::HmacSha256] {
            let client = Client::builder()
                .credential(credential.clone())
                .signature_method(method)
                .loopback_endpoint(address)
                .build()?;
            call_everything(&client).await?;
        }
        let client = Client::builder().credential(credential).loopback_endpoint(address).build()?;
        call_api3(&client).await?;
    }
    Ok(())
}

/// A GET, POSTs, text that has to be encoded, and parameters that nest.
async fn call_everything(client: &Client) -> Result<(), qcloud_client::Error> {
    let search = CertGetListRequest::new().search_key("测试 a+b&c=d/é?").with_cert(true).page(2);
    client.wss().cert_get_list(search).await?;
    // Too long for a URL.
    client.wss().cert_get_list(CertGetListRequest::new().search_key("长".repeat(1000))).await?;
    let pem = "-----BEGIN CERTIFICATE-----\r\nMIIB+/==\r\n-----END CERTIFICATE-----\r\n";
    let upload = CertUploadRequest::new(pem, CertType::Svr).key(pem).alias("");
    client.wss().cert_upload(upload).await?;
    client.wss().cert_delete(CertDeleteRequest::new("GjTNRoK7")).await?;
    let nested = [
        ("filters.0.name", "zone"),
        ("filters.0.values.0", "a_b"),
        ("js_code", "x_y"),
        ("urls.10", "10"),
        ("urls.2", "2"),
    ];
    let request = Untyped::v2("vpc", "DescribeVpcs", nested).host("wss.api.qcloud.com");
    client.call_untyped(request).await?;
    Ok(())
}

/// API 3.0: text that has to be escaped, objects in lists, nothing at all, an Action without a spec, bytes, and a form.
async fn call_api3(client: &Client) -> Result<(), Box<dyn std::error::Error>> {
    let pem = "-----BEGIN CERTIFICATE-----\r\nMIIB+/==\r\n-----END CERTIFICATE-----\r\n";
    let wss = client.wss_v20180426();
    wss.describe_cert_list(DescribeCertListRequest::new("ssl").search_key("测试 a+b&c=d/é?\"\\\n🔑")).await?;
    wss.upload_cert(UploadCertRequest::new(pem, wss_v20180426::CertType::Svr, "0", "ssl").key(pem).alias(""))
        .await?;
    let ssl = client.ssl_v20191205();
    ssl.describe_certificates(DescribeCertificatesRequest::new()).await?;
    ssl.describe_certificates(
        DescribeCertificatesRequest::new()
            .certificate_status([CertificateStatus::Approved, CertificateStatus::Expired])
            .limit(20),
    )
    .await?;
    let tags = [Tags::new().tag_key("a").tag_value(""), Tags::new().tag_key("\u{0}").tag_value("b")];
    ssl.upload_certificate(UploadCertificateRequest::new(pem).certificate_private_key(pem).tags(tags))
        .await?;
    ssl.delete_certificate(DeleteCertificateRequest::new("GjTNRoK7").is_check_resource(false)).await?;
    let parameters = r#"{"Filters": [{"Name": "zone", "Values": ["测试"]}], "Limit": 1}"#.parse()?;
    let request = Untyped::tc3("cvm", "2017-03-12", "DescribeInstances", parameters);
    client.call_untyped(request.host("ssl.tencentcloudapi.com")).await?;
    let bytes: Vec<u8> = (0..=255).collect();
    let upload =
        Untyped::tc3("logs", "2020-10-16", "UploadLog", r#"{"TopicId": "t-1"}"#.parse()?).bytes(bytes);
    client.call_untyped(upload.host("ssl.tencentcloudapi.com")).await?;
    let scan = r#"{"File": "AP8=", "Name": "测试", "Areas": [{"Top": 4}]}"#.parse()?;
    let scan = Untyped::tc3("logs", "2020-10-16", "UploadScan", scan).form(["File"]);
    client.call_untyped(scan.host("ssl.tencentcloudapi.com")).await?;
    Ok(())
}
