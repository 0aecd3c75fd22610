//! Who somebody is in the shop, whatever cookies their browser sends beside the session's.

use app::{
    account::{GetMe, SignOut},
    books::SetLike,
    cart::{AddToCart, GetCart},
    db::Db,
};
use axum::http::Method;
use leptos_actions::CallError;
use leptos_actions_testing::{Received, Request, Site};

use super::{
    accounts::{browser, member},
    book, database, settings, shop,
};
use crate::routes;

const STRANGE: [&[u8]; 4] = [b"city=Z\xfcrich", "city=Zürich".as_bytes(), b"a=%FF", b"bookshops=\xff"];

/// A page or a call with these bytes as its cookies.
async fn asked(db: &Db, method: Method, path: &str, cookies: &[u8]) -> Received {
    let site = browser(db).await;
    let request = site.request(method, path).header_bytes("cookie", cookies);
    request.form(&[("slug", "emma"), ("liked", "true")]).await
}

async fn sessions(db: &Db) -> i64 {
    let count = sqlx::query_scalar("SELECT count(*) FROM sessions");
    count.fetch_one(db).await.unwrap()
}

// covers: GST-03
#[tokio::test]
async fn a_cookie_of_another_script_signs_nobody_out() {
    let db = database().await;
    let session = member(&db, "zofie@example.org").await.cookie("bookshop").unwrap();
    for strange in STRANGE {
        for cookies in [
            [strange, b"; bookshop=", session.as_bytes()].concat(),
            [b"bookshop=", session.as_bytes(), b"; ", strange].concat(),
        ] {
            let page = asked(&db, Method::GET, "/account", &cookies).await;
            page.status(200).contains("zofie@example.org");
            let liked = asked(&db, Method::POST, "/_call/set_like", &cookies).await;
            assert!(
                liked.cookie("bookshop").is_none(),
                "a visitor's session over the member's: {strange:?}"
            );
        }
    }
    assert_eq!(sessions(&db).await, 1);
}

// covers: GST-04
#[tokio::test]
async fn a_second_cookie_of_the_same_name_makes_nobody_somebody_else() {
    let db = database().await;
    let session = member(&db, "zofie@example.org").await.cookie("bookshop").unwrap();
    for other in [&b"x"[..], b"", b"\xfc", "x".repeat(43).as_bytes()] {
        let cookies = [b"bookshop=", other, b"; bookshop=", session.as_bytes()].concat();
        let page = asked(&db, Method::GET, "/account", &cookies).await;
        page.status(200).contains("zofie@example.org");
        let posted = asked(&db, Method::POST, "/books/emma?_call=set_like", &cookies).await;
        assert!(posted.cookie("bookshop").is_none(), "{other:?}");
    }
    assert_eq!(sessions(&db).await, 1);
}

#[tokio::test]
async fn a_session_that_cannot_be_read_is_replaced_by_none_but_a_sign_in() {
    let db = database().await;
    for cookies in [&b"bookshop=\xfc"[..], b"bookshop=%FF", b"bookshop=x; bookshop=\xfc"] {
        let liked = asked(&db, Method::POST, "/_call/set_like", cookies).await;
        assert_eq!(
            (liked.code(), liked.cookie("bookshop").is_none()),
            (400, true),
            "{cookies:?}"
        );
        asked(&db, Method::GET, "/", cookies)
            .await
            .status(200)
            .contains("Sign in");
    }
    assert_eq!(sessions(&db).await, 0);
    let site = browser(&db).await;
    let fields = [
        ("name", "Ada"),
        ("email", "ada@example.org"),
        ("password", "a long password"),
    ];
    let signed_up = site
        .post("/sign-up?_call=sign_up")
        .header("cookie", "bookshop=%FF")
        .form(&fields)
        .await;
    signed_up.status(303);
    site.get("/account").await.status(200).contains("ada@example.org");
}

#[tokio::test]
async fn signing_out_ends_every_session_that_the_browser_sends() {
    let db = database().await;
    let [first, second] = [
        member(&db, "zofie@example.org").await,
        member(&db, "ada@example.org").await,
    ];
    let other = second.cookie("bookshop").unwrap();
    first.call(&SignOut {}).cookie("bookshop", &other).await.status(200);
    for site in [first, second] {
        assert_eq!(site.call(&GetMe {}).await.outcome::<GetMe>(), Ok(None));
    }
}

#[tokio::test]
async fn more_cookies_than_a_browser_sends_begin_no_session() {
    let db = database().await;
    let many = vec!["bookshop=x"; 500].join("; ");
    let like = SetLike {
        slug: "emma".into(),
        liked: true,
    };
    let refused = browser(&db).await.call(&like).header("cookie", &many).await;
    assert_eq!(refused.outcome::<SetLike>(), Err(CallError::Malformed));
}

#[tokio::test]
async fn over_https_the_session_is_in_a_cookie_that_no_other_host_can_set() {
    let db = database().await;
    let mut settings = settings(&db);
    settings.actions.origins = vec!["https://shop.example".into()];
    let site = Site::browser(routes::service(settings, db.clone()).await.unwrap());
    let add = AddToCart {
        book: book(&db, "emma").await.0,
        quantity: 1,
    };
    let added = site.call(&add).await;
    let cookie = added.status(200).cookie("__Host-bookshop").unwrap();
    assert_eq!(
        (cookie.secure(), cookie.path(), cookie.domain()),
        (Some(true), Some("/"), None)
    );
    let count = async |request: Request| request.await.outcome::<GetCart>().unwrap().count();
    assert_eq!(count(site.call(&GetCart {})).await, 1);
    // One that a neighbour set is nobody's.
    let other = Site::browser(shop(&db).await);
    assert_eq!(
        count(other.call(&GetCart {}).cookie("__Host-bookshop", cookie.value())).await,
        0
    );
}

const SENTENCE: &str = "Please allow cookies for this site";

// covers: GST-10
#[tokio::test]
async fn a_browser_is_told_whether_it_has_kept_its_cookies() {
    let site = browser(&database().await).await;
    let ask = "/_call/_kept?_kept=bookshop";
    assert_eq!(site.get(ask).await.code(), 410);
    assert_eq!(site.get(ask).header("cookie", "bookshop=x").await.code(), 204);
    let unreadable = site.get(ask).header_bytes("cookie", b"bookshop=\xfc").await;
    assert_eq!(unreadable.code(), 204, "it came");
    let two = site.get("/_call/_kept?_kept=bookshop,other").cookie("bookshop", "x");
    assert_eq!(two.await.code(), 410);
    assert_eq!(site.get("/_call/_kept").await.code(), 410);
    assert_eq!(site.get(ask).header("sec-fetch-site", "cross-site").await.code(), 403);
    assert_eq!(site.post(ask).await.code(), 405);
}

// covers: GST-10
#[tokio::test]
async fn a_form_that_began_a_session_is_a_success_only_if_its_cookie_comes_back() {
    let db = database().await;
    let router = shop(&db).await;
    let (keeps, keeps_nothing) = (Site::browser(router.clone()), Site::new(router));
    let book = book(&db, "emma").await.0.to_string();
    let post = |site: &Site, key: &str| {
        let request = site.post("/books/emma?q=1&_call=add_to_cart");
        let request = request
            .header("sec-fetch-site", "same-origin")
            .header("sec-fetch-mode", "navigate");
        request.form(&[("_key", key), ("book", &*book), ("quantity", "1")])
    };
    let led = post(&keeps, "0123456789abcdef0123456789abcdef").await;
    led.status(303).redirected_to("/books/emma?q=1&_kept=bookshop");
    let plain = keeps.follow(&led).await;
    plain.status(303).redirected_to("/books/emma?q=1");
    let page = keeps.follow(&plain).await;
    page.status(200).contains("Added to your cart.").contains("Cart (1)");
    // Whoever has a session is asked nothing.
    let again = post(&keeps, "1123456789abcdef0123456789abcdef").await;
    again.redirected_to("/books/emma?q=1");

    let led = post(&keeps_nothing, "2123456789abcdef0123456789abcdef").await;
    let page = keeps_nothing.follow(&led).header("accept", "text/html").await;
    page.status(409)
        .contains(SENTENCE)
        .lacks("Added to your cart.")
        .contains("Cart (0)");

    let fields = [
        ("name", "Ada"),
        ("email", "ada@example.org"),
        ("password", "a long password"),
    ];
    let signed_up = keeps_nothing
        .post("/sign-up?_call=sign_up")
        .header("sec-fetch-site", "same-origin");
    let led = signed_up.header("upgrade-insecure-requests", "1").form(&fields).await;
    led.redirected_to("/?_kept=bookshop");
    let page = keeps_nothing.follow(&led).header("accept", "text/html").await;
    page.status(409).contains(SENTENCE).lacks("Sign out");
}
