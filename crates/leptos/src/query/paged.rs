//! Page after page of a list: [`use_paged_query`].
//!
//! 1. Each page is a query of its own, in the store like any other: refreshed alone, and together with the others by whatever
//!    makes it stale.
//! 2. The arguments of a page may follow from the pages before it, as those of a cursor do. When one of these changes, the
//!    pages behind it are those that follow from it now; a page whose arguments stay is not asked again.
//! 3. Pages stay on screen until those that have taken their place are there.
//! 4. The server renders the first page. Without scripts there is no button that shows another: lead to it with a link.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use leptos::prelude::*;
use leptos_actions_core::{Query, QueryResult};

use super::{ServerQuery, use_server_query};
use crate::{
    idle::is_idle,
    page::Page,
    store::{Shown, Subscription},
};

/// Asks a query page by page, and keeps the pages that were asked before. `next` says what is asked behind these pages: for
/// none of them the first page, and `None` behind the last.
///
/// ```
/// # use leptos::prelude::*;
/// # use leptos_actions::{prelude::*, use_paged_query};
/// #[query(public)]
/// async fn get_reviews(before: Option<u64>) -> CallResult<Vec<u64>> {
///     Ok((1..=before.unwrap_or(31) - 1).rev().take(10).collect())
/// }
///
/// #[component]
/// fn Reviews() -> impl IntoView {
///     let reviews = use_paged_query(|pages: &[Vec<u64>]| match pages.last() {
///         None => Some(GetReviews { before: None }),
///         Some(page) if page.len() < 10 => None,
///         Some(page) => Some(GetReviews { before: page.last().copied() }),
///     });
///     let shown = move || reviews.pages().into_iter().flat_map(Result::unwrap_or_default).collect::<Vec<_>>();
///     view! {
///         <For each=shown key=Clone::clone let:review><p>{review}</p></For>
///         <Show when=move || reviews.has_more()>
///             <button on:click=move |_| reviews.more()>"More"</button>
///         </Show>
///     }
/// }
/// ```
pub fn use_paged_query<Q: Query>(next: impl Fn(&[Q::Output]) -> Option<Q> + Send + Sync + 'static) -> PagedQuery<Q> {
    let next: Arc<Next<Q>> = Arc::new(next);
    let asks = Arc::clone(&next);
    let first = use_server_query(move || asks(&[]));
    let rest = Arc::new(Rest {
        page: Page::current(),
        next,
        behind: Mutex::default(),
        shown: Mutex::default(),
        changed: ArcTrigger::new(),
    });
    let wanted = RwSignal::new(1);
    let follows = Arc::clone(&rest);
    // Effects run in browsers only, where pages are added.
    Effect::new(move |_| follows.follow(first_page(first), wanted.get()));
    PagedQuery {
        first,
        wanted,
        rest: StoredValue::new(rest),
    }
}

type Next<Q> = dyn Fn(&[<Q as leptos_actions_core::Callable>::Output]) -> Option<Q> + Send + Sync;

/// The handle of a query that is asked page by page.
pub struct PagedQuery<Q: Query> {
    first: ServerQuery<Option<Q>>,
    wanted: RwSignal<usize>,
    rest: StoredValue<Arc<Rest<Q>>>,
}

/// The pages behind the first.
struct Rest<Q: Query> {
    page: Page,
    next: Arc<Next<Q>>,
    behind: Mutex<Vec<Asked<Q>>>,
    /// Those of them that are on screen, and until they are all there those that were.
    shown: Mutex<Vec<Asked<Q>>>,
    changed: ArcTrigger,
}

/// A page, and what is asked for it.
type Asked<Q> = (Q, Arc<Subscription<Q>>);

impl<Q: Query> Rest<Q> {
    fn behind(&self) -> MutexGuard<'_, Vec<Asked<Q>>> {
        self.behind.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn shown(&self) -> MutexGuard<'_, Vec<Asked<Q>>> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks for as many pages as are wanted, and is told when one of them changes.
    fn follow(&self, first: Option<QueryResult<Q>>, wanted: usize) {
        let mut known: Vec<_> = first.and_then(Result::ok).into_iter().collect();
        let mut before = std::mem::take(&mut *self.behind());
        let mut behind = Vec::new();
        while known.len() == behind.len() + 1 && known.len() < wanted {
            let Some(query) = (self.next)(&known) else { break };
            let kept = before.iter().position(|(other, _)| *other == query);
            let subscription = match kept {
                Some(place) => before.swap_remove(place).1,
                None => self.ask(&query),
            };
            subscription.entry.track();
            if let Some(Ok(output)) = subscription.entry.known().as_ref() {
                known.push(output.clone());
            }
            behind.push((query, subscription));
        }
        let is_known = |(_, subscription): &Asked<Q>| subscription.entry.known().is_some();
        if behind.iter().all(is_known) {
            let gone = std::mem::replace(&mut *self.shown(), behind.clone());
            // What is dropped may say something, and so only when nothing is locked.
            drop(gone);
        }
        *self.behind() = behind;
        self.changed.notify();
    }

    fn ask(&self, query: &Q) -> Arc<Subscription<Q>> {
        let store = self.page.store();
        let entry = store.entry(query, &self.page.in_flight());
        let (waits, asked) = (Arc::clone(&entry), store.clone());
        leptos::task::spawn(async move { waits.ready(&asked).await });
        Arc::new(Subscription::new(entry, store.clone()))
    }

    /// What is known of these pages, as far as it is.
    fn known(&self) -> Vec<QueryResult<Q>> {
        self.changed.track();
        let known = |(_, subscription): &Asked<Q>| subscription.entry.known().as_ref().clone();
        self.shown().iter().map_while(known).collect()
    }

    fn retry(&self) {
        let failed = |(_, subscription): &Asked<Q>| {
            let entry = Arc::clone(&subscription.entry);
            let has_failed = matches!(entry.known().as_ref(), Some(Err(_)));
            has_failed.then_some(entry as Arc<dyn Shown>)
        };
        let failed: Vec<_> = self.behind().iter().filter_map(failed).collect();
        failed.iter().for_each(|entry| self.page.store().refetch(entry));
    }

    /// Whether the last of them is still to come.
    fn is_loading(&self) -> bool {
        self.changed.track();
        let last = |(_, subscription): &Asked<Q>| subscription.entry.known().is_none();
        self.behind().last().is_some_and(last)
    }
}

fn first_page<Q: Query>(first: ServerQuery<Option<Q>>) -> Option<QueryResult<Q>> {
    first.get().flatten()
}

impl<Q: Query> PagedQuery<Q> {
    /// The pages that are there, in order. Reactive.
    #[must_use]
    pub fn pages(self) -> Vec<QueryResult<Q>> {
        let behind = self.rest.try_get_value().map(|rest| rest.known()).unwrap_or_default();
        first_page(self.first).into_iter().chain(behind).collect()
    }

    /// Asks for another page, once those before it are there.
    pub fn more(self) {
        if untrack(|| self.has_more() && !self.is_loading()) {
            self.wanted.update(|wanted| *wanted += 1);
        }
    }

    /// Whether there is another page behind those that are there. Reactive.
    #[must_use]
    pub fn has_more(self) -> bool {
        let Ok(known) = self.pages().into_iter().collect::<Result<Vec<_>, _>>() else {
            return false;
        };
        let next = self.rest.try_get_value().and_then(|rest| (rest.next)(&known));
        !known.is_empty() && next.is_some()
    }

    /// Whether a page that was asked for is still to come. Reactive.
    #[must_use]
    pub fn is_loading(self) -> bool {
        self.rest.try_get_value().is_some_and(|rest| rest.is_loading()) && !is_idle()
    }

    /// Asks those pages again that could not be had.
    pub fn retry(self) {
        if untrack(|| first_page(self.first)).is_some_and(|page| page.is_err()) {
            self.first.refetch();
        }
        if let Some(rest) = self.rest.try_get_value() {
            rest.retry();
        }
    }

    /// Waits for the first page: see [`ServerQuery::ready`].
    pub async fn ready(self) {
        self.first.ready().await;
    }
}

impl<Q: Query> Clone for PagedQuery<Q> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<Q: Query> Copy for PagedQuery<Q> {}

impl<Q: Query> std::fmt::Debug for PagedQuery<Q> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PagedQuery").finish_non_exhaustive()
    }
}
