//! What stands in generated code: macros that turn lines of data into the traits of the engine.
//!
//! They expand to as little as possible, because every user of the crate compiles it for every record. What the engine does not need is
//! `#[inline]`, as derived code is: a release build compiles it only where somebody calls it.

/// Holds what a generated tree declares, if the tree is in the format that this runtime reads; else it is one error that says what to do, since
/// nothing of the tree is looked at then. The number is the generator's `FORMAT`.
#[doc(hidden)]
#[macro_export]
macro_rules! generated_by {
    (1 { $($items:tt)* }) => { $($items)* };
    ($format:literal $($items:tt)*) => {
        ::core::compile_error!(::core::concat!(
            "this code was generated in format ", $format, ", and this version of qcloud-client reads format 1: run `cargo qcloud generate`",
        ));
    };
}

/// Makes a struct a record: `index field "wire name" [FLAGS];` for each field, and perhaps `REQUEST` behind the name.
#[doc(hidden)]
#[macro_export]
macro_rules! __record {
    ($name:ident $($kind:ident)? { $($index:literal $field:ident $wire:literal [$($flag:ident)*];)* }) => {
        impl $crate::internal::Record for $name {
            fn info(&self) -> &'static $crate::internal::RecordInfo {
                &$crate::internal::RecordInfo {
                    name: stringify!($name),
                    flags: 0 $(| $crate::internal::flag::$kind)?,
                    fields: &[$($crate::internal::FieldInfo {
                        wire: $wire,
                        rust: stringify!($field),
                        flags: 0 $(| $crate::internal::flag::$flag)*,
                    },)*],
                }
            }
            fn at(&self, index: usize) -> &dyn $crate::internal::Field {
                match index {
                    $($index => &self.$field,)*
                    _ => $crate::internal::no_field(index),
                }
            }
            fn at_mut(&mut self, index: usize) -> &mut dyn $crate::internal::Field {
                match index {
                    $($index => &mut self.$field,)*
                    _ => $crate::internal::no_field(index),
                }
            }
        }
        impl $crate::internal::Blank for $name {
            fn blank() -> Self {
                Self { $($field: $crate::internal::blank(),)* }
            }
        }
        impl ::core::clone::Clone for $name {
            #[inline]
            fn clone(&self) -> Self {
                $crate::internal::copied(self)
            }
        }
        impl ::core::cmp::PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                $crate::internal::equal(self, other)
            }
        }
        impl ::core::cmp::Eq for $name {}
        impl ::core::hash::Hash for $name {
            #[inline]
            fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) {
                $crate::internal::hash(self, state)
            }
        }
        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::internal::debug(self, f)
            }
        }
        $crate::__serde!($name);
    };
}

/// Makes an enum an open enum of numbers: `number Variant "meaning";` for each value.
#[doc(hidden)]
#[macro_export]
macro_rules! __int_enum {
    ($name:ident { $($value:literal $variant:ident $description:literal;)* }) => {
        impl $name {
            /// The number that travels; none for an unknown value that is not a whole number.
            #[must_use]
            pub fn as_int(&self) -> Option<i64> {
                $crate::internal::enum_int(self)
            }
        }
        impl From<i64> for $name {
            fn from(value: i64) -> Self {
                $crate::internal::enum_from_int(value)
            }
        }
        $crate::__open_enum!($name Int int_enum_from_text { $($value $variant $description;)* });
    };
}

/// Makes an enum an open enum of strings: `"string" Variant "meaning";` for each value.
#[doc(hidden)]
#[macro_export]
macro_rules! __text_enum {
    ($name:ident { $($value:literal $variant:ident $description:literal;)* }) => {
        impl $name {
            /// The string that travels.
            #[must_use]
            pub fn as_str(&self) -> &str {
                $crate::internal::enum_str(self)
            }
        }
        impl From<&str> for $name {
            fn from(value: &str) -> Self {
                $crate::internal::enum_from_text(value)
            }
        }
        impl From<String> for $name {
            fn from(value: String) -> Self {
                $crate::internal::enum_from_text(&value)
            }
        }
        $crate::__open_enum!($name Text enum_from_text { $($value $variant $description;)* });
    };
}

/// What both kinds of open enums have.
#[doc(hidden)]
#[macro_export]
macro_rules! __open_enum {
    ($name:ident $kind:ident $from_text:ident { $($value:literal $variant:ident $description:literal;)* }) => {
        impl $name {
            /// Every value that the spec has, in its order.
            pub const VALUES: &'static [Self] = &[$(Self::$variant,)*];

            /// What the value means; nothing for an unknown one.
            #[must_use]
            pub fn description(&self) -> Option<&'static str> {
                $crate::internal::enum_description(self)
            }
        }
        impl $crate::internal::OpenEnum for $name {
            fn known(&self) -> Result<&'static $crate::internal::ValueInfo, &$crate::internal::Unknown> {
                Ok(match self {
                    $(Self::$variant => &$crate::internal::ValueInfo {
                        name: stringify!($variant),
                        value: $crate::internal::Value::$kind($value),
                        description: $description,
                    },)*
                    Self::Unknown(unknown) => return Err(unknown),
                })
            }
            fn set(&mut self, value: $crate::internal::Value<'_>) -> bool {
                *self = match value {
                    $($crate::internal::Value::$kind($value) => Self::$variant,)*
                    _ => return false,
                };
                true
            }
            fn set_unknown(&mut self, unknown: $crate::internal::Unknown) {
                *self = Self::Unknown(unknown);
            }
        }
        impl $crate::internal::Blank for $name {
            fn blank() -> Self {
                Self::Unknown(Default::default())
            }
        }
        impl $crate::internal::Field for $name {
            fn slot(&mut self) -> $crate::internal::Slot<'_> {
                $crate::internal::Slot::Enum(self)
            }
            fn view(&self) -> $crate::internal::View<'_> {
                $crate::internal::View::Enum(self)
            }
        }
        impl ::core::clone::Clone for $name {
            #[inline]
            fn clone(&self) -> Self {
                $crate::internal::enum_copied(self)
            }
        }
        impl ::core::cmp::Eq for $name {}
        impl ::core::hash::Hash for $name {
            #[inline]
            fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) {
                $crate::internal::enum_hash(self, state)
            }
        }
        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::internal::enum_debug(self, f)
            }
        }
        impl ::core::cmp::PartialOrd for $name {
            #[inline]
            fn partial_cmp(&self, other: &Self) -> Option<::core::cmp::Ordering> {
                Some($crate::internal::enum_order(self, other))
            }
        }
        impl ::core::cmp::Ord for $name {
            #[inline]
            fn cmp(&self, other: &Self) -> ::core::cmp::Ordering {
                $crate::internal::enum_order(self, other)
            }
        }
        impl ::core::str::FromStr for $name {
            type Err = ::core::convert::Infallible;
            // Not `Self::Err`, which a value may be called.
            fn from_str(value: &str) -> Result<Self, ::core::convert::Infallible> {
                Ok($crate::internal::$from_text(value))
            }
        }
        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::internal::enum_display(self, f)
            }
        }
        $crate::__serde!($name);
    };
}

/// Nothing: whoever wants serde's traits turns the feature on. Asked here, where the feature is this crate's and not that of a user's crate.
#[cfg(not(feature = "serde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __serde {
    ($name:ident) => {};
}

/// The bridges by which users get serde: both lead to the one engine.
#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! __serde {
    ($name:ident) => {
        impl $crate::internal::serde::Serialize for $name {
            fn serialize<S: $crate::internal::serde::Serializer>(
                &self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                $crate::internal::serialize(self, serializer)
            }
        }
        impl<'de> $crate::internal::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::internal::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                $crate::internal::deserialize(deserializer)
            }
        }
    };
}
