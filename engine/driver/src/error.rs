use alloc::vec::Vec;
use core::fmt;
use gprimitives::{ActorId, CodeId};

/// Why a block cannot go on. The node it mirrors stops here too; the chain stays as it was before the block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlockError {
    /// A payload exceeds what a message can hold (8 MiB; 126 KiB when injected), or a salt its 32 bytes.
    TooLarge { program: ActorId, what: &'static str, len: usize },
    /// A top-up takes a balance over 2^128 − 1.
    BalanceOverflow { program: ActorId },
    /// A mailbox entry without its expiry task: the saved chain is damaged.
    NoExpiryTask { program: ActorId },
    /// A program without a known code: the saved chain is damaged.
    NoCode { program: ActorId },
    /// The outputs are not those of the chunk given out last, item by item.
    WrongOutputs { expected: Vec<ActorId>, given: Vec<ActorId> },
    /// An item claims to have spent more gas than the chunk was given.
    TooMuchGas { program: ActorId, spent: u64, given: u64 },
    /// The block is finished while chunks are still to be run.
    Unfinished,
}

impl fmt::Display for BlockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { program, what, len } => {
                write!(f, "the {what} for program {program} has {len} bytes, more than a message can hold")
            }
            Self::BalanceOverflow { program } => {
                write!(f, "the top-up takes a balance of program {program} over 2^128 - 1")
            }
            Self::NoExpiryTask { program } => {
                write!(f, "a mailbox entry of program {program} has no expiry task: the chain is damaged")
            }
            Self::NoCode { program } => write!(f, "program {program} has no code: the chain is damaged"),
            Self::WrongOutputs { expected, given } => {
                write!(f, "the chunk's programs are {expected:?}, but the outputs are of {given:?}")
            }
            Self::TooMuchGas { program, spent, given } => {
                write!(f, "program {program} spent {spent} gas of {given}")
            }
            Self::Unfinished => write!(f, "the block has chunks that were not run"),
        }
    }
}

impl core::error::Error for BlockError {}

/// An event that had no effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignored {
    /// Position in the input's events.
    pub event: usize,
    pub program: ActorId,
    pub reason: IgnoredReason,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IgnoredReason {
    UnknownProgram,
    /// An injected transaction for a program that has had no init message yet.
    Uninitialized,
    /// The code to create a program with was refused or never added.
    InvalidCode(CodeId),
    /// The mailbox holds no such message for this source.
    NotInMailbox,
}
