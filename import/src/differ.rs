//! What a description says otherwise than the spec that is there. Nothing of it is taken over, so a person is told, a line each.
//!
//! What the spec says of the description in `documented` is known, and so is a type that says more than the described one: an enum in
//! place of its scalar, a date in place of a text.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use qcloud_codegen::language::Scalar;
use qcloud_codegen::spec::{
    ActionFile, BodySpec, Claims, Documented, Entries, FieldSpec, PageStyle, PageType, PaginationSpec,
    Service, ServiceFile, SpecFile, TYPES, TypeExpr, TypeSpec, TypesFile,
};
use serde::de::DeserializeOwned;
use serde_json::{Number, Value};

const NOT_DESCRIBED: &str = "the Action is not described any more";

/// What is there of a service, with the names of the files.
#[derive(Default)]
struct There {
    service: Option<ServiceFile>,
    actions: BTreeMap<String, ActionFile>,
    types: BTreeMap<String, (String, TypeSpec)>,
}

impl There {
    /// Reads what can be read, as the import makes it; the rest is reported by the check.
    fn read(out: &Path, service: &str, changed: &[SpecFile]) -> Self {
        let mut there = Self::default();
        for entry in fs::read_dir(out.join(service)).into_iter().flatten().flatten() {
            let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
            let new = changed.iter().find(|file| file.path == format!("{service}/{name}"));
            let text = new.map_or_else(|| fs::read_to_string(&path), |file| Ok(file.text.clone()));
            let Some(text) = text.ok().filter(|_| path.extension().is_some_and(|end| end == "yaml")) else {
                continue;
            };
            match name.as_str() {
                "service.yaml" => there.service = parse(&text),
                TYPES => there.add_types(&name, parse::<TypesFile>(&text).unwrap_or_default()),
                _ => {
                    let Some(mut action) = parse::<ActionFile>(&text) else { continue };
                    there.add_types(&name, std::mem::take(&mut action.types));
                    there.actions.insert(action.action.clone(), action);
                }
            }
        }
        there
    }

    fn add_types(&mut self, file: &str, types: TypesFile) {
        self.types.extend(types.into_iter().map(|(name, def)| (name, (file.to_owned(), def))));
    }
}

fn parse<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_yaml::from_str(text).ok()
}

/// The Actions of a spec that is otherwise as a whole description has it, and that are not described any more.
pub(crate) fn gone(described: &Service, out: &Path) -> Vec<String> {
    let directory = &described.directory;
    let is_known = |name: &str| {
        ["service.yaml", TYPES].contains(&name)
            || described.actions.iter().any(|action| action.file_name() == name)
    };
    let files = fs::read_dir(out.join(directory)).into_iter().flatten().flatten().map(|entry| entry.path());
    let files = files.filter(|path| path.extension().is_some_and(|end| end == "yaml"));
    let names = files.filter_map(|path| path.file_name()?.to_str().map(str::to_owned));
    let mut gone: Vec<String> = names
        .filter(|name| !is_known(name))
        .map(|name| format!("{directory}/{name}: {NOT_DESCRIBED}"))
        .collect();
    gone.sort();
    gone
}

/// What differs between a description and the spec in a directory, beside what the spec lacks. Where the description is not whole,
/// what it lacks is no difference. The import changes some files to these.
pub(crate) fn differences(
    described: &Service,
    out: &Path,
    changed: &[SpecFile],
    is_whole: bool,
) -> Vec<String> {
    let there = There::read(out, &described.directory, changed);
    let mut found = Differences { described, there: &there, lines: Vec::new() };
    found.service();
    for action in there.actions.values() {
        match described.actions.iter().find(|other| other.action == action.action) {
            Some(described) => found.action(described, action),
            None if is_whole => found.tell(&action.file_name(), NOT_DESCRIBED),
            None => {}
        }
    }
    let types: BTreeMap<_, _> = described_types(described).collect();
    for (name, (file, def)) in &there.types {
        let Some(fields) = &def.fields else { continue };
        match types.get(name.as_str()).and_then(|def| def.fields.as_ref()) {
            Some(described) => found.fields(file, &format!("the field `{name}."), described, fields),
            None if !is_whole || is_absent(def.documented.as_ref()) => {}
            None => found.tell(file, &format!("the record `{name}` is not described any more")),
        }
    }
    found.lines.sort();
    found.lines
}

fn described_types(service: &Service) -> impl Iterator<Item = (&str, &TypeSpec)> {
    let own = service.actions.iter().flat_map(|action| action.types.iter());
    service.types.iter().chain(own).map(|(name, def)| (name.as_str(), def))
}

/// How an Action is called where that is out of the ordinary, by the keys that say so.
fn ways(action: &ActionFile) -> [(&'static str, Option<&str>); 5] {
    [
        ("idempotency_token", action.idempotency_token.as_deref()),
        ("dry_run", action.dry_run.as_deref()),
        ("unsigned", action.unsigned.then_some("true")),
        ("body", action.body.map(BodySpec::as_str)),
        ("stream", action.stream.as_ref().filter(|stream| stream.is_on()).map(|_| "true")),
    ]
}

/// What pages are asked for by and found at, by its key.
fn keys(pages: &PaginationSpec) -> [(&'static str, Option<&str>); 8] {
    let keys = [
        ("page", &pages.page),
        ("offset", &pages.offset),
        ("token", &pages.token),
        ("size", &pages.size),
        ("limit", &pages.limit),
        ("next", &pages.next),
        ("total", &pages.total),
        ("items", &pages.items),
    ];
    keys.map(|(key, name)| (key, name.as_deref()))
}

/// The first page, where the parameter that says which says it.
fn first(field: &FieldSpec) -> Option<u64> {
    let default = field.default.as_ref().and_then(Value::as_u64);
    default.or_else(|| field.min.as_ref().filter(|_| field.required).and_then(Number::as_u64))
}

struct Differences<'d> {
    described: &'d Service,
    there: &'d There,
    lines: Vec<String>,
}

impl Differences<'_> {
    fn tell(&mut self, file: &str, what: &str) {
        self.lines.push(format!("{}/{file}: {what}", self.described.directory));
    }

    fn service(&mut self) {
        let Some(there) = &self.there.service else { return };
        let described = &self.described.service;
        let known = claims(there.documented.as_ref()).host.as_ref();
        if described.host != there.host && known != Some(&described.host) {
            self.tell(
                "service.yaml",
                &format!("the host is described as `{}`, and is `{}` here", described.host, there.host),
            );
        }
    }

    fn action(&mut self, described: &ActionFile, there: &ActionFile) {
        let file = there.file_name();
        if described.host != there.host {
            let host = |host: &Option<String>| {
                host.as_ref().map_or_else(|| "that of the service".to_owned(), |host| format!("`{host}`"))
            };
            let known = claims(there.documented.as_ref()).host.as_ref();
            if known.is_none() || known != described.host.as_ref() {
                let (was, is) = (host(&described.host), host(&there.host));
                self.tell(&file, &format!("the host is described as {was}, and is {is} here"));
            }
        }
        self.is_in_use(
            &file,
            "the Action",
            (&described.deprecated, &there.deprecated),
            there.documented.as_ref(),
        );
        let is_known = claims(there.documented.as_ref()).note.is_some();
        if there.idempotent && !described.idempotent && !is_known {
            self.tell(&file, "the Action is not idempotent by its name and description, and is here");
        }
        for ((key, described), (_, there)) in ways(described).into_iter().zip(ways(there)) {
            if let Some(described) = described.filter(|_| described != there) {
                self.tell(&file, &format!("`{key}: {described}` is described, and not said here"));
            }
        }
        if there.idempotent == described.idempotent {
            self.note(&file, "the Action", described.documented.as_ref(), there.documented.as_ref());
        }
        self.pages(&file, described, there);
        self.fields(&file, "the parameter `", &described.parameters, &there.parameters);
        let of_type =
            || there.result.as_ref()?.ty.as_ref()?.type_name().and_then(|name| self.there.types.get(name));
        let fields = there.result.as_ref().and_then(|result| result.fields.as_ref());
        let fields = fields.or_else(|| of_type()?.1.fields.as_ref());
        let none = Entries::default();
        let described = described.result.as_ref().and_then(|result| result.fields.as_ref()).unwrap_or(&none);
        if let Some(fields) = fields {
            self.fields(&file, "the field `", described, fields);
        }
    }

    fn pages(&mut self, file: &str, described: &ActionFile, there: &ActionFile) {
        let Some(pages) = &described.pagination else { return };
        let Some(other) = &there.pagination else {
            return self.tell(file, "the Action has pages by its description, and none here");
        };
        let (was, is) = (keys(pages), keys(other));
        let mut differ = was.iter().zip(&is).filter(|(was, is)| was != is).peekable();
        if pages.style != other.style {
            let (was, is) = (pages.style.as_str(), other.style.as_str());
            self.tell(
                file,
                &format!("the pages are described as `style: {was}`, and are `style: {is}` here"),
            );
        } else if differ.peek().is_some() {
            for ((key, was), (_, is)) in differ {
                let [was, is] = [*was, *is].map(|name| {
                    name.map_or_else(|| format!("no `{key}`"), |name| format!("`{key}: {name}`"))
                });
                self.tell(file, &format!("the pages are described with {was}, and have {is} here"));
            }
        } else if pages.style == PageStyle::Page {
            let position = pages.parameters()[0].unwrap_or_default();
            let fields = [described, there].map(|action| action.parameters.get(position));
            let [was, is] = fields.map(|field| field.and_then(first).unwrap_or(1));
            let claims = claims(fields[1].and_then(|field| field.documented.as_ref()));
            let is_known = claims.note.is_some() || claims.default.is_some();
            if was != is && !is_known {
                self.tell(
                    file,
                    &format!("the pages are described as counted from {was}, and are from {is} here"),
                );
            }
        }
    }

    /// Compares parameters or fields; what is not there yet is taken over. `whose` is what stands before a name.
    fn fields(
        &mut self,
        file: &str,
        whose: &str,
        described: &Entries<String, FieldSpec>,
        there: &Entries<String, FieldSpec>,
    ) {
        let is_sent = whose.starts_with("the parameter");
        for (name, field) in there.iter() {
            let what = format!("{whose}{name}`");
            match described.get(name.as_str()) {
                Some(described) => self.field(file, &what, (described, field), is_sent),
                None if is_absent(field.documented.as_ref()) => {}
                // Each result has it, whether it is described or not.
                None if name == "RequestId" && !is_sent => {}
                None => self.tell(file, &format!("{what} is not described any more")),
            }
        }
    }

    fn field(&mut self, file: &str, what: &str, (described, there): (&FieldSpec, &FieldSpec), is_sent: bool) {
        let known = claims(there.documented.as_ref());
        if !self.is_same_type(described, there)
            && known.ty.is_none_or(|ty| page_type(described) != Some(ty))
            && !(known.note.is_some() && self.says_less(described, there))
        {
            let shown = |field: &FieldSpec| match field.wire {
                Some(wire) => format!("`{}` as `{}`", field.ty, wire.as_str()),
                None => format!("`{}`", field.ty),
            };
            self.tell(
                file,
                &format!("{what} is described as {}, and is {} here", shown(described), shown(there)),
            );
        }
        let demands = described.required || claims(described.documented.as_ref()).required == Some(true);
        if demands && !there.required && known.required != Some(true) {
            self.tell(file, &format!("{what} is described as required, and is not here"));
        }
        if is_sent && there.required && !demands && known.required != Some(false) {
            self.tell(file, &format!("{what} is not described as required, and is required here"));
        }
        if described.nullable && !there.nullable && known.nullable != Some(true) {
            self.tell(file, &format!("{what} is described as one that may be null, and can't be here"));
        }
        if there.nullable && !described.nullable && known.nullable != Some(false) {
            self.tell(file, &format!("{what} is not described as one that may be null, and may be here"));
        }
        self.is_in_use(file, what, (&described.deprecated, &there.deprecated), there.documented.as_ref());
        self.note(file, what, described.documented.as_ref(), there.documented.as_ref());
    }

    /// Tells of what is out of use by its description alone; a note says that somebody knows.
    fn is_in_use(
        &mut self,
        file: &str,
        what: &str,
        (described, there): (&Option<String>, &Option<String>),
        documented: Option<&Documented>,
    ) {
        if described.is_some() && there.is_none() && claims(documented).note.is_none() {
            self.tell(file, &format!("{what} is described as out of use, and is not `deprecated` here"));
        }
    }

    /// What an import notes, such as why an Action is not repeated, should stand there too, in whatever words.
    fn note(&mut self, file: &str, what: &str, described: Option<&Documented>, there: Option<&Documented>) {
        let Some(note) = &claims(described).note else { return };
        if claims(there).note.is_none() {
            self.tell(file, &format!("{what} is not noted as it is described: {note}"));
        }
    }

    /// The scalar that a described type is; an enum is a text.
    fn scalar(&self, name: &str) -> Option<Scalar> {
        let is_enum =
            || described_types(self.described).any(|(other, def)| other == name && def.values.is_some());
        Scalar::from_name(name).or_else(|| is_enum().then_some(Scalar::String))
    }

    /// Whether somebody left a text or a number what it is, where the description shows an enum or a time.
    fn says_less(&self, described: &FieldSpec, there: &FieldSpec) -> bool {
        let is_enum = Scalar::from_name(described.ty.innermost()).is_none()
            && self.scalar(described.ty.innermost()) == Scalar::from_name(there.ty.innermost())
            && inner(&described.ty, &there.ty).is_some();
        is_enum || self.is_same_type(there, described)
    }

    /// Whether a type is the described one, or says more of what travels in the same way.
    fn is_same_type(&self, described: &FieldSpec, there: &FieldSpec) -> bool {
        if (&described.ty, described.wire) == (&there.ty, there.wire) {
            return true;
        }
        let (Some(from), Some(to)) = (inner(&described.ty, &there.ty))
            .map_or((None, None), |(from, to)| (self.scalar(from), Some(to)))
        else {
            return false;
        };
        match Scalar::from_name(to) {
            Some(to) => {
                // A described enum says more than a text.
                let is_enum = Scalar::from_name(described.ty.innermost()).is_none();
                let says_more = !is_enum && matches!(from, Scalar::String | Scalar::Json)
                    || (from == Scalar::Int && to != Scalar::Float);
                let travels = PageType::of(to, there.wire);
                says_more && (from == Scalar::Json || travels == PageType::of(from, described.wire))
            }
            // An enum of the values that a text or a number has.
            None => {
                let values = self.there.types.get(to).and_then(|(_, def)| def.values.as_ref());
                values.is_some() && matches!(from, Scalar::String | Scalar::Int | Scalar::Uint)
            }
        }
    }
}

/// What two types of the same shape have inside of their lists and maps.
fn inner<'t>(one: &'t TypeExpr, other: &'t TypeExpr) -> Option<(&'t str, &'t str)> {
    match (one, other) {
        (TypeExpr::Named(one), TypeExpr::Named(other)) => Some((one, other)),
        (TypeExpr::List(one), TypeExpr::List(other)) | (TypeExpr::Map(one), TypeExpr::Map(other)) => {
            inner(one, other)
        }
        _ => None,
    }
}

/// What pages would call the type of a field.
fn page_type(field: &FieldSpec) -> Option<PageType> {
    match &field.ty {
        TypeExpr::List(_) => Some(PageType::Array),
        TypeExpr::Map(_) => Some(PageType::Object),
        TypeExpr::Named(name) => match Scalar::from_name(name) {
            Some(scalar) => PageType::of(scalar, field.wire),
            None => Some(PageType::Object),
        },
    }
}

fn is_absent(documented: Option<&Documented>) -> bool {
    documented.is_some_and(|documented| documented.absent)
}

fn claims(documented: Option<&Documented>) -> &Claims {
    const NONE: &Claims = &Claims {
        ty: None,
        name: None,
        required: None,
        nullable: None,
        default: None,
        host: None,
        note: None,
    };
    documented.map_or(NONE, |documented| &documented.claims)
}
