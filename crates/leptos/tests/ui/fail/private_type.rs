use leptos_actions::{Principal, prelude::*};

struct Hidden;

impl Caller for Hidden {
    async fn identify(_: &Scope) -> CallResult<Self> {
        Ok(Self)
    }

    fn principal(&self) -> Principal {
        Principal::new("hidden", 1)
    }
}

#[action]
pub async fn open(#[caller] hidden: Hidden) -> CallResult<()> {
    let _ = hidden;
    Ok(())
}

fn main() {}
