//! How heavy files are. The compressors are in a program of their own, `xtask/compress`: this crate stands before
//! every command and has to be compiled quickly.

use crate::bench::capture;
use crate::build;
use crate::exec::Cmd;
use crate::failure::{Failure, Result};
use std::path::PathBuf;

/// The bytes of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Weight {
    /// As it is.
    pub raw: i64,
    /// After `gzip -9`.
    pub gzip: i64,
    /// After `brotli -q 11`.
    pub brotli: i64,
}

impl Weight {
    /// Both together.
    pub fn and(self, other: Self) -> Self {
        Self {
            raw: self.raw + other.raw,
            gzip: self.gzip + other.gzip,
            brotli: self.brotli + other.brotli,
        }
    }
}

/// The program that compresses, and says what comes out.
pub struct Scales(PathBuf);

impl Scales {
    /// Builds it.
    pub fn build() -> Result<Self> {
        build::compressor().map(Self)
    }

    /// Weighs files, in their order.
    pub fn weigh(&self, files: &[PathBuf]) -> Result<Vec<Weight>> {
        let printed = capture(Cmd::new(&self.0).args(files), "weighing")?;
        let weights: Vec<_> = printed.lines().filter_map(parse).collect();
        if weights.len() == files.len() {
            return Ok(weights);
        }
        let why = format!("{} of {} files have a weight", weights.len(), files.len());
        Err(Failure::new("weighing", why, "look at xtask/compress"))
    }
}

fn parse(line: &str) -> Option<Weight> {
    let mut numbers = line.split(' ').map_while(|word| word.parse().ok());
    Some(Weight {
        raw: numbers.next()?,
        gzip: numbers.next()?,
        brotli: numbers.next()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_three_numbers_and_a_path() {
        let weight = Weight {
            raw: 10,
            gzip: 7,
            brotli: 5,
        };
        assert_eq!(parse("10 7 5 /tmp/some page.wasm"), Some(weight));
        assert_eq!(parse("10 7 /tmp/page.wasm"), None);
    }
}
