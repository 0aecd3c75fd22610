//! An action inside of a function, with types of that function.

use leptos_actions::{Callable, prelude::*};
use serde::{Deserialize, Serialize};

fn main() {
    #[derive(Clone, Serialize, Deserialize)]
    struct Inner(u32);

    #[derive(Clone)]
    struct Store;

    #[action(public)]
    async fn nested(inner: Inner, #[extract] State(_store): State<Store>) -> CallResult<Inner> {
        Ok(inner)
    }

    assert_eq!(Nested::META.name, "nested");
    drop(nested(Inner(1)));
}
