//! The log against a model of everything around it: a server with two processes, a network that reorders and loses, and
//! somebody who presses, retries and gives up. A schedule is a list of bytes, each of which chooses what happens next, so
//! that a failing one is shortened.

mod server;
mod world;

use proptest::{collection::vec, prelude::*, test_runner::Config};

use self::world::World;

/// Intents of the page, from 1; those of others, from 1,000.
type Intent = u64;
/// One of two queries.
type Query = usize;

const QUERIES: usize = 2;

/// How many schedules are run; more by `LOG_SCHEDULES`.
fn schedules() -> u32 {
    let asked = std::env::var("LOG_SCHEDULES").ok();
    asked.and_then(|number| number.parse().ok()).unwrap_or(100_000)
}

#[test]
fn what_is_shown_is_a_value_of_the_servers_with_exactly_what_is_pending_and_not_in_it() {
    let config = Config {
        cases: schedules(),
        failure_persistence: None,
        ..Config::default()
    };
    proptest!(config, |(choices in vec(any::<u8>(), 0..160))| {
        World::new(choices).run();
    });
}
