//! A form of one field, with one rule more than another.

use leptos::prelude::AnyView;

use crate::{
    ours,
    page::{BASE, Page},
};

/// The page with a call, and with one of these forms.
pub fn hydrate(form: fn() -> AnyView) {
    Page {
        setup: ours::provide_actions,
        blocks: &[ours::save_address::block],
        form,
        ..BASE
    }
    .hydrate();
}

macro_rules! field {
    ($module:ident, $args:ident, |$form:ident| $input:expr, $(#[$rule:meta])* $ty:ty) => {
        #[doc = concat!("`", stringify!($module), "`")]
        pub mod $module {
            use leptos::prelude::*;
            use leptos_actions::prelude::*;

            #[action(public)]
            pub async fn $module($(#[$rule])* value: $ty, other: String) -> CallResult<()> {
                drop((value, other));
                Ok(())
            }

            pub fn form() -> AnyView {
                let $form = use_server_action::<$args>();
                view! {
                    <ServerForm action=$form>
                        {$input}
                        <input name="other"/>
                        <FieldError action=$form name="value"/>
                        <FormError action=$form/>
                    </ServerForm>
                }
                .into_any()
            }
        }
    };
    ($module:ident, $args:ident, $(#[$rule:meta])* $ty:ty) => {
        field!($module, $args, |form| view! { <input {..form.field($args::value()).input()}/> }, $(#[$rule])* $ty);
    };
}

field! { plain, Plain, |_form| view! { <input name="value"/> }, String }
field! { text, Text, String }
field! { length, Length, #[form(length = 2..=80)] String }
field! { email, Email, #[form(email)] String }
field! { url, Url, #[form(url)] String }
field! { same_as, SameAs, #[form(same_as = other)] String }
field! { secret, Secret, leptos_actions::Secret<String> }
field! { number, Number, u32 }
field! { range, Range, #[form(range = 1..=99)] u32 }
field! { fraction, Fraction, f64 }
field! { date, Date, leptos_actions::Date }
field! { file, File, Upload }

/// A field of a row.
pub mod rows {
    use leptos::prelude::*;
    use leptos_actions::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, Serialize, Deserialize, Form)]
    pub struct Row {
        value: String,
    }

    #[action(public)]
    pub async fn rows(#[form] rows: Vec<Row>, other: String) -> CallResult<()> {
        drop((rows, other));
        Ok(())
    }

    pub fn form() -> AnyView {
        let form = use_server_action::<Rows>();
        let value = Rows::rows().at(0, Row::value());
        view! {
            <ServerForm action=form>
                <input {..form.field(value).input()}/>
                <input name="other"/>
                <FieldError action=form name=value/>
                <FormError action=form/>
            </ServerForm>
        }
        .into_any()
    }
}
