//! What a call is, on either side.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use serde::{Serialize, de::DeserializeOwned};

use crate::{
    codec,
    error::{AppError, CallError, CallResult},
    fields::FieldErrors,
    form::FormValues,
    meta::Meta,
};

/// The arguments of one action or query. Written by `#[action]` and `#[query]`, not by hand.
pub trait Callable: Serialize + DeserializeOwned + Validate + Clone + Send + Sync + Sized + 'static {
    /// What it answers with.
    type Output: Serialize + DeserializeOwned + Clone + Send + Sync + 'static;
    /// The application's own error, or [`NoError`](crate::NoError).
    type Error: AppError;
    /// What is known before it runs.
    const META: &'static Meta;

    /// Calls the function: directly on the server, over the network in a browser.
    fn call(self) -> Call<Self>;
}

/// A [`Callable`] that writes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an action",
    note = "name the argument struct that `#[action]` makes: `async fn set_quantity` gives `SetQuantity`"
)]
pub trait Action: Callable {
    /// The values that its [`Concurrency`](crate::Concurrency) names, encoded: calls with the same are in one lane.
    fn lane(&self) -> Vec<u8> {
        Vec::new()
    }

    /// The same for the fields of a form; empty where they do not parse, and the server will say so.
    fn lane_of(_: &FormValues) -> Vec<u8> {
        Vec::new()
    }
}

/// A [`Callable`] that reads.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a query",
    note = "name the argument struct that `#[query]` makes: `async fn get_cart` gives `GetCart`"
)]
pub trait Query: Callable<Output: PartialEq, Error: PartialEq> + PartialEq {}

/// Adds one value to what tells lanes apart. What cannot be encoded tells nothing apart, which is the safe side.
#[doc(hidden)]
pub fn push_lane<T: Serialize>(lane: &mut Vec<u8>, value: &T) {
    lane.extend(codec::to_vec(value).unwrap_or_default());
}

/// The checks that `#[form(..)]` declares, the same on both sides.
pub trait Validate {
    /// Adds what is wrong to `issues`.
    fn validate(&self, issues: &mut FieldErrors);
}

/// Any type that may be an argument of a call. Implemented for everything that fits.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot travel as an argument",
    label = "this argument cannot be sent",
    note = "derive `Clone`, `serde::Serialize` and `serde::Deserialize` for it, or mark it `#[extract]` if it comes from the server"
)]
pub trait Argument: Serialize + DeserializeOwned + Clone + Send + Sync + 'static {}

impl<T: Serialize + DeserializeOwned + Clone + Send + Sync + 'static> Argument for T {}

/// The return types a call may have: `Result<T, CallError<E>>` under any alias.
#[diagnostic::on_unimplemented(
    message = "a call cannot answer with `{Self}`",
    label = "not a `CallResult`",
    note = "return `CallResult<T>`, or `CallResult<T, E>` where `E` derives `PublicError`"
)]
pub trait Outcome {
    /// `T`.
    type Output;
    /// `E`.
    type Error;
}

impl<T, E> Outcome for Result<T, CallError<E>> {
    type Output = T;
    type Error = E;
}

/// One call under way. It acts as whoever made it, wherever it is awaited, joined or spawned.
///
/// Nothing happens before it is first polled; dropping it gives the call up.
#[must_use = "a call does nothing until it is awaited"]
pub struct Call<A: Callable>(BoxFuture<CallResult<A::Output, A::Error>>);

type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

impl<A: Callable> Call<A> {
    /// Wraps what a side does to answer.
    pub fn new(answer: impl Future<Output = CallResult<A::Output, A::Error>> + Send + 'static) -> Self {
        Self(Box::pin(answer))
    }
}

impl<A: Callable> Future for Call<A> {
    type Output = CallResult<A::Output, A::Error>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.as_mut().poll(cx)
    }
}

impl<A: Callable> fmt::Debug for Call<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Call").field(&A::META.name).finish()
    }
}

/// What may be asked: a query's arguments, or `None` for nothing just now.
pub trait IntoQuery: PartialEq + Clone + Send + Sync + 'static {
    /// What is answered: the query's result, or `None` for nothing.
    type Answer: Serialize + DeserializeOwned + PartialEq + Clone + Send + Sync + 'static;

    /// Whether anything is asked.
    fn asks(&self) -> bool {
        true
    }

    /// Asks.
    fn ask(self) -> BoxFuture<Self::Answer>;

    /// Whether an answer takes the place of an older one on screen: success does, and so does an error that is about
    /// the thing itself, such as "not found" or "sign in first". One that may pass does not.
    fn replaces(answer: &Self::Answer) -> bool;
}

impl<Q: Query> IntoQuery for Q {
    type Answer = CallResult<Q::Output, Q::Error>;

    fn ask(self) -> BoxFuture<Self::Answer> {
        Box::pin(self.call())
    }

    fn replaces(answer: &Self::Answer) -> bool {
        answer.as_ref().err().is_none_or(|error| !error.may_pass())
    }
}

impl<Q: Query> IntoQuery for Option<Q> {
    type Answer = Option<CallResult<Q::Output, Q::Error>>;

    fn asks(&self) -> bool {
        self.is_some()
    }

    fn ask(self) -> BoxFuture<Self::Answer> {
        Box::pin(async move {
            match self {
                Some(query) => Some(query.call().await),
                None => None,
            }
        })
    }

    fn replaces(answer: &Self::Answer) -> bool {
        answer.as_ref().is_none_or(Q::replaces)
    }
}
