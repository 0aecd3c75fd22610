//! Work that outlives its connection, and that the end of the server waits for.

use std::{future::Future, sync::LazyLock};

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
