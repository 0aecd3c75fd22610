//! What a page's queries cost the page: many entries, and many pending changes of one.
//!
//! Both are the browser's own code, run here as native code: a phone is slower, and the proportion is the same.

use std::{
    hint::black_box,
    process::Command,
    sync::Arc,
    time::{Duration, Instant},
};

use leptos::prelude::{GetUntracked, Owner, provide_context};
use leptos_actions::{CallResult, provide_actions, query, use_server_query};
use leptos_actions_client::log::{Intents, Log, Snapshot};
use leptos_actions_testing::As;

use crate::{Result, process};

const ENTRIES: u32 = 10_000;
const CHANGES: u64 = 100;
const ROUNDS: usize = 200;

/// A line of a cart, as large as such things are.
#[derive(Clone, PartialEq, serde::Serialize, serde::Deserialize)]
struct Line {
    book: u32,
    title: String,
    quantity: u32,
}

#[query(public)]
async fn get_line(book: u32) -> CallResult<Line> {
    Ok(Line {
        book,
        title: format!("The book number {book}"),
        quantity: 1,
    })
}

/// Measures in a process of its own, whose memory is nobody else's.
pub fn told() -> Result<String> {
    let output = Command::new(std::env::current_exe()?).arg("store").output()?;
    if !output.status.success() {
        return Err(format!("the store could not be measured: {}", output.status).into());
    }
    Ok(String::from_utf8(output.stdout)?.trim_end().to_owned())
}

/// The table for the document.
pub fn table() -> Result<String> {
    let page = page()?;
    let fold = folds();
    Ok(format!(
        "The store of queries, natively:\n\n| | |\n| --- | ---: |\n\
         | {ENTRIES} entries, made, asked and shown | {:.0} ms |\n\
         | one more entry beside them | {:.1} µs |\n\
         | each of them | {:.2} KB |\n\
         | {CHANGES} pending changes folded over a value of {CHANGES} lines, median | {:.1} µs |",
        page.all.as_secs_f64() * 1e3,
        page.one_more.as_secs_f64() * 1e6,
        page.megabytes * 1e3 / f64::from(ENTRIES),
        fold.as_secs_f64() * 1e6,
    ))
}

struct Page {
    all: Duration,
    one_more: Duration,
    megabytes: f64,
}

/// A page that shows many queries at once.
fn page() -> Result<Page> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    // Whatever polls futures is set up once for the process.
    let _ = any_spawner::Executor::init_tokio();
    let before = process::resident("self")?;
    tokio::task::LocalSet::new().block_on(&runtime, async {
        let owner = Owner::new();
        owner.set();
        let (mut head, ()) = http::Request::new(()).into_parts();
        head.extensions.insert(As::public().scope());
        provide_context(head);
        let _installs_the_lookup = leptos_actions::actions();
        provide_actions();
        let start = Instant::now();
        let queries: Vec<_> = (0..ENTRIES)
            .map(|book| use_server_query(move || GetLine { book }))
            .collect();
        for query in &queries {
            query.ready().await;
        }
        let all = start.elapsed();
        let megabytes = process::resident("self")? - before;
        let start = Instant::now();
        let last = use_server_query(move || GetLine { book: ENTRIES });
        last.ready().await;
        let one_more = start.elapsed();
        black_box((
            queries.iter().filter(|query| query.get_untracked().is_some()).count(),
            last,
        ));
        Ok(Page {
            all,
            one_more,
            megabytes,
        })
    })
}

/// How long it takes to find out what is shown.
fn folds() -> Duration {
    let mut intents = Intents::default();
    let mut log: Log<Vec<Line>> = Log::default();
    let lines = (0..CHANGES).map(|book| Line {
        book: book as u32,
        title: format!("The book number {book}"),
        quantity: 1,
    });
    log.arrive(&intents, Snapshot::default(), lines.collect());
    for number in 0..CHANGES {
        intents.begin(number);
        let change = move |lines: &mut Vec<Line>| {
            let mine = lines.iter_mut().find(|line| u64::from(line.book) == number);
            mine.into_iter().for_each(|line| line.quantity += 1);
        };
        log.add(&intents, number, Arc::new(change));
        intents.sent(number);
    }
    let rounds = (0..ROUNDS).map(|_| {
        let start = Instant::now();
        black_box(log.shown());
        start.elapsed()
    });
    let mut rounds: Vec<_> = rounds.collect();
    rounds.sort();
    rounds[ROUNDS / 2]
}
