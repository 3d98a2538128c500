//! Calls that need a region as their requests tell: generated from `codegen/tests/specs/regions`, refused by the client before they are sent,
//! and by the mock server where they come without one all the same.

use std::path::PathBuf;

use qcloud_client::{Client, Credential, Untyped};
use qcloud_mock_server::MockServer;
use serde_json::{Value, json};

#[rustfmt::skip]
#[path = "../../codegen/tests/specs/regions/expected/mod.rs"]
mod generated;

use generated::shop_v20200101::{
    CopyThingsRequest, DeployThingsRequest, DescribeKindsRequest, DescribeThingsRequest, Kind, KindRegions,
    MoveThingsRequest, ShopService,
};

async fn serve() -> (MockServer, Client) {
    let spec = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../codegen/tests/specs/regions");
    let server = MockServer::builder().spec(spec).start().await.unwrap();
    let keys = server.credentials();
    let builder = Client::builder().credential(Credential::new(&*keys.secret_id, &*keys.secret_key));
    let client = builder.loopback_endpoint(&server.url()).build().unwrap();
    (server, client)
}

/// The Action, its parameters, whether the call has a region beside them, and what a call without the region that it needs is refused
/// with: by the client, and by the server.
type Case = (&'static str, Value, bool, Option<[&'static str; 2]>);

const BESIDE: &str = "give the call or the client one with `.region(\"ap-guangzhou\")`";

fn cases() -> Vec<Case> {
    let plain = ["`DescribeThings` needs a region", "`X-TC-Region`: required, and missing"];
    let clb = [
        "the request needs a region, since its `Kind` is `clb`",
        "`X-TC-Region`: required where `Kind` is `clb`, and missing",
    ];
    let tke = [
        "the request needs a region, since its `Kinds` is `tke`",
        "`X-TC-Region`: required where `Kinds` is `tke`, and missing",
    ];
    let listed = [
        "`Kinds` has `tke`, whose resources stand in regions, and `KindRegions` names none for it",
        "`KindRegions`: it has no regions for `tke`, which `Kinds` names and which needs some",
    ];
    let here = |kind: &str, regions: Value| json!({"Kind": kind, "Regions": regions});
    let of = |kinds: Value, regions: Value| json!({"Kinds": kinds, "KindRegions": regions});
    vec![
        ("DescribeThings", json!({}), false, Some(plain)),
        ("DescribeThings", json!({}), true, None),
        ("DescribeKinds", json!({}), false, None),
        ("DeployThings", json!({"Kind": "clb"}), false, Some(clb)),
        ("DeployThings", json!({"Kind": "clb"}), true, None),
        ("DeployThings", json!({}), false, Some(clb)),
        ("DeployThings", json!({"Kind": "cdn"}), false, None),
        ("CopyThings", json!({"Kinds": ["cdn", "tke"]}), false, Some(tke)),
        ("CopyThings", json!({"Kinds": ["cdn", "tke"]}), true, None),
        ("CopyThings", json!({"Kinds": ["cdn"]}), false, None),
        ("CopyThings", json!({}), false, None),
        ("MoveThings", json!({"Kinds": ["cdn"]}), false, None),
        ("MoveThings", json!({"Kinds": ["tke"]}), false, Some(listed)),
        ("MoveThings", json!({"Kinds": ["tke"]}), true, Some(listed)),
        ("MoveThings", of(json!(["tke"]), json!([here("clb", json!(["ap-a"]))])), false, Some(listed)),
        ("MoveThings", of(json!(["tke"]), json!([here("tke", json!([]))])), false, Some(listed)),
        ("MoveThings", of(json!(["tke", "cdn"]), json!([here("tke", json!(["ap-a"]))])), false, None),
    ]
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// The error of a typed call, if it has one.
async fn typed(client: &Client, (action, parameters, has_region, _): &Case) -> Option<String> {
    let client = if *has_region {
        client.to_builder().region("ap-guangzhou").build().unwrap()
    } else {
        client.clone()
    };
    let service = ShopService::new(&client);
    let regions = parameters["KindRegions"].as_array().into_iter().flatten().map(|item| {
        let mut regions = KindRegions::new(item["Kind"].as_str().unwrap().parse::<Kind>().unwrap());
        regions.regions = Some(texts(&item["Regions"]));
        regions
    });
    let error = match *action {
        "DescribeThings" => service.describe_things(DescribeThingsRequest::new()).await.err(),
        "DescribeKinds" => service.describe_kinds(DescribeKindsRequest::new()).await.err(),
        "DeployThings" => {
            let request = DeployThingsRequest::new();
            let request = match parameters["Kind"].as_str() {
                Some(kind) => request.kind(kind),
                None => request,
            };
            service.deploy_things(request).await.err()
        }
        "CopyThings" => {
            let request = CopyThingsRequest::new();
            let kinds: Vec<Kind> =
                texts(&parameters["Kinds"]).iter().map(|kind| kind.parse().unwrap()).collect();
            let request = if kinds.is_empty() { request } else { request.kinds(kinds) };
            service.copy_things(request).await.err()
        }
        _ => {
            let request = MoveThingsRequest::new(texts(&parameters["Kinds"])).kind_regions(regions);
            service.move_things(request).await.err()
        }
    };
    error.map(|error| error.to_string())
}

#[tokio::test]
async fn a_call_without_the_region_that_it_needs_is_not_sent() {
    let (server, client) = serve().await;
    for case in &cases() {
        let before = server.requests().len();
        let error = typed(&client, case).await;
        let sent = server.requests().len() - before;
        match &case.3 {
            None => assert_eq!((error, sent), (None, 1), "{case:?}"),
            Some([expected, _]) => {
                let error = error.unwrap_or_else(|| panic!("no error: {case:?}"));
                assert!(error.contains(expected), "{case:?}: {error}");
                assert!(error.contains(BESIDE) || error.contains("add an item"), "no remedy: {error}");
                assert_eq!(sent, 0, "{case:?}");
            }
        }
    }
}

#[tokio::test]
async fn the_server_refuses_a_call_without_the_region_that_it_needs() {
    let (_server, client) = serve().await;
    for case in &cases() {
        let (action, parameters, has_region, expected) = case;
        let call = client.call_untyped(Untyped::tc3("shop", "2020-01-01", action, parameters.clone()));
        let call = if *has_region { call.region("ap-guangzhou") } else { call };
        let error = call.await.err();
        match expected {
            None => assert!(error.is_none(), "{case:?}: {error:?}"),
            Some([_, expected]) => {
                let error = error.unwrap_or_else(|| panic!("no error: {case:?}"));
                assert_eq!(error.code_text(), Some("MissingParameter"), "{case:?}");
                assert!(error.to_string().contains(expected), "{case:?}: {error}");
            }
        }
    }
}

#[tokio::test]
async fn a_parameter_that_the_spec_lacks_counts_too() {
    let (server, client) = serve().await;
    let call = ShopService::new(&client).deploy_things(DeployThingsRequest::new()).parameter("Kind", "cdn");
    assert!(call.await.is_ok());
    assert_eq!(server.requests().len(), 1);
}
