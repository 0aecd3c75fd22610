//! The server.

use std::{env, error::Error, time::Duration};

use axum::{
    Router,
    extract::Request,
    middleware::{self, Next},
};
use leptos::prelude::{LeptosOptions, provide_context};
use leptos_actions::{Settings, actions};
use leptos_axum::{LeptosRoutes, generate_route_list};
use tokio::{net::TcpListener, time::sleep};
use tower_http::services::ServeDir;

use crate::{App, shell, store::Store};

/// How long a round trip takes, in milliseconds, when nothing is said.
const LATENCY: &str = "100";

/// Serves until it is killed.
#[tokio::main]
pub async fn serve(address: &str, files: &str) -> Result<(), Box<dyn Error + Send + Sync>> {
    let latency = env::var("LATENCY_MS").unwrap_or_else(|_| LATENCY.into());
    let half = Duration::from_millis(latency.parse()?) / 2;
    let settings: Settings = Settings::parse("beside", &format!("[leptos]\nsite-addr = \"{address}\""), &[])?;
    let deadline = settings.actions.head_deadline;
    let calls = actions().config(settings.actions).state(Store::default());
    // One way before it is read, the other before its answer leaves.
    let delayed = calls.mount(pages(Store::default()))?.layer(middleware::from_fn(
        move |request: Request, next: Next| async move {
            sleep(half).await;
            let answer = next.run(request).await;
            sleep(half).await;
            answer
        },
    ));
    let router = Router::new()
        .nest_service("/pkg", ServeDir::new(files))
        .fallback_service(delayed);
    let listener = TcpListener::bind(address).await?;
    Ok(leptos_actions::serve(listener, router, deadline, std::future::pending()).await?)
}

/// Both pages, and the functions of the plain one.
fn pages(plain: Store) -> Router {
    let options = LeptosOptions::builder().output_name("beside").build();
    Router::new()
        .leptos_routes_with_context(
            &options,
            generate_route_list(App),
            move || provide_context(plain.clone()),
            shell,
        )
        .with_state(options)
}
