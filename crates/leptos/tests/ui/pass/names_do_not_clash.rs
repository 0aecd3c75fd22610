//! Whatever the author calls things, generated code means its own.

#![allow(dead_code, non_camel_case_types)]

use ::leptos_actions::{__private::FromForm as _, Callable as _, action, query};

mod std {}
mod core {}
mod serde {}
mod leptos_actions {}
mod p {}

struct Option;
struct Result;
struct Ok;
struct Err;
struct Some;
struct None;
struct String;
struct Vec;
struct Callable;
struct Action;
struct Travels;
struct Argument;
struct Clone;

const ISSUES: u8 = 1;

type Done = ::leptos_actions::CallResult<u32>;

#[action(public)]
async fn every(
    form: u32,
    issues: u32,
    requirements: u32,
    caller: u32,
    #[extract] scope: ::leptos_actions::Scope,
    extract_0: u32,
    #[extract] self_: ::leptos_actions::Scope,
    field_form: u32,
    args: u32,
    body: u32,
    argument: u32,
) -> Done {
    let _ = (scope, self_);
    Done::Ok(form + issues + requirements + caller + extract_0 + field_form + args + body + argument)
}

#[query(public)]
async fn rules(#[form(range = 0..=9)] issues: u8, #[form(range = ISSUES..=9)] range: u8) -> Done {
    Done::Ok(u32::from(issues + range))
}

macro_rules! make {
    ($name:ident, $caller:ident: $ty:ty, $rule:expr) => {
        #[action(public)]
        async fn $name(#[form(range = 0..=$rule)] $caller: $ty, inner: $ty) -> Done {
            let unit = 1;
            Done::Ok($caller + inner + unit)
        }
    };
}

make!(made, caller: u32, 9);

fn main() {
    assert_eq!(Every::META.fields.len(), 9);
    assert_eq!(Rules::META.fields.len(), 2);
    assert_eq!(Made::META.fields[0].ty, "u32");
    let form = ::leptos_actions::__private::FormValues::parse(b"caller=1&inner=2").unwrap();
    assert!(Made::from_form(&form).is_ok());
}
