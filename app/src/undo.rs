//! "Undo": what was just taken away can be put back.
//!
//! 1. The server says what that is, so that it is the same with scripts and without, in each tab, and after a reload.
//! 2. It stands at the end of the page, where nothing moves when it comes, and stays in sight.
//! 3. With scripts an offer goes after a while, but not while somebody is at it or reads why it failed. The server keeps
//!    what was taken away for longer.

use std::time::Duration;

use leptos::{html, prelude::*};
use leptos_actions::{Action, ServerAction, With, prelude::*};

use crate::focus;

/// How long an offer stands before it may go.
const SHOWN: Duration = Duration::from_secs(20);

/// The place of a page's offers. `Copy`.
#[derive(Clone, Copy)]
pub struct Offers {
    back: RwSignal<String>,
}

impl Offers {
    /// With how many there are.
    pub fn new(count: impl Fn() -> usize + Send + Sync + 'static) -> Self {
        let back = RwSignal::new(String::new());
        let changed = move |now: &usize, before: Option<&usize>, _| {
            let before = before.copied().unwrap_or_default();
            if *now > before {
                // With a new offer, what was said of an older one is old. The focus is the business of the list.
                back.set(String::new());
            } else {
                // An offer that was taken takes the focus with it.
                focus::rescue();
            }
        };
        Effect::watch(count, changed, false);
        Self { back }
    }

    /// Says what has come back.
    pub fn say(self, text: String) {
        self.back.set(text);
    }

    /// The place, which tells screen readers politely of what comes into it.
    pub fn view(self, offers: impl IntoView) -> impl IntoView {
        view! {
            <div class="offers" role="status">
                {offers} <p class="done">{move || self.back.get()}</p>
            </div>
        }
    }
}

/// What is gone, with the button that puts it back.
#[component]
pub fn Offer<A: Action>(
    said: String,
    /// The button's name, which says more than "Undo".
    label: String,
    action: ServerAction<A>,
    #[prop(into)] with: With<A>,
) -> impl IntoView {
    let offer = NodeRef::<html::Div>::new();
    let is_over = RwSignal::new(false);
    let look = move || {
        let is_used = |offer: web_sys::HtmlDivElement| offer.matches(":hover, :focus-within").unwrap_or_default();
        let stays = untrack(|| offer.get().is_some_and(is_used) || action.error().is_some() || action.pending());
        if !stays {
            is_over.set(true);
        }
    };
    Effect::new(move |_| {
        if let Ok(timer) = set_interval_with_handle(look, SHOWN) {
            on_cleanup(move || timer.clear());
        }
    });
    view! {
        <div class="offer" node_ref=offer hidden=move || is_over.get()>
            <p>{said}</p>
            <ServerForm action with>
                <button class="quiet" aria-label=label>
                    "Undo"
                </button>
                <FormError action/>
            </ServerForm>
        </div>
    }
}
