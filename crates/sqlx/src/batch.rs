//! Writes of many calls in one statement.
//!
//! A statement costs a lock on the file, a commit, and a way to the thread of a connection and back. So the writes that came
//! while others were carried out are carried out together, each kind in one statement. No transaction stands around the
//! kinds: it would hold the lock while statements are on their way.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use leptos_actions_server::ledger::{Entry, EntryId, StoreError};
use sqlx::{Error, QueryBuilder, Sqlite, SqliteConnection, SqlitePool};
use tokio::sync::oneshot;

use crate::sqlite::now;

/// The most writes that are taken together, so that nobody else's waits long for the file.
const MOST: usize = 64;
/// How often the lock is tried for at once, which the way to the connection's thread and back makes some 30 µs.
const QUICK: u32 = 32;
/// How long is waited between further tries.
const MOMENT: Duration = Duration::from_millis(1);

/// A change of one entry.
#[derive(Debug)]
pub(crate) enum Write {
    Claim(EntryId, Entry),
    Finish(EntryId, Vec<u8>),
    Release(EntryId),
}

/// Carries writes out, one batch after another.
#[derive(Clone, Debug)]
pub(crate) struct Writer {
    pool: SqlitePool,
    queue: Arc<Mutex<Queue>>,
    own: Arc<tokio::sync::Mutex<Option<Own>>>,
}

#[derive(Debug, Default)]
struct Queue {
    waiting: Vec<Waiting>,
    /// A task is at work on it.
    is_worked_on: bool,
}

/// A write, and who waits for it.
#[derive(Debug)]
struct Waiting {
    write: Write,
    /// Takes whether a claim found nothing.
    done: oneshot::Sender<Result<bool, StoreError>>,
}

impl Writer {
    pub(crate) fn new(pool: SqlitePool) -> Self {
        Self {
            pool,
            queue: Arc::default(),
            own: Arc::default(),
        }
    }

    /// Carries a write out, and says of a claim whether it found nothing.
    pub(crate) async fn write(&self, write: Write) -> Result<bool, StoreError> {
        let (done, told) = oneshot::channel();
        let begins = {
            let mut queue = self.queue();
            queue.waiting.push(Waiting { write, done });
            !std::mem::replace(&mut queue.is_worked_on, true)
        };
        if begins {
            let at_work = AtWork {
                writer: self.clone(),
                has_ended: false,
            };
            tokio::spawn(at_work.work());
        }
        told.await.map_err(|_| "the ledger's task was stopped")?
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next writes, or the end of the work.
    fn next(&self) -> Option<Vec<Waiting>> {
        let mut queue = self.queue();
        let most = queue.waiting.len().min(MOST);
        queue.is_worked_on = most > 0;
        (most > 0).then(|| queue.waiting.drain(..most).collect())
    }

    /// Carries out what came together, each kind of write in one statement.
    async fn carry_out(&self, batch: Vec<Waiting>) {
        let mut kinds: [Vec<Waiting>; 3] = Default::default();
        for waiting in batch {
            let kind = match waiting.write {
                Write::Claim(..) => 0,
                Write::Finish(..) => 1,
                Write::Release(_) => 2,
            };
            kinds[kind].push(waiting);
        }
        let mut own = self.own.lock().await;
        for kind in kinds {
            self.carry_out_kind(&mut own, kind).await;
        }
    }

    async fn carry_out_kind(&self, own: &mut Option<Own>, batch: Vec<Waiting>) {
        let (writes, waiting): (Vec<_>, Vec<_>) = batch.into_iter().map(|it| (it.write, it.done)).unzip();
        let together = match writes.len() {
            0 | 1 => None,
            _ => self.write_on(own, &writes).await.ok(),
        };
        for (place, waiting) in waiting.into_iter().enumerate() {
            let done = match &together {
                Some(done) => Ok(done[place]),
                // A statement that failed has changed nothing. One of its writes may be at fault, and fails alone.
                None => self.write_on(own, &writes[place..=place]).await.map(|done| done[0]),
            };
            // Whoever has gone away is told nothing.
            let _ = waiting.send(done.map_err(Into::into));
        }
    }

    /// Writes on the connection, and lets it go when it may be broken.
    async fn write_on(&self, own: &mut Option<Own>, writes: &[Write]) -> Result<Vec<bool>, Error> {
        if self.pool.is_closed() {
            *own = None;
            return Err(Error::PoolClosed);
        }
        let connected = match own.take() {
            Some(connected) => connected,
            None => Own::open(&self.pool).await?,
        };
        let connected = own.insert(connected);
        let done = connected.write(writes).await;
        if done.as_ref().is_err_and(|error| error.as_database_error().is_none()) {
            *own = None;
        }
        done
    }
}

/// The task that works on a queue. Stopped in the middle, it fails those who wait.
struct AtWork {
    writer: Writer,
    /// The queue ran empty: from then on it may be another task's.
    has_ended: bool,
}

impl AtWork {
    async fn work(mut self) {
        while let Some(batch) = self.writer.next() {
            self.writer.carry_out(batch).await;
        }
        self.has_ended = true;
    }
}

impl Drop for AtWork {
    fn drop(&mut self) {
        if !self.has_ended {
            let mut queue = self.writer.queue();
            queue.is_worked_on = false;
            queue.waiting.clear();
        }
    }
}

/// The connection that everything is written on. It was one of the application's, and stands as that was set up.
#[derive(Debug)]
struct Own {
    connection: SqliteConnection,
    /// How long it waits for the lock on the file, as the application has said.
    patience: Duration,
}

impl Own {
    async fn open(pool: &SqlitePool) -> Result<Self, Error> {
        let mut connection = pool.acquire().await?.detach();
        let milliseconds: u32 = sqlx::query_scalar("PRAGMA busy_timeout")
            .fetch_one(&mut connection)
            .await?;
        // SQLite's own way to wait sleeps longer each time, up to 100 ms, while those who hold the lock do so for some
        // 50 µs. All calls that have a key would sleep with it, so the waiting is done here.
        sqlx::query("PRAGMA busy_timeout = 0").execute(&mut connection).await?;
        Ok(Self {
            connection,
            patience: Duration::from_millis(milliseconds.into()),
        })
    }

    async fn write(&mut self, writes: &[Write]) -> Result<Vec<bool>, Error> {
        let end = Instant::now() + self.patience;
        let mut tries = 0;
        loop {
            match each(&mut self.connection, writes).await {
                Err(error) if is_busy(&error) && Instant::now() < end => tries += 1,
                done => return done,
            }
            if tries > QUICK {
                tokio::time::sleep(MOMENT).await;
            }
        }
    }
}

/// Returns whether another connection has the lock: `SQLITE_BUSY` or `SQLITE_LOCKED`, in the lowest byte of its code.
fn is_busy(error: &Error) -> bool {
    let code = error
        .as_database_error()
        .and_then(|error| error.code()?.parse::<u32>().ok());
    code.is_some_and(|code| matches!(code & 0xff, 5 | 6))
}

/// One statement, for writes of one kind.
async fn each(connection: &mut SqliteConnection, writes: &[Write]) -> Result<Vec<bool>, Error> {
    let mut claims = Vec::new();
    let mut answers = Vec::new();
    let mut releases = Vec::new();
    for write in writes {
        match write {
            Write::Claim(id, entry) => claims.push((id, entry)),
            Write::Finish(id, answer) => answers.push((id, answer)),
            Write::Release(id) => releases.push(id),
        }
    }
    let mut ours = claim(connection, &claims).await?;
    finish(connection, &answers).await?;
    release(connection, &releases).await?;
    let done = writes.iter().map(|write| match write {
        // Of several claims of one entry the first has won.
        Write::Claim(id, _) => ours.remove(&id.0[..]),
        _ => true,
    });
    Ok(done.collect())
}

/// The entries that were free.
async fn claim(connection: &mut SqliteConnection, claims: &[(&EntryId, &Entry)]) -> Result<HashSet<Vec<u8>>, Error> {
    if claims.is_empty() {
        return Ok(HashSet::new());
    }
    let mut insert = QueryBuilder::<Sqlite>::new("INSERT INTO leptos_actions_ledger (id, owner, arguments, at) ");
    let at = now();
    insert.push_values(claims, |mut row, (id, entry)| {
        row.push_bind(id.0.to_vec())
            .push_bind(entry.owner.to_vec())
            .push_bind(entry.arguments.to_vec())
            .push_bind(at);
    });
    insert.push(" ON CONFLICT (id) DO NOTHING RETURNING id");
    let ids = insert.build_query_scalar().persistent(claims.len() == 1);
    Ok(ids.fetch_all(connection).await?.into_iter().collect())
}

async fn finish(connection: &mut SqliteConnection, answers: &[(&EntryId, &Vec<u8>)]) -> Result<(), Error> {
    if answers.is_empty() {
        return Ok(());
    }
    let mut update = QueryBuilder::<Sqlite>::new("UPDATE leptos_actions_ledger SET answer = new.column2 FROM (");
    update.push_values(answers, |mut row, (id, answer)| {
        row.push_bind(id.0.to_vec()).push_bind(answer.to_vec());
    });
    update.push(") AS new WHERE id = new.column1");
    update
        .build()
        .persistent(answers.len() == 1)
        .execute(connection)
        .await?;
    Ok(())
}

async fn release(connection: &mut SqliteConnection, ids: &[&EntryId]) -> Result<(), Error> {
    if ids.is_empty() {
        return Ok(());
    }
    let mut delete = QueryBuilder::<Sqlite>::new("DELETE FROM leptos_actions_ledger WHERE answer IS NULL AND id IN (");
    let mut list = delete.separated(", ");
    for id in ids {
        list.push_bind(id.0.to_vec());
    }
    delete.push(")");
    delete.build().persistent(ids.len() == 1).execute(connection).await?;
    Ok(())
}
