//! A program that runs in the host, as a module beside the engine.

use crate::{HostError, HostFuncType, call_area, default_executor::Caller, host, interpreter, watch};

pub(crate) struct HostMemory(u32);

impl HostMemory {
    pub fn new(pages: u32) -> Option<Self> {
        match host::memory_new(pages) {
            host::NONE => None,
            handle => Some(Self(handle)),
        }
    }

    pub fn read(&self, address: u32, to: &mut [u8]) -> bool {
        // SAFETY: the host writes exactly `to.len()` bytes, or nothing.
        unsafe { host::memory_read(self.0, address, to.as_mut_ptr(), to.len()) == host::OK }
    }

    pub fn write(&self, address: u32, from: &[u8]) -> bool {
        // SAFETY: the host only reads `from`.
        unsafe { host::memory_write(self.0, address, from.as_ptr(), from.len()) == host::OK }
    }

    pub fn grow(&self, pages: u32) -> bool {
        host::memory_grow(self.0, pages) == host::OK
    }

    pub fn size(&self) -> u32 {
        host::memory_size(self.0)
    }
}

impl Drop for HostMemory {
    fn drop(&mut self) {
        host::memory_drop(self.0);
    }
}

pub(crate) struct HostInstance(u32);

impl HostInstance {
    pub fn new<T>(memory: &HostMemory, code: &[u8]) -> Option<Self> {
        let thunk: extern "C" fn(*mut u8, usize) -> u32 = syscall_thunk::<T>;
        // SAFETY: the host only reads `code`.
        match unsafe { host::instantiate(memory.0, code.as_ptr(), code.len(), thunk as usize) } {
            host::NONE => None,
            handle => Some(Self(handle)),
        }
    }

    pub fn handle(&self) -> u32 {
        self.0
    }

    /// `state` must be good for the syscalls until the call returns.
    pub fn invoke(&self, name: &str, state: *mut u8) -> bool {
        // SAFETY: the host only reads the name, and hands `state` to syscalls of this call alone.
        match unsafe { host::invoke(self.0, name.as_ptr(), name.len(), state) } {
            host::OK => true,
            host::TOO_DEEP => {
                interpreter::set_too_deep();
                false
            }
            _ => false,
        }
    }
}

impl Drop for HostInstance {
    fn drop(&mut self) {
        host::instance_drop(self.0);
    }
}

/// Through this the host calls a syscall: `state` as given to `invoke`, `function` as given to
/// `define_syscall`. FAILED means that the program must not go on: the host throws.
extern "C" fn syscall_thunk<T>(state: *mut u8, function: usize) -> u32 {
    let mut buffer = call_area::EMPTY;
    let count = call_area::take_arguments(&mut buffer);
    // SAFETY: `state` comes from the `invoke` that is running, whose caller holds the state exclusively;
    // `function` is a `HostFuncType<T>`, for `define_syscall` was given nothing else.
    let (state, call) = unsafe { (&mut *(state as *mut T), core::mem::transmute::<usize, HostFuncType<T>>(function)) };
    let result = call(&mut Caller::new(state), &buffer[..count]);
    watch::syscall(function, &buffer[..count], result.as_ref().ok().map(|result| result.gas));
    match result {
        Ok(result) => {
            call_area::put_result(result);
            host::OK
        }
        Err(HostError) => host::FAILED,
    }
}
