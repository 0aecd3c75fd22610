//! One request.

use std::{
    future::{Future, IntoFuture},
    pin::Pin,
};

use axum::body::Body;
use http::{HeaderName, HeaderValue, Method, Uri, header};
use leptos_actions_core::{
    Query, codec,
    wire::{FORM, SCREEN_HEADER, Screen},
};
use leptos_actions_server::cookie::Cookie;
use serde::Serialize;

use super::{Multipart, Received, Site, base64url};

/// A request on its way to a [`Site`]. Await it to send it.
///
/// ```
/// # use axum::{Router, routing::post};
/// # use leptos_actions_testing::Site;
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let echo = Router::new().route("/echo", post(|body: String| async { body }));
/// let site = Site::new(echo);
/// let received = site.post("/echo").cookie("session", "1").header("x-request-id", "7").form(&[("q", "a b")]).await;
/// assert_eq!(received.status(200).text(), "q=a+b");
/// # }
/// ```
#[derive(Debug)]
#[must_use = "a request is sent when it is awaited"]
pub struct Request {
    site: Site,
    request: http::Request<Body>,
    screen: Screen,
}

impl Request {
    #[track_caller]
    pub(super) fn new(site: Site, method: Method, path: &str) -> Self {
        let mut request = http::Request::new(Body::empty());
        *request.method_mut() = method;
        *request.uri_mut() = path
            .parse::<Uri>()
            .unwrap_or_else(|error| panic!("{path:?} is no address: {error}"));
        Self {
            site,
            request,
            screen: Screen::default(),
        }
    }

    /// Says that the page which calls shows a query; [`Received::fresh`] tells which of them came with the answer.
    #[track_caller]
    pub fn on_screen<Q: Query>(mut self, query: &Q) -> Self {
        let arguments = codec::to_vec(query).expect("the arguments can be encoded");
        self.screen.push(Q::META.name, &arguments);
        self
    }

    /// Adds a header.
    #[track_caller]
    pub fn header(self, name: &str, value: &str) -> Self {
        self.header_bytes(name, value.as_bytes())
    }

    /// Adds a header whose value may be no text.
    #[track_caller]
    pub fn header_bytes(mut self, name: &str, value: &[u8]) -> Self {
        let name: HeaderName = name
            .parse()
            .unwrap_or_else(|_| panic!("{name:?} is no name of a header"));
        let value = HeaderValue::from_bytes(value).unwrap_or_else(|_| panic!("{value:?} is no value of a header"));
        self.request.headers_mut().append(name, value);
        self
    }

    /// Sends a cookie along, beside those that a browser holds.
    #[track_caller]
    pub fn cookie(self, name: &str, value: &str) -> Self {
        let cookie = Cookie::new(name, value).encoded().to_string();
        self.header("cookie", &cookie)
    }

    /// Adds an extension, as a layer around the router would.
    pub fn extension<T: Clone + Send + Sync + 'static>(mut self, value: T) -> Self {
        self.request.extensions_mut().insert(value);
        self
    }

    /// Sends a form's fields.
    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        let mut text = form_urlencoded::Serializer::new(String::new());
        self.body(FORM, text.extend_pairs(fields).finish())
    }

    /// Sends a form with files.
    pub fn multipart(self, form: Multipart) -> Self {
        let (media_type, body) = form.into_parts();
        self.body(media_type, body)
    }

    /// Sends JSON.
    #[track_caller]
    pub fn json<T: Serialize + ?Sized>(self, value: &T) -> Self {
        let text = serde_json::to_string(value).expect("the value can be written as JSON");
        self.body("application/json", text)
    }

    /// Sends any body.
    pub fn body(mut self, media_type: &'static str, body: impl Into<Body>) -> Self {
        self.request
            .headers_mut()
            .insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
        *self.request.body_mut() = body.into();
        self
    }

    /// Sends it and leaves the answer's body unread.
    pub async fn send(mut self) -> http::Response<Body> {
        if !self.screen.queries.is_empty() {
            let screen = codec::to_vec(&self.screen).unwrap_or_default();
            self = self.header(SCREEN_HEADER, &base64url(&screen));
        }
        self.site.send(self.request).await
    }
}

impl IntoFuture for Request {
    type Output = Received;
    type IntoFuture = Pin<Box<dyn Future<Output = Received> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { Received::read(self.send().await).await })
    }
}
