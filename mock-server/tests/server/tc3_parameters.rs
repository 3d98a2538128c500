//! Whether parameters in JSON are what the spec asks for.

use qcloud_mock_server::MockServer;
use serde_json::{Value, json};

use crate::api3::{api3, failure, response};
use crate::support::{fixed, workspace};

async fn server() -> MockServer {
    fixed().spec(workspace("mock-server/tests/spec")).start().await.unwrap()
}

async fn refusal(server: &MockServer, action: &str, parameters: &Value) -> (String, String) {
    failure(&api3(server, "cvm", "2017-03-12", action, parameters).send().await)
}

#[tokio::test]
async fn every_type_is_taken_in_the_form_that_the_spec_states() {
    let server = server().await;
    let parameters = json!({
        "InstanceCount": -1,
        "Price": 1,
        "DryRun": true,
        "Protected": 1,
        "Kind": "BIG",
        "Level": 2,
        "StartTime": "2026-01-01T08:00:00+08:00",
        "EndTime": "2026-01-01 08:00:00",
        "ReleaseAt": 1_767_225_600,
        "Day": "2026-01-01",
        "UserData": "aGVsbG8=",
        "Serial": "18446744073709551615",
        "Settings": [1, {"a": null}],
        "Document": "{\"a\": 1}",
        "Labels": {"a.b": "", "c": "d"},
        "Disks": [{"Size": 10, "Tags": ["x"]}, {"Size": 20}],
        "LoginSettings": {},
        "ClientToken": null,
    });
    let request = api3(&server, "cvm", "2017-03-12", "RunInstances", &parameters);
    let answer = response(&request.send().await);
    assert_eq!(answer.get("Error"), None, "{answer}");
    let flat = "InstanceCount=-1&Price=1.5&DryRun=True&Protected=0&Level=2&Serial=18446744073709551615\
                &StartTime=2026-01-01T00:00:00Z&Disks.0.Size=10&Disks.0.Tags.0=x&Labels.a.b=c";
    let request = api3(&server, "cvm", "2017-03-12", "RunInstances", &json!({})).get(flat);
    let answer = response(&request.send().await);
    assert_eq!(answer.get("Error"), None, "{answer}");
}

/// Parameters of `RunInstances`, and the code and message of what is wrong with them.
async fn check(cases: impl IntoIterator<Item = (Value, &str, &str)>) {
    let server = server().await;
    for (mut parameters, code, message) in cases {
        if !message.starts_with("`InstanceCount`") {
            parameters["InstanceCount"] = 1.into();
        }
        let found = refusal(&server, "RunInstances", &parameters).await;
        assert_eq!(found, (code.to_owned(), message.to_owned()), "{parameters}");
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_scalar_is_said_with_its_name_and_a_code() {
    check([
        (json!({}), "MissingParameter", "`InstanceCount`: required, and missing"),
        (json!({"InstanceCount": null}), "MissingParameter", "`InstanceCount`: required, and missing"),
        (
            json!({"InstanceCount": "1"}),
            "InvalidParameter",
            "`InstanceCount`: expected an integer, found `\"1\"`",
        ),
        (
            json!({"InstanceCount": 1.5}),
            "InvalidParameter",
            "`InstanceCount`: expected an integer, found `1.5`",
        ),
        (json!({"Price": "1"}), "InvalidParameter", "`Price`: expected a number, found `\"1\"`"),
        (json!({"DryRun": 1}), "InvalidParameter", "`DryRun`: expected `true` or `false`, found `1`"),
        (json!({"Protected": true}), "InvalidParameter", "`Protected`: expected 0 or 1, found `true`"),
        (json!({"Protected": 2}), "InvalidParameterValue", "`Protected`: expected 0 or 1, found `2`"),
        (
            json!({"Kind": "HUGE"}),
            "InvalidParameterValue",
            "`Kind`: expected one of `SMALL`, `BIG`, found `\"HUGE\"`",
        ),
        (json!({"Level": 3}), "InvalidParameterValue", "`Level`: expected one of `1`, `2`, found `3`"),
        (json!({"Level": "1"}), "InvalidParameter", "`Level`: expected one of `1`, `2`, found `\"1\"`"),
        (
            json!({"StartTime": "2026-01-01 08:00:00"}),
            "InvalidParameterValue",
            "`StartTime`: expected a time such as `2017-12-20T08:00:00+08:00`, found `\"2026-01-01 08:00:00\"`",
        ),
        (
            json!({"EndTime": "2026-01-01T08:00:00+08:00"}),
            "InvalidParameterValue",
            "`EndTime`: expected a time such as `2017-12-20 08:00:00`, found `\"2026-01-01T08:00:00+08:00\"`",
        ),
        (json!({"ReleaseAt": "1"}), "InvalidParameter", "`ReleaseAt`: expected Unix seconds, found `\"1\"`"),
        (
            json!({"Day": "2026-1-1"}),
            "InvalidParameterValue",
            "`Day`: expected a date such as `2017-12-20`, found `\"2026-1-1\"`",
        ),
        (
            json!({"UserData": "hello!"}),
            "InvalidParameterValue",
            "`UserData`: expected a string of Base64, found `\"hello!\"`",
        ),
        (
            json!({"Serial": 1}),
            "InvalidParameter",
            "`Serial`: expected an integer that is not negative, found `1`",
        ),
        (json!({"Document": {}}), "InvalidParameter", "`Document`: expected JSON, found `{}`"),
        (json!({"Document": "{"}), "InvalidParameterValue", "`Document`: expected JSON, found `\"{\"`"),
    ])
    .await;
}

#[tokio::test]
async fn what_is_wrong_inside_a_parameter_is_said_with_the_way_there_and_a_code() {
    check([
        (json!({"Labels": []}), "InvalidParameter", "`Labels`: expected an object, found `[]`"),
        (json!({"Labels": {"a": 1}}), "InvalidParameter", "`Labels.a`: expected a string, found `1`"),
        (json!({"Disks": {}}), "InvalidParameter", "`Disks`: expected an array, found `{}`"),
        (json!({"Disks": [null]}), "InvalidParameter", "`Disks.0`: expected an object, found `null`"),
        (json!({"Disks": [{"Size": 10}, {}]}), "MissingParameter", "`Disks.1.Size`: required, and missing"),
        (
            json!({"Disks": [{"Size": 9}]}),
            "InvalidParameterValue",
            "`Disks.0.Size`: 9 is below the lower bound 10",
        ),
        (
            json!({"Disks": [{"Size": 10, "Tags": ["x", 1]}]}),
            "InvalidParameter",
            "`Disks.0.Tags.1`: expected a string, found `1`",
        ),
        (
            json!({"Disks": [{"Size": 10}, {"Size": 10}, {"Size": 10}]}),
            "InvalidParameterValue",
            "`Disks`: 3 elements is above the upper bound 2",
        ),
        (
            json!({"ClientToken": "123456789"}),
            "InvalidParameterValue",
            "`ClientToken`: 9 characters is above the upper bound 8",
        ),
        (
            json!({"LoginSettings": {"Pasword": "x"}}),
            "UnknownParameter",
            "`LoginSettings.Pasword`: there is no such field; did you mean `LoginSettings.Password`?",
        ),
        (
            json!({"LoginSettings": {"Password": 12345}}),
            "InvalidParameter",
            "`LoginSettings.Password`: expected a string, found something else",
        ),
        (json!({"Colour": "red"}), "UnknownParameter", "`Colour`: there is no such parameter"),
    ])
    .await;
}

#[tokio::test]
async fn everything_that_is_wrong_is_said_at_once_and_the_first_has_the_code() {
    let server = server().await;
    assert_eq!(
        refusal(&server, "DescribeInstances", &json!({"Limit": 0, "Ofset": 1, "InstanceIds": "x"})).await,
        (
            "InvalidParameter".to_owned(),
            "`InstanceIds`: expected an array, found `\"x\"`; `Limit`: 0 is below the lower bound 1; \
             `Ofset`: there is no such parameter; did you mean `Offset`?"
                .to_owned()
        )
    );
}

#[tokio::test]
async fn the_example_that_fits_best_answers() {
    let server = server().await;
    let total = async |parameters: Value| {
        let request = api3(&server, "cvm", "2017-03-12", "DescribeInstances", &parameters);
        response(&request.send().await)["TotalCount"].clone()
    };
    assert_eq!(total(json!({})).await, 21, "it lacks the least");
    assert_eq!(total(json!({"Offset": 20, "Limit": 20})).await, 21);
    assert_eq!(total(json!({"Filters": [{"Name": "instance-name", "Values": ["unnamed"]}]})).await, 1);
}
