//! What is required is an argument of `new`.

#[path = "../../../../codegen/tests/specs/required_parameters/expected/mod.rs"]
mod generated;

fn main() {
    let _ = generated::cdb::CreateDatabaseRequest::new();
}
