//! What the conditions of a spec say of results: generated from `codegen/tests/specs/until`.

#[rustfmt::skip]
#[path = "../../codegen/tests/specs/until/expected/mod.rs"]
mod generated;

use generated::ops_v20200101::{
    DescribeTaskResult, DescribeTasksResult, PARTS_DONE, PARTS_TOUCHED, TASK_FINISHED, TASK_QUIET,
    TASK_READY, TASKS_FINISHED, TASKS_NAMED,
};
use qcloud_client::{Goal, Progress, internal, wire};

fn check<R: internal::Field + internal::Blank>(goal: Goal<R>, cases: &[(&str, Progress, &str)]) {
    for (json, progress, seen) in cases {
        let verdict = goal(&wire::read::<R>(json.as_bytes()).unwrap());
        assert_eq!((verdict.progress(), verdict.seen()), (*progress, *seen), "{json}");
    }
}

use Progress::{Done, Failed, Pending};

#[test]
fn a_value_says_how_far_a_task_is() {
    check::<DescribeTaskResult>(
        TASK_FINISHED,
        &[
            (r#"{"State": 0}"#, Pending, "`State` is 0 (It has not begun)"),
            (r#"{"State": 1}"#, Done, "`State` is 1 (It has come to its end)"),
            (r#"{"State": "1"}"#, Done, "`State` is 1 (It has come to its end)"),
            (r#"{"State": 2}"#, Failed, "`State` is 2 (It broke off)"),
            (r#"{"State": 77}"#, Pending, "`State` is 77"),
            (r#"{"State": null}"#, Pending, "`State` is missing"),
            ("{}", Pending, "`State` is missing"),
        ],
    );
}

#[test]
fn values_that_go_on_make_any_other_a_success() {
    check::<DescribeTaskResult>(
        TASK_QUIET,
        &[
            (r#"{"Detail": {"Phase": "running"}}"#, Pending, "`Phase` is running"),
            (r#"{"Detail": {"Phase": "idle"}}"#, Done, "`Phase` is another text"),
            (r#"{"Detail": {"Phase": "it's \"broken\""}}"#, Failed, "`Phase` is it's \"broken\""),
            (r#"{"Detail": {}}"#, Pending, "`Phase` is missing"),
            ("{}", Pending, "`Detail` is missing"),
        ],
    );
    check::<DescribeTaskResult>(
        TASK_READY,
        &[
            (r#"{"Ready": 1}"#, Done, "`Ready` is 1"),
            (r#"{"Ready": 0}"#, Pending, "`Ready` is 0"),
            ("{}", Pending, "`Ready` is missing"),
        ],
    );
}

#[test]
fn a_list_is_over_when_all_of_it_is_and_there_is_some() {
    check::<DescribeTasksResult>(
        TASKS_FINISHED,
        &[
            ("{}", Pending, ""),
            (r#"{"Tasks": []}"#, Pending, ""),
            (r#"{"Tasks": [{"State": 1}, {"State": 1}]}"#, Done, "`State` is 1 (It has come to its end)"),
            (r#"{"Tasks": [{"State": 2}, {"State": 0}]}"#, Pending, "`State` is 0 (It has not begun)"),
            (r#"{"Tasks": [{"State": 1}, {}]}"#, Pending, "`State` is missing"),
            (r#"{"Tasks": [{"State": 1}, {"State": 2}]}"#, Failed, "`State` is 2 (It broke off)"),
        ],
    );
    check::<DescribeTasksResult>(
        TASKS_NAMED,
        &[
            (r#"{"Words": ["said", "no"]}"#, Done, "`Words` is said"),
            (r#"{"Words": ["said", "secret"]}"#, Pending, "`Words` is another text"),
        ],
    );
}

#[test]
fn numbers_are_over_when_they_add_up_to_more_than_nothing() {
    let parts = |done: i64, failed: i64| {
        format!(
            r#"{{"Tasks": [{{"Total": 2, "Done": {done}, "Failed": {failed}}}, {{"Total": 1, "Done": 1}}]}}"#
        )
    };
    check::<DescribeTasksResult>(
        PARTS_DONE,
        &[
            ("{}", Pending, "of 0, 0 succeeded and 0 failed"),
            (r#"{"Tasks": [{"Total": 0}]}"#, Pending, "of 0, 0 succeeded and 0 failed"),
            (&parts(1, 0), Pending, "of 3, 2 succeeded and 0 failed"),
            (&parts(0, 1), Pending, "of 3, 1 succeeded and 1 failed"),
            (&parts(1, -1), Pending, "of 3, 2 succeeded and 0 failed"),
            (&parts(2, 0), Done, "of 3, 3 succeeded and 0 failed"),
            (&parts(1, 1), Failed, "of 3, 2 succeeded and 1 failed"),
        ],
    );
    check::<DescribeTasksResult>(
        PARTS_TOUCHED,
        &[
            (&parts(1, 1), Pending, "of 3, 2 succeeded and 0 failed"),
            (&parts(2, 7), Done, "of 3, 3 succeeded and 0 failed"),
        ],
    );
}
