use leptos_actions::PublicError;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, PublicError)]
enum NotAnError {
    SoldOut,
}

fn main() {}
