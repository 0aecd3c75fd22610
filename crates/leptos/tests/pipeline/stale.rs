//! A caller of another build is told so, instead of being told that it is wrong.

use leptos_actions::{CallError, Callable, server::Registry};
use leptos_actions_testing::Request;

use super::{
    calls::{Buy, Touch},
    site,
};

const CBOR: &str = "application/cbor";
/// Encodes `{}`, which lacks an argument.
const OLD: &[u8] = b"\xa0";

fn from(request: Request, signature: u64, build: &str) -> Request {
    request
        .header("actions-signature", &format!("{signature:016x}"))
        .header("actions-build", build)
}

// covers: SKW-01
#[tokio::test]
async fn arguments_of_another_signature_that_do_not_decode_are_stale() {
    let (site, ran) = site();
    let build = Registry::collect().unwrap().build().to_string();
    let ours = Touch::META.signature;
    let post = || site.post("/_call/touch.cbor").body(CBOR, OLD);
    let answer = from(post(), ours ^ 1, &build).await;
    assert_eq!(answer.status(409).outcome::<Touch>(), Err(CallError::Stale));
    let answer = from(post(), ours, "another-build").await;
    assert_eq!(answer.status(409).outcome::<Touch>(), Err(CallError::Stale));
    // The same build has no such excuse.
    from(post(), ours, &build).await.status(400);
    post().await.status(400);
    assert_eq!(ran.times(), 0);
}

// covers: SKW-01
#[tokio::test]
async fn a_form_of_another_build_is_stale_and_not_invalid() {
    let (site, _) = site();
    let build = Registry::collect().unwrap().build().to_string();
    let post = || site.post("/_call/buy.cbor").form(&[("copies", "1")]);
    let answer = from(post(), Buy::META.signature ^ 1, &build).await;
    assert_eq!(answer.status(409).outcome::<Buy>(), Err(CallError::Stale));
    from(post(), Buy::META.signature, &build).await.status(422);
}

// covers: SKW-03
#[tokio::test]
async fn a_call_that_can_still_be_read_works_across_builds() {
    let (site, ran) = site();
    let answer = site
        .call(&Touch { text: "x".into() })
        .header("actions-build", "another-build")
        .await;
    assert_eq!(answer.status(200).outcome::<Touch>(), Ok("x".into()));
    assert_eq!(ran.times(), 1);
}
