use crate::changes::{Changes, program_of};
use alloc::collections::{BTreeMap, BTreeSet};
use ethexe_common::{ProgramStates, Schedule, StateHashWithQueueSize};
use gprimitives::{ActorId, CodeId};
use parity_scale_codec::{Decode, Encode};

/// What outlives a block. SCALE-encoded it is a save file, without the blobs that the states refer to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Chain {
    /// State hash and queue sizes of every program ever created.
    pub states: ProgramStates,
    /// Tasks by the height at which they are due.
    pub schedule: Schedule,
    /// The code that each program was created with.
    pub code_ids: BTreeMap<ActorId, CodeId>,
    /// Programs with messages in their queues, of which a block keeps count then. Where nobody has counted them, each
    /// round of a block looks through all programs, as on a node.
    #[codec(skip)]
    pub queued: Option<BTreeSet<ActorId>>,
}

impl Chain {
    /// From now on blocks keep count of the programs that have messages.
    pub fn count_queued(&mut self) {
        let with_messages = self.states.iter().filter(|(_, state)| has_messages(state));
        self.queued = Some(with_messages.map(|(&program, _)| program).collect());
    }

    /// Makes this chain what `other` is, as far as the two may differ: in `changes` alone.
    pub fn follow(&mut self, other: &Self, changes: &Changes) {
        for program in &changes.programs {
            copy(&mut self.states, &other.states, program);
            copy(&mut self.code_ids, &other.code_ids, program);
            if let (Some(own), Some(queued)) = (&mut self.queued, &other.queued) {
                if queued.contains(program) {
                    own.insert(*program)
                } else {
                    own.remove(program)
                };
            }
        }
        for (height, tasks) in &changes.tasks {
            let there = other.schedule.get(height);
            let own = self.schedule.entry(*height).or_default();
            for task in tasks {
                if there.is_some_and(|there| there.contains(task)) {
                    own.insert(*task)
                } else {
                    own.remove(task)
                };
            }
            if own.is_empty() {
                self.schedule.remove(height);
            }
        }
    }

    /// The tasks that are due to a program.
    pub fn tasks_of(&self, program: ActorId) -> Schedule {
        let own = self.schedule.iter().map(|(&height, tasks)| {
            (height, tasks.iter().filter(|task| program_of(task) == Some(program)).cloned().collect::<BTreeSet<_>>())
        });
        own.filter(|(_, tasks)| !tasks.is_empty()).collect()
    }
}

pub(crate) fn has_messages(state: &StateHashWithQueueSize) -> bool {
    state.canonical_queue_size != 0 || state.injected_queue_size != 0
}

fn copy<T: Copy>(to: &mut BTreeMap<ActorId, T>, from: &BTreeMap<ActorId, T>, program: &ActorId) {
    match from.get(program) {
        Some(&value) => to.insert(*program, value),
        None => to.remove(program),
    };
}
