//! Sums over the parts of a page.

use super::tree::{Id, Tree};

/// Running sums over the nodes in document order, so that the sum over any element's inside is one subtraction.
pub(super) struct Sums(Vec<u64>);

impl Sums {
    /// Sums the values, each given with its node.
    pub(super) fn of(tree: &Tree<'_>, values: impl Iterator<Item = (Id, usize)>) -> Sums {
        let mut sums = vec![0; tree.len() + 1];
        for (id, value) in values {
            sums[id + 1] += value as u64;
        }
        let mut total = 0;
        for sum in &mut sums {
            total += *sum;
            *sum = total;
        }
        Sums(sums)
    }

    /// The sum over the node `id` and all inside it.
    pub(super) fn within(&self, tree: &Tree<'_>, id: Id) -> u64 {
        self.0[tree.end(id)] - self.0[id]
    }
}
