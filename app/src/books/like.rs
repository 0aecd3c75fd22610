//! Whether a book is liked.

use leptos::prelude::*;
use leptos_actions::{IntentId, Optimistic, prelude::*};
use serde::{Deserialize, Serialize};

use crate::failed::TryAgain;
#[cfg(not(target_arch = "wasm32"))]
use crate::{
    db::{self, Db},
    shopper::Shopper,
};

/// How many like a book, and whether the caller does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(sqlx::FromRow))]
pub struct Likes {
    pub count: u32,
    pub mine: bool,
}

/// What is known of a book's likes.
#[query]
pub async fn get_likes(#[caller] shopper: Shopper, slug: String, #[extract] State(db): State<Db>) -> CallResult<Likes> {
    Ok(db::likes::of(&db, &slug, &shopper.id).await?)
}

/// Says whether the caller likes a book. Clicks on one book are carried out one after the other.
#[action(queue(slug), optimistic(GetLikes))]
pub async fn set_like(
    #[caller] shopper: Shopper,
    slug: String,
    liked: bool,
    #[extract] State(db): State<Db>,
) -> CallResult<()> {
    db::likes::set(&db, &slug, &shopper.id, liked).await?.or_not_found()
}

impl Optimistic<GetLikes> for SetLike {
    fn apply(&self, _: &IntentId, likes: &mut Likes) {
        if likes.mine != self.liked {
            likes.mine = self.liked;
            likes.count = if self.liked {
                likes.count + 1
            } else {
                likes.count.saturating_sub(1)
            };
        }
    }

    fn matches(&self, query: &GetLikes) -> bool {
        query.slug == self.slug
    }
}

#[component]
pub(super) fn LikeForm(slug: String) -> impl IntoView {
    let asks = slug.clone();
    let query = use_server_query(move || GetLikes { slug: asks.clone() });
    let set = use_server_action::<SetLike>().keyed(slug.clone());
    let slug = StoredValue::new(slug);
    let likes = move || query.get().and_then(Result::ok).unwrap_or_default();
    let has_failed = Memo::new(move |_| matches!(query.get(), Some(Err(_))));
    let form = move || {
        view! {
            // The next click may come before the answer to this one. Each counts: every other one takes the like back.
            <ServerForm
                action=set
                with=[SetLike::slug().is(slug.get_value())]
                reset=Reset::OnSubmit
                repeat=true
                attr:class="like"
            >
                <button name="liked" value=move || (!likes().mine).to_string()>
                    {move || if likes().mine { "Unlike" } else { "Like" }}
                </button>
                <span class="hint">{move || counted(likes().count)}</span>
                <FormError action=set/>
            </ServerForm>
        }
    };
    let failed = move || view! { <p class="stale">"Its likes could not be read. " <TryAgain query/></p> };
    view! {
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                query.ready().await;
                move || if has_failed.get() { failed().into_any() } else { form().into_any() }
            })}
        </Transition>
    }
}

fn counted(likes: u32) -> String {
    match likes {
        0 => "Nobody likes it yet.".to_owned(),
        1 => "1 reader likes it.".to_owned(),
        many => format!("{many} readers like it."),
    }
}
