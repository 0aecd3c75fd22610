//! `#[server]` functions, in their default encoding (form fields in, JSON out), each with a typed error.

use leptos::prelude::*;

use crate::page::{Item, fields, items_view};

macro_rules! server_fn {
    (
        $name:ident $args:ident { $($field:ident: $ty:ty = $example:expr,)* }
        $choice:ident { $($variant:ident),* }
        $error:ident { $plain:ident = $plain_text:literal, $detailed:ident { $detail:ident } = $text:literal, }
        $answer:ident { $first:ident: $first_ty:ty, $second:ident: $second_ty:ty }
    ) => {
        #[doc = concat!("The server function `", stringify!($name), "`.")]
        pub mod $name {
            use leptos::{prelude::*, server_fn::{codec::JsonEncoding, error::{FromServerFnError, ServerFnErrorErr}}};
            use serde::{Deserialize, Serialize};

            use crate::page::Block;

            /// A choice.
            #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
            pub enum $choice { $($variant),* }

            /// A typed error; one variant is the transport's.
            #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
            pub enum $error { $plain, $detailed { $detail: u32 }, Failed(ServerFnErrorErr) }

            impl FromServerFnError for $error {
                type Encoder = JsonEncoding;

                fn from_server_fn_error(value: ServerFnErrorErr) -> Self {
                    Self::Failed(value)
                }
            }

            impl $error {
                fn message(self) -> String {
                    match self {
                        Self::$plain => $plain_text.into(),
                        Self::$detailed { $detail } => format!($text),
                        Self::Failed(error) => error.to_string(),
                    }
                }
            }

            /// An answer.
            #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
            pub struct $answer { pub $first: $first_ty, pub $second: $second_ty }

            /// The server function.
            #[server]
            pub async fn $name($($field: $ty),*) -> Result<$answer, $error> {
                Err($error::$plain)
            }

            /// Its button.
            pub fn block() -> Block {
                let action = ServerAction::<$args>::new();
                Block {
                    label: stringify!($name),
                    busy: Signal::derive(move || action.pending().get()),
                    text: Signal::derive(move || match action.value().get() {
                        None => String::new(),
                        Some(Ok(answer)) => answer.$second,
                        Some(Err(error)) => error.message(),
                    }),
                    click: Callback::new(move |()| { action.dispatch($args { $($field: $example),* }); }),
                }
            }
        }
    };
}

catalogue!(server_fn);
blocks!();

/// The first function as a form.
pub fn form() -> AnyView {
    let save = ServerAction::<save_address::SaveAddress>::new();
    let failed = move || {
        save.value()
            .get()
            .and_then(Result::err)
            .map(|error| format!("{error:?}"))
    };
    view! { <ActionForm action=save>{fields()}<p role="alert">{failed}</p></ActionForm> }.into_any()
}

/// A read.
#[server]
pub async fn get_items(shelf: u32) -> Result<Vec<Item>, ServerFnError> {
    Ok(vec![Item {
        id: shelf.into(),
        ..Item::default()
    }])
}

/// The list, from a resource.
pub fn list() -> AnyView {
    let items = Resource::new(|| 1, get_items);
    view! {
        <div>
            <Transition fallback=|| ()>
                {move || Suspend::new(async move { items_view(items.await.unwrap_or_default()) })}
            </Transition>
        </div>
    }
    .into_any()
}
