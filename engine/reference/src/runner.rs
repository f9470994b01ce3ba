use crate::{
    memory::MemoryBlobs,
    pages::NativePages,
    scenario::{Scenario, ScenarioBlock, ScenarioEvent},
};
use gear_exe_driver::{
    Block, Chain, ContentStorage, QueueRunOutput, RunInput,
    code::{self, ValidCode},
    input::{BlockEvent, BlockInput},
    output, run_queue,
};
use gprimitives::CodeId;
use serde::Serialize;
use std::{
    collections::{BTreeMap, HashMap},
    fs,
    path::Path,
    time::Instant,
};

#[derive(Serialize)]
pub struct Output {
    codes: Vec<output::Code>,
    blocks: Vec<output::Block>,
}

pub struct Ran {
    pub output: Output,
    /// Microseconds that each block took, without the making of its output.
    pub times: Vec<u128>,
}

/// Runs a scenario from an empty chain. `folder`: what the paths of its codes are relative to.
pub fn run(scenario: Scenario, folder: &Path) -> Result<Ran, String> {
    let Scenario { codes, blocks } = scenario;
    let codes = Codes::read(codes, folder)?;
    let mut runner = Runner::new(MemoryBlobs::default(), &codes);
    let blocks = blocks.into_iter().map(|block| runner.run_block(block)).collect::<Result<_, _>>()?;
    let times = runner.times;
    Ok(Ran { output: Output { codes: codes.outputs, blocks }, times })
}

struct Codes {
    outputs: Vec<output::Code>,
    /// By the scenario's names; the refused ones too.
    ids: BTreeMap<String, CodeId>,
    valid: HashMap<CodeId, ValidCode>,
}

impl Codes {
    fn read(paths: BTreeMap<String, String>, folder: &Path) -> Result<Self, String> {
        let mut codes = Self { outputs: Vec::new(), ids: BTreeMap::new(), valid: HashMap::new() };
        for (name, path) in paths {
            let path = folder.join(path);
            let wasm =
                fs::read(&path).map_err(|error| format!("cannot read {} of code {name}: {error}", path.display()))?;
            let id = code::id(&wasm);
            let result = code::instrument(wasm);
            codes.outputs.push(output::code(name.clone(), id, &result));
            codes.ids.insert(name, id);
            if let Ok(valid) = result {
                codes.valid.insert(id, valid);
            }
        }
        Ok(codes)
    }
}

struct Runner<'a> {
    blobs: MemoryBlobs,
    chain: Chain,
    codes: &'a Codes,
    times: Vec<u128>,
}

impl<'a> Runner<'a> {
    /// On an empty chain.
    fn new(blobs: MemoryBlobs, codes: &'a Codes) -> Self {
        Self { blobs, chain: Chain::default(), codes, times: Vec::new() }
    }

    fn run_block(&mut self, block: ScenarioBlock) -> Result<output::Block, String> {
        let started = Instant::now();
        let ScenarioBlock { height, timestamp, gas_allowance, events } = block;
        let events = events.into_iter().map(|event| match event {
            ScenarioEvent::Create { program, code } => BlockEvent::Create { program, code_id: self.codes.ids[&code] },
            ScenarioEvent::Other(event) => event,
        });
        let states = output::StatesWanted::All;
        let input = BlockInput { height, timestamp, gas_allowance, events: events.collect(), states };

        let storage = ContentStorage::new(self.blobs.clone());
        let is_valid = |code_id| self.codes.valid.contains_key(&code_id);
        let describe = |error| format!("block {height} cannot be run: {error}");
        let mut block = Block::begin(&storage, self.chain.clone(), input, is_valid).map_err(describe)?;
        while let Some(chunk) = block.next_chunk(&storage).map_err(describe)? {
            let outputs = chunk.items.iter().map(|item| self.run_queue(RunInput::new(&chunk, item), item.code_id));
            let outputs = outputs.collect();
            block.apply_chunk(&storage, outputs).map_err(describe)?;
        }
        let finished = block.finish().map_err(describe)?;
        self.times.push(started.elapsed().as_micros());
        let output = output::block(&storage, &finished, states);
        // The engine takes over what is told to have changed, and looks at nothing else.
        self.chain.follow(&finished.chain, &finished.changes);
        assert!(self.chain == finished.chain, "block {height} changed what it does not tell");
        Ok(output)
    }

    fn run_queue(&self, input: RunInput, code_id: CodeId) -> QueueRunOutput {
        let ValidCode { instrumented, metadata, .. } = &self.codes.valid[&code_id];
        let pages = NativePages::new(self.blobs.clone());
        run_queue(self.blobs.clone(), pages, input, instrumented.clone(), metadata.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ethexe_common::{DEFAULT_BLOCK_GAS_LIMIT, HashOf, gear::MessageType};
    use ethexe_runtime_common::state::{
        ActiveProgram, Dispatch, MessageQueueHashWithSize, Program, ProgramState, QueryableStorage as _, Storage as _,
        Waitlist,
    };
    use gear_core::message::DispatchKind;
    use gear_exe_driver::{
        Adoption, Blobs as _, NoReply, NotAdopted, Preview, Reply, adopt,
        input::ReplyInput,
        inspect::{Reachable, reachable},
    };
    use gprimitives::{ActorId, H256, MessageId};
    use parity_scale_codec::Encode as _;

    const USER: u64 = 100;

    fn codes() -> Codes {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../build/scenarios/probe.wasm");
        let wasm = fs::read(path).expect("the set-up's step `scenarios` has assembled it");
        let (id, valid) = (code::id(&wasm), code::instrument(wasm).unwrap());
        Codes { outputs: Vec::new(), ids: [("probe".into(), id)].into(), valid: [(id, valid)].into() }
    }

    fn message(program: u64, id: u64, payload: &str) -> ScenarioEvent {
        ScenarioEvent::Other(BlockEvent::Message {
            program: program.into(),
            id: MessageId::from(id),
            source: USER.into(),
            payload: payload.into(),
            value: 0,
            call_reply: false,
        })
    }

    fn create(program: u64) -> [ScenarioEvent; 2] {
        let program = ActorId::from(program);
        let top_up = BlockEvent::TopUp { program, value: 1_000_000_000_000_000 };
        [ScenarioEvent::Create { program, code: "probe".into() }, ScenarioEvent::Other(top_up)]
    }

    impl<'a> Runner<'a> {
        /// A chain where programs 1 and 2 are initialised.
        fn with_programs(codes: &'a Codes) -> Self {
            let mut runner = Self::new(MemoryBlobs::default(), codes);
            let events = [1, 2].into_iter().flat_map(|program| {
                let [create, top_up] = create(program);
                [create, top_up, message(program, program, "")]
            });
            runner.run(1, DEFAULT_BLOCK_GAS_LIMIT, events.collect());
            runner
        }

        fn run(&mut self, height: u32, gas_allowance: u64, events: Vec<ScenarioEvent>) -> output::Block {
            self.run_block(ScenarioBlock { height, timestamp: 0, gas_allowance, events }).unwrap()
        }

        /// An empty chain over the same blobs.
        fn beside(&self) -> Self {
            Self::new(self.blobs.clone(), self.codes)
        }

        fn preview(&self, program: u64, payload: &str) -> Result<Reply, NoReply> {
            let storage = ContentStorage::new(self.blobs.clone());
            let input = ReplyInput {
                program: program.into(),
                source: USER.into(),
                payload: payload.into(),
                value: 0,
                height: 9,
                timestamp: 9,
                gas_allowance: DEFAULT_BLOCK_GAS_LIMIT,
            };
            let mut preview = Preview::begin(&storage, self.chain.clone(), input).unwrap();
            while let Some(chunk) = preview.next_chunk(&storage).unwrap() {
                let run = |item: &gear_exe_driver::ChunkItem| self.run_queue(RunInput::new(&chunk, item), item.code_id);
                preview.apply_chunk(&storage, chunk.items.iter().map(run).collect()).unwrap();
            }
            let (reply, used) = preview.finish();
            if let Some((mut chain, changes)) = used {
                chain.follow(&self.chain, &changes);
                assert_eq!(chain, self.chain);
            }
            reply
        }

        fn state_hash(&self, program: u64) -> H256 {
            self.chain.states[&ActorId::from(program)].hash
        }
    }

    #[test]
    fn a_preview_shows_the_reply_and_leaves_the_chain_alone() {
        let codes = codes();
        let runner = Runner::with_programs(&codes);
        let before = runner.chain.clone();
        let shown = runner.preview(1, "w18000,4;s64,0,0,10000,4;y10000,5,100").unwrap();
        assert_eq!(shown.reply.payload, b"Hello");
        assert_eq!(shown.messages.len(), 1);
        assert_eq!(runner.chain, before);

        let mut runner = runner;
        let block =
            runner.run(2, DEFAULT_BLOCK_GAS_LIMIT, vec![message(1, 9, "w18000,4;s64,0,0,10000,4;y10000,5,100")]);
        assert_eq!(block.dispatches[0].gas_burned, shown.gas_burned);
    }

    #[test]
    fn a_preview_skips_what_lies_in_the_queues() {
        let codes = codes();
        let mut runner = Runner::with_programs(&codes);
        // Without gas everything stays queued; the endless loops would leave nothing for the preview.
        runner.run(2, 0, vec![message(1, 8, "e"), message(2, 9, "e")]);
        let shown = runner.preview(1, "s2,0,0,17000,0;y10000,5,100").unwrap();
        assert_eq!(shown.reply.payload, b"Hello");
        assert!(shown.gas_burned < 1_000_000_000, "{}", shown.gas_burned);
    }

    #[test]
    fn a_preview_follows_messages_to_other_programs() {
        let codes = codes();
        let runner = Runner::with_programs(&codes);
        // The program waits, is woken by nobody, and so does not reply: what it sent has run by then.
        assert_eq!(runner.preview(1, "s2,0,0,17000,0;t5,19000;y10000,5,100"), Err(NoReply::NotFound));
    }

    #[test]
    fn a_preview_needs_an_initialised_program() {
        let codes = codes();
        let mut runner = Runner::with_programs(&codes);
        runner.run(2, DEFAULT_BLOCK_GAS_LIMIT, create(3).into());
        assert_eq!(runner.preview(3, "C"), Err(NoReply::NotInitialized(3.into())));
        assert_eq!(runner.preview(4, "C"), Err(NoReply::UnknownProgram(4.into())));
    }

    #[test]
    fn a_walk_finds_everything_and_what_is_missing() {
        let codes = codes();
        let mut runner = Runner::with_programs(&codes);
        let long = format!("t5,19000;{}", "l;".repeat(1000));
        runner.run(
            2,
            DEFAULT_BLOCK_GAS_LIMIT,
            vec![message(1, 8, "a1;w18000,4;w40000,4;s64,0,0,10000,800"), message(1, 9, &long)],
        );
        runner.run(3, 0, vec![message(1, 10, &long)]);
        let Reachable { present, missing, .. } = reachable(&runner.blobs, runner.state_hash(1)).unwrap();
        assert_eq!(missing, []);
        // State; queue and waitlist, with one payload between them; mailbox, the user's mailbox and its payload;
        // allocations; page table, its one region and two pages.
        assert_eq!(present.len(), 12, "{present:?}");

        let part = MemoryBlobs::default();
        let mut rounds = 0;
        loop {
            let missing = reachable(&part, runner.state_hash(1)).unwrap().missing;
            if missing.is_empty() {
                break;
            }
            missing.into_iter().for_each(|hash| part.write(hash, runner.blobs.read(hash).unwrap()));
            rounds += 1;
        }
        assert_eq!(reachable(&part, runner.state_hash(1)).unwrap().present, present);
        assert_eq!(rounds, 4, "state; components; their parts; payloads and pages");
    }

    /// A program that waits, has mail and a delayed message, and where it came to that.
    fn busy(codes: &Codes) -> (Runner<'_>, u32) {
        let mut runner = Runner::with_programs(codes);
        let payloads = ["s64,0,0,10000,5", "s64,0,9,10000,5", "t5,19000;y10000,5,100"];
        let messages = payloads.iter().zip(10..).map(|(payload, id)| message(1, id, payload));
        runner.run(2, DEFAULT_BLOCK_GAS_LIMIT, messages.collect());
        (runner, 2)
    }

    fn adopt_into(runner: &mut Runner, blobs: &MemoryBlobs, state_hash: H256, later: i64) -> Result<H256, NotAdopted> {
        let program = ActorId::from(1);
        let code_id = runner.codes.ids["probe"];
        let metadata = &runner.codes.valid[&code_id].metadata;
        let adoption = Adoption { program, code_id, metadata, state_hash, later, is_own: false };
        adopt(&ContentStorage::new(blobs.clone()), &mut runner.chain, adoption)
    }

    #[test]
    fn an_adopted_program_goes_on_as_where_it_comes_from() {
        let codes = codes();
        let (mut there, height) = busy(&codes);
        let mut here = there.beside();
        let blobs = there.blobs.clone();
        let state_hash = there.state_hash(1);
        assert_eq!(adopt_into(&mut here, &blobs, state_hash, 0), Ok(state_hash));
        assert_eq!(here.chain.schedule, there.chain.schedule);
        for height in height + 1..height + 12 {
            let [here, there] =
                [&mut here, &mut there].map(|runner| runner.run(height, DEFAULT_BLOCK_GAS_LIMIT, vec![]));
            assert_eq!(here.dispatches, there.dispatches);
            assert_eq!(here.states[&1.into()], there.states[&1.into()]);
        }
    }

    #[test]
    fn at_another_height_as_many_blocks_are_left() {
        let codes = codes();
        let (mut there, height) = busy(&codes);
        for later in [500, -1, -500] {
            let mut here = there.beside();
            let blobs = there.blobs.clone();
            let moved = adopt_into(&mut here, &blobs, there.state_hash(1), later).unwrap();
            assert_ne!(moved, there.state_hash(1));
            let expected =
                there.chain.schedule.iter().map(|(&height, tasks)| {
                    (u32::try_from((i64::from(height) + later).max(1)).unwrap(), tasks.clone())
                });
            // What would lie before the beginning is due at once, and together.
            let mut due: ethexe_common::Schedule = BTreeMap::new();
            expected.for_each(|(height, tasks)| due.entry(height).or_default().extend(tasks));
            assert_eq!(here.chain.schedule, due);
            let block = here.run(1, DEFAULT_BLOCK_GAS_LIMIT, vec![]);
            assert_eq!(block.scheduled_tasks_run == 0, later > -5, "{later}");
        }
        // Adopted again in place of itself, it has its tasks once.
        let (blobs, before) = (there.blobs.clone(), there.chain.clone());
        adopt_into(&mut there, &blobs, before.states[&1.into()].hash, 0).unwrap();
        assert_eq!(there.chain, before);
        assert_eq!(height, 2);
    }

    #[test]
    fn a_state_that_the_runtime_would_stop_at_is_not_adopted() {
        let codes = codes();
        let (mut runner, _) = busy(&codes);
        // Nothing of the two is handled: they stay in the queue.
        runner.run(3, 0, vec![message(1, 20, "C"), message(1, 21, "C")]);
        let storage = ContentStorage::new(runner.blobs.clone());
        let good = storage.program_state(runner.state_hash(1)).unwrap();
        let queue = good.canonical_queue.query(&storage).unwrap();
        let (first, second) = (queue.as_ref()[0].clone(), queue.as_ref()[1].clone());
        let with_queue = |messages: Vec<Dispatch>| {
            let mut state = good;
            state.canonical_queue.modify_queue(&storage, |queue| {
                queue.clear();
                messages.into_iter().for_each(|message| queue.queue(message));
            });
            state
        };
        let waiting =
            Waitlist::into_inner(storage.query(&good.waitlist_hash).unwrap()).into_values().next().unwrap().value;
        let init = |dispatch: &Dispatch| Dispatch { kind: DispatchKind::Init, ..dispatch.clone() };
        let Program::Active(active) = good.program else { unreachable!("it is active") };
        let allocated = |pages: &[(u32, u32)]| {
            // SAFETY: the bytes are of that kind, or the state is no good.
            let hash = unsafe { HashOf::new(H256(gear_core::utils::hash(&pages.to_vec().encode()))) };
            storage.blobs.write(hash.inner(), pages.to_vec().encode());
            ProgramState { program: Program::Active(ActiveProgram { allocations_hash: hash.into(), ..active }), ..good }
        };
        let unready = |state: ProgramState| {
            let program = Program::Active(ActiveProgram { initialized: false, ..active });
            ProgramState { program, ..state }
        };
        let states = [
            ProgramState { balance: 1 << 112, ..good },
            ProgramState { executable_balance: u128::MAX, ..good },
            ProgramState { injected_queue: good.canonical_queue, ..good },
            ProgramState {
                canonical_queue: MessageQueueHashWithSize { cached_queue_size: 1, ..good.canonical_queue },
                ..good
            },
            with_queue(vec![first.clone(), first.clone()]),
            with_queue(vec![first.clone(), waiting]),
            with_queue(vec![Dispatch { value: u128::MAX, ..first.clone() }]),
            with_queue(vec![init(&first)]),
            unready(with_queue(vec![init(&first), init(&second)])),
            with_queue(vec![Dispatch { kind: DispatchKind::Reply, ..first.clone() }]),
            with_queue(vec![Dispatch { kind: DispatchKind::Signal, ..first.clone() }]),
            with_queue(vec![Dispatch { message_type: MessageType::Injected, ..first.clone() }]),
            allocated(&[(0, 0)]),
            allocated(&[(9, 5)]),
            allocated(&[(5, 9), (7, 12)]),
            allocated(&[(5, 40_000)]),
            allocated(&[(5, u32::MAX)]),
        ];
        let before = runner.chain.clone();
        let blobs = runner.blobs.clone();
        for (index, state) in states.into_iter().enumerate() {
            let hash = storage.write_program_state(state);
            let refused = adopt_into(&mut runner, &blobs, hash, 0);
            assert!(matches!(refused, Err(NotAdopted::Inconsistent(_))), "{index}: {refused:?}");
            assert_eq!(runner.chain, before);
        }
        for state in [good, allocated(&[(5, 9)]), unready(with_queue(vec![init(&first), second.clone()]))] {
            let hash = storage.write_program_state(state);
            assert_eq!(adopt_into(&mut runner, &blobs, hash, 0), Ok(hash));
        }
    }

    #[test]
    fn blobs_that_are_missing_or_of_another_kind_are_found_out() {
        let codes = codes();
        let (mut runner, _) = busy(&codes);
        let (whole, state_hash) = (runner.blobs.clone(), runner.state_hash(1));
        let present = reachable(&whole, state_hash).unwrap().present;
        for &lost in &present {
            let part = MemoryBlobs::default();
            let others = present.iter().filter(|&&hash| hash != lost);
            others.for_each(|&hash| part.write(hash, whole.read(hash).unwrap()));
            assert_eq!(adopt_into(&mut runner, &part, state_hash, 0), Err(NotAdopted::Missing(lost)));
            part.write(lost, vec![255; 100]);
            let refused = adopt_into(&mut runner, &part, state_hash, 0);
            assert!(matches!(refused, Err(NotAdopted::WrongKind(wrong)) if wrong.hash == lost), "{refused:?}");
        }
    }
}
