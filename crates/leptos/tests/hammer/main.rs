//! Many visitors at once, each with a name of their own, on pages of every kind beside plain routes: nobody ever sees
//! another's request. And without the guard around the pages, they do.

#[path = "../support/mod.rs"]
mod support;

mod app;
mod places;
mod plain;

use axum::Router;
use leptos::config::LeptosOptions;
use leptos_actions::{actions, server::config::Config};
use leptos_actions_core::{IdempotencyKey, wire::KEY_HEADER};
use leptos_actions_testing::Site;
use leptos_axum::{AxumRouteListing, LeptosRoutes, generate_route_list};
use tokio::task::JoinSet;

use crate::{
    app::{App, shell},
    places::{Place, Seen},
    support::config,
};

const ROUNDS: usize = 6;
const VISITORS: usize = 20;

/// Every address, with the places in code that report whom they saw there.
const ADDRESSES: [(&str, &[Place]); 8] = [
    ("/out-of-order", places::PAGE),
    ("/in-order", places::PAGE),
    ("/async", places::PAGE),
    ("/plain", places::PLAIN),
    ("/scoped", places::SCOPED),
    ("/_call/who_am_i", places::CALL),
    ("/_call/who_am_i_nested", places::CALL),
    (ACTION, places::CALL),
];

/// Posted, under a key.
const ACTION: &str = "/_call/do_it";

/// Listed once for the process: while Leptos lists routes no resource of any page loads, not even another test's.
static LISTING: std::sync::LazyLock<Vec<AxumRouteListing>> = std::sync::LazyLock::new(|| generate_route_list(App));

fn pages() -> Router {
    let options = LeptosOptions::builder().output_name("hammer").build();
    Router::new()
        .leptos_routes(&options, LISTING.clone(), {
            let options = options.clone();
            move || shell(options.clone())
        })
        .with_state(options)
        .merge(plain::routes())
}

/// All visitors visit all addresses at once, round after round. What every one of them saw comes back with their name.
async fn hammer(site: &Site) -> Vec<(String, &'static str, Vec<Seen>)> {
    let mut seen = Vec::new();
    for round in 0..ROUNDS {
        let mut visits = JoinSet::new();
        for visitor in 0..VISITORS {
            for (address, _) in ADDRESSES {
                let (site, name) = (site.clone(), format!("visitor-{round}-{visitor}"));
                visits.spawn(async move {
                    let request = match address {
                        ACTION => site
                            .post(ACTION)
                            .body("application/json", "{}")
                            .header(KEY_HEADER, &new_key()),
                        _ => site.get(address),
                    };
                    let answer = request.header("x-user", &name).await;
                    answer.status(200);
                    (name, address, places::read(&answer.text()))
                });
            }
        }
        seen.extend(visits.join_all().await);
    }
    seen
}

fn new_key() -> String {
    IdempotencyKey::random().expect("a random key").as_str().to_owned()
}

/// What somebody saw who is neither themselves nor nobody.
fn strangers<'s>(seen: &'s [(String, &'static str, Vec<Seen>)]) -> Vec<(&'static str, &'s Seen)> {
    let all = seen
        .iter()
        .flat_map(|(name, address, seen)| seen.iter().map(move |seen| (name, *address, seen)));
    let strange = all.filter(|(name, _, seen)| seen.whom != **name && seen.whom != places::NOBODY);
    strange.map(|(_, address, seen)| (address, seen)).collect()
}

// covers: GST-19
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nobody_ever_sees_anothers_request() {
    let site = Site::new(actions().config(config(|_| ())).mount(pages()).unwrap());
    let seen = hammer(&site).await;
    assert_eq!(strangers(&seen), []);
    assert_eq!(seen.len(), ROUNDS * VISITORS * ADDRESSES.len());
    for (name, address, seen) in seen {
        let (_, expected) = ADDRESSES.into_iter().find(|(other, _)| *other == address).unwrap();
        assert_eq!(
            seen.len(),
            expected.len(),
            "{address} reports from all of its places: {seen:?}"
        );
        for place in expected {
            let whom = &seen
                .iter()
                .find(|seen| seen.place == place.name)
                .expect(place.name)
                .whom;
            let expected = if place.knows { name.as_str() } else { places::NOBODY };
            assert_eq!((address, place.name, whom.as_str()), (address, place.name, expected));
        }
    }
}

/// The same with pages that are polled as they are. If this ever fails, Leptos has put it right and the guard can go.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn without_the_guard_strangers_are_seen() {
    let unguarded = actions().config(Config::default()).page_guard(|page| page);
    let site = Site::new(unguarded.mount(pages()).unwrap());
    let seen = hammer(&site).await;
    let strangers = strangers(&seen);
    let at = |address: &str, place: &str| {
        strangers
            .iter()
            .any(|(other, seen)| *other == address && seen.place == place)
    };
    assert!(at("/plain", "leptos-context"), "a plain route saw somebody's page");
    assert!(
        at("/out-of-order", "spawned-context"),
        "a spawned task saw somebody's page"
    );
    assert!(at("/plain", "spawned-calling"), "a call was made as somebody else");
}
