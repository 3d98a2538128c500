//! What the attempts of a call have in common: nothing of it depends on a type.

use std::borrow::Cow;

use crate::handwritten::action::{ActionInfo, Extras, Ready, RegionNeed};
use crate::handwritten::attempts::options::ExtraParameters;
use crate::handwritten::hosts::is_host_of_service;
use crate::handwritten::protocol::{
    ErrorEffect, ErrorRule, Failure, Message, Protocol, RequestError, Untyped,
};
use crate::handwritten::runtime::{Runtime, uuid};
use crate::handwritten::types::name::{is_label, is_word, quoted};
use crate::handwritten::wire::{Record, to_json};

/// What a server answers that would carry out what it was only asked about.
const DRY_RUN: &[ErrorRule] = &[ErrorRule { code: "DryRunOperation", effect: ErrorEffect::Empty }];

/// A call, ready to be signed and sent as often as it takes.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) protocol: &'static dyn Protocol,
    pub(crate) service: Cow<'static, str>,
    pub(crate) version: Cow<'static, str>,
    /// What is wrong with the call if it has no region.
    pub(crate) no_region: Option<RequestError>,
    pub(crate) host: Cow<'static, str>,
    /// Whether the host is the Action's own, which the client's settings don't change.
    pub(crate) host_is_own: bool,
    pub(crate) path: &'static str,
    pub(crate) action: Cow<'static, str>,
    /// Whether repeating it does nothing twice.
    pub(crate) idempotent: bool,
    /// Whether it goes without a signature.
    pub(crate) unsigned: bool,
    /// By which the server knows the request again.
    pub(crate) idempotency_token: Option<String>,
    /// The Action that tells whether the request was carried out, and what to ask it.
    pub(crate) verification: Option<(&'static str, Ready)>,
    /// Whether the server is only asked whether it would carry out the request.
    pub(crate) is_dry_run: bool,
    pub(crate) errors: &'static [ErrorRule],
    /// What is wrong with a name that no spec vouches for.
    pub(crate) problem: Option<String>,
    pub(crate) message: Result<Message, RequestError>,
}

impl Plan {
    /// To send the request of an Action, with an idempotency token if it takes one and has none.
    pub(crate) fn new(
        info: &ActionInfo,
        extras: &Extras,
        request: &mut dyn Record,
        extra: &ExtraParameters,
        runtime: &dyn Runtime,
    ) -> Self {
        let service = info.service;
        let idempotency_token = match extras.idempotency_token {
            None => None,
            Some(index) => match extra.text(request.info().fields[index].wire) {
                Some(token) => Some(token.to_owned()).filter(|token| !token.is_empty()),
                None => extras.token(request, || uuid(runtime)),
            },
        };
        let verification = extras.verification.filter(|_| idempotency_token.is_none());
        let message = service.protocol.message(request, info.method, info.sensitive);
        let message = message.and_then(|mut message| {
            extra.0.iter().try_for_each(|(name, value)| message.add(name, value))?;
            if let Some(body) = extras.body.of(request) {
                service.protocol.encode(&mut message, service.name, &body)?;
            }
            Ok(message)
        });
        let of_service = if service.region_required { RegionNeed::Every } else { RegionNeed::None };
        let need = extras.region.unwrap_or(of_service);
        let parameter = |name: &str| {
            let field = || request.info().fields.iter().position(|field| field.wire == name);
            let extra = extra.get(name).cloned();
            extra.or_else(|| Some(to_json(request.at(field()?)))).unwrap_or_default()
        };
        let (message, no_region) = match need.of(info.name, parameter) {
            Ok(no_region) => (message, no_region),
            Err(error) => (Err(error), None),
        };
        Self {
            protocol: service.protocol,
            service: Cow::Borrowed(service.name),
            version: Cow::Borrowed(service.version),
            no_region,
            host: Cow::Borrowed(info.host.unwrap_or(service.host)),
            host_is_own: info.host.is_some(),
            path: service.path,
            action: Cow::Borrowed(info.name),
            idempotent: info.idempotent || idempotency_token.is_some(),
            unsigned: extras.unsigned,
            idempotency_token,
            verification: verification.and_then(|by| Some((by.action, by.of(request)?))),
            is_dry_run: false,
            errors: info.errors,
            problem: None,
            message,
        }
    }

    /// To send a request that has no spec.
    pub(crate) fn untyped(request: Untyped) -> Self {
        let problem = check_names(&request).err();
        let message = request.message.and_then(|mut message| {
            if let Some(body) = &request.body {
                request.protocol.encode(&mut message, &request.service, body)?;
            }
            Ok(message)
        });
        Self {
            protocol: request.protocol,
            service: Cow::Owned(request.service),
            version: Cow::Owned(request.version),
            no_region: None,
            host: Cow::Owned(request.host),
            host_is_own: request.host_is_own,
            path: request.path,
            action: Cow::Owned(request.action),
            idempotent: request.idempotent,
            unsigned: request.unsigned,
            idempotency_token: None,
            verification: None,
            is_dry_run: false,
            errors: &[],
            problem,
            message,
        }
    }

    /// The same as a question whether it would be carried out, which may be asked as often as one likes.
    pub(crate) fn into_dry_run(self) -> Self {
        Self { idempotent: true, is_dry_run: true, ..self }
    }

    /// Whether a failure is none, and there is only nothing to tell.
    pub(crate) fn is_nothing(&self, failure: &Failure) -> bool {
        let passes = self.is_dry_run && ErrorRule::effect(DRY_RUN, failure).is_some();
        passes || ErrorRule::effect(self.errors, failure) == Some(ErrorEffect::Empty)
    }
}

/// Refuses names that would lead a request elsewhere or bring more into it than themselves. Those of a spec were checked when it was generated from.
fn check_names(request: &Untyped) -> Result<(), String> {
    let wrong = |text: &str, what: &str| Err(format!("{} is not {what}", quoted(text)));
    if !is_label(&request.service) {
        return wrong(
            &request.service,
            "the name of a service, which is one word, such as `cvm`; another host is set with `host(...)`",
        );
    }
    if !is_word(&request.action) {
        return wrong(&request.action, "the name of an Action, such as `DescribeInstances`");
    }
    if is_host_of_service(&request.host) { Ok(()) } else { wrong(&request.host, "the name of a host") }
}
