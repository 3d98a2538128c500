//! The servers of the other service, by an alias of its module.

use crate::qcloud::lighthouse_v20200324 as lighthouse;

pub type Servers = lighthouse::DescribeInstancesRequest;
pub type Again = lighthouse::DescribeInstancesRequest;
