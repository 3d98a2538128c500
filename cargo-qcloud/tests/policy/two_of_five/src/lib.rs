//! Asks for the balance by `describe_account_balance`, or so this comment says.

mod qcloud;
mod servers;

use qcloud::cvm_v20170312::CvmV20170312Service;

/// Calls inside of macros count; `RunInstancesRequest` here does not.
pub fn instances(client: &Client) -> String {
    let said = "RunInstancesRequest, run_instances";
    format!("{said} {:?}", block_on!(CvmV20170312Service::new(client).describe_instances(request())))
}
