#![no_std]

use sails_rs::prelude::*;

#[derive(Default)]
pub struct WarmUp;

#[program]
impl WarmUp {}
