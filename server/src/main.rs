//! The bookshop's server.
//!
//! `server` serves, `server seed [--books N]` fills the database, `server endpoints` prints what can be called.

mod compress;
mod config;
mod routes;
#[cfg(test)]
mod tests;

use std::{error::Error, process::ExitCode, time::Duration};

use leptos_actions::serve;
use tracing_subscriber::EnvFilter;

use config::Shop;

type Failure = Box<dyn Error + Send + Sync>;

#[tokio::main]
async fn main() -> ExitCode {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments.iter().map(String::as_str).collect::<Vec<_>>()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("server: {error}"));
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &[&str]) -> Result<(), Failure> {
    match arguments {
        [] => shop().await,
        ["seed"] => seed(None).await,
        ["seed", "--books", books] => seed(Some(books.parse()?)).await,
        ["endpoints"] => routes::print_endpoints(),
        _ => Err("usage: server [seed [--books N] | endpoints]".into()),
    }
}

async fn shop() -> Result<(), Failure> {
    let settings = config::load()?;
    let db = app::db::open(&settings.database()).await?;
    app::db::seed::seed(&db, None).await?;
    tokio::spawn(sweep(db.clone()));
    let address = settings.leptos.site_addr;
    let deadline = settings.actions.head_deadline;
    let service = routes::service(settings, db).await?;
    let listener = tokio::net::TcpListener::bind(address).await;
    let listener = listener.map_err(|error| format!("cannot listen on {address}: {error}; set LEPTOS_SITE_ADDR"))?;
    say(&format!("listening on http://{address}"));
    Ok(serve(listener, service, deadline, end()).await?)
}

async fn seed(books: Option<usize>) -> Result<(), Failure> {
    let settings = config::load()?;
    let db = app::db::open(&settings.database()).await?;
    let added = app::db::seed::seed(&db, books).await?;
    say(&format!("{added} books added to {}", settings.database().display()));
    Ok(())
}

/// Forgets sessions that have ended, every hour.
async fn sweep(db: app::db::Db) {
    let mut hours = tokio::time::interval(Duration::from_secs(60 * 60));
    loop {
        hours.tick().await;
        if let Err(error) = app::db::sessions::sweep(&db).await {
            tracing::warn!(?error, "ended sessions could not be forgotten");
        }
    }
}

/// Ctrl-C, or the signal that service managers send.
async fn end() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! { _ = interrupt => (), _ = terminate.recv() => () }
            return;
        }
    }
    let _ = interrupt.await;
}

#[expect(clippy::print_stdout, reason = "what a person at the terminal waits for")]
fn say(text: &str) {
    println!("{text}");
}
