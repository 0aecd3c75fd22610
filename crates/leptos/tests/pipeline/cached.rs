//! Functions whose values are kept, and that are no endpoints.

use std::time::Duration;

use axum::{Router, routing::get};
use leptos_actions::{Cache, Overrides, Registry, StateMap, Tag, actions, prelude::*};
use leptos_actions_testing::Site;
use tokio::time::advance;

use super::support::{Ran, config};

/// Answers with how often anything was read.
#[cached("1min", stale = "10s", tags = ["spices", "spice:{name}"])]
pub async fn spice(name: String, #[extract] State(ran): State<Ran>) -> CallResult<usize> {
    ran.once_more();
    let _ = name;
    Ok(ran.times())
}

/// Reads another kept value.
#[query(public, cache = shared("1h"), tags = ["meals"])]
pub async fn get_meal(name: String, #[extract] State(ran): State<Ran>) -> CallResult<(usize, usize)> {
    ran.once_more();
    let run = ran.times();
    Ok((run, spice(name).await?))
}

/// What is read below it by a query that keeps nothing.
#[query(public, tags = ["cellar"])]
pub async fn get_wine(#[extract] State(ran): State<Ran>) -> CallResult<usize> {
    ran.once_more();
    Ok(ran.times())
}

#[cached("1h")]
pub async fn menu() -> CallResult<usize> {
    get_wine().await
}

#[query(public)]
pub async fn get_menu() -> CallResult<usize> {
    menu().await
}

#[action(public)]
pub async fn taste(name: String) -> CallResult<[usize; 2]> {
    Ok([spice(name.clone()).await?, spice(name).await?])
}

#[action(public, refreshes("spices"))]
pub async fn season() -> CallResult<()> {
    Ok(())
}

fn kitchen() -> (Site, Ran, Cache) {
    let (ran, cache) = (Ran::default(), Cache::default());
    let pages = Router::new()
        .route(
            "/kitchen",
            get(|| async { spice("salt".into()).await.unwrap_or(0).to_string() }),
        )
        .route(
            "/b%C3%BCcher",
            get(|| async { get_meal("salt".into()).await.unwrap_or((0, 0)).0.to_string() }),
        );
    let actions = actions().config(config(|_| ())).state(ran.clone()).cache(cache.clone());
    (Site::new(actions.mount(pages).unwrap()), ran, cache)
}

async fn meal(site: &Site) -> (usize, usize) {
    site.get("/_call/get_meal?name=salt").await.json()
}

// covers: SEX-08
#[tokio::test]
async fn a_cached_function_is_no_endpoint() {
    let (site, ran, _) = kitchen();
    for path in [
        "/_call/spice?name=salt",
        "/_call/spice.cbor",
        "/_call/pipeline::cached::spice?name=salt",
    ] {
        site.get(path).await.status(404);
        site.post(path).form(&[("name", "salt")]).await.status(404);
    }
    let table = Registry::collect().unwrap();
    assert!(table.iter().all(|endpoint| !endpoint.meta().name.contains("spice")));
    assert_eq!(ran.times(), 0);
}

// covers: RTE-17
#[tokio::test]
async fn two_calls_in_one_handler_give_one_value() {
    let (site, ran, _) = kitchen();
    let tasted = site.call(&Taste { name: "salt".into() }).await.outcome::<Taste>();
    assert_eq!((tasted, ran.times()), (Ok([1, 1]), 1));
}

#[tokio::test]
async fn a_page_is_given_the_kept_value() {
    let (site, ran, _) = kitchen();
    assert_eq!(
        [site.get("/kitchen").await.text(), site.get("/kitchen").await.text()],
        ["1", "1"]
    );
    site.call(&Season {}).await.status(200);
    assert_eq!(site.get("/kitchen").await.text(), "2");
    assert_eq!(ran.times(), 2);
}

// covers: REV-19
#[tokio::test(start_paused = true)]
async fn what_is_read_within_lowers_the_lifetime_and_brings_its_tags() {
    let (site, _, cache) = kitchen();
    site.call(&Taste { name: "salt".into() }).await.status(200);
    advance(Duration::from_secs(18)).await;
    assert_eq!(meal(&site).await, (2, 1));
    let told = site.get("/_call/get_meal?name=salt").await;
    assert_eq!(
        told.header("cache-control").unwrap(),
        "public, max-age=0, must-revalidate, s-maxage=42"
    );
    cache.revalidate("meals");
    assert_eq!(meal(&site).await, (3, 1), "what is read within stays");
    cache.revalidate("spice:salt");
    assert_eq!(meal(&site).await, (4, 5), "and what is made of it goes with it");
    cache.revalidate("spice:pepper");
    assert_eq!(meal(&site).await, (4, 5));
    advance(Duration::from_secs(71)).await;
    assert_eq!(meal(&site).await, (6, 7));
}

#[tokio::test]
async fn a_value_has_the_tags_of_queries_that_keep_nothing_themselves() {
    let (site, ran, cache) = kitchen();
    let menu = async || site.get("/_call/get_menu").await.json::<usize>();
    assert_eq!([menu().await, menu().await], [1, 1]);
    cache.revalidate("cellar");
    assert_eq!((menu().await, ran.times()), (2, 2));
}

// covers: REV-01 COD-16
#[tokio::test]
async fn a_path_means_what_was_used_to_render_it_and_what_was_read_for_that() {
    let (site, ran, cache) = kitchen();
    let page = async |path: &str| site.get(path).await.text();
    assert_eq!(page("/b%C3%BCcher").await, "1");
    assert_eq!(ran.times(), 2);
    cache.revalidate(Tag::path("/kitchen"));
    assert_eq!(
        (page("/b%C3%BCcher").await.as_str(), ran.times()),
        ("1", 2),
        "another page"
    );
    cache.revalidate(Tag::path("/bücher?page=2"));
    assert_eq!(
        (page("/b%C3%BCcher").await.as_str(), ran.times()),
        ("3", 4),
        "with what is read within"
    );
    assert_eq!(page("/kitchen").await, "4");
    cache.revalidate(Tag::path("/kitchen"));
    assert_eq!(
        (page("/b%C3%BCcher").await.as_str(), ran.times()),
        ("5", 6),
        "used on both"
    );
}

#[tokio::test]
async fn outside_any_request_it_is_kept_where_the_scope_has_the_cache() {
    let (ran, cache) = (Ran::default(), Cache::default());
    let scope = Scope::detached(StateMap::default().with(ran.clone()), Overrides::default());
    let twice = |scope: Scope| {
        scope.enter(async { [spice("salt".into()).await.unwrap(), spice("salt".into()).await.unwrap()] })
    };
    assert_eq!(twice(scope.clone()).await, [1, 2]);
    assert_eq!(twice(scope.with_cache(&cache)).await, [3, 3]);
}
