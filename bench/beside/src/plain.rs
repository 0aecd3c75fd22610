//! The page on plain Leptos, as its book teaches it: a `ServerAction` for each change, and a `Resource` whose source is
//! that action's version, so that it is asked again when the action was answered.
#![allow(missing_docs, reason = "`#[server]` writes structs without any")]

use leptos::prelude::*;

use crate::{
    data::{Cart, Likes, PRODUCT, Reviews},
    show,
};

#[cfg(not(target_arch = "wasm32"))]
use crate::store::Store;

#[server]
pub async fn get_likes() -> Result<Likes, ServerFnError> {
    Ok(expect_context::<Store>().likes())
}

#[server]
pub async fn set_like(liked: bool) -> Result<(), ServerFnError> {
    expect_context::<Store>().set_like(liked);
    Ok(())
}

#[server]
pub async fn get_cart() -> Result<Cart, ServerFnError> {
    Ok(expect_context::<Store>().cart())
}

#[server]
pub async fn set_quantity(product: u32, quantity: u32) -> Result<(), ServerFnError> {
    expect_context::<Store>().set_quantity(product, quantity);
    Ok(())
}

#[server]
pub async fn get_reviews() -> Result<Reviews, ServerFnError> {
    Ok(expect_context::<Store>().reviews())
}

#[server]
pub async fn post_review(stars: u8, text: String) -> Result<(), ServerFnError> {
    expect_context::<Store>().add_review(stars, text);
    Ok(())
}

/// The page. The header shows the cart as well, so what changes it is made up here.
#[component]
pub fn Page() -> impl IntoView {
    let set = ServerAction::<SetQuantity>::new();
    let cart = Resource::new(move || set.version().get(), |_| get_cart());
    view! {
        <header>
            <Transition fallback=|| ()>
                {move || Suspend::new(async move { show::header(&cart.await.unwrap_or_default()) })}
            </Transition>
        </header>
        <main>
            <Like/>
            <Lines cart set/>
            <Written/>
        </main>
    }
}

#[component]
fn Like() -> impl IntoView {
    let set = ServerAction::<SetLike>::new();
    let likes = Resource::new(move || set.version().get(), |_| get_likes());
    view! {
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                let likes = likes.await.unwrap_or_default();
                view! {
                    <ActionForm action=set>
                        <button id="like" name="liked" value=(!likes.mine).to_string()>
                            {show::like(likes)}
                        </button>
                        {show::likes(likes)}
                    </ActionForm>
                }
            })}
        </Transition>
    }
}

#[component]
fn Lines(cart: Resource<Result<Cart, ServerFnError>>, set: ServerAction<SetQuantity>) -> impl IntoView {
    view! {
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                let cart = cart.await.unwrap_or_default();
                let quantity = cart.quantity(PRODUCT);
                view! {
                    {show::lines(cart)}
                    <ActionForm action=set>
                        <input type="hidden" name="product" value=PRODUCT/>
                        <input type="number" name="quantity" min="1" max="99" required value=quantity prop:value=quantity/>
                        <button id="change">"Change"</button>
                    </ActionForm>
                }
            })}
        </Transition>
    }
}

#[component]
fn Written() -> impl IntoView {
    let post = ServerAction::<PostReview>::new();
    let reviews = Resource::new(move || post.version().get(), |_| get_reviews());
    view! {
        <ActionForm action=post>
            <input type="number" name="stars" min="1" max="5" required/>
            <textarea name="text" required maxlength="2000"></textarea>
            <button id="post">"Post"</button>
        </ActionForm>
        <Transition fallback=|| ()>
            {move || Suspend::new(async move { show::reviews(reviews.await.unwrap_or_default()) })}
        </Transition>
    }
}
