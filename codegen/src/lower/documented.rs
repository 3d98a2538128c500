//! Corrections of the vendor's page: each must say something that the spec does not say anyway.

use crate::model::{Claim, Type};
use crate::source::At;
use crate::spec::{Claims, Documented, FieldSpec};

use super::Lowering;

impl Lowering<'_, '_> {
    pub(super) fn service_claims(&mut self, root: &At<'_>) -> Vec<Claim> {
        let at = root.key("documented");
        let Some(documented) = &self.spec.service.spec.documented else { return Vec::new() };
        let mut claims = self.allowed(&at, documented, &["host", "note"]);
        if let Some(host) = &documented.claims.host {
            if *host == self.spec.service.spec.host {
                self.nothing_new(&at.key("host"), "the service has this host");
            }
            claims.insert(0, Claim::Host(host.clone()));
        }
        claims
    }

    /// The claims about something that only takes a `note`.
    pub(super) fn note_claims(&mut self, at: &At<'_>, documented: Option<&Documented>) -> Vec<Claim> {
        documented.map_or_else(Vec::new, |documented| self.allowed(at, documented, &["note"]))
    }

    /// The claims about an Action's result.
    pub(super) fn result_claims(
        &mut self,
        at: &At<'_>,
        ty: &Type,
        documented: Option<&Documented>,
    ) -> Vec<Claim> {
        let Some(documented) = documented else { return Vec::new() };
        let mut claims = self.allowed(at, documented, &["type", "note"]);
        self.type_claim(at, ty, None, &documented.claims, &mut claims);
        claims
    }

    pub(super) fn field_claims(
        &mut self,
        at: &At<'_>,
        wire: &str,
        ty: &Type,
        spec: &FieldSpec,
    ) -> Vec<Claim> {
        let at = at.key("documented");
        let Some(documented) = &spec.documented else { return Vec::new() };
        if documented.absent {
            return vec![Claim::Absent];
        }
        let mut claims =
            self.allowed(&at, documented, &["type", "name", "required", "nullable", "default", "note"]);
        let page = &documented.claims;
        self.type_claim(&at, ty, spec.wire, page, &mut claims);
        if let Some(name) = &page.name {
            if name == wire {
                self.nothing_new(&at.key("name"), "the spec has this name");
            }
            claims.push(Claim::Name(name.clone()));
        }
        if let Some(required) = page.required {
            if required == spec.required {
                self.nothing_new(&at.key("required"), "the spec says so too");
            }
            claims.push(Claim::Required(required));
        }
        if let Some(nullable) = page.nullable {
            if nullable == spec.nullable {
                self.nothing_new(&at.key("nullable"), "the spec says so too");
            }
            claims.push(Claim::Nullable(nullable));
        }
        if let Some(default) = &page.default {
            if Some(default) == spec.default.as_ref() {
                self.nothing_new(&at.key("default"), "the spec has this default");
            }
            claims.push(Claim::Default(default.clone()));
        }
        claims
    }

    fn type_claim(
        &mut self,
        at: &At<'_>,
        ty: &Type,
        form: Option<crate::spec::Wire>,
        page: &Claims,
        claims: &mut Vec<Claim>,
    ) {
        let Some(claimed) = page.ty else { return };
        if ty.page_type(&self.types, form) == Some(claimed) {
            // `documented: int` and `documented: {type: int}` say the same; the whole value is the place.
            self.nothing_new(
                at,
                &format!("on the wire it is {} `{}` anyway", article(claimed.as_str()), claimed.as_str()),
            );
        }
        claims.push(Claim::Type(claimed));
    }

    /// Reports the claims that have no meaning here, and an empty correction. Returns the note, if there is one.
    fn allowed(&mut self, at: &At<'_>, documented: &Documented, allowed: &[&str]) -> Vec<Claim> {
        let page = &documented.claims;
        let made = [
            ("type", page.ty.is_some()),
            ("name", page.name.is_some()),
            ("required", page.required.is_some()),
            ("nullable", page.nullable.is_some()),
            ("default", page.default.is_some()),
            ("host", page.host.is_some()),
            ("note", page.note.is_some()),
        ];
        if documented.absent || !made.iter().any(|(_, made)| *made) {
            let message = if documented.absent {
                "`absent` has no meaning here"
            } else {
                "the correction says nothing"
            };
            self.findings.error(at.value(), message).help(format!("it takes {}", keys(allowed)));
        }
        for (key, _) in made.iter().filter(|(key, made)| *made && !allowed.contains(key)) {
            self.findings
                .error(at.key(key).name(), format!("`{key}` has no meaning here"))
                .help(format!("it takes {}", keys(allowed)));
        }
        match &page.note {
            Some(note) if note.trim().is_empty() => {
                self.findings.error(at.key("note").value(), "the note is empty");
                Vec::new()
            }
            Some(note) => vec![Claim::Note(note.clone())],
            None => Vec::new(),
        }
    }

    fn nothing_new(&mut self, at: &At<'_>, why: &str) {
        self.findings
            .error(at.value(), "this correction of the vendor's page says nothing new")
            .label(why)
            .help("remove it, or correct the spec");
    }
}

fn article(word: &str) -> &'static str {
    if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}

fn keys(keys: &[&str]) -> String {
    keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")
}
