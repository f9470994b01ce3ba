//! The order of things: check → compile → (wasm-opt ∥ IDL) → embed the IDL → validate.
//!
//! The IDL comes from a native build of the same crate, which shares nothing with the Wasm build, so it starts at once
//! and runs beside it; its outcome is looked at only after the Wasm compiled, because before that it could but
//! repeat the same errors.

use crate::{
    cargo,
    embed::embed_idl,
    events::{Artifact, Event, Stage, emit, progress},
    idl,
    layout::Layout,
    manifest::Manifest,
    optimize, program, project, warm, wasm,
};
use anyhow::Result;
use base64::{Engine, engine::general_purpose::STANDARD};
use std::{collections::BTreeMap, fs, thread};

pub fn build(files: BTreeMap<String, String>, layout: &Layout) -> Result<()> {
    let manifest = Manifest::of_project(&files)?;
    project::write(&files, &manifest, layout)?;
    warm::unfold(layout)?;
    let program = program::find(&files, &manifest);

    let artifact = thread::scope(|scope| {
        let interface = program.map(|program| {
            let build = idl::Build::prepare(layout, &manifest, program);
            scope.spawn(move || build?.run())
        });
        let compiled = fs::read(cargo::compile_wasm(layout, &manifest)?)?;
        let optimized = optimize::optimize(layout, &wasm::strip(&compiled)?)?;
        let interface = match interface {
            Some(thread) => Some(thread.join().expect("the IDL thread does not panic")?),
            None => None,
        };
        finish(optimized, interface)
    })?;
    if let Some(folder) = &layout.save_warm {
        warm::save(layout, folder, &manifest.package)?;
    }
    emit(&Event::Artifact(artifact));
    Ok(())
}

fn finish(optimized: Vec<u8>, interface: Option<idl::Interface>) -> Result<Artifact> {
    progress(Stage::Validate, "Checking the code as the network will");
    let code = match &interface {
        Some(interface) => embed_idl(optimized, &interface.idl),
        None => optimized,
    };
    wasm::validate(&code)?;
    let (idl, solidity) = interface.map_or((None, None), |interface| (Some(interface.idl), interface.solidity));
    Ok(Artifact { code_id: wasm::code_id(&code), wasm: STANDARD.encode(code), idl, solidity })
}
