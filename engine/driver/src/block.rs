use crate::{
    chain::{Chain, has_messages},
    changes::Changes,
    chunks::{self, Planned},
    draft::StepStorage,
    error::{BlockError, Ignored},
    events,
    input::{BlockEvent, BlockInput},
    output::DispatchReport,
    preview::Simulation,
    run::QueueRunOutput,
};
use alloc::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    vec::Vec,
};
use ethexe_common::{
    CALL_REPLY_SOFT_LIMIT, OUTGOING_MESSAGES_BYTES_SOFT_LIMIT, OUTGOING_MESSAGES_SOFT_LIMIT,
    PROGRAM_MODIFICATIONS_SOFT_LIMIT, PromisePolicy, StateHashWithQueueSize,
    gear::{CHUNK_PROCESSING_GAS_LIMIT, MessageType, StateTransition},
    injected::Promise,
};
use ethexe_runtime_common::{
    BlockInfo, FinalizedBlockTransitions, InBlockTransitions, JournalHandler, ScheduleHandler, TransitionController,
    state::Storage,
};
use gear_core::gas::GasAllowanceCounter;
use gprimitives::{ActorId, CodeId, H256};

/// One block as a state machine: [`begin`](Self::begin), then [`next_chunk`](Self::next_chunk) and
/// [`apply_chunk`](Self::apply_chunk) in turn until there is no chunk left, then [`finish`](Self::finish).
///
/// The order is the node's: injected transactions, events, tasks that are due, the injected queues, the canonical
/// queues. The queues of one kind run in rounds until none has messages: a round splits the programs into chunks,
/// a chunk's programs run in parallel, and their journals are handled one by one in the chunk's order. Between
/// chunks the limits are checked; what is left in the queues then waits for the next block.
///
/// All calls of a block must be given the same storage.
#[derive(Debug)]
pub struct Block {
    info: BlockInfo,
    pub(crate) transitions: InBlockTransitions,
    code_ids: BTreeMap<ActorId, CodeId>,
    /// See [`Chain::queued`].
    queued: Option<BTreeSet<ActorId>>,
    /// What the step under way touches: the block's beginning, or a chunk's journals.
    pub(crate) step: Changes,
    /// What the steps before it did.
    changes: Changes,
    limits: Limits,
    /// The kind of queue now running; none when the block is through.
    pub(crate) queue_type: Option<MessageType>,
    /// The rest of the round.
    planned: VecDeque<Vec<Planned>>,
    /// The chunk given out and not yet applied.
    running: Option<Chunk>,
    pub(crate) simulation: Option<Simulation>,
    pub(crate) record: Record,
}

/// What is left of a block's allowances.
#[derive(Debug)]
struct Limits {
    gas_allowance: u64,
    gas: GasAllowanceCounter,
    out_of_gas: bool,
    outgoing_messages: u32,
    outgoing_messages_bytes: u32,
    call_replies: u32,
}

/// What happened, beside the states.
#[derive(Debug, Default)]
pub(crate) struct Record {
    scheduled_tasks_run: usize,
    ignored: Vec<Ignored>,
    pub dispatches: Vec<DispatchReport>,
    promises: Vec<Promise>,
}

/// Programs whose queues can run at the same time, each on its own.
#[derive(Clone, Debug)]
pub struct Chunk {
    pub queue_type: MessageType,
    /// Gas that each of the runs may spend: they spend at the same time, so the block is charged the most of any.
    pub gas_allowance: u64,
    pub promise_policy: PromisePolicy,
    pub block_info: BlockInfo,
    pub items: Vec<ChunkItem>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChunkItem {
    pub program_id: ActorId,
    pub state_hash: H256,
    pub code_id: CodeId,
}

/// A block that is through.
#[derive(Clone, Debug)]
pub struct FinishedBlock {
    pub height: u32,
    /// Seconds.
    pub timestamp: u64,
    /// The chain with the block in it.
    pub chain: Chain,
    /// Where it may differ from the chain before.
    pub changes: Changes,
    /// By program.
    pub transitions: Vec<StateTransition>,
    pub scheduled_tasks_run: usize,
    pub gas_allowance_spent: u64,
    /// In the order of execution; those that ended in a wait are left out.
    pub dispatches: Vec<DispatchReport>,
    /// By transaction.
    pub promises: Vec<Promise>,
    /// Events without effect.
    pub ignored: Vec<Ignored>,
}

impl Block {
    /// Queues injected transactions and then the other events, and runs the tasks that are due.
    ///
    /// An event that can have no effect is ignored and listed in [`FinishedBlock::ignored`]; `code_is_valid`
    /// tells whether a program may be created with a code. The chain is taken as it is, since to copy one takes as long
    /// as it has programs; who may want it back keeps another.
    pub fn begin<S: StepStorage>(
        storage: &S,
        chain: Chain,
        input: BlockInput,
        code_is_valid: impl Fn(CodeId) -> bool,
    ) -> Result<Self, BlockError> {
        let info = BlockInfo { height: input.height, timestamp: input.timestamp };
        let due = chain.schedule.range(..=info.height).map(|(&height, tasks)| (height, tasks.clone())).collect();
        let mut block = Self::new(chain, info, input.gas_allowance);
        block.step.tasks = due;

        let (injected, others): (Vec<_>, Vec<_>) =
            input.events.into_iter().enumerate().partition(|(_, event)| matches!(event, BlockEvent::Injected { .. }));
        for (index, event) in injected.into_iter().chain(others) {
            let program = events::program_of(&event);
            let touched = &mut block.step;
            if let Err(reason) = events::apply(storage, &mut block.transitions, touched, &code_is_valid, event)? {
                block.record.ignored.push(Ignored { event: index, program, reason });
            }
            storage.tidy(&block.transitions, &block.step.programs);
        }

        let tasks = block.transitions.take_actual_tasks();
        block.record.scheduled_tasks_run = tasks.len();
        let mut handler =
            ScheduleHandler { controller: TransitionController { storage, transitions: &mut block.transitions } };
        for task in tasks {
            block.step.due_task(storage, handler.controller.transitions, &task);
            // What a task costs concerns nobody here.
            let _gas = task.process_with(&mut handler);
            storage.tidy(handler.controller.transitions, &block.step.programs);
        }
        block.end_step(storage);
        Ok(block)
    }

    pub(crate) fn new(chain: Chain, info: BlockInfo, gas_allowance: u64) -> Self {
        Self {
            info,
            transitions: InBlockTransitions::new(info.height, chain.states, chain.schedule),
            code_ids: chain.code_ids,
            queued: chain.queued,
            step: Changes::default(),
            changes: Changes::default(),
            limits: Limits {
                gas_allowance,
                gas: GasAllowanceCounter::new(gas_allowance),
                out_of_gas: false,
                outgoing_messages: OUTGOING_MESSAGES_SOFT_LIMIT,
                outgoing_messages_bytes: OUTGOING_MESSAGES_BYTES_SOFT_LIMIT,
                call_replies: CALL_REPLY_SOFT_LIMIT,
            },
            queue_type: Some(MessageType::Injected),
            planned: VecDeque::new(),
            running: None,
            simulation: None,
            record: Record::default(),
        }
    }

    /// The next programs to run, or none when the block is through or its limits are. The same chunk again if the
    /// last one was not applied.
    pub fn next_chunk<S: Storage>(&mut self, storage: &S) -> Result<Option<Chunk>, BlockError> {
        if self.running.is_none() {
            self.running = self.plan_chunk(storage)?;
        }
        Ok(self.running.clone())
    }

    fn plan_chunk<S: Storage>(&mut self, storage: &S) -> Result<Option<Chunk>, BlockError> {
        while let Some(queue_type) = self.queue_type {
            if self.planned.is_empty() {
                self.planned = self.plan_round(storage, queue_type);
                if self.planned.is_empty() {
                    self.next_queue_type();
                    continue;
                }
            }
            // Events and tasks alone can exhaust a limit, so this comes before the first chunk too.
            if !self.is_within_limits() {
                self.next_queue_type();
                continue;
            }
            // A preview may plan a chunk without programs.
            let Some(planned) = self.planned.pop_front().filter(|chunk| !chunk.is_empty()) else { continue };
            return self.chunk(queue_type, planned).map(Some);
        }
        Ok(None)
    }

    fn plan_round<S: Storage>(&mut self, storage: &S, queue_type: MessageType) -> VecDeque<Vec<Planned>> {
        let size_of = |program, state: &StateHashWithQueueSize| match queue_type {
            MessageType::Canonical => (program, state.hash, state.canonical_queue_size),
            MessageType::Injected => (program, state.hash, state.injected_queue_size),
        };
        // Both ascend by program.
        let sizes: Vec<_> = match &self.queued {
            Some(queued) => {
                let state = |program: &ActorId| Some(size_of(*program, &self.transitions.state_of(program)?));
                queued.iter().filter_map(state).collect()
            }
            None => self.transitions.states_iter().map(|(&program, state)| size_of(program, state)).collect(),
        };
        let with_messages = sizes.into_iter().filter(|&(_, _, size)| size != 0).collect();
        let mut chunks = chunks::split(with_messages, self.simulation.as_ref().map(|simulation| simulation.program));
        if let Some(simulation) = &mut self.simulation {
            for chunk in &mut chunks {
                self.step.programs.extend(chunk.iter().map(|&(program, _)| program));
                chunk.retain(|&(program, _)| !simulation.empty_queue(storage, &mut self.transitions, program));
            }
            self.note_step();
        }
        chunks
    }

    /// At the end of a step: from now on all states are in the store.
    pub(crate) fn end_step<S: StepStorage>(&mut self, storage: &S) {
        storage.keep(&mut self.transitions, &self.step.programs);
        self.note_step();
    }

    pub(crate) fn note_step(&mut self) {
        if let Some(queued) = &mut self.queued {
            for program in &self.step.programs {
                match self.transitions.state_of(program) {
                    Some(state) if has_messages(&state) => queued.insert(*program),
                    _ => queued.remove(program),
                };
            }
        }
        self.changes.extend(core::mem::take(&mut self.step));
    }

    fn chunk(&self, queue_type: MessageType, planned: Vec<Planned>) -> Result<Chunk, BlockError> {
        let created = self.transitions.registered_programs();
        let item = |(program_id, state_hash)| {
            let code_id = created.get(&program_id).or_else(|| self.code_ids.get(&program_id));
            let code_id = *code_id.ok_or(BlockError::NoCode { program: program_id })?;
            Ok(ChunkItem { program_id, state_hash, code_id })
        };
        Ok(Chunk {
            queue_type,
            gas_allowance: self.limits.gas.left().min(CHUNK_PROCESSING_GAS_LIMIT),
            promise_policy: match queue_type {
                MessageType::Injected => PromisePolicy::Enabled,
                MessageType::Canonical => PromisePolicy::Disabled,
            },
            block_info: self.info,
            items: planned.into_iter().map(item).collect::<Result<_, _>>()?,
        })
    }

    fn next_queue_type(&mut self) {
        self.planned.clear();
        self.queue_type = match self.queue_type {
            Some(MessageType::Injected) if self.is_within_limits() => Some(MessageType::Canonical),
            _ => None,
        };
    }

    fn is_within_limits(&self) -> bool {
        let limits = &self.limits;
        !limits.out_of_gas
            && limits.outgoing_messages != 0
            && limits.outgoing_messages_bytes != 0
            && limits.call_replies != 0
            && self.transitions.modifications_len() < PROGRAM_MODIFICATIONS_SOFT_LIMIT as usize
    }

    /// Takes in what the chunk's runs did; `outputs` in the order of its items.
    pub fn apply_chunk<S: StepStorage>(&mut self, storage: &S, outputs: Vec<QueueRunOutput>) -> Result<(), BlockError> {
        let spent = self.check(&outputs)?;
        self.running = None;

        // All new states first: a journal may already change the state of another program of the chunk.
        for output in &outputs {
            self.step.programs.insert(output.program_id);
            self.transitions.modify(output.program_id, |state, _| state.hash = output.new_state_hash);
        }
        for output in outputs {
            self.record.dispatches.extend(output.dispatches);
            self.record.promises.extend(output.promises);
            for (journal, message_type, call_reply) in output.journals {
                self.step.journal(storage, &self.transitions, output.program_id, &journal);
                let is_reply_found = match &mut self.simulation {
                    Some(simulation) => simulation.prepare_receivers(storage, &mut self.transitions, &journal),
                    None => false,
                };
                let mut handler = JournalHandler {
                    program_id: output.program_id,
                    message_type,
                    call_reply,
                    controller: TransitionController { storage, transitions: &mut self.transitions },
                    gas_allowance_counter: &self.limits.gas,
                    chunk_gas_limit: CHUNK_PROCESSING_GAS_LIMIT,
                    out_of_gas: &mut self.limits.out_of_gas,
                    outgoing_messages_limiter: &mut self.limits.outgoing_messages,
                    outgoing_messages_bytes_limiter: &mut self.limits.outgoing_messages_bytes,
                    call_reply_limiter: &mut self.limits.call_replies,
                };
                core_processor::handle_journal(journal, &mut handler);
                storage.tidy(&self.transitions, &self.step.programs);
                if is_reply_found {
                    self.queue_type = None;
                    self.planned.clear();
                    self.end_step(storage);
                    return Ok(());
                }
            }
        }
        self.end_step(storage);
        self.limits.gas.charge(spent);
        Ok(())
    }

    /// The most gas that any of the outputs spent.
    fn check(&self, outputs: &[QueueRunOutput]) -> Result<u64, BlockError> {
        let items = self.running.iter().flat_map(|chunk| &chunk.items);
        if !items.clone().map(|item| item.program_id).eq(outputs.iter().map(|output| output.program_id)) {
            return Err(BlockError::WrongOutputs {
                expected: items.map(|item| item.program_id).collect(),
                given: outputs.iter().map(|output| output.program_id).collect(),
            });
        }
        let given = self.running.as_ref().map_or(0, |chunk| chunk.gas_allowance);
        match outputs.iter().find(|output| output.gas_spent > given) {
            Some(output) => Err(BlockError::TooMuchGas { program: output.program_id, spent: output.gas_spent, given }),
            None => Ok(outputs.iter().map(|output| output.gas_spent).max().unwrap_or(0)),
        }
    }

    /// Ends the block.
    pub fn finish(self) -> Result<FinishedBlock, BlockError> {
        if self.queue_type.is_some() || self.running.is_some() {
            return Err(BlockError::Unfinished);
        }
        let gas_allowance_spent = self.gas_allowance_spent();
        let Record { scheduled_tasks_run, ignored, dispatches, mut promises } = self.record;
        promises.sort_by_key(|promise| promise.tx_hash);

        let FinalizedBlockTransitions { transitions, states, schedule, program_creations } =
            self.transitions.finalize();
        let mut code_ids = self.code_ids;
        code_ids.extend(program_creations);
        Ok(FinishedBlock {
            height: self.info.height,
            timestamp: self.info.timestamp,
            chain: Chain { states, schedule, code_ids, queued: self.queued },
            changes: self.changes,
            transitions,
            scheduled_tasks_run,
            gas_allowance_spent,
            dispatches,
            promises,
            ignored,
        })
    }

    /// The chain as a preview leaves it, and where it may differ from the one that the preview was given.
    pub(crate) fn into_chain(self) -> (Chain, Changes) {
        let FinalizedBlockTransitions { states, schedule, .. } = self.transitions.finalize();
        (Chain { states, schedule, code_ids: self.code_ids, queued: self.queued }, self.changes)
    }

    pub(crate) fn gas_allowance_spent(&self) -> u64 {
        self.limits.gas_allowance - self.limits.gas.left()
    }
}
