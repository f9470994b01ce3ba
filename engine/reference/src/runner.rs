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
};

#[derive(Serialize)]
pub struct Output {
    codes: Vec<output::Code>,
    blocks: Vec<output::Block>,
}

/// Runs a scenario from an empty chain. `folder`: what the paths of its codes are relative to.
pub fn run(scenario: Scenario, folder: &Path) -> Result<Output, String> {
    let Scenario { codes, blocks } = scenario;
    let codes = Codes::read(codes, folder)?;
    let mut runner = Runner { blobs: MemoryBlobs::default(), chain: Chain::default(), codes: &codes };
    let blocks = blocks.into_iter().map(|block| runner.run_block(block)).collect::<Result<_, _>>()?;
    Ok(Output { codes: codes.outputs, blocks })
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
}

impl Runner<'_> {
    fn run_block(&mut self, block: ScenarioBlock) -> Result<output::Block, String> {
        let ScenarioBlock { height, timestamp, gas_allowance, events } = block;
        let events = events.into_iter().map(|event| match event {
            ScenarioEvent::Create { program, code } => BlockEvent::Create { program, code_id: self.codes.ids[&code] },
            ScenarioEvent::Other(event) => event,
        });
        let input = BlockInput { height, timestamp, gas_allowance, events: events.collect() };

        let storage = ContentStorage::new(self.blobs.clone());
        let is_valid = |code_id| self.codes.valid.contains_key(&code_id);
        let describe = |error| format!("block {height} cannot be run: {error}");
        let mut block = Block::begin(&storage, &self.chain, input, is_valid).map_err(describe)?;
        while let Some(chunk) = block.next_chunk(&storage).map_err(describe)? {
            let outputs = chunk.items.iter().map(|item| self.run_queue(RunInput::new(&chunk, item), item.code_id));
            let outputs = outputs.collect();
            block.apply_chunk(&storage, outputs).map_err(describe)?;
        }
        let finished = block.finish().map_err(describe)?;
        let output = output::block(&storage, &finished, |_| true);
        self.chain = finished.chain;
        Ok(output)
    }

    fn run_queue(&self, input: RunInput, code_id: CodeId) -> QueueRunOutput {
        let ValidCode { instrumented, metadata, .. } = &self.codes.valid[&code_id];
        let pages = NativePages::new(self.blobs.clone());
        run_queue(self.blobs.clone(), pages, input, instrumented.clone(), metadata.clone())
    }
}
