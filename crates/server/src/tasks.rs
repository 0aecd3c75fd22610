//! Work that outlives its connection, and that the end of the server waits for.

use std::{
    future::Future,
    pin::Pin,
    sync::LazyLock,
    task::{Context, Poll, ready},
};

use futures_util::future::BoxFuture;
use tokio::sync::watch;

static RUNNING: LazyLock<watch::Sender<usize>> = LazyLock::new(|| watch::Sender::new(0));

/// Spawns work that must not be cut off by a shutdown.
pub(crate) fn spawn(work: impl Future<Output = ()> + Send + 'static) {
    let running = Running::new();
    tokio::spawn(async move {
        let _running = running;
        work.await;
    });
}

/// Waits until none is left.
pub(crate) async fn finished() {
    // The sender is never dropped.
    let _ = RUNNING.subscribe().wait_for(|running| *running == 0).await;
}

struct Running;

impl Running {
    fn new() -> Self {
        RUNNING.send_modify(|running| *running += 1);
        Self
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        RUNNING.send_modify(|running| *running -= 1);
    }
}

/// Work that is polled where it is awaited, and goes on in a task of its own when whoever awaits it goes away: nearly all
/// stay, and save the task. The server's end waits for it there.
#[must_use = "futures do nothing unless awaited"]
pub(crate) struct Outliving<T: Send + 'static> {
    work: Option<BoxFuture<'static, T>>,
    /// Takes what came of work that nobody awaits any more.
    unawaited: Option<Box<dyn FnOnce(T) + Send>>,
}

impl<T: Send + 'static> Outliving<T> {
    /// `work` must not panic: it could not go on.
    pub(crate) fn new(
        work: impl Future<Output = T> + Send + 'static,
        unawaited: impl FnOnce(T) + Send + 'static,
    ) -> Self {
        Self {
            work: Some(Box::pin(work)),
            unawaited: Some(Box::new(unawaited)),
        }
    }
}

impl<T: Send + 'static> Future for Outliving<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        // As any future it is not polled again once it has ended.
        let Some(work) = &mut self.work else {
            return Poll::Pending;
        };
        let done = ready!(work.as_mut().poll(cx));
        self.work = None;
        Poll::Ready(done)
    }
}

impl<T: Send + 'static> Drop for Outliving<T> {
    fn drop(&mut self) {
        if let (Some(work), Some(unawaited)) = (self.work.take(), self.unawaited.take())
            && has_runtime()
        {
            spawn(async move { unawaited(work.await) });
        }
    }
}

/// Returns whether anything can be spawned. A server that is being torn down has no runtime left.
pub(crate) fn has_runtime() -> bool {
    tokio::runtime::Handle::try_current().is_ok()
}
