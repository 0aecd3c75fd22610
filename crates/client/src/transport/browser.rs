//! `fetch`.

use std::{cell::Cell, future::Future, rc::Rc};

use js_sys::{Array, ArrayBuffer, Function, Promise, Reflect, Uint8Array};
use leptos_actions_core::wire::{BUILD_HEADER, CBOR, KEY_HEADER, SCREEN_HEADER, SIGNATURE_HEADER};
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Headers, RequestCache, RequestInit};

use crate::{Failure, Request, Response};

/// Sends a request. Futures of the browser stay on its one thread, whatever their type says.
pub(crate) fn fetch(request: Request) -> impl Future<Output = Result<Response, Failure>> + Send {
    SendWrapper::new(async move {
        let guard = AbortGuard::new(request.patience_ms);
        let result = attempt(&request, &guard).await;
        let failure = || {
            if guard.timed_out.get() {
                Failure::TimedOut
            } else {
                broken()
            }
        };
        guard.finished.set(true);
        if result.is_err() {
            // Of a policy that has stopped the request the page's script hears later, and then has the browser post the form.
            JsFuture::from(after(1)).await.ok();
        }
        result.map_err(|_| failure())
    })
}

async fn attempt(request: &Request, guard: &AbortGuard) -> Result<Response, JsValue> {
    let init = RequestInit::new();
    init.set_method(request.method);
    // What the server lets a browser keep it asks for each time, and is told that it has it. What is said of this page's own
    // intents is nothing to keep.
    if request.method != "GET" || request.screen.is_some() {
        init.set_cache(RequestCache::NoStore);
    }
    init.set_signal(Some(&guard.controller.signal()));
    let headers = Headers::new()?;
    headers.set("accept", CBOR)?;
    headers.set(SIGNATURE_HEADER, &request.signature)?;
    if !request.build.is_empty() {
        headers.set(BUILD_HEADER, request.build)?;
    }
    if let Some(key) = &request.key {
        headers.set(KEY_HEADER, &["\"", key.as_str(), "\""].concat())?;
    }
    if let Some(screen) = &request.screen {
        headers.set(SCREEN_HEADER, screen)?;
    }
    if let Some(content_type) = request.content_type {
        headers.set("content-type", content_type)?;
        init.set_body(&Uint8Array::from(&request.body[..]));
    }
    // What somebody has seen happen is to happen, also if they reload or leave at once.
    let outliving = (request.method == "POST")
        .then(|| Outliving::begin(request.body.len()))
        .flatten();
    if outliving.is_some() {
        Reflect::set(&init, &"keepalive".into(), &JsValue::TRUE)?;
    }
    init.set_headers(&headers);
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let response = JsFuture::from(window.fetch_with_str_and_init(&request.url, &init)).await?;
    let response: web_sys::Response = response.unchecked_into();
    let ours = response
        .headers()
        .get("content-type")?
        .is_some_and(|media_type| media_type == CBOR);
    let status = response.status();
    let body: ArrayBuffer = JsFuture::from(response.array_buffer()?).await?.unchecked_into();
    Ok(Response {
        status,
        ours,
        body: Uint8Array::new(&body).to_vec(),
    })
}

thread_local! {
    static OUTLIVING: Cell<usize> = const { Cell::new(0) };
}

/// Bytes of a request that the browser ends also when its page is gone. It takes 64 KiB of them at once, and refuses what
/// is more.
struct Outliving(usize);

impl Outliving {
    fn begin(bytes: usize) -> Option<Self> {
        let all = OUTLIVING.get() + bytes;
        (all < 60 * 1024).then(|| {
            OUTLIVING.set(all);
            Self(bytes)
        })
    }
}

impl Drop for Outliving {
    fn drop(&mut self) {
        OUTLIVING.set(OUTLIVING.get() - self.0);
    }
}

pub(super) fn broken() -> Failure {
    let online = web_sys::window().is_none_or(|window| window.navigator().on_line());
    if online { Failure::Broken } else { Failure::Offline }
}

/// Loads another document.
pub(crate) fn load(path: &str) {
    if let Some(window) = web_sys::window() {
        // Nothing can be done about a browser that refuses to go somewhere.
        let _ = window.location().assign(path);
    }
}

/// Ends after so many milliseconds; a page that is going away ends it at once.
pub(crate) fn sleep(milliseconds: u32) -> impl Future<Output = ()> + Send {
    let promise = after(milliseconds);
    SendWrapper::new(async move {
        // It is never rejected.
        let _ = JsFuture::from(promise).await;
    })
}

fn after(milliseconds: u32) -> Promise {
    Promise::new(&mut |resolve, _| {
        let delay = i32::try_from(milliseconds).unwrap_or(i32::MAX);
        let window = web_sys::window();
        let timer = window.map(|window| window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, delay));
        if !matches!(timer, Some(Ok(_))) {
            let _ = resolve.call0(&JsValue::NULL);
        }
    })
}

#[wasm_bindgen]
extern "C" {
    /// `navigator.locks`, which web-sys has as unstable only.
    type Locks;
    #[wasm_bindgen(method)]
    fn request(this: &Locks, name: &str, granted: &JsValue) -> Promise;
}

/// What the lock is called.
const ALONE: &str = "actions:alone";
/// How long is waited for it, in milliseconds: a tab that the browser has frozen may never give it back.
const PATIENCE_MS: u32 = 2_000;

/// Keeps other tabs of this browser from doing what they would do alone, until it is dropped.
pub(crate) struct Alone {
    release: Function,
}

/// Waits until no other tab is [`Alone`]. Nothing where the browser has no locks, as on an insecure origin.
pub(crate) fn alone() -> impl Future<Output = Option<SendWrapper<Alone>>> + Send {
    SendWrapper::new(async move {
        let navigator = web_sys::window()?.navigator();
        let locks = Reflect::get(&navigator, &"locks".into())
            .ok()
            .filter(JsValue::is_object)?;
        let mut release = None;
        let held = Promise::new(&mut |resolve, _| release = Some(resolve));
        let alone = SendWrapper::new(Alone { release: release? });
        let mut ended = None;
        let granted = Promise::new(&mut |resolve, _| {
            let held = held.clone();
            let granted = Closure::once_into_js(move || {
                let _ = resolve.call0(&JsValue::NULL);
                held
            });
            ended = Some(locks.unchecked_ref::<Locks>().request(ALONE, &granted));
        });
        // A request that is refused ends at once.
        let (ended, patience) = (ended?, after(PATIENCE_MS));
        let any = Array::of3(granted.as_ref(), ended.as_ref(), patience.as_ref());
        let _ = JsFuture::from(Promise::race(&any)).await;
        Some(alone)
    })
}

impl Drop for Alone {
    fn drop(&mut self) {
        let _ = self.release.call0(&JsValue::NULL);
    }
}

/// The path of the page.
pub(crate) fn here() -> Option<String> {
    web_sys::window()?.location().pathname().ok()
}

/// 192 bits of the browser's own randomness, which it has on insecure origins too.
pub(crate) fn random() -> Option<[u8; 24]> {
    let mut bytes = [0; 24];
    let crypto = web_sys::window()?.crypto().ok()?;
    crypto.get_random_values_with_u8_array(&mut bytes).ok()?;
    Some(bytes)
}

/// Stops the request when the call is dropped or its deadline passes.
struct AbortGuard {
    controller: AbortController,
    timed_out: Rc<Cell<bool>>,
    finished: Cell<bool>,
    timer: Option<i32>,
    _on_deadline: Closure<dyn Fn()>,
}

impl AbortGuard {
    fn new(patience: i32) -> Self {
        let controller = AbortController::new().unwrap_or_else(|error| wasm_bindgen::throw_val(error));
        let timed_out = Rc::new(Cell::new(false));
        let on_deadline = Closure::<dyn Fn()>::new({
            let (controller, timed_out) = (controller.clone(), Rc::clone(&timed_out));
            move || {
                timed_out.set(true);
                controller.abort();
            }
        });
        let set = |window: web_sys::Window| {
            let callback = on_deadline.as_ref().unchecked_ref();
            window
                .set_timeout_with_callback_and_timeout_and_arguments_0(callback, patience)
                .ok()
        };
        let timer = web_sys::window().and_then(set);
        Self {
            controller,
            timed_out,
            finished: Cell::new(false),
            timer,
            _on_deadline: on_deadline,
        }
    }
}

impl Drop for AbortGuard {
    fn drop(&mut self) {
        if let (Some(timer), Some(window)) = (self.timer, web_sys::window()) {
            window.clear_timeout_with_handle(timer);
        }
        if !self.finished.get() {
            self.controller.abort();
        }
    }
}
