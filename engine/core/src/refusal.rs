//! What the engine says when it cannot do what was asked; the host makes an AppError of it.

use serde::Serialize;
use std::fmt::Display;

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Refusal {
    code: &'static str,
    short_message: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'static str>,
}

pub type Answer = Result<Vec<u8>, Refusal>;

impl Refusal {
    pub fn new(code: &'static str, short_message: &'static str) -> Self {
        Self { code, short_message, details: None, hint: None }
    }

    pub fn details(mut self, details: impl Display) -> Self {
        self.details = Some(details.to_string());
        self
    }

    pub fn hint(mut self, hint: &'static str) -> Self {
        self.hint = Some(hint);
        self
    }

    pub fn bad_input(details: impl Display) -> Self {
        Self::new("BAD_INPUT", "The Gear runtime was given something it cannot read").details(details)
    }

    pub fn unknown_code() -> Self {
        Self::new("UNKNOWN_CODE", "The code of the program is not known here").hint("Upload the code first.")
    }
}
