//! A generated tree that a later version of the generator has made: one error, whatever else would not compile.

mod later {
    ::qcloud_client::generated_by!(1000 {
        pub mod inventory { pub use ::qcloud_client::internal::ThatIsNotThere; }
    });
}

fn main() {
    later::inventory::call();
}
