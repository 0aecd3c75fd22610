//! What the size of the catalogue does to the shop's pages: the same pages of two shops in turns, one with the catalogue
//! that it comes with and one with a hundred thousand books.

use std::{
    net::SocketAddr,
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
};

use crate::{
    Result,
    connection::Connection,
    endpoint::{Endpoint, Expected},
    machine,
    numbers::Spread,
    process::{Folder, Server, free_address},
    report::{table, with_spread},
    run::{Sum, measure, slice},
};

/// Books of the large shop.
const BOOKS: &str = "100000";
const RUNS: usize = 3;
const CONNECTIONS: usize = 16;
/// Slices of each page and shop in a run.
const TURNS: usize = 6;

/// What is asked: its name, where the small shop has it and where the large one, and what is aimed at.
type Page = (&'static str, &'static str, &'static str, &'static str);

const PAGES: [Page; 6] = [
    ("the home page", "/", "/", "0.9"),
    ("a page deep in it: 13, and 4,000", "/?page=13", "/?page=4000", "0.8"),
    (
        "the last page of a genre",
        "/?genre=Novel&page=2",
        "/?genre=Novel&page=840",
        "0.8",
    ),
    (
        "a search for an author: 2 books, and some 600",
        "/search?q=austen",
        "/search?q=austen",
        "0.6",
    ),
    (
        "a search that fills its page in both",
        "/search?q=the",
        "/search?q=the",
        "0.6",
    ),
    ("a book", "/books/emma", "/books/emma", ""),
];

/// Measures and prints the table.
pub async fn table_of(shop: &Path) -> Result<String> {
    let folder = Folder::new()?;
    let mut servers = [
        start(shop, &folder.file("small.sqlite"), None)?,
        start(shop, &folder.file("large.sqlite"), Some(BOOKS))?,
    ];
    for server in &mut servers {
        drop(server.connect()?);
    }
    let mut runs = Vec::new();
    for number in 1..=RUNS {
        eprintln!("load: the catalogue, run {number} of {RUNS}");
        runs.push(run(&servers).await?);
    }
    let rows = PAGES.iter().enumerate().map(|(place, (name, _, _, aim))| {
        let of = |value: fn(&[f64; 2]) -> f64| Spread::of(runs.iter().map(|run: &Vec<[f64; 2]>| value(&run[place])));
        vec![
            (*name).to_owned(),
            with_spread(of(|rates| rates[0]), 0),
            with_spread(of(|rates| rates[1]), 0),
            with_spread(of(|rates| rates[1] / rates[0]), 2),
            (*aim).to_owned(),
        ]
    });
    let head = ["pages in a second", "335 books", "100,000 books", "ratio", "at least"];
    Ok(format!(
        "{} Client and servers share them: {CONNECTIONS} connections to each, in turns.\n\
         Medians of {RUNS} runs; in brackets the least and the most. Pages are compressed.\n\n{}",
        machine::describe(),
        table(&head, rows.collect())
    ))
}

fn start(shop: &Path, database: &Path, books: Option<&str>) -> Result<Server> {
    let address = free_address()?;
    let command = || {
        let mut command = Command::new(shop);
        command
            .env("LEPTOS_SITE_ADDR", address.to_string())
            .env("APP_DATABASE", database);
        command
    };
    if let Some(books) = books {
        eprintln!("load: filling a shop with {books} books");
        let seeded = command()
            .args(["seed", "--books", books])
            .stdout(Stdio::null())
            .status()?;
        if !seeded.success() {
            return Err(format!("the shop could not be filled: {seeded}").into());
        }
    }
    Server::start(command(), address)
}

/// The rates of each page in both shops.
async fn run(servers: &[Server; 2]) -> Result<Vec<[f64; 2]>> {
    let mut rates = Vec::new();
    let mut connections = [connect(servers[0].address).await?, connect(servers[1].address).await?];
    for (name, small, large, _) in PAGES {
        let pages = [small, large].map(|path| path.to_owned());
        let endpoints = [0, 1].map(|shop| Arc::new(page(name, servers[shop].address, &pages[shop])));
        let mut sums = [Sum::default(), Sum::default()];
        for shop in [0, 1] {
            slice(&mut connections[shop], &endpoints[shop], 100).await?;
        }
        for turn in 0..TURNS {
            for place in [0, 1] {
                let shop = (turn + place) % 2;
                measure(
                    &servers[shop],
                    &mut connections[shop],
                    &endpoints[shop],
                    &mut sums[shop],
                )
                .await?;
            }
        }
        let [small, large] = sums;
        rates.push([
            small.into_measured(&endpoints[0]).rate,
            large.into_measured(&endpoints[1]).rate,
        ]);
    }
    Ok(rates)
}

async fn connect(address: SocketAddr) -> Result<Vec<Connection>> {
    let mut connections = Vec::new();
    for _ in 0..CONNECTIONS {
        connections.push(Connection::open(address).await?);
    }
    Ok(connections)
}

fn page(name: &'static str, address: SocketAddr, path: &str) -> Endpoint {
    let request =
        format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nAccept: text/html\r\nAccept-Encoding: gzip, br\r\n\r\n");
    Endpoint {
        work: name,
        way: "a page",
        request: request.into_bytes(),
        key: None,
        expected: Expected::Anything,
        then: None,
    }
}
