//! Proves that a crate can keep a private spec: the generated code names the runtime as `::qcloud_client`, and warns of nothing by itself,
//! not even of what the spec calls deprecated.

#![deny(warnings)]

include!(concat!(env!("OUT_DIR"), "/generated/mod.rs"));

#[cfg(test)]
#[expect(deprecated, reason = "the spec calls the Action deprecated, and its user is warned")]
mod tests {
    use qcloud_client::wire;

    use crate::inventory::{HostState, ListHostsRequest};

    #[test]
    fn a_private_action_is_written_and_read() {
        let request = ListHostsRequest::new("rack-7").tags(["blue", "new"]);
        let parameters = wire::parameters(&request).unwrap();
        assert_eq!(
            parameters.iter().collect::<Vec<_>>(),
            [("rack", "rack-7"), ("tags.0", "blue"), ("tags.1", "new")]
        );
        let body = br#"{"code": 0, "message": "", "data": [{"name": "h1", "state": "up"}, {"name": "h2", "state": "gone"}]}"#;
        let hosts = wire::read_response::<ListHostsRequest>(body).unwrap();
        assert_eq!(hosts[0].state, Some(HostState::Up));
        assert_eq!(hosts[1].state.as_ref().map(HostState::as_str), Some("gone"));
    }
}
