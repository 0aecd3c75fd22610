//! The page with our calls, as the bookshop is made: what an action changes comes with its answer, and where it can be
//! foreseen it is shown at once. A review has a number that only the server knows, so it is not.

use leptos::prelude::*;
use leptos_actions::{IntentId, prelude::*};

use crate::{
    data::{Cart, Likes, PRODUCT, Reviews},
    show,
};

#[cfg(not(target_arch = "wasm32"))]
use crate::store::Store;

/// Who likes the product.
#[query(public)]
pub async fn get_likes(#[extract] State(store): State<Store>) -> CallResult<Likes> {
    Ok(store.likes())
}

/// Says whether the visitor likes it.
#[action(public, queue, optimistic(GetLikes))]
pub async fn set_like(liked: bool, #[extract] State(store): State<Store>) -> CallResult<()> {
    store.set_like(liked);
    Ok(())
}

impl Optimistic<GetLikes> for SetLike {
    fn apply(&self, _: &IntentId, likes: &mut Likes) {
        likes.set(self.liked);
    }
}

/// What is in the cart.
#[query(public)]
pub async fn get_cart(#[extract] State(store): State<Store>) -> CallResult<Cart> {
    Ok(store.cart())
}

/// Sets how many of a product are in the cart.
#[action(public, queue(product), optimistic(GetCart))]
pub async fn set_quantity(
    product: u32,
    #[form(range = 1..=99)] quantity: u32,
    #[extract] State(store): State<Store>,
) -> CallResult<()> {
    store.set_quantity(product, quantity);
    Ok(())
}

impl Optimistic<GetCart> for SetQuantity {
    fn apply(&self, _: &IntentId, cart: &mut Cart) {
        cart.set(self.product, self.quantity);
    }
}

/// The newest reviews.
#[query(public)]
pub async fn get_reviews(#[extract] State(store): State<Store>) -> CallResult<Reviews> {
    Ok(store.reviews())
}

/// Keeps a review.
#[action(public, refreshes(GetReviews))]
pub async fn post_review(
    #[form(range = 1..=5)] stars: u8,
    #[form(length = 1..=2000)] text: String,
    #[extract] State(store): State<Store>,
) -> CallResult<()> {
    store.add_review(stars, text);
    Ok(())
}

/// The page.
#[component]
pub fn Page() -> impl IntoView {
    view! {
        <header><Header/></header>
        <main>
            <Like/>
            <Lines/>
            <Written/>
        </main>
    }
}

#[component]
fn Header() -> impl IntoView {
    let query = use_server_query(|| GetCart {});
    let cart = move || query.get().and_then(Result::ok).unwrap_or_default();
    view! {
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                query.ready().await;
                move || show::header(&cart())
            })}
        </Transition>
    }
}

#[component]
fn Like() -> impl IntoView {
    let query = use_server_query(|| GetLikes {});
    let set = use_server_action::<SetLike>();
    let likes = move || query.get().and_then(Result::ok).unwrap_or_default();
    view! {
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                query.ready().await;
                view! {
                    <ServerForm action=set reset=Reset::OnSubmit>
                        <button id="like" name="liked" value=move || (!likes().mine).to_string()>
                            {move || show::like(likes())}
                        </button>
                        {move || show::likes(likes())}
                    </ServerForm>
                }
            })}
        </Transition>
    }
}

#[component]
fn Lines() -> impl IntoView {
    let query = use_server_query(|| GetCart {});
    let set = use_server_action::<SetQuantity>();
    let cart = move || query.get().and_then(Result::ok).unwrap_or_default();
    view! {
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                query.ready().await;
                let quantity = Memo::new(move |_| cart().quantity(PRODUCT));
                view! {
                    {move || show::lines(cart())}
                    <ServerForm action=set with=[SetQuantity::product().is(PRODUCT)] hold=true>
                        <input {..set.field(SetQuantity::quantity()).input().value_with(move || quantity.get())}/>
                        <button id="change">"Change"</button>
                    </ServerForm>
                }
            })}
        </Transition>
    }
}

#[component]
fn Written() -> impl IntoView {
    let query = use_server_query(|| GetReviews {});
    let post = use_server_action::<PostReview>();
    let reviews = move || query.get().and_then(Result::ok).unwrap_or_default();
    view! {
        <ServerForm action=post>
            <input {..post.field(PostReview::stars()).input()}/>
            <textarea {..post.field(PostReview::text()).text_area()}></textarea>
            <button id="post">"Post"</button>
        </ServerForm>
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                query.ready().await;
                move || show::reviews(reviews())
            })}
        </Transition>
    }
}
