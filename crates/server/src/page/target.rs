//! What the page that an action leads to asks for, in the action's own answer.
//!
//! 1. To our own client the page that the reply leads to is rendered in-process, as the caller whom the reply leaves
//!    behind, unless only another request can know who that is. What its queries answered goes with the action's answer; its markup is thrown away.
//! 2. It damages nothing: a page that fails or panics brings nothing, one that takes longer than a second what it has by
//!    then, and its cookies, its status and its work for afterwards are its own.
//! 3. What the calling page has on screen is left out: if that is stale its value comes anyway.

use std::{panic::AssertUnwindSafe, time::Duration};

use axum::body::Body;
use futures_util::{FutureExt, StreamExt};
use http::{HeaderValue, Method, Request, Uri, header, request::Parts};
use leptos_actions_core::wire::{BUILD_HEADER, KEY_HEADER, Read, SCREEN_HEADER, SIGNATURE_HEADER, Screen};

use super::{ActionsService, is_html};
use crate::{
    fresh::{self, MOST},
    scope::Scope,
};

/// How long the page may take.
const PATIENCE: Duration = Duration::from_secs(1);
/// The most bytes that an answer carries of it.
const MOST_BYTES: usize = 128 * 1024;

impl ActionsService {
    /// What the page at `target` reads, to which a call leads whose scope this is.
    pub(super) async fn target_reads(&self, scope: &Scope, target: &str) -> Vec<Read> {
        let reply = scope.full_reply();
        if reply.is_external() || reply.has_changed_caller() {
            return Vec::new();
        }
        let head = scope.head_left_behind();
        let screen = head.as_ref().and_then(|head| fresh::screen(&head.headers));
        let (Some(screen), Some(head)) = (screen, head.and_then(|head| asking_for(head, target))) else {
            return Vec::new();
        };
        let clock = self.pipeline.ledger.clock();
        let scope = scope.visiting(head.clone());
        let began = clock.tick();
        let rendered = AssertUnwindSafe(self.clone().visit(head, &scope)).catch_unwind();
        // Nobody is to wait for the action's answer because of a slow page: it asks for the rest itself.
        if let Ok(Err(_)) = tokio::time::timeout(PATIENCE, rendered).await {
            tracing::warn!(target: "leptos_actions", page = target, "the page that an action leads to panicked");
            return Vec::new();
        }
        let reading = fresh::reading(clock, clock.since(began), &[]);
        let reads = scope.take_reads().into_iter().filter(|read| !shows(&screen, read));
        let mut bytes = 0;
        let fits = |read: &Read| {
            bytes += read.arguments.len() + read.answer.value.as_ref().map_or(0, |value| value.len());
            bytes <= MOST_BYTES
        };
        let read_then = |mut read: Read| {
            let is_new = !self.may_be_kept(&read);
            read.answer.read = is_new.then(|| reading.clone().by(scope.who(&read.call)));
            read
        };
        reads.take(MOST).take_while(fits).map(read_then).collect()
    }

    /// Whether it may be an older value than the page that holds it: then nobody knows what is in it.
    fn may_be_kept(&self, read: &Read) -> bool {
        let endpoint = self.pipeline.registry.get(&read.call);
        endpoint.is_none_or(|endpoint| endpoint.meta().cache.is_some())
    }

    /// Renders a page to its end, for what it asks.
    async fn visit(self, head: Parts, scope: &Scope) {
        let page = self.inner(Request::from_parts(head, Body::empty()), scope).await;
        if !is_html(&page) {
            // A file or a route for programs asks nothing.
            return;
        }
        page.into_body().into_data_stream().for_each(async |_| ()).await;
    }
}

/// The head of a request for that page, as the browser of this one would make it.
fn asking_for(mut head: Parts, target: &str) -> Option<Parts> {
    head.method = Method::GET;
    head.uri = target.split('#').next()?.parse::<Uri>().ok()?;
    for name in [
        header::CONTENT_TYPE,
        header::CONTENT_LENGTH,
        header::TRANSFER_ENCODING,
        header::ORIGIN,
    ] {
        head.headers.remove(name);
    }
    for name in [KEY_HEADER, SCREEN_HEADER, BUILD_HEADER, SIGNATURE_HEADER] {
        head.headers.remove(name);
    }
    head.headers
        .insert(header::ACCEPT, HeaderValue::from_static("text/html"));
    Some(head)
}

fn shows(screen: &Screen, read: &Read) -> bool {
    let mut queries = screen.queries.iter();
    queries.any(|(call, arguments)| *call == read.call && *arguments == read.arguments)
}
