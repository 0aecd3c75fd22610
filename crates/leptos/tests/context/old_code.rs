//! What code does that was written for `#[server]` functions of `leptos_axum`.

use http::{HeaderName, HeaderValue, StatusCode, header};
use leptos::prelude::*;
use leptos_actions::prelude::*;
use leptos_axum::{ResponseOptions, redirect};

use crate::{
    site,
    support::{ORIGIN, log::Log},
};

fn leave_marks() {
    let options = expect_context::<ResponseOptions>();
    options.insert_header(HeaderName::from_static("x-mark"), HeaderValue::from_static("old"));
    options.append_header(header::SET_COOKIE, HeaderValue::from_static("a=1"));
    options.append_header(header::SET_COOKIE, HeaderValue::from_static("b=2"));
    options.set_status(StatusCode::CREATED);
}

#[action(public)]
pub async fn write_marks() -> CallResult<()> {
    leave_marks();
    Ok(())
}

#[action(public)]
pub async fn lead(to: String) -> CallResult<()> {
    leave_marks();
    redirect(&to);
    Ok(())
}

#[query(public)]
pub async fn send_away() -> CallResult<()> {
    redirect("/elsewhere");
    Ok(())
}

#[query(public)]
pub async fn expect_what_is_not_there() -> CallResult<()> {
    expect_context::<std::net::SocketAddr>();
    Ok(())
}

#[component]
pub fn Moved() -> impl IntoView {
    let away = use_server_query(|| SendAway {});
    view! { <Suspense>{move || Suspend::new(async move { away.await.is_ok() })}</Suspense> }
}

// covers: GST-19
#[tokio::test]
async fn headers_cookies_and_the_status_of_response_options_are_the_answers() {
    let (site, _) = site();
    let by_program = site.post("/_call/write_marks").json(&()).await;
    by_program.status(400);
    let by_program = site.post("/_call/write_marks").body("application/json", "{}").await;
    assert_eq!(by_program.status(201).header("x-mark").as_deref(), Some("old"));
    let ours = site.call(&WriteMarks {}).await;
    assert_eq!(
        ours.status(200).outcome::<WriteMarks>(),
        Ok(()),
        "our client reads the answer itself"
    );
    for answer in [by_program, ours] {
        let cookies = ["a", "b"].map(|name| answer.cookie(name).unwrap().value().to_owned());
        assert_eq!(cookies, ["1", "2"]);
    }
}

// covers: GST-19
#[tokio::test]
async fn a_redirect_of_leptos_axum_leads_there_in_every_way() {
    let (site, _) = site();
    let ours = site.call(&Lead { to: "/look".into() }).await;
    assert_eq!(ours.status(200).header("actions-redirect").as_deref(), Some("/look"));
    assert_eq!(ours.header("serverfnredirect"), None);
    for accepts in ["text/html", "*/*"] {
        let form = site
            .post("/look?_call=lead")
            .header("origin", ORIGIN)
            .header("accept", accepts);
        let answer = form.form(&[("to", "/moved")]).await;
        answer.status(303).redirected_to("/moved");
        assert!(answer.cookie("a").is_some());
        let page = site.get("/moved").header("accept", accepts).await;
        page.status(303).redirected_to("/elsewhere");
    }
}

#[tokio::test]
async fn a_redirect_that_is_no_address_is_left_out_and_logged() {
    let log = Log::listen();
    let (site, _) = site();
    let answer = site
        .call(&Lead {
            to: "javascript:alert(1)".into(),
        })
        .await;
    assert_eq!(answer.status(200).header("actions-redirect"), None);
    assert_eq!(answer.header("location"), None);
    assert_eq!(log.about("javascript:alert(1)").len(), 1);
}
