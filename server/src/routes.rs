//! What the server answers.

use std::sync::LazyLock;

use app::{App, books, db::Db, password::Passwords, shell::shell};
use axum::{
    Router,
    extract::{Path, Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use leptos_actions::{Caching, FileStore, Registry, Settings, StoredFile, actions};
use leptos_actions_sqlx::SqliteLedger;
use leptos_axum::{AxumRouteListing, LeptosRoutes, generate_route_list};
use tower_http::{services::ServeDir, set_header::SetResponseHeaderLayer};

use crate::{
    Failure, compress,
    config::{Section, Shop},
};

/// The application's routes. Once for the process: while Leptos lists them no resource of any page loads.
static LISTING: LazyLock<Vec<AxumRouteListing>> = LazyLock::new(|| generate_route_list(App));

/// Pages, files and covers, with the calls around them.
pub async fn service(settings: Settings<Section>, db: Db) -> Result<Router, Failure> {
    let options = settings.leptos_options();
    let files = ServeDir::new(&*options.site_root)
        // For `//pkg` its redirect would lead to another site.
        .append_index_html_on_directories(false)
        .precompressed_br()
        .precompressed_gzip();
    let avatars = FileStore::open(settings.files()).await.map_err(|error| {
        let folder = settings.files();
        format!("the folder {} cannot be opened: {error}", folder.display())
    })?;
    let not_found = leptos_axum::render_app_async({
        let options = options.clone();
        move || shell(options.clone())
    });
    let pages: Router = Router::new()
        .leptos_routes(&options, LISTING.clone(), {
            let options = options.clone();
            move || shell(options.clone())
        })
        .with_state(options)
        .route("/covers/{file}", get(cover))
        .with_state(db.clone())
        .route("/avatars/{id}", get(avatar))
        .with_state(avatars.clone())
        .fallback_service(files.fallback(get(not_found)))
        .layer(middleware::from_fn(files_are_kept))
        .layer(header_layer(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header_layer(header::REFERRER_POLICY, "same-origin"));
    let passwords = Passwords::new(settings.password_cost())?;
    let service = actions()
        .config(settings.actions)
        .ledger(SqliteLedger::open(db.clone()).await?)
        .state(db)
        .state(passwords)
        .state(avatars)
        .expect(app::CALLS)
        .unavailable_when(app::db::is_unavailable)
        .mount(pages)?;
    Ok(compress::compressed(service))
}

async fn cover(State(db): State<Db>, Path(file): Path<String>) -> impl IntoResponse {
    let slug = file.strip_suffix(".svg").ok_or(StatusCode::NOT_FOUND)?;
    let book = app::db::books::by_slug(&db, slug).await.map_err(|error| {
        tracing::error!(?error, "a cover could not be drawn");
        StatusCode::SERVICE_UNAVAILABLE
    })?;
    let svg = books::cover(&book.ok_or(StatusCode::NOT_FOUND)?);
    let headers = [
        (header::CONTENT_TYPE, "image/svg+xml"),
        (header::CACHE_CONTROL, "public, max-age=86400"),
    ];
    Ok::<_, StatusCode>((headers, svg))
}

/// Members show themselves to others: whoever knows a picture's id may see it.
async fn avatar(State(avatars): State<FileStore>, Path(id): Path<String>) -> Response {
    match id.parse::<StoredFile>() {
        Ok(id) => avatars.serve(&id, "avatar").await,
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

/// What a browser does with files. A name that says what is in it is kept for ever; of another file the browser asks each
/// time whether it is still the same, since a script of one build can do nothing with the wasm of another. What pages are
/// is not for here to say.
async fn files_are_kept(request: Request, next: Next) -> Response {
    let is_named = is_named_by_content(request.uri().path());
    let mut answer = next.run(request).await;
    let media_type = answer.headers().get(header::CONTENT_TYPE);
    // Also the page that says that a file is not there.
    if media_type.is_none_or(|media_type| media_type.as_bytes().starts_with(b"text/html")) {
        return answer;
    }
    let control = if is_named && answer.status().is_success() {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let headers = answer.headers_mut();
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static(control));
    answer
}

/// `/pkg/bookshop.<digest>.wasm`, as cargo-leptos and xtask name the files of a release build: a digest of 22 letters from
/// the one, of 32 from the other.
fn is_named_by_content(path: &str) -> bool {
    let name = path.strip_prefix("/pkg/").filter(|name| !name.contains('/'));
    let digest = name.and_then(|name| name.rsplit('.').nth(1));
    digest.is_some_and(|digest| matches!(digest.len(), 22 | 32))
}

fn header_layer(name: header::HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

/// One line for each call: how it is made, who may make it, for whom its answers are kept, what it takes.
#[expect(clippy::print_stdout, reason = "this is what the command is for")]
pub fn print_endpoints() -> Result<(), Failure> {
    for endpoint in Registry::collect()?.iter() {
        let meta = endpoint.meta();
        let fields: Vec<String> = meta
            .fields
            .iter()
            .map(|field| format!("{}: {}", field.name, field.ty))
            .collect();
        let (method, name, access) = (meta.kind.method(), meta.name, meta.access);
        println!(
            "{method:<5} /_call/{name:<16} caller: {access:<10} kept: {:<14} ({})",
            meta.cache.map_or_else(|| "no".to_owned(), kept),
            fields.join(", ")
        );
    }
    Ok(())
}

fn kept(caching: Caching) -> String {
    let whom = if caching.is_shared { "shared" } else { "private" };
    format!("{whom} {} s", caching.fresh.as_secs())
}
