//! The return type may be spelled in any way.

use leptos_actions::{CallError, Callable, NoError, action, query};

type Answer<T> = Result<T, CallError>;

mod inner {
    pub type Done = std::result::Result<(), leptos_actions::CallError<leptos_actions::NoError>>;
}

#[action(public)]
async fn alias() -> Answer<u32> {
    Ok(1)
}

#[query(public)]
async fn spelled() -> ::core::result::Result<Vec<u32>, CallError<NoError>> {
    Ok(vec![])
}

#[action(public)]
async fn hidden() -> inner::Done {
    Ok(())
}

fn answers<A: Callable<Output = T, Error = NoError>, T>() {}

fn main() {
    answers::<Alias, u32>();
    answers::<Spelled, Vec<u32>>();
    answers::<Hidden, ()>();
}
