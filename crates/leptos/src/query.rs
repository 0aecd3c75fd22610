//! Reads: [`use_server_query`].

mod options;
mod paged;

use std::{
    future::{Future, pending, poll_fn},
    panic::Location,
    pin::Pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Poll, Waker},
};

use leptos::{
    prelude::*,
    reactive::{computed::AsyncDerived, traits::DefinedAt},
};
use leptos_actions_core::{IntoQuery, Known, codec, wire::Who};
use serde_bytes::ByteBuf;

pub use self::paged::{PagedQuery, use_paged_query};
use crate::{
    asking::{Asking, Ready},
    codec::Cbor,
    page::Page,
    store::{Shown, Store, shown_of},
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
    let asking = Asking::new(page.clone(), Box::new(arguments));
    let view = Arc::new(View {
        current: Mutex::new(None),
        waiting: Mutex::default(),
        switched: ArcTrigger::new(),
        is_carrier: asking.is_carrier(),
        is_streamed: Arc::default(),
        asking: Arc::clone(&asking),
        store: page.store().clone(),
    });
    let (source, shows) = (Arc::clone(&asking), Arc::clone(&view));
    let ask = move || {
        let view = Arc::clone(&shows);
        Box::pin(async move {
            let ready = view.asking.ask().await;
            view.show(ready)
        }) as Seeding
    };
    let resource = resource(Box::new(move || source.version()), Box::new(ask), &view.is_streamed);
    match (*resource).try_with_untracked(Clone::clone).flatten() {
        Some(Some(seed)) => view.adopt(asking.first.clone(), &seed),
        Some(None) => view.share(asking.first.clone()),
        None => {}
    }
    ServerQuery {
        resource,
        view: StoredValue::new(view),
    }
}

/// Leptos' part of a query, which asks again when the version of the arguments is another. The page's status and head wait for
/// it, unless it is said by then that they do not.
fn resource(
    version: Box<dyn Fn() -> u64 + Send + Sync>,
    ask: Box<dyn Fn() -> Seeding + Send + Sync>,
    is_streamed: &Arc<AtomicBool>,
) -> Resource<Seed, Cbor> {
    let resource = ArcResource::<Seed, Cbor>::new_with_options(version, move |_| ask(), false);
    let context = Owner::current_shared_context();
    if let Some(context) = context.filter(|_| cfg!(not(all(target_arch = "wasm32", target_os = "unknown")))) {
        let (ready, is_streamed) = (resource.ready(), Arc::clone(is_streamed));
        context.defer_stream(Box::pin(async move {
            if !is_streamed.load(Ordering::Relaxed) {
                ready.await;
            }
        }));
    }
    resource.into()
}

/// What the server's rendering hands to hydration: for which arguments, as whom it was read, and encoded. Of several components
/// that ask the same the first carries it. Nothing in a browser, whose answers are in the store.
type Seed = Option<(u64, Option<Who>, ByteBuf)>;
type Seeding = Pin<Box<dyn Future<Output = Seed> + Send>>;

/// The handle of a query. `Copy`, and read like a resource: it implements `Get`, `With`, `Track` and `IntoFuture`.
pub struct ServerQuery<I: IntoQuery> {
    resource: Resource<Seed, Cbor>,
    view: StoredValue<Arc<View<I>>>,
}

/// What is on screen: the entry of the newest arguments for which there is something to show.
struct View<I: IntoQuery> {
    current: Mutex<Option<Ready<I>>>,
    waiting: Mutex<Vec<Waker>>,
    /// Whether it hands the value to hydration.
    is_carrier: bool,
    /// Whether the page does not wait for it.
    is_streamed: Arc<AtomicBool>,
    switched: ArcTrigger,
    asking: Arc<Asking<I>>,
    store: Store,
}

/// Tells arguments apart. What cannot be encoded is the same on both sides.
fn mark_of<I: IntoQuery>(arguments: &I) -> u64 {
    let encoded = arguments.query().map(|query| codec::to_vec(query).unwrap_or_default());
    let bytes = encoded.iter().flatten();
    bytes.fold(0xcbf2_9ce4_8422_2325, |mark, byte| {
        (mark ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// What hydration is handed. What cannot be encoded the page asks for itself.
fn seed_of<I: IntoQuery>(ready: &Ready<I>) -> Seed {
    let answer = shown_of::<I>(ready.1.as_ref());
    let encoded = codec::to_vec(answer.as_ref().as_ref()?).ok()?;
    let who = ready.1.as_ref().and_then(|subscription| subscription.entry.who());
    Some((mark_of(&ready.0), who, ByteBuf::from(encoded)))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<I: IntoQuery> View<I> {
    fn current(&self) -> MutexGuard<'_, Option<Ready<I>>> {
        lock(&self.current)
    }

    fn show(&self, ready: Ready<I>) -> Seed {
        let carries = self.is_carrier && !cfg!(all(target_arch = "wasm32", target_os = "unknown"));
        let seed = carries.then(|| seed_of(&ready)).flatten();
        let before = self.current().replace(ready);
        // What was shown until now may be dropped only when nothing is locked.
        drop(before);
        self.switched.notify();
        let waiting = std::mem::take(&mut *lock(&self.waiting));
        waiting.into_iter().for_each(Waker::wake);
        seed
    }

    /// Takes over what the server rendered.
    fn adopt(self: &Arc<Self>, arguments: I, (rendered, who, answer): &(u64, Option<Who>, ByteBuf)) {
        // Another build's is asked for.
        let Ok(answer) = codec::from_slice(answer) else {
            return self.share(arguments);
        };
        let is_other = *rendered != mark_of(&arguments);
        let subscription = self.asking.subscribe(&arguments);
        if let (Some(subscription), Some(answer)) = (&subscription, I::result(answer)) {
            #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
            if who.is_some() {
                leptos_actions_client::set_known();
            }
            subscription.entry.seed(answer, *who);
        }
        *self.current() = Some((arguments, subscription));
        // The clock or the place of the server's has given others: what was rendered stays until the answer to these is there.
        if let Some(entry) = self.entry().filter(|_| is_other) {
            self.store.refetch(&entry);
        }
    }

    /// Takes over what the server rendered for another component.
    fn share(self: &Arc<Self>, arguments: I) {
        if self.current().is_some() {
            return;
        }
        let subscription = self.asking.subscribe(&arguments);
        if shown_of::<I>(subscription.as_ref()).is_some() {
            *self.current() = Some((arguments, subscription));
            return;
        }
        // Its part of the page is still on its way, or not to be hydrated.
        let view = Arc::clone(self);
        leptos::task::spawn(async move {
            let ready = view.asking.ask_first().await;
            if view.current().is_none() {
                view.show(ready);
            }
        });
    }

    /// Waits until there is something to show.
    async fn shown(&self) -> I::Answer {
        poll_fn(|cx| match self.known().as_ref() {
            Some(answer) => Poll::Ready(answer.clone()),
            None => {
                lock(&self.waiting).push(cx.waker().clone());
                Poll::Pending
            }
        })
        .await
    }

    fn known(&self) -> Known<I> {
        match &*self.current() {
            Some((_, subscription)) => shown_of::<I>(subscription.as_ref()),
            None => Arc::new(None),
        }
    }

    fn track(&self) {
        self.switched.track();
        if let Some((_, Some(subscription))) = &*self.current() {
            subscription.entry.track();
        }
    }

    fn entry(&self) -> Option<Arc<dyn Shown>> {
        let current = self.current();
        let (_, subscription) = current.as_ref()?;
        Some(Arc::clone(&subscription.as_ref()?.entry) as Arc<dyn Shown>)
    }
}

impl<I: IntoQuery> ServerQuery<I> {
    /// The resource without its warnings, for reads that cannot go wrong.
    fn derived(self) -> AsyncDerived<Seed> {
        *self.resource
    }

    fn read_view<T>(self, read: impl FnOnce(&View<I>) -> T) -> Option<T> {
        self.view.try_get_value().map(|view| read(&view))
    }

    /// Waits for the first answer and does not ask to be told of later ones.
    ///
    /// For a view that is built once and follows the query through signals: `cart.ready().await` in a `Suspend`, then
    /// `cart.get()` in what it returns.
    pub async fn ready(self) {
        let mut answer = std::pin::pin!(self.into_future());
        poll_fn(|cx| untrack(|| answer.as_mut().poll(cx))).await;
    }

    /// Asks again. What is on screen stays until the answer is there.
    pub fn refetch(self) {
        let entry = self.read_view(|view| (view.entry(), view.store.clone()));
        if let Some((Some(entry), store)) = entry {
            store.refetch(&entry);
        }
    }

    /// Whether it is being asked again.
    #[must_use]
    pub fn refreshing(self) -> bool {
        self.read_view(|view| {
            view.switched.track();
            let current = view.current();
            let subscription = current.as_ref().and_then(|(_, subscription)| subscription.as_ref());
            subscription.is_some_and(|subscription| subscription.entry.refreshing())
        })
        .unwrap_or_default()
    }

    /// Whether the last attempt to ask again failed, so that what is shown may be out of date.
    #[must_use]
    pub fn is_stale(self) -> bool {
        self.read_view(|view| {
            view.switched.track();
            let current = view.current();
            let subscription = current.as_ref().and_then(|(_, subscription)| subscription.as_ref());
            subscription.is_some_and(|subscription| subscription.entry.is_stale())
        })
        .unwrap_or_default()
    }
}

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
        self.resource.defined_at()
    }
}

impl<I: IntoQuery> Track for ServerQuery<I> {
    fn track(&self) {
        self.resource.track();
        self.read_view(View::track);
    }
}

impl<I: IntoQuery> ReadUntracked for ServerQuery<I> {
    type Value = Known<I>;

    #[track_caller]
    fn try_read_untracked(&self) -> Option<Self::Value> {
        let known = self.read_view(View::known)?;
        // The resource tells the `<Suspense>` around. It warns of a read outside of one, where an answer may be missing;
        // one that is there is harmless.
        if known.is_some() {
            drop(self.derived().try_read_untracked());
        } else {
            drop(self.resource.try_read_untracked());
        }
        Some(known)
    }
}

impl<I: IntoQuery> IntoFuture for ServerQuery<I> {
    type Output = I::Answer;
    type IntoFuture = Pin<Box<dyn Future<Output = I::Answer> + Send>>;

    #[track_caller]
    fn into_future(self) -> Self::IntoFuture {
        let (resource, view) = (self.resource.into_future(), self.view.try_get_value());
        Box::pin(async move {
            resource.await;
            // Without one its component is gone.
            let Some(view) = view else { return pending().await };
            view.track();
            view.shown().await
        })
    }
}
