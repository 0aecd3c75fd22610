//! The server under load.

use axum::Router;
use leptos_actions::{Settings, actions};
use leptos_actions_sqlx::SqliteLedger;
use tokio::net::TcpListener;

use crate::{
    Result,
    process::LOG,
    ways::{by_hand, our_page, page::Rows, plain_page, server_fns},
    work,
};

/// Serves until it is killed.
#[tokio::main]
pub async fn serve(address: &str, database: &str, log: &str) -> Result<()> {
    let settings: Settings = Settings::parse("bench", &format!("[leptos]\nsite-addr = \"{address}\""), &[])?;
    // As the shop's server does: a call's span is made and filled, and at this level nothing of it is printed.
    if log == LOG {
        tracing_subscriber::fmt()
            .with_env_filter("info,sqlx=warn")
            .with_writer(std::io::stderr)
            .init();
    }
    // What a list of an application's routes would do.
    any_spawner::Executor::init_tokio()?;
    let db = work::open(database).await?;
    let deadline = settings.actions.head_deadline;
    let plain = Rows::default();
    let calls = || {
        let actions = actions().config(settings.actions.clone());
        actions.state(db.clone()).state(Rows::default())
    };
    let durable = calls()
        .ledger(SqliteLedger::open(db.clone()).await?)
        .mount(Router::new())?;
    let inside = calls().mount(by_hand::inside().merge(our_page::routes()))?;
    let router = server_fns::routes(db.clone(), plain.clone())
        .merge(plain_page::routes(plain))
        .merge(by_hand::routes(db));
    let router = router.nest_service("/durable", durable).fallback_service(inside);
    let listener = TcpListener::bind(address).await?;
    Ok(leptos_actions::serve(listener, router, deadline, std::future::pending()).await?)
}
