const separator = '__CLIPPY_HACKERY__';

/**
 * The environment in which cargo compiles a workspace's own crates with clippy, every warning an error. `cargo clippy` checks all dependencies
 * once more, for `cargo check` and `cargo build` share nothing; as the compiler in a build, clippy finds the same and reuses what was
 * compiled. That is what `cargo clippy` does too, but for the word `check`; the separator, strange as it looks, is clippy's own.
 */
export const clippyAsCompiler = {
  RUSTC_WORKSPACE_WRAPPER: 'clippy-driver',
  CLIPPY_ARGS: ['-D', 'warnings'].map((argument) => argument + separator).join(''),
};
