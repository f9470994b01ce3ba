//! Runs programs inside the engine instead of beside it, for those that recurse deeper than a browser's stack.
//!
//! The network lets a program recurse until its stack height, as counted by Gear's instrumentation, reaches a limit
//! that takes up to a megabyte of native stack; a browser's worker has half of that. So the module that the host
//! runs stops far above the end ([`take_too_deep`]), and then the whole queue is run again in here, on an interpreter
//! whose frames lie in the heap. The code, its metering and its page checks are the same, so the result is exact;
//! it only takes longer.
//!
//! One program runs at a time. While the interpreter calls a syscall, the store can be reached through the call
//! alone ([`Machine::with`]).

use crate::{HostError, HostFuncType, Value, default_executor::Caller, single::Single, watch};
use alloc::{rc::Rc, string::String, vec::Vec};
use core::{
    cell::{Cell, RefCell, UnsafeCell},
    ptr,
};
use gear_sandbox_env::GLOBAL_NAME_GAS;
use sp_wasm_interface_common::ReturnValue;
use wasmi::{
    AsContextMut, Config, Engine, Error, Func, Global, Instance, Linker, MemoryType, Module, Store, StoreContextMut,
    Val, ValType,
};

/// The handle of the instance that runs here.
pub const INTERPRETED: u32 = u32::MAX - 1;

/// One state byte for each of the 2^18 Gear pages of 4 GiB.
const STATE_WASM_PAGES: u32 = 4;
pub(crate) const GEAR_PAGE: usize = 16 * 1024;
const WASM_PAGE: usize = 64 * 1024;
const ROOM_PAGES: usize = 32_767;
/// Far beyond what the limit of the stack height lets a program use.
const MAX_RECURSION: usize = 1 << 20;
const MAX_STACK_BYTES: usize = 64 << 20;

/// What the engine adds to a program, also when it runs here.
#[derive(Clone, Copy)]
pub struct PageChecks {
    /// Adds the checks to a module, without the stop before the end of the browser's stack.
    pub add: fn(&[u8]) -> Vec<u8>,
    /// What a check calls.
    pub page_fault: extern "C" fn(u32, u32, u32),
}

/// Where [`room`] is.
static ROOM: Single<Cell<Option<usize>>> = Single::new(Cell::new(None));
static MODE: Single<Cell<Option<PageChecks>>> = Single::new(Cell::new(None));
static TOO_DEEP: Single<Cell<bool>> = Single::new(Cell::new(false));
static CURRENT: Single<RefCell<Option<Rc<Machine>>>> = Single::new(RefCell::new(None));

/// Runs programs here while `run` lasts.
pub fn interpret<T>(checks: PageChecks, run: impl FnOnce() -> T) -> T {
    MODE.set(Some(checks));
    let result = run();
    MODE.set(None);
    CURRENT.take();
    result
}

/// Whether a program was stopped before the end of the browser's stack, since this was asked last.
pub fn take_too_deep() -> bool {
    TOO_DEEP.replace(false)
}

pub(crate) fn set_too_deep() {
    TOO_DEEP.set(true);
}

pub(crate) fn is_on() -> bool {
    MODE.get().is_some()
}

/// The room for a program's memory: what the network lets a program have, less the page that a Rust slice cannot have.
/// It lies at one place, so a memory that grows is never copied, which the engine's own 4 GiB would not allow; it is
/// kept, because memory that was grown cannot be given back. None where the host refuses so much.
fn room() -> Option<&'static mut [u8]> {
    let start = ROOM.get().or_else(|| {
        let page = core::arch::wasm32::memory_grow::<0>(ROOM_PAGES);
        (page != usize::MAX).then(|| page * WASM_PAGE)
    })?;
    ROOM.set(Some(start));
    // SAFETY: nobody else knows of these pages, and there is one machine at a time, see `Machine::new`.
    Some(unsafe { core::slice::from_raw_parts_mut(start as *mut u8, ROOM_PAGES * WASM_PAGE) })
}

/// A program with its memory.
pub(crate) struct Machine {
    store: UnsafeCell<Store<()>>,
    memory: wasmi::Memory,
    states: wasmi::Memory,
    instance: Cell<Option<Instance>>,
    /// Of the run: what syscalls work on.
    state: Cell<*mut u8>,
    /// The call of the program that is being served, if any.
    call: Cell<*mut wasmi::Caller<'static, ()>>,
}

impl Machine {
    pub fn new(pages: u32) -> Option<Rc<Self>> {
        let mut config = Config::default();
        config.wasm_multi_memory(true).set_max_recursion_depth(MAX_RECURSION).set_max_stack_height(MAX_STACK_BYTES);
        let mut store = Store::new(&Engine::new(&config), ());
        // The machine before has no room any more.
        CURRENT.take();
        let ty = MemoryType::new(pages, None);
        let memory = match room() {
            Some(room) => wasmi::Memory::new_static(&mut store, ty, room),
            None => wasmi::Memory::new(&mut store, ty),
        };
        let memory = memory.ok()?;
        let states = MemoryType::new(STATE_WASM_PAGES, Some(STATE_WASM_PAGES));
        let states = wasmi::Memory::new(&mut store, states).ok()?;
        let machine = Rc::new(Self {
            store: UnsafeCell::new(store),
            memory,
            states,
            instance: Cell::new(None),
            state: Cell::new(ptr::null_mut()),
            call: Cell::new(ptr::null_mut()),
        });
        CURRENT.replace(Some(machine.clone()));
        Some(machine)
    }

    /// Access to the store: through the call that is being served, or directly when nothing runs.
    fn with<R>(&self, act: impl FnOnce(StoreContextMut<'_, ()>) -> R) -> R {
        // SAFETY: a call that is being served has lent the store to us alone, until it returns and resets `call`;
        // otherwise nobody uses the store, because one program runs at a time and `act` does not come back here.
        unsafe {
            match self.call.get().as_mut() {
                Some(call) => act(call.as_context_mut()),
                None => act((*self.store.get()).as_context_mut()),
            }
        }
    }

    fn serve<R>(&self, call: &mut wasmi::Caller<'_, ()>, act: impl FnOnce() -> R) -> R {
        self.call.set(ptr::from_mut(call).cast());
        let result = act();
        self.call.set(ptr::null_mut());
        result
    }

    pub fn read(&self, address: u32, to: &mut [u8]) -> bool {
        self.with(|store| self.memory.read(&store, address as usize, to).is_ok())
    }

    pub fn write(&self, address: u32, from: &[u8]) -> bool {
        self.with(|mut store| self.memory.write(&mut store, address as usize, from).is_ok())
    }

    pub fn grow(&self, pages: u32) -> bool {
        self.with(|mut store| self.memory.grow(&mut store, pages.into()).is_ok())
    }

    pub fn size(&self) -> u32 {
        self.with(|store| self.memory.size(&store) as u32)
    }

    fn find_global(&self, name: &str) -> Option<Global> {
        self.with(|store| self.instance.get()?.get_global(&store, name))
    }

    pub fn global(&self, name: &str) -> Option<i64> {
        let global = self.find_global(name)?;
        self.with(|store| global.get(&store).i64())
    }

    pub fn set_global(&self, name: &str, value: i64) -> bool {
        let Some(global) = self.find_global(name) else { return false };
        self.with(|mut store| global.set(&mut store, Val::I64(value)).is_ok())
    }

    /// `syscalls`: the functions that a program can import, by name.
    pub fn instantiate<T: 'static>(self: &Rc<Self>, code: &[u8], syscalls: &[(String, usize)]) -> Option<()> {
        let checks = MODE.get()?;
        self.try_instantiate::<T>(&(checks.add)(code), checks.page_fault, syscalls).ok()
    }

    fn try_instantiate<T: 'static>(
        self: &Rc<Self>,
        code: &[u8],
        page_fault: extern "C" fn(u32, u32, u32),
        syscalls: &[(String, usize)],
    ) -> Result<(), Error> {
        // SAFETY: nothing runs yet, see `with`.
        let store = unsafe { &mut *self.store.get() };
        let module = Module::new(store.engine(), code)?;
        let mut linker = Linker::new(store.engine());
        linker.define("env", "memory", self.memory)?;
        linker.define("pages", "state", self.states)?;

        let machine = Handle(Rc::as_ptr(self));
        let fault = Func::wrap(&mut *store, move |mut call: wasmi::Caller<'_, ()>, a: u32, b: u32, c: u32| {
            machine.get().serve(&mut call, || page_fault(a, b, c));
        });
        linker.define("pages", "page_fault", fault)?;

        for import in module.imports() {
            let Some((name, function)) = syscalls.iter().find(|(name, _)| name == import.name()) else { continue };
            let Some(ty) = import.ty().func().cloned() else { continue };
            let function = *function;
            let syscall = Func::new(&mut *store, ty, move |mut call, parameters, results| {
                let machine = machine.get();
                machine.serve(&mut call, || machine.syscall::<T>(function, parameters, results))
            });
            linker.define("env", name, syscall)?;
        }
        let instance = linker.instantiate_and_start(&mut *store, &module)?;
        self.instance.set(Some(instance));
        Ok(())
    }

    fn syscall<T>(&self, function: usize, parameters: &[Val], results: &mut [Val]) -> Result<(), Error> {
        let gas = self.global(GLOBAL_NAME_GAS).ok_or_else(|| Error::new("the program has no gas counter"))?;
        let mut values = Vec::with_capacity(1 + parameters.len());
        values.push(Value::I64(gas));
        for parameter in parameters {
            values.push(match parameter.ty() {
                ValType::I32 => Value::I32(parameter.i32().unwrap_or_default()),
                _ => Value::I64(parameter.i64().unwrap_or_default()),
            });
        }
        // SAFETY: as in `default_executor::syscall_thunk`.
        let (state, call) =
            unsafe { (&mut *(self.state.get() as *mut T), core::mem::transmute::<usize, HostFuncType<T>>(function)) };
        let result = call(&mut Caller::new(state), &values);
        watch::syscall(function, &values, result.as_ref().ok().map(|result| result.gas));
        let result = result.map_err(|HostError| Error::new("stopped"))?;
        self.set_global(GLOBAL_NAME_GAS, result.gas);
        if let (ReturnValue::Value(Value::I32(value)), [to]) = (result.inner, results) {
            *to = Val::I32(value);
        }
        Ok(())
    }

    pub fn invoke(&self, name: &str, state: *mut u8) -> bool {
        let entry = self.with(|store| self.instance.get().and_then(|instance| instance.get_func(&store, name)));
        let Some(entry) = entry else { return false };
        self.state.set(state);
        // SAFETY: see `with`.
        let store = unsafe { &mut *self.store.get() };
        entry.call(store, &[], &mut []).is_ok()
    }
}

/// A machine as its own functions know it: they live in its store, so it lives as long as they do.
#[derive(Clone, Copy)]
struct Handle(*const Machine);

// SAFETY: there is one thread.
unsafe impl Send for Handle {}
// SAFETY: there is one thread.
unsafe impl Sync for Handle {}

impl Handle {
    fn get(&self) -> &Machine {
        // SAFETY: see the type.
        unsafe { &*self.0 }
    }
}

fn current() -> Option<Rc<Machine>> {
    if is_on() { CURRENT.borrow().clone() } else { None }
}

/// The state bytes, when a program runs here.
pub(crate) fn page_states() -> Option<&'static mut [u8]> {
    let machine = current()?;
    // SAFETY: the state memory never grows, so its bytes stay where they are; only `pages` writes to them, while
    // the program waits.
    machine.with(|store| unsafe {
        Some(core::slice::from_raw_parts_mut(machine.states.data_ptr(&store), machine.states.data_size(&store)))
    })
}

pub(crate) fn put_page(page: u32, data: &[u8]) -> bool {
    data.len() == GEAR_PAGE && current().is_some_and(|machine| machine.write(page * GEAR_PAGE as u32, data))
}

pub(crate) fn gas() -> i64 {
    let machine = current().expect("a program runs here");
    machine.global(GLOBAL_NAME_GAS).expect(NO_COUNTER)
}

pub(crate) fn set_gas(gas: i64) {
    let machine = current().expect("a program runs here");
    assert!(machine.set_global(GLOBAL_NAME_GAS, gas), "{NO_COUNTER}");
}

const NO_COUNTER: &str = "an instrumented program has a gas counter";
