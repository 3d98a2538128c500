//! Names, regions and credentials that can't be what they should be are refused before anything is signed or sent.

use qcloud_client::testing::{ReplayTransport, TestRuntime};
use qcloud_client::wss::CertGetListRequest;
use qcloud_client::wss_v20180426::DescribeCertListRequest;
use qcloud_client::{Client, Credential, Error, Untyped};

use crate::support::{EMPTY, builder, client, ok, replay};

const SUCCESS: &str = r#"{"Response":{"TotalCount":0,"CertificateSet":[],"RequestId":"r"}}"#;

fn assert_refused(error: &Error, transport: &ReplayTransport) {
    assert!(error.is_invalid_request() && !error.may_have_been_sent(), "{error}");
    assert_eq!((error.attempts(), transport.requests().len()), (0, 0), "{error}");
}

#[tokio::test]
async fn a_name_can_t_choose_where_a_request_goes() {
    let transport = ReplayTransport::new();
    let client = client(transport.clone(), &TestRuntime::new());
    for name in [
        "evil.example.com/x?",
        "x@evil.example.com#",
        "ssl/../x",
        "",
        " ",
        "ssl.intl",
        "a\r\nb",
        "évil",
        "x:1",
        "x%2f",
    ] {
        let v2 = |service: &str, action: &str| Untyped::v2(service, action, [("a", "b")]);
        let tc3 = |service: &str, version: &str, action: &str| {
            Untyped::tc3(service, version, action, serde_json::json!({}))
        };
        for request in [v2(name, "X"), v2("x", "X").host(format!("{name}?")), tc3(name, "2018-04-26", "X")] {
            assert_refused(&client.call_untyped(request).await.unwrap_err(), &transport);
        }
        if name == "ssl.intl" {
            continue;
        }
        for request in [v2("x", name), tc3("x", name, "X"), tc3("x", "2018-04-26", name)] {
            assert_refused(&client.call_untyped(request).await.unwrap_err(), &transport);
        }
    }
    let error = client.call_untyped(Untyped::v2("x@host\n", "X", [("a", "b")])).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "X failed: `x@host\\n` is not the name of a service, which is one word, such as `cvm`; another host is set with \
         `host(...)` [not sent]"
    );
    let error = client.call_untyped(Untyped::v2("x", "a\r\nb", [("a", "b")])).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "a\\r\\nb failed: `a\\r\\nb` is not the name of an Action, such as `DescribeInstances` [x.api.qcloud.com, not sent]"
    );
}

#[tokio::test]
async fn a_region_that_is_none_is_refused() {
    for region in ["ap x", "ap-x\r\nX-TC-Token: y", "ap/x"] {
        let transport = ReplayTransport::new();
        let runtime = TestRuntime::new();
        let error = builder(transport.clone(), &runtime).region(region).build().unwrap_err();
        assert_refused(&error, &transport);
        let error = builder(transport.clone(), &runtime).language(region).build().unwrap_err();
        assert_refused(&error, &transport);

        let call =
            client(transport.clone(), &runtime).wss().cert_get_list(CertGetListRequest::new()).region(region);
        assert_refused(&call.await.unwrap_err(), &transport);
        let credential = Credential::new("id", "key").with_region(region);
        let client = builder(transport.clone(), &runtime).credential(credential).build().unwrap();
        let call = client.call_untyped(Untyped::tc3("x", "2018-04-26", "X", serde_json::json!({})));
        assert_refused(&call.await.unwrap_err(), &transport);
    }
}

#[tokio::test]
async fn an_empty_region_and_an_empty_token_are_not_sent() {
    let transport = replay([ok(SUCCESS), ok(EMPTY)]);
    let credential = Credential::new("AKIDxxxxxxxx", "key").with_token("").with_region("");
    let client = builder(transport.clone(), &TestRuntime::new())
        .credential(credential)
        .region("")
        .language("")
        .build()
        .unwrap();
    client.wss_v20180426().describe_cert_list(DescribeCertListRequest::new("ssl")).region("").await.unwrap();
    client.wss().cert_get_list(CertGetListRequest::new()).region("").await.unwrap();
    let requests = transport.requests();
    for header in ["x-tc-region", "x-tc-token", "x-tc-language"] {
        assert!(!requests[0].http().headers().contains_key(header), "{header}");
    }
    for parameter in ["Region", "Token"] {
        assert_eq!(requests[1].parameter(parameter), None);
    }
}

#[tokio::test]
async fn a_credential_that_can_t_be_one_ends_its_first_call() {
    for (credential, said) in [
        (Credential::new("", "s3cr3t"), "the secret id is empty; "),
        (Credential::new("id", ""), "the secret key is empty; "),
        (Credential::new("id", "s3cr3t\n"), "the secret key has a line break; "),
        (Credential::new("id", "s3cr3t").with_token("s3cr 3t"), "the token of the credential has a blank; "),
    ] {
        let transport = ReplayTransport::new();
        let client = builder(transport.clone(), &TestRuntime::new()).credential(credential).build().unwrap();
        let calls: [Error; 2] = [
            client.wss().cert_get_list(CertGetListRequest::new()).await.unwrap_err(),
            client.wss_v20180426().describe_cert_list(DescribeCertListRequest::new("ssl")).await.unwrap_err(),
        ];
        for error in calls {
            assert!(error.is_credential() && !error.may_have_been_sent() && !error.is_invalid_request());
            assert!(error.to_string().contains(said), "{error}");
            assert!(!format!("{error} {error:?}").contains("s3cr"), "{error:?}");
        }
        assert_eq!(transport.requests().len(), 0);
    }
}

#[test]
fn an_endpoint_says_at_build_what_is_wrong_with_it() {
    for (address, said) in [
        ("gw.example.com", "`gw.example.com` has no scheme; write `https://gw.example.com`"),
        (
            "https://gw.example.com:99999",
            "`https://gw.example.com:99999` has a port that is none: ports go from 1 to 65535",
        ),
    ] {
        let error = Client::builder()
            .credential(Credential::new("id", "key"))
            .transport(ReplayTransport::new())
            .endpoint(address)
            .build()
            .unwrap_err();
        assert_eq!(error.to_string(), said);
        assert!(error.is_invalid_request());
    }
}
