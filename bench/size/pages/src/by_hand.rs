//! `fetch` through web-sys with serde_json: the least that does the same in the browser. No deadline, no giving up, no
//! telling "not sent" from "not answered".

use leptos::{prelude::*, task::spawn_local};
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{FormData, Headers, HtmlFormElement, RequestInit, Response, UrlSearchParams};

use crate::page::{Item, fields, items_view};

/// Why there is no answer.
pub enum Failure<E> {
    /// Something between here and there.
    Transport,
    /// The server says no.
    Refused(E),
}

/// Sends a text and reads a text; the `bool` says whether the status is one of success.
async fn send(method: &str, url: &str, media_type: &str, body: Option<&str>) -> Result<(bool, String), JsValue> {
    let init = RequestInit::new();
    init.set_method(method);
    let headers = Headers::new()?;
    headers.set("accept", "application/json")?;
    if let Some(body) = body {
        headers.set("content-type", media_type)?;
        init.set_body(&body.into());
    }
    init.set_headers(&headers);
    let response = JsFuture::from(window().fetch_with_str_and_init(url, &init)).await?;
    let response: Response = response.unchecked_into();
    let text = JsFuture::from(response.text()?).await?;
    Ok((response.ok(), text.as_string().unwrap_or_default()))
}

fn read<T: DeserializeOwned, E: DeserializeOwned>(answer: Result<(bool, String), JsValue>) -> Result<T, Failure<E>> {
    let (ok, text) = answer.map_err(|_| Failure::Transport)?;
    if ok {
        return serde_json::from_str(&text).map_err(|_| Failure::Transport);
    }
    Err(serde_json::from_str(&text).map_or(Failure::Transport, Failure::Refused))
}

/// Posts arguments as JSON.
pub async fn post<T: DeserializeOwned, E: DeserializeOwned>(url: &str, args: &impl Serialize) -> Result<T, Failure<E>> {
    let body = serde_json::to_string(args).map_err(|_| Failure::Transport)?;
    read(send("POST", url, "application/json", Some(&body)).await)
}

macro_rules! fetch {
    (
        $name:ident $args:ident { $($field:ident: $ty:ty = $example:expr,)* }
        $choice:ident { $($variant:ident),* }
        $error:ident { $plain:ident = $plain_text:literal, $detailed:ident { $detail:ident } = $text:literal, }
        $answer:ident { $first:ident: $first_ty:ty, $second:ident: $second_ty:ty }
    ) => {
        #[doc = concat!("The request `", stringify!($name), "`.")]
        pub mod $name {
            use leptos::{prelude::*, task::spawn_local};
            use serde::{Deserialize, Serialize};

            use super::{Failure, post};
            use crate::page::Block;

            /// A choice.
            #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
            pub enum $choice { $($variant),* }

            /// A typed error.
            #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
            pub enum $error { $plain, $detailed { $detail: u32 } }

            impl Failure<$error> {
                /// What a person reads.
                pub fn message(self) -> String {
                    match self {
                        Self::Transport => "The connection was lost.".into(),
                        Self::Refused($error::$plain) => $plain_text.into(),
                        Self::Refused($error::$detailed { $detail }) => format!($text),
                    }
                }
            }

            /// An answer.
            #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
            pub struct $answer { pub $first: $first_ty, pub $second: $second_ty }

            #[derive(Clone, Serialize)]
            struct $args { $($field: $ty),* }

            /// Its button.
            pub fn block() -> Block {
                let (busy, text) = (RwSignal::new(false), RwSignal::new(String::new()));
                Block {
                    label: stringify!($name),
                    busy: busy.into(),
                    text: text.into(),
                    click: Callback::new(move |()| {
                        busy.set(true);
                        spawn_local(async move {
                            let args = $args { $($field: $example),* };
                            let answer = post::<$answer, $error>(concat!("/api/", stringify!($name)), &args).await;
                            text.set(answer.map_or_else(Failure::<$error>::message, |answer| answer.$second));
                            busy.set(false);
                        });
                    }),
                }
            }
        }
    };
}

catalogue!(fetch);
blocks!();

/// The first request as a form: its fields are sent as the browser encodes them.
pub fn form() -> AnyView {
    let text = RwSignal::new(String::new());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(form) = event.target() else { return };
        let form: HtmlFormElement = form.unchecked_into();
        spawn_local(async move { text.set(submit(&form).await) });
    };
    view! {
        <form method="post" action="/save_address" on:submit=submit>
            {fields()}
            <p role="alert">{move || text.get()}</p>
        </form>
    }
    .into_any()
}

async fn submit(form: &HtmlFormElement) -> String {
    let encoded = FormData::new_with_form(form).and_then(|data| UrlSearchParams::new_with_str_sequence_sequence(&data));
    let Ok(encoded) = encoded else { return String::new() };
    let body: String = encoded.to_string().into();
    let sent = send(
        "POST",
        "/api/save_address",
        "application/x-www-form-urlencoded",
        Some(&body),
    )
    .await;
    let answer = read::<save_address::Address, save_address::PlaceError>(sent);
    answer.map_or_else(Failure::<save_address::PlaceError>::message, |answer| answer.label)
}

/// The list, from a resource that only the browser asks for.
pub fn list() -> AnyView {
    let items = LocalResource::new(|| async {
        let answer = send("GET", "/api/items?shelf=1", "", None).await;
        read::<Vec<Item>, ()>(answer).unwrap_or_default()
    });
    view! {
        <div>
            <Transition fallback=|| ()>
                {move || Suspend::new(async move { items_view(items.await) })}
            </Transition>
        </div>
    }
    .into_any()
}
