//! What a block touches.

use crate::{events, input::BlockEvent};
use alloc::collections::BTreeSet;
use core_processor::common::JournalNote;
use ethexe_common::{Schedule, ScheduledTask};
use ethexe_runtime_common::{
    InBlockTransitions, WAIT_UP_TO_SAFE_DURATION,
    state::{MAILBOX_VALIDITY, ProgramState, QueryableStorage, Storage},
};
use gprimitives::ActorId;

/// The programs and tasks that a block touches: all that differ after it, and maybe more. They are told by what the
/// runtime is given to do, event by event and note by note, so that nobody has to look for them among all there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    pub programs: BTreeSet<ActorId>,
    /// By the height at which they are or were due.
    pub tasks: Schedule,
}

impl Changes {
    pub fn extend(&mut self, other: Self) {
        self.programs.extend(other.programs);
        for (height, tasks) in other.tasks {
            self.tasks.entry(height).or_default().extend(tasks);
        }
    }

    pub(crate) fn task(&mut self, height: u32, task: ScheduledTask) {
        self.tasks.entry(height).or_default().insert(task);
    }

    /// Before an event is applied. What a claim calls off is told by `events::apply`, which finds it.
    pub(crate) fn event(&mut self, event: &BlockEvent) {
        self.programs.insert(events::program_of(event));
    }

    /// Before a task is done that was due in a block of this height.
    pub(crate) fn due_task<S: Storage>(&mut self, storage: &S, transitions: &InBlockTransitions, task: &ScheduledTask) {
        self.programs.extend(program_of(task));
        // A message that was delayed goes to a mailbox, where it expires.
        let ScheduledTask::SendUserMessage { message_id, to_mailbox: program } = *task else { return };
        let Some(state) = state_of(storage, transitions, program) else { return };
        let Ok(stash) = storage.query(&state.stash_hash) else { return };
        if let Some((_, Some(user))) = stash.as_ref().get(&message_id).map(|entry| &entry.value) {
            let expiry = transitions.block_height() + MAILBOX_VALIDITY;
            self.task(expiry, ScheduledTask::RemoveFromMailbox((program, *user), message_id));
        }
    }

    /// Before a journal is handled that `program`'s run left.
    pub(crate) fn journal<S: Storage>(
        &mut self,
        storage: &S,
        transitions: &InBlockTransitions,
        program: ActorId,
        journal: &[JournalNote],
    ) {
        self.programs.insert(program);
        for note in journal {
            self.note(storage, transitions, note);
        }
    }

    fn note<S: Storage>(&mut self, storage: &S, transitions: &InBlockTransitions, note: &JournalNote) {
        let after = |blocks: u32| transitions.block_height().wrapping_add(blocks);
        let mut accounts = |accounts: [ActorId; 2]| {
            self.programs.extend(accounts.into_iter().filter(|account| transitions.is_program(account)));
        };
        match *note {
            JournalNote::SendDispatch { ref dispatch, delay, .. } => {
                let (id, from, to) = (dispatch.id(), dispatch.source(), dispatch.destination());
                accounts([from, to]);
                match (transitions.is_program(&to), delay) {
                    (true, 0) => {}
                    (true, _) => self.task(after(delay), ScheduledTask::SendDispatch((to, id))),
                    (false, 0) if dispatch.is_reply() => {}
                    (false, 0) => {
                        self.task(after(MAILBOX_VALIDITY), ScheduledTask::RemoveFromMailbox((from, to), id));
                    }
                    (false, _) => {
                        let task = ScheduledTask::SendUserMessage { message_id: id, to_mailbox: from };
                        self.task(after(delay), task);
                    }
                }
            }
            JournalNote::WaitDispatch { ref dispatch, duration: Some(duration), .. } => {
                let task = ScheduledTask::WakeMessage(dispatch.destination(), dispatch.id());
                // Which of the two it is, depends on the kind of wait.
                for duration in [duration, duration.min(WAIT_UP_TO_SAFE_DURATION)] {
                    self.task(after(duration), task);
                }
            }
            JournalNote::WakeMessage { program_id, awakening_id, .. } => {
                accounts([program_id; 2]);
                let Some(state) = state_of(storage, transitions, program_id) else { return };
                let Ok(waitlist) = storage.query(&state.waitlist_hash) else { return };
                if let Some(entry) = waitlist.as_ref().get(&awakening_id) {
                    self.task(entry.expiry, ScheduledTask::WakeMessage(program_id, awakening_id));
                }
            }
            JournalNote::ExitDispatch { id_exited, value_destination } => accounts([id_exited, value_destination]),
            JournalNote::SendValue { from, to, .. } => accounts([from, to]),
            // They concern the run's own program, or are handled within the run.
            _ => {}
        }
    }
}

/// The program that a task is of.
pub(crate) fn program_of(task: &ScheduledTask) -> Option<ActorId> {
    match *task {
        ScheduledTask::RemoveFromMailbox((program, _), _)
        | ScheduledTask::RemoveFromWaitlist(program, _)
        | ScheduledTask::WakeMessage(program, _)
        | ScheduledTask::SendDispatch((program, _))
        | ScheduledTask::SendUserMessage { to_mailbox: program, .. }
        | ScheduledTask::RemoveGasReservation(program, _) => Some(program),
    }
}

fn state_of<S: Storage>(storage: &S, transitions: &InBlockTransitions, program: ActorId) -> Option<ProgramState> {
    storage.program_state(transitions.state_of(&program)?.hash)
}
