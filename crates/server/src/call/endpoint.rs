//! A call without its types: what the registry holds and the pipeline runs.

use std::{any::Any, fmt, marker::PhantomData, panic::AssertUnwindSafe, time::Duration};

use futures_util::{FutureExt, future::BoxFuture};
use leptos_actions_core::{
    AppError, CallError, CallResult, FromForm, Internal, Meta, Part, codec,
    wire::{Answer, WireError},
};
use serde::{Serialize, ser};

use super::{Handle, Panicked, contained, developers, execute, identify, put_away, validate};
use crate::{
    caller::{Caller, Principal},
    pipeline::Arguments,
    problem::Problem,
    scope::{Requirements, Scope},
};

/// A call, erased.
pub trait Endpoint: Send + Sync {
    /// What is known of it.
    fn meta(&self) -> &'static Meta;
    /// The state it needs.
    fn requires(&self, requirements: &mut Requirements);
    /// Whether it is a field of its form that no page may show again.
    fn is_secret(&self, field: &str) -> bool;
    #[doc(hidden)]
    fn identify<'a>(&self, scope: &'a Scope) -> BoxFuture<'a, CallResult<Identified>>;
    #[doc(hidden)]
    fn decode(&self, arguments: &Arguments) -> CallResult<Decoded>;
    #[doc(hidden)]
    fn validate(&self, args: &Decoded) -> CallResult<()>;
    /// What a query with these calls itself; `None` if it cannot say.
    #[doc(hidden)]
    fn query_tags(&self, args: &Decoded) -> Option<Vec<String>>;
    /// An answer that was given before.
    #[doc(hidden)]
    fn restore(&self, answer: Answer) -> Outcome;
    #[doc(hidden)]
    fn execute(&self, scope: Scope, who: Identified, args: Decoded, deadline: Duration) -> BoxFuture<'static, Outcome>;
}

/// Arguments of the type that the endpoint expects.
#[doc(hidden)]
pub struct Decoded(Option<Box<dyn Any + Send>>);

/// A caller of the type that the endpoint expects.
#[doc(hidden)]
pub struct Identified {
    caller: Option<Box<dyn Any + Send>>,
    pub(crate) principal: Principal,
}

impl Decoded {
    fn of<A: Send + 'static>(args: A) -> Self {
        Self(Some(Box::new(args)))
    }

    fn get<A: 'static>(&self) -> Result<&A, Internal> {
        let args = self.0.as_ref().and_then(|args| args.downcast_ref());
        args.ok_or_else(mixed_up)
    }
}

impl Drop for Decoded {
    fn drop(&mut self) {
        put_away(self.0.take());
    }
}

impl Drop for Identified {
    fn drop(&mut self) {
        put_away(self.caller.take());
    }
}

/// What came of a call.
#[doc(hidden)]
pub type Outcome = Box<dyn ErasedOutcome>;

impl fmt::Debug for dyn Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Endpoint").field(&self.meta().name).finish()
    }
}

/// One entry of the table of calls. Submitted by the macros.
#[derive(Debug)]
pub struct Registration(pub(crate) &'static dyn Endpoint);

inventory::collect!(Registration);

impl Registration {
    /// The entry of `A`.
    #[must_use]
    pub const fn of<A: Handle + FromForm>() -> Self {
        Self(&Typed::<A>(PhantomData))
    }
}

struct Typed<A>(PhantomData<fn() -> A>);

impl<A: Handle + FromForm> Endpoint for Typed<A> {
    fn meta(&self) -> &'static Meta {
        A::META
    }

    fn requires(&self, requirements: &mut Requirements) {
        A::requires(requirements);
    }

    fn is_secret(&self, field: &str) -> bool {
        let asked = contained("a field's type", || {
            Part::find(A::FIELDS, field).is_some_and(|field| (field.shape)().is_secret)
        });
        // Of what cannot be asked nothing is shown again.
        asked.unwrap_or(true)
    }

    fn identify<'a>(&self, scope: &'a Scope) -> BoxFuture<'a, CallResult<Identified>> {
        Box::pin(async move {
            let caller = identify::<A::Caller, _>(scope).await?;
            let principal = contained("the caller's `principal`", || caller.principal())?;
            Ok(Identified {
                caller: Some(Box::new(caller)),
                principal,
            })
        })
    }

    fn decode(&self, arguments: &Arguments) -> CallResult<Decoded> {
        contained("an argument's `Deserialize`", || decode::<A>(arguments))?.map(Decoded::of)
    }

    fn validate(&self, args: &Decoded) -> CallResult<()> {
        let args = args.get::<A>()?;
        Ok(contained("a rule of a field", || validate(args))??)
    }

    fn query_tags(&self, args: &Decoded) -> Option<Vec<String>> {
        let args = args.get::<A>().ok()?;
        contained("a tag", || args.query_tags()).ok()
    }

    fn restore(&self, answer: Answer) -> Outcome {
        let restored = contained("the answer's `Deserialize`", || answer.read::<A::Output, A::Error>());
        Held::of(restored.unwrap_or_else(|panicked| Err(panicked.into())))
    }

    fn execute(
        &self,
        scope: Scope,
        mut who: Identified,
        mut args: Decoded,
        deadline: Duration,
    ) -> BoxFuture<'static, Outcome> {
        let run = async move {
            let (caller, args) = (who.caller.take(), args.0.take());
            match (
                caller.map(|it| it.downcast::<A::Caller>()),
                args.map(|it| it.downcast::<A>()),
            ) {
                (Some(Ok(caller)), Some(Ok(args))) => execute::<A>(scope, *caller, *args, Some(deadline)).await,
                _ => Err(mixed_up().into()),
            }
        };
        // The body has a net of its own. This one is under the types of its arguments and its answer.
        let run = AssertUnwindSafe(run).catch_unwind();
        Box::pin(async move {
            let outcome = run.await;
            let outcome = outcome.unwrap_or_else(|panic| Err(Internal::new(Panicked::new("the call", &*panic)).into()));
            if let Err(CallError::Invalid(errors)) = &outcome {
                developers::refuses(A::META, A::FIELDS, errors);
            }
            Held::of(outcome)
        })
    }
}

fn decode<A: Handle + FromForm>(arguments: &Arguments) -> CallResult<A> {
    match arguments {
        Arguments::Cbor(bytes) => codec::from_slice(bytes).map_err(|error| malformed(A::META, error.detail())),
        Arguments::Json(bytes) => {
            // serde reads a struct from an array as well; then the order of the fields would be the interface.
            if bytes.trim_ascii_start().first() != Some(&b'{') {
                return Err(malformed(A::META, "arguments are an object"));
            }
            serde_json::from_slice(bytes).map_err(|error| malformed(A::META, error))
        }
        Arguments::Form(form) => {
            developers::sent(A::META, A::FIELDS, form);
            Ok(A::from_form(form).inspect_err(|errors| developers::refused(A::META, form, errors))?)
        }
    }
}

fn mixed_up() -> Internal {
    Internal::new("the pipeline mixed two endpoints up")
}

/// The decoder's own words name types and may quote the input: they are logged at debug level, and not sent.
fn malformed(meta: &Meta, error: impl fmt::Display) -> CallError {
    let cut = || error.to_string().chars().take(256).collect::<String>();
    tracing::debug!(target: "leptos_actions", call = meta.name, error = ?cut(), "malformed arguments");
    CallError::Malformed
}

/// A call's result, erased: how it is described and written.
#[doc(hidden)]
pub trait ErasedOutcome: Send {
    fn status(&self) -> u16;
    fn code(&self) -> &'static str;
    fn internal(&self) -> Option<&Internal>;
    fn error(&self) -> Option<WireError>;
    /// What a person reads who sees none of the fields.
    fn message(&self) -> Option<String>;
    fn answer(&self) -> Result<Answer, codec::EncodeError>;
    fn json(&self) -> Result<Vec<u8>, serde_json::Error>;
    fn problem(&self) -> Option<Problem>;
}

impl<T: Serialize + Send, E: AppError> ErasedOutcome for CallResult<T, E> {
    fn status(&self) -> u16 {
        // What the server itself does not know has no status of its own.
        self.as_ref().err().map_or(200, |error| match error.status() {
            0 => 409,
            status => status,
        })
    }

    fn code(&self) -> &'static str {
        self.as_ref().err().map_or("ok", CallError::code)
    }

    fn internal(&self) -> Option<&Internal> {
        match self {
            Err(CallError::Internal(internal)) => Some(internal),
            _ => None,
        }
    }

    fn error(&self) -> Option<WireError> {
        self.as_ref().err().map(WireError::from)
    }

    fn message(&self) -> Option<String> {
        match self.as_ref().err()? {
            CallError::Invalid(fields) => {
                let messages: Vec<_> = fields.iter().map(|(_, field)| field.message()).collect();
                Some(messages.join(" "))
            }
            CallError::Internal(internal) => Some(format!("Something went wrong. Reference: {}", internal.digest())),
            error => Some(error.message().into_owned()),
        }
    }

    fn answer(&self) -> Result<Answer, codec::EncodeError> {
        Answer::new(self)
    }

    fn json(&self) -> Result<Vec<u8>, serde_json::Error> {
        self.as_ref().ok().map_or_else(|| Ok(Vec::new()), serde_json::to_vec)
    }

    fn problem(&self) -> Option<Problem> {
        self.as_ref().err().map(Problem::new)
    }
}

/// The outcome of a call, whose types are the application's: a panic in one of them is an error, and ends nothing else.
struct Held<T, E>(Option<CallResult<T, E>>);

impl<T: Serialize + Send + 'static, E: AppError> Held<T, E> {
    fn of(outcome: CallResult<T, E>) -> Outcome {
        Box::new(Self(Some(outcome)))
    }
}

impl<T: Serialize + Send, E: AppError> Held<T, E> {
    /// Asks the outcome; `None` only while it is dropped.
    fn ask<R>(&self, place: &'static str, ask: impl FnOnce(&CallResult<T, E>) -> R) -> Result<R, Internal> {
        let outcome = self.0.as_ref().ok_or_else(mixed_up)?;
        contained(place, || ask(outcome))
    }
}

impl<T, E> Drop for Held<T, E> {
    fn drop(&mut self) {
        put_away(self.0.take());
    }
}

impl<T: Serialize + Send, E: AppError> ErasedOutcome for Held<T, E> {
    fn status(&self) -> u16 {
        self.ask("an error's status", ErasedOutcome::status).unwrap_or(500)
    }

    fn code(&self) -> &'static str {
        self.ask("an error's code", ErasedOutcome::code).unwrap_or("internal")
    }

    fn internal(&self) -> Option<&Internal> {
        self.0.as_ref()?.internal()
    }

    fn error(&self) -> Option<WireError> {
        let asked = self.ask("an error's `Serialize`", ErasedOutcome::error);
        asked.unwrap_or_else(|panicked| failed(panicked).error())
    }

    fn message(&self) -> Option<String> {
        let asked = self.ask("an error's message", ErasedOutcome::message);
        asked.unwrap_or_else(|panicked| failed(panicked).message())
    }

    fn answer(&self) -> Result<Answer, codec::EncodeError> {
        let asked = self.ask("the answer's `Serialize`", ErasedOutcome::answer);
        asked.unwrap_or_else(|panicked| Err(ser::Error::custom(said(&panicked))))
    }

    fn json(&self) -> Result<Vec<u8>, serde_json::Error> {
        let asked = self.ask("the answer's `Serialize`", ErasedOutcome::json);
        asked.unwrap_or_else(|panicked| Err(ser::Error::custom(said(&panicked))))
    }

    fn problem(&self) -> Option<Problem> {
        let asked = self.ask("an error's message", ErasedOutcome::problem);
        asked.unwrap_or_else(|panicked| failed(panicked).problem())
    }
}

fn failed(panicked: Internal) -> CallResult<()> {
    Err(panicked.into())
}

/// For the log.
fn said(panicked: &Internal) -> String {
    panicked.cause().map(ToString::to_string).unwrap_or_default()
}
