//! What generated code names. Not part of the public interface: it changes without notice.

pub use leptos_actions_core::{
    Action, AppError, Argument, Caching, Call, CallResult, Callable, Concurrency, Field, FieldDef, FieldErrors,
    FieldMeta, Foresight, FormValues, FromForm, HasFields, IntentId, Kind, Limits, Meta, Outcome, Part, PublicError,
    Query, Rows, Shape, Tag, Validate,
    call::push_lane,
    foresight::{changes, foresees, foresight, touches},
    form::validate_rows,
    rules,
    upload::{FileProbe, NoFileField, check_files},
};
pub use serde;

/// What [`lazy_pages!`](crate::lazy_pages) calls.
pub mod lazy {
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    pub use crate::lazy::links;
    pub use crate::lazy::{component, matches};
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    pub use crate::lazy::{is_shown, needed, provide_ahead};
}

/// The browser's half.
pub mod client {
    pub use leptos_actions_client::call;
}

/// The server's half.
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
pub mod server {
    pub use leptos_actions_server::{
        ActionCall, Caller, Extract, Handle, Public, QueryCall, Registration, Requirements, Scope, SharedCall, Touched,
        direct, extract, inventory, reject,
    };
}
