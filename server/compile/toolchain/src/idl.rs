//! The program's interface: a generated crate depends on the user's, is built for this machine and prints the IDL.

use crate::{
    cargo::{self, Messages},
    events::{Failure, Stage, progress},
    layout::Layout,
    manifest::Manifest,
    program::Program,
    project::write_file,
};
use anyhow::{Context, Result};
use sails_sol_gen::SolidityFile;
use std::process::Command;

pub struct Interface {
    pub idl: String,
    /// None where a type of the interface has no counterpart in Solidity.
    pub solidity: Option<String>,
}

/// The generated crate. Its name is also how [`crate::warm`] knows what not to keep.
pub const PACKAGE: &str = "contract-interface";

pub struct Build<'a> {
    layout: &'a Layout,
    program: Program,
    /// What the program is called in the IDL: the package's name in PascalCase.
    name: String,
}

impl<'a> Build<'a> {
    /// Writes the crate.
    pub fn prepare(layout: &'a Layout, manifest: &Manifest, program: Program) -> Result<Self> {
        let name = pascal_case(&manifest.package);
        let path = [&program.modules[..], std::slice::from_ref(&program.ident)].concat().join("::");
        let folder = layout.work.join("interface");
        write_file(
            &folder.join("Cargo.toml"),
            &format!(
                "[package]\nname = {PACKAGE:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
                 [dependencies]\nsails-idl-gen = \"=2.0.0\"\nprogram = {{ package = {:?}, path = \"../project\" }}\n\n\
                 [profile.dev]\ndebug = 0\n",
                manifest.package
            ),
        )?;
        write_file(
            &folder.join("src/main.rs"),
            &format!(
                "fn main() {{\n    let mut idl = String::new();\n    \
                 sails_idl_gen::program::generate_idl::<program::{path}>(Some({name:?}), &mut idl).expect(\"no IDL\");\n    \
                 print!(\"{{idl}}\");\n}}\n"
            ),
        )?;
        Ok(Self { layout, program, name })
    }

    pub fn run(self) -> Result<Interface> {
        let mut command =
            cargo::cargo(self.layout, &self.layout.work.join("interface"), &self.layout.work.join("native"));
        command.arg("build");
        let outcome = cargo::run(command, Stage::Idl, Messages::Hide)?;
        if !outcome.succeeded {
            return Err(self.failure(&outcome.text, &outcome.errors).into());
        }
        let binary = outcome.artifact(PACKAGE, PACKAGE).context("cargo made no program that prints the IDL")?;
        progress(Stage::Idl, "Generating the IDL");
        let output = Command::new(binary).output().context("cannot run the program that prints the IDL")?;
        if !output.status.success() {
            let text = String::from_utf8_lossy(&output.stderr);
            return Err(Failure::new(Stage::Idl, format!("The IDL could not be generated: {}", text.trim())).into());
        }
        let idl = String::from_utf8(output.stdout).context("the IDL is not UTF-8")?.trim_start().to_owned();
        let solidity = self.solidity(&idl);
        Ok(Interface { idl, solidity })
    }

    fn solidity(&self, idl: &str) -> Option<String> {
        match sails_sol_gen::generate_solidity_contract(&self.name, idl, SolidityFile::SingleFile) {
            Ok(text) => String::from_utf8(text).ok(),
            Err(error) => {
                progress(Stage::Idl, format!("There is no Solidity interface: {error}"));
                None
            }
        }
    }

    fn failure(&self, text: &str, errors: &[String]) -> Failure {
        let ident = &self.program.ident;
        let errors = if errors.is_empty() { text.to_owned() } else { errors.join("\n") };
        let is_unreachable = ["E0603", "E0425", "E0412", "E0433"].iter().any(|code| errors.contains(code));
        let hint = if is_unreachable && errors.contains(ident) {
            format!(
                "`{ident}` must be public, and so must its modules; or re-export it: `pub use …::{ident};` in the root."
            )
        } else {
            "For the IDL the crate is also compiled for the machine that builds it, so everything outside the functions \
             has to compile there as well."
                .to_owned()
        };
        Failure::new(Stage::Idl, format!("The program compiles, but its IDL does not. {hint}\n\n{errors}"))
    }
}

fn pascal_case(name: &str) -> String {
    let words = name.split(['-', '_']).filter(|word| !word.is_empty());
    words.map(|word| word[..1].to_uppercase() + &word[1..]).collect()
}
