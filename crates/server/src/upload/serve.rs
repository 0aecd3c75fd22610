//! Files that were sent, kept in a folder and served back: [`FileStore`].

use std::{
    fmt, io,
    path::{Path, PathBuf},
    str::FromStr,
};

use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use http::{HeaderName, HeaderValue, StatusCode, header};
use leptos_actions_core::{IdempotencyKey, Upload};
use serde::{Deserialize, Serialize};

use super::{ReadUpload, sniff};

/// A folder with files that were sent, and the only way in and out of it.
///
/// 1. A file is kept under a name of 128 random bits. The name that was sent is the application's to keep, as data.
/// 2. It is served as what its first bytes say, where that is something a browser only shows; as a download otherwise.
///    Nothing in it runs: `nosniff`, and a policy that forbids everything and sandboxes the rest.
/// 3. Whoever knows its id may ask for it: whether *this* visitor may is for the route to decide, before it serves.
///
/// To replace a file keep the new one, write its id, and then remove the old one, in
/// [`Reply::after`](crate::Reply::after): a failure in between leaves a file too many, and never one too few.
///
/// ```
/// use leptos_actions_server::{FileStore, StoredFile};
/// # use leptos_actions_core::Upload;
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> std::io::Result<()> {
/// # let folder = std::env::temp_dir().join(format!("leptos-actions-{}-doc", std::process::id()));
/// let files = FileStore::open(&folder).await?;
/// let avatar = Upload::from_bytes("../me.png", "image/png", *b"\x89PNG\r\n\x1a\n");
///
/// let id: StoredFile = files.keep(&avatar).await?;
/// let response = files.serve(&id, avatar.name()).await;
/// assert_eq!(response.headers()["content-type"], "image/png");
/// assert_eq!(response.headers()["x-content-type-options"], "nosniff");
///
/// files.remove(&id).await?;
/// assert_eq!(files.serve(&id, "").await.status(), 404);
/// # std::fs::remove_dir_all(folder) }
/// ```
#[derive(Clone, Debug)]
pub struct FileStore(PathBuf);

/// The id of a file in a [`FileStore`]: 32 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StoredFile(String);

/// How many digits an id has.
const DIGITS: usize = 32;

/// A text that is no id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotAnId;

impl FileStore {
    /// Opens a folder, and makes it if it is not there. It must be no folder that a web server serves.
    ///
    /// # Errors
    /// When it cannot be made.
    pub async fn open(folder: impl AsRef<Path>) -> io::Result<Self> {
        let folder = folder.as_ref().to_owned();
        blocking(move || {
            std::fs::create_dir_all(&folder)?;
            Ok(Self(folder))
        })
        .await
    }

    /// Keeps a file under a new id.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn keep(&self, upload: &Upload) -> io::Result<StoredFile> {
        let random = IdempotencyKey::random().ok_or_else(|| io::Error::other("there is no entropy"))?;
        // A key is longer than that, and all of it is random.
        let id = StoredFile(random.as_str().chars().take(DIGITS).collect());
        upload.save_to(self.path(&id)).await?;
        Ok(id)
    }

    /// Removes a file; one that is not there is removed.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub async fn remove(&self, id: &StoredFile) -> io::Result<()> {
        let path = self.path(id);
        let removed = blocking(move || std::fs::remove_file(path)).await;
        removed.or_else(|error| match error.kind() {
            io::ErrorKind::NotFound => Ok(()),
            _ => Err(error),
        })
    }

    /// Answers with a file; 404 if it is not there. `name` is what it is saved as: any text.
    pub async fn serve(&self, id: &StoredFile, name: &str) -> Response {
        let path = self.path(id);
        match blocking(move || std::fs::File::open(path)).await {
            Ok(file) => match Upload::from_file(name, "", file) {
                Ok(upload) => serve_upload(&upload).await,
                Err(error) => failed(&error),
            },
            Err(error) => failed(&error),
        }
    }

    fn path(&self, id: &StoredFile) -> PathBuf {
        self.0.join(&id.0)
    }
}

/// Answers with a file, so that nothing in it runs, whatever it is: as [`FileStore::serve`] does. For files that stand
/// elsewhere, such as in a database.
pub async fn serve_upload(upload: &Upload) -> Response {
    let mut reader = upload.open();
    let first = match reader.chunk().await {
        Ok(first) => first.unwrap_or_default(),
        Err(error) => return failed(&error),
    };
    let shown = sniff::media_type(&first);
    let disposition = disposition(if shown.is_some() { "inline" } else { "attachment" }, upload.name());
    let headers: [(HeaderName, HeaderValue); 7] = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static(shown.unwrap_or("application/octet-stream")),
        ),
        (header::CONTENT_LENGTH, upload.size().into()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("default-src 'none'; sandbox"),
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            HeaderValue::from_static("same-origin"),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
    ];
    (headers, Body::from_stream(upload.open())).into_response()
}

/// RFC 6266, with the name as RFC 8187 has it: every byte that is not a letter, a digit or plain is escaped.
fn disposition(kind: &str, name: &str) -> HeaderValue {
    let name: String = name.chars().filter(|c| !c.is_control()).take(200).collect();
    if name.is_empty() {
        return HeaderValue::try_from(kind).unwrap_or_else(|_| HeaderValue::from_static("attachment"));
    }
    let mut value = format!("{kind}; filename*=UTF-8''");
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            value.push(char::from(byte));
        } else {
            value.push_str(&format!("%{byte:02X}"));
        }
    }
    HeaderValue::try_from(value).unwrap_or_else(|_| HeaderValue::from_static("attachment"))
}

fn failed(error: &io::Error) -> Response {
    if error.kind() == io::ErrorKind::NotFound {
        return StatusCode::NOT_FOUND.into_response();
    }
    tracing::error!(target: "leptos_actions", %error, "a file cannot be served");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}

impl StoredFile {
    /// The id as text, for a database and for addresses.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for StoredFile {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        let is_id = text.len() == DIGITS && text.bytes().all(is_digit);
        is_id.then(|| Self(text.to_owned())).ok_or(NotAnId)
    }
}

impl TryFrom<String> for StoredFile {
    type Error = NotAnId;

    fn try_from(text: String) -> Result<Self, NotAnId> {
        text.parse()
    }
}

impl From<StoredFile> for String {
    fn from(id: StoredFile) -> Self {
        id.0
    }
}

impl fmt::Display for StoredFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for NotAnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not the id of a stored file")
    }
}

impl std::error::Error for NotAnId {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_any_script_is_one_plain_header() {
        let of = |name: &str| disposition("inline", name).to_str().unwrap().to_owned();
        assert_eq!(of("a b.png"), "inline; filename*=UTF-8''a%20b.png");
        assert_eq!(of("žluť"), "inline; filename*=UTF-8''%C5%BElu%C5%A5");
        assert_eq!(
            of("\"; filename=\"x.html"),
            "inline; filename*=UTF-8''%22%3B%20filename%3D%22x.html"
        );
        assert_eq!(of("a\r\nSet-Cookie: b"), "inline; filename*=UTF-8''aSet-Cookie%3A%20b");
        assert_eq!(
            of("../../etc/passwd"),
            "inline; filename*=UTF-8''..%2F..%2Fetc%2Fpasswd"
        );
        assert_eq!(of("\n"), "inline");
        assert!(of(&"日".repeat(5_000)).len() < 2_000);
    }

    async fn served(bytes: &[u8]) -> (Response, Vec<u8>) {
        let upload = Upload::from_bytes("a.html", "text/html", bytes);
        let (head, body) = serve_upload(&upload).await.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        (Response::from_parts(head, Body::empty()), body.into())
    }

    #[tokio::test]
    async fn what_is_not_known_to_be_harmless_is_a_download_whatever_it_was_declared_as() {
        for bytes in [
            b"<script>alert(1)</script>".as_slice(),
            b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>",
            b"",
        ] {
            let (head, body) = served(bytes).await;
            assert_eq!(body, bytes);
            assert_eq!(head.headers()["content-type"], "application/octet-stream");
            assert_eq!(
                head.headers()["content-disposition"],
                "attachment; filename*=UTF-8''a.html"
            );
        }
    }

    #[tokio::test]
    async fn what_is_shown_has_the_type_of_its_bytes_and_runs_nothing() {
        let picture = [b"\x89PNG\r\n\x1a\n".to_vec(), b"<script>".repeat(20_000)].concat();
        let (head, body) = served(&picture).await;
        assert_eq!(body, picture);
        for (name, value) in [
            ("content-type", "image/png"),
            ("content-length", "160008"),
            ("content-disposition", "inline; filename*=UTF-8''a.html"),
            ("x-content-type-options", "nosniff"),
            ("content-security-policy", "default-src 'none'; sandbox"),
            ("cross-origin-resource-policy", "same-origin"),
            ("cache-control", "private, no-cache"),
        ] {
            assert_eq!(head.headers()[name], value, "{name}");
        }
    }

    #[tokio::test]
    async fn a_file_that_is_replaced_is_gone_and_nothing_is_named_by_its_sender() {
        let folder = tempfile::tempdir().unwrap();
        let files = FileStore::open(folder.path().join("new/avatars")).await.unwrap();
        let upload = |bytes: &[u8]| Upload::from_bytes("../../escape", "image/png", bytes);
        let first = files.keep(&upload(b"one")).await.unwrap();
        let second = files.keep(&upload(b"two")).await.unwrap();
        // What is written into a database is read from there.
        assert_eq!(first.as_str().parse(), Ok(first.clone()));
        files.remove(&first).await.unwrap();
        files.remove(&first).await.unwrap();
        let kept: Vec<_> = std::fs::read_dir(&files.0)
            .unwrap()
            .map(|it| it.unwrap().file_name())
            .collect();
        assert_eq!(kept, [second.as_str()]);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        assert_eq!(files.serve(&first, "x").await.status(), 404);
        let answer = files.serve(&second, "..").await;
        assert_eq!(
            answer.headers()["content-disposition"],
            "attachment; filename*=UTF-8''.."
        );
        let body = axum::body::to_bytes(answer.into_body(), 10).await.unwrap();
        assert_eq!(body, "two");
    }

    #[test]
    fn an_id_is_never_a_path() {
        let id = "0123456789abcdef0123456789abcdef";
        assert_eq!(id.parse::<StoredFile>().unwrap().as_str(), id);
        for text in [
            "",
            "..",
            "../../etc/passwd",
            &id[1..],
            &id.to_uppercase(),
            "/123456789abcdef0123456789abcdef",
        ] {
            assert_eq!(text.parse::<StoredFile>(), Err(NotAnId), "{text}");
        }
        assert!(serde_json::from_str::<StoredFile>("\"../x\"").is_err());
    }
}
