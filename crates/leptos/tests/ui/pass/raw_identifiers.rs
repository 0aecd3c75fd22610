//! The wire knows no `r#`.

use leptos_actions::{
    __private::{FieldErrors, FormValues, FromForm, Validate},
    Callable,
    prelude::*,
};

#[action(public)]
async fn r#move(#[form(length = 1..=3)] r#type: String, #[extract] r#in: Scope) -> CallResult<String> {
    let _ = r#in;
    Ok(r#type)
}

fn main() {
    assert_eq!(Move::META.name, "move");
    assert_eq!(Move::META.fields[0].name, "type");
    let args = Move::from_form(&FormValues::parse(b"type=long").unwrap()).unwrap();
    let mut issues = FieldErrors::new();
    args.validate(&mut issues);
    assert_eq!(issues.iter().next().unwrap().0, "type");
    drop(r#move(String::new()));
}
