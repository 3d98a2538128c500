//! The smallest protocol there can be, for tests: that a protocol is one file and one line in the list of modules. The key is the
//! signature, and a body is `{"ok": result}` or `{"no": code}`.

use http::header::AUTHORIZATION;
use zeroize::Zeroizing;

use super::{
    Classified, Failure, Message, Method, Nature, Protocol, Reason, RequestError, ResponseError, ResultPlace,
    Signed, Signing, header, json_body,
};
use crate::Json;
use crate::handwritten::wire::{self, Field, Notes, Record};

/// Headers of a request, those of the transport included.
const MOST_HEADERS: usize = 5;

/// The protocol of this file.
#[derive(Debug)]
pub(crate) struct Bare;

impl Protocol for Bare {
    fn root_domain(&self) -> &'static str {
        "example.com"
    }

    fn message(&self, request: &dyn Record, _: Method, _: bool) -> Result<Message, RequestError> {
        Ok(Message::json(json_body(request)?, Vec::new()))
    }

    fn sign(&self, message: &Message, signing: &Signing<'_>) -> Result<Signed, RequestError> {
        let key = Zeroizing::new(signing.credential.key().to_owned());
        let address = format!("{}/{}", signing.address(""), signing.action);
        let mut request = signing.request(http::Method::POST, address, message.body.clone(), MOST_HEADERS)?;
        request.headers_mut().insert(AUTHORIZATION, header(&key)?);
        Ok(Signed { request, secrets: vec![key] })
    }

    fn read(
        &self,
        text: &str,
        _: ResultPlace,
        payload: &mut dyn Field,
        notes: &mut Notes,
    ) -> Result<(), ResponseError> {
        let body: Json = serde_json::from_str(text).map_err(|_| ResponseError::NoEnvelope)?;
        if let Some(failure) = self.failure(&body) {
            return Err(ResponseError::Failure(failure));
        }
        match wire::read_at(text, &["ok"], payload, None, notes) {
            Ok(true) => Ok(()),
            Ok(false) => Err(ResponseError::NoEnvelope),
            Err(error) => Err(ResponseError::Unreadable(error)),
        }
    }

    fn read_untyped(&self, text: &str) -> Result<Json, ResponseError> {
        let mut result = Json::Null;
        self.read(text, ResultPlace::Body, &mut result, &mut Notes::default())?;
        Ok(result)
    }

    fn is_of_envelope(&self, _: &str) -> bool {
        false
    }

    fn envelope(&self) -> &'static str {
        "`ok` or `no`"
    }

    fn request_id(&self, _: &[u8]) -> Option<String> {
        None
    }

    fn classify(&self, failure: &Failure, _: Option<i64>) -> Classified {
        let reason = if failure.code == Some(7) { Reason::Transient } else { Reason::Permanent };
        Classified { meaning: None, nature: Nature::Other, reason, is_internal: false }
    }

    fn failure_in(&self, text: &str) -> Result<Option<Failure>, ResponseError> {
        let body: Json = serde_json::from_str(text).map_err(|_| ResponseError::NoEnvelope)?;
        Ok(self.failure(&body))
    }

    fn failure(&self, body: &Json) -> Option<Failure> {
        let code = body.get("no")?.as_i64();
        Some(Failure { code, code_text: None, message: String::new() })
    }
}
