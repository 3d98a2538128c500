//! A sample service: every kind of field, every place of a result.

use std::collections::BTreeMap;

use qcloud_client::internal;
use qcloud_client::wire;
use qcloud_client::{Date, DateTime, Json, Secret};

/// A record with every kind of field.
#[non_exhaustive]
pub struct Sample {
    pub id: String,
    pub count: Option<i64>,
    pub size: Option<u64>,
    pub rate: Option<f64>,
    pub open: Option<bool>,
    pub note: Option<String>,
    pub key: Option<Secret>,
    pub begin: Option<DateTime>,
    pub day: Option<Date>,
    pub extra: Option<Json>,
    pub status: Option<Status>,
    pub kind: Option<Kind>,
    pub r#type: Option<i64>,
    pub flag: Option<bool>,
    pub seconds: Option<DateTime>,
    pub inner: Option<Json>,
    pub status_text: Option<Status>,
    pub tags: Vec<String>,
    pub rows: Vec<Vec<i64>>,
    pub statuses: Vec<Status>,
    pub mixed: Vec<Json>,
    pub flags: Vec<bool>,
    pub labels: BTreeMap<String, String>,
    pub lists: BTreeMap<String, Vec<u64>>,
    pub owner: Option<Owner>,
    pub parent: Option<Box<Sample>>,
    pub children: Vec<Sample>,
    pub message: Option<String>,
    pub errors: Vec<String>,
    pub password: Option<String>,
}

internal::record!(Sample {
    0 id "id" [REQUIRED];
    1 count "count" [];
    2 size "size" [];
    3 rate "rate" [];
    4 open "open" [];
    5 note "note" [];
    6 key "key" [SENSITIVE];
    7 begin "begin" [];
    8 day "day" [];
    9 extra "extra" [];
    10 status "status" [];
    11 kind "kind" [];
    12 r#type "type" [TEXT];
    13 flag "flag" [INT];
    14 seconds "seconds" [INT];
    15 inner "inner" [TEXT];
    16 status_text "status_text" [TEXT];
    17 tags "tags" [];
    18 rows "rows" [TEXT];
    19 statuses "statuses" [];
    20 mixed "mixed" [];
    21 flags "flags" [INT];
    22 labels "labels" [NULLABLE];
    23 lists "lists" [];
    24 owner "owner" [];
    25 parent "parent" [];
    26 children "children" [];
    27 message "message" [NULLABLE];
    28 errors "errors" [NULLABLE];
    29 password "password" [SENSITIVE];
});

#[non_exhaustive]
pub struct Owner {
    pub uin: u64,
    pub name: Option<String>,
    pub roles: Vec<Kind>,
}

internal::record!(Owner {
    0 uin "uin" [REQUIRED];
    1 name "name" [];
    2 roles "roles" [REQUIRED];
});

/// A record that requires nothing.
#[non_exhaustive]
pub struct Project {
    pub name: Option<String>,
    pub members: Vec<Owner>,
}

internal::record!(Project {
    0 name "name" [];
    1 members "members" [];
});

/// A record without fields.
#[non_exhaustive]
pub struct Nothing {}

internal::record!(Nothing {});

#[non_exhaustive]
#[derive(PartialEq)]
pub enum Status {
    Waiting,
    Open,
    Failed,
    Unknown(wire::Unknown),
}

internal::int_enum!(Status {
    0 Waiting "It has not begun.";
    1 Open "It is open.";
    -1 Failed "It went wrong.";
});

#[non_exhaustive]
#[derive(PartialEq)]
pub enum Kind {
    Ca,
    Svr,
    Three,
    Unknown(wire::Unknown),
}

internal::text_enum!(Kind {
    "CA" Ca "A client's.";
    "SVR" Svr "A server's.";
    "3" Three "A number of old.";
});

/// A page of samples.
#[non_exhaustive]
pub struct Page {
    pub total: u64,
    pub list: Vec<Sample>,
}

internal::record!(Page {
    0 total "total" [REQUIRED];
    1 list "list" [];
});

/// A request with every shape of parameter.
#[non_exhaustive]
pub struct ListRequest {
    pub page: Option<u64>,
    pub with_key: Option<bool>,
    pub ids: Vec<String>,
    pub urls: Vec<String>,
    pub filters: Vec<Filter>,
    pub labels: BTreeMap<String, String>,
    pub free: Option<Json>,
    pub text: Option<Json>,
    pub since: Option<DateTime>,
    pub until: Option<DateTime>,
    pub key: Option<Secret>,
    pub login: Option<Filter>,
    pub verbose: Option<bool>,
    pub rate: Option<f64>,
    pub status: Option<Status>,
    pub note: Option<String>,
}

internal::record!(ListRequest {
    0 page "page" [];
    1 with_key "withKey" [INT];
    2 ids "ids" [];
    3 urls "urls" [ONE_BASED];
    4 filters "filters" [];
    5 labels "labels" [];
    6 free "free" [];
    7 text "text" [TEXT];
    8 since "since" [INT];
    9 until "until" [];
    10 key "key" [SENSITIVE];
    11 login "login" [SENSITIVE];
    12 verbose "verbose" [];
    13 rate "rate" [];
    14 status "status" [TEXT];
    15 note "note" [];
});

#[non_exhaustive]
pub struct Filter {
    pub name: String,
    pub values: Vec<String>,
}

internal::record!(Filter {
    0 name "name" [REQUIRED];
    1 values "values" [];
});

pub static SERVICE: internal::ServiceInfo = internal::ServiceInfo {
    name: "sample",
    host: "sample.example.com",
    path: "/v2/index.php",
    protocol: &internal::V2,
    version: "",
    region_required: false,
};

macro_rules! action {
    ($request:ident, $name:expr, $result:ty, $place:expr) => {
        impl wire::Action for $request {
            type Result = $result;
            const INFO: &'static internal::ActionInfo = &internal::ActionInfo {
                service: &SERVICE,
                name: $name,
                host: None,
                idempotent: true,
                sensitive: false,
                errors: &[],
                method: wire::Method::Get,
                place: $place,
            };
        }
    };
}

/// Requests without parameters, one for each place of a result.
macro_rules! plain {
    ($($request:ident $result:ty, $place:expr;)*) => {$(
        pub struct $request {}
        internal::record!($request {});
        action!($request, stringify!($request), $result, $place);
    )*};
}

action!(ListRequest, "List", Page, internal::ResultPlace::Data(&["data"]));

plain! {
    JsonRequest Json, internal::ResultPlace::Data(&["data"]);
    ProjectRequest Project, internal::ResultPlace::Data(&["data"]);
    NothingRequest Nothing, internal::ResultPlace::Data(&["data"]);
    BesideRequest Page, internal::ResultPlace::Beside;
    BodyRequest Page, internal::ResultPlace::Body;
    JsonBodyRequest Json, internal::ResultPlace::Body;
}

impl wire::Paginated for ListRequest {
    type Item = Sample;
    const PAGES: &'static internal::PageInfo = &internal::PageInfo {
        style: internal::PageStyle::Page,
        first: 1,
        default_size: Some(20),
        position: 0,
        size: None,
        total: None,
        next: None,
        items: &[1],
    };
}
