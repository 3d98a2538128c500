//! What stands in two packages, because neither may depend on the other, says the same in both.

#[test]
fn the_client_and_the_generator_know_the_same_secrets_by_name() {
    let of_generator = include_str!("../../codegen/src/vendor/secret_words.rs");
    let of_client = include_str!("../../generated-client/src/handwritten/protocol/secret_words.rs");
    assert!(of_generator == of_client, "copy codegen/src/vendor/secret_words.rs over the client's");
}
