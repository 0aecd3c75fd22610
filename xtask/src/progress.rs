//! One line when a step begins and one when it ends, so that nobody wonders whether it hangs.

use crate::failure::Result;
use std::time::{Duration, Instant};

/// Runs `work` between two lines; the second says how long it took.
pub fn step<T>(title: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("xtask: {title} ...");
    let start = Instant::now();
    let done = work()?;
    println!("xtask: {title}: {}", seconds(start.elapsed()));
    Ok(done)
}

/// A duration for people: `0.4 s`, `73.0 s`.
pub fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}
