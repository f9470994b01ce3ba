//! Finds the type that carries `#[program]`: the IDL is generated from it.

use crate::manifest::Manifest;
use std::collections::BTreeMap;
use syn::{Attribute, Item, Meta, Type, Visibility};

/// Where the program's type is, as seen from another crate.
#[derive(Debug, PartialEq, Eq)]
pub struct Program {
    pub ident: String,
    /// The modules from the crate's root to it; empty when one of them is private, because then the type can only be
    /// reached if the root re-exports it.
    pub modules: Vec<String>,
}

/// None for a program that does not use Sails, and for sources that do not parse: rustc says better what is wrong.
pub fn find(files: &BTreeMap<String, String>, manifest: &Manifest) -> Option<Program> {
    let folder = parent(&manifest.lib);
    let mut search = Search { files, modules: Vec::new() };
    search.file(&manifest.lib, folder)
}

struct Search<'a> {
    files: &'a BTreeMap<String, String>,
    /// Name and whether it is public, outermost first.
    modules: Vec<(String, bool)>,
}

impl Search<'_> {
    /// `folder`: where the files of its submodules are.
    fn file(&mut self, path: &str, folder: &str) -> Option<Program> {
        let items = syn::parse_file(self.files.get(path)?).ok()?.items;
        self.items(&items, path, folder)
    }

    fn items(&mut self, items: &[Item], path: &str, folder: &str) -> Option<Program> {
        items.iter().find_map(|item| match item {
            Item::Impl(block) if block.attrs.iter().any(is_program) => self.program(&block.self_ty),
            Item::Mod(module) if !module.attrs.iter().any(is_test) => self.module(module, path, folder),
            _ => None,
        })
    }

    fn program(&self, ty: &Type) -> Option<Program> {
        let Type::Path(ty) = ty else { return None };
        let is_reachable = self.modules.iter().all(|(_, is_public)| *is_public);
        let modules = self.modules.iter().filter(|_| is_reachable).map(|(name, _)| name.clone());
        Some(Program { ident: ty.path.segments.last()?.ident.to_string(), modules: modules.collect() })
    }

    fn module(&mut self, module: &syn::ItemMod, path: &str, folder: &str) -> Option<Program> {
        let name = module.ident.to_string();
        let inside = join(folder, &name);
        self.modules.push((name, matches!(module.vis, Visibility::Public(_))));
        let found = match (&module.content, path_attribute(&module.attrs)) {
            (Some((_, items)), _) => self.items(items, path, &inside),
            (None, Some(given)) => {
                let file = join(parent(path), &given);
                self.file(&file, parent(&file))
            }
            (None, None) => {
                let candidates = [format!("{inside}.rs"), format!("{inside}/mod.rs")];
                candidates.iter().find_map(|file| self.file(file, &inside))
            }
        };
        self.modules.pop();
        found
    }
}

/// `#[program]`, `#[sails_rs::program(…)]` and the like.
fn is_program(attribute: &Attribute) -> bool {
    attribute.path().segments.last().is_some_and(|segment| segment.ident == "program")
}

fn is_test(attribute: &Attribute) -> bool {
    matches!(&attribute.meta, Meta::List(list) if list.path.is_ident("cfg") && list.tokens.to_string() == "test")
}

fn path_attribute(attributes: &[Attribute]) -> Option<String> {
    attributes.iter().find_map(|attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    })
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find_in(files: &[(&str, &str)]) -> Option<Program> {
        let files = files.iter().map(|(path, text)| (path.to_string(), text.to_string())).collect();
        let manifest = Manifest { package: "a".into(), lib: "src/lib.rs".into(), text: String::new() };
        find(&files, &manifest)
    }

    fn program(ident: &str, modules: &[&str]) -> Option<Program> {
        Some(Program { ident: ident.into(), modules: modules.iter().map(ToString::to_string).collect() })
    }

    const IMPL: &str = "#[program] impl Demo { }";

    #[test]
    fn finds_it_wherever_it_is() {
        assert_eq!(find_in(&[("src/lib.rs", IMPL)]), program("Demo", &[]));
        assert_eq!(
            find_in(&[("src/lib.rs", "#[sails_rs::program(payable)] impl a::Demo<u8> {}")]),
            program("Demo", &[])
        );
        assert_eq!(
            find_in(&[("src/lib.rs", "pub mod a { pub mod b; }"), ("src/a/b.rs", IMPL)]),
            program("Demo", &["a", "b"])
        );
        assert_eq!(find_in(&[("src/lib.rs", "pub mod a;"), ("src/a/mod.rs", IMPL)]), program("Demo", &["a"]));
        assert_eq!(
            find_in(&[("src/lib.rs", "#[path = \"x/y.rs\"] pub mod a;"), ("src/x/y.rs", IMPL)]),
            program("Demo", &["a"])
        );
    }

    #[test]
    fn expects_a_re_export_of_what_a_private_module_holds() {
        assert_eq!(find_in(&[("src/lib.rs", "mod a; pub use a::Demo;"), ("src/a.rs", IMPL)]), program("Demo", &[]));
    }

    #[test]
    fn finds_none_where_there_is_none() {
        assert_eq!(find_in(&[("src/lib.rs", "extern \"C\" fn handle() {}")]), None);
        assert_eq!(find_in(&[("src/lib.rs", "#[cfg(test)] mod tests { #[program] impl Demo {} }")]), None);
        assert_eq!(find_in(&[("src/lib.rs", "this is not Rust")]), None);
    }
}
