//! Builds one contract: source files in on standard input, events out on standard output, one JSON a line.
//!
//! It runs inside the build service's sandbox, once per build, and trusts nothing of the project: what the project
//! makes cargo do happens in child processes with the same rights, and the last event is only printed when everything
//! went well. Without the service it can be run by hand; `--help` tells how.

mod cargo;
mod embed;
mod events;
mod idl;
mod layout;
mod manifest;
mod offline_set;
mod optimize;
mod pipeline;
mod program;
mod project;
mod warm;
mod wasm;

use anyhow::{Context, Result, bail};
use events::{Event, Failure};
use layout::Layout;
use std::{io::Read, process::ExitCode};

const HELP: &str = "\
gear-exe-toolchain build LAYOUT     a project as JSON {path: text} from standard input → events on standard output
gear-exe-toolchain crates           the crates that a project may depend on, as JSON

LAYOUT: --work DIR      empty, writable; everything happens here
        --vendor DIR    the vendored crates
        --warm DIR      optional: dependencies built before
        --node FILE     Node, which runs wasm-opt
        --wasm-opt FILE the script that it runs
        --save-warm DIR optional: make such a folder, on the work folder's file system
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            match error.downcast::<Failure>() {
                Ok(failure) => events::emit(&Event::Failed(failure)),
                Err(error) => {
                    eprintln!("{error:#}");
                    return ExitCode::FAILURE;
                }
            }
            ExitCode::SUCCESS
        }
    }
}

fn run(arguments: &[String]) -> Result<()> {
    match arguments.first().map(String::as_str) {
        Some("build") => {
            let layout = Layout::parse(&arguments[1..])?;
            let mut input = String::new();
            std::io::stdin().read_to_string(&mut input).context("cannot read the project from standard input")?;
            let files = serde_json::from_str(&input).context("the project is not a JSON object of path → text")?;
            pipeline::build(files, &layout)
        }
        Some("crates") => {
            println!("{}", serde_json::to_string(&offline_set::offline_set())?);
            Ok(())
        }
        _ => bail!("{HELP}"),
    }
}
