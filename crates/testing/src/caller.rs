//! Calls as somebody: [`As`].

use std::{fmt, marker::PhantomData};

use leptos_actions_core::{Call, Callable};
use leptos_actions_server::{Caller, Overrides, Scope, StateMap};

use crate::outcome::Outcome;

/// Whom a test calls as, and what the calls are given. Every call is a request of its own.
///
/// ```
/// use leptos_actions::prelude::*;
/// use leptos_actions_testing::As;
///
/// #[derive(Clone)]
/// struct Stock(u32);
///
/// #[query(public)]
/// async fn in_stock(wanted: u32, #[extract] State(stock): State<Stock>) -> CallResult<bool> {
///     Ok(stock.0 >= wanted)
/// }
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let visitor = As::public().state(Stock(3));
/// assert!(visitor.call(|| in_stock(3)).await.unwrap());
/// assert!(!visitor.call(InStock { wanted: 4 }).await.unwrap());
/// # }
/// ```
#[derive(Clone, Debug, Default)]
#[must_use = "nothing is called before `call`"]
pub struct As {
    state: StateMap,
    overrides: Overrides,
}

impl As {
    /// Nobody in particular: who may call `public` calls. For all others [`Caller::identify`] runs, without a request.
    pub fn public() -> Self {
        Self::default()
    }

    /// This caller, in the place of whom [`Caller::identify`] would find.
    ///
    /// ```
    /// # use leptos_actions::{Principal, prelude::*};
    /// # use leptos_actions_testing::As;
    /// #[derive(Clone)]
    /// struct Member(&'static str);
    ///
    /// impl Caller for Member {
    ///     async fn identify(_: &Scope) -> CallResult<Self> { Err(CallError::Unauthenticated) }
    ///     fn principal(&self) -> Principal { Principal::new("member", self.0) }
    /// }
    ///
    /// #[query]
    /// async fn my_name(#[caller] member: Member) -> CallResult<String> { Ok(member.0.to_owned()) }
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// assert_eq!(As::caller(Member("ada")).call(MyName {}).await.unwrap(), "ada");
    /// As::public().call(MyName {}).await.refused_with(401);
    /// # }
    /// ```
    pub fn caller<C: Caller + Clone>(caller: C) -> Self {
        Self::default().and(caller)
    }

    /// The same person as another kind of caller, for calls that call each other.
    pub fn and<C: Caller + Clone>(self, caller: C) -> Self {
        self.extract(move || caller.clone())
    }

    /// Provides a piece of state, by type.
    pub fn state<T: Clone + Send + Sync + 'static>(mut self, value: T) -> Self {
        self.state = self.state.with(value);
        self
    }

    /// Replaces an extract, by type: every `#[extract] _: T` is made by `make` and not by `T` itself.
    ///
    /// ```
    /// # use leptos_actions::{Headers, prelude::*};
    /// # use leptos_actions_testing::As;
    /// #[query(public)]
    /// async fn language(#[extract] Headers(headers): Headers) -> CallResult<bool> {
    ///     Ok(headers.contains_key("accept-language"))
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// let czech = || Headers([("accept-language".parse().unwrap(), "cs".parse().unwrap())].into_iter().collect());
    /// assert!(As::public().extract(czech).call(Language {}).await.unwrap());
    /// assert!(!As::public().call(Language {}).await.unwrap());
    /// # }
    /// ```
    pub fn extract<T: 'static>(mut self, make: impl Fn() -> T + Send + Sync + 'static) -> Self {
        self.overrides = self.overrides.with(make);
        self
    }

    /// Makes a call: its argument struct, or a closure that calls the function. The function must be called *inside*
    /// the closure, because a call acts as whoever is current at the moment it is made.
    pub async fn call<How, C: IntoCall<How>>(&self, call: C) -> Outcome<C::Arguments> {
        let scope = self.scope();
        let result = scope.clone().enter(async move { call.make().await }).await;
        Outcome::new(result, scope)
    }

    /// A scope as a call gets it, for code that makes calls itself.
    ///
    /// ```
    /// # use leptos_actions::prelude::*;
    /// # use leptos_actions_testing::As;
    /// # #[query(public)] async fn one() -> CallResult<u32> { Ok(1) }
    /// async fn two() -> u32 {
    ///     one().await.unwrap() + one().await.unwrap()
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// assert_eq!(As::public().scope().enter(two()).await, 2);
    /// # }
    /// ```
    #[must_use]
    pub fn scope(&self) -> Scope {
        Scope::detached(self.state.clone(), self.overrides.clone())
    }
}

/// What [`As::call`] takes. Implemented for argument structs and for closures that return a call.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no call",
    label = "not a call",
    note = "pass the argument struct, `AddToCart {{ .. }}`, or a closure that makes the call: `|| add_to_cart(..)`"
)]
pub trait IntoCall<How> {
    /// The call's arguments.
    type Arguments: Callable;

    /// Makes the call.
    fn make(self) -> Call<Self::Arguments>;
}

/// How an argument struct is a call.
#[derive(Debug)]
pub enum FromArguments {}

/// How a closure is a call.
pub struct FromFunction<A>(PhantomData<A>);

impl<A> fmt::Debug for FromFunction<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FromFunction")
    }
}

impl<A: Callable> IntoCall<FromArguments> for A {
    type Arguments = A;

    fn make(self) -> Call<A> {
        self.call()
    }
}

impl<A: Callable, F: FnOnce() -> Call<A>> IntoCall<FromFunction<A>> for F {
    type Arguments = A;

    fn make(self) -> Call<A> {
        self()
    }
}
