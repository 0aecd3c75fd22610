//! A server in a process of its own, and what Linux knows of it.

use std::{
    fs,
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::Result;

/// How long a server may take to listen.
const PATIENCE: Duration = Duration::from_secs(30);

/// One of the servers that are measured.
pub struct Variation {
    /// What it is called in a report.
    pub name: &'static str,
    /// This program, or the same with another allocator.
    pub program: PathBuf,
    /// Whether it writes a log, as the shop's server does.
    pub logs: bool,
}

impl Variation {
    /// This program's own server.
    pub fn usual() -> Result<Self> {
        Ok(Self {
            name: "a log",
            program: std::env::current_exe()?,
            logs: true,
        })
    }

    /// The command that starts it.
    pub fn command(&self, address: SocketAddr, database: &Path) -> Command {
        let mut command = Command::new(&self.program);
        let log = if self.logs { LOG } else { NO_LOG };
        command.args(["serve", &address.to_string()]).arg(database).arg(log);
        command
    }
}

/// Says that a server writes a log.
pub const LOG: &str = "log";
/// Says that nobody subscribes to what it traces.
pub const NO_LOG: &str = "no-log";

/// A process that ends with this value.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Server {
    /// Starts this program's own server on a database.
    pub fn of_ours(variation: &Variation, database: &Path) -> Result<Self> {
        let address = free_address()?;
        Self::start(variation.command(address, database), address)
    }

    /// Starts a server. Its log goes nowhere: writing it is not what is measured.
    pub fn start(mut command: Command, address: SocketAddr) -> Result<Self> {
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        Ok(Self { child, address })
    }

    /// Waits until it listens.
    pub fn connect(&mut self) -> Result<TcpStream> {
        let start = Instant::now();
        loop {
            if let Ok(stream) = TcpStream::connect(self.address) {
                return Ok(stream);
            }
            if let Some(status) = self.child.try_wait()? {
                return Err(format!("the server ended with {status}").into());
            }
            if start.elapsed() > PATIENCE {
                return Err("the server does not listen".into());
            }
            thread::sleep(Duration::from_micros(100));
        }
    }

    /// How long its threads have been on a processor.
    pub fn on_processor(&self) -> Result<Duration> {
        on_processor(&self.child.id().to_string())
    }

    /// The memory that it holds, in megabytes of a million bytes.
    pub fn resident(&self) -> Result<f64> {
        resident(&self.child.id().to_string())
    }

    /// The most memory that it has held so far, in megabytes.
    pub fn peak(&self) -> Result<f64> {
        memory(&self.child.id().to_string(), "VmHWM:")
    }
}

/// The memory that a process holds, in megabytes of a million bytes.
pub fn resident(process: &str) -> Result<f64> {
    memory(process, "VmRSS:")
}

fn memory(process: &str, what: &str) -> Result<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix(what));
    let kibibytes: f64 = line
        .and_then(|line| line.split_whitespace().next())
        .ok_or_else(|| format!("no {what}"))?
        .parse()?;
    Ok(kibibytes * 1024.0 / 1e6)
}

impl Drop for Server {
    fn drop(&mut self) {
        // Nothing can be done about a server that is gone already.
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

/// How long the threads of a process have been on a processor: the first number of each thread's `schedstat`, in
/// nanoseconds. The process's own times have a hundredth of a second.
pub fn on_processor(process: &str) -> Result<Duration> {
    let mut nanos = 0;
    for thread in fs::read_dir(format!("/proc/{process}/task"))? {
        // A thread may have ended since.
        let Ok(text) = fs::read_to_string(thread?.path().join("schedstat")) else {
            continue;
        };
        nanos += text.split(' ').next().unwrap_or_default().parse::<u64>()?;
    }
    Ok(Duration::from_nanos(nanos))
}

/// An address that nobody listens on at this moment.
pub fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}

/// A folder that goes with this value.
pub struct Folder(PathBuf);

impl Folder {
    /// An empty folder.
    pub fn new() -> Result<Self> {
        let path = std::env::temp_dir().join(format!("leptos-actions-bench-{}", std::process::id()));
        if path.exists() {
            fs::remove_dir_all(&path)?;
        }
        fs::create_dir_all(&path)?;
        Ok(Self(path))
    }

    /// The path of a file in it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        _ = fs::remove_dir_all(&self.0);
    }
}
