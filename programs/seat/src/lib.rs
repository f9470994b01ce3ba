//! Sells one seat, and has a flaw that was put in on purpose: the seat can be sold twice.
//!
//! [`Seat::buy`] looks whether the seat is free, asks the doorman whether the buyer may come in, awaits the answer, and
//! only then notes the owner. While it waits, other messages are handled. A second buyer who comes in that time finds the
//! seat free as well: both are told that they have it. Whoever tests with one message at a time never sees that.
//!
//! To find it:
//! 1. Deploy `pong`, the doorman, then this program with the address of `pong`.
//! 2. Choose *Explore schedules* in the program's panel, or in the command palette (F1).
//! 3. Add `Seat.Buy` twice, the second from another sender, and explore.
//!
//! The table shows what the schedule decides. Where both messages meet in one block, both are answered with a ticket and
//! `Sold` is 2; where the second comes a block later, it is refused. `Seat.BuySafely` does it right.

#![no_std]

use core::cell::Cell;
use sails_rs::{gstd::msg, prelude::*};

pub struct SeatProgram {
    /// Answers `PONG` to whoever may come in: deploy `pong` first and give its address to the constructor.
    doorman: ActorId,
    owner: Cell<Option<ActorId>>,
    /// Tickets given out. There is one seat, so more than 1 is a flaw.
    sold: Cell<u32>,
}

#[program]
impl SeatProgram {
    pub fn create(doorman: ActorId) -> Self {
        Self { doorman, owner: Cell::new(None), sold: Cell::new(0) }
    }

    pub fn seat(&self) -> Seat<'_> {
        Seat { program: self }
    }
}

pub struct Seat<'a> {
    program: &'a SeatProgram,
}

#[service]
impl Seat<'_> {
    /// Buys the seat and replies with the number of the ticket. Flawed: what was checked before the `await` need not be
    /// true after it.
    #[export]
    pub async fn buy(&mut self) -> u32 {
        let buyer = Syscall::message_source();
        assert!(self.program.owner.get().is_none(), "the seat is taken");
        self.ask_doorman().await;
        // Here it goes wrong: somebody else may have bought the seat while this message waited.
        self.hand_over(buyer)
    }

    /// The same without the flaw: the seat is taken before the wait, and given back if the doorman refuses.
    #[export]
    pub async fn buy_safely(&mut self) -> u32 {
        let buyer = Syscall::message_source();
        assert!(self.program.owner.get().is_none(), "the seat is taken");
        self.program.owner.set(Some(buyer));
        if !self.is_let_in().await {
            // No panic here: it would undo this line, but not what was saved when the wait began.
            self.program.owner.set(None);
            return 0;
        }
        self.hand_over(buyer)
    }

    /// Who has the seat; zeros while nobody has it.
    #[export]
    pub fn owner(&self) -> ActorId {
        self.program.owner.get().unwrap_or_default()
    }

    /// How many buyers were told that they have it.
    #[export]
    pub fn sold(&self) -> u32 {
        self.program.sold.get()
    }
}

impl Seat<'_> {
    fn hand_over(&mut self, buyer: ActorId) -> u32 {
        self.program.owner.set(Some(buyer));
        self.program.sold.set(self.program.sold.get() + 1);
        self.program.sold.get()
    }

    async fn ask_doorman(&mut self) {
        assert!(self.is_let_in().await, "the doorman refuses");
    }

    async fn is_let_in(&mut self) -> bool {
        let question = msg::send_bytes_for_reply(self.program.doorman, b"PING", 0);
        // A doorman that panics or does not answer lets nobody in.
        question.expect("the message can be sent").await.is_ok_and(|answer| answer == b"PONG")
    }
}
