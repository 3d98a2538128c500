//! Lists, maps and records: what the example shows inside of a thing, held against what the page says.

use qcloud_codegen::language::Scalar;
use qcloud_codegen::spec::{Entries, PageType, TypeExpr, TypeSpec};
use qcloud_drift::evidence::Evidence;

use super::super::measures;
use super::super::node::Node;
use super::super::read::Claim;
use super::super::types::Base;
use super::{Decided, Decider, FieldsOf, Known, NOTHING, is_word, said};
use crate::prose;
use crate::report::{Kind, Warning};

/// What is noted of a list whose items nothing tells of.
const UNKNOWN_ITEMS: &str = "The page does not say what the list holds.";

impl Decider<'_> {
    /// Leaves to a person the fields that the page describes of what was decided to have none.
    pub(super) fn keep_fields(&mut self, known: Known<'_>, ty: &TypeExpr) {
        let is_described = |node: &Node| node.children.iter().any(|child| child.claim.is_some());
        let has_fields = self.types.get(ty.innermost()).is_some_and(|def| def.fields.is_some());
        if known.node.is_some_and(is_described) && !has_fields {
            let what = "the page describes fields of it, and the example shows none; which of them is right?";
            self.todo(known, known.place, what);
        }
    }

    /// What the page says, where the example shows that and something else: numbers that are texts too, or an odd item among records.
    pub(super) fn of_one_kind(&mut self, known: Known<'_>, observed: &Evidence) -> Option<Decided> {
        if known.side.is_request() {
            let is_scalar = observed.objects.times == 0 && observed.lists.times == 0;
            let is_number = observed.samples.keys().flatten().all(|text| prose::is_int(text));
            let typed = matches!(known.claimed().base, Base::Int | Base::Uint | Base::Unknown);
            return (is_scalar && is_number && typed).then(|| Scalar::Int.into());
        }
        if known.is_item && known.has_children() && observed.objects.times > 0 {
            let objects = Evidence {
                objects: observed.objects,
                fields: observed.fields.clone(),
                seen: observed.objects,
                ..Evidence::default()
            };
            self.odd.push(known.path.to_vec());
            let what = "the example's list has an odd item among the records that the page describes; it was left out of the example";
            self.remarks.warnings.push(Warning::at(known.line(), Kind::Changed, what).about(known.name()));
            return Some(self.record(Known { observed: Some(&objects), ..known }).into());
        }
        None
    }

    /// A list that no example shows with items of one kind: what it holds by the page.
    pub(super) fn list_by_page(&mut self, known: Known<'_>) -> Decided {
        let inner = Known { is_item: true, observed: None, ..known };
        let shown = known.observed.and_then(|observed| observed.items.as_deref()).unwrap_or(&NOTHING);
        let decided = if known.claimed().base == Base::Unknown && !known.has_children() {
            let inner = Known { is_item: true, observed: Some(shown), ..known };
            if let Some(decided) = self.listed(inner) {
                decided
            } else if known.side.is_request() && shown.all_texts(is_word) {
                Scalar::String.into()
            } else if let Some(decided) =
                Self::untyped(inner).or_else(|| said::items(known).map(Decided::from))
            {
                decided
            } else if known.side == FieldsOf::Response {
                Decided::any(UNKNOWN_ITEMS)
            } else if measures::is_of_texts(known.path.last().map_or("", String::as_str)) {
                Decided { note: Some(UNKNOWN_ITEMS), ..Scalar::String.into() } // in an address all is text
            } else {
                self.open(known, Scalar::String, "what does the list hold? The page does not say")
            }
        } else {
            self.by_page(inner)
        };
        Decided { ty: decided.ty.list(), ..decided }
    }

    /// A record of which the page says no fields. A request may have a text of JSON in its place.
    pub(super) fn object_by_page(&mut self, known: Known<'_>) -> Decided {
        if known.side.is_request() && known.claim().is_some_and(Claim::says_json) {
            return self.open(known, Scalar::Json, "which fields does it have? The page does not say");
        }
        Decided::any("The page does not say which fields it has.")
    }

    pub(super) fn array(&mut self, known: Known<'_>, observed: &Evidence) -> Decided {
        let what = "what does the list hold? The example's is empty, and the page does not say";
        let inner = Known { observed: observed.items.as_deref(), is_item: true, ..known };
        let decided = match inner.observed {
            Some(item) if item.nulls.times > 0 => {
                self.open(known, Scalar::Json, "the example's list holds null; what may its items be?")
            }
            // The vendor's PHP writes an empty record as an empty list.
            None if known.is_record() => return self.record(known).into(),
            None if known.claimed().base == Base::Unknown && !known.has_children() => {
                match said::items(known) {
                    Some(scalar) => scalar.into(),
                    None if known.side == FieldsOf::Response => {
                        Decided::any("The example's list is empty, and the page does not say what it holds.")
                    }
                    None => self.open(known, Scalar::Json, what),
                }
            }
            None if known.side == FieldsOf::Response
                && known.claimed().is_scalar()
                && !known.has_children() =>
            {
                let what = "the example shows an empty list in its place; what does it hold otherwise?";
                self.todo(known, known.place, what);
                self.by_page(inner)
            }
            Some(item)
                if known.side == FieldsOf::Flat
                    && item.all_texts(is_word)
                    && matches!(known.claimed().base, Base::Unknown | Base::Object)
                    && !known.has_children() =>
            {
                Scalar::String.into()
            }
            _ => self.decide(inner),
        };
        Decided { ty: decided.ty.list(), ..decided }
    }

    pub(super) fn object(&mut self, known: Known<'_>, observed: &Evidence) -> Decided {
        if let Some(value) = observed.values.as_deref().filter(|_| observed.fields.is_empty()) {
            // That the page calls the map an object says nothing of its values, which are texts in an address.
            let is_of_map = known.side == FieldsOf::Flat && !known.has_children();
            let node = known.node.filter(|_| !is_of_map);
            let inner = Known { node, observed: Some(value), is_item: true, ..known };
            let decided = if value.nulls.times > 0 {
                self.open(known, Scalar::Json, "the example's map holds null; what may its values be?")
            } else {
                self.decide(inner)
            };
            return Decided { ty: decided.ty.map(), ..decided };
        }
        if observed.fields.is_empty() && !known.has_children() {
            return match known.side {
                FieldsOf::Response => {
                    Decided::any("The example's is empty, and the page does not say which fields it has.")
                }
                _ => self.open(known, Scalar::Json, "which fields does it have? The example's is empty"),
            };
        }
        self.record(known).into()
    }

    pub(super) fn record(&mut self, known: Known<'_>) -> TypeExpr {
        let name = self.names.take(known.path, known.is_item, "");
        self.kinds.insert(name.clone(), PageType::Object);
        // Its place among the types is before those of its fields.
        self.types.push(name.clone(), TypeSpec::record(Entries::default()));
        let nodes = known.node.map_or(&[][..], |node| &node.children);
        let observed = known.observed.filter(|observed| observed.objects.times > 0);
        // The evidence of a record counts only where there is one.
        let had_response = self.has_response;
        self.has_response &= observed.is_some();
        let home = ["types", &name, "fields"].map(str::to_owned);
        let fields = self.fields(nodes, observed, (known.path, &home), known.side);
        self.has_response = had_response;
        if let Some(def) = self.types.get_mut(&name) {
            def.fields = Some(fields);
        }
        TypeExpr::Named(name)
    }
}
