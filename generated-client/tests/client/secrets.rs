//! What a server quotes of a request, and what the client knows itself, shows nowhere.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use qcloud_client::runtime::BoxFuture;
use qcloud_client::signature::string_to_sign;
use qcloud_client::testing::{ReplayTransport, TestRuntime};
use qcloud_client::transport::{Body, Transport, TransportError, TransportErrorKind as Kinds};
use qcloud_client::wire::{self, Method};
use qcloud_client::wss::{CertGetListRequest, CertType, CertUploadRequest};
use qcloud_client::{Client, Credential, Error, Untyped, UntypedCall};

use crate::support::{Answer, Parameters, Server, builder, html, lost, ok, status};
use crate::traces::Recorder;

const SECRET_ID: &str = "AKIDxxxxMARKER0secret0id";
const SECRET_KEY: &str = "MARKER1secret1key";
const TOKEN: &str = "MARKER2token/+=2";
const PRIVATE_KEY: &str = "-----BEGIN PRIVATE KEY-----\nMARKER3private3key+/=\n-----END PRIVATE KEY-----\n";
const CERT: &str = "-----BEGIN CERTIFICATE-----\nMARKER4cert4cert\n-----END CERTIFICATE-----\n";
const QUERY: &str = "MARKER5query5";

fn credential() -> Credential {
    Credential::new(SECRET_ID, SECRET_KEY).with_token(TOKEN)
}

fn upload() -> CertUploadRequest {
    CertUploadRequest::new(CERT, CertType::Svr).key(PRIVATE_KEY)
}

fn shown(values: &[&dyn Debug]) -> Vec<String> {
    values.iter().flat_map(|value| [format!("{value:?}"), format!("{value:#?}")]).collect()
}

fn assert_clean(texts: &[String], more: &[String]) {
    for text in texts {
        assert!(!text.contains("MARKER"), "{text}");
        for secret in more {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
}

/// The ways in which a server may quote a request.
fn quotes(request: &Parameters) -> Vec<String> {
    let method = if request.get("Action") == Some("CertGetList") { Method::Get } else { Method::Post };
    let text = string_to_sign(method, "wss.api.qcloud.com", "/v2/index.php", request.iter()).unwrap();
    let pairs: Vec<_> = request.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    let secrets: Vec<_> = request
        .iter()
        .filter(|(name, _)| ["cert", "key", "Token", "SecretId", "Signature", "Nonce"].contains(name))
        .map(|(name, value)| format!("{name} is {value}"))
        .collect();
    vec![
        format!("expected the signature of {}", *text),
        request.raw.clone(),
        format!("got \"{}\"", request.raw.replace("https://wss.api.qcloud.com", "")),
        pairs.join(", ").replace("searchKey: ", "?searchKey="),
        secrets.join("\n"),
        secrets.join(" ").replace('\n', "\\n"),
        form_urlencoded::byte_serialize(secrets.join(" ").as_bytes()).collect(),
        format!("bad line {}", request.get("key").and_then(|key| key.lines().nth(1)).unwrap_or("1")),
    ]
}

fn json(text: &str) -> String {
    qcloud_client::Json::from(text).to_string()
}

fn answers(quote: &str) -> Vec<Answer> {
    let quoted = json(quote);
    vec![
        ok(format!(r#"{{"code":4100,"message":{quoted},"codeDesc":{quoted},"requestId":{quoted}}}"#)),
        ok(format!(r#"{{"code":6000,"message":"x","codeDesc":"x","requestId":{quoted}}}"#)),
        ok(format!(r#"{{"code":0,"message":{quoted},"data":{{"id":[{quoted}],"totalNum":[{quoted}]}}}}"#)),
        ok(format!(r#"{{"message":{quoted}}}"#)),
        ok(format!(r#"{{"code":0,"message":{quoted}"#)),
        Ok(status(414, &[], html(quote))),
        Ok(status(502, &[], html(quote))),
        Ok(status(500, &[], quote.to_owned())),
        Ok(status(200, &[], [quote.as_bytes(), b"\xff"].concat())),
        lost(Kinds::Cut),
        lost(Kinds::ResponseCut),
        lost(Kinds::Connect),
    ]
}

/// An error, what its requests must not be known by, and what was traced.
async fn fail(which: usize, kind: usize, quote: usize) -> Option<(Error, Vec<String>, Recorder)> {
    let sent = Arc::new(Mutex::new(Vec::new()));
    let note = Arc::clone(&sent);
    let server = Server::new(move |request, _| {
        for name in ["Signature", "Nonce"] {
            note.lock().unwrap().push(request.get(name).unwrap().to_owned());
        }
        let quote = quotes(request).swap_remove(quote);
        answers(&quote).into_iter().nth(kind).unwrap()
    });
    let (recorder, guard) = Recorder::install();
    let client = builder(server, &TestRuntime::new()).credential(credential()).build().unwrap();
    let result = match which {
        0 => client.wss().cert_get_list(CertGetListRequest::new().search_key(QUERY)).await.err(),
        1 => client.wss().cert_upload(upload()).await.err(),
        _ => {
            let parameters = [("key", PRIVATE_KEY), ("cert", CERT)];
            client.call_untyped(Untyped::v2("wss", "CertUpload", parameters).sensitive(["cert"])).await.err()
        }
    };
    drop(guard);
    let sent = sent.lock().unwrap().clone();
    result.map(|error| (error, sent, recorder))
}

#[tokio::test]
async fn an_error_and_its_traces_show_nothing_that_a_server_quotes() {
    let mut errors = 0;
    for which in 0..3 {
        for kind in 0..12 {
            for quote in 0..8 {
                let Some((error, sent, recorder)) = fail(which, kind, quote).await else { continue };
                errors += 1;
                let mut texts = vec![error.to_string(), format!("{error:#}")];
                texts.extend(shown(&[&error]));
                let mut source = std::error::Error::source(&error);
                while let Some(cause) = source {
                    texts.extend([cause.to_string(), format!("{cause:?}")]);
                    source = cause.source();
                }
                for entry in recorder.entries() {
                    texts.push(format!("{entry:?}"));
                }
                assert_clean(&texts, &sent);
            }
        }
    }
    // All but the untyped call whose code is 0.
    assert_eq!(errors, 3 * 12 * 8 - 8);
}

#[tokio::test]
async fn the_whole_message_and_body_are_there_for_who_asks() {
    let (error, _, _) = fail(1, 0, 0).await.unwrap();
    assert!(error.message().unwrap().contains("MARKER3"));
    assert!(String::from_utf8_lossy(error.raw_body().unwrap()).contains("MARKER3"));
}

#[tokio::test]
async fn debug_of_everything_public_shows_no_secret() {
    let transport = ReplayTransport::new().json(crate::support::UPLOADED).json(crate::support::EMPTY);
    let runtime = TestRuntime::new();
    let set_up = || builder(transport.clone(), &runtime).credential(credential());
    let client = set_up().build().unwrap();
    let service = client.wss();
    let list = || service.cert_get_list(CertGetListRequest::new());
    let response = service.cert_upload(upload()).with_metadata().await.unwrap();
    list().await.unwrap();
    let requests = transport.requests();
    let computed: Vec<_> = requests
        .iter()
        .flat_map(|request| ["Signature", "Nonce"].map(|name| request.parameter(name).unwrap()))
        .collect();
    let request = upload();
    let texts = shown(&[
        &credential(),
        &client,
        &service,
        &set_up(),
        &set_up().endpoint("https://user:MARKER@example.com/path"),
        &list(),
        &list().with_metadata(),
        &list().pages(),
        &list().items(),
        &service.cert_upload(upload()),
        &service.cert_upload(upload()).with_metadata(),
        &response,
        &client.call_untyped(
            Untyped::v2("wss", "X", [("key", PRIVATE_KEY), ("other", QUERY)]).sensitive(["Other"]),
        ),
        &request,
        &wire::parameters(&request),
        &request.key,
        &transport,
        &requests,
        &runtime,
        &Client::builder().loopback_endpoint("http://user:MARKER@127.0.0.1").build().unwrap_err(),
    ]);
    assert_clean(&texts, &computed);
}

/// The error of a call whose request the server quotes as PHP writes JSON, with `\/` for each slash.
async fn quoted_by_php(call: impl FnOnce(&Client) -> UntypedCall) -> Error {
    let server = QuotesBody(|body| body.replace('/', "\\/"));
    call(&builder(server, &TestRuntime::new()).build().unwrap()).await.unwrap_err()
}

/// Answers with the body of the request in its message, as a closure writes it.
#[derive(Debug)]
struct QuotesBody(fn(&str) -> String);

impl Transport for QuotesBody {
    fn send(
        &self,
        request: http::Request<bytes::Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        let quoted = json(&(self.0)(&String::from_utf8_lossy(request.body())));
        let id = "5f5c598e-35f4-4b7e-a7b2-1dd1ac08f9cb";
        let error = format!(r#"{{"Code":"InvalidParameterValue","Message":{quoted}}}"#);
        let body = format!(r#"{{"Response":{{"Error":{error},"RequestId":"{id}"}}}}"#);
        Box::pin(std::future::ready(Ok(http::Response::new(body.into()))))
    }
}

#[tokio::test]
async fn plain_values_of_an_untyped_call_spoil_neither_message_nor_request_id() {
    let error = quoted_by_php(|client| {
        let parameters = serde_json::json!({"Limit": 5, "Order": "a", "Zone": "ap-guangzhou-3"});
        client.call_untyped(Untyped::tc3("cvm", "2017-03-12", "DescribeInstances", parameters))
    });
    assert_eq!(
        error.await.to_string(),
        "DescribeInstances failed: the server answered InvalidParameterValue (A parameter has a value that is not allowed): \
         {\"Limit\":5,\"Order\":\"a\",\"Zone\":\"ap-guangzhou-3\"} \
         [cvm.tencentcloudapi.com, HTTP 200, request id 5f5c598e-35f4-4b7e-a7b2-1dd1ac08f9cb, 1 attempt, sent]"
    );
}

#[tokio::test]
async fn what_is_secret_in_an_untyped_call_is_found_however_it_is_quoted() {
    const LINE: &str = "MIIEPRIVKEY/LINE1aaaaaaaaaaaaaaaa+bbbbbbbbbbbb/ccccccccccccccccc1";
    for parameters in [
        serde_json::json!({"Login": {"Password": format!("{LINE}/MARKER")}}),
        serde_json::json!({"Files": [format!("-----BEGIN RSA PRIVATE KEY-----\n{LINE}\nMARKER==\n-----END")]}),
        serde_json::json!({"Deep": [{"pin": [LINE, "MARKER"]}]}),
    ] {
        let error = quoted_by_php(|client| {
            client.call_untyped(Untyped::tc3("cvm", "2017-03-12", "X", parameters).sensitive(["Pin"]))
        });
        let error = error.await;
        let texts = [error.to_string(), format!("{error:?}"), error.body_excerpt().unwrap().to_owned()];
        for text in texts {
            assert!(
                !text.contains("MARKER") && !text.contains("MIIE") && text.contains("[redacted]"),
                "{text}"
            );
        }
    }
}

#[tokio::test]
async fn a_request_id_or_a_code_that_quotes_a_secret_is_left_out_whole() {
    for (id, code) in [(SECRET_KEY, "InvalidVpc.NotFound"), ("an id", SECRET_ID), ("x", "a code of words")] {
        let body = format!(r#"{{"code":4000,"message":"no","codeDesc":"{code}","requestId":"{id}"}}"#);
        let transport = ReplayTransport::new().json(body);
        let client = builder(transport, &TestRuntime::new()).credential(credential()).build().unwrap();
        let error = client.wss().cert_get_list(CertGetListRequest::new()).await.unwrap_err();
        assert_eq!(error.request_id(), (id == "x").then_some("x"), "{id}");
        assert_eq!(error.code_text(), Some(if code == SECRET_ID { "4000" } else { code }), "{code}");
        assert_eq!(error.to_string().contains(code), code == "InvalidVpc.NotFound", "{error}");
    }
}
