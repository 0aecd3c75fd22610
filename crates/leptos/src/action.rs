//! Writes: [`use_server_action`].

use leptos::prelude::*;
use leptos_actions_core::{Action, Call, CallError, CallResult, FormValues, FromForm, wire::FormOutcome};

use crate::{field::Checks, page::Page};

/// Makes a handle for calling an action from a component.
///
/// One handle is one place on the page: its pending state, its value and its errors are its own. In a list make one for
/// each row and tell the rows apart with [`keyed`](ServerAction::keyed).
#[must_use]
pub fn use_server_action<A: Action>() -> ServerAction<A> {
    let action = ServerAction {
        page: StoredValue::new(Page::current()),
        instance: StoredValue::new(String::new()),
        dispatched: StoredValue::new(0),
        in_flight: RwSignal::new(0),
        input: RwSignal::new(None),
        value: RwSignal::new(None),
        version: RwSignal::new(0),
        kept: RwSignal::new(Vec::new()),
        checks: Checks::new(),
    };
    action.adopt();
    action
}

/// The handle of an action. `Copy`; its methods are those of Leptos' own actions where they mean the same.
pub struct ServerAction<A: Action> {
    page: StoredValue<Page>,
    instance: StoredValue<String>,
    /// How many calls were made, so that an older answer never takes the place of a newer one.
    dispatched: StoredValue<usize>,
    in_flight: RwSignal<usize>,
    input: RwSignal<Option<Input<A>>>,
    value: RwSignal<Option<CallResult<A::Output, A::Error>>>,
    /// The number of the call whose answer `value` is.
    version: RwSignal<usize>,
    kept: RwSignal<Vec<(String, String)>>,
    /// What the browser says of fields that were changed.
    checks: Checks,
}

/// What the last call sent.
#[derive(Clone)]
enum Input<A> {
    Arguments(A),
    #[cfg_attr(
        not(target_arch = "wasm32"),
        expect(dead_code, reason = "only a browser submits a form through here")
    )]
    Form(String),
}

impl<A: Action> ServerAction<A> {
    /// Names this handle among others of the same action on the page, for forms without scripts.
    #[must_use]
    pub fn keyed(self, key: impl ToString) -> Self {
        self.instance.set_value(key.to_string());
        self.value.set(None);
        self.kept.set(Vec::new());
        self.adopt();
        self
    }

    /// Takes over the post of which this page tells, if it was this form's.
    fn adopt(self) {
        let outcome = self.page.with_value(|page| page.outcome(A::META.name, &self.key()));
        let Some(FormOutcome { values, answer, .. }) = outcome else {
            return;
        };
        self.kept.set(values);
        self.value.set(Some(answer.read()));
    }

    /// Calls the action.
    pub fn dispatch(self, arguments: A) {
        let call = arguments.clone().call();
        self.start(Input::Arguments(arguments), call, |_| ());
    }

    /// Calls the action with the fields of a form; `done` runs once the answer is on screen.
    #[cfg(target_arch = "wasm32")]
    pub(crate) fn dispatch_form(
        self,
        fields: String,
        settled: std::sync::Arc<std::sync::atomic::AtomicBool>,
        done: impl FnOnce(bool) + Send + 'static,
    ) {
        let call = leptos_actions_client::post_form::<A>(fields.clone(), settled);
        self.start(Input::Form(fields), call, done);
    }

    fn start(self, input: Input<A>, call: Call<A>, done: impl FnOnce(bool) + Send + 'static) {
        let page = self.page.get_value();
        let number = self
            .dispatched
            .try_update_value(|count| {
                *count += 1;
                *count
            })
            .unwrap_or_default();
        self.in_flight.update(|count| *count += 1);
        self.input.set(Some(input));
        leptos::task::spawn(async move {
            let outcome = call.await;
            let succeeded = outcome.is_ok();
            let fresh = if succeeded { page.refresh().await } else { Vec::new() };
            // From here to the end nothing awaits: fresh data and settled call appear together.
            fresh.into_iter().for_each(|apply| apply());
            self.settle(number, outcome);
            done(succeeded);
        });
    }

    /// The component may be gone by now; then there is nothing to tell.
    fn settle(self, number: usize, outcome: CallResult<A::Output, A::Error>) {
        self.in_flight.try_update(|count| *count -= 1);
        if self.version.try_get_untracked().is_none_or(|version| version > number) {
            return;
        }
        if outcome.is_ok() {
            self.kept.try_set(Vec::new());
        }
        self.checks.answered();
        self.version.try_set(number);
        self.value.try_set(Some(outcome));
    }

    /// Whether a call is under way.
    #[must_use]
    pub fn pending(self) -> bool {
        self.in_flight.get() > 0
    }

    /// What the newest answered call came to.
    #[must_use]
    pub fn value(self) -> Option<CallResult<A::Output, A::Error>> {
        self.value.get()
    }

    /// Its error, if it failed.
    #[must_use]
    pub fn error(self) -> Option<CallError<A::Error>> {
        self.value
            .with(|value| value.as_ref().and_then(|value| value.as_ref().err().cloned()))
    }

    /// What the newest call sent. From a form: `None` if the fields do not parse.
    #[must_use]
    pub fn input(self) -> Option<A>
    where
        A: FromForm,
    {
        match self.input.get()? {
            Input::Arguments(arguments) => Some(arguments),
            Input::Form(fields) => A::from_form(&FormValues::parse(fields.as_bytes()).ok()?).ok(),
        }
    }

    /// The number of the call whose answer [`value`](Self::value) is; 0 before the first.
    #[must_use]
    pub fn version(self) -> usize {
        self.version.get()
    }

    /// Forgets value, error and kept fields.
    pub fn clear(self) {
        self.value.set(None);
        self.input.set(None);
        self.kept.set(Vec::new());
        self.checks.clear();
    }

    /// What was typed into a field of a form that failed without scripts, or `default`.
    #[must_use]
    pub fn kept_or(self, field: &str, default: impl ToString) -> String {
        self.kept(field).unwrap_or_else(|| default.to_string())
    }

    pub(crate) fn kept(self, field: &str) -> Option<String> {
        self.kept.with(|kept| {
            let found = kept.iter().find(|(name, _)| name == field);
            found.map(|(_, value)| value.clone())
        })
    }

    /// What is wrong with a field, in English or in the words of [`provide_messages`](crate::provide_messages); empty when
    /// nothing is. Of a field that was changed since the answer it is what the browser says.
    #[must_use]
    pub fn field_error(self, field: &str) -> String {
        self.value.with(|value| {
            let answered = value.as_ref().and_then(|value| value.as_ref().err()?.fields());
            self.checks.message(field, answered)
        })
    }

    /// `Some("true")` while something is wrong with a field: for `aria-invalid`.
    #[must_use]
    pub fn aria_invalid(self, field: &str) -> Option<&'static str> {
        (!self.field_error(field).is_empty()).then_some("true")
    }

    /// The id of a field's element: for a label's `for`.
    pub(crate) fn field_id(self, field: &str) -> String {
        self.instance
            .with_value(|instance| [A::META.name, instance.as_str(), field].join("-"))
    }

    pub(crate) const fn checks(self) -> Checks {
        self.checks
    }

    pub(crate) const fn kept_fields(self) -> RwSignal<Vec<(String, String)>> {
        self.kept
    }

    /// The id of the element that says what is wrong with a field: for `aria-describedby`.
    #[must_use]
    pub fn error_id(self, field: &str) -> String {
        self.instance
            .with_value(|instance| [A::META.name, instance.as_str(), field, "error"].join("-"))
    }

    #[cfg(target_arch = "wasm32")]
    pub(crate) fn pending_untracked(self) -> bool {
        self.in_flight.get_untracked() > 0
    }

    pub(crate) fn key(self) -> String {
        self.instance.get_value()
    }
}

impl<A: Action> Clone for ServerAction<A> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<A: Action> Copy for ServerAction<A> {}

impl<A: Action> std::fmt::Debug for ServerAction<A> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("ServerAction").field(&A::META.name).finish()
    }
}
