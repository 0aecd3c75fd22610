//! One answer.

use axum::body::Body;
use http::{HeaderMap, header, response::Parts};
use http_body_util::BodyExt;
use leptos_actions_core::{CallResult, Callable, Query, codec, wire::Answer};
use leptos_actions_server::cookie::Cookie;
use serde::de::DeserializeOwned;

use super::jar::set_cookies;

/// What a [`Site`](crate::Site) answered. Assertions that do not hold panic at their caller's line and show the answer.
///
/// ```
/// # use axum::{Router, routing::get, response::Redirect};
/// # use leptos_actions_testing::Site;
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let old = get(|| async { ([("x-old", "yes")], Redirect::to("/new")) });
/// let site = Site::new(Router::new().route("/old", old).route("/new", get(|| async { "new" })));
///
/// let received = site.get("/old").await;
/// received.status(303).redirected_to("/new");
/// assert_eq!(received.header("x-old").as_deref(), Some("yes"));
/// assert_eq!(site.follow(&received).await.text(), "new");
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Received {
    head: Parts,
    body: Vec<u8>,
}

impl Received {
    pub(super) async fn read(response: http::Response<Body>) -> Self {
        let (head, body) = response.into_parts();
        let body = body.collect().await.expect("the answer's body can be read");
        Self {
            head,
            body: body.to_bytes().into(),
        }
    }

    /// Asserts its status.
    #[track_caller]
    pub fn status(&self, expected: u16) -> &Self {
        let found = self.code();
        assert!(found == expected, "the status should be {expected}; {}", self.found());
        self
    }

    /// Its status.
    #[must_use]
    pub fn code(&self) -> u16 {
        self.head.status.as_u16()
    }

    /// Its headers.
    #[must_use]
    pub const fn headers(&self) -> &HeaderMap {
        &self.head.headers
    }

    /// The first value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<String> {
        let value = self.head.headers.get(name)?;
        Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
    }

    /// A cookie that it sets, with its attributes.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<Cookie<'static>> {
        set_cookies(self.headers()).find(|cookie| cookie.name() == name)
    }

    /// Asserts that it is a redirect to there.
    #[track_caller]
    pub fn redirected_to(&self, path: &str) -> &Self {
        let found = self.header(header::LOCATION.as_str());
        assert!(
            self.head.status.is_redirection() && found.as_deref() == Some(path),
            "it should redirect to {path:?}; {}",
            self.found()
        );
        self
    }

    /// Asserts that its body holds this text.
    #[track_caller]
    pub fn contains(&self, text: &str) -> &Self {
        assert!(
            self.text().contains(text),
            "the body should contain {text:?}; {}",
            self.found()
        );
        self
    }

    /// Asserts that its body does not hold this text.
    #[track_caller]
    pub fn lacks(&self, text: &str) -> &Self {
        assert!(
            !self.text().contains(text),
            "the body should not contain {text:?}; {}",
            self.found()
        );
        self
    }

    /// Its body as text, without the empty comments by which Leptos finds its views again: of these a build with
    /// `erase_components` has others than one without. [`bytes`](Self::bytes) has them.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).replace("<!>", "")
    }

    /// Its body.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.body
    }

    /// Its body, read as JSON.
    #[track_caller]
    #[must_use]
    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("the body is not that JSON: {error}; {}", self.found()))
    }

    /// What a call came to, from an answer to [`Site::call`](crate::Site::call).
    ///
    /// # Errors
    /// The call's own.
    ///
    /// ```standalone_crate
    /// # use axum::Router;
    /// # use leptos_actions::{Actions, prelude::*};
    /// # use leptos_actions_testing::Site;
    /// #[query(public)]
    /// async fn double(number: u128) -> CallResult<u128> { Ok(number * 2) }
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// let site = Site::new(Actions::new().mount(Router::new()).unwrap());
    /// let received = site.call(&Double { number: u128::MAX / 2 }).await;
    /// assert_eq!(received.outcome::<Double>(), Ok(u128::MAX - 1));
    /// # }
    /// ```
    #[track_caller]
    pub fn outcome<A: Callable>(&self) -> CallResult<A::Output, A::Error> {
        self.answer().read()
    }

    /// Which of the queries that were [on screen](super::Request::on_screen) came with the answer to an action, by their
    /// places, the first being 0.
    #[track_caller]
    #[must_use]
    pub fn fresh(&self) -> Vec<u32> {
        let fresh = self.answer().fresh;
        let fresh = fresh.unwrap_or_else(|| panic!("nothing was read again; {}", self.found()));
        fresh.into_iter().map(|(place, _)| place).collect()
    }

    /// What came with the answer to an action that leads to another page: the names of the queries which that page asks.
    #[track_caller]
    #[must_use]
    pub fn reads(&self) -> Vec<String> {
        self.answer().reads.into_iter().map(|read| read.call).collect()
    }

    /// The answer to one of them.
    #[track_caller]
    #[must_use]
    pub fn brought<Q: Query>(&self, query: &Q) -> Option<CallResult<Q::Output, Q::Error>> {
        let arguments = codec::to_vec(query).expect("the arguments can be encoded");
        let mut reads = self.answer().reads.into_iter();
        let read = reads.find(|read| read.call == Q::META.name && read.arguments == arguments)?;
        Some(read.answer.read())
    }

    #[track_caller]
    fn answer(&self) -> Answer {
        codec::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("the body is no answer to a call: {error:?}; {}", self.found()))
    }

    fn found(&self) -> String {
        format!("the answer is {} {:?}\n{}", self.code(), self.head.headers, self.text())
    }
}
