//! The one executor there is: the host's.

use crate::{
    AsContextExt, Error, GlobalsSetError, HostFuncType, ReturnValue, SandboxEnvironmentBuilder, SandboxInstance,
    SandboxMemory, SandboxStore, Value, call_area, host,
};
use alloc::{rc::Rc, string::String, vec::Vec};
use core::{cell::RefCell, marker::PhantomData};
use gear_sandbox_env::HostError;
use sp_wasm_interface_common::HostPointer;

pub trait AsContext {}

/// Owns the state of a run.
#[derive(Debug)]
pub struct Store<T>(T);

impl<T> SandboxStore for Store<T> {
    fn new(state: T) -> Self {
        Self(state)
    }
}

impl<T> AsContextExt for Store<T> {
    type State = T;

    fn data_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T> AsContext for Store<T> {}

/// Lends the state of a run to a syscall.
pub struct Caller<'a, T>(&'a mut T);

impl<T> AsContextExt for Caller<'_, T> {
    type State = T;

    fn data_mut(&mut self) -> &mut T {
        self.0
    }
}

impl<T> AsContext for Caller<'_, T> {}

struct MemoryHandle(u32);

impl Drop for MemoryHandle {
    fn drop(&mut self) {
        host::memory_drop(self.0);
    }
}

/// A memory in the host, given back when the last clone goes.
#[derive(Clone)]
pub struct Memory(Rc<MemoryHandle>);

impl<T> SandboxMemory<T> for Memory {
    fn new(_: &mut Store<T>, initial: u32, maximum: Option<u32>) -> Result<Memory, Error> {
        // The backend never sets one: a program's limit is checked when it allocates.
        assert!(maximum.is_none(), "memories with a maximum are not supported");
        match host::memory_new(initial) {
            host::NONE => Err(Error::Module),
            handle => Ok(Memory(Rc::new(MemoryHandle(handle)))),
        }
    }

    fn read<Context>(&self, _: &Context, ptr: u32, buf: &mut [u8]) -> Result<(), Error>
    where
        Context: AsContextExt<State = T>,
    {
        // SAFETY: the host writes exactly `buf.len()` bytes, or nothing.
        match unsafe { host::memory_read(self.0.0, ptr, buf.as_mut_ptr(), buf.len()) } {
            host::OK => Ok(()),
            _ => Err(Error::OutOfBounds),
        }
    }

    fn write<Context>(&self, _: &mut Context, ptr: u32, value: &[u8]) -> Result<(), Error>
    where
        Context: AsContextExt<State = T>,
    {
        // SAFETY: the host only reads `value`.
        match unsafe { host::memory_write(self.0.0, ptr, value.as_ptr(), value.len()) } {
            host::OK => Ok(()),
            _ => Err(Error::OutOfBounds),
        }
    }

    fn grow<Context>(&self, ctx: &mut Context, pages: u32) -> Result<u32, Error>
    where
        Context: AsContextExt<State = T>,
    {
        let before = SandboxMemory::<T>::size(self, ctx);
        match host::memory_grow(self.0.0, pages) {
            host::OK => Ok(before),
            _ => Err(Error::MemoryGrow),
        }
    }

    fn size<Context>(&self, _: &Context) -> u32
    where
        Context: AsContextExt<State = T>,
    {
        host::memory_size(self.0.0)
    }

    unsafe fn get_buff<Context>(&self, _: &Context) -> HostPointer
    where
        Context: AsContextExt<State = T>,
    {
        // Any address that is not null: a program's memory stays where it is while it grows.
        HostPointer::from(self.0.0) + 1
    }
}

/// Which syscalls the host knows already, by position.
struct Syscalls(RefCell<Vec<usize>>);

// SAFETY: the engine is single-threaded wasm.
unsafe impl Sync for Syscalls {}

static SYSCALLS: Syscalls = Syscalls(RefCell::new(Vec::new()));

/// The environment of a module: its memory, and the syscalls, which are the same for all.
pub struct EnvironmentDefinitionBuilder<T> {
    memory: Option<Memory>,
    syscalls: usize,
    state: PhantomData<T>,
}

impl<T> SandboxEnvironmentBuilder<T, Memory> for EnvironmentDefinitionBuilder<T> {
    fn new() -> Self {
        Self { memory: None, syscalls: 0, state: PhantomData }
    }

    fn add_host_func<N1, N2>(&mut self, _module: N1, field: N2, f: HostFuncType<T>)
    where
        N1: Into<String>,
        N2: Into<String>,
    {
        let function = f as usize;
        let mut defined = SYSCALLS.0.borrow_mut();
        if defined.get(self.syscalls) != Some(&function) {
            assert_eq!(defined.len(), self.syscalls, "the syscalls must be the same for every module");
            let name = field.into();
            // SAFETY: the host copies the name.
            unsafe { host::define_syscall(name.as_ptr(), name.len(), function) };
            defined.push(function);
        }
        self.syscalls += 1;
    }

    fn add_memory<N1, N2>(&mut self, _module: N1, _field: N2, mem: Memory)
    where
        N1: Into<String>,
        N2: Into<String>,
    {
        self.memory = Some(mem);
    }
}

struct InstanceHandle {
    instance: u32,
    /// Keeps the memory alive as long as the instance.
    _memory: Memory,
}

impl Drop for InstanceHandle {
    fn drop(&mut self) {
        host::instance_drop(self.instance);
    }
}

/// A module instantiated in the host, given back when the last clone goes.
pub struct Instance<T> {
    handle: Rc<InstanceHandle>,
    state: PhantomData<T>,
}

impl<T> Clone for Instance<T> {
    fn clone(&self) -> Self {
        Self { handle: self.handle.clone(), state: PhantomData }
    }
}

/// Through this the host calls a syscall: `state` as given to `invoke`, `function` as given to
/// `define_syscall`. FAILED means that the program must not go on: the host throws.
extern "C" fn syscall_thunk<T>(state: *mut u8, function: usize) -> u32 {
    let mut buffer = call_area::EMPTY;
    let count = call_area::take_arguments(&mut buffer);
    // SAFETY: `state` comes from the `invoke` that is running, whose caller holds the state exclusively;
    // `function` is a `HostFuncType<T>`, for `define_syscall` was given nothing else.
    let (state, function) =
        unsafe { (&mut *(state as *mut T), core::mem::transmute::<usize, HostFuncType<T>>(function)) };
    match function(&mut Caller(state), &buffer[..count]) {
        Ok(result) => {
            call_area::put_result(result);
            host::OK
        }
        Err(HostError) => host::FAILED,
    }
}

impl<T> SandboxInstance<T> for Instance<T> {
    type Memory = Memory;
    type EnvironmentBuilder = EnvironmentDefinitionBuilder<T>;

    fn new(_: &mut Store<T>, code: &[u8], environment: &EnvironmentDefinitionBuilder<T>) -> Result<Self, Error> {
        let memory = environment.memory.clone().ok_or(Error::Module)?;
        let thunk: extern "C" fn(*mut u8, usize) -> u32 = syscall_thunk::<T>;
        // SAFETY: the host only reads `code`.
        match unsafe { host::instantiate(memory.0.0, code.as_ptr(), code.len(), thunk as usize) } {
            host::NONE => Err(Error::Module),
            instance => Ok(Self { handle: Rc::new(InstanceHandle { instance, _memory: memory }), state: PhantomData }),
        }
    }

    fn invoke(&mut self, store: &mut Store<T>, name: &str, args: &[Value]) -> Result<ReturnValue, Error> {
        assert!(args.is_empty(), "a program's entry points take no arguments");
        let state = (&raw mut store.0).cast();
        // SAFETY: `store` is borrowed exclusively until the call returns, and only syscalls of it use `state`.
        match unsafe { host::invoke(self.handle.instance, name.as_ptr(), name.len(), state) } {
            host::OK => Ok(ReturnValue::Unit),
            _ => Err(Error::Execution),
        }
    }

    fn get_global_val(&self, _: &mut Store<T>, name: &str) -> Option<Value> {
        let mut value = 0;
        // SAFETY: the host writes `value` only.
        let result = unsafe { host::global_get(self.handle.instance, name.as_ptr(), name.len(), &mut value) };
        (result == host::OK).then_some(Value::I64(value))
    }

    fn set_global_val(&self, _: &mut Store<T>, name: &str, value: Value) -> Result<(), GlobalsSetError> {
        let Value::I64(value) = value else { return Err(GlobalsSetError::Other) };
        // SAFETY: the host only reads the name.
        match unsafe { host::global_set(self.handle.instance, name.as_ptr(), name.len(), value) } {
            host::OK => Ok(()),
            _ => Err(GlobalsSetError::NotFound),
        }
    }

    fn get_instance_ptr(&self) -> HostPointer {
        HostPointer::from(self.handle.instance)
    }
}
