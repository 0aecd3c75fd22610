//! The page that an action leads to: what it asks for comes with the action's answer.

use leptos::prelude::*;
use leptos_actions::prelude::*;
use leptos_actions_testing::{Received, Request, Site};

use super::{app::LastNote, browser, support::Ran};

/// Leads to any page, and leaves a note behind.
#[action(public)]
pub async fn go(to: String, #[extract] reply: Reply) -> CallResult<()> {
    reply.set_cookie(("last", "Emma"));
    match to.as_str() {
        "" => Ok(()),
        "nowhere" => {
            reply.redirect("/notes")?;
            Err(CallError::Conflict)
        }
        to if to.starts_with("https:") => Ok(reply.redirect_external(to)?),
        to => Ok(reply.redirect(to)?),
    }
}

/// A page that asks something and breaks.
#[component]
pub fn Broken() -> impl IntoView {
    let last = use_server_query(|| LastNote {});
    let is_asked = move || last.get().is_some();
    view! {
        <Suspense>
            {move || {
                assert!(!is_asked(), "this page breaks");
            }}
        </Suspense>
    }
}

/// A page that replies as an action does.
#[component]
pub fn Replying() -> impl IntoView {
    let scope = Scope::current().expect("a page has a scope");
    let ran: Ran = scope.state().expect("and a counter");
    let reply = scope.reply().expect("and a reply");
    reply.set_cookie(("seen", "yes"));
    reply.after(async move { ran.once_more() });
}

fn leading(site: &Site, to: &str) -> Request {
    site.call(&Go { to: to.into() })
}

/// Its own page shows nothing of what is asked elsewhere.
async fn led(site: &Site, to: &str) -> Received {
    leading(site, to).on_screen(&Other {}).await
}

#[query(public)]
pub async fn other() -> CallResult<()> {
    Ok(())
}

// covers: RED-03
#[tokio::test]
async fn what_the_page_asks_comes_with_the_answer_for_whoever_the_reply_leaves_behind() {
    let (site, _) = browser();
    let answer = led(&site, "/notes?q=1#last").await;
    assert_eq!(answer.status(200).reads(), ["last_note"]);
    assert_eq!(answer.brought(&LastNote {}), Some(Ok("Emma".into())));
    assert_eq!(
        led(&site, "/shared").await.reads(),
        ["last_note"],
        "two components ask it once"
    );
}

#[tokio::test]
async fn what_the_calling_page_shows_is_not_sent_twice() {
    let (site, _) = browser();
    let answer = leading(&site, "/notes").on_screen(&LastNote {}).await;
    assert_eq!((answer.fresh(), answer.reads().len()), (vec![0], 0));
}

#[tokio::test]
async fn nobody_who_does_not_say_what_is_on_screen_has_a_page_rendered() {
    let (site, _) = browser();
    assert!(leading(&site, "/notes").await.status(200).reads().is_empty());
}

#[tokio::test]
async fn a_page_that_is_not_there_breaks_or_is_elsewhere_damages_nothing() {
    let (site, _) = browser();
    for to in [
        "",
        "/missing",
        "/plain",
        "/account",
        "/broken",
        "https://example.org/notes",
    ] {
        let answer = led(&site, to).await;
        assert_eq!(answer.status(200).outcome::<Go>(), Ok(()), "{to}");
        let asks_account: &[&str] = if to == "/account" { &["get_account"] } else { &[] };
        assert_eq!(answer.reads(), asks_account, "{to}");
    }
    let failed = led(&site, "nowhere").await;
    assert_eq!(failed.status(409).outcome::<Go>(), Err(CallError::Conflict));
    assert!(failed.reads().is_empty());
}

#[tokio::test]
async fn what_the_page_itself_replies_is_dropped() {
    let (site, ran) = browser();
    let answer = led(&site, "/moved").await;
    assert_eq!(answer.status(200).header("actions-redirect").as_deref(), Some("/moved"));
    let replying = led(&site, "/replying").await;
    assert!(replying.status(200).cookie("seen").is_none() && replying.cookie("last").is_some());
    tokio::task::yield_now().await;
    assert_eq!(ran.times(), 0, "its work for afterwards is not done");
    let gone = led(&site, "/gone").await;
    gone.status(200);
    assert_eq!(gone.reads(), ["last_note"]);
}
