//! Reading a file that was sent: [`ReadUpload`].

use std::{
    future::Future,
    io,
    path::Path,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_util::Stream;
use leptos_actions_core::Upload;
use tokio::task::JoinHandle;

use super::sniff;

/// How much is read at once.
const CHUNK: usize = 64 * 1024;

/// Reading an [`Upload`] on the server.
///
/// ```
/// use leptos_actions_server::ReadUpload;
/// # use leptos_actions_core::Upload;
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> std::io::Result<()> {
/// let upload = Upload::from_bytes("a.txt", "text/plain", *b"hello");
///
/// let mut reader = upload.open();
/// let mut bytes = 0;
/// while let Some(chunk) = reader.chunk().await? {
///     bytes += chunk.len();
/// }
/// assert_eq!(bytes, 5);
/// assert_eq!(upload.bytes(10).await?, "hello");
/// assert!(upload.bytes(4).await.is_err());
/// # Ok(()) }
/// ```
pub trait ReadUpload {
    /// Reads it from its beginning, in pieces of at most 64 KiB.
    fn open(&self) -> UploadReader;

    /// All of it, if that is at most `limit` bytes.
    ///
    /// # Errors
    /// [`io::ErrorKind::FileTooLarge`] for more, and when it cannot be read.
    fn bytes(&self, limit: u64) -> impl Future<Output = io::Result<Bytes>> + Send;

    /// Writes it to a file that must not be there yet. The path is yours: never make one of the upload's name.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`], and when it cannot be read or written; then nothing is left of it.
    fn save_to(&self, path: impl AsRef<Path> + Send) -> impl Future<Output = io::Result<()>> + Send;

    /// The media type that its first bytes say, of those that are safe to show: `image/png`, `image/jpeg`,
    /// `image/gif`, `image/webp`, `image/avif`, `application/pdf`. Not a proof that the rest is one.
    ///
    /// # Errors
    /// When it cannot be read.
    fn sniff(&self) -> impl Future<Output = io::Result<Option<&'static str>>> + Send;
}

/// The content of an upload, in pieces: by [`chunk`](Self::chunk), or as a [`Stream`].
#[derive(Debug)]
#[must_use = "nothing is read before it is asked for"]
pub struct UploadReader {
    upload: Upload,
    offset: u64,
    reading: Option<JoinHandle<io::Result<Bytes>>>,
}

impl UploadReader {
    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn chunk(&mut self) -> io::Result<Option<Bytes>> {
        std::future::poll_fn(|cx| self.poll_chunk(cx)).await.transpose()
    }

    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        let (upload, offset) = (&self.upload, self.offset);
        let reading = self.reading.get_or_insert_with(|| {
            let upload = upload.clone();
            tokio::task::spawn_blocking(move || read(&upload, offset))
        });
        let read = ready!(Pin::new(reading).poll(cx));
        self.reading = None;
        let read = read.unwrap_or_else(|panic| Err(io::Error::other(panic)));
        Poll::Ready(match read {
            Ok(bytes) if bytes.is_empty() => None,
            Ok(bytes) => {
                self.offset += bytes.len() as u64;
                Some(Ok(bytes))
            }
            Err(error) => Some(Err(error)),
        })
    }
}

impl Stream for UploadReader {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_chunk(cx)
    }
}

/// One piece, as long as it is to be or as there is.
fn read(upload: &Upload, offset: u64) -> io::Result<Bytes> {
    let left = upload.size().saturating_sub(offset);
    let mut buffer = vec![0; usize::try_from(left).unwrap_or(CHUNK).min(CHUNK)];
    let mut filled = 0;
    while filled < buffer.len() {
        match upload.read_at(offset + filled as u64, &mut buffer[filled..]) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(length) => filled += length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(buffer.into())
}

impl ReadUpload for Upload {
    fn open(&self) -> UploadReader {
        UploadReader {
            upload: self.clone(),
            offset: 0,
            reading: None,
        }
    }

    async fn bytes(&self, limit: u64) -> io::Result<Bytes> {
        if self.size() > limit {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let mut all = Vec::with_capacity(usize::try_from(self.size()).unwrap_or_default());
        let mut reader = self.open();
        while let Some(chunk) = reader.chunk().await? {
            all.extend_from_slice(&chunk);
        }
        Ok(all.into())
    }

    async fn save_to(&self, path: impl AsRef<Path> + Send) -> io::Result<()> {
        let (upload, path) = (self.clone(), path.as_ref().to_owned());
        let saved = tokio::task::spawn_blocking(move || {
            let file = std::fs::File::create_new(&path)?;
            write(&upload, file).inspect_err(|_| drop(std::fs::remove_file(&path)))
        });
        saved.await.map_err(io::Error::other)?
    }

    async fn sniff(&self) -> io::Result<Option<&'static str>> {
        let mut reader = self.open();
        Ok(reader.chunk().await?.and_then(|bytes| sniff::media_type(&bytes)))
    }
}

fn write(upload: &Upload, mut file: std::fs::File) -> io::Result<()> {
    let mut offset = 0;
    while offset < upload.size() {
        let bytes = read(upload, offset)?;
        io::Write::write_all(&mut file, &bytes)?;
        offset += bytes.len() as u64;
    }
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_file_is_read_in_pieces_by_as_many_as_like() {
        let content: Vec<u8> = (0..200_000_u32).map(|number| number.to_le_bytes()[0]).collect();
        let mut spool = super::super::spool::Spool::new();
        for piece in content.chunks(777) {
            spool.write(&Bytes::copy_from_slice(piece)).await.unwrap();
        }
        let upload = spool.finish("a".into(), String::new()).await.unwrap();
        assert_eq!(upload.size(), 200_000);
        let (mut one, mut other) = (upload.open(), upload.clone().open());
        let (mut first, mut second) = (Vec::new(), Vec::new());
        while let (Some(left), Some(right)) = (one.chunk().await.unwrap(), other.chunk().await.unwrap()) {
            assert!(left.len() <= CHUNK);
            first.extend(left);
            second.extend(right);
        }
        assert!(first == content && second == content);
        assert_eq!(one.chunk().await.unwrap(), None);
    }

    #[tokio::test]
    async fn a_file_is_saved_where_none_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let upload = Upload::from_bytes("x", "", vec![7; 100_000]);
        upload.save_to(&path).await.unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), vec![7; 100_000]);
        let again = Upload::from_bytes("x", "", *b"other").save_to(&path).await.unwrap_err();
        assert_eq!(again.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(std::fs::read(&path).unwrap().len(), 100_000);
    }
}
