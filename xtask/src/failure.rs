//! What every command fails with: one line that says what failed, why, and what to do about it.

use std::fmt;

/// A failed step, written for the person at the terminal.
#[derive(Debug)]
pub struct Failure {
    what: String,
    why: String,
    remedy: String,
}

/// The result of everything in this crate that can fail.
pub type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    /// A failure of `what` because of `why`; `remedy` says what to do.
    pub fn new(what: impl Into<String>, why: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            why: why.into(),
            remedy: remedy.into(),
        }
    }

    /// A failure to read or write a file.
    pub fn io(what: impl Into<String>, error: &std::io::Error) -> Self {
        let remedy = match error.kind() {
            std::io::ErrorKind::StorageFull => "free some space (`cargo clean` does) and run again",
            std::io::ErrorKind::PermissionDenied => "give yourself write access and run again",
            _ => "look at that path and run again",
        };
        Self::new(what, error.to_string(), remedy)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; {}", self.what, self.why, self.remedy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_one_line_with_its_remedy() {
        let failure = Failure::new("port 3000", "it is in use", "stop the other program");
        assert_eq!(failure.to_string(), "port 3000: it is in use; stop the other program");
    }

    #[test]
    fn a_full_disk_is_recognised() {
        let error = std::io::Error::from(std::io::ErrorKind::StorageFull);
        assert!(Failure::io("copying", &error).to_string().contains("free some space"));
    }
}
