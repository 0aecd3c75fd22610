//! One program for both sides: in a browser it takes over the page, elsewhere it is the server.
//!
//! `beside <address> <folder>` serves until it is killed; the folder has what wasm-bindgen made of the other half.
//! `LATENCY_MS` is how long a round trip takes, 100 when nothing is said.

#[cfg(target_arch = "wasm32")]
fn main() {
    beside::hydrate();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, files] = &arguments[..] else {
        eprintln!("usage: beside <address> <folder>");
        return std::process::ExitCode::FAILURE;
    };
    match beside::serve(address, files) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("beside: {error}");
            std::process::ExitCode::FAILURE
        }
    }
}
