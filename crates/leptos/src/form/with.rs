//! Values that a form sends without an input for each.

use std::{borrow::Cow, fmt, marker::PhantomData};

use leptos_actions_core::{Action, FieldValue, HasFields};

/// The values that a `<ServerForm>` sends beside those of its inputs, such as the thing that it is about.
///
/// Each is made from its field's handle, `SetQuantity::book().is(book)`, and stands in the page as a hidden input. One
/// or an array of them becomes a `With`; [`and`](Self::and) adds those of another struct that the action takes.
///
/// **They can be read and forged.** Whoever has the page can send another value; whether the caller may touch the thing
/// is for the body to check. After a failure the page sends what is bound then, and not what was sent before.
///
/// ```
/// # use leptos::prelude::*;
/// # use leptos_actions::prelude::*;
/// #[action(public)]
/// async fn set_quantity(book: u32, quantity: u32) -> CallResult<()> {
///     let _ = (book, quantity);
///     Ok(())
/// }
///
/// #[component]
/// fn QuantityForm(book: u32) -> impl IntoView {
///     let set = use_server_action::<SetQuantity>().keyed(book);
///     view! {
///         <ServerForm action=set with=[SetQuantity::book().is(book)]>
///             <input {..set.field(SetQuantity::quantity()).input()}/>
///             <button>"Update"</button>
///         </ServerForm>
///     }
/// }
/// ```
#[must_use]
pub struct With<A> {
    pairs: Vec<(Cow<'static, str>, String)>,
    action: PhantomData<fn() -> A>,
}

impl<A: Action> With<A> {
    /// These and others.
    pub fn and(mut self, others: impl Into<Self>) -> Self {
        self.pairs.extend(others.into().pairs);
        self
    }

    pub(super) fn into_pairs(self) -> Vec<(Cow<'static, str>, String)> {
        self.pairs
    }
}

impl<A: Action + HasFields<F>, F> From<FieldValue<F>> for With<A> {
    fn from(value: FieldValue<F>) -> Self {
        Self {
            pairs: value.into_pairs().collect(),
            action: PhantomData,
        }
    }
}

impl<A: Action + HasFields<F>, F, const N: usize> From<[FieldValue<F>; N]> for With<A> {
    fn from(values: [FieldValue<F>; N]) -> Self {
        Self {
            pairs: values.into_iter().flat_map(FieldValue::into_pairs).collect(),
            action: PhantomData,
        }
    }
}

impl<A> Default for With<A> {
    fn default() -> Self {
        Self {
            pairs: Vec::new(),
            action: PhantomData,
        }
    }
}

impl<A> fmt::Debug for With<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.pairs.iter().map(|(name, _)| name)).finish()
    }
}
