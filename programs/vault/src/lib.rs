//! Keeps ether for its users: value comes in with a message and goes out with a reply or with another message.

#![no_std]

use core::cell::RefCell;
use sails_rs::{
    collections::BTreeMap,
    gstd::{exec, msg},
    prelude::*,
};

#[derive(Default)]
pub struct VaultProgram {
    /// Wei by account. Their sum never exceeds what the program owns.
    deposits: RefCell<BTreeMap<ActorId, u128>>,
}

#[program]
impl VaultProgram {
    pub fn create() -> Self {
        Self::default()
    }

    pub fn vault(&self) -> Vault<'_> {
        Vault { deposits: &self.deposits }
    }
}

#[event]
#[sails_type]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VaultEvent {
    Deposited {
        #[indexed]
        account: ActorId,
        amount: u128,
    },
    Withdrawn {
        #[indexed]
        account: ActorId,
        amount: u128,
    },
}

pub struct Vault<'a> {
    deposits: &'a RefCell<BTreeMap<ActorId, u128>>,
}

#[service(events = VaultEvent)]
impl Vault<'_> {
    /// Credits the value that came with this message to its sender. Replies with the sender's new balance.
    #[export(payable)]
    pub fn deposit(&mut self) -> u128 {
        let (account, amount) = (Syscall::message_source(), Syscall::message_value());
        let balance = {
            let mut deposits = self.deposits.borrow_mut();
            let balance = deposits.entry(account).or_default();
            *balance += amount;
            *balance
        };
        self.emit(VaultEvent::Deposited { account, amount });
        balance
    }

    /// Pays out to the sender: the value goes with the reply.
    #[export]
    pub fn withdraw(&mut self, amount: u128) -> CommandReply<u128> {
        let left = self.take(amount);
        CommandReply::new(left).with_value(amount)
    }

    /// Pays out to somebody else: the value goes with a message of its own.
    #[export]
    pub fn send(&mut self, to: ActorId, amount: u128) -> u128 {
        let left = self.take(amount);
        msg::send_bytes(to, [], amount).expect("the value can be sent");
        left
    }

    /// What `account` may withdraw, wei.
    #[export]
    pub fn balance_of(&self, account: ActorId) -> u128 {
        self.deposits.borrow().get(&account).copied().unwrap_or_default()
    }

    /// Everything that the program owns, wei: its Free Balance.
    #[export]
    pub fn total(&self) -> u128 {
        exec::value_available()
    }

    /// Debits the sender. The panic undoes the whole message, and its value goes back.
    fn take(&mut self, amount: u128) -> u128 {
        let account = Syscall::message_source();
        let left = {
            let mut deposits = self.deposits.borrow_mut();
            let balance = deposits.get_mut(&account).expect("nothing was deposited");
            *balance = balance.checked_sub(amount).expect("more than was deposited");
            *balance
        };
        self.emit(VaultEvent::Withdrawn { account, amount });
        left
    }

    fn emit(&mut self, event: VaultEvent) {
        self.emit_event(event).expect("event did not fit");
    }
}
