//! Fails on demand. Whatever fails, the state is as if the message had never come; only the gas is gone.

#![no_std]

use core::cell::Cell;
use sails_rs::prelude::*;

#[derive(Default)]
pub struct PanickerProgram {
    changes: Cell<u32>,
}

#[program]
impl PanickerProgram {
    pub fn create() -> Self {
        Self::default()
    }

    /// A constructor that fails: the program never comes to life.
    pub fn create_failing() -> Self {
        panic!("this constructor always fails")
    }

    pub fn panicker(&self) -> Panicker<'_> {
        Panicker { changes: &self.changes }
    }
}

#[event]
#[sails_type]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PanickerEvent {
    Changed(u32),
}

/// An error that the program foresees, unlike a panic: it reaches the caller as a value of this type.
#[sails_type]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    TooLarge { limit: u32 },
}

pub struct Panicker<'a> {
    changes: &'a Cell<u32>,
}

#[service(events = PanickerEvent)]
impl Panicker<'_> {
    /// Changes the state and succeeds, for comparison.
    #[export]
    pub fn change(&mut self) -> u32 {
        self.count()
    }

    /// Panics at once.
    #[export]
    pub fn panic(&mut self, message: String) {
        panic!("{message}")
    }

    /// Changes the state, emits an event, and then panics: neither is left.
    #[export]
    pub fn change_and_panic(&mut self) {
        let changes = self.count();
        panic!("panicked after change {changes}")
    }

    /// Refuses what is over the limit: a foreseen error, with a type.
    #[export(unwrap_result)]
    pub fn refuse_over(&mut self, limit: u32, value: u32) -> Result<u32, Refusal> {
        self.count();
        if value > limit { Err(Refusal::TooLarge { limit }) } else { Ok(value) }
    }

    /// `unwrap` of nothing.
    #[export]
    pub fn unwrap_none(&mut self) -> u32 {
        let nothing = (self.changes.get() == u32::MAX).then_some(0);
        nothing.unwrap()
    }

    /// Adds with a check. A plain `+` would wrap around: optimised programs do not check it.
    #[export]
    pub fn overflow(&mut self, add: u32) -> u32 {
        u32::MAX.checked_add(add).expect("overflow")
    }

    /// Integers are always checked when they divide.
    #[export]
    pub fn divide(&mut self, dividend: u32, divisor: u32) -> u32 {
        dividend / divisor
    }

    /// Reads the element at `index` of three.
    #[export]
    pub fn element(&mut self, index: u32) -> u32 {
        [1, 2, 3][index as usize]
    }

    /// Stops at a Wasm `unreachable`, without Rust's panic: a trap.
    #[export]
    pub fn trap(&mut self) {
        self.count();
        #[cfg(target_arch = "wasm32")]
        core::arch::wasm32::unreachable()
    }

    /// Never ends by itself: it burns the whole gas that a message may burn.
    #[export]
    pub fn endless(&mut self) {
        loop {
            self.changes.set(core::hint::black_box(self.changes.get()));
        }
    }

    /// How many changes there were that nothing undid.
    #[export]
    pub fn changes(&self) -> u32 {
        self.changes.get()
    }

    fn count(&mut self) -> u32 {
        let changes = self.changes.get() + 1;
        self.changes.set(changes);
        self.emit_event(PanickerEvent::Changed(changes)).expect("event did not fit");
        changes
    }
}
