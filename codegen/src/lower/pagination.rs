//! Pagination: the parameters that ask for a page, and the ways to the items and their number.

use crate::diagnostic::nearest;
use crate::model::{Field, PageStyle, Pagination, PathStep, Record, Type, TypeKind};
use crate::source::At;
use crate::spec::PaginationSpec;

use super::Lowering;

impl Lowering<'_, '_> {
    pub(super) fn pagination(
        &mut self,
        at: &At<'_>,
        spec: &PaginationSpec,
        request: &Record,
        result: &Type,
    ) -> Option<Pagination> {
        let (position_key, size_key) = match spec.style {
            PageStyle::Page => ("page", "size"),
            PageStyle::Offset => ("offset", "limit"),
        };
        let given =
            [("page", &spec.page), ("size", &spec.size), ("offset", &spec.offset), ("limit", &spec.limit)];
        let mut position = None;
        let mut size = None;
        for (key, name) in given {
            let Some(name) = name else { continue };
            if key != position_key && key != size_key {
                self.findings
                    .error(at.key(key).name(), format!("`{key}` does not go with this style of pagination"))
                    .also(at.key("style").value(), "the style")
                    .help("`style: page` has `page` and `size`, `style: offset` has `offset` and `limit`");
                continue;
            }
            let parameter = self.page_parameter(&at.key(key), name, request)?;
            if key == position_key { position = Some(parameter) } else { size = Some(parameter) }
        }
        let Some(position) = position else {
            self.findings
                .error(at.name(), format!("the pagination does not say its `{position_key}`"))
                .help(format!("name the parameter: `{position_key}: ...`"));
            return None;
        };
        let total = match &spec.total {
            Some(path) => Some(self.page_path(&at.key("total"), path, result, "an integer", is_integer)?),
            None => None,
        };
        let is_list = |ty: &Type| matches!(ty, Type::List(_));
        let (items, list) = match &spec.items {
            Some(path) => {
                let steps = self.page_path(&at.key("items"), path, result, "a list", is_list)?;
                let list = steps.last()?.ty.clone();
                (steps, list)
            }
            None => (Vec::new(), result.clone()),
        };
        let Type::List(item) = list else {
            self.findings
                .error(at.name(), "the pagination does not say where its `items` are")
                .help("name the list of the result: `items: ...`");
            return None;
        };
        let default_of =
            |index: usize| request.fields[index].default.as_ref().and_then(serde_json::Value::as_u64);
        let first = match spec.style {
            PageStyle::Page => default_of(position).unwrap_or(1),
            PageStyle::Offset => 0,
        };
        let default_size = size.and_then(default_of);
        Some(Pagination { style: spec.style, position, size, first, default_size, total, items, item: *item })
    }

    fn page_parameter(&mut self, at: &At<'_>, name: &str, request: &Record) -> Option<usize> {
        let Some(index) = request.fields.iter().position(|field| field.wire == name) else {
            let finding = self.findings.error(at.value(), format!("the Action has no parameter `{name}`"));
            if let Some(nearest) = nearest(name, request.fields.iter().map(|field| field.wire.as_str())) {
                finding.help(format!("did you mean `{nearest}`?"));
            }
            return None;
        };
        if !is_integer(&request.fields[index].ty) {
            self.findings.error(at.value(), format!("the parameter `{name}` is not an integer"));
            return None;
        }
        Some(index)
    }

    /// The way along a dotted path of the result to something of the right kind.
    fn page_path(
        &mut self,
        at: &At<'_>,
        path: &str,
        result: &Type,
        expected: &str,
        fits: impl Fn(&Type) -> bool,
    ) -> Option<Vec<PathStep>> {
        let mut steps: Vec<PathStep> = Vec::new();
        let mut ty = result.clone();
        for name in path.split('.') {
            let field = match self.record(&ty) {
                Some(record) => record.fields.iter().find(|field| field.wire == name).cloned(),
                None => {
                    self.findings.error(
                        at.value(),
                        format!("`{path}` leads nowhere: what should hold `{name}` is not a record"),
                    );
                    return None;
                }
            };
            let Some(field) = field else {
                self.unknown_step(at, path, name, &ty);
                return None;
            };
            ty = field.ty.clone();
            steps.push(PathStep {
                rust: field.rust.clone(),
                is_option: Field::is_option(&field),
                ty: field.ty,
            });
        }
        if !fits(&ty) {
            self.findings.error(at.value(), format!("`{path}` does not lead to {expected}"));
            return None;
        }
        Some(steps)
    }

    fn unknown_step(&mut self, at: &At<'_>, path: &str, name: &str, ty: &Type) {
        if self.spec.incomplete {
            return;
        }
        let known = self.record(ty).map(|record| record.fields.clone()).unwrap_or_default();
        let finding = self
            .findings
            .error(at.value(), format!("`{path}` leads nowhere: the record has no field `{name}`"));
        if let Some(nearest) = nearest(name, known.iter().map(|field| field.wire.as_str())) {
            finding.help(format!("did you mean `{nearest}`?"));
        }
    }

    fn record(&self, ty: &Type) -> Option<&Record> {
        match ty {
            Type::Named(id) => match &self.types[id.0].kind {
                TypeKind::Record(record) => Some(record),
                TypeKind::Enum(_) => None,
            },
            _ => None,
        }
    }
}

fn is_integer(ty: &Type) -> bool {
    matches!(ty, Type::Int | Type::Uint)
}
