//! Pays for its own execution out of what it takes in.
//!
//! A program is paid for from its Executable Balance, WVARA, while what comes with messages is ether, its Free Balance.
//! Gear.exe does not turn one into the other. A converter does: whatever a program sends to it comes back as a top-up.
//! The playground's local network and its devnet have one, at the address that the ledger shows.

#![no_std]

use core::cell::Cell;
use sails_rs::{
    gstd::{exec, msg},
    prelude::*,
};

pub struct SelfFundingProgram {
    owner: ActorId,
    converter: Cell<ActorId>,
    /// Wei. As soon as the program owns that much, all of it is converted.
    threshold: Cell<u128>,
}

#[program]
impl SelfFundingProgram {
    /// Whoever creates it is its owner. A threshold of 0 converts every payment at once.
    pub fn create(converter: ActorId, threshold: u128) -> Self {
        Self { owner: Syscall::message_source(), converter: Cell::new(converter), threshold: Cell::new(threshold) }
    }

    pub fn funds(&self) -> Funds<'_> {
        Funds { program: self }
    }
}

#[event]
#[sails_type]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FundsEvent {
    /// Went to the converter.
    Converted { amount: u128 },
}

pub struct Funds<'a> {
    program: &'a SelfFundingProgram,
}

#[service(events = FundsEvent)]
impl Funds<'_> {
    /// Takes the value that came with this message; the payment that reaches the threshold sends everything to the
    /// converter. Replies with the Free Balance that is left.
    #[export(payable)]
    pub fn pay(&mut self) -> u128 {
        let owned = exec::value_available();
        if owned > 0 && owned >= self.program.threshold.get() {
            self.send_to_converter(owned);
        }
        exec::value_available()
    }

    /// Converts everything now; replies with how much that is. The owner may ask for it, and so may the converter. The
    /// converter gets the value with this reply, which is quicker: the value of a message has to be claimed first.
    #[export]
    pub fn refill(&mut self) -> CommandReply<u128> {
        let (source, amount) = (Syscall::message_source(), exec::value_available());
        if source == self.program.converter.get() {
            self.emit(amount);
            return CommandReply::new(amount).with_value(amount);
        }
        self.only_owner();
        if amount > 0 {
            self.send_to_converter(amount);
        }
        CommandReply::new(amount)
    }

    #[export]
    pub fn set_converter(&mut self, converter: ActorId) {
        self.only_owner();
        self.program.converter.set(converter);
    }

    /// Wei.
    #[export]
    pub fn set_threshold(&mut self, threshold: u128) {
        self.only_owner();
        self.program.threshold.set(threshold);
    }

    #[export]
    pub fn converter(&self) -> ActorId {
        self.program.converter.get()
    }

    /// Wei.
    #[export]
    pub fn threshold(&self) -> u128 {
        self.program.threshold.get()
    }

    fn send_to_converter(&mut self, amount: u128) {
        msg::send_bytes(self.program.converter.get(), [], amount).expect("the value can be sent");
        self.emit(amount);
    }

    fn emit(&mut self, amount: u128) {
        self.emit_event(FundsEvent::Converted { amount }).expect("event did not fit");
    }

    fn only_owner(&self) {
        assert_eq!(Syscall::message_source(), self.program.owner, "only the owner may");
    }
}
