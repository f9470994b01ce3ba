//! Watches where the gas of each dispatch goes while a queue runs; [`crate::gas_split`] makes the split of it. Nothing
//! is charged here: the backend's counter, the charges for pages and the growth of memory are only written down.

use core::cell::RefCell;
use gear_core::{costs::ExtCosts, gas_metering::Schedule, pages::WasmPagesAmount};
use gear_sandbox::{
    Value,
    watch::{self, Syscall, Watcher},
};
use std::sync::Once;

/// Who touched a page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Toucher {
    Program,
    /// A syscall, on the program's memory.
    Syscall,
}

/// What a charge for a page is for.
#[derive(Clone, Copy)]
pub enum PageCharge {
    Read,
    Write,
    WriteAfterRead,
    /// The page has data in storage.
    Load,
}

/// Charges for pages, gas.
#[derive(Clone, Copy, Default)]
pub struct PageGas {
    pub read: u64,
    pub write: u64,
    pub write_after_read: u64,
    pub load: u64,
}

impl PageGas {
    fn add(&mut self, charge: PageCharge, gas: u64) {
        *match charge {
            PageCharge::Read => &mut self.read,
            PageCharge::Write => &mut self.write,
            PageCharge::WriteAfterRead => &mut self.write_after_read,
            PageCharge::Load => &mut self.load,
        } += gas;
    }

    pub fn total(&self) -> u64 {
        self.read + self.write + self.write_after_read + self.load
    }
}

/// All calls of one syscall.
pub struct SyscallGas {
    pub function: usize,
    pub calls: u32,
    /// What the counter fell by, without pages and growth. Includes what was set aside.
    pub gas: u64,
    sends_with_delay: bool,
}

/// One execution of a program.
#[derive(Default)]
pub struct Execution {
    /// The counter at its beginning and at its end.
    pub entry: u64,
    pub exit: u64,
    pub program_pages: PageGas,
    pub syscall_pages: PageGas,
    pub growth: u64,
    pub syscalls: Vec<SyscallGas>,
    /// Position of the syscall that ended it. What that took shows in the burn alone, not in the counter.
    pub ended_by: Option<usize>,
    /// Pages and growth that syscalls which returned were charged for.
    pub returned: u64,
    /// Gas set aside, not burnt, for messages with a delay: position of the syscall, and how much.
    pub set_aside: Vec<(usize, u64)>,
}

#[derive(Default)]
struct Watched {
    /// By dispatch; none for one that did not come to run.
    executions: Vec<Option<Execution>>,
    current: Option<Execution>,
}

thread_local! {
    static WATCHED: RefCell<Watched> = RefCell::default();
    static COSTS: ExtCosts = Schedule::default().process_costs().ext;
}

/// A queue run begins.
pub fn begin_run() {
    static INSTALL: Once = Once::new();
    INSTALL.call_once(|| watch::watch(Watcher { begin, syscall, end }));
    WATCHED.take();
}

/// A dispatch is through: the runtime tells its new state after each.
pub fn end_dispatch() {
    WATCHED.with_borrow_mut(|Watched { executions, current }| executions.push(current.take()));
}

/// The executions of the run, by dispatch.
pub fn take_run() -> Vec<Option<Execution>> {
    WATCHED.take().executions
}

/// A page was charged for.
pub fn page(toucher: Toucher, charge: PageCharge, gas: u64) {
    with_current(|execution| match toucher {
        Toucher::Program => execution.program_pages.add(charge, gas),
        Toucher::Syscall => execution.syscall_pages.add(charge, gas),
    });
}

/// `gr_alloc` let the memory grow.
pub fn grown(pages: WasmPagesAmount) {
    let gas = COSTS.with(|costs| costs.mem_grow.cost_for_one().saturating_add(costs.mem_grow_per_page.cost_for(pages)));
    with_current(|execution| execution.growth += gas);
}

fn with_current(act: impl FnOnce(&mut Execution)) {
    WATCHED.with_borrow_mut(|watched| {
        if let Some(execution) = &mut watched.current {
            act(execution);
        }
    });
}

fn begin(gas: u64) {
    WATCHED.with_borrow_mut(|watched| {
        watched.current = Some(Execution { entry: gas, exit: gas, ..Default::default() });
    });
}

fn end(gas: u64) {
    with_current(|execution| execution.exit = gas);
}

fn syscall(call: &Syscall<'_>) {
    with_current(|execution| {
        let at = execution.position(call.function);
        let syscall = &mut execution.syscalls[at];
        syscall.calls += 1;
        let Some(after) = call.after else {
            execution.ended_by = Some(at);
            return;
        };
        let inside = execution.syscall_pages.total() + execution.growth - execution.returned;
        execution.returned += inside;
        syscall.gas += call.before - after - inside;
        if syscall.sends_with_delay
            && let Some(gas) = set_aside(call.arguments)
        {
            execution.set_aside.push((at, gas));
        }
    });
}

impl Execution {
    fn position(&mut self, function: usize) -> usize {
        let known = self.syscalls.iter().position(|syscall| syscall.function == function);
        known.unwrap_or_else(|| {
            let sends_with_delay = SENDS_WITH_DELAY.contains(&watch::syscall_name(function).as_str());
            self.syscalls.push(SyscallGas { function, calls: 0, gas: 0, sends_with_delay });
            self.syscalls.len() - 1
        })
    }
}

/// Their last two arguments are the delay and where the result goes, which begins with an error code.
const SENDS_WITH_DELAY: [&str; 3] = ["gr_send", "gr_send_commit", "gr_send_input"];

/// Gas that a message with a delay sets aside for its time in the stash. A release 2.0.0 takes it from the counter
/// but does not burn it (core-processor, `charge_for_dispatch_stash_hold`).
fn set_aside(arguments: &[Value]) -> Option<u64> {
    let [.., Value::I32(delay), Value::I32(result)] = arguments else { return None };
    let is_sent = *delay != 0 && watch::read_u32(*result as u32) == Some(0);
    is_sent.then(|| COSTS.with(|costs| costs.rent.dispatch_stash.cost_for((*delay as u32).into())))
}
