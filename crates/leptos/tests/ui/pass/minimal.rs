//! A public action without arguments.

use leptos_actions::{
    __private::{FieldErrors, FormValues, FromForm, Kind, Validate},
    Action, Callable,
    prelude::*,
};

#[action(public)]
async fn ping() -> CallResult<()> {
    Ok(())
}

fn is_action<A: Action>(_: &A) {}

fn main() {
    let meta = Ping::META;
    assert_eq!((meta.name, meta.access, meta.kind), ("ping", "public", Kind::Action));
    assert!(meta.aliases.is_empty() && meta.fields.is_empty());
    assert_eq!((meta.limit, meta.timeout), (None, None));
    assert!(meta.file.ends_with("minimal.rs"));
    assert_eq!(meta.line, 10);

    let args = Ping::from_form(&FormValues::parse(b"extra=1").unwrap()).unwrap();
    is_action(&args);
    let mut issues = FieldErrors::new();
    args.validate(&mut issues);
    assert!(issues.is_empty());

    drop(ping());
}
