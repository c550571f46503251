//! The power fails at every point at which something was synced: whatever was acknowledged or sent before is known after.

use std::collections::BTreeMap;
use std::time::Duration;

use disk::{Disk, Operation, after_power_loss};
use rand::SeedableRng;
use rand::rngs::StdRng;
use rusqlite::Connection;
use store::{Status, Store};
use testkit::Answer;

use crate::ledger;
use crate::news::News;
use crate::watcher::Broken;
use crate::world::{ENDPOINTS, World};

/// How often news is published, and the workers are stepped until they have nothing to do.
const ROUNDS: usize = 12;

/// What was acknowledged and sent when so many operations had been made.
struct Known {
    operations: usize,
    /// Entries, articles in their place, alerts, deliveries that arrived, and those that went into digests.
    counts: [u64; 5],
    /// What the receivers had got: ids and bodies.
    sent: BTreeMap<String, Vec<u8>>,
}

/// A day in the life of the daemon on a disk that is watched.
async fn live(world: &mut World, disk: &Disk) -> Vec<Known> {
    let mut random = StdRng::seed_from_u64(11);
    let mut news = News::new(11);
    let mut known = Vec::new();
    let mut steps = world.start(&[], 11).await;
    for round in 0..ROUNDS {
        news.publish(&mut random, world);
        news.publish(&mut random, world);
        world.sinks[0].answer_next(Answer::Status(500));
        world.time.pass(Duration::from_secs(1_800));
        loop {
            let mut done = 0;
            done += steps.poll(1).await.unwrap().done;
            known.push(acknowledged(world, disk));
            done += steps.read(1).await.unwrap().done;
            known.push(acknowledged(world, disk));
            done += steps.group().await.unwrap().done;
            known.push(acknowledged(world, disk));
            done += steps.send(1).await.unwrap().done;
            known.push(acknowledged(world, disk));
            done += steps.fold().await.unwrap().done;
            known.push(acknowledged(world, disk));
            if done == 0 {
                break;
            }
            world.time.pass(Duration::from_secs(2));
        }
        if round % 4 == 3 {
            // An orderly end brings all of the log into the file, and deletes the log.
            drop(steps);
            steps = world.start(&[], 11).await;
        }
    }
    known
}

fn acknowledged(world: &World, disk: &Disk) -> Known {
    let status = Status::read(&world.database()).unwrap();
    // A chat's messages carry no id.
    let webhooks = world.sinks.iter().zip(ENDPOINTS).filter(|(_, name)| *name != "chat");
    let webhooks = webhooks.flat_map(|(sink, _)| sink.all());
    Known {
        operations: disk.count(),
        counts: counts(&status),
        sent: webhooks.map(|received| (received.id, received.body.to_vec())).collect(),
    }
}

fn counts(status: &Status) -> [u64; 5] {
    [status.entries, status.placed, status.alerts, status.delivered, status.folded]
}

/// Opens what the disk has left, as the daemon does, and holds it against what was known.
async fn check(operations: &[Operation], known: &Known, seed: u64) -> Result<(), Broken> {
    let directory = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
    for (path, bytes) in after_power_loss(operations, &mut StdRng::seed_from_u64(seed)) {
        // What is shared between connections is in memory only, and not here.
        std::fs::write(directory.path().join(path.file_name().unwrap()), bytes).unwrap();
    }
    let path = directory.path().join("a.db");
    drop(Store::open(&path).map_err(|error| Broken(format!("it does not open: {error}")))?);
    let database = Connection::open(&path).unwrap();
    ledger::is_sound(&database)?;
    let status = Status::read(&path).map_err(|error| Broken(format!("it cannot be read: {error}")))?;
    let counts = counts(&status);
    if counts.iter().zip(&known.counts).any(|(found, known)| found < known) {
        return Err(Broken(format!("{:?} was acknowledged, and {counts:?} is known", known.counts)));
    }
    sent(&database, known)
}

fn sent(database: &Connection, known: &Known) -> Result<(), Broken> {
    let mut body = database
        .prepare("SELECT body FROM delivery JOIN event ON event.id = delivery.event WHERE webhook_id = ?1")
        .unwrap();
    for (id, sent) in &known.sent {
        let kept: Option<String> = body.query_row([id], |row| row.get(0)).ok();
        if kept.as_deref().map(str::as_bytes) != Some(sent) {
            return Err(Broken(format!("{id} was sent, and is not known with its body")));
        }
    }
    Ok(())
}

/// The points just before and just after each sync, with what was known by then.
fn cuts<'a>(operations: &[Operation], known: &'a [Known]) -> Vec<(usize, &'a Known)> {
    let syncs = (0..operations.len()).filter(|at| matches!(operations[*at], Operation::Sync { .. }));
    let cuts = syncs.flat_map(|at| [at, at + 1]);
    // Before the first acknowledgement nothing is promised but that the database opens.
    cuts.filter_map(|cut| Some((cut, known.iter().rev().find(|known| known.operations <= cut)?))).collect()
}

async fn recorded() -> (Vec<Operation>, Vec<Known>) {
    let mut world = World::new(2, 3).await;
    world.host_pause = Duration::ZERO;
    let disk = Disk::watch(world.directory());
    let known = live(&mut world, &disk).await;
    let operations = disk.operations();
    // A look at the file, which the test takes, writes nothing; all else is the daemon's.
    let last = known.last().unwrap();
    assert!(last.sent.len() > ROUNDS && last.counts[4] > 0);
    (operations, known)
}

#[tokio::test]
async fn a_power_loss_at_any_sync_point_loses_nothing_that_was_acknowledged_or_sent() {
    let (operations, known) = recorded().await;
    let cuts = cuts(&operations, &known);
    assert!(cuts.len() > 200, "{} cuts", cuts.len());
    for (cut, known) in &cuts {
        if let Err(Broken(why)) = check(&operations[..*cut], known, *cut as u64).await {
            panic!("after {cut} of {} operations: {why}", operations.len());
        }
    }
    println!("{} cuts in {} operations", cuts.len(), operations.len());
}

#[tokio::test]
async fn a_disk_that_says_it_synced_and_has_not_is_found_out() {
    let (operations, known) = recorded().await;
    let last = known.last().unwrap();
    let half = operations.len() / 2;
    let is_honest = |at: usize| at < half || !matches!(operations[at], Operation::Sync { .. });
    let lying: Vec<Operation> =
        (0..operations.len()).filter(|at| is_honest(*at)).map(|at| operations[at].clone()).collect();
    let mut found_out = 0;
    for seed in 0..20 {
        found_out += usize::from(check(&lying, last, seed).await.is_err());
    }
    assert!(found_out > 0);
}
