//! What the built application is called and where its files go: the settings that cargo-leptos
//! would read from the workspace manifest and hand on as environment variables.

use crate::build::Mode;
use std::env;
use std::net::SocketAddr;

/// Names the files of the package: `bookshop.js`, `bookshop.wasm`, `bookshop.css`.
pub const NAME: &str = "bookshop";
/// What the server serves as files, relative to the root of the workspace.
pub const ROOT: &str = "target/site";
/// The folder of the package below [`ROOT`].
pub const PACKAGE: &str = "pkg";
/// The variable that names the database file, in place of Leptos.toml.
pub const DATABASE: &str = "APP_DATABASE";

/// The variables of a compilation. Without the name the server asks for `bookshop_bg.wasm`, and
/// hydration silently never happens; `.cargo/config.toml` sets it for plain cargo as well.
pub fn compile_env() -> [(&'static str, &'static str); 1] {
    [("LEPTOS_OUTPUT_NAME", NAME)]
}

/// The variables under which the server runs.
pub fn run_env(address: SocketAddr, mode: Mode) -> Vec<(&'static str, String)> {
    vec![
        ("LEPTOS_OUTPUT_NAME", NAME.into()),
        ("LEPTOS_SITE_ROOT", ROOT.into()),
        ("LEPTOS_SITE_PKG_DIR", PACKAGE.into()),
        ("LEPTOS_SITE_ADDR", address.to_string()),
        ("LEPTOS_LIB_DIR", "frontend".into()),
        ("LEPTOS_BIN_DIR", "server".into()),
        ("LEPTOS_JS_MINIFY", "false".into()),
        ("LEPTOS_HASH_FILES", (mode == Mode::Release).to_string()),
        ("LEPTOS_ENV", environment(mode)),
    ]
}

fn environment(mode: Mode) -> String {
    let usual = match mode {
        Mode::Dev => "DEV",
        Mode::Release => "PROD",
    };
    env::var("LEPTOS_ENV").unwrap_or_else(|_| usual.into())
}
