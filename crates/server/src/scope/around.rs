//! The ambient context of a call's code: in Leptos, what `use_context` finds in a body.
//!
//! 1. Each call has a context of its own. The code that identifies its caller and its body share it.
//! 2. It holds the head of the request and what the application provides by [`Actions::context`](crate::Actions::context),
//!    whether the call came over HTTP, from a form, or directly from code that renders a page.
//! 3. It never holds anything of the code that makes the call, and so nothing of another request.
//! 4. The body of a call that is kept for everybody has an empty one.

use std::{
    any::Any,
    fmt,
    future::{Future, poll_fn},
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    pin::pin,
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use futures_util::FutureExt;
use http::request::Parts;

use super::Scope;
use crate::reply::Reply;

/// Makes the context of one call, with the head of its request. Given by the rendering framework's glue.
pub type MakeAmbient = fn(Option<Parts>) -> Box<dyn Ambient>;

static MAKE: OnceLock<MakeAmbient> = OnceLock::new();

/// Says how the context of a call is made. The first caller decides.
pub fn install_ambient(make: MakeAmbient) {
    let _ = MAKE.set(make);
}

/// The context of one call.
pub trait Ambient: Send + Sync {
    /// Runs `work` in this context, and leaves the thread's own as it was.
    fn enter(&self, work: &mut dyn FnMut());
}

/// What [`Actions::context`](crate::Actions::context) takes: functions that return `()`, or another function that is
/// given the call's [`Reply`] once the body has ended.
pub trait Finish {
    #[doc(hidden)]
    fn into_finisher(self) -> Option<Finisher>;
}

#[doc(hidden)]
pub type Finisher = Box<dyn FnOnce(&Reply) + Send>;

impl Finish for () {
    fn into_finisher(self) -> Option<Finisher> {
        None
    }
}

impl<F: FnOnce(&Reply) + Send + 'static> Finish for F {
    fn into_finisher(self) -> Option<Finisher> {
        Some(Box::new(self))
    }
}

/// What an application provides for every call.
#[derive(Clone, Default)]
pub(crate) struct Provided(Vec<Provide>);

type Provide = Arc<dyn Fn() -> Option<Finisher> + Send + Sync>;

impl Provided {
    pub(crate) fn add<F: Finish>(&mut self, provide: impl Fn() -> F + Send + Sync + 'static) {
        self.0.push(Arc::new(move || provide().into_finisher()));
    }
}

impl fmt::Debug for Provided {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Provided").field(&self.0.len()).finish()
    }
}

/// One call's context, and what is to be done when its body has ended.
pub(super) struct Around {
    ambient: Option<Box<dyn Ambient>>,
    finishers: Mutex<Vec<Finisher>>,
    head_was_taken: Arc<AtomicBool>,
}

impl Around {
    fn of(scope: &Scope) -> Self {
        let head_was_taken = Arc::new(AtomicBool::new(false));
        let head = scope.head_left_behind().map(|mut head| {
            head.extensions.insert(TellsOfClones(Arc::clone(&head_was_taken)));
            head
        });
        let mut around = Self {
            ambient: MAKE.get().map(|make| make(head)),
            finishers: Mutex::default(),
            head_was_taken,
        };
        let provided = &scope.shared.provided.0;
        let finishers = around.enter(|| provided.iter().filter_map(|provide| provide()).collect());
        around.finishers = Mutex::new(finishers);
        around
    }

    /// A panic leaves the thread as it was.
    fn enter<T>(&self, work: impl FnOnce() -> T) -> T {
        let Some(ambient) = &self.ambient else { return work() };
        let mut work = Some(work);
        let mut done = None;
        ambient.enter(&mut || {
            done = work.take().map(|work| catch_unwind(AssertUnwindSafe(work)));
        });
        match done {
            Some(Ok(value)) => value,
            Some(Err(panic)) => resume_unwind(panic),
            None => unreachable!("`Ambient::enter` runs what it is given"),
        }
    }
}

impl fmt::Debug for Around {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Around").finish_non_exhaustive()
    }
}

/// Stands in the extensions of a head, and tells when somebody takes a copy of that.
struct TellsOfClones(Arc<AtomicBool>);

impl Clone for TellsOfClones {
    fn clone(&self) -> Self {
        self.0.store(true, Ordering::Relaxed);
        Self(Arc::clone(&self.0))
    }
}

impl Scope {
    fn around(&self) -> &Around {
        self.around.get_or_init(|| Around::of(self))
    }

    /// Runs code of a call in this scope and in the call's own context. The error is a panic.
    pub(crate) async fn surround<F: Future>(&self, future: F) -> Result<F::Output, Box<dyn Any + Send>> {
        let surrounded = async {
            let around = self.around();
            let mut future = pin!(future);
            poll_fn(|cx| around.enter(|| future.as_mut().poll(cx))).await
        };
        self.clone().enter(AssertUnwindSafe(surrounded).catch_unwind()).await
    }

    /// Runs work for after the answer likewise.
    pub(crate) async fn surround_after(&self, work: impl Future<Output = ()>) {
        if let Err(panic) = self.surround(work).await {
            resume_unwind(panic);
        }
    }

    /// The code that identifies the caller has ended, and that of the body begins.
    pub(crate) fn body_begins(&self) {
        if let Some(around) = self.around.get() {
            around.head_was_taken.store(false, Ordering::Relaxed);
        }
    }

    /// The code that runs in it has taken something of the head that is no plain data, such as a session.
    pub(crate) fn head_is_taken(&self) {
        self.around().head_was_taken.store(true, Ordering::Relaxed);
    }

    /// The body has ended: what it has put into its context's response goes to the reply. Whether it has taken the head.
    pub(crate) fn body_ends(&self) -> bool {
        let Some(around) = self.around.get() else { return false };
        let finishers = std::mem::take(&mut *around.finishers.lock().unwrap_or_else(PoisonError::into_inner));
        // A kept answer is given again without its headers, so it has none.
        if self.inside.is_none() {
            finishers.into_iter().for_each(|finish| finish(self.full_reply()));
        }
        around.head_was_taken.load(Ordering::Relaxed)
    }
}
