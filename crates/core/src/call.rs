//! What a call is, on either side.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use serde::{Serialize, de::DeserializeOwned};

use crate::{
    codec,
    error::{AppError, CallError, CallResult},
    fields::FieldErrors,
    foresight::Foresight,
    form::FormValues,
    key::IntentId,
    meta::Meta,
    tag::Tag,
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

    /// What it makes stale, as `refreshes(..)` says; `None` for everything.
    fn refreshes(&self) -> Option<Vec<Tag>> {
        None
    }

    /// Whether it changes the query of this name with these arguments, as `optimistic(..)` says.
    fn touches(&self, _call: &str, _arguments: &[u8]) -> bool {
        false
    }

    /// The names of the queries that it may change, as `optimistic(..)` says.
    fn changes(&self) -> Vec<&'static str> {
        Vec::new()
    }

    /// Whether anything is shown of it before it is answered.
    const IS_OPTIMISTIC: bool = false;

    /// What is, for the intent of this name.
    fn foresight(&self, _: &IntentId) -> Vec<Foresight> {
        Vec::new()
    }

    /// The arguments in the fields of a form, if they parse and anything is shown of them at once.
    fn foreseen(_: &FormValues) -> Option<Self> {
        None
    }
}

/// A [`Callable`] that reads.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a query",
    note = "name the argument struct that `#[query]` makes: `async fn get_cart` gives `GetCart`"
)]
pub trait Query: Callable<Output: PartialEq, Error: PartialEq> + PartialEq {
    /// The names it gives itself, by which actions find it: `tags = ["books", "book:{slug}"]`.
    fn tags(&self) -> Vec<String> {
        Vec::new()
    }
}

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

/// A query's outcome.
pub type QueryResult<Q> = CallResult<<Q as Callable>::Output, <Q as Callable>::Error>;

/// What may be asked: a query's arguments, or `None` for nothing just now.
pub trait IntoQuery: PartialEq + Clone + Send + Sync + 'static {
    /// The query.
    type Query: Query;
    /// What is answered: the query's result, or `None` for nothing.
    type Answer: Serialize + DeserializeOwned + PartialEq + Clone + Send + Sync + 'static;

    /// The query, if anything is asked.
    fn query(&self) -> Option<&Self::Query>;

    /// What is shown of what is known of the query; nothing as long as nothing is.
    fn shown(known: &Known<Self::Query>) -> Known<Self>;

    /// What is shown where nothing is asked.
    fn nothing() -> Option<Self::Answer>;

    /// The query's result, if the answer holds one.
    fn result(answer: Self::Answer) -> Option<QueryResult<Self::Query>>;
}

/// What is known of an answer. Cheap to clone.
pub type Known<I> = Arc<Option<<I as IntoQuery>::Answer>>;

impl<Q: Query> IntoQuery for Q {
    type Query = Q;
    type Answer = QueryResult<Q>;

    fn query(&self) -> Option<&Q> {
        Some(self)
    }

    fn shown(known: &Known<Q>) -> Known<Self> {
        Arc::clone(known)
    }

    fn nothing() -> Option<Self::Answer> {
        None
    }

    fn result(answer: Self::Answer) -> Option<QueryResult<Q>> {
        Some(answer)
    }
}

impl<Q: Query> IntoQuery for Option<Q> {
    type Query = Q;
    type Answer = Option<QueryResult<Q>>;

    fn query(&self) -> Option<&Q> {
        self.as_ref()
    }

    fn shown(known: &Known<Q>) -> Known<Self> {
        Arc::new(known.as_ref().as_ref().map(|answer| Some(answer.clone())))
    }

    fn nothing() -> Option<Self::Answer> {
        Some(None)
    }

    fn result(answer: Self::Answer) -> Option<QueryResult<Q>> {
        answer
    }
}
