//! What happens to the Wasm itself, apart from `wasm-opt`.

use crate::events::{Failure, Stage};
use anyhow::Result;
use blake2::{Blake2b, Digest, digest::consts::U32};
use gear_core::{
    code::{Code, SyscallKind},
    gas_metering::Schedule,
};
use gear_wasm_optimizer::Optimizer;
use std::path::{Path, PathBuf};

/// It only goes into the metadata that the runtime makes for itself: what is valid does not depend on it.
const INSTRUMENTATION_VERSION: u32 = 1;

/// Exports where the shadow stack ends, then drops custom sections and the exports that the runtime does not know.
///
/// Memory below the stack's end is neither charged when touched nor stored. The stack pointer is looked up by name,
/// so this must see the names that cargo's Wasm carries. A module without a stack goes through unchanged.
pub fn strip(wasm: &Path) -> Result<Vec<u8>> {
    let mut optimizer = Optimizer::new(&PathBuf::from(wasm)).map_err(|error| refusal(error.root_cause()))?;
    // A module that never calls anything has no stack pointer, and that is fine.
    let _ = optimizer.insert_stack_end_export();
    optimizer.strip_custom_sections();
    optimizer.strip_exports();
    optimizer.serialize()
}

/// Whether the network would take this code: the runtime's own check, under its own schedule.
pub fn validate(wasm: &[u8]) -> Result<()> {
    let schedule = Schedule::default();
    let limit = schedule.limits.code_len as usize;
    let check_length = |what: &str, length: usize| match length {
        length if length > limit => Err(refusal(format!("{what} has {length} bytes of at most {limit}"))),
        _ => Ok(()),
    };
    check_length("it", wasm.len())?;
    let code = Code::try_new(
        wasm.to_vec(),
        INSTRUMENTATION_VERSION,
        |module| schedule.rules(module),
        schedule.limits.stack_height,
        Some(schedule.limits.data_segments_amount),
        Some(schedule.limits.type_section_len),
        Some(schedule.limits.parameters),
        SyscallKind::Eth,
    )
    .map_err(refusal)?;
    check_length("with its gas meter it", code.instrumented_code().bytes().len())?;
    Ok(())
}

fn refusal(reason: impl ToString) -> Failure {
    let reason = reason.to_string();
    let hint = match reason.as_str() {
        reason if reason.contains("F32") || reason.contains("F64") || reason.to_lowercase().contains("float") => {
            " Programs cannot use floating-point numbers: they would not be the same on every machine."
        }
        _ => "",
    };
    Failure::new(Stage::Validate, format!("The network would refuse this code: {reason}.{hint}"))
}

/// The id under which the network knows the code: blake2b-256 of its bytes.
pub fn code_id(wasm: &[u8]) -> String {
    let hash = Blake2b::<U32>::digest(wasm);
    hash.iter().fold(String::from("0x"), |text, byte| text + &format!("{byte:02x}"))
}
