use leptos_actions::{Axum, Cookies, Headers, IntentId, Principal, prelude::*};

#[derive(Clone)]
struct Member;

impl Caller for Member {
    async fn identify(_: &Scope) -> CallResult<Self> {
        Ok(Self)
    }

    fn principal(&self) -> Principal {
        Principal::new("member", 1)
    }
}

#[query(cache = shared("1h"))]
async fn get_mine(#[caller] _: Member) -> CallResult<u32> {
    Ok(1)
}

#[query(public, cache = shared("1h"))]
async fn get_by_cookie(#[extract] _: Cookies) -> CallResult<u32> {
    Ok(1)
}

#[query(public, cache = shared("1h"))]
async fn get_by_headers(#[extract] _: Headers) -> CallResult<u32> {
    Ok(1)
}

#[query(public, cache = shared("1h"))]
async fn get_by_axum(#[extract] _: Axum<axum::http::Method>) -> CallResult<u32> {
    Ok(1)
}

#[query(public, cache = shared("1h"))]
async fn get_by_scope(#[extract] _: Scope) -> CallResult<u32> {
    Ok(1)
}

#[query(public, cache = shared("1h"))]
async fn get_and_reply(#[extract] _: Reply) -> CallResult<u32> {
    Ok(1)
}

#[query(public, cache = shared("1h"))]
async fn get_for_an_intent(#[extract] _: IntentId) -> CallResult<u32> {
    Ok(1)
}

#[cached("1h")]
async fn by_cookie(#[extract] _: Cookies) -> CallResult<u32> {
    Ok(1)
}

#[cached("1h")]
async fn mine(#[caller] _: Member) -> CallResult<u32> {
    Ok(1)
}

fn main() {}
