//! Splits the gas that each dispatch of a run burnt by what took it. docs/gas.md says what counts as what.
//!
//! The parts are found apart from each other: what was charged before the execution from the limits that the runtime
//! sets, instructions, pages and syscalls from the counter. So that they add up to the burn proves them; only of a
//! syscall that ends the execution the burn itself is the sole witness.

use crate::gas_watch::{Execution, PageGas};
use ethexe_common::gear::CHUNK_PROCESSING_GAS_LIMIT;
use gear_exe_driver::output::GasBurn;
use gear_sandbox::watch::syscall_name;
use serde::Serialize;

/// Gas by cause.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GasSplit {
    loading: u64,
    growth: u64,
    instructions: u64,
    program_pages: Pages,
    syscall_pages: Pages,
    /// In the order of their first call.
    syscalls: Vec<NamedSyscall>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Pages {
    read: u64,
    write: u64,
    write_after_read: u64,
    load: u64,
}

#[derive(Serialize)]
struct NamedSyscall {
    name: String,
    calls: u32,
    gas: u64,
}

impl From<PageGas> for Pages {
    fn from(PageGas { read, write, write_after_read, load }: PageGas) -> Self {
        Self { read, write, write_after_read, load }
    }
}

/// The splits of a run's burns, in their order.
///
/// `executable_balance` and `allowance` are those at its beginning. The runtime executes a dispatch with what its
/// balance pays for, and each burn lessens what is left to the next.
pub fn split(
    burns: &[GasBurn],
    executions: Vec<Option<Execution>>,
    mut executable_balance: u128,
    mut allowance: u64,
) -> Vec<GasSplit> {
    let mut executions = executions.into_iter();
    let split = |burn: &GasBurn| {
        // As the runtime narrows it.
        let limit = ((executable_balance / WVARA_PER_GAS) as u64).min(CHUNK_PROCESSING_GAS_LIMIT);
        let split = match executions.next().flatten() {
            Some(execution) => split_execution(burn.gas, execution, limit, allowance),
            None => not_executed(burn.gas),
        };
        if burn.charged {
            executable_balance -= u128::from(burn.gas) * WVARA_PER_GAS;
        }
        allowance = allowance.saturating_sub(burn.gas);
        split
    };
    burns.iter().map(split).collect()
}

const WVARA_PER_GAS: u128 = 100;

/// All that it burnt was charged before.
fn not_executed(gas: u64) -> GasSplit {
    let none = PageGas::default();
    GasSplit {
        loading: gas,
        growth: 0,
        instructions: 0,
        program_pages: none.into(),
        syscall_pages: none.into(),
        syscalls: Vec::new(),
    }
}

fn split_execution(burned: u64, mut execution: Execution, limit: u64, allowance: u64) -> GasSplit {
    let loading = limit.min(allowance) - execution.entry;
    let in_calls = execution.returned + execution.syscalls.iter().map(|syscall| syscall.gas).sum::<u64>();
    let instructions = execution.entry - execution.exit - execution.program_pages.total() - in_calls;

    // What is set aside shows in the counter only as far as that counts the limit and not the allowance.
    let mut ahead = limit.saturating_sub(allowance);
    for &(at, gas) in &execution.set_aside {
        execution.syscalls[at].gas -= gas.saturating_sub(ahead);
        ahead = ahead.saturating_sub(gas);
    }
    let Execution { growth, program_pages, syscall_pages, mut syscalls, ended_by, .. } = execution;
    if let Some(at) = ended_by {
        let pages = program_pages.total() + syscall_pages.total();
        let others = loading + growth + instructions + pages + syscalls.iter().map(|syscall| syscall.gas).sum::<u64>();
        syscalls[at].gas += burned.saturating_sub(others);
    }
    GasSplit {
        loading,
        growth,
        instructions,
        program_pages: program_pages.into(),
        syscall_pages: syscall_pages.into(),
        syscalls: syscalls
            .into_iter()
            .map(|syscall| NamedSyscall {
                name: syscall_name(syscall.function),
                calls: syscall.calls,
                gas: syscall.gas,
            })
            .collect(),
    }
}
