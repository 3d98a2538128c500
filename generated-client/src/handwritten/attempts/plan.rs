//! What the attempts of a call have in common: nothing of it depends on a type.

use std::borrow::Cow;

use crate::handwritten::action::ActionInfo;
use crate::handwritten::attempts::options::ExtraParameters;
use crate::handwritten::protocol::{ErrorRule, Message, Protocol, RequestError, Untyped};
use crate::handwritten::wire::Record;

/// A call, ready to be signed and sent as often as it takes.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) protocol: &'static dyn Protocol,
    pub(crate) service: Cow<'static, str>,
    pub(crate) version: Cow<'static, str>,
    pub(crate) region_required: bool,
    pub(crate) host: Cow<'static, str>,
    /// Whether the host is the Action's own, which the client's settings don't change.
    pub(crate) host_is_own: bool,
    pub(crate) path: &'static str,
    pub(crate) action: Cow<'static, str>,
    pub(crate) idempotent: bool,
    pub(crate) errors: &'static [ErrorRule],
    pub(crate) message: Result<Message, RequestError>,
}

impl Plan {
    /// To send the request of an Action.
    pub(crate) fn new(info: &ActionInfo, request: &dyn Record, extra: &ExtraParameters) -> Self {
        let service = info.service;
        let message = service.protocol.message(request, info.method, info.sensitive);
        let message = message.and_then(|mut message| {
            extra.0.iter().try_for_each(|(name, value)| message.add(name, value))?;
            Ok(message)
        });
        Self {
            protocol: service.protocol,
            service: Cow::Borrowed(service.name),
            version: Cow::Borrowed(service.version),
            region_required: service.region_required,
            host: Cow::Borrowed(info.host.unwrap_or(service.host)),
            host_is_own: info.host.is_some(),
            path: service.path,
            action: Cow::Borrowed(info.name),
            idempotent: info.idempotent,
            errors: info.errors,
            message,
        }
    }

    /// To send a request that has no spec.
    pub(crate) fn untyped(request: Untyped) -> Self {
        Self {
            protocol: request.protocol,
            service: Cow::Owned(request.service),
            version: Cow::Owned(request.version),
            region_required: false,
            host: Cow::Owned(request.host),
            host_is_own: request.host_is_own,
            path: request.path,
            action: Cow::Owned(request.action),
            idempotent: request.idempotent,
            errors: &[],
            message: request.message,
        }
    }
}
