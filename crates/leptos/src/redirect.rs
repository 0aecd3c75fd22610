//! Pages that lead elsewhere: [`PageRedirect`].

use leptos::{html, prelude::*};
use leptos_actions_core::wire::is_same_site;

/// Leads whoever asks for this page to another one, such as from a member's page to the sign-in.
///
/// While the page is rendered on the server the answer becomes a 303, with the cookies that were set; so render it where
/// the outcome of a blocking query is known. In the browser the other page takes this one's place in the history, so that
/// "back" does not lead into it again. A router takes it over if there is one.
///
/// A page that answers a failed form leads away as well, and what was typed is lost. Look at
/// [`error`](crate::ServerAction::error) first:
///
/// ```
/// # use leptos::prelude::*;
/// # use leptos_actions::{PageRedirect, prelude::*};
/// # #[query(public)] async fn get_name() -> CallResult<String> { Err(CallError::Unauthenticated) }
/// # #[action(public)] async fn set_name(name: String) -> CallResult<()> { let _ = name; Ok(()) }
/// # #[component] fn Account() -> impl IntoView {
/// let set = use_server_action::<SetName>();
/// let name = use_server_query(|| GetName {});
/// let page = move || Suspend::new(async move {
///     match name.await {
///         Err(CallError::Unauthenticated) if set.error().is_none() => {
///             view! { <PageRedirect to="/sign-in?back=/account"/> }.into_any()
///         }
///         name => view! {
///             <ServerForm action=set>
///                 <input name="name" value=set.kept_or("name", name.unwrap_or_default())/>
///             </ServerForm>
///         }
///         .into_any(),
///     }
/// });
/// view! { <Transition>{page}</Transition> }
/// # }
/// ```
#[component]
pub fn PageRedirect(
    /// A path of this site, with a query or without. Anything else leads to `/`.
    #[prop(into)]
    to: String,
) -> impl IntoView {
    let to = if is_same_site(&to) { to } else { "/".to_owned() };
    // Once it stands in the document, a router has written this page's own address into the history.
    let place = NodeRef::<html::Span>::new();
    lead(place, to);
    view! { <span node_ref=place hidden></span> }
}

#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
fn lead(_: NodeRef<html::Span>, to: String) {
    let scope = leptos_actions_server::Scope::current();
    if let Some(reply) = scope.as_ref().and_then(leptos_actions_server::Scope::reply) {
        // It is one of this site.
        let _ = reply.redirect(to);
    }
}

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
fn lead(place: NodeRef<html::Span>, to: String) {
    place.on_load(move |place| {
        request_animation_frame(move || {
            // Whoever has gone on meanwhile is not called back.
            if place.is_connected() {
                crate::form::follow_instead(&to);
            }
        });
    });
}
