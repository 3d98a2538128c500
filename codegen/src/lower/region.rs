//! `region` of an Action: the parameter that tells which calls need one, its values, and the list that has the regions.

use crate::diagnostic::Findings;
use crate::diagnostic::problem::{Needed, RegionProblem, ServiceProblem};
use crate::fit::fitting::Owner;
use crate::model::{EnumValues, Field, Record, RegionNeed, Type};
use crate::source::At;
use crate::spec::{ListedRegions, Region, RegionFor, RegionSpec};

use super::definitions::Scope;
use super::parameter;
use super::path::each;

/// What an Action says of the region of its calls; nothing where it is as the service says, or wrong, which is reported.
pub(super) fn lower(
    root: &At<'_>,
    spec: Option<&RegionSpec>,
    request: &Record,
    scope: Scope<'_>,
    findings: &mut Findings,
) -> Option<RegionNeed> {
    let spec = spec?;
    let at = root.key("region");
    if let Some(why) = scope.protocol.why_no_region() {
        findings.report(at.name(), ServiceProblem::NeedlessRegion(scope.protocol, why));
        return None;
    }
    match spec {
        RegionSpec::Calls(Region::Required) => Some(RegionNeed::Every),
        RegionSpec::Calls(Region::Optional) => Some(RegionNeed::None),
        RegionSpec::Some(some) => Parameters { root, request, scope }.lower(&at, some, findings),
    }
}

/// The request whose parameters are named.
struct Parameters<'a> {
    root: &'a At<'a>,
    request: &'a Record,
    scope: Scope<'a>,
}

impl Parameters<'_> {
    fn lower(&self, at: &At<'_>, spec: &RegionFor, findings: &mut Findings) -> Option<RegionNeed> {
        let place = at.key("parameter");
        let field = self.find(&place, &spec.parameter, Needed::Words, findings);
        if spec.values.is_empty() {
            findings.report(at.key("values").value(), RegionProblem::NoValues);
        }
        for (number, value) in spec.values.iter().enumerate() {
            let place = at.key("values").item(number).value();
            if spec.values[..number].contains(value) {
                findings.report(place, RegionProblem::Twice(value.clone()));
            } else if let Some(field) = field {
                self.check_value(place, field, value, findings);
            }
        }
        if let Some(listed) = &spec.listed {
            self.check_listed(&at.key("listed"), listed, findings);
        }
        let field = field?;
        let assumed = field.default.as_ref().and_then(|default| default.as_str());
        let assumed = assumed.filter(|assumed| spec.values.iter().any(|value| value == assumed));
        Some(RegionNeed::For {
            parameter: spec.parameter.clone(),
            values: spec.values.clone(),
            assumed: assumed.map(str::to_owned),
            listed: spec.listed.clone(),
        })
    }

    /// The parameter of a name, of the right kind.
    fn find(&self, at: &At<'_>, name: &str, needed: Needed, findings: &mut Findings) -> Option<&Field> {
        let is_broken = self.scope.broken.contains(&Owner::Request);
        let fits = |ty: &Type| match needed {
            Needed::Records => {
                matches!(ty, Type::List(item) if item.as_record(self.scope.types).is_some())
            }
            _ => self.is_words(ty),
        };
        let index =
            parameter::found(self.root, at, name, (needed, &fits), self.request, is_broken, findings)?;
        Some(&self.request.fields[index])
    }

    fn is_words(&self, ty: &Type) -> bool {
        let is_list_of_lists = matches!(ty, Type::List(item) if matches!(**item, Type::List(_)));
        let is_text = |ty: &Type| {
            *ty == Type::String || ty.as_enum(self.scope.types).is_some_and(|open| !open.is_int())
        };
        !is_list_of_lists && is_text(each(ty))
    }

    /// Where the parameter is an enum, it has the value.
    fn check_value(&self, place: crate::source::Place, field: &Field, value: &str, findings: &mut Findings) {
        let Some(open) = each(&field.ty).as_enum(self.scope.types) else { return };
        let EnumValues::Text(known) = &open.values else { return };
        if known.iter().any(|known| known.wire == value) {
            return;
        }
        let near = findings.nearest(value, known.iter().map(|known| known.wire.as_str()));
        let (parameter, value, near) = (field.wire.clone(), value.to_owned(), near.map(str::to_owned));
        findings
            .report(place, RegionProblem::NoValue { parameter, value, near })
            .also(self.root.key("parameters").key(&field.wire).key("type").value());
    }

    fn check_listed(&self, at: &At<'_>, listed: &ListedRegions, findings: &mut Findings) {
        let Some(list) = self.find(&at.key("in"), &listed.list, Needed::Records, findings) else { return };
        let Some((id, record)) = each(&list.ty).as_record(self.scope.types) else { return };
        for (key, name) in [("value", &listed.value), ("regions", &listed.regions)] {
            let list = listed.list.clone();
            let problem = match record.fields.iter().find(|field| field.wire == *name) {
                Some(field) if self.is_words(&field.ty) => continue,
                Some(_) => RegionProblem::FieldType { list, name: name.clone() },
                // It may be the one that is wrong itself.
                None if self.scope.broken.contains(&Owner::Type(id)) => continue,
                None => {
                    let near = findings.nearest(name, record.fields.iter().map(|field| field.wire.as_str()));
                    let near = near.map(str::to_owned);
                    RegionProblem::NoField { list, name: name.clone(), near }
                }
            };
            let place = self.root.key("parameters").key(&listed.list).name();
            findings.report(at.key(key).value(), problem).also(place);
        }
    }
}
