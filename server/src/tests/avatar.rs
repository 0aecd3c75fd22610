//! Members' pictures: what is taken, kept, served and removed.

use std::time::{Duration, Instant};

use app::{
    account::{GetAccount, GetMe, Member, MemberId, save_account},
    db::Db,
};
use leptos_actions::{CallError, Upload};
use leptos_actions_testing::{As, Multipart, Received, Site};

use super::{
    accounts::{browser, member},
    database, files, store,
};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\none";
const JPEG: &[u8] = b"\xff\xd8\xff\xe0two";
const NONE: &str = "This file is no PNG, JPEG, WebP or GIF picture.";
const SAVE: &str = "/account?_call=save_account";

fn form() -> Multipart {
    Multipart::new().text("of", "1").text("name", "Žofie").text("bio", "")
}

async fn send(site: &Site, name: &str, content_type: &str, bytes: &[u8]) -> Received {
    let form = form().file("avatar", name, content_type, bytes);
    site.post(SAVE).multipart(form).await
}

/// Whose id the account has and the header shows.
async fn shown(site: &Site) -> Option<String> {
    let account = site.call(&GetAccount {}).await.outcome::<GetAccount>().unwrap();
    let me = site.call(&GetMe {}).await.outcome::<GetMe>().unwrap().unwrap();
    assert_eq!(account.avatar, me.avatar);
    account.avatar
}

/// The names of the files that are kept.
fn kept(db: &Db) -> Vec<String> {
    let entries = std::fs::read_dir(files(db)).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.collect()
}

#[tokio::test]
async fn a_picture_is_kept_shown_and_served_as_what_it_is() {
    let db = database().await;
    let site = member(&db, "zofie@example.org").await;
    assert_eq!(shown(&site).await, None);
    site.get("/account").await.lacks("/avatars/");
    // What it is declared as is not believed.
    let answer = send(&site, "me.png", "image/png", JPEG).await;
    answer.status(303).redirected_to("/account");
    let id = shown(&site).await.unwrap();
    let address = format!("/avatars/{id}");
    let page = site.get("/account").await;
    assert_eq!(
        page.text().matches(&format!("src=\"{address}\"")).count(),
        2,
        "{}",
        page.text()
    );
    let picture = site.get(&address).await;
    assert_eq!(picture.status(200).bytes(), JPEG);
    for (name, value) in [
        ("content-type", "image/jpeg"),
        ("content-disposition", "inline; filename*=UTF-8''avatar"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "default-src 'none'; sandbox"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cache-control", "private, no-cache"),
    ] {
        assert_eq!(picture.header(name).as_deref(), Some(value), "{name}");
    }
}

#[tokio::test]
async fn the_picture_that_is_replaced_is_removed_and_no_other() {
    let db = database().await;
    let site = member(&db, "zofie@example.org").await;
    send(&site, "a.png", "image/png", PNG).await.status(303);
    let first = shown(&site).await.unwrap();
    assert_eq!(kept(&db), [&*first]);
    // Saved without a file, it stays.
    let none = form().file("avatar", "", "application/octet-stream", "");
    site.post(SAVE).multipart(none).await.status(303);
    site.post(SAVE).multipart(form()).await.status(303);
    assert_eq!(shown(&site).await.as_deref(), Some(&*first));
    send(&site, "b.jpg", "image/jpeg", JPEG).await.status(303);
    let second = shown(&site).await.unwrap();
    assert_ne!(first, second);
    // It goes after the answer.
    let begun = Instant::now();
    while kept(&db).len() > 1 && begun.elapsed() < Duration::from_secs(10) {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(kept(&db), [&*second]);
    site.get(&format!("/avatars/{first}")).await.status(404);
    assert_eq!(site.get(&format!("/avatars/{second}")).await.bytes(), JPEG);
}

#[tokio::test]
async fn what_is_no_picture_is_refused_beside_the_field_and_nothing_is_saved() {
    let db = database().await;
    let site = member(&db, "zofie@example.org").await;
    let pdf = b"%PDF-1.7";
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>";
    let large = [PNG, &vec![0; 2_000_001 - PNG.len()]].concat();
    for (name, content_type, bytes, message) in [
        ("x.png", "image/png", b"<script>alert(1)</script>".as_slice(), NONE),
        ("x.png", "image/png", b"", NONE),
        ("x.png", "image/png", pdf, NONE),
        ("x.png", "image/png", svg, NONE),
        (
            "x.svg",
            "image/svg+xml",
            svg,
            "Choose a file of another type: image/png",
        ),
        ("x.png", "image/png", &large, "Choose a file of at most 2 MB."),
    ] {
        let form = Multipart::new()
            .text("of", "1")
            .text("name", "Somebody")
            .text("bio", "Typed");
        let form = form.file("avatar", name, content_type, bytes);
        let page = site.post(SAVE).multipart(form).await;
        page.status(422)
            .contains(message)
            .contains("value=\"Somebody\"")
            .contains(">Typed</textarea>");
        assert_eq!(page.text().matches(message).count(), 1);
    }
    let account = site.call(&GetAccount {}).await.outcome::<GetAccount>().unwrap();
    assert_eq!((&*account.name, account.avatar), ("Žofie", None));
    assert!(kept(&db).is_empty());
    send(&site, "x.png", "image/png", &large[..2_000_000]).await.status(303);
}

#[tokio::test]
async fn the_name_of_a_file_is_never_a_path() {
    let db = database().await;
    let site = member(&db, "zofie@example.org").await;
    let around = || std::fs::read_dir(files(&db).parent().unwrap()).unwrap().count();
    let before = around();
    for name in [
        "../../x",
        "..\\..\\x.png",
        "/etc/passwd",
        "C:\\x.png",
        "příliš žluťoučký.png",
        "日本語の写真.png",
        "\u{202e}gnp.exe",
        "a\"; filename=\"b.png",
        " ",
    ] {
        send(&site, name, "image/png", PNG).await.status(303);
        let id = shown(&site).await.unwrap();
        assert!(kept(&db).contains(&id), "{name}");
        let picture = site.get(&format!("/avatars/{id}")).await;
        assert_eq!(picture.status(200).bytes(), PNG, "{name}");
    }
    assert_eq!(around(), before);
    for name in kept(&db) {
        assert!(
            name.len() == 32 && name.bytes().all(|byte| byte.is_ascii_hexdigit()),
            "{name}"
        );
    }
}

#[tokio::test]
async fn nothing_but_an_id_is_looked_for() {
    let db = database().await;
    let site = browser(&db).await;
    for id in [
        "0123456789abcdef0123456789abcdef",
        "0123456789ABCDEF0123456789ABCDEF",
        "x",
        "..",
        "..%2Fshop.sqlite",
        "%2Fetc%2Fpasswd",
        "..%5Cshop.sqlite",
        "%00",
    ] {
        site.get(&format!("/avatars/{id}")).await.status(404);
    }
}

#[tokio::test]
async fn whoever_is_not_signed_in_leaves_no_file() {
    let db = database().await;
    let site = browser(&db).await;
    let page = send(&site, "x.png", "image/png", PNG).await;
    page.status(401)
        .contains("Please sign in first.")
        .contains("value=\"Žofie\"");
    let member = member(&db, "zofie@example.org").await;
    let foreign = form().file("avatar", "x.png", "image/png", PNG);
    let request = member.post(SAVE).header("sec-fetch-site", "cross-site");
    request.multipart(foreign).await.status(403);
    let others = Multipart::new().text("of", "2").text("name", "Mallory").text("bio", "");
    let others = others.file("avatar", "x.png", "image/png", PNG);
    member.post(SAVE).multipart(others).await.status(409);
    assert!(kept(&db).is_empty());
    assert_eq!(shown(&member).await, None);
}

#[tokio::test]
async fn a_save_that_fails_leaves_no_file_behind() {
    let db = database().await;
    member(&db, "zofie@example.org").await;
    let zofie = As::caller(Member { id: MemberId(1) })
        .state(db.clone())
        .state(store(&db).await);
    let avatar = || Upload::from_bytes("x.png", "image/png", PNG);
    let save = |name: &str| save_account(None, name.into(), String::new(), Some(avatar()));
    zofie.call(|| save("\u{3000} ")).await.refused_with(422);
    sqlx::query("ALTER TABLE members RENAME TO gone")
        .execute(&db)
        .await
        .unwrap();
    let error = zofie.call(|| save("Žofie")).await.unwrap_err();
    assert!(matches!(error, CallError::Internal(_)), "{error:?}");
    assert!(kept(&db).is_empty());
}
