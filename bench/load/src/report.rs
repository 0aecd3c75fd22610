//! The figures as Markdown.

use crate::{
    cold::{STARTS, Starts},
    endpoint::{
        BY_HAND, DURABLE, INSIDE, SERVER_FN, WITH_KEY, WITHOUT_KEY,
        pages::{FORM, FORM_AND_PAGE, OURS, PAGE, PAGE_LATER, PLAIN},
    },
    numbers::Spread,
    run::{CONNECTIONS, Measured, REQUESTS, RUNS, Run},
};

/// The rates of all ways, and how they compare.
pub fn of_loads(machine: &str, runs: &[Run]) -> String {
    let clients = Spread::of(
        runs.iter()
            .flat_map(|run| &run.endpoints)
            .map(|measured| measured.client),
    );
    [
        format!("{machine} Client and server share them: {CONNECTIONS} connections, {REQUESTS} requests per endpoint and run,"),
        format!("{RUNS} runs, each with a new server and database. Medians of the runs; in brackets the least and the most."),
        format!("Of the time of a request on a processor the client takes {:.0} µs, in every way alike.", clients.median),
        String::new(),
        loads(runs),
        String::new(),
        ratios(runs),
    ]
    .join("\n")
}

/// One row for each endpoint.
fn loads(runs: &[Run]) -> String {
    let head = [
        "work",
        "way",
        "requests/s",
        "average",
        "p50",
        "p95",
        "p99",
        "server µs/request",
    ];
    let rows = each(runs).map(|measured| {
        let of = |value: fn(&Measured) -> f64| Spread::of(measured.iter().map(|one| value(one)));
        let time = |value: fn(&Measured) -> f64| format!("{:.2} ms", of(value).median / 1e3);
        vec![
            measured[0].work.into(),
            measured[0].way.into(),
            with_spread(of(|one| one.rate), 0),
            time(|one| one.latency.average),
            time(|one| one.latency.p50),
            time(|one| one.latency.p95),
            time(|one| one.latency.p99),
            with_spread(of(|one| one.server), 1),
        ]
    });
    table(&head, rows.collect())
}

/// A work, a way to it, the way that it is compared with, and what it is to reach of that one's rate.
pub const TARGETS: [(&str, &str, &str, f64); 9] = [
    ("echo", WITH_KEY, SERVER_FN, 0.95),
    ("echo", WITHOUT_KEY, BY_HAND, 0.85),
    ("echo", INSIDE, BY_HAND, 0.98),
    ("insert", WITH_KEY, SERVER_FN, 0.97),
    ("insert", DURABLE, WITHOUT_KEY, 0.6),
    (PAGE, OURS, PLAIN, 0.92),
    (PAGE_LATER, OURS, PLAIN, 0.92),
    (FORM, OURS, PLAIN, 0.85),
    (FORM_AND_PAGE, OURS, PLAIN, 0.85),
];

/// Compares each way with another, run by run.
fn ratios(runs: &[Run]) -> String {
    let head = ["work", "way", "to", "rate", "at least", "server's time"];
    let rows = TARGETS.into_iter().filter_map(|(work, way, other, least)| {
        let rate = ratio(runs, (work, way, other), |one| one.rate)?;
        let server = ratio(runs, (work, way, other), |one| one.server)?;
        Some(vec![
            work.into(),
            way.into(),
            other.into(),
            with_spread(rate, 2),
            least.to_string(),
            with_spread(server, 2),
        ])
    });
    table(&head, rows.collect())
}

/// What one way has of what another has; nothing where they were not measured.
pub fn ratio(runs: &[Run], (work, way, other): (&str, &str, &str), value: fn(&Measured) -> f64) -> Option<Spread> {
    let of = |run, way| find(run, work, way).map(value);
    let ratios = runs.iter().map(|run| Some(of(run, way)? / of(run, other)?));
    ratios.collect::<Option<Vec<_>>>().map(Spread::of)
}

fn find<'a>(run: &'a Run, work: &str, way: &str) -> Option<&'a Measured> {
    let mut all = run.endpoints.iter();
    all.find(|one| one.work == work && one.way == way)
}

/// The same endpoint in every run, for each endpoint.
fn each(runs: &[Run]) -> impl Iterator<Item = Vec<&Measured>> {
    (0..runs[0].endpoints.len()).map(|place| runs.iter().map(|run| &run.endpoints[place]).collect())
}

/// Cold starts and memory.
pub fn of_starts(runs: &[Run], starts: &[Starts]) -> String {
    [cold(starts), memory(runs)].join("\n\n")
}

fn cold(starts: &[Starts]) -> String {
    let head = [
        "server, first action",
        "process start to first answer",
        "budget",
        "memory then",
        "budget",
    ];
    let rows = starts.iter().map(|one| {
        let time = format!("{} ms", with_spread(one.time, 1));
        let memory = format!("{} MB", with_spread(one.resident, 1));
        vec![one.server.into(), time, "30 ms".into(), memory, "20 MB".into()]
    });
    format!(
        "Cold start with a database that is there already, {STARTS} starts:\n\n{}",
        table(&head, rows.collect())
    )
}

fn memory(runs: &[Run]) -> String {
    let idle = Spread::of(runs.iter().map(|run| run.idle));
    let loaded = Spread::of(runs.iter().map(|run| run.loaded));
    format!(
        "Memory (`VmRSS`) of the server of this measurement: {} MB when it listens, {} MB after the load.",
        with_spread(idle, 1),
        with_spread(loaded, 1)
    )
}

/// A median and what it lies between.
pub fn with_spread(spread: Spread, digits: usize) -> String {
    let Spread { median, least, most } = spread;
    format!("{median:.digits$} ({least:.digits$} to {most:.digits$})")
}

/// A table of Markdown that can be read as it is.
pub fn table(head: &[&str], rows: Vec<Vec<String>>) -> String {
    let head: Vec<String> = head.iter().map(ToString::to_string).collect();
    let width = |column: usize| {
        let cells = rows.iter().chain([&head]).map(|row| row[column].chars().count());
        cells.max().unwrap_or_default()
    };
    let line = |row: &Vec<String>| {
        let cells = row
            .iter()
            .enumerate()
            .map(|(column, cell)| format!("{cell:0$}", width(column)));
        format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
    };
    let rule = (0..head.len()).map(|column| "-".repeat(width(column))).collect();
    [line(&head), line(&rule)]
        .into_iter()
        .chain(rows.iter().map(line))
        .collect::<Vec<_>>()
        .join("\n")
}
