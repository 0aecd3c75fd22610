//! The steps of `cargo xtask test`, in the order in which they run.

use super::{browser, existing_app};
use crate::build::{self, Mode};
use crate::exec::Cmd;
use crate::failure::Result;
use crate::tools::rust;
use crate::{paths, setup, site, tidy};

/// One step; `fast` ones also run under `--fast`.
pub struct Step {
    pub name: &'static str,
    pub about: &'static str,
    pub fast: bool,
    pub run: fn() -> Result<()>,
}

/// The packages that are also compiled for the browser.
const BOTH_SIDES: &[&str] = &[
    "frontend",
    "app",
    "beside",
    "leptos_actions",
    "leptos_actions_client",
    "leptos_actions_core",
];

/// All steps.
pub const STEPS: &[Step] = &[
    Step {
        name: "tools",
        about: "what the later steps need is there",
        fast: false,
        run: setup::for_tests,
    },
    Step {
        name: "fmt",
        about: "the code is formatted",
        fast: true,
        run: fmt,
    },
    Step {
        name: "tidy",
        about: "the rules of ARCHITECTURE.md hold",
        fast: true,
        run: tidy::check,
    },
    Step {
        name: "clippy",
        about: "no lint fires on the server's side",
        fast: true,
        run: clippy,
    },
    Step {
        name: "clippy-wasm",
        about: "the browser's half compiles, and no lint fires on it",
        fast: true,
        run: clippy_wasm,
    },
    Step {
        name: "test",
        about: "cargo test, of every package that has tests",
        fast: true,
        run: cargo_test,
    },
    Step {
        name: "doc",
        about: "the documentation builds without a warning",
        fast: true,
        run: doc,
    },
    Step {
        name: "starter",
        about: "one action in cargo-leptos' starter compiles, native and wasm, with `ssr` and without",
        fast: true,
        run: starter,
    },
    Step {
        name: "release",
        about: "the release build, its server without optimising",
        fast: false,
        run: release,
    },
    Step {
        name: "browser",
        about: "Playwright against the release build with a fresh database",
        fast: false,
        run: browser::release,
    },
    Step {
        name: "browser-dev",
        about: "Playwright against the development build: what only that says",
        fast: false,
        run: browser::dev,
    },
    Step {
        name: "existing-app",
        about: "Playwright against an application that was there before: leptos_axum, `#[server]`, tower-sessions",
        fast: false,
        run: existing_app::run,
    },
];

fn fmt() -> Result<()> {
    rust::ensure_components()?;
    Cmd::cargo("fmt")
        .args(["--all", "--check"])
        .run("checking the format")?;
    Cmd::cargo("fmt")
        .args(["--check", "--manifest-path", existing_app::MANIFEST])
        .run("checking the example's format")
}

fn clippy() -> Result<()> {
    rust::ensure_components()?;
    cargo("clippy")
        .args(["--workspace", "--all-targets", "--", "-D", "warnings"])
        .run("clippy")
}

fn clippy_wasm() -> Result<()> {
    rust::ensure_components()?;
    rust::ensure_wasm_target()?;
    cargo("clippy")
        .args(["--lib", "--target", rust::WASM])
        .args(packages())
        .args(["--", "-D", "warnings"])
        .run("clippy for wasm32")
}

/// Clippy has looked at the others: they are programs that other steps build and run, or that measure.
const WITHOUT_TESTS: [&str; 4] = ["beside", "bindgen", "frontend", "lines"];

fn cargo_test() -> Result<()> {
    let others = WITHOUT_TESTS.iter().flat_map(|name| ["--exclude", name]);
    cargo("test").arg("--workspace").args(others).run("cargo test")
}

fn doc() -> Result<()> {
    cargo("doc")
        .args(["--workspace", "--no-deps", "--features", build::AS_TESTED])
        .env("RUSTDOCFLAGS", "-D warnings")
        .run("cargo doc")
}

/// Here `ssr` is the application's feature, and decides which half is compiled. As wasm without the flags of this workspace:
/// an application's release build has whole types for views, where ours has boxes. Natively with them, so that what the
/// lints were checked with is not compiled once more.
fn starter() -> Result<()> {
    rust::ensure_wasm_target()?;
    let sides: [(&[&str], &str); 5] = [
        (&["--features", "ssr"], "the starter's server"),
        (&[], "the starter, native, without `ssr`"),
        (
            &["--features", "hydrate", "--target", rust::WASM],
            "the starter's browser",
        ),
        (
            &["--features", "hydrate,split", "--target", rust::WASM],
            "the starter's browser, split",
        ),
        (
            &["--features", "ssr", "--target", rust::WASM],
            "the starter's server as wasm",
        ),
    ];
    sides.into_iter().try_for_each(|(flags, what)| {
        let check = cargo("check")
            .args(["--locked", "--manifest-path", "crates/leptos/tests/starter/Cargo.toml"])
            .args(flags)
            .env("CARGO_TARGET_DIR", paths::target());
        if flags.contains(&rust::WASM) {
            check.env("CARGO_ENCODED_RUSTFLAGS", "").run(what)
        } else {
            check.run(what)
        }
    })
}

fn release() -> Result<()> {
    build::for_tests(Mode::Release).map(drop)
}

fn cargo(subcommand: &str) -> Cmd {
    Cmd::cargo(subcommand).envs(site::compile_env())
}

fn packages() -> impl Iterator<Item = &'static str> {
    BOTH_SIDES.iter().flat_map(|name| ["--package", name])
}
