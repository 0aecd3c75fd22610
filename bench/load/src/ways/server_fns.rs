//! `#[server]` functions through leptos_axum. JSON in and JSON out, so that all three ways read and write the same.
#![allow(missing_docs, reason = "`#[server]` writes structs without any")]

use axum::{Router, body::Body, http::Request, routing::post};
use leptos::{prelude::*, server_fn::codec::Json};

use super::page::Rows;
use crate::work::{self, Db, Note};

/// The routes, also of the functions of the plain page.
pub fn routes(db: Db, rows: Rows) -> Router {
    let handler = move |request: Request<Body>| {
        let (db, rows) = (db.clone(), rows.clone());
        let provide = move || {
            provide_context(db.clone());
            provide_context(rows.clone());
        };
        leptos_axum::handle_server_fns_with_context(provide, request)
    };
    Router::new().route("/api/{*function}", post(handler))
}

#[server(input = Json, output = Json, endpoint = "echo")]
pub async fn echo(note: Note) -> Result<Note, ServerFnError> {
    Ok(note)
}

#[server(input = Json, output = Json, endpoint = "insert")]
pub async fn insert(note: Note) -> Result<i64, ServerFnError> {
    let db: Db = expect_context();
    work::insert(&db, &note).await.map_err(ServerFnError::new)
}
