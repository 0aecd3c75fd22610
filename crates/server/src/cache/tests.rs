//! What the cache knows of readings that are under way.

use leptos_actions_core::Caching;
use tokio::sync::oneshot;

use super::*;

const MINUTE: Duration = Duration::from_secs(60);

fn asked(key: u64, since: u64, outer: Option<&Arc<Inside>>) -> Asked {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&key.to_le_bytes());
    Asked {
        key: bytes,
        call: "a_query",
        caching: Caching {
            is_shared: true,
            fresh: MINUTE,
            stale: MINUTE,
        },
        marks: Marks::default(),
        principal: None,
        page: None,
        since,
        outer: outer.cloned(),
    }
}

fn outer() -> Arc<Inside> {
    Arc::new(Inside::new("around_it", true, Marks::default()))
}

/// A reading that ends when it is told.
fn waits() -> (oneshot::Sender<Vec<u8>>, Read) {
    let (end, ended) = oneshot::channel();
    let read: Read = Box::new(|_| Box::pin(async { ended.await.map_err(|_| gone()) }));
    (end, read)
}

fn at_once() -> Read {
    Box::new(|_| Box::pin(std::future::ready(Ok(vec![2]))))
}

async fn bytes(landed: impl Future<Output = Landed>) -> Vec<u8> {
    landed.await.expect("it is read").value.bytes.clone()
}

#[tokio::test]
async fn what_is_made_of_a_reading_that_a_newer_one_replaces_is_not_kept() {
    let (cache, outer) = (Cache::default(), outer());
    let (end, read) = waits();
    let older = tokio::spawn({
        let (cache, asked) = (cache.clone(), asked(1, 0, Some(&outer)));
        async move { bytes(cache.get(asked, read)).await }
    });
    while cache.state().running == 0 {
        tokio::task::yield_now().await;
    }
    let since = cache.0.clock.tick();
    assert_eq!(bytes(cache.get(asked(1, since, None), at_once())).await, [2]);
    assert!(outer.is_void());
    assert!(end.send(vec![1]).is_ok());
    assert_eq!(older.await.unwrap(), [1], "whoever waits for the older one has it");
    assert_eq!(
        bytes(cache.get(asked(1, 0, None), at_once())).await,
        [2],
        "the newer one is kept"
    );
    assert_eq!(cache.state().running, 0);
}

#[tokio::test]
async fn beyond_the_most_readings_a_caller_reads_alone_and_nothing_is_kept_of_it() {
    let (cache, outer) = (Cache::default(), outer());
    let mut under_way = Vec::new();
    for number in 0..MOST_READINGS as u64 {
        let (end, read) = waits();
        let started = cache.have(&asked(number, 0, None), read);
        assert!(matches!(started, Had::Awaited(_)));
        under_way.push(end);
    }
    let alone = asked(u64::MAX, 0, Some(&outer));
    assert_eq!(bytes(cache.get(alone, at_once())).await, [2]);
    assert!(outer.is_void(), "if it were expired, nobody would tell the outer one");
    assert!(outer.found_so_far().1.is_some(), "and it is not fresh for longer");
    assert_eq!(cache.size(), 0);
    drop(under_way);
    while cache.state().running > 0 {
        tokio::task::yield_now().await;
    }
    assert!(cache.state().readings.is_empty());
}
