//! A query and an action with a form.

use leptos::prelude::*;
use leptos_actions::prelude::*;

/// Who has signed the guest book.
#[cfg(feature = "ssr")]
#[derive(Clone, Default)]
pub struct Guests(std::sync::Arc<std::sync::Mutex<Vec<String>>>);

/// The names, oldest first.
#[query(public)]
pub async fn get_guests(#[extract] State(guests): State<Guests>) -> CallResult<Vec<String>> {
    Ok(guests.0.lock().unwrap().clone())
}

/// Whether this query sees the request that carries it, and what the application provides.
#[query(public)]
pub async fn sees_its_request() -> CallResult<bool> {
    let head = use_context::<http::request::Parts>();
    let crate::shout::Volume(mark) = expect_context();
    Ok(head.is_some() && mark == "!")
}

/// Adds a name, which stays as it is on screen elsewhere until then.
#[action(public)]
pub async fn sign_guest_book(
    #[form(length = 1..=40)] name: String,
    #[extract] State(guests): State<Guests>,
) -> CallResult<()> {
    let mut names = guests.0.lock().unwrap();
    if names.contains(&name) {
        Err(SignGuestBook::name().refuse("taken"))?;
    }
    names.push(name);
    Ok(())
}

/// The guest book.
#[component]
pub fn Guestbook() -> impl IntoView {
    let (guests, sees) = (
        use_server_query(|| GetGuests {}),
        use_server_query(|| SeesItsRequest {}),
    );
    let sign = use_server_action::<SignGuestBook>();
    let name = sign.field(SignGuestBook::name());
    view! {
        <section id="guest-book">
            <Suspense>
                <p id="sees">
                    {move || Suspend::new(async move { format!("The query sees its request: {:?}", sees.await) })}
                </p>
                <ul>
                    {move || Suspend::new(async move {
                        let guests = guests.await.unwrap_or_default();
                        guests.into_iter().map(|guest| view! { <li>{guest}</li> }).collect_view()
                    })}
                </ul>
            </Suspense>
            <ServerForm action=sign>
                <label for=name.id()>"Your name"</label>
                <input {..name.input()}/>
                <FieldError action=sign name=SignGuestBook::name()/>
                <button>"Sign"</button>
            </ServerForm>
        </section>
    }
}
