use leptos_actions::prelude::*;

#[action(public)]
async fn typed<T: Clone>(value: T) -> CallResult<T> {
    Ok(value)
}

#[action(public)]
async fn sized<const N: usize>(value: [u8; N]) -> CallResult<()> {
    let _ = value;
    Ok(())
}

#[action(public)]
async fn conditional(value: u8) -> CallResult<u8>
where
    u8: Copy,
{
    Ok(value)
}

#[action(public)]
async fn opaque(title: impl Into<String>) -> CallResult<String> {
    Ok(title.into())
}

#[query(public)]
async fn opaque_answer() -> CallResult<impl Clone> {
    Ok(1)
}

fn main() {}
