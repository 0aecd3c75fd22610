//! The server.

#[cfg(feature = "ssr")]
#[tokio::main]
async fn main() {
    use axum::Router;
    use existing_app::{
        app::{App, shell},
        guests::Guests,
        shout::Volume,
    };
    use leptos::prelude::*;
    use leptos_actions::{actions, response_options};
    use leptos_axum::{LeptosRoutes, ResponseOptions, generate_route_list};
    use tower_sessions::{MemoryStore, SessionManagerLayer};

    let options = get_configuration(None).unwrap().leptos_options;
    let address = options.site_addr;
    let routes = generate_route_list(App);
    // What `#[server]` functions, actions and queries find with `use_context`.
    let provide = || provide_context(Volume("!"));

    let pages: Router = Router::new()
        .leptos_routes_with_context(&options, routes, provide, {
            let options = options.clone();
            move || shell(options.clone())
        })
        .fallback(leptos_axum::file_and_error_handler(shell))
        .with_state(options);

    // `true` where the site is served over https.
    let sessions = SessionManagerLayer::new(MemoryStore::default()).with_secure(false);
    let service = actions()
        .state(Guests::default())
        .context(provide)
        .context(response_options(|options: &ResponseOptions| {
            let parts = options.0.read().unwrap();
            (parts.status, parts.headers.clone())
        }))
        .mount(pages)
        .unwrap()
        .layer(sessions);

    let listener = tokio::net::TcpListener::bind(address).await.unwrap();
    println!("listening on http://{address}");
    axum::serve(listener, service.into_make_service()).await.unwrap();
}

#[cfg(not(feature = "ssr"))]
fn main() {}
