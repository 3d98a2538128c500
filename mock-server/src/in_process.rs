//! The server without a listener: a function from a request to a response.

use bytes::Bytes;

use crate::credentials::Credentials;
use crate::protocol;
use crate::server::{StartError, decide};
use crate::settings::Builder;
use crate::signing::{Call, Signed};
use crate::state::Shared;

/// A server that nobody connects to: it answers whoever has it, as [`MockServer`](crate::MockServer) would.
///
/// ```
/// use qcloud_mock_server::MockServer;
///
/// let server = MockServer::builder().in_process()?;
/// let request = http::Request::get("/elsewhere").body(bytes::Bytes::new())?;
/// assert_eq!(server.answer(request).status(), 404);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct InProcess {
    shared: Shared,
}

impl InProcess {
    /// Checks a request, carries it out, and answers.
    ///
    /// A fault that comes in the place of an Action has its answer; those that spoil a connection spoil nothing here.
    #[must_use]
    pub fn answer(&self, request: http::Request<Bytes>) -> http::Response<Bytes> {
        let (parts, body) = request.into_parts();
        let decision = decide(&self.shared, parts, body);
        decision.answer.at_once(decision.date)
    }

    /// Signs a call as the server expects it, with the keys that it accepts.
    #[must_use]
    pub fn sign(&self, call: &Call<'_>) -> Signed {
        protocol::sign(call, &self.shared.credentials)
    }

    /// What a request has to be signed with.
    #[must_use]
    pub fn credentials(&self) -> &Credentials {
        &self.shared.credentials
    }
}

impl Builder {
    /// Makes a server without a listener; the address is of no matter.
    ///
    /// # Errors
    ///
    /// When the spec is wrong, or a resource of the settings is none.
    pub fn in_process(self) -> Result<InProcess, StartError> {
        Ok(InProcess { shared: self.shared()? })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::{Duration, UNIX_EPOCH};

    use qcloud_codegen::model::{Api, RegionNeed};
    use qcloud_codegen::vendor::hosts;

    use super::*;
    use crate::MockServer;
    use crate::embedded;

    /// What the server answers to each example of the spec, signed here.
    fn answers(api: &Api, server: &InProcess) -> Vec<(String, http::Response<Bytes>)> {
        let mut answers = Vec::new();
        for service in &api.services {
            for action in service.actions.iter().filter(|action| action.stream.is_none()) {
                for example in action.examples.iter().filter(|example| !example.loose) {
                    let parameters = example.parameters.as_object().cloned().unwrap_or_default();
                    let nonce = answers.len() as u64 + 1;
                    let region = if hosts::is_regional(&service.host) { "gz" } else { "ap-guangzhou" };
                    let region = (action.region(service) != RegionNeed::None).then_some(region);
                    let call = Call {
                        service,
                        action,
                        parameters: &parameters,
                        region,
                        timestamp: 1_700_000_000,
                        nonce,
                    };
                    let signed = server.sign(&call);
                    let name = format!("{} {} {}", service.name, action.name, example.name);
                    answers.push((name, server.answer(signed.request)));
                }
            }
        }
        answers
    }

    #[test]
    fn every_example_is_signed_as_the_server_expects_it() {
        let api = embedded::api().unwrap();
        let clock = || UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        let server = MockServer::builder().stateless().clock(clock).in_process().unwrap();
        let answers = answers(&api, &server);
        assert!(answers.len() > 50, "{}", answers.len());
        for (name, answer) in answers {
            let body = String::from_utf8_lossy(answer.body());
            assert!(!body.contains("AuthFailure") && !body.contains("\"code\":4100"), "{name}: {body}");
            assert!(answer.status().is_success(), "{name}: {body}");
        }
    }

    #[test]
    fn bytes_and_forms_are_signed_as_the_server_expects_them() {
        let spec = concat!(env!("CARGO_MANIFEST_DIR"), "/../codegen/tests/specs/bodies");
        let api = qcloud_codegen::read(Path::new(spec)).unwrap();
        let clock = || UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        let server = MockServer::builder().spec(spec).clock(clock).in_process().unwrap();
        let answers = answers(&api, &server);
        assert!(api.services.iter().flat_map(|service| &service.actions).any(|action| action.body.is_some()));
        for (name, answer) in answers {
            let body = String::from_utf8_lossy(answer.body());
            assert!(answer.status().is_success() && !body.contains("\"Error\""), "{name}: {body}");
        }
    }

    #[test]
    fn a_host_with_a_place_for_the_region_is_signed_and_called_with_the_region() {
        let spec = concat!(env!("CARGO_MANIFEST_DIR"), "/../codegen/tests/specs/hosts");
        let api = qcloud_codegen::read(Path::new(spec)).unwrap();
        let clock = || UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        let server = MockServer::builder().spec(spec).clock(clock).in_process().unwrap();
        let answers = answers(&api, &server);
        assert!(answers.iter().any(|(name, _)| name.starts_with("queue ")));
        for (name, answer) in &answers {
            let body = String::from_utf8_lossy(answer.body());
            assert!(answer.status().is_success() && !body.contains("\"Error\""), "{name}: {body}");
            assert!(!body.contains("\"code\":4"), "{name}: {body}");
        }
        let service = api.services.iter().find(|service| service.name == "queue").unwrap();
        let action = service.actions.iter().find(|action| action.name == "SendMessage").unwrap();
        let parameters = serde_json::json!({"text": "hello"});
        let parameters = parameters.as_object().unwrap();
        let call = Call { service, action, parameters, region: None, timestamp: 1_700_000_000, nonce: 100 };
        let regional = Call { region: Some("gz"), ..call };
        assert_eq!(server.sign(&regional).request.headers()["host"], "queue-gz.api.qcloud.com");
        let answer = server.answer(server.sign(&call).request);
        let body = String::from_utf8_lossy(answer.body()).into_owned();
        assert!(body.contains("`Region`: required, and missing"), "{body}");
    }

    #[test]
    fn a_marked_request_has_all_but_the_signature() {
        let api = embedded::api().unwrap();
        let server = MockServer::builder().in_process().unwrap();
        let parameters = serde_json::Map::new();
        for service in &api.services {
            let action = &service.actions[0];
            let call = Call {
                service,
                action,
                parameters: &parameters,
                region: None,
                timestamp: 1_700_000_000,
                nonce: 1,
            };
            let Signed { request, marked, steps } = server.sign(&call);
            let Some((_, signature)) = steps.last() else { continue };
            let shown = format!("{marked:?}");
            assert!(shown.contains("SIGNATURE") && !shown.contains(signature), "{shown}");
            assert_ne!(shown, format!("{request:?}"));
        }
    }
}
