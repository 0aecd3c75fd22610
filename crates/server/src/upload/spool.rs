//! Where the files of a form are until their call is done: in temporary files without a name.

use std::{
    fs::File,
    io::{self, Write},
    mem,
};

use bytes::Bytes;
use leptos_actions_core::Upload;

/// How much is gathered before it is written.
const BUFFER: usize = 64 * 1024;

/// A file that is arriving. Dropped, it is gone: the operating system knows no name of it.
pub(crate) struct Spool {
    file: Option<File>,
    buffer: Vec<u8>,
    size: u64,
}

impl Spool {
    pub(crate) const fn new() -> Self {
        Self {
            file: None,
            buffer: Vec::new(),
            size: 0,
        }
    }

    /// How many bytes have arrived.
    pub(crate) const fn size(&self) -> u64 {
        self.size
    }

    pub(crate) async fn write(&mut self, bytes: &Bytes) -> io::Result<()> {
        self.size += bytes.len() as u64;
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= BUFFER {
            self.flush().await
        } else {
            Ok(())
        }
    }

    pub(crate) async fn finish(mut self, name: String, content_type: String) -> io::Result<Upload> {
        self.flush().await?;
        let file = self.file.ok_or(io::ErrorKind::NotFound)?;
        Upload::from_file(name, content_type, file)
    }

    async fn flush(&mut self) -> io::Result<()> {
        let (file, buffer) = (self.file.take(), mem::take(&mut self.buffer));
        let written = tokio::task::spawn_blocking(move || {
            let mut file = match file {
                Some(file) => file,
                None => tempfile::tempfile()?,
            };
            file.write_all(&buffer)?;
            io::Result::Ok((file, buffer))
        });
        let (file, mut buffer) = written.await.map_err(io::Error::other)??;
        buffer.clear();
        self.file = Some(file);
        self.buffer = buffer;
        Ok(())
    }
}
