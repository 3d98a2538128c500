//! The observer that makes spans and events for `tracing`, which are listed in the docs of the module; nothing without the
//! feature.

#[cfg(not(feature = "tracing"))]
use super::Event;

/// The spans of a call.
#[derive(Clone, Default)]
pub(crate) struct Spans {
    #[cfg(feature = "tracing")]
    call: Option<tracing::Span>,
    #[cfg(feature = "tracing")]
    attempt: Option<tracing::Span>,
}

#[cfg(not(feature = "tracing"))]
#[allow(clippy::unused_self, reason = "with the feature they do something")]
impl Spans {
    pub(super) fn are_on(&self) -> bool {
        false
    }

    pub(super) fn event(&mut self, _: &Event<'_>) {}

    // A function that is async would have room for the future twice.
    pub(super) fn in_attempt<F: Future>(&self, future: F) -> impl Future<Output = F::Output> + use<F> {
        future
    }

    pub(crate) fn in_call<F: Future>(self, future: F) -> impl Future<Output = F::Output> {
        future
    }
}

#[cfg(feature = "tracing")]
mod with_tracing {
    use std::time::Duration;

    use http::StatusCode;
    use tracing::field::Empty;
    use tracing::{Instrument, Span, debug, debug_span, info_span, warn};

    use super::super::{CallInfo, Event, Why};
    use super::Spans;

    impl Spans {
        pub(in super::super) fn are_on(&self) -> bool {
            self.call.as_ref().is_some_and(|call| !call.is_disabled())
        }

        pub(in super::super) fn event(&mut self, event: &Event<'_>) {
            match *event {
                Event::Started { call } => self.call = Some(call_span(call)),
                Event::AttemptStarted { call, number } => {
                    self.attempt = Some(self.attempt_span(call, number));
                }
                Event::AttemptEnded { status, request_id, why, .. } => {
                    let span = self.attempt.take();
                    end(span.as_ref(), status, request_id, why);
                }
                Event::Ended { call, attempts, status, request_id, why, .. } => {
                    if let Some(span) = &self.call {
                        span.record("attempts", attempts);
                        call.region.map(|region| span.record("cloud.region", region));
                    }
                    end(self.call.as_ref(), status, request_id, why);
                }
                _ => self.call.as_ref().unwrap_or(&Span::none()).in_scope(|| point(event)),
            }
        }

        fn attempt_span(&self, call: CallInfo<'_>, number: u32) -> Span {
            debug_span!(
                target: "qcloud_client",
                parent: self.call.as_ref().and_then(Span::id),
                "qcloud.attempt",
                number,
                server.address = call.host,
                cloud.region = call.region,
                error.type = Empty,
                http.response.status_code = Empty,
                otel.status_code = Empty,
                qcloud.code = Empty,
                qcloud.request_id = Empty,
            )
        }

        pub(in super::super) fn in_attempt<F: Future>(
            &self,
            future: F,
        ) -> impl Future<Output = F::Output> + use<F> {
            future.instrument(self.attempt.clone().unwrap_or_else(Span::none))
        }

        pub(crate) fn in_call<F: Future>(self, future: F) -> impl Future<Output = F::Output> {
            future.instrument(self.call.unwrap_or_else(Span::none))
        }
    }

    fn call_span(call: CallInfo<'_>) -> Span {
        info_span!(
            target: "qcloud_client",
            "qcloud.call",
            otel.name = format_args!("{}/{}", call.service, call.action),
            otel.kind = "client",
            rpc.system = "tencentcloud",
            rpc.service = call.service,
            rpc.method = call.action,
            server.address = call.host,
            cloud.region = call.region,
            attempts = Empty,
            error.type = Empty,
            http.response.status_code = Empty,
            otel.status_code = Empty,
            qcloud.code = Empty,
            qcloud.request_id = Empty,
        )
    }

    /// What every end has.
    fn end(span: Option<&Span>, status: Option<StatusCode>, request_id: Option<&str>, why: Option<Why<'_>>) {
        let Some(span) = span else { return };
        status.map(|status| span.record("http.response.status_code", status.as_u16()));
        request_id.map(|id| span.record("qcloud.request_id", id));
        if let Some(why) = why {
            span.record("error.type", why.reason).record("otel.status_code", "ERROR");
            why.code.map(|code| span.record("qcloud.code", code));
        }
    }

    /// What happens at a point of time within a call.
    fn point(event: &Event<'_>) {
        let millis = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let CallInfo { service, action, .. } = event.call();
        match *event {
            Event::RetryPlanned { number, why, after, .. } => debug!(
                name: "qcloud.retry",
                target: "qcloud_client",
                number,
                after_ms = millis(after),
                error.type = why.reason,
                "the attempt failed and will be repeated"
            ),
            Event::RateLimited { after, .. } => debug!(
                name: "qcloud.rate_limited",
                target: "qcloud_client",
                after_ms = millis(after),
                "the rate limit holds the attempt back"
            ),
            Event::ClockCorrected { skew, .. } => warn!(
                name: "qcloud.clock_corrected",
                target: "qcloud_client",
                skew_s = skew,
                "this machine's clock differs from the server's"
            ),
            Event::CredentialRenewed { .. } => {
                debug!(name: "qcloud.credential_renewed", target: "qcloud_client", "the credential is a new one");
            }
            Event::Drift { kind, path, .. } => warn!(
                name: "qcloud.drift",
                target: "qcloud_client",
                kind = kind.as_str(),
                path,
                service,
                action,
                "the response is not as the spec says"
            ),
            Event::Deprecated { .. } => warn!(
                name: "qcloud.deprecated",
                target: "qcloud_client",
                service,
                action,
                "the server says that the Action is to be given up"
            ),
            _ => {}
        }
    }
}
