//! The project's Cargo.toml, checked against the offline set and made fit for the service's way of building.

use crate::events::{Event, Failure, Stage, emit, progress};
use anyhow::Result;
use serde_json::json;
use std::collections::BTreeMap;
use toml_edit::{Array, DocumentMut, Item, Table, TableLike, value};

pub struct Manifest {
    /// The package's name as in the manifest.
    pub package: String,
    /// The library's root file, relative to the project.
    pub lib: String,
    /// The whole manifest as cargo gets it.
    pub text: String,
}

/// Crates that build scripts of Gear programs use to do what this service does itself.
const BUILDERS: [&str; 4] = ["sails-rs", "gear-wasm-builder", "sails-client-gen", "sails-idl-gen"];

impl Manifest {
    pub fn of_project(files: &BTreeMap<String, String>) -> Result<Self> {
        let text = match files.get("Cargo.toml") {
            Some(text) => text.clone(),
            None => default_manifest(files)?,
        };
        let mut document = text.parse::<DocumentMut>().map_err(|error| syntax_error(&text, &error))?;
        let Some(package) = document.get("package").and_then(|package| package.get("name")?.as_str()) else {
            return fail(
                "Cargo.toml has no [package] with a name. The service builds the package at the project's root.",
            );
        };
        let package = package.to_owned();
        for kind in ["dependencies", "build-dependencies"] {
            check_dependencies(document.get(kind))?;
        }
        for (_, target) in document.get("target").and_then(Item::as_table_like).into_iter().flat_map(TableLike::iter) {
            check_dependencies(target.get("dependencies"))?;
        }
        drop_builders(&mut document);
        // Tests are not built, and their crates are not there; how to compile is the service's affair.
        for table in ["dev-dependencies", "profile"] {
            document.remove(table);
        }
        let lib = document.entry("lib").or_insert(Item::Table(Table::new()));
        lib["crate-type"] = value(Array::from_iter(["rlib"]));
        let lib = lib.get("path").and_then(Item::as_str).unwrap_or("src/lib.rs").to_owned();
        if !files.contains_key(&lib) {
            return fail(format!("There is no {lib}: a contract is a library."));
        }
        Ok(Self { package, lib, text: document.to_string() })
    }
}

/// For a project that is nothing but a Rust file.
fn default_manifest(files: &BTreeMap<String, String>) -> Result<String> {
    let mut sources = files.keys().filter(|path| path.ends_with(".rs"));
    let lib = match ["src/lib.rs", "lib.rs"].into_iter().find(|path| files.contains_key(*path)) {
        Some(lib) => lib,
        None => match (sources.next(), sources.next()) {
            (Some(only), None) => only,
            _ => return fail("There is neither a Cargo.toml nor a src/lib.rs."),
        },
    };
    Ok(format!(
        "[package]\nname = \"program\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[lib]\npath = {lib:?}\n\n\
         [dependencies]\nsails-rs = {{ version = \"=2.0.0\", features = [\"ethexe\"] }}\n"
    ))
}

fn check_dependencies(table: Option<&Item>) -> Result<()> {
    for (key, dependency) in table.and_then(Item::as_table_like).into_iter().flat_map(TableLike::iter) {
        let field = |name: &str| dependency.get(name).and_then(Item::as_str);
        let name = field("package").unwrap_or(key);
        if field("git").is_some() {
            return fail(format!("The crate {name} comes from git, and builds have no network. {}", offer()));
        }
        let is_elsewhere = field("path").is_some() || dependency.get("workspace").is_some();
        if !is_elsewhere && !is_vendored(name) && !BUILDERS.contains(&name) {
            return fail(format!("The crate {name} is not offered, and builds have no network. {}", offer()));
        }
    }
    Ok(())
}

/// A build script that makes Wasm, IDL or clients would repeat the service's work, with crates that are not there.
fn drop_builders(document: &mut DocumentMut) {
    let dependencies = document.get("build-dependencies").and_then(Item::as_table_like);
    if dependencies.is_some_and(|table| table.iter().any(|(name, _)| BUILDERS.contains(&name))) {
        document.remove("build-dependencies");
        document["package"]["build"] = value(false);
        progress(Stage::Check, "Leaving out build.rs: the service makes the Wasm and the IDL itself");
    }
}

/// Cargo's own words, with what is offered added where it missed a crate.
pub fn explain_missing_crate(text: &str) -> String {
    let is_missing = text.contains("no matching package") || text.contains("failed to select a version");
    if !is_missing {
        return text.to_owned();
    }
    // Cargo's advice is for people who can reach a registry.
    let beside_the_point = ["location searched:", "perhaps a crate was updated", "As a reminder, you're using offline"];
    let lines = text.lines().filter(|line| !beside_the_point.iter().any(|start| line.starts_with(start)));
    format!("{}\n\n{}", lines.collect::<Vec<_>>().join("\n").trim(), offer())
}

/// Name → version of the crates that the service offers.
pub fn offline_set() -> BTreeMap<String, String> {
    let manifest = include_str!("../../crates/Cargo.toml").parse::<DocumentMut>().expect("the set's manifest is TOML");
    let versions = locked_versions();
    let names = manifest["dependencies"].as_table_like().into_iter().flat_map(TableLike::iter).map(|(name, _)| name);
    let with_version = names.filter_map(|name| Some((name.to_owned(), versions.get(name)?.clone())));
    with_version.filter(|(name, _)| !BUILDERS[1..].contains(&name.as_str())).collect()
}

fn is_vendored(name: &str) -> bool {
    lock()["package"]
        .as_array_of_tables()
        .is_some_and(|packages| packages.iter().any(|package| package["name"].as_str() == Some(name)))
}

/// What the set's package was resolved to. Where two versions of a crate are locked, its entry reads `name version`.
fn locked_versions() -> BTreeMap<String, String> {
    let lock = lock();
    let packages = lock["package"].as_array_of_tables().expect("a lock file has packages");
    let field = |package: &Table, name: &str| package[name].as_str().unwrap_or_default().to_owned();
    let set =
        packages.iter().find(|package| package["name"].as_str() == Some("offline-set")).expect("the set is locked");
    let dependencies = set["dependencies"].as_array().into_iter().flatten().filter_map(|entry| entry.as_str());
    dependencies
        .map(|entry| match entry.split_once(' ') {
            Some((name, version)) => (name.to_owned(), version.to_owned()),
            None => {
                let package = packages.iter().find(|package| package["name"].as_str() == Some(entry));
                (entry.to_owned(), package.map(|package| field(package, "version")).unwrap_or_default())
            }
        })
        .collect()
}

fn lock() -> DocumentMut {
    include_str!("../../Cargo.lock").parse().expect("the lock file is TOML")
}

fn offer() -> String {
    let crates: Vec<String> = offline_set().iter().map(|(name, version)| format!("{name} {version}")).collect();
    format!("The service offers: {}.", crates.join(", "))
}

/// Shows a mistake in the manifest in the editor as rustc would show one in a source.
fn syntax_error(text: &str, error: &toml_edit::TomlError) -> anyhow::Error {
    let span = error.span().unwrap_or(0..0);
    let (start, end) = (position(text, span.start), position(text, span.end.max(span.start + 1)));
    emit(&Event::Message {
        message: json!({
            "level": "error",
            "message": error.message(),
            "code": null,
            "rendered": format!("error: {error}"),
            "children": [],
            "spans": [{
                "file_name": "Cargo.toml", "is_primary": true, "label": null, "expansion": null,
                "line_start": start.0, "column_start": start.1, "line_end": end.0, "column_end": end.1,
            }],
        }),
    });
    Failure::new(Stage::Check, format!("Cargo.toml: {}", error.message())).into()
}

/// 1-based line and column of a byte offset.
fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = &text[..text.floor_char_boundary(offset.min(text.len()))];
    let line = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count() + 1, line.chars().count() + 1)
}

fn fail<T>(text: impl Into<String>) -> Result<T> {
    Err(Failure::new(Stage::Check, text).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(files: &[(&str, &str)]) -> Result<Manifest> {
        Manifest::of_project(&files.iter().map(|(path, text)| (path.to_string(), text.to_string())).collect())
    }

    fn with_manifest(text: &str) -> Result<Manifest> {
        project(&[("Cargo.toml", text), ("src/lib.rs", "")])
    }

    fn refusal(result: Result<Manifest>) -> String {
        result.err().expect("should be refused").to_string()
    }

    #[test]
    fn a_single_file_gets_a_manifest() {
        let manifest = project(&[("lib.rs", "")]).unwrap();
        assert_eq!((manifest.package.as_str(), manifest.lib.as_str()), ("program", "lib.rs"));
        assert!(manifest.text.contains("sails-rs"));
    }

    #[test]
    fn the_service_decides_how_to_compile() {
        let text = "[package]\nname = \"a\"\n[lib]\ncrate-type = [\"cdylib\", \"rlib\"]\n[profile.release]\nlto = false\n[dev-dependencies]\ngtest = \"2\"\n";
        let manifest = with_manifest(text).unwrap();
        assert!(manifest.text.contains("crate-type = [\"rlib\"]"));
        assert!(!manifest.text.contains("profile") && !manifest.text.contains("gtest"));
    }

    #[test]
    fn a_build_script_of_gear_is_left_out() {
        let text =
            "[package]\nname = \"a\"\n[build-dependencies]\nsails-rs = { version = \"2\", features = [\"build\"] }\n";
        assert!(with_manifest(text).unwrap().text.contains("build = false"));
    }

    #[test]
    fn a_crate_outside_the_set_is_refused_with_the_offer() {
        let text = refusal(with_manifest("[package]\nname = \"a\"\n[dependencies]\ntokio = \"1\"\n"));
        assert!(text.contains("tokio is not offered") && text.contains("sails-rs 2.0.0"), "{text}");
        let text = refusal(with_manifest("[package]\nname = \"a\"\n[dependencies]\nx = { git = \"https://a.b/c\" }\n"));
        assert!(text.contains("comes from git"), "{text}");
    }

    #[test]
    fn mistakes_are_explained() {
        assert!(refusal(with_manifest("[package\nname = \"a\"")).starts_with("Cargo.toml: "));
        assert!(refusal(with_manifest("[workspace]\nmembers = []")).contains("no [package]"));
        assert!(refusal(project(&[("Cargo.toml", "[package]\nname = \"a\"")])).contains("no src/lib.rs"));
        assert!(refusal(project(&[("a.rs", ""), ("b.rs", "")])).contains("neither a Cargo.toml"));
    }

    #[test]
    fn the_set_has_versions() {
        assert_eq!(offline_set().get("sails-rs").map(String::as_str), Some("2.0.0"));
        assert!(offline_set().values().all(|version| !version.is_empty()));
    }
}
