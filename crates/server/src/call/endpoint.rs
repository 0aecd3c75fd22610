//! A call without its types: what the registry holds and the pipeline runs.

use std::{any::Any, fmt, marker::PhantomData, time::Duration};

use futures_util::future::BoxFuture;
use leptos_actions_core::{
    AppError, CallError, CallResult, FromForm, Internal, Meta, Part, codec,
    wire::{Answer, WireError},
};
use serde::Serialize;

use super::{Handle, execute, identify, validate};
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
    /// What a query with these calls itself.
    #[doc(hidden)]
    fn query_tags(&self, args: &Decoded) -> Vec<String>;
    /// An answer that was given before.
    #[doc(hidden)]
    fn restore(&self, answer: Answer) -> Outcome;
    #[doc(hidden)]
    fn execute(&self, scope: Scope, who: Identified, args: Decoded, deadline: Duration) -> BoxFuture<'static, Outcome>;
}

/// Arguments of the type that the endpoint expects.
#[doc(hidden)]
pub struct Decoded(Box<dyn Any + Send>);

/// A caller of the type that the endpoint expects.
#[doc(hidden)]
pub struct Identified {
    caller: Box<dyn Any + Send>,
    pub(crate) principal: Principal,
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
        Part::find(A::FIELDS, field).is_some_and(|field| (field.shape)().is_secret)
    }

    fn identify<'a>(&self, scope: &'a Scope) -> BoxFuture<'a, CallResult<Identified>> {
        Box::pin(async move {
            let caller = identify::<A::Caller, _>(scope).await?;
            let principal = caller.principal();
            Ok(Identified {
                caller: Box::new(caller),
                principal,
            })
        })
    }

    fn decode(&self, arguments: &Arguments) -> CallResult<Decoded> {
        let args: A = match arguments {
            Arguments::Cbor(bytes) => codec::from_slice(bytes).map_err(|error| malformed(A::META, error.detail()))?,
            Arguments::Json(bytes) => {
                // serde reads a struct from an array as well; then the order of the fields would be the interface.
                if bytes.trim_ascii_start().first() != Some(&b'{') {
                    return Err(malformed(A::META, "arguments are an object"));
                }
                serde_json::from_slice(bytes).map_err(|error| malformed(A::META, error))?
            }
            Arguments::Form(form) => A::from_form(form)?,
        };
        Ok(Decoded(Box::new(args)))
    }

    fn validate(&self, args: &Decoded) -> CallResult<()> {
        match args.0.downcast_ref::<A>() {
            Some(args) => Ok(validate(args)?),
            None => Err(mixed_up().into()),
        }
    }

    fn query_tags(&self, args: &Decoded) -> Vec<String> {
        args.0.downcast_ref::<A>().map(A::query_tags).unwrap_or_default()
    }

    fn restore(&self, answer: Answer) -> Outcome {
        Box::new(answer.read::<A::Output, A::Error>())
    }

    fn execute(&self, scope: Scope, who: Identified, args: Decoded, deadline: Duration) -> BoxFuture<'static, Outcome> {
        Box::pin(async move {
            let outcome = match (who.caller.downcast::<A::Caller>(), args.0.downcast::<A>()) {
                (Ok(caller), Ok(args)) => execute::<A>(scope, *caller, *args, Some(deadline)).await,
                _ => Err(mixed_up().into()),
            };
            Box::new(outcome) as Outcome
        })
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
