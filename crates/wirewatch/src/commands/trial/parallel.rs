//! Many documents at once, on all cores, their results in the order in which they were named.

use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{io, thread};

use serde::Serialize;

use super::output::Output;

/// The documents that are worked on before their results are written, for each core: many enough that no core waits
/// long for the others, few enough to be held in memory.
const AT_ONCE: usize = 32;

/// Does `work` for every input and writes what comes of it; what fails is complained of, and the rest goes on. The lines
/// are made on all cores, too.
pub(super) fn write_each<T: Serialize>(
    inputs: &[String],
    output: &mut Output,
    work: impl Fn(&str) -> anyhow::Result<T> + Sync,
) -> io::Result<()> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let work = |input: &str| Ok(serde_json::to_vec(&work(input)?)?);
    for batch in inputs.chunks(AT_ONCE * cores) {
        let results = in_parallel(batch, cores, &work);
        for (input, result) in batch.iter().zip(results) {
            match result {
                Ok(line) => output.written(&line)?,
                Err(error) => output.complain(input, error),
            }
            output.step();
        }
    }
    Ok(())
}

fn in_parallel<T: Send>(
    inputs: &[String],
    cores: usize,
    work: &(impl Fn(&str) -> anyhow::Result<T> + Sync),
) -> Vec<anyhow::Result<T>> {
    let next = AtomicUsize::new(0);
    let take = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(input) = inputs.get(index) else { return done };
            done.push((index, work_safely(input, work)));
        }
    };
    let mut done: Vec<_> = thread::scope(|scope| {
        let others: Vec<_> = (1..cores.min(inputs.len())).map(|_| scope.spawn(take)).collect();
        let own = take();
        own.into_iter().chain(others.into_iter().filter_map(|other| other.join().ok()).flatten()).collect()
    });
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

/// A parser that panics costs its document and nothing else, as in the daemon.
fn work_safely<T>(input: &str, work: &impl Fn(&str) -> anyhow::Result<T>) -> anyhow::Result<T> {
    panic::catch_unwind(AssertUnwindSafe(|| work(input)))
        .unwrap_or_else(|_| anyhow::bail!("the parser failed in a way that was not foreseen"))
}
