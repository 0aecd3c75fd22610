//! What stops a server from starting, with real calls.
#![allow(dead_code, reason = "nothing is called")]

use axum::Router;
use leptos_actions::{Actions, StartError, prelude::*, server::config::Config};

#[derive(Clone)]
struct Database;

#[action(public)]
async fn save(#[extract] _: State<Database>) -> CallResult<()> {
    Ok(())
}

#[query(public, alias = "fetch")]
async fn load() -> CallResult<()> {
    Ok(())
}

fn start(actions: Actions) -> Result<(), String> {
    actions
        .mount(Router::new())
        .map(drop)
        .map_err(|error| error.to_string())
}

fn complete() -> Actions {
    Actions::new().state(Database)
}

#[test]
fn what_is_complete_starts() {
    start(complete()).unwrap();
    start(complete().expect("load\nsave\n")).unwrap();
}

#[test]
fn missing_state_is_named_with_the_call_that_needs_it() {
    let error = start(Actions::new()).unwrap_err();
    assert!(
        error.contains("`save`") && error.contains("Database>") && error.contains(".state(..)"),
        "{error}"
    );
}

#[test]
fn calls_that_are_not_the_listed_ones_are_named() {
    let error = start(complete().expect("save\nforget\n")).unwrap_err();
    assert!(error.contains("Listed and not linked: [forget]"), "{error}");
    assert!(error.contains("linked and not listed: [load]"), "{error}");
}

// covers: SEO-06
#[test]
fn an_origin_that_is_none_is_named() {
    for wrong in [
        "shop.example",
        "https://shop.example/cart",
        "https://*.shop.example",
        "*",
        "",
    ] {
        let mut config = Config::default();
        config.origins = vec!["https://shop.example".into(), wrong.into()];
        let refused = complete().config(config).mount(Router::new());
        assert!(
            matches!(&refused, Err(StartError::Config { source, .. }) if source == "[actions] origins"),
            "{refused:?}"
        );
        assert!(
            refused
                .unwrap_err()
                .to_string()
                .contains(&format!("`{wrong}` is no origin"))
        );
    }
}
