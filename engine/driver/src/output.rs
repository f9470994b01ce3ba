//! The JSON form of what a block did, as docs/scenario.md describes it.

use crate::{
    block::FinishedBlock,
    code::ValidCode,
    hex, node_json,
    preview::{NoReply, Reply},
};
use alloc::{
    collections::BTreeMap,
    format,
    string::{String, ToString},
    vec::Vec,
};
use ethexe_common::{Schedule, StateHashWithQueueSize, gear, injected::Promise};
use ethexe_runtime_common::{
    RuntimeGasBurnReport, RuntimeQueueReport,
    state::{ActiveProgram, MemoryPages, Program, ProgramState, Storage},
};
use gear_core::{message::ReplyDetails, rpc::ReplyInfo};
use gprimitives::{ActorId, CodeId, H256, MessageId};
use parity_scale_codec::{Decode, Encode};
use serde::{Deserialize, Serialize, Serializer};

/// `{name, codeId, …}` of a valid code, or `{name, error}` of a refused one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged, rename_all_fields = "camelCase")]
pub enum Code {
    Valid {
        name: String,
        #[serde(with = "hex::id")]
        code_id: CodeId,
        original_len: u32,
        instrumented_len: usize,
        instrumented_blake2b256: H256Text,
        #[serde(with = "hex")]
        metadata_scale: Vec<u8>,
    },
    Refused {
        name: String,
        error: String,
    },
}

pub fn code(name: String, code_id: CodeId, result: &Result<ValidCode, String>) -> Code {
    match result {
        Ok(ValidCode { original_len, instrumented, metadata }) => Code::Valid {
            name,
            code_id,
            original_len: *original_len,
            instrumented_len: instrumented.bytes().len(),
            instrumented_blake2b256: H256Text(H256(gear_core::utils::hash(instrumented.bytes()))),
            metadata_scale: metadata.encode(),
        },
        Err(error) => Code::Refused { name, error: error.clone() },
    }
}

/// A hash that serializes as `0x…`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct H256Text(pub H256);

impl Serialize for H256Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        hex::id::serialize(&self.0, serializer)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Block {
    pub height: u32,
    /// Seconds.
    pub timestamp: u64,
    pub scheduled_tasks_run: usize,
    pub gas_allowance_spent: u64,
    pub dispatches: Vec<DispatchReport>,
    pub transitions: Vec<Transition>,
    /// By transaction.
    pub promises: Vec<PreConfirmation>,
    /// By height.
    pub schedule: Vec<(u32, Vec<String>)>,
    #[serde(serialize_with = "by_program")]
    pub states: BTreeMap<ActorId, State>,
}

/// What the output of a block has of states.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum StatesWanted {
    /// Those of all programs.
    #[default]
    All,
    /// None, and no schedule either: what costs as much as there is. Who wants to know what changed asks for [`summary`].
    Changed,
    /// As little of all.
    None,
}

/// One block of the output.
pub fn block<S: Storage>(storage: &S, block: &FinishedBlock, wanted: StatesWanted) -> Block {
    let FinishedBlock { chain, .. } = block;
    let is_whole = wanted == StatesWanted::All;
    let decode = |(&program, record): (&ActorId, &StateHashWithQueueSize)| (program, state(storage, record.hash));
    Block {
        height: block.height,
        timestamp: block.timestamp,
        scheduled_tasks_run: block.scheduled_tasks_run,
        gas_allowance_spent: block.gas_allowance_spent,
        dispatches: block.dispatches.clone(),
        transitions: block.transitions.iter().cloned().map(Transition::from).collect(),
        promises: block.promises.iter().map(PreConfirmation::from).collect(),
        schedule: if is_whole { schedule(&chain.schedule) } else { Vec::new() },
        states: if is_whole { chain.states.iter().map(decode).collect() } else { BTreeMap::new() },
    }
}

fn by_program<S: Serializer>(states: &BTreeMap<ActorId, State>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(states.iter().map(|(program, state)| (hex::encode(&program.into_bytes()), state)))
}

fn schedule(schedule: &Schedule) -> Vec<(u32, Vec<String>)> {
    schedule.iter().map(|(&height, tasks)| (height, tasks.iter().map(|task| format!("{task:?}")).collect())).collect()
}

/// One executed message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Encode, Decode)]
#[serde(rename_all = "camelCase")]
pub struct DispatchReport {
    #[serde(with = "hex::id")]
    pub program: ActorId,
    #[serde(with = "hex::id")]
    pub id: MessageId,
    #[serde(with = "hex::id")]
    pub source: ActorId,
    /// Rust's Debug text.
    pub outcome: String,
    pub gas_burned: u64,
    /// False for a panic that the Executable Balance did not pay.
    pub charged: bool,
}

/// The dispatches of a run that came to an end (a wait is none), in order.
pub fn dispatches(program: ActorId, report: RuntimeQueueReport) -> Vec<DispatchReport> {
    let RuntimeQueueReport { dispatched, gas_burned: burns } = report;
    dispatched
        .into_iter()
        .map(|dispatch| {
            let own = || burns.iter().filter(|burn| burn.message_id == dispatch.message_id);
            DispatchReport {
                program,
                id: dispatch.message_id,
                source: dispatch.source,
                outcome: format!("{:?}", dispatch.outcome),
                gas_burned: own().map(|burn| burn.amount).sum(),
                charged: own().all(|burn| burn.charged_to_executable_balance),
            }
        })
        .collect()
}

/// Gas that a message burnt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Encode, Decode)]
#[serde(rename_all = "camelCase")]
pub struct GasBurn {
    #[serde(with = "hex::id")]
    pub message_id: MessageId,
    pub gas: u64,
    /// Whether the Executable Balance paid for it.
    pub charged: bool,
}

impl From<&RuntimeGasBurnReport> for GasBurn {
    fn from(burn: &RuntimeGasBurnReport) -> Self {
        Self { message_id: burn.message_id, gas: burn.amount, charged: burn.charged_to_executable_balance }
    }
}

/// What a program's block means to Ethereum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Transition {
    #[serde(with = "hex::id")]
    pub actor: ActorId,
    #[serde(with = "hex::id")]
    pub new_state_hash: H256,
    pub exited: bool,
    #[serde(with = "hex::id")]
    pub inheritor: ActorId,
    #[serde(serialize_with = "decimal")]
    pub value_to_receive: u128,
    pub value_to_receive_negative: bool,
    pub value_claims: Vec<ValueClaim>,
    pub messages: Vec<Message>,
}

impl From<gear::StateTransition> for Transition {
    fn from(transition: gear::StateTransition) -> Self {
        Self {
            actor: transition.actor_id,
            new_state_hash: transition.new_state_hash,
            exited: transition.exited,
            inheritor: transition.inheritor,
            value_to_receive: transition.value_to_receive,
            value_to_receive_negative: transition.value_to_receive_negative_sign,
            value_claims: transition.value_claims.into_iter().map(ValueClaim::from).collect(),
            messages: transition.messages.into_iter().map(Message::from).collect(),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ValueClaim {
    #[serde(with = "hex::id")]
    pub id: MessageId,
    #[serde(with = "hex::id")]
    pub destination: ActorId,
    #[serde(serialize_with = "decimal")]
    pub value: u128,
}

impl From<gear::ValueClaim> for ValueClaim {
    fn from(claim: gear::ValueClaim) -> Self {
        Self { id: claim.message_id, destination: claim.destination, value: claim.value }
    }
}

/// A message that leaves the network's programs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Message {
    #[serde(with = "hex::id")]
    pub id: MessageId,
    #[serde(with = "hex::id")]
    pub destination: ActorId,
    #[serde(with = "hex")]
    pub payload: Vec<u8>,
    #[serde(serialize_with = "decimal")]
    pub value: u128,
    pub call: bool,
    pub reply: Option<ReplyTo>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReplyTo {
    #[serde(with = "hex::id")]
    pub to: MessageId,
    #[serde(with = "hex")]
    pub code: Vec<u8>,
    /// Rust's Debug text of the code.
    pub code_text: String,
}

impl From<ReplyDetails> for ReplyTo {
    fn from(details: ReplyDetails) -> Self {
        let (to, code) = details.into_parts();
        Self { to, code: code.to_bytes().into(), code_text: format!("{code:?}") }
    }
}

impl From<gear::Message> for Message {
    fn from(message: gear::Message) -> Self {
        let reply = message.reply_details.map(ReplyTo::from);
        let gear::Message { id, destination, payload, value, call, .. } = message;
        Self { id, destination, payload, value, call, reply }
    }
}

/// What a validator promises about an injected transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PreConfirmation {
    #[serde(with = "hex::id")]
    pub tx: H256,
    #[serde(with = "hex")]
    pub payload: Vec<u8>,
    #[serde(serialize_with = "decimal")]
    pub value: u128,
    #[serde(with = "hex")]
    pub code: Vec<u8>,
}

impl From<&Promise> for PreConfirmation {
    fn from(Promise { tx_hash, reply }: &Promise) -> Self {
        Self {
            tx: tx_hash.inner(),
            payload: reply.payload.clone(),
            value: reply.value,
            code: reply.code.to_bytes().into(),
        }
    }
}

/// A program's state, decoded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct State {
    #[serde(flatten)]
    pub summary: Summary,
    pub stash: Option<H256Text>,
    pub mailbox: Option<H256Text>,
    /// Rust's Debug text.
    pub allocations: Option<String>,
    pub pages_with_data: usize,
    /// Number and data hash of 16 KiB pages, ascending.
    pub pages: Vec<(u32, H256Text)>,
    #[serde(with = "hex")]
    pub state_scale: Vec<u8>,
}

/// A program's state without what is as long as its memory is large.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    pub state_hash: H256Text,
    /// `active`, `exited` or `terminated`.
    pub program: &'static str,
    pub initialized: bool,
    /// Free Balance.
    #[serde(serialize_with = "decimal")]
    pub balance: u128,
    #[serde(serialize_with = "decimal")]
    pub executable_balance: u128,
    /// Messages; 255 stands for more, too.
    pub canonical_queue: u8,
    /// Messages; 255 stands for more, too.
    pub injected_queue: u8,
    pub waitlist: Option<H256Text>,
}

/// # Panics
/// When the store lacks the state.
pub fn summary<S: Storage>(storage: &S, state_hash: H256) -> Summary {
    summarize(state_hash, &storage.program_state(state_hash).expect("the state is in the store"))
}

fn summarize(state_hash: H256, state: &ProgramState) -> Summary {
    Summary {
        state_hash: H256Text(state_hash),
        program: match state.program {
            Program::Active(_) => "active",
            Program::Exited(_) => "exited",
            Program::Terminated(_) => "terminated",
        },
        initialized: state.program.is_initialized(),
        balance: state.balance,
        executable_balance: state.executable_balance,
        canonical_queue: state.canonical_queue.cached_queue_size,
        injected_queue: state.injected_queue.cached_queue_size,
        waitlist: state.waitlist_hash.map(|hash| H256Text(hash.inner())),
    }
}

/// # Panics
/// When the store lacks the state, its allocations or its page tables; see [`crate::inspect`].
pub fn state<S: Storage>(storage: &S, state_hash: H256) -> State {
    let state = storage.program_state(state_hash).expect("the state is in the store");
    let allocations = active(&state).and_then(|active| active.allocations_hash.to_inner()).map(|hash| {
        let allocations = storage.allocations(hash).expect("the allocations are in the store");
        format!("{allocations:?}")
    });
    let pages = pages_of(storage, &state);
    State {
        summary: summarize(state_hash, &state),
        stash: state.stash_hash.map(|hash| H256Text(hash.inner())),
        mailbox: state.mailbox_hash.map(|hash| H256Text(hash.inner())),
        allocations,
        pages_with_data: pages.len(),
        pages,
        state_scale: state.encode(),
    }
}

fn active(state: &ProgramState) -> Option<&ActiveProgram> {
    match &state.program {
        Program::Active(active) => Some(active),
        Program::Exited(_) | Program::Terminated(_) => None,
    }
}

/// Number and data hash of a program's 16 KiB pages, ascending.
///
/// # Panics
/// As [`state`].
pub fn pages<S: Storage>(storage: &S, state_hash: H256) -> Vec<(u32, H256Text)> {
    pages_of(storage, &storage.program_state(state_hash).expect("the state is in the store"))
}

fn pages_of<S: Storage>(storage: &S, state: &ProgramState) -> Vec<(u32, H256Text)> {
    let Some(hash) = active(state).and_then(|active| active.pages_hash.to_inner()) else { return Vec::new() };
    let table: MemoryPages = storage.memory_pages(hash).expect("the page table is in the store");
    let regions = table.to_inner().into_iter().filter_map(|region| region.to_inner());
    regions
        .flat_map(|hash| {
            let region = storage.memory_pages_region(hash).expect("the page regions are in the store");
            region.as_inner().iter().map(|(&page, data)| (page.into(), H256Text(data.inner()))).collect::<Vec<_>>()
        })
        .collect()
}

/// The result of a preview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "status", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ReplyPreview {
    Replied {
        reply: PreviewedReply,
        /// What else would go to accounts that are no programs.
        messages: Vec<Message>,
        gas_burned: u64,
        /// The result of `program_calculateReplyForHandle`, as JSON text.
        node_json: String,
    },
    NoReply {
        reason: String,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PreviewedReply {
    #[serde(with = "hex")]
    pub payload: Vec<u8>,
    #[serde(serialize_with = "decimal")]
    pub value: u128,
    #[serde(with = "hex")]
    pub code: Vec<u8>,
    pub code_text: String,
}

impl From<Result<Reply, NoReply>> for ReplyPreview {
    fn from(result: Result<Reply, NoReply>) -> Self {
        match result {
            Ok(Reply { reply, messages, gas_burned }) => {
                let node_json = node_json::reply(&reply, &messages);
                let messages = messages.into_iter().map(Message::from).collect();
                let ReplyInfo { payload, value, code } = reply;
                let code_text = format!("{code:?}");
                let reply = PreviewedReply { payload, value, code: code.to_bytes().into(), code_text };
                Self::Replied { reply, messages, gas_burned, node_json }
            }
            Err(reason) => Self::NoReply { reason: reason.to_string() },
        }
    }
}

fn decimal<S: Serializer>(value: &u128, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}
