//! Records in the form of a literal.

/// A record in the form of a literal: the fields that are named, and the default of all others.
///
/// Records can't be written as literals, since the vendor adds fields at any time. This is over `Default`, so that a test goes on
/// compiling then:
///
/// ```
/// # #[cfg(feature = "wss")] {
/// use qcloud_client::testing::record;
/// use qcloud_client::wss::{CertStatus, Certificate, CertificatePage};
///
/// let page = record!(CertificatePage {
///     total_num: 1,
///     list: vec![record!(Certificate { id: "GjTNRoK7".to_owned(), status: Some(CertStatus::Approved) })],
/// });
/// assert_eq!(page.list[0].owner_uin, None);
/// # }
/// ```
#[macro_export]
#[doc(hidden)]
macro_rules! __testing_record {
    ($record:ty { $($field:ident $(: $value:expr)?),* $(,)? }) => {{
        #[allow(unused_mut, clippy::field_reassign_with_default)]
        {
            let mut record = <$record as ::core::default::Default>::default();
            $(record.$field = $crate::__testing_value!($field $(: $value)?);)*
            record
        }
    }};
}

/// The value of a field, or that of the variable that has its name.
#[macro_export]
#[doc(hidden)]
macro_rules! __testing_value {
    ($field:ident) => {
        $field
    };
    ($field:ident: $value:expr) => {
        $value
    };
}
