//! The answer to a request, as far as the application shapes it.

use std::{
    borrow::Cow,
    error::Error,
    fmt,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use cookie::{Cookie, SameSite};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use leptos_actions_core::{Tag, wire::is_same_site};
use serde::{Deserialize, Serialize};

use crate::{cache::Cache, fresh::Touched};

/// Work for after the answer.
pub(crate) type After = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Sets cookies and headers, redirects, and runs work after the answer. For actions and routes: `#[extract] reply: Reply`.
///
/// A redirect is part of the answer and no error, so neither `?` nor a `match` can swallow it. The last one wins.
#[derive(Clone)]
pub struct Reply {
    inner: Arc<Mutex<Inner>>,
    secure: bool,
    cache: Option<Cache>,
}

#[derive(Default)]
struct Inner {
    cookies: Vec<Cookie<'static>>,
    headers: HeaderMap,
    redirect: Option<String>,
    /// Whether the redirect leads to what is no page of the application.
    is_external: bool,
    status: Option<StatusCode>,
    after: Vec<After>,
    /// What is to be read again of the caller's screen.
    touched: Touched,
    /// What of it is to be expired, once what was written is there.
    expired: Vec<Tag>,
    /// Whether the caller is another one from now on, as far as this process cannot read it from the reply.
    caller_changed: bool,
    /// The status of an answer to a program.
    answer_status: Option<StatusCode>,
    /// Whether the head of the answer is written.
    is_sent: bool,
}

impl Reply {
    pub(crate) fn new(secure: bool, cache: Option<Cache>) -> Self {
        Self {
            inner: Arc::default(),
            secure,
            cache,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // Nothing in here can be left half done by a panic.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets a cookie. Where the cookie does not say otherwise it is `HttpOnly`, `SameSite=Lax`, for the whole site,
    /// and `Secure` when the site is served over https.
    pub fn set_cookie(&self, cookie: impl Into<Cookie<'static>>) {
        let mut cookie = cookie.into();
        if cookie.http_only().is_none() {
            cookie.set_http_only(true);
        }
        if cookie.same_site().is_none() {
            cookie.set_same_site(SameSite::Lax);
        }
        if cookie.path().is_none() {
            cookie.set_path("/");
        }
        if cookie.secure().is_none() && self.secure {
            cookie.set_secure(true);
        }
        let mut inner = self.lock();
        inner.check_sent("cookie");
        inner.cookies.retain(|other| other.name() != cookie.name());
        inner.cookies.push(cookie);
    }

    /// Removes a cookie that was set for the whole site.
    pub fn remove_cookie(&self, name: impl Into<Cow<'static, str>>) {
        let mut cookie = Cookie::new(name, "");
        cookie.make_removal();
        self.set_cookie(cookie);
    }

    /// Adds a header to the answer. A `Set-Cookie` that is written so takes the place of a cookie of the same name that
    /// [`set_cookie`](Self::set_cookie) sets.
    pub fn header(&self, name: HeaderName, value: HeaderValue) {
        let mut inner = self.lock();
        inner.check_sent("header");
        inner.headers.append(name, value);
    }

    /// Sends the caller to another page of this site: an absolute path with an optional query. In the browser the
    /// application's router takes it over; to what is no page of it [`redirect_external`](Self::redirect_external) leads.
    ///
    /// # Errors
    /// [`NotSameSite`] when `path` is not one, so that a target taken from a request cannot lead elsewhere.
    pub fn redirect(&self, path: impl Into<String>) -> Result<(), NotSameSite> {
        let path = path.into();
        if !is_same_site(&path) {
            return Err(NotSameSite);
        }
        self.lead(path, false);
        Ok(())
    }

    /// Sends the caller to what is no page of the application, and is loaded by the browser: another site, by a whole
    /// `https://` or `http://` address, or a path of this one that a file or a plain route answers. Never hand it an
    /// address that a request brought. A content security policy with `form-action` must name the other site for forms
    /// without scripts.
    ///
    /// ```
    /// # use leptos_actions_server::Reply;
    /// # fn pay(reply: &Reply) -> Result<(), Box<dyn std::error::Error>> {
    /// reply.redirect_external("https://payments.example/checkout?order=7")?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`NoAddress`] when it is neither.
    pub fn redirect_external(&self, address: impl Into<String>) -> Result<(), NoAddress> {
        let address = address.into();
        if !is_same_site(&address) && !is_of_the_web(&address) {
            return Err(NoAddress);
        }
        self.lead(address, true);
        Ok(())
    }

    fn lead(&self, target: String, is_external: bool) {
        let mut inner = self.lock();
        inner.check_sent("redirect");
        (inner.redirect, inner.is_external) = (Some(target), is_external);
    }

    /// Runs a future after the answer has been sent, whatever happens to the connection. It may make calls as the
    /// same principal; it can no longer write to the reply, and what it writes is lost with a warning in the log.
    pub fn after(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.lock().after.push(Box::pin(work));
    }

    /// Expires what a tag means, now: no answer from then on is from before. Its instances on the caller's screen come back
    /// with this answer. Once more when the action has succeeded, for what was read before its transaction ended.
    ///
    /// ```
    /// # use leptos_actions_core::Tag;
    /// # use leptos_actions_server::Reply;
    /// # fn save(reply: &Reply, slug: &str) {
    /// reply.revalidate("books");                          // every query with this tag
    /// reply.revalidate(format!("book:{slug}"));
    /// reply.revalidate(Tag::path(&format!("/books/{slug}"))); // what that page shows
    /// # }
    /// ```
    ///
    /// `&GetBook { slug }` is that query with these arguments, `Tag::query::<GetBook>()` with any.
    pub fn revalidate(&self, tag: impl Into<Tag>) {
        let tag = tag.into();
        if let Some(cache) = &self.cache {
            cache.expire_tag(&tag);
        }
        let mut inner = self.lock();
        inner.touched.name(tag.clone(), true);
        if !inner.expired.contains(&tag) {
            inner.expired.push(tag);
        }
    }

    /// Makes stale what is kept of it: that is still given until another reading has taken its place, which the next to
    /// ask for it starts. The caller's screen stays as it is.
    pub fn revalidate_stale(&self, tag: impl Into<Tag>) {
        if let Some(cache) = &self.cache {
            cache.make_stale(&tag.into());
        }
    }

    /// Reads again what a tag means of the caller's screen, for this answer. Nothing that is kept is expired.
    pub fn refresh(&self, tag: impl Into<Tag>) {
        let mut inner = self.lock();
        inner.check_sent("refresh");
        inner.touched.name(tag.into(), false);
    }

    /// Says that the caller is another one after this action, where no cookie of this reply says so: a session that a layer
    /// puts into the request was begun, renewed or ended. The page then asks for everything it shows in a request of its
    /// own, and is not sent what this request would still read as the caller before.
    ///
    /// This is noticed without a word when the action takes the session as [`Axum<T>`](crate::Axum), by
    /// [`Scope::extension`](crate::Scope::extension), or from the head that Leptos' `use_context` gives.
    pub fn caller_changed(&self) {
        let mut inner = self.lock();
        inner.check_sent("change of the caller");
        inner.caller_changed = true;
        inner.touched.join(Touched::everything());
    }

    /// The body of an action has ended that may have changed the caller. What it makes stale stays what it says.
    pub(crate) fn caller_may_have_changed(&self) {
        self.lock().caller_changed = true;
    }

    pub(crate) fn has_changed_caller(&self) -> bool {
        self.lock().caller_changed
    }

    /// Takes over what code has written into the response options of the web framework's integration: its headers, its
    /// redirect, and for a page or a program its status.
    pub fn merge(&self, status: Option<StatusCode>, headers: HeaderMap) {
        if let Some(status) = status.filter(|status| !status.is_redirection()) {
            let mut inner = self.lock();
            (inner.status, inner.answer_status) = (Some(status), Some(status));
        }
        let mut name = None;
        for (next, value) in headers {
            name = next.or(name);
            match &name {
                Some(name) if *name == header::LOCATION => self.merge_redirect(&value),
                Some(name) if !NOT_MERGED.contains(&name.as_str()) => self.header(name.clone(), value),
                _ => (),
            }
        }
    }

    fn merge_redirect(&self, target: &HeaderValue) {
        let target = target.to_str().unwrap_or_default();
        if self.redirect(target).is_err() && self.redirect_external(target).is_err() {
            let target: String = target.chars().take(100).collect();
            tracing::warn!(target: "leptos_actions", ?target, "a redirect that leads nowhere is left out: {NoAddress}");
        }
    }

    /// The status that an answer to a program has.
    pub(crate) fn answer_status(&self) -> Option<StatusCode> {
        self.lock().answer_status
    }

    /// An action has succeeded that makes this stale.
    pub(crate) fn touch(&self, touched: Touched) {
        let mut inner = self.lock();
        if let Some(cache) = &self.cache {
            inner.expired.iter().for_each(|tag| cache.expire_tag(tag));
        }
        inner.touched.join(touched);
    }

    /// What is to be read again of the caller's screen.
    pub(crate) fn touched(&self) -> Touched {
        self.lock().touched.clone()
    }

    /// The redirect that the answer carries so far.
    #[must_use]
    pub fn redirected(&self) -> Option<String> {
        self.lock().redirect.clone()
    }

    pub(crate) fn is_external(&self) -> bool {
        self.lock().is_external
    }

    /// The cookies that the answer sets so far.
    #[must_use]
    pub fn cookies(&self) -> Vec<Cookie<'static>> {
        self.lock().cookies.clone()
    }

    /// The headers that were added to the answer so far; cookies are not among them.
    #[must_use]
    pub fn headers(&self) -> HeaderMap {
        self.lock().headers.clone()
    }

    /// Whether the site is served over https.
    pub(crate) const fn is_secure(&self) -> bool {
        self.secure
    }

    /// Takes back a cookie that was set.
    pub(crate) fn forget_cookie(&self, name: &str) {
        self.lock().cookies.retain(|cookie| cookie.name() != name);
    }

    /// The cookie as this answer sets it: `Some(None)` when it removes it.
    pub(crate) fn cookie(&self, name: &str) -> Option<Option<String>> {
        let inner = self.lock();
        let cookie = inner.cookies.iter().find(|cookie| cookie.name() == name)?;
        let removed = cookie.max_age().is_some_and(|age| age.is_zero());
        Some((!removed).then(|| cookie.value().to_owned()))
    }

    /// A reply of its own, of whoever this one leaves behind.
    pub(crate) fn fork(&self) -> Self {
        let inner = Inner {
            cookies: self.lock().cookies.clone(),
            ..Inner::default()
        };
        Self {
            inner: Arc::new(Mutex::new(inner)),
            secure: self.secure,
            cache: self.cache.clone(),
        }
    }

    /// What has been written so far, for the ledger.
    pub(crate) fn written(&self) -> Written {
        let inner = self.lock();
        let header = |(name, value): (&HeaderName, &HeaderValue)| (name.to_string(), value.as_bytes().to_vec());
        Written {
            cookies: inner
                .cookies
                .iter()
                .map(|cookie| cookie.encoded().to_string())
                .collect(),
            headers: inner.headers.iter().map(header).collect(),
            redirect: inner.redirect.clone(),
            is_external: inner.is_external,
            caller_changed: inner.caller_changed,
        }
    }

    /// Replies as another did; `keeps` the cookies that are set already.
    pub(crate) fn repeat(&self, written: Written, keeps: bool) {
        let recorded = written.cookies.into_iter().flat_map(Cookie::parse_encoded);
        let header = |(name, value): (String, Vec<u8>)| {
            Some((name.parse::<HeaderName>().ok()?, HeaderValue::try_from(value).ok()?))
        };
        let mut inner = self.lock();
        if !keeps {
            inner.cookies.clear();
        }
        for cookie in recorded {
            if inner.cookies.iter().all(|own| own.name() != cookie.name()) {
                inner.cookies.push(cookie);
            }
        }
        inner.headers = written.headers.into_iter().filter_map(header).collect();
        (inner.redirect, inner.is_external) = (written.redirect, written.is_external);
        inner.caller_changed |= written.caller_changed;
        let forgotten = std::mem::take(&mut inner.after);
        drop(inner);
        // What is the application's is dropped outside the lock: it may come back here.
        drop(forgotten);
    }

    /// A call that failed leads nowhere.
    pub(crate) fn forget_redirect(&self) {
        self.lock().redirect = None;
    }

    pub(crate) fn set_status(&self, status: StatusCode) {
        self.lock().status = Some(status);
    }

    pub(crate) fn status(&self) -> Option<StatusCode> {
        self.lock().status
    }

    pub(crate) fn take_after(&self) -> Vec<After> {
        std::mem::take(&mut self.lock().after)
    }

    /// Writes cookies and headers into the answer. A cookie that a handler or an explicit header sets itself wins.
    pub(crate) fn write_headers(&self, headers: &mut HeaderMap) {
        let mut inner = self.lock();
        inner.is_sent = true;
        for (name, value) in &inner.headers {
            headers.append(name, value.clone());
        }
        let explicit: Vec<HeaderValue> = headers.get_all(header::SET_COOKIE).iter().cloned().collect();
        for cookie in &inner.cookies {
            let text = cookie.encoded().to_string();
            let is_explicit = explicit
                .iter()
                .any(|other| cookie_name(other.as_bytes()) == cookie_name(text.as_bytes()));
            if let (false, Ok(value)) = (is_explicit, HeaderValue::from_str(&text)) {
                headers.append(header::SET_COOKIE, value);
            }
        }
    }
}

impl Inner {
    fn check_sent(&self, what: &str) {
        if self.is_sent {
            tracing::warn!(target: "leptos_actions", "a {what} came after the head of the answer was written, and is lost; set it in the body of an action, before that returns");
        }
    }
}

/// The name in a `Set-Cookie`.
fn cookie_name(text: &[u8]) -> &[u8] {
    text.split(|byte| *byte == b'=').next().unwrap_or_default().trim_ascii()
}

/// Headers that describe an answer which is not this one, or that only the client of `#[server]` functions reads.
const NOT_MERGED: [&str; 4] = [
    "content-length",
    "content-type",
    "serverfnredirect",
    "transfer-encoding",
];

/// A reply as the ledger keeps it.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Written {
    cookies: Vec<String>,
    headers: Vec<(String, Vec<u8>)>,
    redirect: Option<String>,
    #[serde(default)]
    is_external: bool,
    #[serde(default)]
    caller_changed: bool,
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = self.lock();
        f.debug_struct("Reply")
            .field("cookies", &inner.cookies.len())
            .field("redirect", &inner.redirect)
            .finish_non_exhaustive()
    }
}

/// A redirect target that is no path of this site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotSameSite;

impl fmt::Display for NotSameSite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a redirect target must be an absolute path of this site, such as `/cart`")
    }
}

impl Error for NotSameSite {}

/// A redirect target that is no address to lead somebody to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NoAddress;

impl fmt::Display for NoAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an external redirect target must be a whole `https://` address or an absolute path of this site")
    }
}

impl Error for NoAddress {}

/// Whether it is a whole address of the web, with a host and with nobody's name before that.
fn is_of_the_web(address: &str) -> bool {
    let rest = address
        .strip_prefix("https://")
        .or_else(|| address.strip_prefix("http://"));
    let host = rest
        .and_then(|rest| rest.split(['/', '?', '#']).next())
        .unwrap_or_default();
    let is_plain = address.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    is_plain && !host.is_empty() && !host.starts_with(':') && !host.contains('@')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_private_to_the_site_unless_it_says_otherwise() {
        let reply = Reply::new(true, None);
        reply.set_cookie(("session", "s 1"));
        let mut headers = HeaderMap::new();
        reply.write_headers(&mut headers);
        let cookie = headers[header::SET_COOKIE].to_str().unwrap();
        assert_eq!(cookie, "session=s%201; HttpOnly; SameSite=Lax; Secure; Path=/");
    }

    #[test]
    fn a_cookie_is_seen_as_the_answer_leaves_it() {
        let reply = Reply::new(false, None);
        assert_eq!(reply.cookie("session"), None);
        reply.set_cookie(("session", "1"));
        reply.set_cookie(("session", "2"));
        assert_eq!(reply.cookie("session"), Some(Some("2".into())));
        reply.remove_cookie("session");
        assert_eq!(reply.cookie("session"), Some(None));
        assert_eq!(reply.cookies().len(), 1);
    }
}
