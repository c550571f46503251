//! The thread that owns a connection: takes jobs from a bounded queue and runs all that wait as one transaction.
//!
//! Group commit: with `synchronous=FULL` the cost of a commit is its sync, so jobs that arrive while one is running
//! share the next. Each job has a savepoint of its own, so that one that fails takes no other with it, and nobody hears
//! of success before the commit.

use std::cell::{Cell, OnceCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::JoinHandle;

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use crate::Error;
use crate::topic::{Topic, Topics};

/// The most jobs that wait; more make their senders wait.
const QUEUE: usize = 1024;

/// The most jobs in one transaction, which bounds how long the first of them waits for its commit.
const GROUP: usize = 256;

/// A job's view of the database: its statements and the topics that its commit will wake.
pub(crate) struct Transaction<'a> {
    connection: &'a Connection,
    touched: Cell<Topics>,
    failed: OnceCell<Error>,
}

impl Transaction<'_> {
    /// Wakes the workers of `topic` once this is committed.
    pub(crate) fn touch(&self, topic: Topic) {
        self.touched.set(self.touched.get().with(topic));
    }
}

impl std::ops::Deref for Transaction<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection
    }
}

/// Runs once, within a transaction or told why there is none; returns what is to be done when its fate is known.
type Job = Box<dyn FnOnce(Result<&Transaction<'_>, Error>) -> Finish + Send>;
type Finish = Box<dyn FnOnce(Result<(), Error>) + Send>;

/// The queue to a connection's thread.
#[derive(Clone)]
pub(crate) struct Thread(mpsc::Sender<Job>);

impl Thread {
    /// Starts a thread that owns `connection` until the last handle is dropped and the queue is empty, and then calls `ends` with
    /// it. The thread can be waited for.
    pub(crate) fn start(
        name: &str,
        connection: Connection,
        begin: &'static str,
        ends: impl FnOnce(Connection) + Send + 'static,
        committed: impl Fn(Topics) + Send + 'static,
    ) -> std::io::Result<(Thread, JoinHandle<()>)> {
        let (sender, mut queue) = mpsc::channel::<Job>(QUEUE);
        let thread = std::thread::Builder::new().name(name.to_owned()).spawn(move || {
            let mut group = Vec::with_capacity(GROUP);
            while queue.blocking_recv_many(&mut group, GROUP) > 0 {
                run_group(&connection, begin, &mut group, &committed);
            }
            ends(connection);
        })?;
        Ok((Thread(sender), thread))
    }

    /// Runs `work` in the next transaction and returns its result once that is committed.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (sender, receiver) = oneshot::channel();
        let job: Job = Box::new(move |transaction| {
            let result = transaction.and_then(|transaction| in_savepoint(transaction, work));
            Box::new(move |committed| {
                let _ = sender.send(committed.and(result));
            })
        });
        self.0.send(job).await.map_err(|_| Error::Stopped)?;
        receiver.await.map_err(|_| Error::Stopped)?
    }
}

fn run_group(connection: &Connection, begin: &str, group: &mut Vec<Job>, committed: &impl Fn(Topics)) {
    let mut fate = connection.execute_batch(begin).map_err(Error::from);
    let mut touched = Topics::default();
    let mut finishes = Vec::with_capacity(group.len());
    for job in group.drain(..) {
        let transaction = Transaction { connection, touched: Cell::default(), failed: OnceCell::new() };
        finishes.push(job(fate.as_ref().map(|()| &transaction).map_err(Clone::clone)));
        touched = touched.and(transaction.touched.get());
        // Some failures, a full disk among them, end the whole transaction, and the group's fate with it.
        if let Some(error) = transaction.failed.into_inner().filter(|_| connection.is_autocommit()) {
            fate = fate.and(Err(error));
        }
    }
    let result = fate.and_then(|()| connection.execute_batch("COMMIT").map_err(Error::from));
    if result.is_err() && !connection.is_autocommit() {
        // A commit that failed for want of space leaves its transaction open.
        let _ = connection.execute_batch("ROLLBACK");
    }
    if result.is_ok() {
        committed(touched);
    }
    for finish in finishes {
        finish(result.clone());
    }
}

fn in_savepoint<T>(
    transaction: &Transaction<'_>,
    work: impl FnOnce(&Transaction<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    transaction.execute_batch("SAVEPOINT job")?;
    // A mistake in one job costs that job; the thread and the lock on the file stay.
    let result = catch_unwind(AssertUnwindSafe(|| work(transaction)))
        .unwrap_or_else(|_| Err(Error::Statement(Arc::new(std::io::Error::other("the job panicked")))));
    if let Err(error) = &result {
        transaction.touched.set(Topics::default());
        let _ = transaction.failed.set(error.clone());
        if transaction.is_autocommit() {
            return result;
        }
        if transaction.execute_batch("ROLLBACK TO job").is_err() {
            // Half a job must not be committed: the group goes with it.
            let _ = transaction.execute_batch("ROLLBACK");
            return result;
        }
    }
    transaction.execute_batch("RELEASE job")?;
    result
}
