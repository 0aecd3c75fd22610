//! Reads: [`use_server_query`].

use std::{
    panic::Location,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use leptos::{
    prelude::*,
    reactive::{
        computed::{AsyncDerived, AsyncDerivedFuture},
        traits::DefinedAt,
    },
};
use leptos_actions_core::IntoQuery;

use crate::{
    asking::Asking,
    codec::Cbor,
    page::{Apply, Page, Refresh},
};

/// Asks a query and keeps its answer fresh.
///
/// The server's rendering waits for it, so that the answer may decide the page's status, and hydration does not ask
/// again. When the arguments change it is asked anew, and the request for older ones is stopped; after an action it is
/// asked again. The old answer stays on screen until the new one is there, and an older answer never takes the place
/// of a newer one.
///
/// Read it like a resource, inside `<Suspense>` or `<Transition>`: `Suspend::new(async move { cart.await })`.
///
/// Arguments may be an `Option`, where `None` asks nothing:
///
/// ```
/// # use leptos::prelude::*;
/// # use leptos_actions::prelude::*;
/// #[query(public)]
/// async fn get_reviews(book: u32) -> CallResult<Vec<String>> {
///     Ok(vec![format!("a review of {book}")])
/// }
///
/// #[component]
/// fn Reviews(book: Signal<Option<u32>>) -> impl IntoView {
///     let reviews = use_server_query(move || book.get().map(|book| GetReviews { book }));
///     view! { <Suspense>{move || Suspend::new(async move { reviews.await.and_then(Result::ok) })}</Suspense> }
/// }
/// ```
#[track_caller]
pub fn use_server_query<I: IntoQuery>(arguments: impl Fn() -> I + Send + Sync + 'static) -> ServerQuery<I> {
    let page = Page::current();
    let arguments = Arc::new(arguments);
    let newest = Arc::new(AtomicU64::new(0));
    let (source, followed) = (Arc::clone(&arguments), Arc::clone(&arguments));
    let asking = Asking::new(move || followed());
    let ask = {
        let (newest, asking, page) = (Arc::clone(&newest), Arc::clone(&asking), page.clone());
        move |arguments: I| {
            newest.fetch_add(1, Ordering::Relaxed);
            let (asking, page) = (Arc::clone(&asking), page.clone());
            async move {
                let _in_flight = arguments.asks().then(|| page.begin());
                asking.ask(arguments).await
            }
        }
    };
    let resource = ArcResource::new_with_options(move || source(), ask, true).into();
    let shown = Shown {
        resource,
        refreshing: RwSignal::new(0),
        stale: RwSignal::new(false),
    };
    let shown_on = page.clone();
    let asks = Arc::clone(&asking);
    let refresh: Refresh = Arc::new(move || {
        let number = newest.fetch_add(1, Ordering::Relaxed) + 1;
        let newest = Arc::clone(&newest);
        let asked = untrack(|| arguments());
        if asks.begin_again(&asked) {
            return None;
        }
        let asked = asked.ask();
        shown.begin();
        let in_flight = page.begin();
        Some(Box::pin(async move {
            let answer = asked.await;
            drop(in_flight);
            Box::new(move || shown.end(answer, newest.load(Ordering::Relaxed) == number)) as Apply
        }))
    });
    // Nothing is refreshed while a page is rendered: the server has no screen.
    if cfg!(target_arch = "wasm32") {
        shown_on.show(Arc::clone(&refresh));
    }
    ServerQuery {
        shown,
        refresh: StoredValue::new(refresh),
        asking: StoredValue::new(asking),
    }
}

/// The handle of a query. `Copy`, and read like a resource: it implements `Get`, `With`, `Track` and `IntoFuture`.
pub struct ServerQuery<I: IntoQuery> {
    shown: Shown<I>,
    refresh: StoredValue<Refresh>,
    asking: StoredValue<Arc<Asking<I>>>,
}

/// What is on screen.
struct Shown<I: IntoQuery> {
    resource: Resource<I::Answer, Cbor>,
    refreshing: RwSignal<usize>,
    stale: RwSignal<bool>,
}

impl<I: IntoQuery> Shown<I> {
    /// The resource without its warnings, for reads that cannot go wrong.
    fn derived(self) -> AsyncDerived<I::Answer> {
        *self.resource
    }

    fn begin(self) {
        self.refreshing.try_update(|count| *count += 1);
    }

    /// Takes a new answer, unless another was asked for since. One that could not be had leaves what is shown
    /// and marks it stale.
    fn end(self, answer: I::Answer, is_newest: bool) {
        self.refreshing.try_update(|count| *count -= 1);
        if !is_newest {
            return;
        }
        let replaces = I::replaces(&answer);
        self.stale.try_set(!replaces);
        let shown = self.derived().try_read_untracked();
        // Equal data touches nothing: no effect runs, no element is made anew.
        if replaces && shown.is_some_and(|shown| shown.as_ref() != Some(&answer)) {
            self.resource.try_set(Some(answer));
        }
    }
}

impl<I: IntoQuery> ServerQuery<I> {
    /// Waits for the first answer and does not ask to be told of later ones.
    ///
    /// For a view that is built once and follows the query through signals: `cart.ready().await` in a `Suspend`, then
    /// `cart.get()` in what it returns.
    pub async fn ready(self) {
        let mut answer = std::pin::pin!(self.into_future());
        std::future::poll_fn(|cx| untrack(|| answer.as_mut().poll(cx))).await;
    }

    /// Asks only once its arguments have stayed the same for so many milliseconds: for what people type. The first
    /// arguments are asked for at once, and `None` asks nothing at once.
    #[must_use]
    pub fn debounce(self, milliseconds: u32) -> Self {
        self.asking.with_value(|asking| asking.debounce(milliseconds));
        self
    }

    /// Asks again. What is on screen stays until the answer is there.
    pub fn refetch(self) {
        let Some(asked) = self.refresh.try_get_value().and_then(|refresh| refresh()) else {
            return;
        };
        leptos::task::spawn(async move {
            let apply = asked.await;
            apply();
        });
    }

    /// Whether it is being asked again.
    #[must_use]
    pub fn refreshing(self) -> bool {
        self.shown.refreshing.get() > 0
    }

    /// Whether the last attempt to ask again failed, so that what is shown may be out of date.
    #[must_use]
    pub fn is_stale(self) -> bool {
        self.shown.stale.get()
    }
}

impl<I: IntoQuery> Clone for Shown<I> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<I: IntoQuery> Copy for Shown<I> {}

impl<I: IntoQuery> Clone for ServerQuery<I> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<I: IntoQuery> Copy for ServerQuery<I> {}

impl<I: IntoQuery> std::fmt::Debug for ServerQuery<I> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ServerQuery").finish_non_exhaustive()
    }
}

impl<I: IntoQuery> DefinedAt for ServerQuery<I> {
    fn defined_at(&self) -> Option<&'static Location<'static>> {
        self.shown.resource.defined_at()
    }
}

impl<I: IntoQuery> Track for ServerQuery<I> {
    fn track(&self) {
        self.shown.resource.track();
    }
}

impl<I: IntoQuery> ReadUntracked for ServerQuery<I> {
    type Value = <Resource<I::Answer, Cbor> as ReadUntracked>::Value;

    #[track_caller]
    fn try_read_untracked(&self) -> Option<Self::Value> {
        // Leptos warns of a read outside `<Suspense>`, where an answer may be missing. One that is there is harmless.
        let derived = self.shown.derived();
        let there = derived.try_with_untracked(Option::is_some)?;
        if there {
            derived.try_read_untracked()
        } else {
            self.shown.resource.try_read_untracked()
        }
    }
}

impl<I: IntoQuery> IntoFuture for ServerQuery<I> {
    type Output = I::Answer;
    type IntoFuture = AsyncDerivedFuture<I::Answer>;

    #[track_caller]
    fn into_future(self) -> Self::IntoFuture {
        self.shown.resource.into_future()
    }
}
