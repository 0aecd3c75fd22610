//! What developers are told of an application that does not fit together, once and with its place.
#![allow(dead_code, reason = "calls are called by their names in addresses")]

#[path = "support/mod.rs"]
mod support;

use axum::Router;
use leptos::prelude::*;
use leptos_actions::{StartError, prelude::*, provide_actions};
use leptos_actions_testing::Site;
use leptos_axum::{AxumRouteListing, LeptosRoutes, generate_route_list};
use leptos_router::{
    SsrMode,
    components::{Route, Router as Pages, Routes},
    path,
};

use crate::support::{ORIGIN, Ran, config, log::Log, mount};

/// Listed once for the process: while Leptos lists routes no resource of any page loads, not even another test's.
static LISTING: std::sync::LazyLock<Vec<AxumRouteListing>> = std::sync::LazyLock::new(|| generate_route_list(App));

#[action(public)]
async fn write_letter(#[form(length = 1..=9)] to: String, text: String) -> CallResult<()> {
    let _ = text;
    match to.as_str() {
        "prose" => Err(WriteLetter::text().refuse("We want no spam."))?,
        "elsewhere" => {
            let mut errors = leptos_actions::FieldErrors::new();
            errors.add("attachment", leptos_actions::FieldIssue::new("missing"));
            Err(errors)?
        }
        _ => Ok(()),
    }
}

#[query(public)]
async fn get_letters() -> CallResult<u32> {
    Ok(1)
}

#[component]
fn App() -> impl IntoView {
    provide_actions();
    view! {
        <Pages>
            <Routes fallback=|| "no such page">
                <Route path=path!("/twins") view=Twins ssr=SsrMode::Async/>
                <Route path=path!("/keyed") view=Keyed ssr=SsrMode::Async/>
                <Route path=path!("/placed") view=Placed ssr=SsrMode::Async/>
                <Route path=path!("/dispatching") view=Dispatching ssr=SsrMode::Async/>
                <Route path=path!("/letters") view=Letters ssr=SsrMode::Async/>
            </Routes>
        </Pages>
    }
}

#[component]
fn Twins() -> impl IntoView {
    let (one, other) = (use_server_action::<WriteLetter>(), use_server_action::<WriteLetter>());
    view! {
        <ServerForm action=one><button/></ServerForm>
        <ServerForm action=other><button/></ServerForm>
    }
}

#[component]
fn Keyed() -> impl IntoView {
    let one = use_server_action::<WriteLetter>();
    let other = use_server_action::<WriteLetter>().keyed("other");
    view! {
        <ServerForm action=one><button/></ServerForm>
        <ServerForm action=one><button/></ServerForm>
        <ServerForm action=other><button/></ServerForm>
    }
}

#[component]
fn Placed() -> impl IntoView {
    let write = use_server_action::<WriteLetter>();
    view! {
        <ServerForm action=write>
            <input name="to" aria-invalid=move || write.aria_invalid("to")/>
            <FieldError action=write name="text"/>
            <button/>
        </ServerForm>
    }
}

#[component]
fn Dispatching() -> impl IntoView {
    let write = use_server_action::<WriteLetter>();
    write.dispatch(WriteLetter {
        to: "ada".into(),
        text: String::new(),
    });
    view! { <ServerForm action=write><button/></ServerForm> }
}

#[component]
fn Letters() -> impl IntoView {
    let letters = use_server_query(|| GetLetters {});
    view! { <Suspense>{move || Suspend::new(async move { letters.await.unwrap_or_default() })}</Suspense> }
}

fn pages() -> Router {
    let options = LeptosOptions::builder().output_name("developers").build();
    Router::new()
        .leptos_routes(&options, LISTING.clone(), App)
        .with_state(options)
}

fn site() -> Site {
    Site::new(mount(pages(), config(|_| ()), &Ran::default()))
}

async fn post(site: &Site, fields: &[(&str, &str)]) {
    post_to(site, "/keyed", fields).await;
}

async fn post_to(site: &Site, page: &str, fields: &[(&str, &str)]) {
    let post = site
        .post(&format!("{page}?_call=write_letter"))
        .header("origin", ORIGIN);
    post.form(fields).await;
}

fn said_once(log: Log, parts: &[&str]) {
    let said = log.about(parts[0]);
    assert_eq!(said.len(), 1, "{said:?}");
    for part in parts.iter().chain(&["developers.rs:"]) {
        assert!(said[0].fields["message"].contains(part), "{part}: {said:?}");
    }
}

// covers: GST-23
#[tokio::test]
async fn a_field_that_the_action_does_not_declare_is_named() {
    let (site, log) = (site(), Log::listen());
    for _ in 0..2 {
        post(
            &site,
            &[("to", "ada"), ("text", ""), ("colour", "red"), ("_other", "1")],
        )
        .await;
    }
    said_once(log, &["sends the field `colour`", "`write_letter`"]);
    assert!(log.about("`_other`").is_empty());
}

// covers: GST-23
#[tokio::test]
async fn a_required_field_that_the_form_has_no_control_for_is_named() {
    let (site, log) = (site(), Log::listen());
    for _ in 0..2 {
        post(&site, &[("to", "ada")]).await;
        post(&site, &[("to", ""), ("text", "")]).await;
    }
    said_once(log, &["sends no field `text`", "`write_letter`"]);
    assert!(log.about("no field `to`").is_empty(), "it was sent, and empty");
}

// covers: GST-23
#[tokio::test]
async fn a_refusal_with_prose_or_of_no_field_is_named() {
    let (site, log) = (site(), Log::listen());
    for to in ["prose", "elsewhere", "prose", "elsewhere"] {
        post(&site, &[("to", to), ("text", "")]).await;
    }
    said_once(log, &["We want no spam.", "where a code is meant"]);
    said_once(log, &["refuses the field `attachment`", "does not declare"]);
}

// covers: GST-23
#[tokio::test]
async fn a_refused_field_without_a_place_for_its_message_is_named() {
    let (site, log) = (site(), Log::listen());
    for to in ["", "prose", ""] {
        post_to(&site, "/placed", &[("to", to), ("text", "")]).await;
    }
    said_once(
        log,
        &["no place for what is wrong with its field `to`", "`write_letter`"],
    );
    assert!(log.about("its field `text`").is_empty(), "`<FieldError>` shows it");
}

// covers: GST-22 GST-23
#[tokio::test]
async fn two_forms_that_cannot_be_told_apart_are_named() {
    let (site, log) = (site(), Log::listen());
    site.get("/keyed").await.status(200);
    assert!(log.about("cannot be told apart").is_empty());
    site.get("/twins").await.status(200);
    site.get("/twins").await.status(200);
    said_once(log, &["cannot be told apart", "`write_letter`", ".keyed(id)"]);
}

// covers: GST-23
#[tokio::test]
async fn a_dispatch_while_a_page_is_rendered_is_named_and_leaves_the_form_idle() {
    let (site, log) = (site(), Log::listen());
    for _ in 0..2 {
        site.get("/dispatching").await.status(200).lacks("aria-busy=\"true\"");
    }
    said_once(log, &["`dispatch` of `write_letter`", "runs nothing"]);
}

// covers: GST-23
#[tokio::test]
async fn a_forgotten_mount_is_named() {
    let log = Log::listen();
    site().get("/keyed").await.status(200);
    assert!(log.about("outside of the router").is_empty());
    let unmounted = Site::new(pages());
    for _ in 0..2 {
        unmounted.get("/keyed").header("accept", "text/html").await.status(200);
        unmounted.post("/keyed?_call=write_letter").form(&[]).await.status(405);
    }
    assert_eq!(log.about("outside of the router").len(), 1, "{:?}", log.events());
    unmounted.get("/letters").await;
    let said = log.about("`actions().mount(pages)`");
    assert_eq!(said.len(), 2, "the page, and the query's failure: {:?}", log.events());
}

// covers: GST-23
#[test]
fn why_a_server_does_not_start_is_read_after_unwrap() {
    let error = StartError::NoCalls;
    assert_eq!(format!("{error:?}"), error.to_string());
}
