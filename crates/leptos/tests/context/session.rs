//! Sessions that are no cookie of the reply: a layer outside puts them into the request's extensions.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use axum::{
    Extension, Router,
    extract::Request,
    middleware::{self, Next},
    response::Response,
};
use leptos::prelude::*;
use leptos_actions::{Axum, Principal, Reply, Scope, prelude::*};
use leptos_actions_core::{
    IdempotencyKey, codec,
    wire::{Answer, KEY_HEADER},
};
use leptos_actions_testing::{Received, Site};

use crate::{
    app::Seen,
    complete, pages,
    support::{ORIGIN, log::Log},
};

/// Who is signed in, by the header that stands for a cookie.
#[derive(Clone, Default)]
struct Sessions(Arc<Mutex<HashMap<String, String>>>);

/// A session as `axum_login` or `axum_session_auth` give it: whom it belongs to is read once, when the request begins.
#[derive(Clone)]
pub struct Session {
    id: String,
    user: Option<String>,
    sessions: Sessions,
}

impl Session {
    fn sign_in(&self, user: &str) {
        self.sessions.0.lock().unwrap().insert(self.id.clone(), user.to_owned());
    }
}

impl Sessions {
    async fn load(self, mut request: Request, next: Next) -> Response {
        let id = request
            .headers()
            .get("x-session")
            .map_or("", |id| id.to_str().unwrap())
            .to_owned();
        let user = self.0.lock().unwrap().get(&id).cloned();
        request.extensions_mut().insert(Session {
            id,
            user,
            sessions: self,
        });
        next.run(request).await
    }

    fn around(self, router: Router) -> Router {
        router.layer(middleware::from_fn(move |request, next| {
            self.clone().load(request, next)
        }))
    }
}

pub struct Member(String);

impl Caller for Member {
    async fn identify(scope: &Scope) -> CallResult<Self> {
        let session = scope.extension::<Session>();
        let user = session.and_then(|session| session.user);
        Ok(Self(user.ok_or(CallError::Unauthenticated)?))
    }

    fn principal(&self) -> Principal {
        Principal::new("member", &self.0)
    }
}

#[query]
pub async fn own_name(#[caller] member: Member) -> CallResult<String> {
    Ok(member.0)
}

#[query(public, tags = ["nothing"])]
pub async fn anything() -> CallResult<u32> {
    Ok(1)
}

fn signed_in(session: &Session, reply: &Reply) -> CallResult<()> {
    session.sign_in("ada");
    Ok(reply.redirect("/member")?)
}

#[action(public)]
pub async fn by_extract(
    #[extract] Axum(Extension(session)): Axum<Extension<Session>>,
    #[extract] reply: Reply,
) -> CallResult<()> {
    signed_in(&session, &reply)
}

#[action(public)]
pub async fn by_scope(#[extract] scope: Scope, #[extract] reply: Reply) -> CallResult<()> {
    signed_in(&scope.extension().or_not_found()?, &reply)
}

#[action(public)]
pub async fn by_leptos_axum(#[extract] reply: Reply) -> CallResult<()> {
    let Extension(session): Extension<Session> = leptos_axum::extract().await?;
    signed_in(&session, &reply)
}

#[action(public)]
pub async fn by_word(#[extract] scope: Scope, #[extract] reply: Reply) -> CallResult<()> {
    let head = scope.head().or_not_found()?;
    reply.caller_changed();
    signed_in(head.extensions.get().or_not_found()?, &reply)
}

#[action(public, refreshes("nothing"))]
pub async fn by_word_alone(#[extract] reply: Reply) -> CallResult<()> {
    reply.caller_changed();
    Ok(())
}

#[action(public)]
pub async fn without_a_session(#[extract] reply: Reply) -> CallResult<()> {
    Ok(reply.redirect("/member")?)
}

#[component]
pub fn Area() -> impl IntoView {
    let name = use_server_query(|| OwnName {});
    view! { <Suspense>{move || Suspend::new(async move { name.await.unwrap_or_else(|error| error.code().into()) })}</Suspense> }
}

/// What was read of the screen with an action; nothing where the page is to ask itself.
pub fn fresh(answer: &Received) -> Vec<Option<Answer>> {
    let answer: Answer = codec::from_slice(answer.bytes()).expect("an answer to a call");
    answer
        .fresh
        .unwrap_or_default()
        .into_iter()
        .map(|(_, fresh)| fresh)
        .collect()
}

fn site() -> Site {
    let mounted = complete(&Seen::default()).mount(pages()).unwrap();
    Site::new(Sessions::default().around(mounted))
}

// covers: GST-21
#[tokio::test]
async fn what_is_read_after_a_sign_in_is_read_in_a_request_of_its_own() {
    for action in ["by_extract", "by_scope", "by_leptos_axum", "by_word"] {
        let (site, key) = (site(), IdempotencyKey::random().unwrap());
        let post = || {
            let call = site
                .post(&format!("/_call/{action}.cbor"))
                .body("application/cbor", codec::to_vec(&ByScope {}).unwrap());
            call.header("x-session", "1").header(KEY_HEADER, key.as_str())
        };
        for attempt in ["first", "repeated"] {
            let answer = post().on_screen(&OwnName {}).on_screen(&Anything {}).await;
            answer.status(200);
            assert_eq!(
                fresh(&answer),
                [None, None],
                "{action}, {attempt}: the page asks itself"
            );
            let answer = post().on_screen(&Anything {}).await;
            assert_eq!(
                answer.reads(),
                [""; 0],
                "{action}, {attempt}: and of the page that it leads to"
            );
        }
        let next = site.call(&OwnName {}).header("x-session", "1").await;
        assert_eq!(next.outcome::<OwnName>(), Ok("ada".into()), "{action}");
    }
}

// covers: GST-21
#[tokio::test]
async fn who_says_that_the_caller_has_changed_has_all_of_the_screen_asked_again() {
    let answer = site()
        .call(&ByWordAlone {})
        .on_screen(&OwnName {})
        .on_screen(&Anything {})
        .await;
    assert_eq!(fresh(&answer), [None, None], "whatever the action refreshes");
    let answer: Answer = codec::from_slice(answer.bytes()).unwrap();
    assert_eq!(answer.stale, None, "in other tabs too");
}

#[tokio::test]
async fn an_action_that_takes_no_session_brings_what_it_makes_stale_and_where_it_leads() {
    let answer = site().call(&WithoutASession {}).on_screen(&Anything {}).await;
    assert!(fresh(&answer)[0].is_some());
    assert_eq!(answer.reads(), ["own_name"]);
}

#[tokio::test]
async fn without_scripts_the_next_page_knows_the_member() {
    let site = site();
    let post = site
        .post("/look?_call=by_extract")
        .header("origin", ORIGIN)
        .header("x-session", "1");
    post.form(&[]).await.status(303).redirected_to("/member");
    site.get("/member")
        .header("x-session", "1")
        .await
        .status(200)
        .contains("ada");
}

// covers: GST-21
#[tokio::test]
async fn a_session_layer_inside_the_application_is_named_with_its_place() {
    let inside = Sessions::default().around(pages());
    let site = Site::new(complete(&Seen::default()).mount(inside).unwrap());
    let log = Log::listen();
    site.call(&OwnName {}).header("x-session", "1").await.status(401);
    site.call(&OwnName {}).header("x-session", "1").await.status(401);
    assert_eq!(
        log.about("`actions().mount(pages)?.layer(..)`").len(),
        1,
        "once for a type"
    );
    let log = Log::listen();
    site.call(&ByExtract {}).header("x-session", "1").await.status(500);
    assert_eq!(log.about("`actions().mount(pages)?.layer(..)`").len(), 1);
}
