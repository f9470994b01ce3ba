//! Lets the engine watch a program's gas counter while it runs. Watching changes nothing: what the watcher is told
//! has happened already.

use crate::{Value, default_executor::Memory, default_executor::SYSCALLS, single::Single};
use alloc::string::String;
use core::cell::{Cell, RefCell};

/// Whom to tell. The counter is the program's own, which is the less of its gas limit and the allowance of the run.
#[derive(Clone, Copy)]
pub struct Watcher {
    /// A program is about to run with so much gas.
    pub begin: fn(u64),
    pub syscall: fn(&Syscall<'_>),
    /// It came to its end with so much gas.
    pub end: fn(u64),
}

/// A syscall that is through.
pub struct Syscall<'a> {
    /// Which one; [`syscall_name`] knows its name.
    pub function: usize,
    /// The program's own.
    pub arguments: &'a [Value],
    /// The gas counter before the call.
    pub before: u64,
    /// The gas counter after it; none when it ended the execution.
    pub after: Option<u64>,
}

static WATCHER: Single<Cell<Option<Watcher>>> = Single::new(Cell::new(None));
static RUNNING: Single<RefCell<Option<Memory>>> = Single::new(RefCell::new(None));

/// From now on `watcher` is told of every run.
pub fn watch(watcher: Watcher) {
    WATCHER.set(Some(watcher));
}

pub fn syscall_name(function: usize) -> String {
    let syscalls = SYSCALLS.borrow();
    let found = syscalls.iter().find(|(_, defined)| *defined == function);
    found.map(|(name, _)| name.clone()).unwrap_or_default()
}

/// The word at `address` of the program that is running.
pub fn read_u32(address: u32) -> Option<u32> {
    let mut bytes = [0; 4];
    RUNNING.borrow().as_ref()?.read_bytes(address, &mut bytes).then_some(u32::from_le_bytes(bytes))
}

pub(crate) fn set_running(memory: Option<Memory>) {
    RUNNING.replace(memory);
}

pub(crate) fn begin(gas: u64) {
    if let Some(watcher) = WATCHER.get() {
        (watcher.begin)(gas);
    }
}

pub(crate) fn end(gas: u64) {
    if let Some(watcher) = WATCHER.get() {
        (watcher.end)(gas);
    }
}

/// `values`: the gas counter, then the program's arguments.
pub(crate) fn syscall(function: usize, values: &[Value], after: Option<i64>) {
    let (Some(watcher), Some((Value::I64(before), arguments))) = (WATCHER.get(), values.split_first()) else { return };
    let after = after.map(|gas| gas as u64);
    (watcher.syscall)(&Syscall { function, arguments, before: *before as u64, after });
}
