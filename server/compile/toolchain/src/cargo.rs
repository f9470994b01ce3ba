//! Runs cargo, tells what it does, and passes the compiler's messages on.

use crate::{
    events::{Event, Failure, Stage, emit, progress},
    layout::Layout,
    manifest::{Manifest, explain_missing_crate},
};
use anyhow::{Context, Result};
use serde_json::Value;
use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
};

/// Gear's programs import their memory; the remapped path keeps code ids independent of where the crates lie.
fn wasm_flags(layout: &Layout) -> String {
    format!("-Clink-arg=--import-memory --remap-path-prefix={}=/vendor", layout.vendor.display())
}

/// Compiles the project to Wasm.
///
/// `--crate-type` instead of the manifest's: with `["cdylib", "rlib"]` cargo silently gives up link-time optimisation,
/// and the code is three times as large.
pub fn compile_wasm(layout: &Layout, manifest: &Manifest) -> Result<PathBuf> {
    let mut command = cargo(layout, &layout.project(), &layout.work.join("wasm"));
    command
        .args(["rustc", "--lib", "--crate-type", "cdylib", "--release", "--target", "wasm32v1-none"])
        .env("RUSTFLAGS", wasm_flags(layout))
        .env("CARGO_PROFILE_RELEASE_LTO", "fat")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "z")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "1")
        .env("CARGO_PROFILE_RELEASE_PANIC", "abort");
    let outcome = run(command, Stage::Compile, Messages::Show)?;
    if !outcome.succeeded {
        return Err(Failure::new(Stage::Compile, explain_missing_crate(&outcome.text)).into());
    }
    outcome
        .artifact(&manifest.package, ".wasm")
        .with_context(|| format!("cargo made no Wasm of the package {}", manifest.package))
}

/// A cargo that only knows the vendored crates. `target`: where it builds.
pub fn cargo(layout: &Layout, folder: &Path, target: &Path) -> Command {
    let mut command = Command::new("cargo");
    command
        .current_dir(folder)
        .env("CARGO_HOME", layout.cargo_home())
        .env("CARGO_TARGET_DIR", target)
        .env("CARGO_TERM_COLOR", "never")
        .env("CARGO_INCREMENTAL", "0")
        .stdin(Stdio::null());
    command
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Messages {
    Show,
    Hide,
}

pub struct Outcome {
    pub succeeded: bool,
    /// What cargo printed for a person: errors, without the progress lines.
    pub text: String,
    /// The compiler's errors, as it would print them.
    pub errors: Vec<String>,
    artifacts: Vec<Value>,
}

impl Outcome {
    /// The file that cargo made for a target of the package `package`.
    pub fn artifact(&self, package: &str, suffix: &str) -> Option<PathBuf> {
        let is_of_package = |artifact: &&Value| {
            let id = artifact["package_id"].as_str().unwrap_or_default();
            // `path+file:///build/project#name@0.1.0`, and without the name where the folder is called like it
            id.contains(&format!("#{package}@")) || id.contains(&format!("/{package}#"))
        };
        let files = |artifact: &Value| -> Vec<String> {
            let names = artifact["filenames"].as_array().into_iter().flatten();
            let executable = artifact["executable"].as_str();
            names.filter_map(Value::as_str).chain(executable).map(String::from).collect()
        };
        let of_package = self.artifacts.iter().filter(is_of_package);
        of_package.flat_map(files).find(|file| file.ends_with(suffix)).map(PathBuf::from)
    }
}

/// Runs `command` to its end, with the compiler's messages as JSON.
pub fn run(mut command: Command, stage: Stage, messages: Messages) -> Result<Outcome> {
    command.args(["--message-format", "json"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().context("cannot run cargo")?;
    let stdout = BufReader::new(child.stdout.take().expect("piped"));
    let stderr = BufReader::new(child.stderr.take().expect("piped"));
    let text = thread::spawn(move || read_text(stderr, stage, messages));
    let (mut artifacts, mut errors) = (Vec::new(), Vec::new());
    for line in stdout.lines() {
        // A build script may print anything there; what is not JSON of cargo's is not for us.
        let Ok(value) = serde_json::from_str::<Value>(&line?) else {
            continue;
        };
        match value["reason"].as_str() {
            Some("compiler-message") => {
                let message = &value["message"];
                if messages == Messages::Show {
                    emit(&Event::Message { message: message.clone() });
                }
                if message["level"] == "error" {
                    errors.push(message["rendered"].as_str().unwrap_or_default().to_owned());
                }
            }
            Some("compiler-artifact") => artifacts.push(value),
            _ => {}
        }
    }
    let text = text.join().expect("reading does not panic");
    let succeeded = child.wait().context("cannot wait for cargo")?.success();
    Ok(Outcome { succeeded, text, errors, artifacts })
}

/// Progress lines (`   Compiling counter v0.1.0 (/…)`) become events; the rest is what cargo has to say.
fn read_text(stderr: impl BufRead, stage: Stage, messages: Messages) -> String {
    let mut text = String::new();
    for line in stderr.lines().map_while(Result::ok) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["Compiling", name, version, ..] if line.starts_with(' ') => {
                if messages == Messages::Show {
                    progress(stage, format!("Compiling {name} {}", version.trim_start_matches('v')));
                }
            }
            ["Finished" | "Locking" | "Adding" | "Blocking" | "Updating", ..] if line.starts_with(' ') => {}
            _ => {
                text.push_str(&line);
                text.push('\n');
            }
        }
    }
    text
}
