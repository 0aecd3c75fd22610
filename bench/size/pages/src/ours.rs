//! Our calls.

use leptos::prelude::*;
use leptos_actions::prelude::*;

use crate::page::{Field, Item, fields_with, items_view};

pub use leptos_actions::provide_actions;

macro_rules! action {
    (
        $name:ident $args:ident { $($field:ident: $ty:ty = $example:expr,)* }
        $choice:ident { $($variant:ident),* }
        $error:ident { $plain:ident = $plain_text:literal, $detailed:ident { $detail:ident } = $text:literal, }
        $answer:ident { $first:ident: $first_ty:ty, $second:ident: $second_ty:ty }
    ) => {
        #[doc = concat!("The action `", stringify!($name), "`.")]
        pub mod $name {
            use leptos::prelude::*;
            use leptos_actions::prelude::*;
            use serde::{Deserialize, Serialize};

            use crate::page::Block;

            /// A choice.
            #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
            pub enum $choice { $($variant),* }

            /// A typed error.
            #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, thiserror::Error, PublicError)]
            pub enum $error {
                #[error("refused")]
                #[public(message = $plain_text)]
                $plain,
                #[error("refused")]
                #[public(message = $text)]
                $detailed { $detail: u32 },
            }

            /// An answer.
            #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
            pub struct $answer { pub $first: $first_ty, pub $second: $second_ty }

            /// The action.
            #[action(public)]
            pub async fn $name($($field: $ty),*) -> CallResult<$answer, $error> {
                Err(CallError::NotFound)
            }

            /// Its button.
            pub fn block() -> Block {
                let action = use_server_action::<$args>();
                Block {
                    label: stringify!($name),
                    busy: Signal::derive(move || action.pending()),
                    text: Signal::derive(move || match action.value() {
                        None => String::new(),
                        Some(Ok(answer)) => answer.$second,
                        Some(Err(error)) => error.message().into_owned(),
                    }),
                    click: Callback::new(move |()| drop(action.dispatch($args { $($field: $example),* }))),
                }
            }
        }
    };
}

catalogue!(action);
blocks!();

/// The first action as a form, with everything that a form of the shop has.
pub fn form() -> AnyView {
    let save = use_server_action::<save_address::SaveAddress>();
    let fields = move || {
        fields_with(|name| Field {
            value: Signal::derive(move || save.kept_or(name, "")),
            invalid: Signal::derive(move || save.aria_invalid(name)),
            describes: save.error_id(name),
            message: view! { <FieldError action=save name/> }.into_any(),
        })
    };
    view! { <ServerForm action=save>{fields()} <FormError action=save/></ServerForm> }.into_any()
}

/// A read.
#[query(public)]
pub async fn get_items(shelf: u32) -> CallResult<Vec<Item>> {
    Ok(vec![Item {
        id: shelf.into(),
        ..Item::default()
    }])
}

/// The list, from a query.
pub fn list() -> AnyView {
    let items = use_server_query(|| GetItems { shelf: 1 });
    view! {
        <div>
            <Transition fallback=|| ()>
                {move || Suspend::new(async move { items_view(items.await.unwrap_or_default()) })}
            </Transition>
        </div>
    }
    .into_any()
}
