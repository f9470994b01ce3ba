//! Asks another program and awaits its answer.
//!
//! While it waits, the message is set aside with everything that it knows, and other messages are handled. The awaited
//! reply wakes it up, and it goes on in the line where it stopped.

#![no_std]

use core::cell::{Cell, RefCell};
use sails_rs::{gstd::msg, prelude::*};

pub struct PingProgram {
    /// The program to ask. Deploy `pong` first and give its address to the constructor.
    partner: Cell<ActorId>,
    last_answer: RefCell<String>,
}

#[program]
impl PingProgram {
    pub fn create(partner: ActorId) -> Self {
        Self { partner: Cell::new(partner), last_answer: RefCell::default() }
    }

    pub fn ping(&self) -> Ping<'_> {
        Ping { program: self }
    }
}

pub struct Ping<'a> {
    program: &'a PingProgram,
}

#[service]
impl Ping<'_> {
    /// Sends `PING` to the partner, awaits its reply and replies with that.
    #[export]
    pub async fn ping(&mut self) -> String {
        self.ask(b"PING").await
    }

    /// Two questions, one after the other: the second is sent when the first is answered.
    #[export]
    pub async fn ping_twice(&mut self) -> String {
        let first = self.ask(b"PING").await;
        let second = self.ask(b"PING").await;
        format!("{first}, {second}")
    }

    #[export]
    pub fn set_partner(&mut self, partner: ActorId) {
        self.program.partner.set(partner);
    }

    #[export]
    pub fn last_answer(&self) -> String {
        self.program.last_answer.borrow().clone()
    }
}

impl Ping<'_> {
    async fn ask(&mut self, question: &[u8]) -> String {
        let reply = msg::send_bytes_for_reply(self.program.partner.get(), question, 0)
            .expect("the message can be sent")
            // Here it waits, by default for at most 100 blocks.
            .await
            .expect("the partner answers");
        let answer = String::from_utf8(reply).expect("the answer is text");
        // Borrow the state only after waiting: meanwhile other messages may have needed it.
        *self.program.last_answer.borrow_mut() = answer.clone();
        answer
    }
}
