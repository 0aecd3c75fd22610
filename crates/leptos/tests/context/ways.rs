//! The ways by which a call comes.

use axum::{Router, routing::get};
use http::Method;
use leptos_actions_core::{IdempotencyKey, wire::KEY_HEADER};
use leptos_actions_testing::Received;

use crate::{
    app::{
        COMPLETE, Identified, LookAndKeep, LookAndNote, LookAround, LookForEverybody, LookThroughAnother,
        TouchEverything, identified, look_around,
    },
    site,
    support::{ORIGIN, log::Log},
};

pub fn routes() -> Router {
    Router::new().route(
        "/plain",
        get(async || [look_around().await.unwrap(), identified().await.unwrap()].join("|")),
    )
}

// covers: GST-19
#[tokio::test]
async fn a_body_finds_the_same_context_in_every_way_that_a_call_comes() {
    let (site, seen) = site();
    let own = |received: Received| received.outcome::<LookAround>();
    assert_eq!(
        own(site.call(&LookAround {}).header("x-user", "ada").await),
        Ok(COMPLETE.into()),
        "our client"
    );
    let by_program: String = site.get("/_call/look_around").header("x-user", "ada").await.json();
    assert_eq!(by_program, COMPLETE, "a program");
    let through = site.call(&LookThroughAnother {}).header("x-user", "ada").await;
    assert_eq!(
        through.outcome::<LookThroughAnother>(),
        Ok(COMPLETE.into()),
        "a call of a call"
    );
    let identified = site.call(&Identified {}).header("x-user", "ada").await;
    assert_eq!(
        identified.outcome::<Identified>(),
        Ok(COMPLETE.into()),
        "the code that identifies"
    );
    let kept = site.call(&LookAndKeep {}).header("x-user", "ada").await;
    assert_eq!(
        kept.outcome::<LookAndKeep>(),
        Ok(COMPLETE.into()),
        "what is kept for one"
    );

    let page = site.get("/look").header("x-user", "ada").await;
    let four = [COMPLETE; 4].join("|");
    page.status(200).contains(&format!("<p>{four}</p>"));
    let plain = site.get("/plain").header("x-user", "ada").await;
    assert_eq!(plain.text(), [COMPLETE; 2].join("|"));

    for key in [None, Some(IdempotencyKey::random().unwrap().as_str().to_owned())] {
        let action = site
            .call(&LookAndNote {})
            .header("x-user", "ada")
            .on_screen(&LookAround {});
        let action = match &key {
            Some(key) => action.header(KEY_HEADER, key),
            None => action,
        };
        assert_eq!(
            action.await.outcome::<LookAndNote>(),
            Ok(COMPLETE.into()),
            "an action, {key:?}"
        );
    }
    let form = site
        .request(Method::POST, "/look?_call=look_and_note")
        .header("origin", ORIGIN);
    form.header("x-user", "ada").form(&[]).await.status(303);
    assert_eq!(seen.take(), [COMPLETE; 3]);
}

// covers: GST-19
#[tokio::test]
async fn what_is_read_for_an_action_finds_the_context_too() {
    let (site, _) = site();
    let action = site
        .call(&TouchEverything {})
        .header("x-user", "ada")
        .on_screen(&LookThroughAnother {});
    let answer = action.await;
    let fresh = crate::session::fresh(&answer)
        .remove(0)
        .expect("it is read with the action");
    assert_eq!(fresh.read::<String, leptos_actions::NoError>(), Ok(COMPLETE.into()));
}

// covers: GST-19
#[tokio::test]
async fn what_is_kept_for_everybody_finds_nothing_not_even_in_a_page() {
    const NOTHING: &str = "user=None greeting=None options=false component=false";
    let (site, _) = site();
    let page = site.get("/look").header("x-user", "ada").await;
    page.contains(&format!(r#"<p id="kept">1: {NOTHING}</p>"#));
    let called = site.call(&LookForEverybody { round: 2 }).header("x-user", "ada").await;
    assert_eq!(called.outcome::<LookForEverybody>(), Ok(format!("2: {NOTHING}")));
}

// covers: GST-19
#[tokio::test]
async fn a_context_that_nobody_provides_is_a_failure_that_names_the_line() {
    let log = Log::listen();
    let (site, _) = site();
    site.get("/_call/expect_what_is_not_there").await.status(500);
    assert_eq!(log.about("`actions().context(..)`").len(), 1, "{:?}", log.events());
}
