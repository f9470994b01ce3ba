//! Validation and instrumentation, by the rules of the network's runtime.

use alloc::{format, string::String, vec::Vec};
use gear_core::{
    code::{Code, CodeMetadata, InstrumentedCode, SyscallKind},
    gas_metering::Schedule,
    ids::prelude::CodeIdExt as _,
};
use gprimitives::CodeId;
use parity_scale_codec::{Decode, Encode};

/// A code that programs can be created with.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ValidCode {
    pub original_len: u32,
    pub instrumented: InstrumentedCode,
    pub metadata: CodeMetadata,
}

/// The id under which a code is known, valid or not.
pub fn id(wasm: &[u8]) -> CodeId {
    CodeId::generate(wasm)
}

/// Checks a program's Wasm and adds the gas and stack metering. The error is Rust's Debug text of the reason.
pub fn instrument(wasm: Vec<u8>) -> Result<ValidCode, String> {
    let schedule = Schedule::default();
    let limit = schedule.limits.code_len;
    let original_len = wasm.len();
    if original_len > limit as usize {
        return Err(format!("OriginalCodeTooLarge {{ len: {original_len}, limit: {limit} }}"));
    }

    let code = Code::try_new(
        wasm,
        ethexe_runtime_common::VERSION,
        |module| schedule.rules(module),
        schedule.limits.stack_height,
        Some(schedule.limits.data_segments_amount),
        Some(schedule.limits.type_section_len),
        Some(schedule.limits.parameters),
        SyscallKind::Eth,
    )
    .map_err(|error| format!("{error:?}"))?;

    let (_, instrumented, metadata) = code.into_parts();
    let len = instrumented.bytes().len();
    if len > limit as usize {
        return Err(format!("InstrumentedCodeTooLarge {{ len: {len}, limit: {limit} }}"));
    }
    Ok(ValidCode { original_len: original_len as u32, instrumented, metadata })
}
