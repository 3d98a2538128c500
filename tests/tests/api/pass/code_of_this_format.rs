//! A generated tree in the format that the client reads, as the generator of the same version makes it.

#![deny(warnings)]

mod this {
    ::qcloud_client::generated_by!(1 {
        pub mod inventory {
            pub fn racks() -> u32 {
                2
            }
        }
    });
}

use this::inventory::racks;

fn main() {
    assert_eq!((racks(), this::inventory::racks()), (2, 2));
}
