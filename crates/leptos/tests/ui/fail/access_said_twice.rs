use leptos_actions::{Principal, prelude::*};

struct Member;

impl Caller for Member {
    async fn identify(_: &Scope) -> CallResult<Self> {
        Ok(Self)
    }

    fn principal(&self) -> Principal {
        Principal::new("member", 1)
    }
}

#[action(public)]
async fn both(#[caller] member: Member) -> CallResult<()> {
    let _ = member;
    Ok(())
}

#[action]
async fn two(#[caller] one: Member, #[caller] two: Member) -> CallResult<()> {
    let _ = (one, two);
    Ok(())
}

#[action]
async fn mixed(
    #[caller]
    #[extract]
    one: Member,
) -> CallResult<()> {
    let _ = one;
    Ok(())
}

fn main() {}
