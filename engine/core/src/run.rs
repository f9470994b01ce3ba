//! Runs one queue of one program.

use crate::{
    abi::{from_scale, json},
    blobs,
    engine::known_code,
    gas_split::{self, GasSplit},
    gas_watch,
    lazy_pages::{self, Patience, SoftwareLazyPages},
    page_check::{Target, add_page_check},
    program_log,
    refusal::{Answer, Refusal},
    unhashed::{self, RunBlobs},
};
use core_processor::common::JournalNote;
use ethexe_runtime_common::state::Storage as _;
use gear_exe_driver::{PageHost, QueueRunOutput, RunInput, hex, output};
use gear_sandbox::interpreter::{PageChecks, interpret, take_too_deep};
use gprimitives::{ActorId, CodeId, H256, MessageId};
use parity_scale_codec::Encode;
use serde::Serialize;

struct HostPages;

impl PageHost for HostPages {
    type LazyPages = SoftwareLazyPages;

    fn init(&self) {
        gas_watch::begin_run();
    }

    fn set_state(&self, state_hash: H256) {
        gas_watch::end_dispatch();
        unhashed::tidy(state_hash);
        lazy_pages::set_state_hash(state_hash);
    }
}

const PAGE_CHECKS: PageChecks = PageChecks {
    add: |module| add_page_check(module, Target::Interpreter).expect("the module was validated"),
    page_fault: lazy_pages::page_fault,
};

/// Patience of a run that lacks pages, gas (u64) and pages ahead (u32), then (CodeId, RunInput), SCALE → number of pages
/// that it lacked (u32 LE) and the hashes of their data, and nothing more unless it lacked none; length of the report
/// (u32 LE), report as JSON, QueueRunOutput as SCALE.
pub fn run_queue(argument: Vec<u8>) -> Answer {
    let (gas, ahead, code_id, input) = from_scale::<(u64, u32, CodeId, RunInput)>(&argument)?;
    let code = known_code(code_id).ok_or_else(Refusal::unknown_code)?;
    let run = || {
        program_log::start();
        unhashed::begin_run();
        lazy_pages::begin_run(Patience { gas, ahead });
        let (instrumented, metadata) = (code.instrumented.clone(), code.metadata.clone());
        gear_exe_driver::run_queue(RunBlobs, HostPages, input.clone(), instrumented, metadata)
    };
    let mut output = run();
    let mut lacking = lazy_pages::take_lacking();
    if take_too_deep() && lacking.is_empty() {
        // Nothing of the first attempt stays but blobs that nobody refers to.
        output = interpret(PAGE_CHECKS, run);
        lacking = lazy_pages::take_lacking();
    }
    if !lacking.is_empty() {
        let hashes = lacking.iter().flat_map(|hash| hash.0);
        return Ok((lacking.len() as u32).to_le_bytes().into_iter().chain(hashes).collect());
    }
    output.new_state_hash = unhashed::keep(output.new_state_hash);
    let state = blobs::storage().program_state(input.state_hash).expect("the state that the run began with");
    let executions = gas_watch::take_run();
    let splits = gas_split::split(&output.burns, executions, state.executable_balance, input.gas_allowance);
    let report = json(&Report::new(&output, splits, program_log::take()));
    let (lacking, length) = (0u32.to_le_bytes(), (report.len() as u32).to_le_bytes());
    Ok([&lacking[..], &length, &report, &output.encode()].concat())
}

/// What the run did, for the views.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'a> {
    #[serde(with = "hex::id")]
    program: ActorId,
    #[serde(with = "hex::id")]
    new_state_hash: H256,
    dispatches: &'a [output::DispatchReport],
    burns: &'a [output::GasBurn],
    /// What took the gas of each burn.
    splits: Vec<GasSplit>,
    sent: Vec<SentMessage>,
    promises: Vec<output::PreConfirmation>,
    logs: Vec<LogLine>,
}

#[derive(Serialize)]
struct SentMessage {
    #[serde(with = "hex::id")]
    cause: MessageId,
    #[serde(flatten)]
    message: output::Message,
    /// Blocks.
    delay: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogLine {
    #[serde(with = "hex::id")]
    message_id: MessageId,
    text: String,
}

impl<'a> Report<'a> {
    fn new(output: &'a QueueRunOutput, splits: Vec<GasSplit>, lines: Vec<String>) -> Self {
        Self {
            program: output.program_id,
            new_state_hash: output.new_state_hash,
            dispatches: &output.dispatches,
            burns: &output.burns,
            splits,
            sent: sent(output),
            promises: output.promises.iter().map(output::PreConfirmation::from).collect(),
            logs: logs(output, lines),
        }
    }
}

fn sent(run: &QueueRunOutput) -> Vec<SentMessage> {
    let notes = run.journals.iter().flat_map(|(notes, ..)| notes);
    notes
        .filter_map(|note| match note {
            JournalNote::SendDispatch { message_id, dispatch, delay, .. } => Some(SentMessage {
                cause: *message_id,
                message: output::Message {
                    id: dispatch.id(),
                    destination: dispatch.destination(),
                    payload: dispatch.payload_bytes().to_vec(),
                    value: dispatch.value(),
                    call: false,
                    reply: dispatch.reply_details().map(output::ReplyTo::from),
                },
                delay: *delay,
            }),
            _ => None,
        })
        .collect()
}

/// The runtime prints the id of a line's message in short; only a message of this run can have printed it.
fn logs(run: &QueueRunOutput, lines: Vec<String>) -> Vec<LogLine> {
    let line = |line: String| {
        let (head, text) = line.split_once("]: ").or_else(|| line.split_once(": ")).unwrap_or(("", &line));
        let burn = run.burns.iter().find(|burn| head.contains(&format!("{:.2?}", burn.message_id)));
        LogLine { message_id: burn.map(|burn| burn.message_id).unwrap_or_default(), text: text.to_string() }
    };
    lines.into_iter().map(line).collect()
}
