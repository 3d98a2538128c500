//! A generated tree that another version of the generator has made: one error, whatever else would not compile.

mod older {
    ::qcloud_client::generated_by!(0 {
        pub mod inventory;
    });
}

use older::inventory::InventoryService;

fn main() {
    let service: Option<InventoryService> = None;
    let _ = service.map(|service| service.get_rack());
}
