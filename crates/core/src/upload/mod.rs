//! A file in a form, as an argument: [`Upload`].
//!
//! 1. A file travels by a form only. In JSON and CBOR it is refused, and so it is in the address of a query.
//! 2. It is whole before a body runs. Of a form that was cut off on its way no body sees anything.
//! 3. Name and type are what the sender says: data to be shown, never a path, and never believed. What a file is, its
//!    bytes say.
//! 4. An empty file input is no file: `None` for an option, nothing in a list, `no_file` otherwise.
//! 5. Number, size and declared type are checked in the browser first, on the server always, with the same
//!    [`FileMeta`].

mod limits;

use std::{cell::Cell, fmt, io, sync::Arc};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, Visitor},
    ser,
};

pub use limits::{FileField, FileMeta, FileProbe, NoFileField, check_files};

/// The name by which the form's decoder knows that a file is wanted.
pub(crate) const MAGIC: &str = "$leptos_actions::Upload";

thread_local! {
    /// serde hands over numbers and texts; a file is handed over beside it, from one line to the next.
    static HANDED: Cell<Option<Upload>> = const { Cell::new(None) };
}

/// A file that somebody sent. Cheap to clone; what it holds goes with the last clone.
///
/// As an argument: `avatar: Upload`, `avatar: Option<Upload>`, `pages: Vec<Upload>`. How large, how many and of which
/// types is said at the parameter: `#[form(max_size = "2 MiB", types = ["image/png"], count = 3)]`.
///
/// On the server it is read with `open` and `bytes`, which `ReadUpload` adds.
///
/// ```
/// use leptos_actions_core::Upload;
///
/// let upload = Upload::from_bytes("žluť.txt", "text/plain", *b"hello");
/// assert_eq!((upload.name(), upload.content_type(), upload.size()), ("žluť.txt", "text/plain", 5));
/// ```
#[derive(Clone)]
pub struct Upload(Arc<Sent>);

struct Sent {
    name: String,
    content_type: String,
    size: u64,
    content: Content,
}

enum Content {
    Bytes(Box<[u8]>),
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    File(std::fs::File),
}

impl Upload {
    /// A file from memory, for tests and for calls made on the server.
    #[must_use]
    pub fn from_bytes(name: impl Into<String>, content_type: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into().into_boxed_slice();
        Self(Arc::new(Sent {
            name: name.into(),
            content_type: content_type.into(),
            size: bytes.len() as u64,
            content: Content::Bytes(bytes),
        }))
    }

    /// A file from an open file, which is not to change any more. Its length is read once.
    ///
    /// # Errors
    /// When the length cannot be read.
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    pub fn from_file(
        name: impl Into<String>,
        content_type: impl Into<String>,
        file: std::fs::File,
    ) -> io::Result<Self> {
        Ok(Self(Arc::new(Sent {
            name: name.into(),
            content_type: content_type.into(),
            size: file.metadata()?.len(),
            content: Content::File(file),
        })))
    }

    /// Its name as the browser sent it: any characters, `../` among them, or none at all. Show it; never open it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Its media type as the browser declared it, which looks at the name's ending. Empty if it declared none.
    #[must_use]
    pub fn content_type(&self) -> &str {
        &self.0.content_type
    }

    /// How many bytes it has.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.0.size
    }

    /// Reads bytes from `offset` on, as [`std::io::Read::read`] does; it may block. Asynchronous code uses `open`.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        match &self.0.content {
            Content::Bytes(bytes) => {
                let rest = usize::try_from(offset).ok().and_then(|offset| bytes.get(offset..));
                let rest = rest.unwrap_or_default();
                let length = rest.len().min(buffer.len());
                buffer[..length].copy_from_slice(&rest[..length]);
                Ok(length)
            }
            #[cfg(unix)]
            Content::File(file) => std::os::unix::fs::FileExt::read_at(file, buffer, offset),
            #[cfg(windows)]
            Content::File(file) => std::os::windows::fs::FileExt::seek_read(file, buffer, offset),
            #[cfg(not(any(unix, windows, all(target_arch = "wasm32", target_os = "unknown"))))]
            Content::File(_) => Err(io::ErrorKind::Unsupported.into()),
        }
    }

    /// Whether both are the same file, not only alike.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Gives a file to a visitor that waits for one.
    pub(crate) fn hand_over<'de, V: Visitor<'de>, E: de::Error>(self, visitor: V) -> Result<V::Value, E> {
        HANDED.set(Some(self));
        let taken = visitor.visit_unit();
        HANDED.set(None);
        taken
    }
}

/// Neither name nor content: both are somebody's data.
impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("size", &self.0.size)
            .finish_non_exhaustive()
    }
}

const BY_FORM: &str = "a file travels by a form only";

impl Serialize for Upload {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(ser::Error::custom(BY_FORM))
    }
}

impl<'de> Deserialize<'de> for Upload {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(MAGIC, Taker)
    }
}

struct Taker;

impl<'de> Visitor<'de> for Taker {
    type Value = Upload;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(BY_FORM)
    }

    /// What every other format does with the name of a type.
    fn visit_newtype_struct<D: Deserializer<'de>>(self, _: D) -> Result<Upload, D::Error> {
        Err(de::Error::custom(BY_FORM))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Upload, E> {
        HANDED.take().ok_or_else(|| E::custom(BY_FORM))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec;

    #[test]
    fn a_file_is_read_from_anywhere_and_ends() {
        let upload = Upload::from_bytes("a", "", *b"hello");
        let mut buffer = [0; 3];
        assert_eq!(upload.read_at(3, &mut buffer).unwrap(), 2);
        assert_eq!(&buffer[..2], b"lo");
        for offset in [5, 6, u64::MAX] {
            assert_eq!(upload.read_at(offset, &mut buffer).unwrap(), 0);
        }
    }

    #[test]
    fn a_file_does_not_travel_by_other_formats() {
        let upload = Upload::from_bytes("a", "", *b"hello");
        assert!(codec::to_vec(&upload).is_err());
        assert!(
            serde_json::to_string(&upload)
                .unwrap_err()
                .to_string()
                .contains(BY_FORM)
        );
        for json in ["null", "{}", "[]", "\"a\"", "1", "[1,2]"] {
            let error = serde_json::from_str::<Upload>(json).unwrap_err();
            assert!(error.to_string().contains(BY_FORM), "{json}: {error}");
        }
        assert!(codec::from_slice::<Upload>(b"\xf6").is_err());
        assert!(serde_json::from_str::<Option<Upload>>("null").unwrap().is_none());
    }

    #[test]
    fn what_is_printed_of_a_file_is_its_size() {
        let upload = Upload::from_bytes("letter to Ema.txt", "text/plain", *b"dear");
        assert_eq!(format!("{upload:?}"), "Upload { size: 4, .. }");
    }
}
