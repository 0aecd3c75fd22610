//! Served pages say of nothing that it is under way.

use app::{cart::AddToCart, list::AddEntry};
use leptos_actions_testing::Site;
use tokio::task::JoinSet;

use super::{
    accounts::{browser, member},
    book, database,
};

const ROUNDS: usize = 100;
/// How many of them at a time.
const WAVE: usize = 5;

const PAGES: [&str; 13] = [
    "/",
    "/?page=2",
    "/?genre=Poetry",
    "/books/emma",
    "/books/nowhere",
    "/cart",
    "/list",
    "/search?q=a",
    "/sign-up",
    "/sign-in",
    "/account",
    "/contact",
    "/nowhere",
];

// covers: GST-07
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_page_is_served_idle_however_many_are_rendered_at_once() {
    let db = database().await;
    let member = member(&db, "zofie@example.org").await;
    let book = book(&db, "emma").await.0;
    member.call(&AddToCart { book, quantity: 2 }).await.status(200);
    member.call(&AddEntry { text: "Emma".into() }).await.status(200);
    let visitor = browser(&db).await;
    let mut pages = Vec::new();
    // In waves: whoever waits ten seconds for the database is told that it could not be read, and all at once would.
    for _ in 0..ROUNDS / WAVE {
        let mut visits = JoinSet::new();
        for site in [&member, &visitor].repeat(WAVE) {
            for page in PAGES {
                visits.spawn(visit(site.clone(), page));
            }
            visits.spawn(refused(site.clone()));
        }
        pages.extend(visits.join_all().await);
    }
    assert_eq!(pages.len(), ROUNDS * 2 * (PAGES.len() + 1));
    for (page, html) in &pages {
        let body = html.split_once("<body").expect("it is a whole page").1;
        assert!(body.contains("<main"), "{page}");
        assert_eq!(busy(body), Vec::<&str>::new(), "{page}");
    }
}

async fn visit(site: Site, page: &'static str) -> (&'static str, String) {
    (page, site.get(page).await.text())
}

/// A page that answers a form which was refused.
async fn refused(site: Site) -> (&'static str, String) {
    let answer = site
        .post("/contact?_call=send_message")
        .form(&[("email", "nobody")])
        .await;
    answer.status(422);
    ("/contact, refused", answer.text())
}

/// The attributes that say that something is under way.
fn busy(html: &str) -> Vec<&str> {
    let classes = html.split("class=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let is_busy = |name: &str| ["on", "pending", "busy", "loading", "refreshing", "stale"].contains(&name);
    let classes = classes.filter(|names| names.split(' ').any(is_busy));
    let marks = html.matches("aria-busy").chain(html.matches("<progress"));
    classes.chain(marks).collect()
}
