//! The server under load.

use axum::Router;
use leptos_actions::{Settings, actions};
use leptos_actions_sqlx::SqliteLedger;
use tokio::net::TcpListener;

use crate::{
    Result,
    ways::{by_hand, server_fns},
    work,
};

/// Serves until it is killed.
#[tokio::main]
pub async fn serve(address: &str, database: &str) -> Result<()> {
    let settings: Settings = Settings::parse("bench", &format!("[leptos]\nsite-addr = \"{address}\""), &[])?;
    // As the shop's server does: a call's span is made and filled, and at this level nothing of it is printed.
    if std::env::var_os("BENCH_QUIET").is_none() {
        tracing_subscriber::fmt()
            .with_env_filter("info,sqlx=warn")
            .with_writer(std::io::stderr)
            .init();
    }
    let db = work::open(database).await?;
    let deadline = settings.actions.head_deadline;
    let calls = || actions().config(settings.actions.clone()).state(db.clone());
    let durable = calls()
        .ledger(SqliteLedger::open(db.clone()).await?)
        .mount(Router::new())?;
    let inside = calls().mount(by_hand::inside())?;
    let router = server_fns::routes(db.clone()).merge(by_hand::routes(db.clone()));
    let router = router.nest_service("/durable", durable).fallback_service(inside);
    let listener = TcpListener::bind(address).await?;
    Ok(leptos_actions::serve(listener, router, deadline, std::future::pending()).await?)
}
