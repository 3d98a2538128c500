//! The error codes that all services share.

use crate::diagnostic::Findings;
use crate::load::Loaded;
use crate::model::{CommonErrors, Enum, EnumValue, EnumValues, Protocol};
use crate::protocol::CommonCodes;
use crate::source::At;
use crate::spec::{CommonFile, EnumKey};

use super::enums::check_code;
use super::names::{Style, ValueNames, check_identifier};

/// The codes of each protocol that has some: a code belongs to the protocol whose codes are numbers or texts, as it is.
pub(crate) fn common_errors(common: &Loaded<CommonFile>, findings: &mut Findings) -> Vec<CommonErrors> {
    Protocol::all().filter_map(|protocol| of_protocol(protocol, common, findings)).collect()
}

fn of_protocol(
    protocol: Protocol,
    common: &Loaded<CommonFile>,
    findings: &mut Findings,
) -> Option<CommonErrors> {
    let CommonCodes { name, are_numbers } = protocol.common_codes()?;
    let errors = At::root(common.file);
    let errors = errors.key("errors");
    let mut seen = ValueNames::default();
    let (mut numbers, mut texts) = (Vec::new(), Vec::new());
    let mut retryable = Vec::new();
    for (number, (code, spec)) in common.spec.errors.iter().enumerate() {
        if matches!(code, EnumKey::Int(_)) != are_numbers {
            continue;
        }
        let at = errors.entry(number);
        check_code(code, &at, protocol, findings);
        check_identifier(&spec.name, Style::Type, at.key("name").value(), findings);
        seen.claim(&code.to_string(), &spec.name, &at, true, findings);
        if spec.retry {
            retryable.push(spec.name.clone());
        }
        let (rust, doc, claims) = (spec.name.clone(), spec.doc.clone(), Vec::new());
        match code {
            EnumKey::Int(wire) => numbers.push(EnumValue { wire: *wire, rust, doc, claims }),
            EnumKey::Text(wire) => texts.push(EnumValue { wire: wire.clone(), rust, doc, claims }),
        }
    }
    let is_any = !numbers.is_empty() || !texts.is_empty();
    let codes = Enum {
        name: name.to_owned(),
        doc: format!("An error code that any Action of {} may answer with.", protocol.title()),
        values: if are_numbers { EnumValues::Int(numbers) } else { EnumValues::Text(texts) },
        claims: Vec::new(),
    };
    is_any.then_some(CommonErrors { protocol, codes, retryable })
}
