//! The codes of diagnostics: what kind of problem each is, whatever words it is told in.

use std::fmt;

/// What a code means for the other findings of its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The text is not what the language says, so what else is found in the same bytes only echoes it.
    Structure,
    /// A rule of the language is broken.
    Rule,
    /// Nothing is wrong, and still somebody should look.
    Advice,
}

macro_rules! codes {
    ($($kind:ident { $($(#[$doc:meta])* $name:ident = $text:literal,)* })*) => {
        /// What kind of problem a diagnostic is about. The text of a code is stable; the words of a diagnostic may change.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $($($(#[$doc])* $name,)*)*
        }

        impl Code {
            /// All codes, from the outside in: files, texts, structure, rules, advice.
            pub const ALL: &[Self] = &[$($(Self::$name,)*)*];

            /// The code as programs know it, such as `unknown-type`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $($(Self::$name => $text,)*)*
                }
            }

            const fn kind(self) -> Kind {
                match self {
                    $($(Self::$name => Kind::$kind,)*)*
                }
            }
        }
    };
}

codes! {
    Rule {
        /// There is no service in the directory.
        NoService = "no-service",
        /// A directory of YAML files has no `service.yaml`.
        MissingServiceFile = "missing-service-file",
        /// A file stands where it has no meaning.
        StrayFile = "stray-file",
        /// The name of a file does not end in `.yaml`.
        FileExtension = "file-extension",
        /// A file or directory can't be read, or is not a file.
        Unreadable = "unreadable",
        /// A path or a link leads out of the directory that it belongs in.
        OutsidePath = "outside-path",
        /// A file is larger than any description needs.
        FileTooLarge = "file-too-large",
        /// A file is not UTF-8.
        NotUtf8 = "not-utf8",
        /// A file has nothing in it.
        EmptyFile = "empty-file",
        /// The path of a response file is no plain path below its service.
        ResponsePath = "response-path",
        /// There is no response file of this name.
        MissingResponse = "missing-response",
        /// The response of an example does not fit its Action, and stands in the directory of another one.
        ResponseOfOther = "response-of-other",
        /// A character that nobody sees, or that changes what is read.
        HiddenCharacter = "hidden-character",
    }
    Structure {
        /// Anchors and aliases of YAML are not part of the language.
        Anchor = "anchor",
        /// Tags of YAML are not part of the language.
        Tag = "tag",
        /// Merge keys of YAML are not part of the language.
        MergeKey = "merge-key",
        /// A file is more than one document of YAML.
        SeveralDocuments = "several-documents",
        /// Two versions of a text, with the marks that a merge left.
        ConflictMarker = "conflict-marker",
        /// A character looks like one that means something, and is another.
        Lookalike = "lookalike",
        /// A line is indented with a tab.
        Tab = "tab",
        /// A line is indented like none above it.
        Indentation = "indentation",
        /// A quote, brace or bracket is never closed.
        NotClosed = "not-closed",
        /// A brace or bracket closes nothing.
        ClosesNothing = "closes-nothing",
        /// Something stands behind the end of a quoted text, or behind a closing brace or bracket.
        TextBehindEnd = "text-behind-end",
        /// A quoted text has an escape that YAML does not know.
        UnknownEscape = "unknown-escape",
        /// A text needs quotes, since it would mean something else without.
        NeedsQuotes = "needs-quotes",
        /// A line is no entry: the colon behind its key, or the space behind the colon, is missing.
        MissingColon = "missing-colon",
        /// A text is nested too deeply, or has too many values.
        TooComplex = "too-complex",
        /// An Action stands in the directory of another service than its own.
        OtherService = "other-service",
        /// A text is not YAML for another reason.
        NotYaml = "not-yaml",
        /// A value is none that its key takes, for another reason.
        InvalidValue = "invalid-value",
        /// A key is not part of the language.
        UnknownKey = "unknown-key",
        /// A key that has to be there is not.
        MissingKey = "missing-key",
        /// A key is given twice.
        DuplicateKey = "duplicate-key",
        /// A key is not a name, or none of the kind that is expected.
        InvalidKey = "invalid-key",
        /// A word is none of those that a key takes.
        UnknownWord = "unknown-word",
        /// A value is of another kind than the key takes.
        WrongKind = "wrong-kind",
        /// The type of a list or a map is not written as such a type.
        TypeExpression = "type-expression",
        /// A number does not fit 64 bits, or is none that JSON knows.
        InvalidNumber = "invalid-number",
    }
    Rule {
        /// A service has a name that none can have.
        ServiceName = "service-name",
        /// The name of a service in policies is none, or needs not be told.
        CamName = "cam-name",
        /// A service stands in a directory of another name.
        ServiceDirectory = "service-directory",
        /// The host of a service is no host name.
        Host = "host",
        /// The path of an endpoint is no path, or not the one of its protocol.
        EndpointPath = "endpoint-path",
        /// Two keys say what can't both be true, or one says what nothing in its place does.
        Contradiction = "contradiction",
        /// The protocol of a service is another than all else of it.
        Protocol = "protocol",
        /// The version of a service is missing, is none, or is not for its protocol.
        Version = "version",
        /// `region` is not for the protocol of the service, or does not say which calls need one.
        Region = "region",
        /// A `source` is not the address of a page.
        Source = "source",
        /// A name that was given for Rust can't be written in Rust.
        InvalidRustName = "invalid-rust-name",
        /// A wire name gives no name in Rust.
        NoRustName = "no-rust-name",
        /// Two things would have the same name in Rust.
        NameClash = "name-clash",
        /// The same thing is defined twice.
        DefinedTwice = "defined-twice",
        /// A built-in type is defined anew.
        BuiltInType = "built-in-type",
        /// A type is neither a record nor an enum, or both.
        TypeKind = "type-kind",
        /// An enum has no values.
        EmptyEnum = "empty-enum",
        /// An enum has both numbers and strings.
        MixedEnum = "mixed-enum",
        /// A value that is a number has no name.
        UnnamedValue = "unnamed-value",
        /// A type is named that nothing defines.
        UnknownType = "unknown-type",
        /// Records require each other in a circle, so that none can ever be complete.
        EndlessRecord = "endless-record",
        /// `base` is not 0 or 1, or not for this type or protocol.
        Base = "base",
        /// `wire` has no meaning for the type.
        WireForm = "wire-form",
        /// `required`, `nullable` and `default` contradict each other.
        Presence = "presence",
        /// An enum can't be sensitive.
        SensitiveEnum = "sensitive-enum",
        /// A bound is not for the type, or the bounds are crossed.
        Bounds = "bounds",
        /// A default is no value of its type, or outside the bounds.
        InvalidDefault = "invalid-default",
        /// The example of a field is no value of its type, outside the bounds, or of what is sensitive.
        InvalidExample = "invalid-example",
        /// An Action has a name that none can have.
        ActionName = "action-name",
        /// An Action stands in a file of another name.
        ActionFile = "action-file",
        /// A request can't be a GET.
        Get = "get",
        /// A result is described in a way that its place or its protocol does not allow.
        ResultKind = "result-kind",
        /// A result stands in a place that no response has.
        ResultPlace = "result-place",
        /// The pagination leaves out what it needs.
        IncompletePagination = "incomplete-pagination",
        /// A key of the pagination belongs to another style.
        PaginationStyle = "pagination-style",
        /// A parameter has a part in calls that one of its type can't have.
        ParameterRole = "parameter-role",
        /// No Action of the service has this name.
        UnknownAction = "unknown-action",
        /// What is to be asked after a lost answer can't be asked so.
        VerifyKind = "verify-kind",
        /// The pagination names one parameter twice.
        PaginationType = "pagination-type",
        /// A path into the result leads to something of another type than is needed there.
        PathType = "path-type",
        /// What is waited for does not say what it needs, or says it in two ways.
        IncompleteUntil = "incomplete-until",
        /// A value that is waited for is none of its type, or is told twice.
        UntilValue = "until-value",
        /// A path into the result leads nowhere.
        UnknownPath = "unknown-path",
        /// A correction of the vendor's page says what the spec says anyway, or nothing.
        IdleCorrection = "idle-correction",
        /// A correction of the vendor's page speaks of what its place does not have.
        CorrectionKey = "correction-key",
        /// An example gives no name for its test, or one that another has.
        ExampleName = "example-name",
        /// A response is not JSON.
        ResponseNotJson = "response-not-json",
        /// A response is a stream of events, and its Action has none.
        UnexpectedStream = "unexpected-stream",
        /// A response has not the form of its protocol.
        NoEnvelope = "no-envelope",
        /// A response has no result, or one that the spec does not describe.
        ResponseResult = "response-result",
        /// A parameter or a field is required, and missing.
        MissingField = "missing-field",
        /// There is no parameter or field of this name.
        UnknownField = "unknown-field",
        /// A value is null where that is not foreseen.
        UnexpectedNull = "unexpected-null",
        /// A value in JSON is none of its type.
        MismatchedValue = "mismatched-value",
        /// A value in JSON is of its type, but not in the form that the spec states.
        OtherForm = "other-form",
    }
    Advice {
        /// A parameter or a field has no `doc`.
        MissingDoc = "missing-doc",
        /// An Action has no example.
        MissingExample = "missing-example",
        /// A key has no value.
        EmptyKey = "empty-key",
        /// Two Actions spell what seems to be the same parameter differently.
        OtherSpelling = "other-spelling",
        /// An example has the response of another Action, which fits.
        SharedResponse = "shared-response",
        /// The host of a service is that of another one.
        OtherHost = "other-host",
        /// A name that was given for Rust is written in another style than Rust's.
        RustStyle = "rust-style",
        /// A ` #` in a `doc` begins a comment, so the rest of the sentence is not read.
        CommentInDoc = "comment-in-doc",
        /// A `doc` has quotes that belong around it, or ends in the middle of a sentence.
        DocText = "doc-text",
        /// A name ends with the index that pages write behind the name of a list.
        IndexInName = "index-in-name",
        /// A blank stands in the name of a parameter or a field, or around a value.
        BlankInName = "blank-in-name",
        /// An error code has a character that no code of the vendor has.
        OddErrorCode = "odd-error-code",
        /// An example sends what is no value of the enum, and nearly one.
        UnknownValue = "unknown-value",
        /// A time or a day in an example is none, or is in another form than the spec states.
        NoTime = "no-time",
        /// An example sends what is outside of the bounds of its parameter.
        ExampleOutOfBounds = "example-out-of-bounds",
        /// No example names a response that is there.
        UnnamedResponse = "unnamed-response",
        /// The JSON of a response has a key twice.
        RepeatedKey = "repeated-key",
        /// A record or an enum is used nowhere.
        UnusedType = "unused-type",
    }
}

impl Code {
    /// Whether it keeps the client from being generated.
    pub(crate) fn is_error(self) -> bool {
        self.kind() != Kind::Advice
    }

    /// Whether it accounts for whatever else is found in the same bytes.
    pub(crate) fn is_structural(self) -> bool {
        self.kind() == Kind::Structure
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use heck::ToKebabCase;

    use super::*;

    #[test]
    fn a_code_is_its_name_in_kebab_case_and_no_two_are_the_same() {
        let mut seen = HashSet::new();
        for code in Code::ALL {
            assert_eq!(code.as_str(), format!("{code:?}").to_kebab_case());
            assert!(seen.insert(code.as_str()), "{code} is there twice");
        }
    }
}
