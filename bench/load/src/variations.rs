//! The same load on variations of the server: with the system's allocator and with mimalloc, each with a log and without.

use std::path::Path;

use crate::{
    Result, machine,
    numbers::Spread,
    process::{Folder, Variation},
    report::{TARGETS, ratio, table, with_spread},
    run::{self, Measured, RUNS, Run},
};

/// Measures them in turns. `with_mimalloc` is this program with the other allocator.
pub async fn tables(with_mimalloc: &Path) -> Result<String> {
    let machine = machine::describe();
    let own = std::env::current_exe()?;
    let variation = |name, program: &Path, logs| Variation {
        name,
        program: program.to_owned(),
        logs,
    };
    let variations = [
        variation("system's, a log", &own, true),
        variation("system's, no log", &own, false),
        variation("mimalloc, a log", with_mimalloc, true),
        variation("mimalloc, no log", with_mimalloc, false),
    ];
    let folder = Folder::new()?;
    let mut runs: Vec<Vec<Run>> = variations.iter().map(|_| Vec::new()).collect();
    for number in 1..=RUNS {
        for (place, variation) in variations.iter().enumerate() {
            eprintln!("load: {}, run {number} of {RUNS}", variation.name);
            let database = folder.file(&format!("{place}-{number}.sqlite"));
            runs[place].push(run::once(variation, &database, None).await?);
        }
    }
    let names = variations.map(|variation| variation.name);
    Ok([machine, ratios(&names, &runs), times(&names, &runs)].join("\n\n"))
}

/// What is reached of each target.
fn ratios(names: &[&str], runs: &[Vec<Run>]) -> String {
    let head = [&["work", "way", "rate, to that of"], names, &["at least"]].concat();
    let rows = TARGETS.into_iter().map(|(work, way, other, least)| {
        let of = |runs: &Vec<Run>| ratio(runs, (work, way, other), |one| one.rate).map_or_else(String::new, short);
        let reached = runs.iter().map(of);
        let names = [work, way, other].map(str::to_owned).into_iter();
        names.chain(reached).chain([least.to_string()]).collect()
    });
    table(&head, rows.collect())
}

/// The server's time on a processor, and its memory at the end.
fn times(names: &[&str], runs: &[Vec<Run>]) -> String {
    let head = [&["server µs/request", ""], names].concat();
    let row = |(place, one): (usize, &Measured)| {
        let of = |runs: &Vec<Run>| with_spread(Spread::of(runs.iter().map(|run| run.endpoints[place].server)), 1);
        let names = [one.work, one.way].map(str::to_owned).into_iter();
        names.chain(runs.iter().map(of)).collect()
    };
    let mut rows: Vec<Vec<String>> = runs[0][0].endpoints.iter().enumerate().map(row).collect();
    let memory = |runs: &Vec<Run>| with_spread(Spread::of(runs.iter().map(|run| run.loaded)), 1);
    let names = ["memory after it, MB", ""].map(str::to_owned).into_iter();
    rows.push(names.chain(runs.iter().map(memory)).collect());
    table(&head, rows)
}

fn short(spread: Spread) -> String {
    with_spread(spread, 2)
}
