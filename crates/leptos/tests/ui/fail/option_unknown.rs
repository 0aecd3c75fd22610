use leptos_actions::prelude::*;

#[action(public, rate = "30/min", invalidates(GetCart), "text")]
async fn a() -> CallResult<()> {
    Ok(())
}

#[query(
    public = true,
    name = "not.a.name",
    alias = "",
    limit = "1 GB",
    limit,
    timeout = 10,
    args = "Args"
)]
async fn b() -> CallResult<()> {
    Ok(())
}

#[query(public, name = "c", alias = "c")]
async fn c() -> CallResult<()> {
    Ok(())
}

#[query(public)]
#[allow(non_snake_case)]
async fn NotAnAddress() -> CallResult<()> {
    Ok(())
}

fn main() {}
