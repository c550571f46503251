//! Phrases of more than one word, as nodes: each is the phrase before its last word, and that word.

use crate::hash::hash_pair;
use crate::phrases::PhraseId;
use crate::shared::Shared;
use crate::vocabulary::WordId;

/// Nodes by number, without gaps from 0, and by what they are made of.
#[derive(Clone, Debug)]
pub(crate) struct Nodes {
    nodes: Shared<Node>,
    /// A power of two of slots, at most three quarters of them taken; a node is in the first free one from where its hash points.
    slots: Shared<Slot>,
}

/// A word of a phrase after the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    /// The phrase before the word.
    pub(crate) before: PhraseId,
    pub(crate) word: WordId,
}

impl Node {
    fn hash(self) -> u64 {
        hash_pair(self.before.0, self.word)
    }
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    node: u32,
    /// The upper 24 bits of the hash, and bits of [`crate::vocabulary::role`].
    tag_and_roles: u32,
}

const FREE: Slot = Slot { node: u32::MAX, tag_and_roles: 0 };

fn tag(hashed: u64) -> u32 {
    (hashed >> 40) as u32
}

impl Slot {
    fn tag(self) -> u32 {
        self.tag_and_roles >> 8
    }

    fn roles(self) -> u8 {
        self.tag_and_roles as u8
    }
}

impl Default for Nodes {
    fn default() -> Self {
        Nodes { nodes: Shared::default(), slots: Shared::filled(1 << 10, FREE) }
    }
}

impl Nodes {
    pub(crate) fn get(&self, node: u32) -> Option<Node> {
        self.nodes.get(node as usize)
    }

    /// The numbers and the roles of nodes; as with words, all are looked up together.
    pub(crate) fn look_up_all(&self, nodes: &[Node]) -> Vec<Option<(u32, u8)>> {
        let mask = self.slots.len() - 1;
        let first: Vec<Slot> = nodes.iter().map(|node| self.slots.at(node.hash() as usize & mask)).collect();
        let found = first.iter().zip(nodes).map(|(first, node)| {
            let place = self.find_from(*first, node.hash(), |slot| self.is(slot, *node))?;
            let slot = self.slots.at(place);
            Some((slot.node, slot.roles()))
        });
        found.collect()
    }

    /// The number of a node, given to it now where it had none, and whether it had none.
    pub(crate) fn learn(&mut self, node: Node) -> (u32, bool) {
        if let Some(place) = self.find(node.hash(), |slot| self.is(slot, node)) {
            return (self.slots.at(place).node, false);
        }
        let number = self.nodes.len() as u32;
        self.nodes.push(node);
        if self.nodes.len() * 4 > self.slots.len() * 3 {
            self.grow();
        }
        insert(&mut self.slots, node.hash(), Slot { node: number, tag_and_roles: tag(node.hash()) << 8 });
        (number, true)
    }

    /// Gives a node a role.
    pub(crate) fn give(&mut self, number: u32, role: u8) {
        let hashed = self.nodes.at(number as usize).hash();
        if let Some(place) = self.find(hashed, |slot| slot.node == number)
            && self.slots.at(place).roles() & role == 0
        {
            self.slots.at_mut(place).tag_and_roles |= u32::from(role);
        }
    }

    fn is(&self, slot: Slot, node: Node) -> bool {
        self.nodes.at(slot.node as usize) == node
    }

    fn find(&self, hashed: u64, is_it: impl Fn(Slot) -> bool) -> Option<usize> {
        self.find_from(self.slots.at(hashed as usize & (self.slots.len() - 1)), hashed, is_it)
    }

    /// The slot of a hash for which `is_it` holds, where the first one is at hand.
    #[inline]
    fn find_from(&self, first: Slot, hashed: u64, is_it: impl Fn(Slot) -> bool) -> Option<usize> {
        let mask = self.slots.len() - 1;
        let mut at = hashed as usize & mask;
        let mut slot = first;
        while slot.node != FREE.node {
            if slot.tag() == tag(hashed) && is_it(slot) {
                return Some(at);
            }
            at = (at + 1) & mask;
            slot = self.slots.at(at);
        }
        None
    }

    fn grow(&mut self) {
        let mut slots = Shared::filled(self.slots.len() * 2, FREE);
        for slot in self.slots.iter().filter(|slot| slot.node != FREE.node) {
            insert(&mut slots, self.nodes.at(slot.node as usize).hash(), slot);
        }
        self.slots = slots;
    }
}

fn insert(slots: &mut Shared<Slot>, hashed: u64, slot: Slot) {
    let mask = slots.len() - 1;
    let mut at = hashed as usize & mask;
    while slots.at(at).node != FREE.node {
        at = (at + 1) & mask;
    }
    *slots.at_mut(at) = slot;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::role;

    #[test]
    fn nodes_keep_their_numbers_and_roles_as_they_grow() {
        let node = |number: u32| Node { before: PhraseId(number / 3), word: number % 3 };
        let mut nodes = Nodes::default();
        for number in 0..20_000 {
            assert_eq!(nodes.learn(node(number)), (number, true));
            assert_eq!(nodes.learn(node(number)), (number, false));
            nodes.give(number, if number % 2 == 0 { role::PHRASE } else { role::BEGINS });
        }
        for number in 0..20_000 {
            let role = if number % 2 == 0 { role::PHRASE } else { role::BEGINS };
            assert_eq!(nodes.look_up_all(&[node(number)]), [Some((number, role))]);
            assert_eq!(nodes.get(number), Some(node(number)));
        }
        assert_eq!((nodes.look_up_all(&[node(20_000)]), nodes.get(20_000)), (vec![None], None));
    }

    /// Two nodes whose tags are the same, in slots side by side: each is still itself.
    #[test]
    fn nodes_with_one_tag_are_told_apart() {
        let mut nodes = Nodes::default();
        let [a, b] = [1, 2].map(|word| Node { before: PhraseId(7), word });
        let (first, second) = (nodes.learn(a).0, nodes.learn(b).0);
        let slot = |node| Slot { node, tag_and_roles: tag(b.hash()) << 8 };
        nodes.slots = Shared::filled(1 << 10, FREE);
        insert(&mut nodes.slots, b.hash(), slot(first));
        insert(&mut nodes.slots, b.hash(), slot(second));
        assert_eq!(nodes.look_up_all(&[b, a]), [Some((second, 0)), None]);
    }
}
