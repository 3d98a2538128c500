//! A record with a field of every kind, in the form of generated code, and Actions that answer with it in every place.

use std::collections::BTreeMap;

use qcloud_client::internal::{self, ResultPlace};
use qcloud_client::wire::{self, ReadError};
use qcloud_client::{Date, DateTime, Json, Secret};

/// What no error and no Debug output may show.
pub const PLANTED: &str = "hunter2";

pub struct Sample {
    pub id: String,
    pub count: u64,
    pub note: Option<String>,
    pub amount: Option<i64>,
    pub big: Option<u64>,
    pub signed: Option<i64>,
    pub ratio: Option<f64>,
    pub price: Option<f64>,
    pub flag: Option<bool>,
    pub switch: Option<bool>,
    pub word: Option<bool>,
    pub status: Option<Status>,
    pub state: Option<Status>,
    pub kind: Option<Kind>,
    pub kinds: Vec<Kind>,
    pub states: Vec<Status>,
    pub day: Option<Date>,
    pub at: Option<DateTime>,
    pub since: Option<DateTime>,
    pub password: Option<Secret>,
    pub keys: Vec<Secret>,
    pub pins: Vec<i64>,
    pub hidden: Option<Inner>,
    pub vault: BTreeMap<String, i64>,
    pub extra: Option<Json>,
    pub any: Vec<Json>,
    pub packed: Option<Json>,
    pub inner: Option<Inner>,
    pub parent: Option<Box<Sample>>,
    pub children: Vec<Sample>,
    pub grid: Vec<Vec<i64>>,
    pub table: BTreeMap<String, Vec<i64>>,
    pub by_name: BTreeMap<String, Inner>,
    pub lines: Vec<Inner>,
    pub r#type: Option<String>,
    pub names: Vec<String>,
}

internal::record!(Sample {
    0 id "id" [REQUIRED];
    1 count "count" [REQUIRED];
    2 note "note" [NULLABLE];
    3 amount "amount" [TEXT];
    4 big "big" [];
    5 signed "signed" [];
    6 ratio "ratio" [];
    7 price "price" [TEXT];
    8 flag "flag" [];
    9 switch "switch" [INT];
    10 word "word" [TEXT];
    11 status "status" [];
    12 state "state" [TEXT];
    13 kind "kind" [];
    14 kinds "kinds" [];
    15 states "states" [TEXT];
    16 day "day" [];
    17 at "at" [];
    18 since "since" [INT];
    19 password "password" [SENSITIVE];
    20 keys "keys" [SENSITIVE];
    21 pins "pins" [SENSITIVE];
    22 hidden "hidden" [SENSITIVE];
    23 vault "vault" [SENSITIVE];
    24 extra "extra" [];
    25 any "any" [];
    26 packed "packed" [TEXT];
    27 inner "inner" [];
    28 parent "parent" [];
    29 children "children" [];
    30 grid "grid" [];
    31 table "table" [];
    32 by_name "byName" [];
    33 lines "lines" [ONE_BASED];
    34 r#type "type" [];
    35 names "names" [NULLABLE];
});

pub struct Inner {
    pub id: String,
    pub value: Option<i64>,
    pub tags: Vec<String>,
}

internal::record!(Inner {
    0 id "id" [REQUIRED];
    1 value "value" [];
    2 tags "tags" [];
});

/// A record that requires what is rarely required.
pub struct Strict {
    pub inner: Inner,
    pub names: Vec<String>,
    pub table: BTreeMap<String, i64>,
    pub free: Json,
}

internal::record!(Strict {
    0 inner "inner" [REQUIRED];
    1 names "names" [REQUIRED];
    2 table "table" [REQUIRED];
    3 free "free" [REQUIRED];
});

#[non_exhaustive]
#[derive(PartialEq)]
pub enum Status {
    Stopped,
    Running,
    Unknown(wire::Unknown),
}

internal::int_enum!(Status {
    0 Stopped "It stands still.";
    1 Running "It runs.";
});

#[non_exhaustive]
#[derive(PartialEq)]
pub enum Kind {
    Ca,
    Svr,
    Unknown(wire::Unknown),
}

internal::text_enum!(Kind {
    "CA" Ca "For clients.";
    "SVR" Svr "For servers.";
});

macro_rules! action {
    ($name:ident $result:ty, $place:expr) => {
        pub struct $name {}

        internal::record!($name {});

        impl wire::Action for $name {
            type Result = $result;
            const INFO: &'static internal::ActionInfo = &internal::ActionInfo {
                service: &internal::ServiceInfo {
                    name: "test",
                    host: "localhost",
                    path: "/",
                    protocol: &internal::V2,
                    version: "",
                    region_required: false,
                },
                name: stringify!($name),
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

action!(InData Sample, ResultPlace::Data(&["data"]));
action!(InDataData Inner, ResultPlace::Data(&["data", "data"]));
action!(ListInData Vec<Inner>, ResultPlace::Data(&["data"]));
action!(MapInData BTreeMap<String, Inner>, ResultPlace::Data(&["data"]));
action!(Beside Inner, ResultPlace::Beside);
action!(InBody Json, ResultPlace::Body);
action!(RecordInBody Inner, ResultPlace::Body);
action!(Nothing Json, ResultPlace::Data(&["data"]));

/// A sample with nothing in it that is not required.
pub fn sample() -> Sample {
    Sample { id: "a".to_owned(), count: 1, ..internal::blank() }
}

pub fn inner(id: &str) -> Inner {
    Inner { id: id.to_owned(), ..internal::blank() }
}

/// Reads a sample that has these fields beside the required ones.
pub fn with(fields: &str) -> Result<Sample, ReadError> {
    wire::read(format!("{{\"id\":\"a\",\"count\":1,{fields}}}").as_bytes())
}

/// What reading these fields strictly fails with: path and message.
pub fn failure(fields: &str) -> String {
    let json = format!("{{\"id\":\"a\",\"count\":1,{fields}}}");
    let error = internal::read_strictly::<Sample>(json.as_bytes()).expect_err(fields);
    format!("{}: {}", error.path(), error.message())
}

/// What comes back of these fields, the required ones left out.
pub fn written(fields: &str) -> Json {
    written_of(&with(fields).expect(fields))
}

pub fn written_of(sample: &Sample) -> Json {
    let mut json = wire::to_json(sample);
    let members = json.as_object_mut().expect("a record is an object");
    members.retain(|name, value| {
        let is_blank = match name.as_str() {
            "id" | "count" => true,
            "note" | "names" => value.is_null(),
            _ => {
                value.as_array().is_some_and(Vec::is_empty)
                    || value.as_object().is_some_and(serde_json::Map::is_empty)
            }
        };
        !is_blank
    });
    json
}

/// Whether `serde_json/arbitrary_precision` is on: another crate of a build can turn it on, and so can
/// `cargo test --features serde_json/arbitrary_precision`.
pub fn keeps_all_digits() -> bool {
    serde_json::from_str::<Json>("1.50").is_ok_and(|number| format!("{number}") == "1.50")
}
