//! `XMLHttpRequest`, for forms with files: `fetch` does not say how much it has sent.
//!
//! There is no deadline for the whole, since files take as long as they take; there is one for a network that says
//! nothing at all, and it is that of every other call.

use std::{cell::Cell, future::Future, rc::Rc};

use js_sys::{Function, Promise, Uint8Array};
use leptos_actions_core::wire::{BUILD_HEADER, CBOR, SCREEN_HEADER, SIGNATURE_HEADER};
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{FormData, ProgressEvent, XmlHttpRequest, XmlHttpRequestResponseType};

use super::browser::broken;
use crate::{Failure, Progress, Request, Response};

/// Sends a form. Dropped, it stops the request.
pub(crate) fn upload(
    request: Request,
    form: FormData,
    progress: Box<dyn Fn(Progress)>,
) -> impl Future<Output = Result<Response, Failure>> + Send {
    SendWrapper::new(async move {
        let sending = Sending::new(request.patience_ms, progress)?;
        let sent = sending.send(&request, &form).await;
        let failure = if sending.timed_out.get() {
            Failure::TimedOut
        } else {
            broken()
        };
        sending.finished.set(true);
        sent.ok().flatten().ok_or(failure)
    })
}

struct Sending {
    request: XmlHttpRequest,
    timed_out: Rc<Cell<bool>>,
    finished: Cell<bool>,
    _stall: Rc<Stall>,
    _on_progress: Closure<dyn Fn(ProgressEvent)>,
}

impl Sending {
    /// `patience` is how long nothing may be sent, and how long an answer may take.
    fn new(patience: i32, progress: Box<dyn Fn(Progress)>) -> Result<Self, Failure> {
        let request = XmlHttpRequest::new().map_err(|_| Failure::Broken)?;
        let timed_out = Rc::new(Cell::new(false));
        let stall = Rc::new(Stall::new(patience, {
            let (request, timed_out) = (request.clone(), Rc::clone(&timed_out));
            move || {
                timed_out.set(true);
                // One that has ended is not stopped.
                let _ = request.abort();
            }
        }));
        let on_progress = Closure::<dyn Fn(ProgressEvent)>::new({
            let stall = Rc::clone(&stall);
            move |event: ProgressEvent| {
                stall.wait();
                progress(Progress {
                    sent: event.loaded() as u64,
                    total: event.total() as u64,
                });
            }
        });
        let upload = request.upload().map_err(|_| Failure::Broken)?;
        upload.set_onprogress(Some(on_progress.as_ref().unchecked_ref()));
        Ok(Self {
            request,
            timed_out,
            finished: Cell::new(false),
            _stall: stall,
            _on_progress: on_progress,
        })
    }

    /// `None` if there is no answer.
    async fn send(&self, request: &Request, form: &FormData) -> Result<Option<Response>, JsValue> {
        let xhr = &self.request;
        xhr.open_with_async(request.method, &request.url, true)?;
        xhr.set_response_type(XmlHttpRequestResponseType::Arraybuffer);
        xhr.set_request_header("accept", CBOR)?;
        xhr.set_request_header(SIGNATURE_HEADER, &request.signature)?;
        if let Some(screen) = &request.screen {
            xhr.set_request_header(SCREEN_HEADER, screen)?;
        }
        if !request.build.is_empty() {
            xhr.set_request_header(BUILD_HEADER, request.build)?;
        }
        // Whatever becomes of it, it ends.
        let ended = Promise::new(&mut |ended: Function, _| xhr.set_onloadend(Some(&ended)));
        xhr.send_with_opt_form_data(Some(form))?;
        JsFuture::from(ended).await?;
        let status = xhr.status()?;
        if status == 0 {
            return Ok(None);
        }
        let ours = xhr
            .get_response_header("content-type")?
            .is_some_and(|media_type| media_type == CBOR);
        Ok(Some(Response {
            status,
            ours,
            body: Uint8Array::new(&xhr.response()?).to_vec(),
        }))
    }
}

impl Drop for Sending {
    fn drop(&mut self) {
        if let Ok(upload) = self.request.upload() {
            upload.set_onprogress(None);
        }
        self.request.set_onloadend(None);
        if !self.finished.get() {
            let _ = self.request.abort();
        }
    }
}

/// A timer that is set anew whenever something happens.
struct Stall {
    patience: i32,
    timer: Cell<Option<i32>>,
    on_stall: Closure<dyn Fn()>,
}

impl Stall {
    fn new(patience: i32, on_stall: impl Fn() + 'static) -> Self {
        let stall = Self {
            patience,
            timer: Cell::default(),
            on_stall: Closure::new(on_stall),
        };
        stall.wait();
        stall
    }

    fn wait(&self) {
        let Some(window) = web_sys::window() else { return };
        let callback = self.on_stall.as_ref().unchecked_ref();
        let timer = window.set_timeout_with_callback_and_timeout_and_arguments_0(callback, self.patience);
        if let Some(timer) = self.timer.replace(timer.ok()) {
            window.clear_timeout_with_handle(timer);
        }
    }
}

impl Drop for Stall {
    fn drop(&mut self) {
        if let (Some(timer), Some(window)) = (self.timer.take(), web_sys::window()) {
            window.clear_timeout_with_handle(timer);
        }
    }
}
