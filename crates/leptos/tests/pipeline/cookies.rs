//! Who somebody is, by the cookies that their browser sends, whatever else it sends beside them.

use leptos_actions::{Cookies, Principal, prelude::*};
use leptos_actions_testing::Site;
use serde_json::json;

use super::{ORIGIN, site};

/// Somebody with a session, who is a new visitor otherwise and takes no care.
pub struct Guest(String);

impl Caller for Guest {
    async fn identify(scope: &Scope) -> CallResult<Self> {
        let known = scope
            .cookies("guest")
            .into_iter()
            .flatten()
            .find(|token| token.starts_with("guest-"));
        if let (None, Some(reply)) = (&known, scope.reply()) {
            reply.set_cookie(("guest", "guest-new"));
        }
        Ok(Self(known.unwrap_or_else(|| "nobody".into())))
    }

    fn principal(&self) -> Principal {
        Principal::new("guest", &self.0)
    }
}

#[action]
pub async fn say_who(#[caller] guest: Guest) -> CallResult<String> {
    Ok(guest.0)
}

#[query]
pub async fn read_who(#[caller] guest: Guest) -> CallResult<String> {
    Ok(guest.0)
}

#[query(public)]
pub async fn all_of(name: String, #[extract] cookies: Cookies) -> CallResult<(usize, Option<String>)> {
    Ok((cookies.all(&name).len(), cookies.get(&name)))
}

#[action(public)]
pub async fn name_of_a_cookie(#[extract] scope: Scope) -> CallResult<String> {
    Ok(scope.cookie_name("shop"))
}

/// The status of an action with these `Cookie` headers, what it said, and what it set.
async fn who(cookies: &[&[u8]]) -> (u16, String, Option<String>) {
    let (site, _) = site();
    let mut request = site.post("/_call/say_who").header("origin", ORIGIN);
    for cookies in cookies {
        request = request.header_bytes("cookie", cookies);
    }
    let answer = request.await;
    let set = answer.cookie("guest").map(|cookie| cookie.value().to_owned());
    (answer.code(), answer.text(), set)
}

// covers: GST-03
#[tokio::test]
async fn one_cookie_that_cannot_be_read_leaves_the_others_as_they_are() {
    let ada = || (200, "\"guest-ada\"".to_owned(), None);
    for other in [
        &b"city=Z\xfcrich"[..],
        "city=Zürich".as_bytes(),
        b"city=%FF",
        b"\xff",
        b"a=\"b;c\"",
        b"=;=;;",
    ] {
        assert_eq!(
            who(&[&[other, b"; guest=guest-ada"].concat()]).await,
            ada(),
            "{other:?}"
        );
        assert_eq!(
            who(&[&[b"guest=guest-ada; ", other].concat()]).await,
            ada(),
            "{other:?}"
        );
        assert_eq!(who(&[other, b"guest=guest-ada"]).await, ada(), "{other:?}");
    }
}

// covers: GST-04
#[tokio::test]
async fn of_several_values_the_first_that_is_known_counts() {
    let ada = || (200, "\"guest-ada\"".to_owned(), None);
    for cookies in [
        &b"guest=x; guest=guest-ada"[..],
        b"guest=; guest=guest-ada; guest=guest-bob",
        b"guest=\xfc; guest=guest-ada",
        b"guest=guest-ada; guest=\xfc",
    ] {
        assert_eq!(who(&[cookies]).await, ada(), "{cookies:?}");
    }
    let (site, _) = site();
    let read = site
        .get("/_call/all_of?name=guest")
        .header("origin", ORIGIN)
        .header("cookie", "guest=1; a=2")
        .header("cookie", "guest=3");
    assert_eq!(read.await.status(200).text(), "[2,\"1\"]");
}

// covers: GST-03
#[tokio::test]
async fn no_session_begins_over_one_that_cannot_be_read() {
    for unreadable in [
        &b"guest=\xfc"[..],
        b"guest=%FF",
        b"guest=%FF; guest=\xff",
        b"a=1; guest=guest-\xc3",
    ] {
        let (status, _, set) = who(&[unreadable]).await;
        assert_eq!((status, set), (400, None), "{unreadable:?}");
    }
    let begun = || (200, "\"nobody\"".to_owned(), Some("guest-new".to_owned()));
    assert_eq!(who(&[]).await, begun());
    assert_eq!(who(&[b"guest=unknown"]).await, begun());
    assert_eq!(who(&[b"guests=\xfc"]).await, begun());
    // Looking changes nothing.
    let (site, _) = site();
    let read = site
        .get("/_call/read_who")
        .header("origin", ORIGIN)
        .header("cookie", "guest=%FF")
        .await;
    assert_eq!(read.status(200).text(), "\"nobody\"");
}

#[tokio::test]
async fn a_session_over_one_that_cannot_be_read_is_not_begun_on_a_page_either() {
    let browser = Site::browser(super::router());
    let page = browser
        .post("/page?_call=say_who")
        .header("cookie", "guest=%FF")
        .form(&[])
        .await;
    assert_eq!((page.code(), browser.cookie("guest")), (400, None));
}

#[tokio::test]
async fn a_cookie_of_this_application_alone_has_the_prefix_that_says_so_over_https() {
    let (secure, _) = site();
    let name = secure.post("/_call/name_of_a_cookie").json(&json!({})).await;
    assert_eq!(name.status(200).text(), "\"__Host-shop\"");
    let (plain, _) = super::site_with(|config| config.origins = vec!["http://127.0.0.1:3000".into()]);
    let name = plain.post("/_call/name_of_a_cookie").json(&json!({})).await;
    assert_eq!(name.status(200).text(), "\"shop\"");
}
