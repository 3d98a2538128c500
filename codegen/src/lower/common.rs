//! The error codes that all services share.

use crate::diagnostic::Findings;
use crate::load::Loaded;
use crate::model::{CommonErrors, Enum, EnumValue, EnumValues, Protocol};
use crate::source::At;
use crate::spec::{CommonFile, EnumKey};

use super::names::{ValueNames, check_identifier};

/// Numbers are the legacy API's codes, texts those of API 3.0.
pub(crate) fn common_errors(common: &Loaded<CommonFile>, findings: &mut Findings) -> Vec<CommonErrors> {
    let root = At::root(common.file);
    let errors = root.key("errors");
    let mut seen = [ValueNames::default(), ValueNames::default()];
    let (mut numbers, mut texts) = (Vec::new(), Vec::new());
    let mut retryable = [Vec::new(), Vec::new()];
    for (number, (code, spec)) in common.spec.errors.iter().enumerate() {
        let at = errors.entry(number);
        let side = usize::from(matches!(code, EnumKey::Text(_)));
        check_identifier(&spec.name, at.key("name").value(), findings);
        seen[side].claim(&code.to_string(), &spec.name, &at, true, findings);
        if spec.retry {
            retryable[side].push(spec.name.clone());
        }
        let (rust, doc, claims) = (spec.name.clone(), spec.doc.clone(), Vec::new());
        match code {
            EnumKey::Int(wire) => numbers.push(EnumValue { wire: *wire, rust, doc, claims }),
            EnumKey::Text(wire) => texts.push(EnumValue { wire: wire.clone(), rust, doc, claims }),
        }
    }
    let [of_numbers, of_texts] = retryable;
    let legacy = (!numbers.is_empty()).then(|| CommonErrors {
        protocol: Protocol::V2,
        codes: Enum {
            name: "CommonErrorCode".to_owned(),
            doc: "An error code that any Action of the legacy API may answer with.".to_owned(),
            values: EnumValues::Int(numbers),
            claims: Vec::new(),
        },
        retryable: of_numbers,
    });
    let tc3 = (!texts.is_empty()).then(|| CommonErrors {
        protocol: Protocol::Tc3,
        codes: Enum {
            name: "ApiErrorCode".to_owned(),
            doc: "An error code that any Action of API 3.0 may answer with.".to_owned(),
            values: EnumValues::Text(texts),
            claims: Vec::new(),
        },
        retryable: of_texts,
    });
    legacy.into_iter().chain(tc3).collect()
}
