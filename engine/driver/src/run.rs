use crate::{
    block::{Chunk, ChunkItem},
    output::{self, DispatchReport, GasBurn},
    store::{Blobs, ContentStorage},
};
use alloc::vec::Vec;
use core::cell::{Cell, RefCell};
use ethexe_common::{PromisePolicy, gear::MessageType, injected::Promise};
use ethexe_runtime_common::{
    BlockInfo, ProcessQueueContext, ProgramJournals, RuntimeInterface, process_queue_with_report,
};
use gear_core::{
    code::{CodeMetadata, InstrumentedCode},
    gas::GasAllowanceCounter,
};
use gear_lazy_pages_common::LazyPagesInterface;
use gprimitives::{ActorId, H256};
use parity_scale_codec::{Decode, Encode};

/// Everything that a run depends on but the code and the blobs.
#[derive(Clone, Debug, Encode, Decode)]
pub struct RunInput {
    pub program_id: ActorId,
    pub state_hash: H256,
    pub queue_type: MessageType,
    pub gas_allowance: u64,
    pub promise_policy: PromisePolicy,
    pub height: u32,
    /// Seconds.
    pub timestamp: u64,
}

impl RunInput {
    pub fn new(chunk: &Chunk, item: &ChunkItem) -> Self {
        Self {
            program_id: item.program_id,
            state_hash: item.state_hash,
            queue_type: chunk.queue_type,
            gas_allowance: chunk.gas_allowance,
            promise_policy: chunk.promise_policy,
            height: chunk.block_info.height,
            timestamp: chunk.block_info.timestamp,
        }
    }
}

/// What a run did: all that the block needs of it. The blobs written by it go to the store at once.
#[derive(Clone, Debug, Encode, Decode)]
pub struct QueueRunOutput {
    pub program_id: ActorId,
    pub new_state_hash: H256,
    /// Per dispatch: the notes that concern more than the program itself.
    pub journals: ProgramJournals,
    pub gas_spent: u64,
    /// For people; the block only hands them on.
    pub dispatches: Vec<DispatchReport>,
    /// Every burn in order, those of dispatches that ended in a wait included.
    pub burns: Vec<GasBurn>,
    pub promises: Vec<Promise>,
}

/// The host's part of lazy pages.
pub trait PageHost: 'static {
    type LazyPages: LazyPagesInterface + Send + 'static;

    /// Once per run, before the first dispatch.
    fn init(&self);

    /// From now on pages are those of the program state under this hash.
    fn set_state(&self, state_hash: H256);
}

/// What the Gear runtime sees of the world during one run.
pub type Runtime<B, P> = ContentStorage<B, RunState<P>>;

#[derive(Debug)]
pub struct RunState<P> {
    pages: P,
    state_hash: Cell<H256>,
    promises: RefCell<Vec<Promise>>,
}

impl<B: Blobs, P: PageHost> RuntimeInterface for Runtime<B, P> {
    type LazyPages = P::LazyPages;

    fn init_lazy_pages(&self) {
        self.extra.pages.init();
    }

    /// The network has none: programs cannot import the syscall.
    fn random_data(&self) -> (Vec<u8>, u32) {
        Default::default()
    }

    fn update_state_hash(&self, state_hash: &H256) {
        self.extra.state_hash.set(*state_hash);
        self.extra.pages.set_state(*state_hash);
    }

    fn publish_promise(&self, promise: &Promise) {
        self.extra.promises.borrow_mut().push(promise.clone());
    }
}

/// Runs one whole queue of one program, until it is empty or a limit of the run is reached.
///
/// # Panics
/// When the store lacks a blob that the run needs; see [`crate::inspect`].
pub fn run_queue<B, P>(
    blobs: B,
    pages: P,
    input: RunInput,
    instrumented_code: InstrumentedCode,
    code_metadata: CodeMetadata,
) -> QueueRunOutput
where
    B: Blobs + 'static,
    P: PageHost,
{
    let RunInput { program_id, state_hash, queue_type, gas_allowance, promise_policy, height, timestamp } = input;
    pages.set_state(state_hash);
    let state = RunState { pages, state_hash: Cell::new(state_hash), promises: RefCell::default() };
    let runtime = ContentStorage { blobs, extra: state };

    let context = ProcessQueueContext {
        program_id,
        state_root: state_hash,
        queue_type,
        instrumented_code,
        code_metadata,
        gas_allowance: GasAllowanceCounter::new(gas_allowance),
        block_info: BlockInfo { height, timestamp },
        promise_policy,
    };
    let (journals, gas_spent, report) = process_queue_with_report(context, &runtime);

    QueueRunOutput {
        program_id,
        new_state_hash: runtime.extra.state_hash.get(),
        journals,
        gas_spent,
        burns: report.gas_burned.iter().map(GasBurn::from).collect(),
        dispatches: output::dispatches(program_id, report),
        promises: runtime.extra.promises.into_inner(),
    }
}
