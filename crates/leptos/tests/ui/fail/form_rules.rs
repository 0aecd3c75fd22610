use leptos_actions::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Clone, Serialize, Deserialize, Form)]
struct SignUp {
    #[form(iban)]
    account: String,
    #[form(same_as = pasword)]
    repeated: String,
    #[form(same_as)]
    again: String,
    #[serde(rename = "pass")]
    password: String,
}

#[derive(Clone, Serialize, Deserialize, Form)]
#[form(verify = whole)]
struct Whole {
    name: String,
}

fn main() {}
