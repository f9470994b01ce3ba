//! The crates that a project may depend on: what crates/Cargo.toml lists, in the versions of the lock file.

use std::collections::BTreeMap;
use toml_edit::{DocumentMut, Table, TableLike};

/// Vendored beside the others, for the service itself.
const IDL_GENERATOR: &str = "sails-idl-gen";

/// Name → version of the crates that the service offers.
pub fn offline_set() -> BTreeMap<String, String> {
    let manifest = include_str!("../../crates/Cargo.toml").parse::<DocumentMut>().expect("the set's manifest is TOML");
    let versions = locked_versions();
    let names = manifest["dependencies"].as_table_like().into_iter().flat_map(TableLike::iter).map(|(name, _)| name);
    let with_version = names.filter_map(|name| Some((name.to_owned(), versions.get(name)?.clone())));
    with_version.filter(|(name, _)| name != IDL_GENERATOR).collect()
}

pub fn is_vendored(name: &str) -> bool {
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

pub fn offer() -> String {
    let crates: Vec<String> = offline_set().iter().map(|(name, version)| format!("{name} {version}")).collect();
    format!("The service offers: {}.", crates.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_set_has_versions() {
        assert_eq!(offline_set().get("sails-rs").map(String::as_str), Some("2.0.0"));
        assert!(offline_set().values().all(|version| !version.is_empty()));
    }
}
