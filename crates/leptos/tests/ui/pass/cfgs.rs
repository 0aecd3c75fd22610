//! `#[cfg]` reaches everything, on either side of the attribute.

use leptos_actions::{Callable, prelude::*};

#[action(public)]
#[cfg(any())]
async fn absent(missing: Missing) -> CallResult<Missing> {
    Ok(missing)
}

#[cfg(any())]
#[query(public)]
async fn absent(missing: Missing) -> CallResult<Missing> {
    Ok(missing)
}

#[action(public)]
#[cfg(all())]
#[cfg_attr(all(), inline)]
async fn present() -> CallResult<()> {
    Ok(())
}

// The name is still free.
struct Absent;

fn main() {
    let _ = Absent;
    assert_eq!(Present::META.name, "present");
}
