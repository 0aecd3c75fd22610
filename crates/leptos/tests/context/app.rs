//! Calls that tell what their code finds, and a page that makes them.

use std::sync::{Arc, Mutex};

use http::request::Parts;
use leptos::prelude::*;
use leptos_actions::{Scope, prelude::*, provide_actions};
use leptos_axum::ResponseOptions;
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

use crate::{old_code, session, user_in};

/// What the application provides.
#[derive(Clone)]
pub struct Greeting(pub &'static str);

/// What a component provides, which is no business of the code of a call.
#[derive(Clone)]
pub struct OfAComponent;

/// What was found, where an answer cannot say it.
#[derive(Clone, Default)]
pub struct Seen(Arc<Mutex<Vec<String>>>);

impl Seen {
    pub fn note(&self, found: String) {
        self.0.lock().unwrap().push(found);
    }

    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

/// All that code finds in its context.
pub fn found() -> String {
    let user = use_context::<Parts>().map(|head| user_in(&head.headers));
    let greeting = use_context::<Greeting>().map(|greeting| greeting.0);
    let options = use_context::<ResponseOptions>().is_some();
    let component = use_context::<OfAComponent>().is_some();
    format!("user={user:?} greeting={greeting:?} options={options} component={component}")
}

/// What a call of ada's is to find.
pub const COMPLETE: &str = r#"user=Some("ada") greeting=Some("hello") options=true component=false"#;

#[query(public)]
pub async fn look_around() -> CallResult<String> {
    let before = found();
    tokio::task::yield_now().await;
    assert_eq!(found(), before);
    let of_axum: http::HeaderMap = leptos_axum::extract().await?;
    assert_eq!(use_context::<Parts>().map(|head| head.headers), Some(of_axum));
    Ok(before)
}

#[query(public)]
pub async fn look_through_another() -> CallResult<String> {
    look_around().await
}

#[query(public, cache = private("1min"))]
pub async fn look_and_keep() -> CallResult<String> {
    Ok(found())
}

#[query(public, cache = shared("1min"))]
pub async fn look_for_everybody(round: u32) -> CallResult<String> {
    Ok(format!("{round}: {}", found()))
}

#[action(public)]
pub async fn look_and_note(#[extract] State(seen): State<Seen>) -> CallResult<String> {
    tokio::task::yield_now().await;
    seen.note(found());
    Ok(found())
}

#[action(public)]
pub async fn touch_everything() -> CallResult<()> {
    Ok(())
}

/// Whoever the context says.
pub struct OfTheContext(String);

impl Caller for OfTheContext {
    async fn identify(_: &Scope) -> CallResult<Self> {
        tokio::task::yield_now().await;
        Ok(Self(found()))
    }

    fn principal(&self) -> leptos_actions::Principal {
        leptos_actions::Principal::new("context", &self.0)
    }
}

#[query]
pub async fn identified(#[caller] caller: OfTheContext) -> CallResult<String> {
    Ok(caller.0)
}

#[component]
pub fn App() -> impl IntoView {
    provide_actions();
    view! {
        <Router>
            <Routes fallback=|| "no such page">
                <Route path=path!("/look") view=Look ssr=SsrMode::Async/>
                <Route path=path!("/member") view=session::Area ssr=SsrMode::Async/>
                <Route path=path!("/moved") view=old_code::Moved ssr=SsrMode::Async/>
            </Routes>
        </Router>
    }
}

#[component]
fn Look() -> impl IntoView {
    provide_context(OfAComponent);
    let query = use_server_query(|| LookAround {});
    let kept = use_server_query(|| LookForEverybody { round: 1 });
    let resource = Resource::new(
        || (),
        |()| async {
            let answers = [look_around().await, look_through_another().await, identified().await];
            assert!(
                use_context::<OfAComponent>().is_some(),
                "the page's own context is there again"
            );
            answers.map(Result::unwrap_or_default).join("|")
        },
    );
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                let (found, kept) = (query.await.unwrap_or_default(), kept.await.unwrap_or_default());
                let signal = RwSignal::new(resource.await);
                view! { <p>{found}"|"{signal}</p> <p id="kept">{kept}</p> }
            })}
        </Suspense>
    }
}
