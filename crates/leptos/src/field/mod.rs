//! Fields of a form, from their handles: attributes to spread, checks while one types, and components.
//!
//! 1. What is said of a field is said at the action (or in `derive(Form)`). An element takes it from there.
//! 2. A field is checked in the browser once it was changed: when the focus leaves it, and from then on at every change
//!    while its error is shown. A field that nobody touched is not.
//! 3. A submit whose changed fields are not right is not sent, and the focus goes to the first of them. `novalidate` on
//!    the form, or `formnovalidate` on the button, lets it through, as it does for the browser's own check.
//! 4. The server checks everything, whatever a browser has said. What the browser says of a changed field takes the place
//!    of what the server said of its former value.
//!
//! ```
//! # use leptos::prelude::*;
//! use leptos_actions::prelude::*;
//!
//! #[action(public)]
//! async fn greet(#[form(length = 1..=80)] name: String) -> CallResult<String> {
//!     Ok(format!("Hello, {name}!"))
//! }
//!
//! #[component]
//! fn Greeter() -> impl IntoView {
//!     let greet = use_server_action::<Greet>();
//!     let name = greet.field(Greet::name());
//!     view! {
//!         <ServerForm action=greet>
//!             <label for=name.id()>"Name"</label>
//!             <input {..name.input()}/>
//!             <FieldError action=greet name=Greet::name()/>
//!             <button>"Greet"</button>
//!         </ServerForm>
//!     }
//! }
//! ```

mod attributes;
mod bound;
mod checkbox_field;
mod checks;
mod form_field;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
mod listening;
mod messages;
mod select_field;
mod text_area_field;
mod text_field;

pub use attributes::{FieldAttributes, SpreadField};
pub use checkbox_field::CheckboxField;
pub(crate) use checks::Checks;
pub use form_field::FormField;
pub use messages::provide_messages;
pub use select_field::SelectField;
pub use text_area_field::TextAreaField;
pub use text_field::TextField;
