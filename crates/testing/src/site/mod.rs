//! A whole router without a socket: [`Site`].

mod jar;
mod multipart;
mod received;
mod request;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::{Router, body::Body};
use http::{HeaderValue, Method, header};
use leptos_actions_core::{
    Callable, Kind, codec,
    wire::{ARGUMENTS, CBOR, CBOR_SUFFIX, PREFIX, SIGNATURE_HEADER},
};
use tower::ServiceExt;

use self::jar::Jar;
pub use self::{multipart::Multipart, received::Received, request::Request};

/// A router, asked in-process. Cheap to clone; clones share their cookies.
///
/// ```standalone_crate
/// use axum::{Router, routing::get};
/// use leptos_actions::{Actions, prelude::*};
/// use leptos_actions_testing::Site;
///
/// #[action(public)]
/// async fn greet(name: String) -> CallResult<String> { Ok(format!("Hello, {name}!")) }
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let pages = Router::new().route("/about", get(|| async { "about us" }));
/// let site = Site::new(Actions::new().mount(pages).unwrap());
///
/// assert_eq!(site.get("/about").await.status(200).text(), "about us");
/// let answer = site.post("/_call/greet").json(&serde_json::json!({ "name": "Ada" })).await;
/// assert_eq!(answer.status(200).json::<String>(), "Hello, Ada!");
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Site {
    router: Router,
    browser: Option<Arc<Mutex<Jar>>>,
}

impl Site {
    /// A site as a program sees it, such as curl: nothing is sent that the test does not name.
    #[must_use]
    pub const fn new(router: Router) -> Self {
        Self { router, browser: None }
    }

    /// A site as one visitor's browser sees it: cookies are kept and sent, and every request asks for a page and says
    /// that it comes from one of the site's own.
    ///
    /// ```standalone_crate
    /// # use axum::Router;
    /// # use leptos_actions::{Actions, prelude::*};
    /// # use leptos_actions_testing::Site;
    /// #[action(public)]
    /// async fn sign_in(#[extract] reply: Reply) -> CallResult<()> {
    ///     reply.set_cookie(("session", "ada"));
    ///     Ok(reply.redirect("/")?)
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// let browser = Site::browser(Actions::new().mount(Router::new()).unwrap());
    /// let answer = browser.post("/sign-in?_call=sign_in").form(&[]).await;
    /// answer.redirected_to("/");
    /// assert_eq!(browser.cookie("session").as_deref(), Some("ada"));
    /// # }
    /// ```
    #[must_use]
    pub fn browser(router: Router) -> Self {
        Self {
            router,
            browser: Some(Arc::default()),
        }
    }

    /// A `GET`, sent when it is awaited.
    pub fn get(&self, path: &str) -> Request {
        self.request(Method::GET, path)
    }

    /// A `POST`, sent when it is awaited.
    pub fn post(&self, path: &str) -> Request {
        self.request(Method::POST, path)
    }

    /// Any request, sent when it is awaited.
    #[track_caller]
    pub fn request(&self, method: Method, path: &str) -> Request {
        Request::new(self.clone(), method, path)
    }

    /// A call as our own client makes it; read the answer with [`Received::outcome`].
    #[track_caller]
    pub fn call<A: Callable>(&self, arguments: &A) -> Request {
        let meta = A::META;
        let bytes = codec::to_vec(arguments).expect("the arguments can be encoded");
        let path = [PREFIX, meta.name, CBOR_SUFFIX].concat();
        let request = match meta.kind {
            Kind::Action => self.post(&path).body(CBOR, bytes),
            Kind::Query => self.get(&format!("{path}?{ARGUMENTS}={}", base64url(&bytes))),
        };
        request.header(SIGNATURE_HEADER, &format!("{:016x}", meta.signature))
    }

    /// What a browser does with a redirect: a `GET` of the page it leads to.
    #[track_caller]
    pub fn follow(&self, received: &Received) -> Request {
        let target = received.header(header::LOCATION.as_str());
        self.get(&target.expect("the answer is no redirect"))
    }

    /// The value of a cookie that the browser holds.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.jar()?.get(name)
    }

    fn jar(&self) -> Option<MutexGuard<'_, Jar>> {
        let jar = self.browser.as_ref()?;
        Some(jar.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What a browser adds by itself, unless the test said otherwise.
    fn dress(&self, request: &mut http::Request<Body>) {
        let Some(jar) = self.jar() else { return };
        let headers = request.headers_mut();
        if !headers.contains_key("sec-fetch-site") && !headers.contains_key(header::ORIGIN) {
            headers.insert("sec-fetch-site", HeaderValue::from_static("same-origin"));
        }
        if !headers.contains_key(header::ACCEPT) {
            headers.insert(header::ACCEPT, HeaderValue::from_static("text/html,*/*;q=0.8"));
        }
        if let Some(cookies) = jar.header() {
            headers.append(header::COOKIE, cookies);
        }
    }

    async fn send(self, mut request: http::Request<Body>) -> http::Response<Body> {
        self.dress(&mut request);
        let Ok(response) = self.router.clone().oneshot(request).await;
        if let Some(mut jar) = self.jar() {
            jar.keep(response.headers());
        }
        response
    }
}

/// Base64 for addresses, without padding.
fn base64url(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let digit = |bits: u32, shift: u32| char::from(DIGITS[(bits >> shift & 63) as usize]);
    let group = |group: &[u8]| {
        let byte = |index: usize| u32::from(group.get(index).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        [18, 12, 6, 0]
            .map(|shift| digit(bits, shift))
            .into_iter()
            .take(group.len() + 1)
            .collect::<String>()
    };
    bytes.chunks(3).map(group).collect()
}

#[cfg(test)]
mod tests {
    use super::base64url;

    #[test]
    fn base64_for_addresses_has_no_padding() {
        assert_eq!(
            ["", "f", "fo", "foo", "foob"].map(|text| base64url(text.as_bytes())),
            ["", "Zg", "Zm8", "Zm9v", "Zm9vYg"]
        );
        assert_eq!(base64url(&[0xff, 0xef, 0xbe]), "_---");
    }
}
