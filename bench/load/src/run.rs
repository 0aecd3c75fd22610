//! The load: runs, each with a server and a database of its own, each in slices that take turns.

use std::{
    net::SocketAddr,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::task::JoinSet;

use crate::{
    Result,
    connection::Connection,
    endpoint::{self, Endpoint, WITH_KEY, pages},
    numbers::Latency,
    process::{self, Folder, Server, Variation},
};

/// How many runs there are.
pub const RUNS: usize = 3;
/// How many connections ask at the same time.
pub const CONNECTIONS: usize = 50;
/// How many requests each endpoint gets in a run.
pub const REQUESTS: usize = 10_000;
/// How many requests of an endpoint follow each other before the next one's turn.
const SLICE: usize = 500;
/// How many requests of each endpoint are not measured.
const WARM_UP: usize = 1_000;
/// How many keyed calls are made before the page is measured again.
const KEYED: usize = 100_000;

/// One run.
pub struct Run {
    /// What became of each endpoint, in their order.
    pub endpoints: Vec<Measured>,
    /// The server's memory before the load, in megabytes.
    pub idle: f64,
    /// And after it.
    pub loaded: f64,
}

/// One endpoint in one run.
pub struct Measured {
    /// What is done.
    pub work: &'static str,
    /// How it is done.
    pub way: &'static str,
    /// Requests in a second.
    pub rate: f64,
    /// How long they took.
    pub latency: Latency,
    /// How long the server was on a processor for each, in microseconds.
    pub server: f64,
    /// How long the client was.
    pub client: f64,
}

/// What an endpoint's slices add up to.
#[derive(Default)]
pub struct Sum {
    times: Vec<Duration>,
    elapsed: Duration,
    server: Duration,
    client: Duration,
}

/// All runs of the works that are chosen, with the server as it is.
pub async fn all(chosen: Option<&str>) -> Result<Vec<Run>> {
    let usual = Variation::usual()?;
    let folder = Folder::new()?;
    let mut runs = Vec::with_capacity(RUNS);
    for number in 1..=RUNS {
        eprintln!("load: run {number} of {RUNS}");
        runs.push(once(&usual, &folder.file(&format!("{number}.sqlite")), chosen).await?);
    }
    Ok(runs)
}

/// One run, with a server of its own.
pub async fn once(variation: &Variation, database: &Path, chosen: Option<&str>) -> Result<Run> {
    let mut server = Server::of_ours(variation, database)?;
    drop(server.connect()?);
    let address = server.address;
    let idle = server.resident()?;
    let mut connections = Vec::with_capacity(CONNECTIONS);
    for _ in 0..CONNECTIONS {
        connections.push(Connection::open(address).await?);
    }
    let choose = |endpoints: Vec<Endpoint>| -> Vec<Arc<Endpoint>> {
        let endpoints = endpoints.into_iter();
        let is_chosen = |one: &Endpoint| chosen.is_none_or(|chosen| one.work == chosen);
        endpoints.filter(is_chosen).map(Arc::new).collect()
    };
    let mut measured = turns(&server, &mut connections, &choose(pages::pages(address, pages::PAGE))).await?;
    let calls = choose(
        [endpoint::calls(address)?, pages::forms(address)]
            .into_iter()
            .flatten()
            .collect(),
    );
    measured.extend(turns(&server, &mut connections, &calls).await?);
    check_rows(address, &calls).await?;
    let later = choose(pages::pages(address, pages::PAGE_LATER));
    if !later.is_empty() {
        let mut keyed = endpoint::calls(address)?.into_iter();
        let keyed = keyed.find(|one| one.way == WITH_KEY).ok_or("no keyed call")?;
        slice(&mut connections, &Arc::new(keyed), KEYED).await?;
    }
    measured.extend(turns(&server, &mut connections, &later).await?);
    Ok(Run {
        endpoints: measured,
        idle,
        loaded: server.resident()?,
    })
}

/// Measures endpoints in turns.
async fn turns(
    server: &Server,
    connections: &mut Vec<Connection>,
    endpoints: &[Arc<Endpoint>],
) -> Result<Vec<Measured>> {
    for endpoint in endpoints {
        slice(connections, endpoint, WARM_UP).await?;
    }
    let mut sums: Vec<Sum> = endpoints.iter().map(|_| Sum::default()).collect();
    for turn in 0..REQUESTS / SLICE {
        for place in 0..endpoints.len() {
            // Nobody is always behind the same neighbour.
            let place = if turn % 2 == 0 {
                place
            } else {
                endpoints.len() - 1 - place
            };
            measure(server, connections, &endpoints[place], &mut sums[place]).await?;
        }
    }
    let sums = endpoints.iter().zip(sums);
    Ok(sums.map(|(endpoint, sum)| sum.into_measured(endpoint)).collect())
}

/// One slice of an endpoint, added to what it has.
pub async fn measure(
    server: &Server,
    connections: &mut Vec<Connection>,
    endpoint: &Arc<Endpoint>,
    sum: &mut Sum,
) -> Result<()> {
    let (server_before, client_before) = (server.on_processor()?, process::on_processor("self")?);
    let start = Instant::now();
    sum.times.extend(slice(connections, endpoint, SLICE).await?);
    sum.elapsed += start.elapsed();
    sum.server += server.on_processor()?.saturating_sub(server_before);
    sum.client += process::on_processor("self")?.saturating_sub(client_before);
    Ok(())
}

/// Spreads requests over the connections: whichever is free takes the next.
pub async fn slice(
    connections: &mut Vec<Connection>,
    endpoint: &Arc<Endpoint>,
    requests: usize,
) -> Result<Vec<Duration>> {
    let taken = Arc::new(AtomicUsize::new(0));
    let mut tasks = JoinSet::new();
    for mut connection in connections.drain(..) {
        let (endpoint, taken) = (Arc::clone(endpoint), Arc::clone(&taken));
        tasks.spawn(async move {
            let mut times = Vec::new();
            while taken.fetch_add(1, Ordering::Relaxed) < requests {
                times.push(connection.ask(&endpoint).await?);
            }
            Result::Ok((connection, times))
        });
    }
    let mut all = Vec::with_capacity(requests);
    while let Some(done) = tasks.join_next().await {
        let (connection, times) = done??;
        connections.push(connection);
        all.extend(times);
    }
    Ok(all)
}

/// An insert that only said so would be quick.
async fn check_rows(address: SocketAddr, endpoints: &[Arc<Endpoint>]) -> Result<()> {
    let request = format!("GET /rows HTTP/1.1\r\nHost: {address}\r\n\r\n");
    let mut connection = Connection::open(address).await?;
    let rows: usize = serde_json::from_slice(connection.send(request.as_bytes()).await?.body)?;
    let inserts = endpoints.iter().filter(|endpoint| endpoint.work == "insert").count();
    let expected = inserts * (WARM_UP + REQUESTS);
    if rows == expected {
        return Ok(());
    }
    Err(format!("{expected} rows were written, {rows} are there").into())
}

impl Sum {
    /// What they come to.
    pub fn into_measured(mut self, endpoint: &Endpoint) -> Measured {
        let requests = self.times.len() as f64;
        let each = |time: Duration| time.as_secs_f64() * 1e6 / requests;
        Measured {
            work: endpoint.work,
            way: endpoint.way,
            rate: requests / self.elapsed.as_secs_f64(),
            latency: Latency::of(&mut self.times),
            server: each(self.server),
            client: each(self.client),
        }
    }
}
