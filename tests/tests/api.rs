//! The public API: what is documented compiles, and what must not compile says why.

#[test]
fn the_documented_usage_compiles_and_mistakes_do_not() {
    let compile = trybuild::TestCases::new();
    compile.pass("tests/api/pass/*.rs");
    compile.compile_fail("tests/api/fail/*.rs");
}
