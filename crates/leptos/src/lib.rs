//! Server actions for Leptos.
//!
//! One async function. On the server it is that function, called directly. In the browser it is a request with
//! pending state and typed errors. In a `<form>` it works with scripts off.
//!
//! ```
//! use leptos_actions::prelude::*;
//!
//! /// Says hello, to anybody.
//! #[action(public)]
//! pub async fn greet(#[form(length = 1..=80)] name: String) -> CallResult<String> {
//!     Ok(format!("Hello, {name}!"))
//! }
//!
//! #[component]
//! fn Greeter() -> impl IntoView {
//!     let greet = use_server_action::<Greet>();
//!     view! {
//!         <ServerForm action=greet>
//!             <label>"Name" <input name="name" value=move || greet.kept_or("name", "")/></label>
//!             <FieldError action=greet name="name"/>
//!             <button>"Greet"</button>
//!         </ServerForm>
//!         <p>{move || greet.value().and_then(Result::ok)}</p>
//!     }
//! }
//! # use leptos::prelude::*;
//! ```
//!
//! | to | use |
//! | --- | --- |
//! | define a call | [`macro@action`], [`macro@query`], [`CallResult`], [`PublicError`](macro@PublicError) |
//! | say what an action makes stale, and show what it changes at once | [`macro@action`], [`Tag`], [`Optimistic`] |
//! | keep answers for a while, and expire them | [`macro@query`], [`macro@cached`], [`Reply::revalidate`], [`Cache`] |
//! | say who may call | [`Caller`], `public` |
//! | take files | [`Upload`], [`ReadUpload`]; keep them and serve them back: [`FileStore`] |
//! | take things from the server | [`State`], [`Reply`], [`Cookies`], [`Headers`], [`Axum`], [`IntentId`], [`Scope`] |
//! | call from a component | [`use_server_action`], [`use_server_query`], [`ServerForm`], [`FormError`], [`FieldError`], [`PageError`], [`PageRedirect`], [`TextArea`] |
//! | take a field's attributes and checks from its rules | [`macro@Form`], [`ServerAction::field`], [`With`], [`TextField`], [`provide_messages`], [`Secret`], [`Date`] |
//! | put it into an application | [`provide_actions`] and [`FormScript`] in the app, [`actions`] around the router |

// What the macros write names the library from outside.
#[cfg(test)]
extern crate self as leptos_actions;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
mod action;
mod asking;
mod bound;
mod codec;
mod count;
#[cfg(all(debug_assertions, not(target_arch = "wasm32")))]
mod developers;
mod error_view;
mod expose;
mod field;
mod form;
mod idle;
mod lazy;
#[macro_use]
mod inspector;
mod page;
mod pending;
mod prefetch;
mod query;
mod redirect;
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
mod ssr;
mod store;
mod submission;
mod tabs;

pub use leptos_actions_client::Progress;
pub use leptos_actions_core::{
    Action, AppError, Caching, CallError, CallResult, CallResultExt, Callable, Concurrency, Control, Date, Digest,
    Field, FieldDef, FieldError as FieldIssue, FieldErrors, FieldValue, HasFields, IntentId, Internal, InternalExt,
    IntoQuery, NoError, Optimistic, OptionExt, PublicError, Query, Rows, Secret, Shape, ShapeKind, Tag, Upload, rules,
    upload::FileField,
};
pub use leptos_actions_macros::{Form, PublicError, action, cached, query};
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
#[doc(no_inline)]
pub use leptos_actions_server as server;
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
pub use leptos_actions_server::{
    Actions, Axum, Cache, Caller, Commit, Cookies, Extract, FileStore, Headers, Overrides, Principal, ReadUpload,
    Registry, Reply, Scope, StartError, State, StateMap, StoredFile, UnreadableCookie, config::Settings,
    cookie::Cookie, serve, serve_upload,
};

pub use action::{ServerAction, use_server_action};
pub use bound::BoundAction;
pub use error_view::{FieldError, FormError, PageError};
pub use expose::expose_action;
pub use field::{
    CheckboxField, FieldAttributes, FormField, SelectField, SpreadField, TextAreaField, TextField, provide_messages,
};
pub use form::{Confirm, FormScript, FormStatus, Reset, ServerForm, TextArea, With, is_repeated, use_form_status};
pub use inspector::provide_inspector;
pub use page::{UnshownError, provide_actions, provide_error_handler, set_page_status};
pub use pending::{Pending, use_page_pending, use_pending};
pub use prefetch::prefetch;
pub use query::{PagedQuery, ServerQuery, use_paged_query, use_server_query};
pub use redirect::PageRedirect;
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
pub use ssr::{actions, response_options};
pub use submission::{Submission, SubmissionState};
pub use tabs::sync_tabs;

/// What an application's modules usually need.
pub mod prelude {
    pub use crate::{
        CallError, CallResult, CallResultExt, CheckboxField, FieldError, Form, FormError, InternalExt, Optimistic,
        OptionExt, PageError, PublicError, Reset, SelectField, ServerForm, SpreadField, TextArea, TextAreaField,
        TextField, Upload, action, cached, query, use_server_action, use_server_query,
    };
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    pub use crate::{Caller, Commit, ReadUpload, Reply, Scope, State};
}

/// The examples in the documentation of the macros. They are run here: run where the macros are, all of Leptos would be
/// compiled a second time, with the features that programs for the compiler have.
#[cfg(doctest)]
mod examples_of_macros {
    #[doc = include_str!("../../macros/docs/action.md")]
    mod action {}
    #[doc = include_str!("../../macros/docs/cached.md")]
    mod cached {}
    #[doc = include_str!("../../macros/docs/derive_form.md")]
    mod derive_form {}
    #[doc = include_str!("../../macros/docs/derive_public_error.md")]
    mod derive_public_error {}
    #[doc = include_str!("../../macros/docs/query.md")]
    mod query {}
}
