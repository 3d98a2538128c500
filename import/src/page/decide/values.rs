//! From the values that a thing may have to an enum, or to a bool.

use qcloud_codegen::language::Scalar;
use qcloud_codegen::spec::{Entries, EnumKey, PageType, TypeExpr, TypeSpec, ValueSpec, Wire};

use super::super::enums::{self, Values};
use super::super::names;
use super::{Decided, Decider, Known};

impl Decider<'_> {
    /// The values that a thing may have: from its description, or from a table that is about it.
    pub(super) fn values(&self, known: Known<'_>) -> Option<Values> {
        enums::values(known.claim()?, known.path.last()?, known.observed, self.values)
    }

    pub(super) fn numbers(
        &mut self,
        known: Known<'_>,
        values: &Values,
        is_flag: bool,
        wire: Option<Wire>,
    ) -> Decided {
        let Some(values) = values.ints() else { return Decided { ty: Scalar::Int.into(), wire } };
        if is_flag
            && wire.is_none()
            && let [zero, one] = values.as_slice()
            && (zero.0, one.0) == (0, 1)
            && names::is_no_and_yes(&zero.1, &one.1)
        {
            return Decided::wired(Scalar::Bool, Wire::Int);
        }
        let (values, unnamed) = enums::int_enum(&values, self.with_docs);
        let ty = self.enumeration(known, values, PageType::Int, &unnamed);
        Decided { ty, wire }
    }

    pub(super) fn texts(&mut self, known: Known<'_>, values: &Values) -> Decided {
        let Some(values) = values.texts() else { return Scalar::String.into() };
        let (values, unnamed) = enums::text_enum(&values, self.with_docs);
        self.enumeration(known, values, PageType::String, &unnamed).into()
    }

    fn enumeration(
        &mut self,
        known: Known<'_>,
        values: Entries<EnumKey, ValueSpec>,
        on_wire: PageType,
        unnamed: &[String],
    ) -> TypeExpr {
        // The same values under the same name are the same enum.
        let word = known.path.last().map(|name| name.to_lowercase()).unwrap_or_default();
        let is_same = |name: &String| {
            let known = self.types.get(name).and_then(|def| def.values.as_ref());
            known.is_some_and(|known| known.keys().eq(values.keys()))
        };
        let earlier = self.enums.iter().find(|(other, name)| *other == word && is_same(name));
        if let Some((_, name)) = earlier {
            return TypeExpr::named(name);
        }
        let name = self.names.take(known.path, false, "");
        self.enums.push((word, name.clone()));
        self.kinds.insert(name.clone(), on_wire);
        if !unnamed.is_empty() {
            let what = match unnamed {
                [one] => format!("give {one} a name that says what it means"),
                several => format!("give {} names that say what they mean", several.join(", ")),
            };
            self.todo(known, &["types".to_owned(), name.clone()], &what);
        }
        self.types.push(name.clone(), TypeSpec::open_enum(values));
        TypeExpr::Named(name)
    }
}
