//! The memory of a full ledger.

use std::process::Command;

use leptos_actions::server::ledger::{Entry, EntryId, MemoryStore, Store};

use crate::{Result, process};

/// As many as the ledger holds, and some that take the place of others.
const ENTRIES: u64 = 110_000;
/// A small answer, and one that makes the bytes run out before the entries do.
const ANSWERS: [usize; 2] = [120, 400];

/// Fills a ledger for each size of answers, each in a process of its own, and says what they take.
pub fn told() -> Result<String> {
    let mut sizes = Vec::new();
    for answer in ANSWERS {
        let mut command = Command::new(std::env::current_exe()?);
        let output = command.args(["ledger", &answer.to_string()]).output()?;
        if !output.status.success() {
            return Err(format!("the ledger could not be filled: {}", output.status).into());
        }
        let taken = String::from_utf8(output.stdout)?;
        sizes.push(format!("{} MB with answers of {answer} bytes", taken.trim_end()));
    }
    let sizes = sizes.join(", ");
    Ok(format!(
        "The ledger in memory after {ENTRIES} calls with keys (budget 64 MB): {sizes}."
    ))
}

/// Fills one, and prints the megabytes that it takes.
pub fn fill(answer: &str) -> Result<()> {
    let answer = answer.parse()?;
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let before = process::resident("self")?;
    let store = MemoryStore::default();
    runtime.block_on(run(&store, answer))?;
    println!("{:.1}", process::resident("self")? - before);
    Ok(())
}

async fn run(store: &MemoryStore, answer: usize) -> Result<()> {
    for number in 0..ENTRIES {
        let mut id = [0; 32];
        // Spread as hashes are.
        id[..8].copy_from_slice(&number.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
        let id = EntryId(id);
        store.claim(id, &Entry::new([1; 32], [2; 32])).await?;
        store.finish(id, vec![1; answer]).await?;
    }
    Ok(())
}
