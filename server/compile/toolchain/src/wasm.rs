//! What happens to the Wasm itself, apart from `wasm-opt`.

use crate::events::{Failure, Stage};
use anyhow::Result;
use blake2::{Blake2b, Digest, digest::consts::U32};
use gear_core::{
    code::{Code, SyscallKind},
    gas_metering::Schedule,
};
use gear_wasm_instrument::{Export, Module, Name, STACK_END_EXPORT_NAME};
use std::fmt::Display;

/// It only goes into the metadata that the runtime makes for itself: what is valid does not depend on it.
const INSTRUMENTATION_VERSION: u32 = 1;

/// The exports that mean something to the runtime.
const EXPORTS: [&str; 7] =
    ["init", "handle", "handle_reply", "handle_signal", "state", "metahash", STACK_END_EXPORT_NAME];

/// Exports where the shadow stack ends, then drops custom sections and the exports that the runtime does not know.
///
/// Memory below the stack's end is neither charged when touched nor stored. The stack pointer is looked up by name,
/// so this must see the names that cargo's Wasm carries. A module without a stack goes through without the export.
pub fn strip(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut module = Module::new(wasm).map_err(refusal)?;
    let stack_pointer = stack_pointer(&module);
    let exports = module.export_section.get_or_insert_default();
    // The stack grows down from the pointer's first value, so the stack's upper end is what the global starts with.
    exports.extend(stack_pointer.map(|index| Export::global(STACK_END_EXPORT_NAME, index)));
    exports.retain(|export| EXPORTS.contains(&export.name.as_ref()));
    module.custom_sections = None;
    module.name_section = None;
    Ok(module.serialize().map_err(refusal)?)
}

/// The index of the global that the linker calls `__stack_pointer`.
fn stack_pointer(module: &Module) -> Option<u32> {
    let names = module.name_section.iter().flatten();
    let mut globals = names.filter_map(|name| if let Name::Global(globals) = name { Some(globals) } else { None });
    globals.next()?.iter().find(|global| global.name.ends_with("__stack_pointer")).map(|global| global.index)
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

fn refusal(reason: impl Display) -> Failure {
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
