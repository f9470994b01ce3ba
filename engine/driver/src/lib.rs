//! The rules of a Gear.exe block, free of any runtime, store or thread.
//!
//! The crate answers *what happens in which order*; who runs a program's queue, and where, is up to the host:
//!
//! ```text
//! Block::begin ─► (next_chunk ─► run_queue for every item, anywhere ─► apply_chunk)* ─► finish
//! ```
//!
//! The engine in wasm spreads a chunk's items over workers, the native reference runs them one after the other;
//! both must give the same bytes, because the outputs are applied in the order of the chunk's items.
//!
//! - [`Chain`]: what outlives a block; everything else is reached through hashes. [`Changes`]: where two of them may differ.
//! - [`Block`]: one block as a state machine; [`Preview`]: the same for "what would the reply be?".
//! - [`adopt`]: takes a program with its state over from another chain.
//! - [`run_queue`]: runs one whole queue of one program on `ethexe-runtime-common`.
//! - [`ContentStorage`]: the runtime's typed storage over plain blobs by blake2b-256; [`Draft`]: hashes once what a step of a block changes often.
//! - [`code`]: validation and instrumentation. [`input`], [`output`]: the JSON forms. [`inspect`]: walks a state.
//! - [`node_json`]: states and previews as a node's JSON-RPC gives them.
//!
//! Every rule is one of the node's, `ethexe-processor` at release 2.0.0:
//!
//! | here | there |
//! |---|---|
//! | order of a block: [`Block::begin`], [`Block::finish`] | `src/lib.rs`, `process_programs` |
//! | events and injected transactions: `events.rs` | `src/handling/events.rs` |
//! | rounds, limits, gas allowance: [`Block::next_chunk`], [`Block::apply_chunk`] | `src/handling/run/mod.rs` |
//! | chunks: `chunks.rs` | `src/handling/run/chunks_splitting.rs` |
//! | previews: [`Preview`] | `src/handling/overlaid.rs` |
//! | store: [`ContentStorage`] | `ethexe/db/src/database.rs`, `impl Storage for dyn CASDatabase` |
//! | code: [`code::instrument`] | `ethexe/runtime/src/wasm/api/instrument.rs` |
//!
//! Where the node gives up, the driver does not: transactions for a program without init message are refused one by
//! one, as the node's pool does before; a preview keeps the chain's schedule, so that it may wake waiting messages.
//!
//! Invariants: no clock, no randomness, no hash-map order; a failed call changes nothing but the block it is about.

#![no_std]

extern crate alloc;

mod adoption;
mod block;
mod chain;
mod changes;
mod chunks;
pub mod code;
mod draft;
mod error;
mod events;
pub mod hex;
pub mod input;
pub mod inspect;
pub mod node_json;
pub mod output;
mod page_table;
mod preview;
mod run;
mod stand_in;
mod store;

pub use adoption::{Adoption, NotAdopted, adopt};
pub use block::{Block, Chunk, ChunkItem, FinishedBlock};
pub use chain::Chain;
pub use changes::Changes;
pub use draft::{Draft, StepStorage};
pub use error::{BlockError, Ignored, IgnoredReason};
pub use page_table::PageTable;
pub use preview::{NoReply, Preview, Reply};
pub use run::{PageHost, QueueRunOutput, RunInput, Runtime, run_queue};
pub use stand_in::StandIn;
pub use store::{Blobs, ContentStorage, decode};
