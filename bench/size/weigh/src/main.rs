//! Prints a line for each file named: its size, that of `gzip -9` and that of `brotli -q 11`, and its name.
//!
//! Its own program, so that xtask, which every command compiles first, needs no compressor.

#![expect(clippy::print_stdout, reason = "a command-line tool speaks through its output")]

use std::{
    env, fs,
    io::{self, Write},
    process::ExitCode,
};

use brotli::{CompressorWriter, enc::BrotliEncoderParams};
use flate2::{Compression, write::GzEncoder};

fn main() -> ExitCode {
    for path in env::args().skip(1) {
        match weigh(&path) {
            Ok([plain, gzip, brotli]) => println!("{plain} {gzip} {brotli} {path}"),
            Err(error) => {
                eprintln!("{path}: {error}");
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}

fn weigh(path: &str) -> io::Result<[usize; 3]> {
    let bytes = fs::read(path)?;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(&bytes)?;
    Ok([bytes.len(), gzip.finish()?.len(), brotli(&bytes)?])
}

/// Quality 11 and a window of 4 MiB, as `brotli` itself does by default.
fn brotli(bytes: &[u8]) -> io::Result<usize> {
    let params = BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: bytes.len(),
        ..BrotliEncoderParams::default()
    };
    let mut writer = CompressorWriter::with_params(Vec::new(), 1 << 16, &params);
    writer.write_all(bytes)?;
    writer.flush()?;
    Ok(writer.into_inner().len())
}
