//! Dependencies that were compiled before. Every build gets a target folder of its own in which they are links to one
//! read-only copy: nothing that a build does can reach another one.

use crate::{idl, layout::Layout};
use anyhow::{Context, Result};
use std::{fs, io, path::Path};

const TARGETS: [&str; 2] = ["wasm", "native"];

/// Makes the work folder's target folders out of the warm one, if there is one.
pub fn unfold(layout: &Layout) -> Result<()> {
    let Some(warm) = &layout.warm else {
        return Ok(());
    };
    for target in TARGETS {
        let from = warm.join(target);
        if from.is_dir() {
            unfold_folder(&from, &layout.work.join(target)).context("cannot use the warm target folder")?;
        }
    }
    Ok(())
}

/// Cargo writes new entries into these, and never into the entries of a dependency that is up to date.
const OF_UNITS: [&str; 3] = [".fingerprint", "build", "deps"];

fn unfold_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    let holds_units = holds_units(from);
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let destination = to.join(entry.file_name());
        if holds_units {
            link(&entry.path(), &destination)?;
        } else if entry.file_type()?.is_dir() {
            unfold_folder(&entry.path(), &destination)?;
        } else {
            fs::copy(entry.path(), &destination)?;
        }
    }
    Ok(())
}

#[cfg(unix)]
fn link(from: &Path, to: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(from, to)
}

/// Links need a privilege on Windows; there is no sandbox there either, so only the time matters.
#[cfg(not(unix))]
fn link(from: &Path, to: &Path) -> io::Result<()> {
    if from.is_dir() { unfold_folder(from, to) } else { fs::copy(from, to).map(drop) }
}

/// Keeps what other builds can use of this one: hard links to what was compiled, but for the packages of the build itself.
pub fn save(layout: &Layout, folder: &Path, package: &str) -> Result<()> {
    let own: Vec<String> = [package, idl::PACKAGE, env!("CARGO_PKG_NAME")]
        .into_iter()
        .flat_map(|name| {
            let ident = name.replace('-', "_");
            [format!("{name}-"), format!("{ident}-"), format!("lib{ident}-")]
        })
        .collect();
    for target in TARGETS {
        let from = layout.work.join(target);
        if from.is_dir() {
            save_folder(&from, &folder.join(target), &own, false).context("cannot keep the compiled dependencies")?;
        }
    }
    Ok(())
}

fn save_folder(from: &Path, to: &Path, own: &[String], in_unit: bool) -> io::Result<()> {
    fs::create_dir_all(to)?;
    let holds_units = holds_units(from);
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let destination = to.join(&name);
        if holds_units && own.iter().any(|prefix| name.starts_with(prefix)) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            save_folder(&entry.path(), &destination, own, in_unit || holds_units)?;
        } else if in_unit || holds_units || name.starts_with('.') || name == "CACHEDIR.TAG" {
            // The times of files must stay as they are: cargo compares them.
            fs::hard_link(entry.path(), &destination)?;
        }
    }
    Ok(())
}

fn holds_units(folder: &Path) -> bool {
    folder.file_name().is_some_and(|name| OF_UNITS.iter().any(|of_units| name == *of_units))
}
