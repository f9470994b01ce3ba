//! `wasm-opt`: Binaryen, run by Node from its npm package, which spares everybody a quarter of an hour of C++.

use crate::{
    events::{Failure, Stage, progress},
    layout::Layout,
};
use anyhow::{Context, Result};
use std::{fs, process::Command};

pub fn optimize(layout: &Layout, wasm: &[u8]) -> Result<Vec<u8>> {
    progress(Stage::Optimize, format!("Optimizing {} KiB of Wasm", wasm.len().div_ceil(1024)));
    let (input, output) = (layout.work.join("stripped.wasm"), layout.work.join("optimized.wasm"));
    fs::write(&input, wasm)?;
    let result = Command::new(&layout.node)
        // For a run of a second the optimising compiler of Node costs more than it saves: 1.1 s instead of 2.0 s.
        .arg("--liftoff-only")
        .arg(&layout.wasm_opt)
        .args([&input, &output])
        .output()
        .with_context(|| format!("cannot run {}", layout.node.display()))?;
    if !result.status.success() {
        let text = String::from_utf8_lossy(&result.stderr);
        return Err(Failure::new(Stage::Optimize, format!("wasm-opt failed: {}", text.trim())).into());
    }
    Ok(fs::read(&output)?)
}
