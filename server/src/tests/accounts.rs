//! Members: signing up, in and out, without a browser.

use app::{
    account::{GetAccount, GetMe, Member, MemberId, SaveAccount, SignIn, SignInError, SignUp},
    books::SetLike,
    cart::{AddToCart, GetCart},
    db::Db,
};
use leptos_actions::{CallError, Secret};
use leptos_actions_testing::{As, Received, Site};

use super::{book, database, shop, store};

const PASSWORD: &str = " heslo žluťoučkého koně 🐎 ";
const WRONG: &str = "The email address or the password is wrong.";

pub(super) async fn browser(db: &Db) -> Site {
    Site::browser(shop(db).await)
}

async fn sign_up(site: &Site, email: &str) -> Received {
    let fields = [("name", " Žofie "), ("email", email), ("password", PASSWORD)];
    site.post("/sign-up?_call=sign_up").form(&fields).await
}

async fn sign_in(site: &Site, email: &str, password: &str) -> Received {
    let fields = [("email", email), ("password", password)];
    site.post("/sign-in?_call=sign_in").form(&fields).await
}

/// A browser whose member has just signed up.
pub(super) async fn member(db: &Db, email: &str) -> Site {
    let site = browser(db).await;
    sign_up(&site, email).await.status(303).redirected_to("/");
    site
}

async fn name(site: &Site) -> Option<String> {
    let me = site.call(&GetMe {}).await.outcome::<GetMe>().unwrap();
    me.map(|me| me.name)
}

async fn count(site: &Site) -> u32 {
    site.call(&GetCart {}).await.outcome::<GetCart>().unwrap().count()
}

async fn add(site: &Site, slug: &str, quantity: u32, db: &Db) {
    let book = book(db, slug).await.0;
    site.call(&AddToCart { book, quantity }).await.status(200);
}

#[tokio::test]
async fn whoever_signs_up_is_signed_in() {
    let db = database().await;
    let site = member(&db, "zofie@example.org").await;
    assert_eq!(name(&site).await.as_deref(), Some("Žofie"));
    let page = site.get("/account").await;
    page.status(200)
        .contains("zofie@example.org")
        .contains("value=\"Žofie\"")
        .contains("Sign out");
    assert_eq!(page.header("cache-control").as_deref(), Some("no-store"));
    let kept: String = sqlx::query_scalar("SELECT password FROM members")
        .fetch_one(&db)
        .await
        .unwrap();
    assert!(kept.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{kept}");
}

#[tokio::test]
async fn an_address_is_taken_in_every_case() {
    let db = database().await;
    member(&db, "Zofie@example.org").await;
    let site = browser(&db).await;
    let refused = sign_up(&site, "zofie@EXAMPLE.org").await;
    refused
        .status(422)
        .contains("There is an account with this email address already.")
        .contains("value=\"zofie@EXAMPLE.org\"");
    let fields = SignUp {
        name: "Žofie".into(),
        email: "ZOFIE@example.org".into(),
        password: Secret::new(PASSWORD.into()),
        back: None,
    };
    let error = site.call(&fields).await.outcome::<SignUp>().unwrap_err();
    let codes: Vec<_> = error
        .fields()
        .unwrap()
        .iter()
        .map(|(field, error)| (field, error.code()))
        .collect();
    assert_eq!(codes, [("email", "taken")]);
    assert_eq!(name(&site).await, None);
    sign_in(&site, "zofie@example.ORG", PASSWORD).await.status(303);
}

#[tokio::test]
async fn what_an_account_is_made_of_is_checked() {
    let db = database().await;
    let site = browser(&db).await;
    let long = format!("{}@example.org", "a".repeat(288));
    for (fields, message) in [
        (["  ", "a@example.org", PASSWORD], "Fill this in."),
        (["\u{200B}", "a@example.org", PASSWORD], "Fill this in."),
        (["\u{3164} \u{AD}", "a@example.org", PASSWORD], "Fill this in."),
        (["Ada", "nobody", PASSWORD], "Enter an e-mail address"),
        (["Ada", &long, PASSWORD], "Use at most 254 characters."),
        (["Ada", "a@example.org", "123456789"], "Use at least 10 characters."),
        (["Ada", "a@example.org", ""], "Fill this in."),
        (
            ["Ada", "a@example.org", &"x".repeat(129)],
            "Use at most 128 characters.",
        ),
    ] {
        let [name, email, password] = fields;
        let fields = [("name", name), ("email", email), ("password", password)];
        let page = site.post("/sign-up?_call=sign_up").form(&fields).await;
        page.status(422).contains(message);
    }
    let members: i64 = sqlx::query_scalar("SELECT count(*) FROM members")
        .fetch_one(&db)
        .await
        .unwrap();
    assert_eq!(members, 0);
    // Characters are counted and not bytes, nor what a browser counts.
    for (email, password) in [("a@example.org", "🐎".repeat(128)), ("b@example.org", "ž".repeat(10))] {
        let fields = [("name", "Ada"), ("email", email), ("password", &password)];
        site.post("/sign-up?_call=sign_up").form(&fields).await.status(303);
        sign_in(&site, email, &password).await.status(303);
    }
}

#[tokio::test]
async fn nobody_learns_which_of_the_two_is_wrong() {
    let db = database().await;
    member(&db, "zofie@example.org").await;
    let site = browser(&db).await;
    for (email, password) in [
        ("zofie@example.org", "not the password"),
        ("nobody@example.org", PASSWORD),
        // Nothing is trimmed from a password.
        ("zofie@example.org", PASSWORD.trim()),
    ] {
        let page = sign_in(&site, email, password).await;
        page.status(401).contains(WRONG).contains(&format!("value=\"{email}\""));
        assert!(page.cookie("bookshop").is_none());
        let arguments = SignIn {
            email: email.into(),
            password: Secret::new(password.into()),
            back: None,
        };
        let error = site.call(&arguments).await.outcome::<SignIn>().unwrap_err();
        assert_eq!(error, CallError::App(SignInError::Wrong));
    }
    assert_eq!(name(&site).await, None);
}

#[tokio::test]
async fn each_change_of_who_one_is_makes_a_new_session_and_ends_the_old_one() {
    let db = database().await;
    let site = browser(&db).await;
    add(&site, "emma", 1, &db).await;
    let visitor = site.cookie("bookshop").unwrap();
    sign_up(&site, "zofie@example.org").await.status(303);
    let first = site.cookie("bookshop").unwrap();
    sign_in(&site, "zofie@example.org", PASSWORD).await.status(303);
    let second = site.cookie("bookshop").unwrap();
    site.post("/cart?_call=sign_out")
        .form(&[])
        .await
        .status(303)
        .redirected_to("/");
    let out = site.cookie("bookshop").unwrap();
    let all = [&visitor, &first, &second, &out];
    assert!(all.iter().enumerate().all(|(index, one)| !all[..index].contains(one)));
    for dead in [visitor, first, second] {
        let replayed = browser(&db).await;
        let page = replayed.get("/account").cookie("bookshop", &dead).await;
        page.status(303).redirected_to("/sign-in?back=%2Faccount");
        let cart = replayed.get("/_call/get_cart").cookie("bookshop", &dead).await;
        assert_eq!(cart.status(200).text(), "{\"lines\":[]}");
    }
    let known: i64 = sqlx::query_scalar("SELECT count(*) FROM sessions")
        .fetch_one(&db)
        .await
        .unwrap();
    assert_eq!(known, 1);
}

#[tokio::test]
async fn the_cookie_of_a_session_is_for_this_site_and_its_server_alone() {
    let db = database().await;
    let site = browser(&db).await;
    let session = sign_up(&site, "zofie@example.org").await.cookie("bookshop").unwrap();
    assert!(session.http_only().unwrap() && session.secure().is_none(), "{session}");
    assert_eq!(session.same_site().unwrap().to_string(), "Lax");
    assert_eq!(session.path(), Some("/"));
    let stored: String = sqlx::query_scalar("SELECT token FROM sessions")
        .fetch_one(&db)
        .await
        .unwrap();
    assert_ne!(stored, session.value());
}

#[tokio::test]
async fn a_cookie_that_nobody_gave_out_becomes_nobodys_session() {
    let db = database().await;
    let planted = "x".repeat(43);
    let site = browser(&db).await;
    let arguments = AddToCart {
        book: book(&db, "emma").await.0,
        quantity: 1,
    };
    let added = site.call(&arguments).cookie("bookshop", &planted).await;
    let given = added.status(200).cookie("bookshop").unwrap();
    assert_ne!(given.value(), planted);
    let other = browser(&db).await;
    let cart = other.get("/_call/get_cart").cookie("bookshop", &planted).await;
    assert_eq!(cart.text(), "{\"lines\":[]}");
}

#[tokio::test]
async fn a_session_ends_thirty_days_after_its_last_use() {
    let db = database().await;
    let site = member(&db, "zofie@example.org").await;
    let later = |seconds: i64| {
        let query = "UPDATE sessions SET seen_at = seen_at - ?1, expires_at = expires_at - ?1";
        sqlx::query(query).bind(seconds).execute(&db)
    };
    const DAY: i64 = 24 * 60 * 60;
    for _ in 0..3 {
        later(29 * DAY).await.unwrap();
        assert!(name(&site).await.is_some());
    }
    later(30 * DAY).await.unwrap();
    assert_eq!(name(&site).await, None);
    assert_eq!(app::db::sessions::sweep(&db).await.unwrap(), 1);
}

#[tokio::test]
async fn what_nobody_comes_back_to_is_swept_away() {
    let db = database().await;
    let [ended, alive] = [browser(&db).await, browser(&db).await];
    add(&ended, "emma", 2, &db).await;
    sqlx::query("UPDATE sessions SET expires_at = 0")
        .execute(&db)
        .await
        .unwrap();
    add(&alive, "emma", 3, &db).await;
    let member = member(&db, "zofie@example.org").await;
    add(&member, "emma", 1, &db).await;
    app::db::sessions::sweep(&db).await.unwrap();
    let lines: Vec<u32> = sqlx::query_scalar("SELECT quantity FROM cart_lines ORDER BY quantity")
        .fetch_all(&db)
        .await
        .unwrap();
    assert_eq!(lines, [1, 3]);
}

#[tokio::test]
async fn the_cart_of_a_visitor_joins_the_members() {
    let db = database().await;
    let site = browser(&db).await;
    add(&site, "emma", 2, &db).await;
    sign_up(&site, "zofie@example.org").await.status(303);
    assert_eq!(count(&site).await, 2);
    site.post("/?_call=sign_out").form(&[]).await.status(303);
    assert_eq!(count(&site).await, 0);
    add(&site, "emma", 3, &db).await;
    add(&site, "middlemarch", 1, &db).await;
    sign_in(&site, "zofie@example.org", PASSWORD).await.status(303);
    assert_eq!(count(&site).await, 6);
    // Nothing is left behind that could be added again.
    let owners: Vec<String> = sqlx::query_scalar("SELECT DISTINCT shopper FROM cart_lines")
        .fetch_all(&db)
        .await
        .unwrap();
    assert_eq!(owners, ["member:1"]);
}

#[tokio::test]
async fn an_action_that_was_on_its_way_while_its_session_was_replaced_begins_no_other() {
    let db = database().await;
    let site = browser(&db).await;
    let like = SetLike {
        slug: "emma".into(),
        liked: true,
    };
    site.call(&like).await.outcome::<SetLike>().unwrap();
    let before = site.cookie("bookshop").unwrap();
    sign_up(&site, "zofie@example.org").await.status(303);
    let late = browser(&db).await.call(&like).cookie("bookshop", &before).await;
    assert_eq!(late.outcome::<SetLike>(), Err(CallError::Conflict));
    assert!(late.cookie("bookshop").is_none(), "it would sign the member out");
    // Half a minute later nothing is on its way: who never heard of the new session goes on with another.
    sqlx::query("UPDATE past_sessions SET ended_at = ended_at - 30")
        .execute(&db)
        .await
        .unwrap();
    let much_later = browser(&db).await.call(&like).cookie("bookshop", &before).await;
    assert_eq!(much_later.outcome::<SetLike>(), Ok(()));
    assert!(much_later.cookie("bookshop").is_some());
}

#[tokio::test]
async fn no_browser_keeps_a_page_unless_it_is_told_to() {
    let site = browser(&database().await).await;
    for path in ["/", "/books/emma", "/cart", "/nothing"] {
        let control = site.get(path).await.header("cache-control");
        assert_eq!(control.as_deref(), Some("no-store"), "{path}");
    }
    let cover = site.get("/covers/emma.svg").await.header("cache-control");
    assert_eq!(cover.as_deref(), Some("public, max-age=86400"));
}

#[tokio::test]
async fn joined_quantities_have_the_bounds_of_a_cart_and_of_the_stock() {
    let db = database().await;
    let site = member(&db, "zofie@example.org").await;
    let emma = book(&db, "emma").await.0;
    for (stock, members, visitors, joined) in [
        (200, 60, 60, 99),
        (10, 6, 7, 10),
        (5, 3, 2, 5),
        (4, 8, 2, 8),
        (0, 1, 2, 2),
    ] {
        sqlx::query("UPDATE books SET stock = 200").execute(&db).await.unwrap();
        app::db::carts::empty(&db, "member:1").await.unwrap();
        app::db::carts::add(&db, "member:1", emma, members, 99).await.unwrap();
        site.post("/?_call=sign_out").form(&[]).await.status(303);
        add(&site, "emma", visitors, &db).await;
        sqlx::query("UPDATE books SET stock = ?")
            .bind(stock)
            .execute(&db)
            .await
            .unwrap();
        sign_in(&site, "zofie@example.org", PASSWORD).await.status(303);
        assert_eq!(count(&site).await, joined, "{members} and {visitors} of {stock}");
    }
}

#[tokio::test]
async fn a_members_cart_is_nobody_elses() {
    let db = database().await;
    let site = member(&db, "zofie@example.org").await;
    add(&site, "emma", 2, &db).await;
    // Somebody else signs in without signing out first.
    sign_up(&site, "ada@example.org").await.status(303);
    assert_eq!(count(&site).await, 0);
    sign_in(&site, "zofie@example.org", PASSWORD).await.status(303);
    assert_eq!(count(&site).await, 2);
    // The same member, elsewhere.
    let other = browser(&db).await;
    sign_in(&other, "zofie@example.org", PASSWORD).await.status(303);
    assert_eq!(count(&other).await, 2);
}

#[tokio::test]
async fn a_cart_from_before_there_were_members_is_kept() {
    let db = database().await;
    let site = browser(&db).await;
    add(&site, "emma", 2, &db).await;
    // As the database was: a cart, and no sessions.
    sqlx::query("DROP TABLE sessions").execute(&db).await.unwrap();
    sqlx::query("DROP TABLE members").execute(&db).await.unwrap();
    let migration = include_str!("../../../app/migrations/0003_members.sql");
    sqlx::raw_sql(migration).execute(&db).await.unwrap();
    assert_eq!(count(&site).await, 2);
}

#[tokio::test]
async fn a_page_for_members_leads_through_the_sign_in_and_back() {
    let db = database().await;
    member(&db, "zofie@example.org").await;
    let site = browser(&db).await;
    let sent = site.get("/account?tab=a%26b&x=1").await;
    sent.status(303)
        .redirected_to("/sign-in?back=%2Faccount%3Ftab%3Da%2526b%26x%3D1");
    let page = site.follow(&sent).await;
    page.status(200)
        .contains("value=\"/account?tab=a%26b&amp;x=1\"")
        .contains("/sign-up?back=%2Faccount%3Ftab%3Da%2526b%26x%3D1");
    let fields = [
        ("back", "/account?tab=a%26b&x=1"),
        ("email", "zofie@example.org"),
        ("password", PASSWORD),
    ];
    let back = site.post("/sign-in?back=%2Faccount&_call=sign_in").form(&fields).await;
    back.status(303).redirected_to("/account?tab=a%26b&x=1");
    site.follow(&back).await.status(200).contains("zofie@example.org");
}

#[tokio::test]
async fn nobody_is_led_to_another_site() {
    let db = database().await;
    let site = member(&db, "zofie@example.org").await;
    for back in [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/\r\nset-cookie: x=1",
        "%2F%2Fevil.example",
        "/%2Fevil.example",
        "/%252Fevil.example",
        "/.//evil.example",
    ] {
        let fields = [("back", back), ("email", "zofie@example.org"), ("password", PASSWORD)];
        let answer = site.post("/sign-in?_call=sign_in").form(&fields).await;
        answer.status(303).redirected_to("/");
        let encoded: String = back.bytes().map(|byte| format!("%{byte:02X}")).collect();
        site.get(&format!("/sign-in?back={encoded}"))
            .await
            .status(200)
            .contains("name=\"back\" value=\"/\"")
            .lacks("evil");
    }
}

#[tokio::test]
async fn what_is_for_members_is_refused_to_others() {
    let db = database().await;
    let site = browser(&db).await;
    site.call(&GetAccount {}).await.status(401);
    let save = SaveAccount {
        of: None,
        name: "Ada".into(),
        bio: String::new(),
        avatar: None,
    };
    site.call(&save).await.status(401);
    // A visitor with a session is no member.
    add(&site, "emma", 1, &db).await;
    site.call(&GetAccount {}).await.status(401);
    As::public().state(db).call(GetAccount {}).await.refused_with(401);
}

#[tokio::test]
async fn an_account_is_changed() {
    let db = database().await;
    let site = member(&db, "zofie@example.org").await;
    let key = ("_key", "0123456789abcdef0123456789abcdef");
    let fields = [key, ("of", "1"), ("name", " 李小龙 "), ("bio", "One\r\n</textarea>two")];
    site.post("/account?_call=save_account")
        .form(&fields)
        .await
        .status(303)
        .redirected_to("/account");
    let page = site.get("/account").await;
    page.contains("Saved.")
        .contains("value=\"李小龙\"")
        .contains("One\n&lt;/textarea>two");
    let blank = [("of", "1"), ("name", "\u{3000} "), ("bio", "")];
    let refused = site.post("/account?_call=save_account").form(&blank).await;
    refused.status(422).contains("Fill this in.");
    assert_eq!(name(&site).await.as_deref(), Some("李小龙"));
}

#[tokio::test]
async fn what_was_typed_for_one_account_is_not_saved_into_another() {
    let db = database().await;
    member(&db, "zofie@example.org").await;
    let ada = As::caller(Member { id: MemberId(2) })
        .state(db.clone())
        .state(store(&db).await);
    let save = SaveAccount {
        of: Some(MemberId(1)),
        name: "Mallory".into(),
        bio: String::new(),
        avatar: None,
    };
    ada.call(save).await.refused_with(409);
}

#[tokio::test]
async fn a_session_that_ended_meanwhile_is_told_and_what_was_typed_stays() {
    let db = database().await;
    let site = member(&db, "zofie@example.org").await;
    let form = site.get("/account").await.text();
    let key = form
        .split("name=\"_key\" value=\"")
        .nth(2)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    sqlx::query("DELETE FROM sessions").execute(&db).await.unwrap();
    let fields = [
        ("_key", key),
        ("of", "1"),
        ("name", "Žofie Nová"),
        ("bio", "Long <text>"),
    ];
    let told = site.post("/account?_call=save_account").form(&fields).await;
    told.status(401)
        .contains("Please sign in first.")
        .contains("href=\"/sign-in?back=%2Faccount\"")
        .contains("value=\"Žofie Nová\"")
        .contains("Long &lt;text>")
        .contains(&format!("name=\"_key\" value=\"{key}\""))
        .contains("name=\"of\" value=\"1\"")
        .lacks("zofie@example.org");
    // Nobody else's form is saved with it, and the member's own is.
    sign_in(&site, "zofie@example.org", PASSWORD).await.status(303);
    site.post("/account?_call=save_account").form(&fields).await.status(303);
    assert_eq!(name(&site).await.as_deref(), Some("Žofie Nová"));
}

#[tokio::test]
async fn an_account_is_made_once_however_often_it_is_asked_for() {
    let db = database().await;
    let site = browser(&db).await;
    add(&site, "emma", 1, &db).await;
    let visitor = site.cookie("bookshop").unwrap();
    let fields = [
        ("_key", "0123456789abcdef0123456789abcdef"),
        ("name", "Žofie"),
        ("email", "zofie@example.org"),
        ("password", PASSWORD),
    ];
    sign_up_again(&site, &fields).await;
    let session = site.cookie("bookshop").unwrap();
    // The second press of the button went out with the old cookie.
    let twin = Site::new(shop(&db).await);
    let again = twin
        .post("/sign-up?_call=sign_up")
        .header("sec-fetch-site", "same-origin")
        .cookie("bookshop", &visitor)
        .form(&fields)
        .await;
    again.status(303).redirected_to("/");
    assert_eq!(again.cookie("bookshop").unwrap().value(), session);
}

async fn sign_up_again(site: &Site, fields: &[(&str, &str)]) {
    for _ in 0..2 {
        let answer = site.post("/sign-up?_call=sign_up").form(fields).await;
        answer.status(303).redirected_to("/");
    }
}

#[tokio::test]
async fn signing_out_takes_no_visitors_cart() {
    let db = database().await;
    let site = browser(&db).await;
    add(&site, "emma", 2, &db).await;
    let session = site.cookie("bookshop");
    site.post("/?_call=sign_out").form(&[]).await.status(303);
    assert_eq!((count(&site).await, site.cookie("bookshop")), (2, session));
}

#[tokio::test]
async fn another_site_signs_nobody_in_or_out() {
    let db = database().await;
    let site = member(&db, "zofie@example.org").await;
    for call in ["sign_out", "sign_in", "sign_up", "save_account"] {
        let request = site
            .post(&format!("/?_call={call}"))
            .header("sec-fetch-site", "cross-site");
        request
            .form(&[("email", "zofie@example.org"), ("password", PASSWORD)])
            .await
            .status(403);
    }
    assert!(name(&site).await.is_some());
}
