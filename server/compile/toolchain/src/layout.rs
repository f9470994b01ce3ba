use anyhow::{Context, Result, bail};
use std::path::PathBuf;

/// Where things are while a build runs. In the sandbox these are fixed places such as `/vendor`.
pub struct Layout {
    pub work: PathBuf,
    pub vendor: PathBuf,
    /// Dependencies built before, where there are any.
    pub warm: Option<PathBuf>,
    pub node: PathBuf,
    pub wasm_opt: PathBuf,
    /// Where to keep what this run compiles, as a warm folder for others.
    pub save_warm: Option<PathBuf>,
}

impl Layout {
    pub fn parse(arguments: &[String]) -> Result<Self> {
        let value = |name: &str| -> Result<PathBuf> {
            let index = arguments.iter().position(|argument| argument == name);
            let value = index.and_then(|index| arguments.get(index + 1));
            value.map(PathBuf::from).with_context(|| format!("{name} is missing"))
        };
        let layout = Self {
            work: value("--work")?,
            vendor: value("--vendor")?,
            warm: value("--warm").ok(),
            node: value("--node")?,
            wasm_opt: value("--wasm-opt")?,
            save_warm: value("--save-warm").ok(),
        };
        if !layout.vendor.is_dir() {
            bail!("no vendored crates in {}", layout.vendor.display());
        }
        Ok(layout)
    }

    /// The user's files; also cargo's working folder, so its diagnostics name files relative to it.
    pub fn project(&self) -> PathBuf {
        self.work.join("project")
    }

    pub fn cargo_home(&self) -> PathBuf {
        self.work.join("cargo-home")
    }
}
