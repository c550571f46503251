//! A disk that is full or fails: nothing is claimed, that is said, nothing is lost, and it goes on when it can.

use std::time::Duration;

use disk::{Disk, Failure};
use rand::SeedableRng;
use rand::rngs::StdRng;
use store::Error;

use crate::ledger;
use crate::news::News;
use crate::watcher::{Ended, Watcher};
use crate::world::World;

const MINUTE: Duration = Duration::from_secs(60);

/// How many rounds of all workers see each article through, with what fails on the way tried again, and the digests of the
/// next night and morning made.
const ROUNDS: usize = 200;

/// How long a round takes, first, and once everything was published and read.
const FIRST_ROUNDS: (usize, Duration) = (150, MINUTE);
const LAST_ROUNDS: Duration = Duration::from_secs(30 * 60);

/// Lets the disk fail before the `nth` step of each round, for that step.
async fn live_through(failure: Failure, nth: usize) {
    let mut random = StdRng::seed_from_u64(nth as u64);
    let mut world = World::new(1, 1).await;
    world.host_pause = Duration::ZERO;
    let disk = Disk::watch(world.directory());
    let (mut news, mut watcher) = (News::new(nth as u64), Watcher::default());
    let mut steps = world.start(&[], 1).await;
    let mut failed = 0;
    // Nothing is to be folded before the first digest is due.
    let mended = if nth == 4 { FIRST_ROUNDS.0 + 10 } else { 10 };
    for round in 0..ROUNDS {
        if round < 10 {
            news.publish(&mut random, &world);
        }
        world.time.pass(if round < FIRST_ROUNDS.0 { FIRST_ROUNDS.1 } else { LAST_ROUNDS });
        for worker in 0..5 {
            let fails = worker == nth && round < mended;
            disk.fail(fails.then_some(failure));
            let began = world.time.now();
            let asked = world.newsroom.totals().requests();
            let step = match worker {
                0 => steps.poll(1).await,
                1 => steps.read(1).await,
                2 => steps.group().await,
                3 => steps.send(1).await,
                _ => steps.fold().await,
            };
            disk.fail(None);
            match &step {
                Ok(step) => assert!(!fails || step.done == 0, "{failure:?}: nothing can be done"),
                Err(error) => {
                    failed += 1;
                    assert!(fails, "{failure:?}: {error}");
                    let told =
                        matches!((failure, error), (Failure::Full, Error::DiskFull(_)) | (_, Error::Io(_)));
                    assert!(told, "{failure:?} is told as {error:?}");
                    assert_eq!(
                        world.newsroom.totals().requests(),
                        asked,
                        "nothing is asked for without a claim"
                    );
                }
            }
            let how = if fails { Ended::Failed } else { Ended::Committed };
            watcher.look(&world, began, world.time.now(), how).unwrap();
        }
    }
    assert!(failed > 0, "{failure:?} at {nth} was never met");
    drop(steps);
    ledger::check(&world, &news, &watcher).unwrap();
}

#[tokio::test]
async fn a_disk_that_is_full_or_fails_loses_nothing_and_repeats_nothing() {
    for failure in [Failure::Full, Failure::Write, Failure::Sync] {
        for nth in 0..5 {
            live_through(failure, nth).await;
        }
    }
}
