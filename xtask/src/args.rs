//! The words after the command's name: flags, options with a value, and nothing left over.

use crate::failure::{Failure, Result};

/// The arguments of one command; each look-up takes what it found out of the list.
#[derive(Debug)]
pub struct Args(Vec<String>);

impl Args {
    /// The arguments in the order in which they were typed.
    pub fn new(words: impl Iterator<Item = String>) -> Self {
        Self(words.collect())
    }

    /// Whether `--name` was given.
    pub fn flag(&mut self, name: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|word| word != name);
        self.0.len() < before
    }

    /// The value of `--name value` or `--name=value`.
    pub fn value(&mut self, name: &str) -> Result<Option<String>> {
        let joined = format!("{name}=");
        if let Some(at) = self.0.iter().position(|word| word.starts_with(&joined)) {
            return Ok(Some(self.0.remove(at).split_off(joined.len())));
        }
        let Some(at) = self.0.iter().position(|word| word == name) else {
            return Ok(None);
        };
        self.0.remove(at);
        if at < self.0.len() {
            return Ok(Some(self.0.remove(at)));
        }
        Err(Failure::new(
            name,
            "the value is missing",
            format!("write `{name} <value>`"),
        ))
    }

    /// Everything that is left, for a tool that has its own arguments.
    pub fn rest(self) -> Vec<String> {
        self.0
    }

    /// Ends the reading: an argument that nobody asked for is an error.
    pub fn finish(self) -> Result<()> {
        match self.0.first() {
            None => Ok(()),
            Some(word) => Err(Failure::new(
                word,
                "this argument is not known here",
                "`cargo xtask help` shows what each command takes",
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(line: &str) -> Args {
        Args::new(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn both_spellings_of_a_value_are_read() {
        assert_eq!(args("--books 9").value("--books").unwrap().as_deref(), Some("9"));
        assert_eq!(args("--books=9").value("--books").unwrap().as_deref(), Some("9"));
        assert!(args("--books").value("--books").is_err());
    }

    #[test]
    fn what_nobody_asked_for_is_refused() {
        let mut typed = args("--release --relaese");
        assert!(typed.flag("--release"));
        assert!(typed.finish().is_err());
    }
}
