//! Handlers written by hand with axum, beside our service and, to see what that costs, inside it.

use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    routing::{get, post},
};

use crate::work::{self, Arguments, Db, Note};

/// The routes.
pub fn routes(db: Db) -> Router {
    Router::new()
        .route("/axum/echo", post(echo))
        .route("/axum/insert", post(insert))
        .route("/rows", get(rows))
        .with_state(db)
}

/// The routes that stand inside it.
pub fn inside() -> Router {
    Router::new().route("/inside/echo", post(echo))
}

async fn echo(Json(arguments): Json<Arguments>) -> Json<Note> {
    Json(arguments.note)
}

async fn insert(State(db): State<Db>, Json(arguments): Json<Arguments>) -> Result<Json<i64>, StatusCode> {
    let id = work::insert(&db, &arguments.note).await;
    id.map(Json).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}

/// For the check that every insert was one.
async fn rows(State(db): State<Db>) -> Result<Json<i64>, StatusCode> {
    let rows = work::rows(&db).await;
    rows.map(Json).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}
