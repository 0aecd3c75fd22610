use leptos_actions::PublicError;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, thiserror::Error, PublicError)]
#[error("private")]
#[public(message = "all the same")]
enum Options {
    #[public(status = 200, code = 7)]
    A,
    #[public(status = 422, status = 423, color = "red")]
    B,
    #[public]
    C(#[public(status = 400)] u8),
}

#[derive(Debug, Clone, Serialize, Deserialize, thiserror::Error, PublicError)]
#[error("private")]
enum Messages {
    #[public(message = "{right}")]
    NoSuchField { left: u32 },
    #[public(message = "{2}")]
    NoSuchPosition(u8, u8),
    #[public(message = "{}")]
    Unnamed(u8),
    #[public(message = "{left")]
    Unclosed { left: u32 },
}

fn main() {}
