//! What an engine holds between calls: codes, the chain, and the block or preview in progress.

use crate::{
    abi::{from_json, from_scale, json},
    blobs, chain_entries,
    page_check::{self, Target, static_pages},
    refusal::{Answer, Refusal},
};
use gear_exe_driver::{
    Adoption, Block, BlockError, Chain, Changes, Chunk, Draft, Preview, QueueRunOutput, RunInput, adopt, code, hex,
    input, output,
};
use gprimitives::{ActorId, CodeId, H256};
use parity_scale_codec::{Decode, Encode};
use serde::{Deserialize, Serialize};
use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

#[derive(Default)]
struct Engine {
    codes: BTreeMap<CodeId, Rc<code::ValidCode>>,
    held: Held,
    /// The chain that another one stands in for.
    aside: Option<Held>,
    work: Option<Work>,
}

/// A chain and what goes with it.
struct Held {
    chain: Chain,
    /// The chain once more, for the next block to work on; none after a block that did not come to its end. So a block
    /// costs what it changes, not what there is.
    spare: Option<Chain>,
    /// Where it may differ from what was taken of it last; none when nothing was taken so far, as by a host that saves
    /// chains as a whole.
    changes: Option<Changes>,
}

impl Default for Held {
    fn default() -> Self {
        Self::new(Chain::default())
    }
}

impl Held {
    fn new(mut chain: Chain) -> Self {
        chain.count_queued();
        Self { chain, spare: None, changes: None }
    }

    /// The chain to work on. Until it is given back, `spare` is none.
    fn take_spare(&mut self) -> Chain {
        self.spare.take().unwrap_or_else(|| self.chain.clone())
    }
}

/// What is in progress.
enum Work {
    Block(Block, output::StatesWanted),
    Preview(Preview),
}

thread_local! {
    static ENGINE: RefCell<Engine> = RefCell::default();
}

/// Wasm → CodeResult as JSON.
pub fn instrument_code(wasm: Vec<u8>) -> Answer {
    #[derive(Serialize)]
    #[serde(tag = "status", rename_all = "camelCase", rename_all_fields = "camelCase")]
    enum CodeResult {
        Valid {
            #[serde(with = "hex::id")]
            code_id: CodeId,
            original_len: u32,
            instrumented_len: usize,
            #[serde(with = "hex::id")]
            instrumented_blake2b256: H256,
            #[serde(with = "hex")]
            metadata_scale: Vec<u8>,
        },
        Refused {
            #[serde(with = "hex::id")]
            code_id: CodeId,
            error: String,
        },
    }
    let code_id = code::id(&wasm);
    Ok(json(&match code::instrument(wasm) {
        Ok(code) => {
            let result = CodeResult::Valid {
                code_id,
                original_len: code.original_len,
                instrumented_len: code.instrumented.bytes().len(),
                instrumented_blake2b256: H256(gear_core::utils::hash(code.instrumented.bytes())),
                metadata_scale: code.metadata.encode(),
            };
            ENGINE.with_borrow_mut(|engine| engine.codes.insert(code_id, Rc::new(code)));
            result
        }
        Err(error) => CodeResult::Refused { code_id, error },
    }))
}

/// Code id, then what [`get_code`] gave elsewhere.
pub fn add_code(argument: Vec<u8>) -> Answer {
    let (code_id, code) = from_scale::<(CodeId, code::ValidCode)>(&argument)?;
    ENGINE.with_borrow_mut(|engine| engine.codes.insert(code_id, Rc::new(code)));
    Ok(Vec::new())
}

/// Code id → its instrumented code and metadata, SCALE; nothing for an unknown one.
pub fn get_code(code_id: Vec<u8>) -> Answer {
    Ok(known_code(from_scale(&code_id)?).map(|code| code.encode()).unwrap_or_default())
}

/// Code id → static memory in Wasm pages (u32 LE), then the module with its page checks.
pub fn checked_code(code_id: Vec<u8>) -> Answer {
    let code = known_code(from_scale(&code_id)?).ok_or_else(Refusal::unknown_code)?;
    let module = code.instrumented.bytes();
    let checked = page_check::add_page_check(module, Target::Host).map_err(broken_module)?;
    let static_pages = static_pages(module).map_err(broken_module)?;
    Ok([&static_pages.to_le_bytes()[..], &checked].concat())
}

fn broken_module(error: page_check::Error) -> Refusal {
    Refusal::new("BROKEN_CODE", "A code that was validated cannot be read").details(error)
}

pub fn known_code(code_id: CodeId) -> Option<Rc<code::ValidCode>> {
    ENGINE.with_borrow(|engine| engine.codes.get(&code_id).cloned())
}

pub fn save_chain(_: Vec<u8>) -> Answer {
    ENGINE.with_borrow(|engine| Ok(engine.held.chain.encode()))
}

pub fn load_chain(chain: Vec<u8>) -> Answer {
    hold(Held::new(from_scale(&chain).map_err(|_| bad_chain())?))
}

/// What has changed of the chain since the last time or since [`load_chain_entries`], in [`chain_entries`]. All of it the
/// first time and after [`load_chain`].
pub fn take_chain_entries(_: Vec<u8>) -> Answer {
    ENGINE.with_borrow_mut(|Engine { held, .. }| {
        let changes = held.changes.replace(Changes::default());
        Ok(chain_entries::write(&held.chain, &changes.unwrap_or_else(|| chain_entries::all(&held.chain))))
    })
}

/// All entries of a chain, in any order, → nothing; the chain is that one, and nothing of it counts as changed.
pub fn load_chain_entries(entries: Vec<u8>) -> Answer {
    let chain = chain_entries::read(&entries).ok_or_else(bad_chain)?;
    hold(Held { changes: Some(Changes::default()), ..Held::new(chain) })
}

fn hold(held: Held) -> Answer {
    ENGINE.with_borrow_mut(|engine| {
        engine.work = None;
        engine.held = held;
    });
    Ok(Vec::new())
}

fn bad_chain() -> Refusal {
    Refusal::new("BAD_CHAIN", "The saved chain cannot be read").hint("Reset the local network to start afresh.")
}

/// An empty chain stands in for the chain until [`put_chain_back`].
pub fn set_chain_aside(_: Vec<u8>) -> Answer {
    ENGINE.with_borrow_mut(|Engine { held, aside, work, .. }| {
        *work = None;
        *aside = Some(core::mem::take(held));
        Ok(Vec::new())
    })
}

pub fn put_chain_back(_: Vec<u8>) -> Answer {
    ENGINE.with_borrow_mut(|Engine { held, aside, work, .. }| {
        let back = aside.take().ok_or_else(|| Refusal::bad_input("no chain was set aside"))?;
        *work = None;
        *held = back;
        Ok(Vec::new())
    })
}

/// Adoption as JSON → the hash of the state, 32 bytes.
pub fn adopt_program(argument: Vec<u8>) -> Answer {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct AdoptionJson {
        #[serde(with = "hex::id")]
        program: ActorId,
        #[serde(with = "hex::id")]
        code_id: CodeId,
        #[serde(with = "hex::id")]
        state_hash: H256,
        later: i64,
        #[serde(default)]
        is_own: bool,
    }
    let AdoptionJson { program, code_id, state_hash, later, is_own } = from_json(&argument)?;
    let refused = || Refusal::new("BAD_PROGRAM_EXPORT", "The program cannot be taken over");
    let code = known_code(code_id).ok_or_else(|| refused().details("its code is not known here"))?;
    let adoption = Adoption { program, code_id, metadata: &code.metadata, state_hash, later, is_own };
    ENGINE.with_borrow_mut(|Engine { held: Held { chain, spare, changes }, work, .. }| {
        // A block in progress would put back the chain that it began with.
        *work = None;
        *spare = None;
        let before = chain.tasks_of(program);
        match adopt(&blobs::storage(), chain, adoption) {
            Ok(state_hash) => {
                if let Some(changes) = changes {
                    changes.extend(Changes { programs: [program].into(), tasks: before });
                    changes.extend(Changes { programs: [program].into(), tasks: chain.tasks_of(program) });
                }
                Ok(state_hash.0.into())
            }
            Err(reason) => Err(refused().details(reason)),
        }
    })
}

/// BlockInput as JSON.
pub fn begin_block(argument: Vec<u8>) -> Answer {
    let input: input::BlockInput = from_json(&argument)?;
    let states = input.states;
    ENGINE.with_borrow_mut(|Engine { codes, held, work, .. }| {
        *work = None;
        let is_valid = |code_id: CodeId| codes.contains_key(&code_id);
        let begun = held.take_spare();
        let block = Block::begin(&Draft::new(&blobs::storage()), begun, input, is_valid).map_err(refused)?;
        *work = Some(Work::Block(block, states));
        Ok(Vec::new())
    })
}

/// ReplyInput as JSON.
pub fn begin_reply(argument: Vec<u8>) -> Answer {
    let input: input::ReplyInput = from_json(&argument)?;
    ENGINE.with_borrow_mut(|Engine { held, work, .. }| {
        *work = None;
        let begun = held.take_spare();
        *work = Some(Work::Preview(Preview::begin(&blobs::storage(), begun, input).map_err(refused)?));
        Ok(Vec::new())
    })
}

/// → Chunk as JSON, or `null`.
pub fn next_chunk(_: Vec<u8>) -> Answer {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct ChunkJson {
        queue_type: String,
        items: Vec<ItemJson>,
    }
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct ItemJson {
        #[serde(with = "hex::id")]
        program: ActorId,
        #[serde(with = "hex::id")]
        state_hash: H256,
        #[serde(with = "hex::id")]
        code_id: CodeId,
        #[serde(with = "hex")]
        context: Vec<u8>,
    }
    let describe = |chunk: Chunk| {
        let items = chunk.items.iter().map(|item| ItemJson {
            program: item.program_id,
            state_hash: item.state_hash,
            code_id: item.code_id,
            context: (item.code_id, RunInput::new(&chunk, item)).encode(),
        });
        ChunkJson { queue_type: format!("{:?}", chunk.queue_type), items: items.collect() }
    };
    with_work(|work| {
        let chunk = match work {
            Work::Block(block, _) => block.next_chunk(&blobs::storage()),
            Work::Preview(preview) => preview.next_chunk(&blobs::storage()),
        };
        Ok(json(&chunk.map_err(refused)?.map(describe)))
    })
}

/// Per output its length (u32 LE) and the bytes that `run_queue` called its journal, in the order of the chunk.
pub fn apply_chunk(argument: Vec<u8>) -> Answer {
    let mut rest = &argument[..];
    let mut outputs = Vec::new();
    while !rest.is_empty() {
        let (len, tail) = rest.split_first_chunk::<4>().ok_or_else(|| Refusal::bad_input("a length is cut off"))?;
        let (bytes, tail) = tail
            .split_at_checked(u32::from_le_bytes(*len) as usize)
            .ok_or_else(|| Refusal::bad_input("an output is cut off"))?;
        outputs.push(QueueRunOutput::decode(&mut &bytes[..]).map_err(Refusal::bad_input)?);
        rest = tail;
    }
    with_work(|work| {
        let storage = blobs::storage();
        let storage = Draft::new(&storage);
        match work {
            Work::Block(block, _) => block.apply_chunk(&storage, outputs),
            Work::Preview(preview) => preview.apply_chunk(&storage, outputs),
        }
        .map_err(refused)?;
        Ok(Vec::new())
    })
}

/// → BlockOutput as JSON; the block's states are the chain's from now on.
pub fn finish_block(_: Vec<u8>) -> Answer {
    #[derive(Serialize)]
    struct BlockJson {
        #[serde(flatten)]
        block: output::Block,
        /// By program.
        summaries: BTreeMap<String, output::Summary>,
    }
    ENGINE.with_borrow_mut(|Engine { held: Held { chain, spare, changes }, work, .. }| {
        let Some(Work::Block(block, wanted)) = work.take() else { return Err(nothing_begun()) };
        let finished = block.finish().map_err(refused)?;
        let storage = blobs::storage();
        let block = output::block(&storage, &finished, wanted);
        let changed: BTreeSet<_> = finished.transitions.iter().map(|transition| transition.actor_id).collect();
        chain.follow(&finished.chain, &finished.changes);
        *spare = Some(finished.chain);
        if let Some(changes) = changes {
            changes.extend(finished.changes);
        }

        let summary = |program: &ActorId| {
            (hex::encode(&program.into_bytes()), output::summary(&storage, chain.states[program].hash))
        };
        let is_short = wanted == output::StatesWanted::Changed;
        let summaries = if is_short { changed.iter().map(summary).collect() } else { BTreeMap::new() };
        Ok(json(&BlockJson { block, summaries }))
    })
}

/// → ReplyOutput as JSON.
pub fn finish_reply(_: Vec<u8>) -> Answer {
    ENGINE.with_borrow_mut(|Engine { held: Held { chain, spare, .. }, work, .. }| {
        let Some(Work::Preview(preview)) = work.take() else { return Err(nothing_begun()) };
        let (reply, used) = preview.finish();
        if let Some((mut used, changes)) = used {
            used.follow(chain, &changes);
            *spare = Some(used);
        }
        Ok(json(&output::ReplyPreview::from(reply)))
    })
}

fn with_work(act: impl FnOnce(&mut Work) -> Answer) -> Answer {
    ENGINE.with_borrow_mut(|engine| act(engine.work.as_mut().ok_or_else(nothing_begun)?))
}

fn nothing_begun() -> Refusal {
    Refusal::new("NO_BLOCK", "No block is in progress")
}

fn refused(error: BlockError) -> Refusal {
    Refusal::new("BLOCK_REFUSED", "The block cannot be executed; the chain is as it was before").details(error)
}
