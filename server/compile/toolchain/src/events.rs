//! What the tool says on standard output.

use serde::Serialize;
use serde_json::Value;
use std::{fmt, io::Write};

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Event {
    /// What is going on, in a few words.
    Progress { stage: Stage, text: String },
    /// A `compiler-message` of cargo, as it is.
    Message { message: Value },
    /// The last event of a build that went well.
    Artifact(Artifact),
    /// The last event of a build that did not.
    Failed(Failure),
}

#[derive(Serialize, Clone, Copy, Debug, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub enum Stage {
    Check,
    Compile,
    Optimize,
    Idl,
    Validate,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Artifact {
    pub code_id: String,
    /// base64
    pub wasm: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idl: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub solidity: Option<String>,
}

/// The project cannot be built, for a reason that its author can mend.
#[derive(Serialize, Debug)]
pub struct Failure {
    pub stage: Stage,
    pub text: String,
}

impl Failure {
    pub fn new(stage: Stage, text: impl Into<String>) -> Self {
        Self { stage, text: text.into() }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl std::error::Error for Failure {}

pub fn emit(event: &Event) {
    let mut line = serde_json::to_vec(event).expect("events are plain data");
    line.push(b'\n');
    // One write a line keeps the lines of parallel stages whole. If nobody reads any more, there is nobody to tell.
    let _ = std::io::stdout().lock().write_all(&line);
}

pub fn progress(stage: Stage, text: impl Into<String>) {
    emit(&Event::Progress { stage, text: text.into() });
}
