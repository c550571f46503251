//! What was done to files, and what a disk may have of it after a power loss.

use std::collections::BTreeMap;
use std::path::PathBuf;

use rand::RngExt;
use rand::rngs::StdRng;

/// Disks write so many bytes as a whole or not at all.
const SECTOR: usize = 512;

/// One thing done to a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Bytes were written.
    Write {
        /// The file.
        path: PathBuf,
        /// Where they begin.
        offset: usize,
        /// The bytes.
        data: Vec<u8>,
    },
    /// The file was cut, or filled with zeros, to a length.
    Truncate {
        /// The file.
        path: PathBuf,
        /// The length in bytes.
        length: usize,
    },
    /// All that was done to the file so far is on the disk once this has returned.
    Sync {
        /// The file.
        path: PathBuf,
    },
    /// The file was deleted.
    Delete {
        /// The file.
        path: PathBuf,
    },
}

/// Files by their paths.
pub type Files = BTreeMap<PathBuf, Vec<u8>>;

/// The files as a disk may have them where the power fails after these operations: what was synced as it was, and of what
/// was not, in the order of the operations, each as a whole, in part, or not at all.
///
/// A file of which nothing was ever synced may be missing. A deletion counts at once: SQLite syncs the directory after those
/// that matter to it, and can do without the others.
#[must_use]
pub fn after_power_loss(operations: &[Operation], random: &mut StdRng) -> Files {
    let mut files = Files::new();
    let mut pending: BTreeMap<&PathBuf, Vec<&Operation>> = BTreeMap::new();
    for operation in operations {
        match operation {
            Operation::Write { path, .. } | Operation::Truncate { path, .. } => {
                pending.entry(path).or_default().push(operation);
            }
            Operation::Sync { path } => {
                let file = files.entry(path.clone()).or_default();
                pending
                    .remove(path)
                    .into_iter()
                    .flatten()
                    .for_each(|operation| apply(file, operation, usize::MAX));
            }
            Operation::Delete { path } => {
                files.remove(path);
                pending.remove(path);
            }
        }
    }
    for (path, operations) in pending {
        if !files.contains_key(path) && random.random_bool(0.5) {
            continue;
        }
        let file = files.entry(path.clone()).or_default();
        // A disk that was nearly done, or had hardly begun, is as likely as one in between.
        let share = *[0.05, 0.5, 0.95].get(random.random_range(0..3)).unwrap_or(&0.5);
        for operation in operations {
            if random.random_bool(share) {
                apply(file, operation, usize::MAX);
            } else if random.random_bool(0.3) {
                apply(file, operation, SECTOR * random.random_range(0..8));
            }
        }
    }
    files
}

/// Does an operation to a file's bytes; of a write at most `most` bytes.
fn apply(file: &mut Vec<u8>, operation: &Operation, most: usize) {
    match operation {
        Operation::Write { offset, data, .. } => {
            let data = data.get(..most.min(data.len())).unwrap_or_default();
            let end = offset + data.len();
            if file.len() < end && !data.is_empty() {
                file.resize(end, 0);
            }
            if let Some(place) = file.get_mut(*offset..end) {
                place.copy_from_slice(data);
            }
        }
        Operation::Truncate { length, .. } => file.resize(*length, 0),
        Operation::Sync { .. } | Operation::Delete { .. } => {}
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    fn write(data: &[u8]) -> Operation {
        Operation::Write { path: "a".into(), offset: 0, data: data.to_vec() }
    }

    #[test]
    fn what_was_synced_stays_and_what_was_not_may_be_lost() {
        let sync = Operation::Sync { path: "a".into() };
        let operations = [write(b"old"), sync, write(b"new")];
        let seen: std::collections::BTreeSet<Vec<u8>> = (0..100)
            .map(|seed| {
                after_power_loss(&operations, &mut StdRng::seed_from_u64(seed)).remove(&PathBuf::from("a"))
            })
            .map(|file| file.expect("it was synced"))
            .collect();
        assert_eq!(seen, [b"new".to_vec(), b"old".to_vec()].into());
    }

    #[test]
    fn a_write_is_cut_between_sectors() {
        let mut file = vec![0; 1_024];
        apply(&mut file, &write(&[1; 1_024]), SECTOR);
        assert_eq!(file, [[1; 512], [0; 512]].concat());
    }

    #[test]
    fn what_is_deleted_is_gone() {
        let sync = Operation::Sync { path: "a".into() };
        let operations = [write(b"old"), sync, Operation::Delete { path: "a".into() }];
        assert!(after_power_loss(&operations, &mut StdRng::seed_from_u64(1)).is_empty());
    }
}
