//! A counter: the smallest program with state, a command, a query and an event.

#![no_std]

use core::cell::RefCell;
use sails_rs::prelude::*;

/// Lives as long as the program does. Whatever is reachable from here is the program's state: the
/// runtime keeps the memory between messages, so there is nothing to load or save.
pub struct CounterProgram {
    value: RefCell<u32>,
}

#[program]
impl CounterProgram {
    /// Constructor `Create`: the first message to a new program calls it, exactly once.
    pub fn create(start: u32) -> Self {
        Self { value: RefCell::new(start) }
    }

    /// Exposes the service `Counter`. It is made anew for every message and borrows the state.
    pub fn counter(&self) -> Counter<'_> {
        Counter { value: &self.value }
    }
}

/// What observers are told. Events leave the program only when the message succeeds.
#[event]
#[sails_type]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CounterEvent {
    /// The value after something was added.
    Added(u32),
    /// The value after something was subtracted.
    Subtracted(u32),
}

pub struct Counter<'a> {
    value: &'a RefCell<u32>,
}

#[service(events = CounterEvent)]
impl Counter<'_> {
    /// A command (`&mut self`): changes the state and replies with the new value.
    ///
    /// A panic undoes everything that the message did, so the check comes for free.
    #[export]
    pub fn add(&mut self, amount: u32) -> u32 {
        let value = self.change(|value| value.checked_add(amount).expect("counter overflow"));
        self.emit_event(CounterEvent::Added(value)).expect("event did not fit");
        value
    }

    /// The opposite of `add`.
    #[export]
    pub fn sub(&mut self, amount: u32) -> u32 {
        let value = self.change(|value| value.checked_sub(amount).expect("counter underflow"));
        self.emit_event(CounterEvent::Subtracted(value)).expect("event did not fit");
        value
    }

    /// A query (`&self`): reads the state. It can be asked for free, without sending a message.
    #[export]
    pub fn value(&self) -> u32 {
        *self.value.borrow()
    }
}

/// Functions outside the `#[service]` block are private to the program.
impl Counter<'_> {
    fn change(&mut self, next: impl FnOnce(u32) -> u32) -> u32 {
        let mut value = self.value.borrow_mut();
        *value = next(*value);
        *value
    }
}
