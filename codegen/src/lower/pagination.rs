//! Pagination: the parameters that ask for a page, and the ways to the items and their number.

use crate::model::{Field, PageStyle, Pagination, PathStep, Record, Type, TypeKind};
use crate::source::At;
use crate::spec::PaginationSpec;

use super::Lowering;

impl Lowering<'_, '_> {
    pub(super) fn pagination(
        &mut self,
        root: &At<'_>,
        at: &At<'_>,
        spec: &PaginationSpec,
        request: &Record,
        result: Option<&Type>,
    ) -> Option<Pagination> {
        let (position, size) = self.page_parameters(root, at, spec, request);
        let result = result?;
        let total = spec
            .total
            .as_ref()
            .map(|path| self.page_path(&at.key("total"), path, result, "an integer", is_integer));
        let next = self.next_token(at, spec, result);
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
            self.no_items(at, result);
            return None;
        };
        let total = match total {
            Some(steps) => Some(steps?),
            None => None,
        };
        let (position, next) = (position?, next?);
        let default_of =
            |index: usize| request.fields[index].default.as_ref().and_then(serde_json::Value::as_u64);
        let first = match spec.style {
            PageStyle::Page => default_of(position).unwrap_or(1),
            PageStyle::Offset | PageStyle::Token => 0,
        };
        let (style, default_size) = (spec.style, size.and_then(default_of));
        Some(Pagination { style, position, size, first, default_size, next, total, items, item: *item })
    }

    /// The way to the token of the next page, which pages of one style have, and only these; `None` when that is wrong.
    #[allow(clippy::option_option, reason = "the outer one says whether all is well")]
    fn next_token(
        &mut self,
        at: &At<'_>,
        spec: &PaginationSpec,
        result: &Type,
    ) -> Option<Option<Vec<PathStep>>> {
        match (spec.style, &spec.next) {
            (PageStyle::Token, Some(path)) => {
                let is_text = |ty: &Type| *ty == Type::String;
                self.page_path(&at.key("next"), path, result, "a string", is_text).map(Some)
            }
            (PageStyle::Token, None) => {
                self.findings
                    .error(at.name(), "the pagination does not say its `next`")
                    .help("name the field of the result with the token of the next page: `next: ...`");
                None
            }
            (PageStyle::Page | PageStyle::Offset, None) => Some(None),
            (PageStyle::Page | PageStyle::Offset, Some(_)) => {
                self.findings
                    .error(at.key("next").name(), "`next` does not go with this style of pagination")
                    .also(at.key("style").value(), "the style")
                    .help("leave it out, or write `style: token`");
                None
            }
        }
    }

    /// The parameters that ask for a page: which page or item, and how many items.
    fn page_parameters(
        &mut self,
        root: &At<'_>,
        at: &At<'_>,
        spec: &PaginationSpec,
        request: &Record,
    ) -> (Option<usize>, Option<usize>) {
        let given = [
            ("page", &spec.page, true),
            ("offset", &spec.offset, true),
            ("token", &spec.token, true),
            ("size", &spec.size, false),
            ("limit", &spec.limit, false),
        ];
        let [page_key, size_key] = spec.style.keys();
        let (mut position, mut size, mut is_foreign, mut is_given) = (None, None, false, false);
        for (key, name, is_position) in given {
            let Some(name) = name else { continue };
            let meant = if is_position { page_key } else { size_key };
            if key != meant {
                is_foreign |= is_position;
                self.findings
                    .error(at.key(key).name(), format!("`{key}` does not go with this style of pagination"))
                    .also(at.key("style").value(), "the style")
                    .help(format!("write `{meant}: {name}`, or another `style`"));
                continue;
            }
            is_given |= is_position;
            let is_token = is_position && spec.style == PageStyle::Token;
            let parameter = self.page_parameter(root, &at.key(key), name, is_token, request);
            *(if is_position { &mut position } else { &mut size }) = parameter;
        }
        if position.is_some() && position == size {
            self.findings
                .error(
                    at.key(size_key).value(),
                    format!("`{page_key}` and `{size_key}` name the same parameter"),
                )
                .also(at.key(page_key).value(), "named here too");
        }
        if !is_given && !is_foreign {
            self.findings
                .error(at.name(), format!("the pagination does not say its `{page_key}`"))
                .help(format!("name the parameter: `{page_key}: ...`"));
        }
        (position, size)
    }

    fn no_items(&mut self, at: &At<'_>, result: &Type) {
        let lists = self.record(result).map(|record| {
            record
                .fields
                .iter()
                .filter(|field| matches!(field.ty, Type::List(_)))
                .map(|field| field.wire.clone())
        });
        let lists: Vec<_> = lists.into_iter().flatten().collect();
        let finding = self.findings.error(at.name(), "the pagination does not say where its `items` are");
        match lists.as_slice() {
            [one] => finding.help(format!("add `items: {one}`, the list of the result")),
            _ => finding.help("name the list of the result: `items: ...`"),
        };
    }

    fn page_parameter(
        &mut self,
        root: &At<'_>,
        at: &At<'_>,
        name: &str,
        is_token: bool,
        request: &Record,
    ) -> Option<usize> {
        let Some(index) = request.fields.iter().position(|field| field.wire == name) else {
            if self.broken.contains(&None) {
                return None; // it may be the one that is wrong itself
            }
            let meant = self.findings.nearest(name, request.fields.iter().map(|field| field.wire.as_str()));
            let finding = self.findings.error(at.value(), format!("the Action has no parameter `{name}`"));
            if let Some(meant) = meant {
                finding.help(format!("did you mean `{meant}`?"));
            } else if request.fields.is_empty() {
                let ty = if is_token { "string" } else { "uint" };
                finding.help(format!("describe it under `parameters`: `{name}: {{type: {ty}, doc: ...}}`"));
            }
            return None;
        };
        let ty = &request.fields[index].ty;
        let fits = if is_token { *ty == Type::String } else { is_integer(ty) };
        if !fits {
            let expected = if is_token { "a string" } else { "an integer" };
            self.findings
                .error(at.value(), format!("the parameter `{name}` is not {expected}"))
                .also(root.key("parameters").key(name).key("type").value(), "its type");
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
        let mut holder = None;
        for name in path.split('.') {
            if let Type::Named(id) = &ty {
                holder = Some(*id);
            }
            let field = match self.record(&ty) {
                Some(record) => record.fields.iter().find(|field| field.wire == name).cloned(),
                None => {
                    let message = match steps.last() {
                        Some(step) => {
                            format!(
                                "`{path}` leads nowhere: `{}` is not a record",
                                step.rust.trim_start_matches("r#")
                            )
                        }
                        None => format!("`{path}` leads nowhere: the result is not a record"),
                    };
                    self.findings.error(at.value(), message);
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
            let place = holder.and_then(|id| self.field_place(id, path.rsplit('.').next().unwrap_or(path)));
            let finding = self.findings.error(at.value(), format!("`{path}` does not lead to {expected}"));
            if let Some(place) = place {
                finding.also(place, "it leads here");
            }
            return None;
        }
        Some(steps)
    }

    fn unknown_step(&mut self, at: &At<'_>, path: &str, name: &str, ty: &Type) {
        let Type::Named(id) = ty else { return };
        if self.broken.contains(&Some(*id)) {
            return;
        }
        let known = self.record(ty).map(|record| record.fields.clone()).unwrap_or_default();
        let place = self.type_place(*id);
        let meant = self.findings.nearest(name, known.iter().map(|field| field.wire.as_str()));
        let message = if name.is_empty() {
            format!("`{path}` leads nowhere: it has an empty step")
        } else {
            format!("`{path}` leads nowhere: the record has no field `{name}`")
        };
        let finding = self.findings.error(at.value(), message);
        finding.also(place, "the record");
        if let Some(meant) = meant {
            finding.help(format!("did you mean `{meant}`?"));
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
