//! Which programs run together: a deterministic function of the queue sizes.

use alloc::{collections::VecDeque, vec, vec::Vec};
use gprimitives::{ActorId, H256};

/// Programs that run in parallel at most.
pub const CHUNK_SIZE: usize = 16;

/// A program about to run, with its state *as the round begins*: a message that a later chunk's program gets
/// from an earlier chunk of the same round is not in that state, and is lost when the run's result replaces it.
/// It takes more than sixteen programs with messages in one block to see this; the node does the same.
pub type Planned = (ActorId, H256);

/// Splits the programs that have messages (`(program, state, queue size)`, by ascending program) into the chunks
/// of one round, the longest queues first. `first`, the program of a preview, counts as the longest.
///
/// With n chunks, programs are grouped by queue size 1, 2 … n and above, and this order is reversed as a whole.
pub fn split(programs: Vec<(ActorId, H256, u8)>, first: Option<ActorId>) -> VecDeque<Vec<Planned>> {
    let groups = programs.len().div_ceil(CHUNK_SIZE);
    let mut by_size = vec![Vec::new(); groups];
    for (program, state, size) in programs {
        let group = if first == Some(program) { groups } else { usize::from(size).min(groups) };
        by_size[group - 1].push((program, state));
    }
    let ordered: Vec<Planned> = by_size.into_iter().flatten().rev().collect();
    ordered.chunks(CHUNK_SIZE).map(<[_]>::to_vec).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn programs(sizes: &[u8]) -> Vec<(ActorId, H256, u8)> {
        sizes.iter().enumerate().map(|(i, &size)| (ActorId::from(i as u64), H256::zero(), size)).collect()
    }

    fn order(chunks: &VecDeque<Vec<Planned>>) -> Vec<Vec<u64>> {
        let number = |(program, _): &Planned| u64::from_le_bytes(program.into_bytes()[12..20].try_into().unwrap());
        chunks.iter().map(|chunk| chunk.iter().map(number).collect()).collect()
    }

    #[test]
    fn one_chunk_runs_in_descending_order_whatever_the_sizes() {
        assert_eq!(order(&split(programs(&[9, 1, 5]), None)), [[2, 1, 0]]);
        assert!(split(Vec::new(), None).is_empty());
    }

    #[test]
    fn longer_queues_first() {
        let mut sizes = [1; 17];
        sizes[3] = 2;
        let chunks = order(&split(programs(&sizes), None));
        assert_eq!(chunks.iter().map(Vec::len).collect::<Vec<_>>(), [16, 1]);
        assert_eq!((chunks[0][0], chunks[0][1], chunks[1][0]), (3, 16, 0));
    }

    #[test]
    fn the_previewed_program_comes_first_of_equals() {
        let chunks = order(&split(programs(&[1; 20]), Some(ActorId::from(7))));
        assert_eq!(chunks[0][0], 7);
    }
}
