//! A new visitor's first action goes alone.
//!
//! A server that knows people by a cookie begins a session with somebody's first action. Two that are sent before the first
//! is answered would begin two, and what one of them has done would belong to nobody. So until this page has had an answer
//! to an action, or a value that was read as somebody, those for which it matters who calls are made one at a time, also
//! beside those of other tabs.
//!
//! A cookie says nothing about that: it may be of another application, or of a session that has ended.

use std::{
    cell::{Cell, RefCell},
    future::poll_fn,
    task::{Poll, Waker},
};

use leptos_actions_core::{CallResult, Kind, Meta, wire::Answer};

use crate::transport;

thread_local! {
    static IS_KNOWN: Cell<bool> = const { Cell::new(false) };
    static IS_BUSY: Cell<bool> = const { Cell::new(false) };
    static WAITING: RefCell<Vec<Waker>> = const { RefCell::new(Vec::new()) };
}

/// Says that the server knows who this is.
pub fn set_known() {
    IS_KNOWN.set(true);
}

/// Does what sends a call, alone if it may be the one that introduces its visitor.
pub(crate) async fn introduced(meta: &Meta, sends: impl Future<Output = CallResult<Answer>>) -> CallResult<Answer> {
    if meta.kind == Kind::Query || meta.access == "public" || IS_KNOWN.get() {
        return sends.await;
    }
    let turn = turn().await;
    let alone = if IS_KNOWN.get() { None } else { transport::alone().await };
    let answer = sends.await;
    if answer.is_ok() {
        set_known();
    }
    drop((turn, alone));
    answer
}

/// One at a time, until it is known who this is.
async fn turn() -> Turn {
    poll_fn(|cx| {
        if IS_BUSY.get() && !IS_KNOWN.get() {
            WAITING.with_borrow_mut(|waiting| waiting.push(cx.waker().clone()));
            return Poll::Pending;
        }
        IS_BUSY.set(true);
        Poll::Ready(Turn)
    })
    .await
}

/// Ends when the call is answered or given up; then the others have theirs.
struct Turn;

impl Drop for Turn {
    fn drop(&mut self) {
        IS_BUSY.set(false);
        WAITING.take().into_iter().for_each(Waker::wake);
    }
}
