//! Answers calls: the registry, the pipeline, the guards, and forms without scripts.
//!
//! An application uses this through `leptos_actions`. The way of a call is [`pipeline`](self), read top to bottom in
//! `pipeline.rs`; what stands around an application is [`Actions`]; what a running call is given is [`Scope`].

mod actions;
mod after;
mod answer;
mod cache;
mod call;
mod caller;
mod clock;
mod commit;
pub mod config;
mod extract;
mod fresh;
pub mod guards;
pub mod ledger;
mod names;
mod page;
mod pipeline;
mod problem;
mod registry;
mod reply;
#[doc(hidden)]
pub mod say;
mod scope;
mod script;
mod serve;
mod start;
mod tasks;
mod text;
mod trace;
mod upload;

pub use actions::Actions;
pub use cache::Cache;
pub use call::{Endpoint, Handle, Registration, direct};
pub use caller::{Caller, Principal, Public};
pub use commit::Commit;
pub use cookie;
pub use extract::{
    ActionCall, Axum, Cookies, Extract, HasIntent, Headers, MayReply, PerRequest, QueryCall, SharedCall, State, extract,
};
pub use fresh::Touched;
pub use inventory;
pub use page::PageGuard;
pub use registry::Registry;
pub use reply::{NoAddress, NotSameSite, Reply};
pub use scope::{
    Ambient, Finish, MakeAmbient, Overrides, Requirements, Scope, StateMap, UnreadableCookie, install_ambient,
    install_lookup,
};
pub use script::Script;
pub use serve::serve;
pub use start::StartError;
pub use upload::{FileStore, NotAnId, ReadUpload, StoredFile, UploadReader, serve_upload};

/// What an extractor answers with when it gives nothing.
pub type Rejection = leptos_actions_core::CallError;

/// A rejection, as the error of the call it stops.
#[doc(hidden)]
pub fn reject<E>(rejection: Rejection) -> leptos_actions_core::CallError<E> {
    rejection.map_app(|never| match never {})
}
