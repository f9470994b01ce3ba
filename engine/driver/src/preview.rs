use crate::{
    block::{Block, Chunk},
    chain::Chain,
    changes::Changes,
    draft::StepStorage,
    error::BlockError,
    events,
    input::{BlockEvent, ReplyInput},
    run::QueueRunOutput,
};
use alloc::{collections::BTreeSet, vec::Vec};
use core::fmt;
use core_processor::common::JournalNote;
use ethexe_common::gear::{Message, MessageType};
use ethexe_runtime_common::{BlockInfo, InBlockTransitions, TransitionController, state::Storage};
use gear_core::rpc::ReplyInfo;
use gprimitives::{ActorId, MessageId};

/// What a program would reply to a message, found by running the message on the chain as it is. Driven like a
/// [`Block`]; nothing of it stays but blobs that nobody refers to.
///
/// Only messages that follow from the one asked about are run: any other program's queue is emptied before
/// it gets its first of these. The run ends with the reply.
#[derive(Debug)]
pub struct Preview(Result<Block, NoReply>);

/// Why there is no reply to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoReply {
    UnknownProgram(ActorId),
    /// The program has not had its init message.
    NotInitialized(ActorId),
    /// The run ended (in a wait, or for want of gas) without a reply.
    NotFound,
}

impl fmt::Display for NoReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownProgram(program) => write!(f, "there is no program {program}"),
            Self::NotInitialized(program) => write!(f, "program {program} has had no init message yet"),
            Self::NotFound => f.write_str("the message was processed without a reply: the program may be waiting"),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    pub reply: ReplyInfo,
    /// What else would go to accounts that are no programs.
    pub messages: Vec<Message>,
    /// By all the messages that ran.
    pub gas_burned: u64,
}

/// The message asked about.
const MESSAGE_ID: MessageId = MessageId::zero();

impl Preview {
    /// The chain is taken as it is and given back by [`finish`](Self::finish).
    pub fn begin<S: Storage>(storage: &S, chain: Chain, input: ReplyInput) -> Result<Self, BlockError> {
        let program = input.program;
        let Some(state) = chain.states.get(&program) else {
            return Ok(Self(Err(NoReply::UnknownProgram(program))));
        };
        let state = storage.program_state(state.hash).expect("the chain's states are in the store");
        if state.requires_init_message() {
            return Ok(Self(Err(NoReply::NotInitialized(program))));
        }

        let info = BlockInfo { height: input.height, timestamp: input.timestamp };
        let mut block = Block::new(chain, info, input.gas_allowance);
        let message = BlockEvent::Message {
            program,
            id: MESSAGE_ID,
            source: input.source,
            payload: input.payload,
            value: input.value,
            call_reply: true,
        };
        // A message to a known program always has an effect.
        let _effect = events::apply(storage, &mut block.transitions, &mut block.step, |_| false, message)?;
        TransitionController { storage, transitions: &mut block.transitions }.update_state(program, |state, _, _| {
            state.canonical_queue.modify_queue(storage, |queue| {
                let message = queue.pop_back();
                queue.clear();
                message.into_iter().for_each(|message| queue.queue(message));
            });
        });
        block.note_step();
        block.queue_type = Some(MessageType::Canonical);
        block.simulation = Some(Simulation { program, emptied: [program].into() });
        Ok(Self(Ok(block)))
    }

    /// See [`Block::next_chunk`].
    pub fn next_chunk<S: Storage>(&mut self, storage: &S) -> Result<Option<Chunk>, BlockError> {
        self.0.as_mut().map_or(Ok(None), |block| block.next_chunk(storage))
    }

    /// See [`Block::apply_chunk`].
    pub fn apply_chunk<S: StepStorage>(&mut self, storage: &S, outputs: Vec<QueueRunOutput>) -> Result<(), BlockError> {
        self.0.as_mut().map_or(Ok(()), |block| block.apply_chunk(storage, outputs))
    }

    /// The reply, or why there is none; and the chain that it was begun with, if it was used: it has become another one,
    /// and differs from what it was in the changes alone.
    pub fn finish(self) -> (Result<Reply, NoReply>, Option<(Chain, Changes)>) {
        match self.0 {
            Ok(block) => (reply_of(&block), Some(block.into_chain())),
            Err(reason) => (Err(reason), None),
        }
    }
}

fn reply_of(block: &Block) -> Result<Reply, NoReply> {
    let gas_burned = block.record.dispatches.iter().map(|dispatch| dispatch.gas_burned).sum();
    let mut found = None;
    let mut messages = Vec::new();
    for (_, message) in block.transitions.current_messages() {
        match message.reply_details {
            Some(details) if details.to_message_id() == MESSAGE_ID => {
                let (payload, value, code) = (message.payload, message.value, details.to_reply_code());
                found = Some(ReplyInfo { payload, value, code });
            }
            _ if !block.transitions.is_program(&message.destination) => messages.push(message),
            _ => {}
        }
    }
    Ok(Reply { reply: found.ok_or(NoReply::NotFound)?, messages, gas_burned })
}

/// What makes a block a preview.
#[derive(Debug)]
pub(crate) struct Simulation {
    /// The program asked.
    pub program: ActorId,
    /// Programs whose queues hold nothing but what follows from the message.
    emptied: BTreeSet<ActorId>,
}

impl Simulation {
    /// Before a journal is handled: true if the reply is in it, else the queues of all receivers are emptied.
    pub fn prepare_receivers<S: Storage>(
        &mut self,
        storage: &S,
        transitions: &mut InBlockTransitions,
        journal: &[JournalNote],
    ) -> bool {
        let sent = || {
            journal.iter().filter_map(|note| match note {
                JournalNote::SendDispatch { dispatch, .. } => Some(dispatch),
                _ => None,
            })
        };
        let is_the_reply = |details: gear_core::message::ReplyDetails| details.to_message_id() == MESSAGE_ID;
        if sent().any(|dispatch| dispatch.reply_details().is_some_and(is_the_reply)) {
            return true;
        }
        for destination in sent().map(|dispatch| dispatch.destination()) {
            if transitions.is_program(&destination) {
                self.empty_queue(storage, transitions, destination);
            }
        }
        false
    }

    /// Empties a program's queue, once; true if this was the time.
    pub fn empty_queue<S: Storage>(
        &mut self,
        storage: &S,
        transitions: &mut InBlockTransitions,
        program: ActorId,
    ) -> bool {
        if !self.emptied.insert(program) {
            return false;
        }
        TransitionController { storage, transitions }.update_state(program, |state, _, _| {
            state.canonical_queue.modify_queue(storage, |queue| queue.clear());
        });
        true
    }
}
