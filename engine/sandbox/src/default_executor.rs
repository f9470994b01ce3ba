//! The one executor there is: the host's WebAssembly, or the engine's interpreter where that is not deep enough.

use crate::{
    AsContextExt, Error, GlobalsSetError, HostFuncType, ReturnValue, SandboxEnvironmentBuilder, SandboxInstance,
    SandboxMemory, SandboxStore, Value, host,
    host_program::{HostInstance, HostMemory},
    interpreter::{self, INTERPRETED, Machine},
    pages,
    single::Single,
    watch,
};
use alloc::{rc::Rc, string::String, vec::Vec};
use core::{cell::RefCell, marker::PhantomData};
use gear_sandbox_env::GLOBAL_NAME_GAS;
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

impl<'a, T> Caller<'a, T> {
    pub(crate) fn new(state: &'a mut T) -> Self {
        Self(state)
    }
}

impl<T> AsContextExt for Caller<'_, T> {
    type State = T;

    fn data_mut(&mut self) -> &mut T {
        self.0
    }
}

impl<T> AsContext for Caller<'_, T> {}

/// A program's memory, given back when the last clone goes.
#[derive(Clone)]
pub struct Memory(Place<HostMemory>);

/// Where a program runs.
enum Place<H> {
    Host(Rc<H>),
    Interpreter(Rc<Machine>),
}

impl<H> Clone for Place<H> {
    fn clone(&self) -> Self {
        match self {
            Self::Host(here) => Self::Host(here.clone()),
            Self::Interpreter(machine) => Self::Interpreter(machine.clone()),
        }
    }
}

impl Memory {
    /// False when they are outside.
    pub(crate) fn read_bytes(&self, address: u32, to: &mut [u8]) -> bool {
        match &self.0 {
            Place::Host(memory) => memory.read(address, to),
            Place::Interpreter(machine) => machine.read(address, to),
        }
    }
}

impl<T> SandboxMemory<T> for Memory {
    fn new(_: &mut Store<T>, initial: u32, maximum: Option<u32>) -> Result<Memory, Error> {
        // The backend never sets one: a program's limit is checked when it allocates.
        assert!(maximum.is_none(), "memories with a maximum are not supported");
        let place = if interpreter::is_on() {
            Machine::new(initial).map(Place::Interpreter)
        } else {
            HostMemory::new(initial).map(|memory| Place::Host(Rc::new(memory)))
        };
        place.map(Memory).ok_or(Error::Module)
    }

    fn read<Context>(&self, _: &Context, ptr: u32, buf: &mut [u8]) -> Result<(), Error>
    where
        Context: AsContextExt<State = T>,
    {
        self.read_bytes(ptr, buf).then_some(()).ok_or(Error::OutOfBounds)
    }

    fn write<Context>(&self, _: &mut Context, ptr: u32, value: &[u8]) -> Result<(), Error>
    where
        Context: AsContextExt<State = T>,
    {
        let is_written = match &self.0 {
            Place::Host(memory) => memory.write(ptr, value),
            Place::Interpreter(machine) => machine.write(ptr, value),
        };
        is_written.then_some(()).ok_or(Error::OutOfBounds)
    }

    fn grow<Context>(&self, ctx: &mut Context, pages: u32) -> Result<u32, Error>
    where
        Context: AsContextExt<State = T>,
    {
        let before = SandboxMemory::<T>::size(self, ctx);
        let is_grown = match &self.0 {
            Place::Host(memory) => memory.grow(pages),
            Place::Interpreter(machine) => machine.grow(pages),
        };
        is_grown.then_some(before).ok_or(Error::MemoryGrow)
    }

    fn size<Context>(&self, _: &Context) -> u32
    where
        Context: AsContextExt<State = T>,
    {
        match &self.0 {
            Place::Host(memory) => memory.size(),
            Place::Interpreter(machine) => machine.size(),
        }
    }

    unsafe fn get_buff<Context>(&self, _: &Context) -> HostPointer
    where
        Context: AsContextExt<State = T>,
    {
        // Any address that is not null will do, as long as it stays: nobody reads from it.
        match &self.0 {
            Place::Host(memory) => Rc::as_ptr(memory) as usize as HostPointer,
            Place::Interpreter(machine) => Rc::as_ptr(machine) as usize as HostPointer,
        }
    }
}

/// The syscalls that were defined so far, with their names, by position: the host has got them all.
pub(crate) static SYSCALLS: Single<RefCell<Vec<(String, usize)>>> = Single::new(RefCell::new(Vec::new()));

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
        let mut defined = SYSCALLS.borrow_mut();
        if defined.get(self.syscalls).map(|(_, function)| *function) != Some(function) {
            assert_eq!(defined.len(), self.syscalls, "the syscalls must be the same for every module");
            let name = field.into();
            // SAFETY: the host copies the name.
            unsafe { host::define_syscall(name.as_ptr(), name.len(), function) };
            defined.push((name, function));
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

/// A module with its memory, given back when the last clone goes.
pub struct Instance<T> {
    place: Place<HostInstance>,
    /// Must live as long as the instance.
    memory: Memory,
    state: PhantomData<T>,
}

impl<T> Clone for Instance<T> {
    fn clone(&self) -> Self {
        Self { place: self.place.clone(), memory: self.memory.clone(), state: PhantomData }
    }
}

impl<T> Instance<T> {
    fn handle(&self) -> u32 {
        match &self.place {
            Place::Host(instance) => instance.handle(),
            Place::Interpreter(_) => INTERPRETED,
        }
    }
}

impl<T: 'static> SandboxInstance<T> for Instance<T> {
    type Memory = Memory;
    type EnvironmentBuilder = EnvironmentDefinitionBuilder<T>;

    fn new(_: &mut Store<T>, code: &[u8], environment: &EnvironmentDefinitionBuilder<T>) -> Result<Self, Error> {
        let memory = environment.memory.clone().ok_or(Error::Module)?;
        let place = match &memory.0 {
            Place::Host(host_memory) => {
                HostInstance::new::<T>(host_memory, code).map(|instance| Place::Host(Rc::new(instance)))
            }
            Place::Interpreter(machine) => {
                machine.instantiate::<T>(code, &SYSCALLS.borrow()).map(|()| Place::Interpreter(machine.clone()))
            }
        };
        Ok(Self { place: place.ok_or(Error::Module)?, memory, state: PhantomData })
    }

    fn invoke(&mut self, store: &mut Store<T>, name: &str, args: &[Value]) -> Result<ReturnValue, Error> {
        assert!(args.is_empty(), "a program's entry points take no arguments");
        // The store is borrowed exclusively until the call returns, and only syscalls of the call use its state.
        let state = (&raw mut store.0).cast();
        watch::set_running(Some(self.memory.clone()));
        let is_through = match &self.place {
            Place::Host(instance) => instance.invoke(name, state),
            Place::Interpreter(machine) => machine.invoke(name, state),
        };
        watch::set_running(None);
        is_through.then_some(ReturnValue::Unit).ok_or(Error::Execution)
    }

    /// The backend reads the gas counter here when a run is over, and nothing else.
    fn get_global_val(&self, _: &mut Store<T>, name: &str) -> Option<Value> {
        if name != GLOBAL_NAME_GAS {
            return None;
        }
        let gas = pages::gas(self.handle());
        watch::end(gas);
        Some(Value::I64(gas as i64))
    }

    /// The backend sets the gas counter here before a run, and nothing else.
    fn set_global_val(&self, _: &mut Store<T>, name: &str, value: Value) -> Result<(), GlobalsSetError> {
        let Value::I64(value) = value else { return Err(GlobalsSetError::Other) };
        if name != GLOBAL_NAME_GAS {
            return Err(GlobalsSetError::NotFound);
        }
        watch::begin(value as u64);
        pages::set_gas(self.handle(), value as u64);
        Ok(())
    }

    fn get_instance_ptr(&self) -> HostPointer {
        HostPointer::from(self.handle())
    }
}
