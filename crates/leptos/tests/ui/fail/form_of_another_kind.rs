use leptos_actions::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Clone, Serialize, Deserialize, Form)]
enum Size {
    Small,
    Large,
}

#[derive(Clone, Serialize, Deserialize, Form)]
struct Pair(String, String);

#[derive(Clone, Serialize, Deserialize, Form)]
struct Many<T> {
    one: T,
}

fn main() {}
