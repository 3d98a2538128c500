//! What the mock server makes up for an Action without an example is read by the typed client without a note: of every Action of every spec here.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use qcloud_client::wire::{Action, unknown_fields};
use qcloud_client::{Client, Credential, Untyped};
use qcloud_codegen::model::{self, Api, Service};
use qcloud_codegen::sample::Sampler;
use qcloud_drift::{Code, Response, report};
use qcloud_import::api3::{Descriptions, Options, import};
use qcloud_mock_server::{Builder, MockServer};
use serde_json::Value;

/// An Action of generated code: in which spec it is, in which service, and how it is called with parameters in JSON.
struct Request {
    spec: &'static str,
    service: &'static str,
    action: &'static str,
    call: fn(&Client, Value) -> BoxFuture<'static, Called>,
}

/// The body of the response, and what the client found odd in it; or why there is none.
type Called = Result<(Vec<u8>, Vec<String>), String>;

macro_rules! requests {
    ($($spec:literal $service:literal $request:path,)*) => {
        const REQUESTS: &[Request] = &[$(Request {
            spec: $spec,
            service: $service,
            action: <$request as Action>::INFO.name,
            call: |client, parameters| match serde_json::from_value::<$request>(parameters) {
                Ok(request) => called(client, request),
                Err(error) => Box::pin(async move { Err(error.to_string()) }),
            },
        },)*];
    };
}

include!(concat!(env!("OUT_DIR"), "/requests.rs"));

fn called<A: Action>(client: &Client, request: A) -> BoxFuture<'static, Called> {
    let call = client.call(request).with_metadata().send();
    Box::pin(async move {
        let response = call.await.map_err(|error| error.to_string())?;
        let body = response.raw_body().to_vec();
        let mut odd: Vec<_> = response.notes().iter().map(ToString::to_string).collect();
        odd.extend(unknown_fields::<A>(&body).map_err(|error| error.to_string())?);
        Ok((body, odd))
    })
}

/// A spec without examples, with a server and a client of it.
async fn serve(spec: &Path, change: impl FnOnce(Builder) -> Builder) -> (Arc<Api>, MockServer, Client) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut api = qcloud_codegen::read(&root.join(spec)).unwrap();
    for action in api.services.iter_mut().flat_map(|service| &mut service.actions) {
        action.examples.clear();
    }
    let api = Arc::new(api);
    let server = change(MockServer::builder().api(Arc::clone(&api))).start().await.unwrap();
    let keys = server.credentials();
    let client = Client::builder()
        .credential(Credential::new(&*keys.secret_id, &*keys.secret_key))
        .loopback_endpoint(&server.url())
        .region("ap-guangzhou")
        .build()
        .unwrap();
    (api, server, client)
}

/// What is odd about the answer to a request, and what it lacks.
async fn oddities(api: &Api, service: &Service, request: &Request, client: &Client) -> Vec<String> {
    let action = service.actions.iter().find(|action| action.name == request.action).unwrap();
    let parameters = Sampler::new(service).request(action);
    match (request.call)(client, parameters).await {
        Ok((body, mut odd)) => {
            odd.extend(drifts(api, service, action, &body));
            odd
        }
        Err(error) => vec![error],
    }
}

/// How a response differs from the spec, and what it does not have of it.
fn drifts(api: &Api, service: &Service, action: &model::Action, body: &[u8]) -> Vec<String> {
    let is_unending = |path: &str| {
        let mut names: Vec<_> = path.split('.').collect();
        names.sort_unstable();
        names.windows(2).any(|pair| pair[0] == pair[1])
    };
    let response = Response::read("made up", body).unwrap();
    let drifts = report(api, service, action, &[response]).drifts;
    // A record that may hold itself does so once.
    let drifts = drifts.iter().filter(|drift| drift.code != Code::NeverSeen || !is_unending(&drift.path));
    drifts.map(|drift| format!("{}: {:?}", drift.path, drift.code)).collect()
}

#[tokio::test]
async fn the_client_reads_what_is_made_up_for_each_action_without_a_note_and_without_a_gap() {
    let mut servers = BTreeMap::new();
    let (mut count, mut said) = (0, Vec::new());
    for request in REQUESTS {
        if !servers.contains_key(request.spec) {
            servers.insert(request.spec, serve(request.spec.as_ref(), Builder::stateless).await);
        }
        let (api, _, client) = &servers[request.spec];
        let service = api.services.iter().find(|service| service.module == request.service).unwrap();
        // It gives out keys, whatever its spec says.
        if service.wire == "sts" {
            continue;
        }
        count += 1;
        for odd in oddities(api, service, request, client).await {
            said.push(format!("{} {} {}: {odd}", request.spec, request.service, request.action));
        }
    }
    assert!(count > 150, "{count}");
    assert_eq!(said, [""; 0]);
}

#[tokio::test]
async fn a_list_that_is_made_up_has_its_25_items_each_once_however_its_pages_are_asked_for() {
    use super::paging_by_offset::vpc::{
        DescribeGatewaysRequest, DescribeInterfacesRequest, DescribeRoutesRequest,
    };
    use super::paging_by_token::ssm_v20190923::{ListKeysRequest, ListSecretsRequest};

    let (_, _server, client) =
        serve("codegen/tests/specs/paging_by_offset".as_ref(), Builder::stateless).await;
    let gateways = client.call(DescribeGatewaysRequest::new(0_u64)).items().try_collect::<Vec<_>>();
    let interfaces = client.call(DescribeInterfacesRequest::new("vpc-1").limit(7_u64)).items();
    let interfaces = interfaces.try_collect::<Vec<_>>();
    let routes = client.call(DescribeRoutesRequest::new()).items().try_collect::<Vec<_>>();
    let mut lists = vec![gateways.await.unwrap(), routes.await.unwrap()];
    let interfaces = interfaces.await.unwrap();
    lists.push(interfaces.into_iter().map(|interface| format!("{interface:?}")).collect());
    let (_, _server, client) =
        serve("codegen/tests/specs/paging_by_token".as_ref(), Builder::stateless).await;
    let keys = client.call(ListKeysRequest::new("")).items().try_collect::<Vec<_>>().await.unwrap();
    let secrets = client.call(ListSecretsRequest::new()).items().try_collect::<Vec<_>>().await.unwrap();
    lists.push(keys.into_iter().map(|key| key.key_id).collect());
    lists.push(secrets.into_iter().map(|secret| format!("{secret:?}")).collect());
    for list in lists {
        let each: BTreeSet<_> = list.iter().collect();
        assert_eq!((list.len(), each.len()), (25, 25), "{list:?}");
    }
}

#[tokio::test]
async fn a_task_that_is_made_up_goes_on_and_then_succeeds() {
    use super::until::ops_v20200101::{DescribeTaskRequest, TASK_FINISHED, TASK_QUIET, TASK_READY};

    for goal in [TASK_FINISHED, TASK_QUIET, TASK_READY] {
        let (_, server, client) = serve("codegen/tests/specs/until".as_ref(), |builder| builder).await;
        let wait = client.call(DescribeTaskRequest::new("task-1")).until(goal);
        wait.pace(Duration::ZERO, Duration::ZERO).await.unwrap();
        assert_eq!(server.requests().len(), 3, "two questions find it going on");
    }
}

/// `MADE_UP_FROM=DIRECTORY cargo test -p qcloud-tests --test examples whole_cloud -- --ignored --nocapture`
#[tokio::test]
#[ignore = "needs the vendor's descriptions, which are not in the repository"]
async fn what_is_made_up_for_the_whole_cloud_fits_its_descriptions() {
    let home = tempfile::tempdir().unwrap();
    let options = Options {
        out: home.path().join("spec"),
        with_docs: false,
        with_examples: false,
        infer: false,
        services: Vec::new(),
        actions: Vec::new(),
        check: false,
    };
    let descriptions = Descriptions::open(&[std::env::var_os("MADE_UP_FROM").unwrap().into()]).unwrap();
    import(&descriptions, &options, |_| {}, || {}).unwrap_or_else(|error| panic!("{error}"));
    let (api, _server, client) = serve(&options.out, Builder::stateless).await;
    let (mut count, mut largest, mut said) = (0, 0, Vec::new());
    for service in api.services.iter().filter(|service| service.wire != "sts") {
        // A call without a spec goes to the host of the service, with JSON.
        let plain = |action: &&model::Action| action.own_host.is_none() && action.body.is_none();
        for action in service.actions.iter().filter(plain) {
            count += 1;
            let parameters = Sampler::new(service).request(action);
            let request =
                Untyped::tc3(&service.wire, service.version.as_deref().unwrap(), &action.name, parameters);
            let of = format!("{} {}", service.name, action.name);
            match client.call_untyped(request).with_metadata().await {
                Ok(response) => {
                    largest = largest.max(response.raw_body().len());
                    let mut drifts = drifts(&api, service, action, response.raw_body());
                    // What holds itself by way of others ends somewhere, and so does what has more than is made up for one answer.
                    drifts.retain(|drift| !drift.ends_with(": NeverSeen"));
                    said.extend(drifts.into_iter().map(|drift| format!("{of}: {drift}")));
                }
                Err(error) => said.push(format!("{of}: {error}")),
            }
        }
    }
    println!(
        "{count} Actions of {} services, {} differences, at most {largest} bytes",
        api.services.len(),
        said.len()
    );
    assert_eq!(said, [""; 0]);
}
