//! Makes calls.
//!
//! 1. A typed call is a thin shell: it encodes its arguments and decodes its answer. Everything between is
//!    [`send`], which is compiled once for all calls.
//! 2. A call that is dropped is given up: the browser stops the request.
//! 3. What cannot be read is never a success. An answer that is not ours (a proxy's error page) is
//!    [`CallError::Unknown`] for an action, because it may have happened.
//! 4. Every action has an idempotency key, so that a request which the browser or the network repeats is one intent.
//! 5. A visitor's first action goes alone: see [`set_known`].
//! 6. An answer is waited for as long as the call's body may run, and half a minute more for the way there and back: the
//!    server ends first, and says what became of it.
//! 7. A redirect in the answer is followed after the answer was delivered, unless the page is another one by then: who has
//!    gone on is not pulled back. One to what is no page of the application is loaded by the browser.
//! 8. An action that began a session has succeeded only if the browser has kept the session's cookie. That is asked before
//!    the answer is delivered: see [`CallError::NoCookies`].

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
mod ahead;
mod introduction;
pub mod lanes;
pub mod log;
mod transport;

use std::{
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::Duration,
};

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub use ahead::{forget_ahead, take_ahead};
pub use introduction::set_known;
use leptos_actions_core::{
    Call, CallError, CallResult, Callable, IdempotencyKey, Kind, Meta, Query, Tag, codec,
    wire::{Answer, CBOR, FORM, Reading, Screen, Span, Who},
};

static BUILD: OnceLock<String> = OnceLock::new();
static NAVIGATE: OnceLock<fn(&str)> = OnceLock::new();
static HANDLER_DEADLINE: OnceLock<u32> = OnceLock::new();

/// How long the body of a call may run that names no `timeout`, in milliseconds, where the server says nothing else.
pub const HANDLER_DEADLINE_MS: u32 = 30_000;
/// How long a request and its answer may be on their way, and how long what comes with the answer may take.
const WAY_MS: u32 = 30_000;

/// Says which build made the page, so that the server can tell an old page from a broken call.
pub fn set_build(build: &str) {
    let _ = BUILD.set(build.to_owned());
}

/// Says how long the body of a call may run that names no `timeout`, in milliseconds.
pub fn set_handler_deadline(milliseconds: u32) {
    let _ = HANDLER_DEADLINE.set(milliseconds);
}

/// Says how to follow a redirect; without it the browser loads the page anew.
pub fn set_navigator(navigate: fn(&str)) {
    let _ = NAVIGATE.set(navigate);
}

/// What a call sends.
#[derive(Debug)]
#[non_exhaustive]
pub enum Payload {
    /// Encoded arguments, and for an action its key.
    Arguments(Vec<u8>, Option<IdempotencyKey>),
    /// A form's fields, url-encoded as the browser does it; its key is among them.
    Form(String),
    /// What is not wanted any more.
    Abort(Box<Payload>),
    /// A form's fields and files, which the browser encodes while it sends them.
    Parts,
}

/// How much of a form has been sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Bytes that were sent.
    pub sent: u64,
    /// All bytes of the form.
    pub total: u64,
}

impl Progress {
    /// So many bytes of all.
    #[must_use]
    pub const fn new(sent: u64, total: u64) -> Self {
        Self { sent, total }
    }
}

/// What an answer says beside the outcome.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Told {
    /// Whether the server used the key up; without its word the next attempt is to have the same.
    pub settled: bool,
    /// When the action ran.
    pub ran: Option<Span>,
    /// As whom it was asked for.
    pub who: Option<Who>,
    /// New values of what was named as on screen, by their places; those without are to be asked for. `None` if the server
    /// has looked at none.
    pub fresh: Option<Vec<(u32, Option<Answer>)>>,
    /// What the action has made stale, on any page; `None` for everything.
    pub stale: Option<Vec<Tag>>,
}

/// Where an answer says it.
pub type Telling = Arc<Mutex<Told>>;

/// What a page has on screen and has asked for, as a request's header.
#[must_use]
pub fn screen_header(screen: &Screen) -> Option<String> {
    let mut text = String::new();
    push_base64url(&mut text, &codec::to_vec(screen).ok()?);
    Some(text)
}

/// Asks a query over the network, and says when its value was read.
pub async fn ask<Q: Query>(query: &Q, screen: Option<String>) -> (CallResult<Q::Output, Q::Error>, Option<Reading>) {
    let Ok(arguments) = codec::to_vec(query) else {
        return (Err(CallError::Malformed), None);
    };
    let mut answer = send(Q::META, Payload::Arguments(arguments, None), screen).await;
    let reading = answer.as_mut().ok().and_then(|answer| answer.read.take());
    (read::<Q>(answer), reading)
}

/// Makes a call over the network.
pub fn call<A: Callable>(args: A) -> Call<A> {
    Call::new(async move {
        let arguments = codec::to_vec(&args).map_err(|_| CallError::Malformed)?;
        let key = (A::META.kind == Kind::Action).then(new_key).flatten();
        read::<A>(send(A::META, Payload::Arguments(arguments, key), None).await)
    })
}

/// The same with the fields and files of a form, which says how much of it has been sent.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub fn attempt_parts<A: Callable>(
    form: web_sys::FormData,
    screen: Option<String>,
    telling: Telling,
    progress: impl Fn(Progress) + 'static,
) -> Call<A> {
    let from = transport::here();
    let answer = transport::upload(Request::new(A::META, Payload::Parts, screen), form, Box::new(progress));
    Call::new(async move {
        let answered = async { answer_in(A::META, from, answer.await).await };
        let mut answer = introduction::introduced(A::META, answered).await;
        tell(&mut answer, &telling);
        read::<A>(answer)
    })
}

/// One attempt to carry out an intent. `telling` says afterwards what else was answered.
pub fn attempt<A: Callable>(payload: Payload, screen: Option<String>, telling: Telling) -> Call<A> {
    Call::new(async move {
        let mut answer = send(A::META, payload, screen).await;
        tell(&mut answer, &telling);
        read::<A>(answer)
    })
}

/// Takes an intent back, with what was sent for it: the answer is [`CallError::Aborted`] if that came in time, and
/// otherwise the intent's own.
pub fn abort<A: Callable>(payload: Payload, telling: Telling) -> Call<A> {
    attempt(Payload::Abort(Box::new(payload)), None, telling)
}

fn tell(answer: &mut CallResult<Answer>, telling: &Telling) {
    let told = match answer {
        Ok(answer) => Told {
            settled: answer.settled,
            ran: answer.ran,
            who: answer.who,
            fresh: answer.fresh.take(),
            stale: answer.stale.take(),
        },
        Err(_) => Told::default(),
    };
    *telling.lock().unwrap_or_else(PoisonError::into_inner) = told;
}

fn read<A: Callable>(answer: CallResult<Answer>) -> CallResult<A::Output, A::Error> {
    match answer {
        Ok(answer) => answer.read(),
        Err(error) => Err(error.map_app(|never| match never {})),
    }
}

/// Sends a call and reads the envelope of its answer.
///
/// # Errors
/// When there is no answer of ours: see the rules above.
pub async fn send(meta: &'static Meta, payload: Payload, screen: Option<String>) -> CallResult<Answer> {
    let from = transport::here();
    let answered = async {
        let request = Request::new(meta, payload, screen);
        answer_in(meta, from, transport::fetch(request).await).await
    };
    introduction::introduced(meta, answered).await
}

/// The answer, if what came back is one. It was asked for on the page `from`.
async fn answer_in(
    meta: &'static Meta,
    from: Option<String>,
    received: Result<Response, Failure>,
) -> CallResult<Answer> {
    let response = received.map_err(|failure| failed(meta.kind, failure))?;
    let answer = if response.ours {
        codec::from_slice::<Answer>(&response.body).ok()
    } else {
        None
    };
    let answer = answer.ok_or_else(|| foreign(meta.kind, response.status))?;
    if answer.read.as_ref().is_some_and(|read| read.who.is_some()) {
        set_known();
    }
    // A session of which the browser has not kept the cookie is nobody's, and so is what was done in it.
    if let Some(began) = &answer.began
        && is_lost(began).await
    {
        return Err(CallError::NoCookies);
    }
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    if meta.kind == Kind::Action {
        ahead::keep(&answer);
    }
    if let Some(target) = &answer.redirect
        && from == transport::here()
    {
        let navigate = NAVIGATE.get().filter(|_| !answer.external);
        navigate.copied().unwrap_or(transport::load)(target);
    }
    Ok(answer)
}

/// Whether the browser certainly does not send these cookies. Where the question has no answer they count as kept.
async fn is_lost(began: &str) -> bool {
    use leptos_actions_core::wire::{KEPT_PARAM, KEPT_PATH};
    let request = Request {
        method: "GET",
        url: [KEPT_PATH, "?", KEPT_PARAM, "=", began].concat(),
        content_type: None,
        body: Vec::new(),
        // It proves that no form and no other site asks.
        signature: hex(0),
        build: "",
        key: None,
        screen: None,
        patience_ms: 10_000,
    };
    let answer = transport::fetch(request).await;
    answer.is_ok_and(|answer| answer.ours && answer.status == 410)
}

/// The path of the page; none outside a browser.
#[must_use]
pub fn page() -> Option<String> {
    transport::here()
}

/// Waits. Outside a browser there is nothing to wait for.
pub async fn sleep(milliseconds: u32) {
    transport::sleep(milliseconds).await;
}

/// A new idempotency key; none where there is no entropy.
#[must_use]
pub fn new_key() -> Option<IdempotencyKey> {
    transport::random().map(IdempotencyKey::from_random)
}

/// A request, before it is anything of the platform's.
#[cfg_attr(
    not(target_arch = "wasm32"),
    expect(dead_code, reason = "nothing is sent outside a browser yet")
)]
struct Request {
    method: &'static str,
    url: String,
    content_type: Option<&'static str>,
    body: Vec<u8>,
    signature: String,
    build: &'static str,
    /// A form has its key among its fields.
    key: Option<IdempotencyKey>,
    screen: Option<String>,
    /// How long its answer is waited for.
    patience_ms: i32,
}

/// An answer, before it is known to be one.
struct Response {
    status: u16,
    /// Whether its media type says that it is in our codec.
    ours: bool,
    body: Vec<u8>,
}

/// No answer.
#[cfg_attr(
    not(all(target_arch = "wasm32", target_os = "unknown")),
    expect(dead_code, reason = "nothing is sent here yet")
)]
enum Failure {
    Offline,
    TimedOut,
    Broken,
}

impl Request {
    fn new(meta: &'static Meta, payload: Payload, screen: Option<String>) -> Self {
        use leptos_actions_core::wire::{ARGUMENTS, CBOR_SUFFIX, PREFIX};
        let (method, payload) = match payload {
            Payload::Abort(payload) => ("DELETE", *payload),
            payload => (meta.kind.method(), payload),
        };
        let mut url = [PREFIX, meta.name, CBOR_SUFFIX].concat();
        let (content_type, body, key) = match payload {
            Payload::Arguments(arguments, _) if meta.kind == Kind::Query => {
                url.push('?');
                url.push_str(ARGUMENTS);
                url.push('=');
                push_base64url(&mut url, &arguments);
                (None, Vec::new(), None)
            }
            Payload::Arguments(arguments, key) => (Some(CBOR), arguments, key),
            Payload::Form(fields) => (Some(FORM), fields.into_bytes(), None),
            Payload::Parts => (None, Vec::new(), None),
            // Nobody takes back a taking back.
            Payload::Abort(_) => (None, Vec::new(), None),
        };
        let build = BUILD.get().map_or("", String::as_str);
        Self {
            method,
            url,
            content_type,
            body,
            signature: hex(meta.signature),
            build,
            key,
            screen,
            patience_ms: patience_ms(meta.timeout),
        }
    }
}

/// How long the answer of a call is waited for whose body may run for so long.
fn patience_ms(timeout: Option<Duration>) -> i32 {
    let deadline = timeout.map_or_else(
        || HANDLER_DEADLINE.get().copied().unwrap_or(HANDLER_DEADLINE_MS),
        |timeout| {
            let seconds = u32::try_from(timeout.as_secs()).unwrap_or(u32::MAX);
            seconds.saturating_mul(1_000).saturating_add(timeout.subsec_millis())
        },
    );
    i32::try_from(deadline.saturating_add(WAY_MS)).unwrap_or(i32::MAX)
}

fn failed(kind: Kind, failure: Failure) -> CallError {
    match failure {
        Failure::Offline => CallError::Offline,
        Failure::TimedOut => CallError::Timeout,
        // A read may be repeated; whether a write arrived, nobody knows.
        Failure::Broken if kind == Kind::Query => CallError::Offline,
        Failure::Broken => CallError::Unknown,
    }
}

/// What a status says when the answer is somebody else's: a proxy, a captive portal, a maintenance page.
fn foreign(kind: Kind, status: u16) -> CallError {
    match status {
        413 => CallError::TooLarge { limit: 0 },
        // Whoever says so has asked no server of ours; who says 502 had no whole answer of one that may have done it.
        429 | 503 => CallError::Unavailable,
        408 | 504 => CallError::Timeout,
        _ if kind == Kind::Query => CallError::Unavailable,
        _ => CallError::Unknown,
    }
}

/// Sixteen digits, without the formatting machinery.
fn hex(value: u64) -> String {
    (0..16)
        .rev()
        .map(|digit| char::from(b"0123456789abcdef"[(value >> (digit * 4)) as usize & 15]))
        .collect()
}

fn push_base64url(text: &mut String, bytes: &[u8]) {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    for chunk in bytes.chunks(3) {
        let group = chunk
            .iter()
            .fold(0_usize, |group, byte| group << 8 | usize::from(*byte))
            << (8 * (3 - chunk.len()));
        let digits = (0..=chunk.len()).map(|place| ALPHABET[group >> (18 - 6 * place) & 63]);
        text.extend(digits.map(char::from));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_in_an_address_are_base64url_without_padding() {
        let encoded = |bytes: &[u8]| {
            let mut text = String::new();
            push_base64url(&mut text, bytes);
            text
        };
        assert_eq!(encoded(b""), "");
        assert_eq!(encoded(b"f"), "Zg");
        assert_eq!(encoded(b"fo"), "Zm8");
        assert_eq!(encoded(b"foo"), "Zm9v");
        assert_eq!(encoded(b"foobar"), "Zm9vYmFy");
        assert_eq!(encoded(&[0xfb, 0xff, 0xfe]), "-__-");
    }

    // covers: GST-17
    #[test]
    fn an_answer_is_waited_for_longer_than_its_body_may_run() {
        assert_eq!(patience_ms(Some(Duration::from_millis(500))), 30_500);
        assert_eq!(patience_ms(Some(Duration::from_secs(300))), 330_000);
        assert_eq!(patience_ms(Some(Duration::MAX)), i32::MAX);
        // One that names none has the server's, of which a page is told.
        assert_eq!(patience_ms(None), 60_000);
        set_handler_deadline(90_000);
        assert_eq!(patience_ms(None), 120_000);
    }

    #[test]
    fn a_signature_is_sixteen_digits() {
        assert_eq!(hex(0x0123_4567_89ab_cdef), "0123456789abcdef");
        assert_eq!(hex(1), format!("{:016x}", 1));
    }

    // covers: ERR-04
    #[test]
    fn an_answer_that_is_not_ours_is_never_a_success() {
        assert_eq!(foreign(Kind::Action, 200), CallError::Unknown);
        assert_eq!(foreign(Kind::Query, 200), CallError::Unavailable);
        assert_eq!(foreign(Kind::Action, 413), CallError::TooLarge { limit: 0 });
        assert_eq!(foreign(Kind::Action, 503), CallError::Unavailable);
        assert_eq!(foreign(Kind::Action, 502), CallError::Unknown);
        assert_eq!(foreign(Kind::Query, 502), CallError::Unavailable);
    }
}
