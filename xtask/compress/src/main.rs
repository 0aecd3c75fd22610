//! Writes `FILE.gz` (`gzip -9`) and `FILE.br` (`brotli -q 11`) beside each file named, and prints a line for each: its
//! size, those of the two, and its name.
//!
//! Its own program, so that xtask, which every command compiles first, needs no compressor.

#![expect(clippy::print_stdout, reason = "a command-line tool speaks through its output")]

use std::{
    env, fs,
    io::{self, Write},
    panic::resume_unwind,
    process::ExitCode,
    thread,
};

use brotli::{CompressorWriter, enc::BrotliEncoderParams};
use flate2::{Compression, write::GzEncoder};

fn main() -> ExitCode {
    for path in env::args().skip(1) {
        match compress(&path) {
            Ok([plain, gzip, brotli]) => println!("{plain} {gzip} {brotli} {path}"),
            Err(error) => {
                eprintln!("{path}: {error}");
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}

fn compress(path: &str) -> io::Result<[usize; 3]> {
    let bytes = fs::read(path)?;
    let (gzip, brotli) = thread::scope(|scope| {
        let gzip = scope.spawn(|| gzip(&bytes));
        let brotli = brotli(&bytes);
        (gzip.join(), brotli)
    });
    let (gzip, brotli) = (gzip.unwrap_or_else(|panic| resume_unwind(panic))?, brotli?);
    fs::write(format!("{path}.gz"), &gzip)?;
    fs::write(format!("{path}.br"), &brotli)?;
    Ok([bytes.len(), gzip.len(), brotli.len()])
}

fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut writer = GzEncoder::new(Vec::new(), Compression::best());
    writer.write_all(bytes)?;
    writer.finish()
}

/// Quality 11 and a window of 4 MiB, as `brotli` itself does by default.
fn brotli(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let params = BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: bytes.len(),
        ..BrotliEncoderParams::default()
    };
    let mut writer = CompressorWriter::with_params(Vec::new(), 1 << 16, &params);
    writer.write_all(bytes)?;
    writer.flush()?;
    Ok(writer.into_inner())
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn what_is_written_is_what_was_read() {
        let path = env::temp_dir().join(format!("compress-{}.txt", std::process::id()));
        let text = "a book, and another book, ".repeat(100);
        fs::write(&path, &text).unwrap();
        let name = path.to_str().unwrap();
        let [plain, gzip, brotli] = compress(name).unwrap();
        let (mut unzipped, mut read) = (String::new(), String::new());
        let (zipped, brotlied) = (
            fs::read(format!("{name}.gz")).unwrap(),
            fs::read(format!("{name}.br")).unwrap(),
        );
        assert_eq!([plain, gzip, brotli], [text.len(), zipped.len(), brotlied.len()]);
        flate2::read::GzDecoder::new(zipped.as_slice())
            .read_to_string(&mut unzipped)
            .unwrap();
        brotli::Decompressor::new(brotlied.as_slice(), 4096)
            .read_to_string(&mut read)
            .unwrap();
        assert_eq!((unzipped, read), (text.clone(), text));
        for ending in ["", ".gz", ".br"] {
            fs::remove_file(format!("{name}{ending}")).unwrap();
        }
    }
}
