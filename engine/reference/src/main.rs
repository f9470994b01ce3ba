//! `gear-exe-reference FILE...`: runs scenarios (docs/scenario.md) on Gear's own crates as published, with wasmtime
//! and with lazy pages by memory protection and signals, and prints their outputs, one JSON a line.
//!
//! It is the oracle of the parity tests: what the wasm engine does in software happens here as in a real node. The
//! order of a block comes from the same crate, `gear-exe-driver`, as the engine's.
//!
//! `--times FILE` prints, instead of outputs, how long each block took in microseconds, without the making of its output: a JSON array a file.
//!
//! Exits with 0 when all files ran and with 2, after a message on stderr, at the first file that is bad.

mod memory;
mod pages;
mod runner;
mod scenario;

use std::{io::Write as _, path::Path, process::ExitCode, thread};

/// Wasmtime is told by the sandbox that a program may use 16 MiB of stack.
const STACK_SIZE: usize = 64 << 20;

fn main() -> ExitCode {
    let mut files: Vec<_> = std::env::args_os().skip(1).collect();
    let times = files.first().is_some_and(|argument| argument == "--times");
    if times {
        files.remove(0);
    }
    if files.is_empty() {
        eprintln!("No scenario file was given.\nUsage: gear-exe-reference [--times] FILE...");
        return ExitCode::from(2);
    }
    let work = move || files.iter().try_for_each(|file| run(Path::new(file), times));
    let thread = thread::Builder::new().stack_size(STACK_SIZE).spawn(work).expect("a thread can be started");
    match thread.join() {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(message)) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
        // The panic has told what happened.
        Err(_) => ExitCode::FAILURE,
    }
}

fn run(file: &Path, times: bool) -> Result<(), String> {
    let ran = scenario::Scenario::read(file)
        .and_then(|scenario| runner::run(scenario, file.parent().unwrap_or(Path::new(""))))
        .map_err(|message| format!("{}: {message}", file.display()))?;
    let line = if times { serde_json::to_vec(&ran.times) } else { serde_json::to_vec(&ran.output) };
    let mut line = line.expect("an output is always JSON");
    line.push(b'\n');
    std::io::stdout().write_all(&line).map_err(|error| format!("cannot write the output: {error}"))
}
