//! A chain in pieces, so that saving it costs what has changed and not what there is.
//!
//! An entry is a key and its value, opaque to the host: a program with its state, queue sizes and code; or a task with its height, which
//! is all in the key. In bytes: length of the key (u32 LE), key, length of the value (u32 LE) or [`GONE`], value.

use ethexe_common::{ScheduledTask, StateHashWithQueueSize};
use gear_exe_driver::{Chain, Changes};
use gprimitives::{ActorId, CodeId};
use parity_scale_codec::{Decode, DecodeAll, Encode};

/// Instead of a value's length: there is no such entry any more.
const GONE: u32 = u32::MAX;

#[derive(Encode, Decode)]
enum Key {
    Program(ActorId),
    Task(u32, ScheduledTask),
}

#[derive(Encode, Decode)]
struct Program {
    state: StateHashWithQueueSize,
    code_id: Option<CodeId>,
}

/// The entries of what `changes` tells.
pub fn write(chain: &Chain, changes: &Changes) -> Vec<u8> {
    let mut bytes = Vec::new();
    for program in &changes.programs {
        let state = chain.states.get(program);
        let value = state.map(|&state| Program { state, code_id: chain.code_ids.get(program).copied() }.encode());
        push(&mut bytes, &Key::Program(*program), value);
    }
    for (&height, tasks) in &changes.tasks {
        for task in tasks {
            let is_there = chain.schedule.get(&height).is_some_and(|tasks| tasks.contains(task));
            push(&mut bytes, &Key::Task(height, *task), is_there.then(Vec::new));
        }
    }
    bytes
}

fn push(bytes: &mut Vec<u8>, key: &Key, value: Option<Vec<u8>>) {
    let key = key.encode();
    bytes.extend((key.len() as u32).to_le_bytes());
    bytes.extend(key);
    bytes.extend(value.as_ref().map_or(GONE, |value| value.len() as u32).to_le_bytes());
    bytes.extend(value.unwrap_or_default());
}

/// None when the bytes are no entries.
pub fn read(mut bytes: &[u8]) -> Option<Chain> {
    let mut chain = Chain::default();
    while !bytes.is_empty() {
        let key = Key::decode_all(&mut piece(&mut bytes)?).ok()?;
        let mut value = piece(&mut bytes)?;
        match key {
            Key::Program(program) => {
                let Program { state, code_id } = Program::decode_all(&mut value).ok()?;
                chain.states.insert(program, state);
                chain.code_ids.extend(code_id.map(|code_id| (program, code_id)));
            }
            Key::Task(height, task) => {
                chain.schedule.entry(height).or_default().insert(task);
            }
        }
    }
    Some(chain)
}

fn piece<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let (piece, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    *bytes = rest;
    Some(piece)
}

/// Everything there is.
pub fn all(chain: &Chain) -> Changes {
    Changes { programs: chain.states.keys().copied().collect(), tasks: chain.schedule.clone() }
}
