use leptos_actions::prelude::*;

#[action(public, cache = shared("1h"))]
async fn save() -> CallResult<()> {
    Ok(())
}

#[query(public, cache = "1h")]
async fn get_one() -> CallResult<u32> {
    Ok(1)
}

#[query(public, cache = shared("an hour"))]
async fn get_two() -> CallResult<u32> {
    Ok(1)
}

#[query(public, cache = public("1h"))]
async fn get_three() -> CallResult<u32> {
    Ok(1)
}

#[cached(tags = ["books"])]
async fn four() -> CallResult<u32> {
    Ok(1)
}

#[cached("1h", name = "five")]
async fn five() -> CallResult<u32> {
    Ok(1)
}

fn main() {}
