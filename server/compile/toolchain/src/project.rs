//! Lays the user's files out, with the manifest made fit for this build.

use crate::{
    events::{Failure, Stage},
    layout::Layout,
    manifest::Manifest,
};
use anyhow::{Context, Result};
use std::{
    collections::BTreeMap,
    fs,
    path::{Component, Path},
};

pub fn write(files: &BTreeMap<String, String>, manifest: &Manifest, layout: &Layout) -> Result<()> {
    for folder in [layout.project(), layout.work.join("interface")] {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
    }
    for (path, text) in files {
        if !Path::new(path).components().all(|part| matches!(part, Component::Normal(_))) {
            return Err(Failure::new(Stage::Check, format!("The path {path} leads out of the project.")).into());
        }
        // The versions are those of the offline set; another lock file could only ask for what is not there.
        if path == "Cargo.lock" {
            continue;
        }
        write_file(&layout.project().join(path), text)?;
    }
    write_file(&layout.project().join("Cargo.toml"), &manifest.text)?;
    write_file(&layout.cargo_home().join("config.toml"), &cargo_config(layout))
}

pub fn write_file(path: &Path, text: &str) -> Result<()> {
    let folder = path.parent().expect("a file is in a folder");
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, text))
        .with_context(|| format!("cannot write {}", path.display()))
}

fn cargo_config(layout: &Layout) -> String {
    format!(
        "[source.crates-io]\nreplace-with = \"offline-set\"\n\n[source.offline-set]\ndirectory = {:?}\n\n[net]\noffline = true\n",
        layout.vendor
    )
}
