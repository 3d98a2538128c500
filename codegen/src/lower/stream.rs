//! Whether an Action may answer with a stream of events, and what each of them is.

use crate::diagnostic::Findings;
use crate::model::Type;
use crate::source::At;
use crate::spec::StreamSpec;

use super::definitions::Scope;
use super::resolve;

/// The type of an event; none where the Action does not stream, or the type is wrong, which is reported.
pub(super) fn lower(
    root: &At<'_>,
    spec: Option<&StreamSpec>,
    result: Option<&Type>,
    scope: Scope<'_>,
    findings: &mut Findings,
) -> Option<Type> {
    match spec? {
        StreamSpec::Is(false) => None,
        StreamSpec::Is(true) => {
            let says_something = |result: &&Type| match result.as_record(scope.types) {
                // What the protocol puts on every result says nothing of an event.
                Some((_, record)) => {
                    let implicit = scope.protocol.implicit_field().map(|field| field.wire);
                    record.fields.iter().any(|field| Some(field.wire.as_str()) != implicit)
                }
                None => true,
            };
            Some(result.filter(says_something).cloned().unwrap_or(Type::Json))
        }
        StreamSpec::Of(stream) => {
            let at = root.key("stream");
            resolve::ty(&at.key("event"), &stream.event, false, scope.definitions, findings)
        }
    }
}
