//! How a request leaves this machine.

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
mod browser;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub(crate) use browser::{alone, fetch, here, load, random, sleep};
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
mod upload;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub(crate) use upload::upload;

#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
mod native;
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
pub(crate) use native::{alone, fetch, here, load, random, sleep};
