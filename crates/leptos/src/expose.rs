//! Actions for scripts of the page: [`expose_action`].

use leptos_actions_core::Action;

/// Lets scripts and custom elements of the page call an action by its name, with a plain object:
///
/// ```js
/// const added = await actions.add_entry({ text: "Emma" });
/// ```
///
/// A second argument may bring an idempotency key, such as one that a script keeps for a call that it makes again after a
/// reload: `actions.add_entry({ text: "Emma" }, { key })`. It is 1 to 255 visible
/// ASCII characters without `"` and `\`; another value is `malformed`. Without one each call has a fresh key.
///
/// It is the same call as one from a component: checked, attributed, shown at once if it is optimistic, and what it makes
/// stale on screen is fresh before the promise settles. The promise gives what the action answers as a plain object, with
/// maps as objects and what is missing as `null`. It is rejected with an `Error` whose `name` is `CallError`, whose
/// `code` and `status` are those of [`CallError`](crate::CallError), and which has what belongs to them: `fields` (messages
/// by field), `retryAfter` (seconds), `limit` (bytes), `digest`, and `app` (the application's own error as an object).
/// An object that does not fit the arguments is `malformed`, and nothing is sent.
///
/// It is there as long as the component that exposes it; kept longer by a script, it is rejected with `aborted`, and nothing
/// is sent. A script that runs earlier waits for the document's event
/// `actions:exposed`, whose `detail` is the name. Only what is exposed is linked.
///
/// ```
/// # use leptos::prelude::*;
/// # use leptos_actions::{expose_action, prelude::*};
/// #[action(public)]
/// async fn add_entry(text: String) -> CallResult<()> {
///     drop(text);
///     Ok(())
/// }
///
/// # #[component] fn List() -> impl IntoView {
/// expose_action::<AddEntry>();
/// # }
/// ```
pub fn expose_action<A: Action>() {
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    browser::expose::<A>();
}

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
mod browser {
    use futures_util::FutureExt;
    use js_sys::{Array, Error, Object, Promise, Reflect, global};
    use leptos::{leptos_dom::helpers::document, prelude::on_cleanup};
    use leptos_actions_core::{AppError, CallError, CallResult, FieldErrors, IdempotencyKey, wire::WireError};
    use send_wrapper::SendWrapper;
    use serde::Serialize;
    use serde_wasm_bindgen::Serializer;
    use wasm_bindgen::{JsCast, JsValue, closure::Closure};
    use web_sys::{CustomEvent, CustomEventInit};

    use super::Action;
    use crate::action::{ServerAction, use_server_action};

    /// The object that scripts find them in.
    const GLOBAL: &str = "actions";

    pub(super) fn expose<A: Action>() {
        let action = use_server_action::<A>();
        let call = Closure::<Called>::new(move |arguments, options| called(action, arguments, &options));
        // A script may have kept it, and is told that nobody is there any more.
        hang_up(A::META.name, call.into_js_value());
    }

    type Called = dyn Fn(JsValue, JsValue) -> Promise;

    fn called<A: Action>(action: ServerAction<A>, arguments: JsValue, options: &JsValue) -> Promise {
        let arguments = if arguments.is_undefined() {
            Object::new().into()
        } else {
            arguments
        };
        let outcome = match (serde_wasm_bindgen::from_value::<A>(arguments), key(options)) {
            (Ok(arguments), Some(key)) => action.dispatch_and_wait(arguments, key).boxed_local(),
            _ => std::future::ready(Err(CallError::Malformed)).boxed_local(),
        };
        wasm_bindgen_futures::future_to_promise(async move { settle(outcome.await) })
    }

    /// The key that a script brings, if it brings one; `None` if it is none.
    fn key(options: &JsValue) -> Option<Option<IdempotencyKey>> {
        let named = Reflect::get(options, &"key".into()).unwrap_or_default();
        if named.is_undefined() || named.is_null() {
            return Some(None);
        }
        IdempotencyKey::parse(&named.as_string()?).map(Some)
    }

    fn settle<T: Serialize, E: AppError>(outcome: CallResult<T, E>) -> Result<JsValue, JsValue> {
        match outcome {
            Ok(value) => plain(&value).ok_or_else(|| thrown(&CallError::<E>::Unknown)),
            Err(error) => Err(thrown(&error)),
        }
    }

    fn plain<T: Serialize + ?Sized>(value: &T) -> Option<JsValue> {
        value.serialize(&Serializer::json_compatible()).ok()
    }

    fn thrown<E: AppError>(error: &CallError<E>) -> JsValue {
        let app = match error {
            CallError::App(error) => plain(error),
            _ => None,
        };
        error_of(&error.into(), error.status(), &error.message(), app)
    }

    fn error_of(wire: &WireError, status: u16, message: &str, app: Option<JsValue>) -> JsValue {
        let error = Error::new(message);
        error.set_name("CallError");
        let number = wire.number.map(|number| number as f64);
        let says = [
            ("code", Some(JsValue::from_str(&wire.code))),
            ("status", Some(status.into())),
            ("fields", wire.fields.as_ref().map(fields)),
            (
                "retryAfter",
                number
                    .filter(|_| wire.code == "rate-limited")
                    .map(|ms| (ms / 1000.0).into()),
            ),
            (
                "limit",
                number.filter(|_| wire.code == "too-large").map(JsValue::from_f64),
            ),
            ("digest", wire.digest.map(|digest| digest.to_string().into())),
            ("app", app),
        ];
        for (name, value) in says {
            if let Some(value) = value {
                // An error takes any property.
                let _ = Reflect::set(&error, &name.into(), &value);
            }
        }
        error.into()
    }

    /// Messages by field.
    fn fields(errors: &FieldErrors) -> JsValue {
        let fields = Object::new();
        for (field, error) in errors.iter() {
            let found = Reflect::get(&fields, &field.into()).unwrap_or_default();
            let messages = found.dyn_into::<Array>().unwrap_or_default();
            messages.push(&error.message().into());
            let _ = Reflect::set(&fields, &field.into(), &messages);
        }
        fields.into()
    }

    /// Puts a function where scripts find it, for as long as the current owner lives.
    fn hang_up(name: &'static str, call: JsValue) {
        let found = Reflect::get(&global(), &GLOBAL.into()).ok().filter(JsValue::is_object);
        let all = found.unwrap_or_else(|| {
            let all = Object::new().into();
            let _ = Reflect::set(&global(), &GLOBAL.into(), &all);
            all
        });
        let _ = Reflect::set(&all, &name.into(), &call);
        let init = CustomEventInit::new();
        init.set_detail(&name.into());
        if let Ok(event) = CustomEvent::new_with_event_init_dict("actions:exposed", &init) {
            let _ = document().dispatch_event(&event);
        }
        let hung = SendWrapper::new((all, call));
        on_cleanup(move || {
            let (all, call) = hung.take();
            // Another component may have exposed it since.
            if Reflect::get(&all, &name.into()).is_ok_and(|found| found == call) {
                let _ = Reflect::delete_property(&all.into(), &name.into());
            }
        });
    }
}
