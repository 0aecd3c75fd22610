//! Why a program failed, read from its last messages, and what to do about it.

use std::io;
use std::process::ExitStatus;

/// The second and third part of a failure's line.
#[derive(Debug, PartialEq)]
pub struct Diagnosis {
    pub why: String,
    pub remedy: String,
}

/// Words by which programs say that the disk is full.
const FULL: &[&str] = &["No space left on device", "ENOSPC", "os error 28"];

/// Words by which cargo, rustup, npm and apt say that they reached nobody.
const UNREACHED: &[&str] = &[
    "Could not resolve host",
    "Couldn't resolve host",
    "Could not connect to server",
    "Couldn't connect to server",
    "Failed to connect to",
    "failed to download",
    "spurious network error",
    "could not download file",
    "error downloading file",
    "npm error network",
    "npm ERR! network",
    "code EAI_AGAIN",
    "code ENOTFOUND",
    "code ECONNREFUSED",
    "code ETIMEDOUT",
    "Temporary failure resolving",
    "Unable to fetch some archives",
];

/// Programs that we do not install ourselves, and what does.
const SOURCES: &[(&str, &str)] = &[
    ("npm", "install Node.js with npm (`apt-get install npm`)"),
    ("npx", "install Node.js with npm (`apt-get install npm`)"),
    ("node", "install Node.js (`apt-get install nodejs`)"),
    ("rustup", "install Rust with rustup"),
    ("cargo", "install Rust with rustup"),
];

/// Explains a program that ran and failed.
pub fn of(program: &str, status: ExitStatus, messages: &str) -> Diagnosis {
    if says(messages, FULL) {
        return Diagnosis {
            why: "the disk is full".into(),
            remedy: "free some space (`cargo clean` does) and run again".into(),
        };
    }
    if says(messages, UNREACHED) {
        return Diagnosis {
            why: format!("`{program}` could not reach the network"),
            remedy: "check the connection (and HTTPS_PROXY, if there is one) and run again".into(),
        };
    }
    Diagnosis {
        why: format!("`{program}` ended with {status}"),
        remedy: "its messages above say why".into(),
    }
}

/// Explains a program that could not even be started.
pub fn of_start(program: &str, error: &io::Error) -> Diagnosis {
    if error.kind() != io::ErrorKind::NotFound {
        return Diagnosis {
            why: format!("`{program}` did not start, {error}"),
            remedy: "look at that program and run again".into(),
        };
    }
    let known = SOURCES.iter().find(|(name, _)| *name == program);
    Diagnosis {
        why: format!("`{program}` was not found"),
        remedy: known
            .map_or("put it on the PATH and run again", |(_, source)| source)
            .into(),
    }
}

fn says(messages: &str, words: &[&str]) -> bool {
    words.iter().any(|word| messages.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::process::ExitStatusExt;

    fn failed(messages: &str) -> Diagnosis {
        of("cargo", ExitStatus::from_raw(101 << 8), messages)
    }

    #[test]
    fn a_full_disk_and_a_missing_network_are_told_apart() {
        assert_eq!(
            failed("rustc: No space left on device (os error 28)").why,
            "the disk is full"
        );
        let unreached = failed("warning: spurious network error (3 tries remaining): [6] Could not resolve");
        assert_eq!(unreached.why, "`cargo` could not reach the network");
        assert!(failed("error[E0308]").why.contains("exit status: 101"));
    }

    #[test]
    fn a_missing_program_names_its_source() {
        let error = io::Error::from(io::ErrorKind::NotFound);
        assert!(of_start("npm", &error).remedy.contains("apt-get"));
    }
}
