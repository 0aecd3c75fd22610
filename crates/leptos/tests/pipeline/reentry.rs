//! Code of the application's that comes back to what asks it: no lock of the library's is held while it runs.

use std::{cell::RefCell, sync::mpsc, time::Duration};

use axum::Router;
use leptos_actions::{Cache, IntentId, Optimistic, Principal, actions, prelude::*};
use leptos_actions_testing::Site;
use serde_json::json;

use super::support::{Ran, config};

const KEY: &str = "8e03978e-40d5-43e8-bc93-6894a57f9324";

thread_local! {
    /// The cache of this thread's site.
    static CACHE: RefCell<Option<Cache>> = const { RefCell::new(None) };
}

fn come_back() {
    let cache = CACHE.with_borrow(Clone::clone).expect("a test has set it");
    cache.revalidate("no such tag");
    assert!(cache.size() > 0);
}

/// Answers with how often anything was read.
#[query(public, cache = shared("1h"))]
pub async fn get_raft(name: String, #[extract] State(ran): State<Ran>) -> CallResult<usize> {
    ran.once_more();
    let _ = name;
    Ok(ran.times())
}

#[action(public, optimistic(GetRaft))]
pub async fn mend_raft(name: String) -> CallResult<()> {
    let _ = name;
    Ok(())
}

impl Optimistic<GetRaft> for MendRaft {
    fn apply(&self, _: &IntentId, times: &mut usize) {
        *times += 1;
    }

    fn matches(&self, query: &GetRaft) -> bool {
        come_back();
        query.name == self.name
    }
}

/// Looks at the reply when it is dropped.
struct Looks(Reply);

impl Drop for Looks {
    fn drop(&mut self) {
        drop(self.0.cookies());
    }
}

/// Registers work each time it is identified, which is dropped unrun where the call was answered before.
pub struct Noted;

impl Caller for Noted {
    async fn identify(scope: &Scope) -> CallResult<Self> {
        if let Some(reply) = scope.reply() {
            let looks = Looks(reply.clone());
            reply.after(async move { drop(looks) });
        }
        Ok(Self)
    }

    fn principal(&self) -> Principal {
        Principal::new("noted", 1)
    }
}

#[action]
pub async fn note_down(#[caller] _: Noted, #[extract] State(ran): State<Ran>) -> CallResult<()> {
    ran.once_more();
    Ok(())
}

/// Runs a test on a thread of its own: a lock that is held would be waited for without an end.
fn on_a_thread<F: Future<Output = ()>>(test: impl FnOnce(Site, Ran) -> F + Send + 'static) {
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let (cache, ran) = (Cache::default(), Ran::default());
        CACHE.set(Some(cache.clone()));
        let actions = actions().config(config(|_| ())).state(ran.clone()).cache(cache);
        let site = Site::new(actions.mount(Router::new()).expect("it can be mounted"));
        runtime.block_on(test(site, ran));
        tell.send(()).unwrap();
    });
    told.recv_timeout(Duration::from_secs(60))
        .expect("the test ends, and well");
}

// covers: GST-16
#[test]
fn an_action_that_looks_at_the_cache_where_it_is_compared_expires_what_it_matches() {
    on_a_thread(async |site, _| {
        let read = async |name| {
            site.call(&GetRaft {
                name: String::from(name),
            })
            .await
            .outcome::<GetRaft>()
        };
        assert_eq!((read("a").await, read("b").await), (Ok(1), Ok(2)));
        site.post("/_call/mend_raft")
            .json(&json!({ "name": "a" }))
            .await
            .status(200);
        assert_eq!(
            (read("a").await, read("b").await),
            (Ok(3), Ok(2)),
            "of one of them nothing is kept"
        );
    });
}

// covers: GST-16
#[test]
fn work_that_is_given_up_may_look_at_the_reply_while_it_is_dropped() {
    on_a_thread(async |site, ran| {
        for _ in 0..2 {
            let note = site.post("/_call/note_down").header("idempotency-key", KEY);
            note.json(&json!({})).await.status(200);
        }
        assert_eq!(ran.times(), 1);
    });
}
