//! Every version that is pinned outside Cargo.lock, in one table.
//!
//! The npm rows repeat what the lock files under `xtask/tools` say (a test compares them), and
//! [`WASM_BINDGEN`] repeats Cargo.lock (`cargo xtask tidy` compares the two). To
//! raise an npm pin: change it in the package.json, run `npm install --package-lock-only
//! --omit-lockfile-registry-resolved` beside it, change the row.

/// Writes the JavaScript that loads the wasm, for cargo-leptos; must be the version of the library in Cargo.lock.
pub const WASM_BINDGEN: &str = "0.2.128";

/// `cargo leptos watch`. 0.3.11 asks for a newer compiler than our minimum.
pub const CARGO_LEPTOS: &str = "0.3.10";

/// `wasm-opt`; Debian's and crates.io's are years older and refuse what rustc writes today.
pub const BINARYEN: &str = "132.0.0";

/// Makes scripts small, without a program of its own for each platform.
pub const TERSER: &str = "5.51.4";

/// The end-to-end tests.
pub const PLAYWRIGHT: &str = "1.65.1";

/// How tools are compiled: they run for seconds, so a quick build beats a quick program.
pub const TOOL_PROFILE: &[(&str, &str)] = &[
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
    ("CARGO_PROFILE_RELEASE_DEBUG", "0"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paths;

    fn named_in(folder: &str, package: &str, version: &str) -> bool {
        let path = paths::root().join("xtask/tools").join(folder).join("package.json");
        let text = std::fs::read_to_string(path).unwrap();
        text.contains(&format!("\"{package}\": \"{version}\""))
    }

    #[test]
    fn the_npm_rows_repeat_the_package_files() {
        assert!(named_in("binaryen", "binaryen", BINARYEN));
        assert!(named_in("terser", "terser", TERSER));
        assert!(named_in("playwright", "@playwright/test", PLAYWRIGHT));
    }
}
