//! What compiles, what it means, and what the compiler says when it does not.
//!
//! The texts in `ui/fail` are those of one compiler. After reading every change, write them anew with
//! `TRYBUILD=overwrite cargo test -p leptos_actions --test ui`.

#[test]
fn what_is_right_runs_and_what_is_wrong_is_said_where_it_stands() {
    let cases = trybuild::TestCases::new();
    cases.pass("tests/ui/pass/*.rs");
    cases.compile_fail("tests/ui/fail/*.rs");
}
