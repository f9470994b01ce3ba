//! The Gear.exe runtime as one wasm module.
//!
//! The TypeScript host (src/engine) instantiates it in every worker and calls the exports of [`abi`]. The same
//! module serves the coordinator, which holds the [`chain`](engine) and drives blocks by the rules of
//! `gear-exe-driver`, and the executors, which run the queues of programs on Gear's own runtime crates.
//!
//! What is the host's: the content store ([`blobs`]), running a program's module (crate `gear-sandbox`), and the
//! table of page states ([`lazy_pages`]). What is Gear's: everything that decides a result.

mod abi;
mod blobs;
mod chain_entries;
mod engine;
mod entropy;
mod gas_split;
mod gas_watch;
mod inspect;
mod lazy_pages;
mod page_check;
mod program_log;
mod refusal;
mod run;
mod unhashed;
