//! The interface of the published `gear-sandbox`, implemented by the WebAssembly of the JavaScript host.
//!
//! `gear-core-backend` runs every program through this interface: it creates a memory, defines the syscalls,
//! instantiates the module and invokes an entry point. Here each of these is a call to a function that the
//! host provides ([`host`]), so a program runs as a module of its own beside the engine, at full speed.
//!
//! Invariants that the host relies on:
//! - One program runs at a time: a syscall never starts another program.
//! - Syscalls are plain functions without captures and are the same for every program, so each is defined
//!   once, at the first instantiation.
//! - Arguments and results of a syscall go through one fixed area ([`call_area`]), not through SCALE.

#![no_std]

extern crate alloc;

mod call_area;
pub mod default_executor;
pub mod host;
mod host_program;
pub mod interpreter;
pub mod pages;
mod single;
pub mod watch;

pub use gear_sandbox_env as env;
pub use gear_sandbox_env::HostError;
pub use sp_wasm_interface_common::{IntoValue, ReturnValue, TryFromValue, Value};

use alloc::string::String;
use sp_wasm_interface_common::HostPointer;

/// Why the host could not do what was asked.
#[derive(Debug)]
pub enum Error {
    /// The module cannot be compiled or instantiated with this environment.
    Module,
    /// An address outside the memory.
    OutOfBounds,
    /// The memory cannot grow that far.
    MemoryGrow,
    /// A trap, whether of the program itself or thrown by a syscall.
    Execution,
}

impl From<Error> for HostError {
    fn from(_: Error) -> HostError {
        HostError
    }
}

/// A syscall: the first value is the gas counter before the call, the rest are the program's arguments.
pub type HostFuncType<T> =
    fn(&mut default_executor::Caller<'_, T>, &[Value]) -> Result<env::WasmReturnValue, HostError>;

/// What owns the state that syscalls work on.
pub trait SandboxStore: AsContextExt {
    fn new(state: Self::State) -> Self;
}

/// Access to that state.
pub trait AsContextExt: default_executor::AsContext {
    type State;

    fn data_mut(&mut self) -> &mut Self::State;
}

/// A program's linear memory; sizes in Wasm pages of 64 KiB, addresses in bytes.
pub trait SandboxMemory<T>: Sized + Clone {
    fn new(store: &mut default_executor::Store<T>, initial: u32, maximum: Option<u32>) -> Result<Self, Error>;

    fn read<Context>(&self, ctx: &Context, ptr: u32, buf: &mut [u8]) -> Result<(), Error>
    where
        Context: AsContextExt<State = T>;

    fn write<Context>(&self, ctx: &mut Context, ptr: u32, value: &[u8]) -> Result<(), Error>
    where
        Context: AsContextExt<State = T>;

    /// Returns the size before.
    fn grow<Context>(&self, ctx: &mut Context, pages: u32) -> Result<u32, Error>
    where
        Context: AsContextExt<State = T>;

    fn size<Context>(&self, ctx: &Context) -> u32
    where
        Context: AsContextExt<State = T>;

    /// # Safety
    /// Meant for protecting pages by address, which this sandbox does not do: only its identity counts.
    unsafe fn get_buff<Context>(&self, ctx: &Context) -> HostPointer
    where
        Context: AsContextExt<State = T>;
}

/// The environment a module is instantiated with.
pub trait SandboxEnvironmentBuilder<State, Memory>: Sized {
    fn new() -> Self;

    fn add_host_func<N1, N2>(&mut self, module: N1, field: N2, f: HostFuncType<State>)
    where
        N1: Into<String>,
        N2: Into<String>;

    fn add_memory<N1, N2>(&mut self, module: N1, field: N2, mem: Memory)
    where
        N1: Into<String>,
        N2: Into<String>;
}

/// Why a global was not set.
#[derive(Debug)]
pub enum GlobalsSetError {
    NotFound,
    /// Immutable or of another type.
    Other,
}

/// A module instantiated in the host.
pub trait SandboxInstance<State>: Sized {
    type Memory: SandboxMemory<State>;
    type EnvironmentBuilder: SandboxEnvironmentBuilder<State, Self::Memory>;

    fn new(
        store: &mut default_executor::Store<State>,
        code: &[u8],
        env_def_builder: &Self::EnvironmentBuilder,
    ) -> Result<Self, Error>;

    fn invoke(
        &mut self,
        store: &mut default_executor::Store<State>,
        name: &str,
        args: &[Value],
    ) -> Result<ReturnValue, Error>;

    fn get_global_val(&self, store: &mut default_executor::Store<State>, name: &str) -> Option<Value>;

    fn set_global_val(
        &self,
        store: &mut default_executor::Store<State>,
        name: &str,
        value: Value,
    ) -> Result<(), GlobalsSetError>;

    fn get_instance_ptr(&self) -> HostPointer;
}
