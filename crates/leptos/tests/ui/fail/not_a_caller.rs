use leptos_actions::prelude::*;

struct Member;

#[action]
async fn rename(#[caller] member: Member) -> CallResult<()> {
    let _ = member;
    Ok(())
}

fn main() {}
