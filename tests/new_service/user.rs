//! What a user writes against the new service: the only handwritten Rust of the test.

#![deny(warnings)]

use qcloud_client::vpc::{DropSubnetRequest, Filter, ListSubnetsRequest};
use qcloud_client::wire::{self, Paginated};

fn main() {
    let mut request = ListSubnetsRequest::new("vpc-1")
        .filters([Filter::new("state").values(["up", "new"])])
        .zones([3]);
    request.set_position(20);
    let parameters = wire::parameters(&request).unwrap();
    let expected = [
        ("vpcId", "vpc-1"),
        ("filters.0.name", "state"),
        ("filters.0.values.0", "up"),
        ("filters.0.values.1", "new"),
        ("zones.0", "3"),
        ("offset", "20"),
    ];
    assert_eq!(parameters.iter().collect::<Vec<_>>(), expected);

    let body = br#"{"code": "0", "totalCount": "7", "data": [{"subnetId": "subnet-1", "gateway": []}, {"subnetId": 2}]}"#;
    let subnets = wire::read_response::<ListSubnetsRequest>(body).unwrap();
    assert_eq!(ListSubnetsRequest::total(&subnets), Some(7));
    let subnets = ListSubnetsRequest::into_items(subnets);
    assert_eq!(subnets[0].gateway.as_ref().unwrap().address, None);
    assert_eq!(subnets[1].subnet_id, "2");

    let drop = DropSubnetRequest::new("subnet-1").force(true);
    let parameters = wire::parameters(&drop).unwrap();
    assert_eq!(parameters.iter().collect::<Vec<_>>(), [("subnetId", "subnet-1"), ("force", "1")]);
    wire::read_response::<DropSubnetRequest>(br#"{"code": 0, "data": []}"#).unwrap();
    println!("the new service works");
}
