//! The observer that counts for the crate `metrics`.

use std::sync::Arc;
use std::time::Duration;

use metrics::{counter, histogram};

use super::{CallInfo, Event, Observer, Why};

/// Counts calls for the crate `metrics`, whose recorder the program chooses: Prometheus, say. Feature `metrics`.
///
/// | metric | kind | labels |
/// | --- | --- | --- |
/// | `qcloud_client_calls_total` | counter | `service`, `action`, `outcome` |
/// | `qcloud_client_call_duration_seconds` | histogram | `service`, `action`, `outcome` |
/// | `qcloud_client_attempts_total` | counter | `service`, `action`, `outcome` |
/// | `qcloud_client_attempt_duration_seconds` | histogram | `service`, `action`, `outcome` |
/// | `qcloud_client_retries_total` | counter | `service`, `action`, `reason` |
/// | `qcloud_client_throttles_total` | counter | `service`, `action` |
///
/// `outcome` is `ok`, or the [reason](Why::reason) of the failure. A throttle is an attempt that the server turned away because there
/// were too many.
///
/// ```
/// use qcloud_client::observer::MetricsObserver;
///
/// let builder = qcloud_client::Client::builder().observer(MetricsObserver);
/// # let _ = builder;
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct MetricsObserver;

impl Observer for MetricsObserver {
    fn event(&self, event: &Event<'_>) {
        match *event {
            Event::Ended { call, took, why, .. } => {
                ended("qcloud_client_calls_total", "qcloud_client_call_duration_seconds", call, took, why);
            }
            Event::AttemptEnded { call, took, why, .. } => {
                let names = ("qcloud_client_attempts_total", "qcloud_client_attempt_duration_seconds");
                ended(names.0, names.1, call, took, why);
                if why.is_some_and(|why| why.reason == "throttled") {
                    let (service, action) = labels(call);
                    counter!("qcloud_client_throttles_total", "service" => service, "action" => action)
                        .increment(1);
                }
            }
            Event::RetryPlanned { call, why, .. } => {
                let (service, action) = labels(call);
                counter!("qcloud_client_retries_total", "service" => service, "action" => action, "reason" => why.reason)
                    .increment(1);
            }
            _ => {}
        }
    }
}

fn ended(
    total: &'static str,
    seconds: &'static str,
    call: CallInfo<'_>,
    took: Duration,
    why: Option<Why<'_>>,
) {
    let outcome = why.map_or("ok", |why| why.reason);
    let (service, action) = labels(call);
    let labels = [
        metrics::Label::from_static_parts("outcome", outcome),
        metrics::Label::new("service", service),
        metrics::Label::new("action", action),
    ];
    counter!(total, labels.iter()).increment(1);
    histogram!(seconds, labels.iter()).record(took.as_secs_f64());
}

fn labels(call: CallInfo<'_>) -> (Arc<str>, Arc<str>) {
    (call.service.into(), call.action.into())
}
