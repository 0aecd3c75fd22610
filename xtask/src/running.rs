//! A server that runs beside us for as long as something is measured.

use crate::exec::Cmd;
use crate::failure::{Failure, Result};
use crate::port;
use std::net::SocketAddr;
use std::process::{Child, Stdio};

/// A server that ends with this value.
pub struct Running(Child);

impl Running {
    /// Starts it and waits until it answers; its messages stay visible.
    pub fn start(program: Cmd, address: SocketAddr, what: &str) -> Result<Self> {
        let child = program
            .into_command()
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .map_err(|error| Failure::io(what, &error))?;
        let mut running = Self(child);
        port::wait_until_ready(&mut running.0, address, what)?;
        Ok(running)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Nothing can be done about a server that is gone already.
        _ = self.0.kill();
        _ = self.0.wait();
    }
}
