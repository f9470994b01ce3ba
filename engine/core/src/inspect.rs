//! Looks into the states of programs.

use crate::{
    abi::{from_json, from_scale, json},
    blobs::{self, HostBlobs},
    refusal::{Answer, Refusal},
};
use ethexe_runtime_common::state::Storage;
use gear_exe_driver::{hex, inspect, node_json, output};
use gprimitives::{ActorId, H256, MessageId};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;

/// State hash → the hashes that the state lacks in the store, 32 bytes each.
pub fn missing_blobs(state_hash: Vec<u8>) -> Answer {
    Ok(concat(&reachable(from_scale(&state_hash)?)?.missing))
}

/// State hash → of those, the ones that a run of a queue needs from the start.
pub fn missing_for_run(state_hash: Vec<u8>) -> Answer {
    Ok(concat(&inspect::missing_for_run(&HostBlobs, from_scale(&state_hash)?).map_err(broken)?))
}

/// Number of states (u32 LE), their hashes, and hashes of candidates, 32 bytes each → of the candidates, those that
/// the states refer to: the number of those that are not only the data of pages (u32 LE), their hashes, and those of the
/// others. What a blob that is no candidate refers to must be no candidates either.
pub fn reachable_among(argument: Vec<u8>) -> Answer {
    let (count, hashes) =
        argument.split_first_chunk::<4>().ok_or_else(|| Refusal::bad_input("the number of states is missing"))?;
    let hashes: Vec<_> = hashes.chunks_exact(32).map(H256::from_slice).collect();
    let (states, candidates) = hashes
        .split_at_checked(u32::from_le_bytes(*count) as usize)
        .ok_or_else(|| Refusal::bad_input("there are fewer states than it says"))?;
    let candidates = candidates.iter().copied().collect();
    let found = inspect::reachable_among(&HostBlobs, states, candidates).map_err(broken)?;
    if !found.missing.is_empty() {
        return Err(incomplete());
    }
    let (pages, nodes): (Vec<_>, Vec<_>) = found.present.into_iter().partition(|hash| found.pages.contains(hash));
    Ok([&(nodes.len() as u32).to_le_bytes()[..], &concat(&nodes), &concat(&pages)].concat())
}

thread_local! {
    static TOUR: RefCell<inspect::Tour> = RefCell::default();
}

/// Whether the data of pages counts (a byte, 0 or 1), and state hashes, 32 bytes each → all hashes that they refer to and
/// themselves, but for what was told since [`begin_tour`].
pub fn visit(argument: Vec<u8>) -> Answer {
    let (&has_pages, states) = argument.split_first().ok_or_else(|| Refusal::bad_input("there is no argument"))?;
    let states: Vec<_> = states.chunks_exact(32).map(H256::from_slice).collect();
    TOUR.with_borrow_mut(|tour| whole(tour.visit(&HostBlobs, &states, has_pages == 1).map_err(broken)?))
}

pub fn begin_tour(_: Vec<u8>) -> Answer {
    TOUR.take();
    Ok(Vec::new())
}

/// State hash → all hashes that it refers to and itself, 32 bytes each.
pub fn reachable_blobs(state_hash: Vec<u8>) -> Answer {
    whole(reachable(from_scale(&state_hash)?)?)
}

fn whole(reachable: inspect::Reachable) -> Answer {
    if !reachable.missing.is_empty() {
        return Err(incomplete());
    }
    Ok(concat(&reachable.present))
}

fn reachable(state_hash: H256) -> Result<inspect::Reachable, Refusal> {
    inspect::reachable(&HostBlobs, state_hash).map_err(broken)
}

fn broken(wrong: inspect::WrongKind) -> Refusal {
    Refusal::new("BROKEN_STATE", "A part of the state is not what it should be").details(wrong)
}

fn concat(hashes: &[H256]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.0).collect()
}

/// State hash → InspectedState as JSON.
pub fn state(state_hash: Vec<u8>) -> Answer {
    let state_hash = complete(&state_hash)?;
    Ok(json(&output::state(&blobs::storage(), state_hash)))
}

/// State hash → StateHead as JSON.
pub fn head(state_hash: Vec<u8>) -> Answer {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Head {
        #[serde(flatten)]
        summary: output::Summary,
        pages_with_data: u32,
    }
    let state_hash = complete(&state_hash)?;
    let pages_with_data = inspect::page_count(&HostBlobs, state_hash).map_err(broken)?;
    Ok(json(&Head { summary: output::summary(&blobs::storage(), state_hash), pages_with_data }))
}

/// State hash → MailboxMessage[] as JSON, by user and message.
pub fn mailbox(state_hash: Vec<u8>) -> Answer {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Entry {
        #[serde(with = "hex::id")]
        message_id: MessageId,
        #[serde(with = "hex::id")]
        destination: ActorId,
        #[serde(with = "hex")]
        payload: Vec<u8>,
        value: String,
        expiry_height: u32,
    }
    let storage = blobs::storage();
    let state = storage.program_state(complete(&state_hash)?).ok_or_else(incomplete)?;
    let mut entries = Vec::new();
    if let Some(hash) = state.mailbox_hash.to_inner() {
        let mailbox = storage.mailbox(hash).ok_or_else(incomplete)?;
        for (&destination, &user) in mailbox.as_ref() {
            let messages = storage.user_mailbox(user).ok_or_else(incomplete)?;
            for (&message_id, entry) in messages.as_ref() {
                let payload = entry.value.payload.clone().query(&storage).map_err(|_| incomplete())?.to_vec();
                let (value, expiry_height) = (entry.value.value.to_string(), entry.expiry);
                entries.push(Entry { message_id, destination, payload, value, expiry_height });
            }
        }
    }
    Ok(json(&entries))
}

/// State hash → messages that wait inside the program, as JSON.
pub fn waitlist(state_hash: Vec<u8>) -> Answer {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Entry {
        #[serde(with = "hex::id")]
        message_id: MessageId,
        expiry_height: u32,
    }
    let storage = blobs::storage();
    let state = storage.program_state(complete(&state_hash)?).ok_or_else(incomplete)?;
    let mut entries = Vec::new();
    if let Some(hash) = state.waitlist_hash.to_inner() {
        let waitlist = storage.waitlist(hash).ok_or_else(incomplete)?;
        let entry = |(&message_id, waiting): (&MessageId, &ethexe_runtime_common::state::Expiring<_>)| Entry {
            message_id,
            expiry_height: waiting.expiry,
        };
        entries.extend(waitlist.as_ref().iter().map(entry));
    }
    Ok(json(&entries))
}

/// (kind, hash) as JSON → what a node's JSON-RPC says of that blob; nothing when there is no such blob.
pub fn state_json(argument: Vec<u8>) -> Answer {
    #[derive(Deserialize)]
    struct Wanted {
        kind: node_json::Kind,
        #[serde(with = "hex::id")]
        hash: H256,
    }
    let Wanted { kind, hash } = from_json(&argument)?;
    Ok(node_json::state(&HostBlobs, kind, hash).unwrap_or_default().into_bytes())
}

/// The hash, once everything that it refers to is there, but for the data of pages.
fn complete(state_hash: &[u8]) -> Result<H256, Refusal> {
    let state_hash = from_scale(state_hash)?;
    match inspect::missing_nodes(&HostBlobs, state_hash).map_err(broken)?.first() {
        None => Ok(state_hash),
        Some(_) => Err(incomplete()),
    }
}

fn incomplete() -> Refusal {
    Refusal::new("MISSING_BLOBS", "Parts of the state are not in the content store")
}
