//! A form with files, as a browser sends it.

/// The fields of a form with files, for [`Request::multipart`](crate::Request::multipart).
///
/// ```standalone_crate
/// # use axum::Router;
/// # use leptos_actions::{Actions, prelude::*};
/// # use leptos_actions_testing::{As, Multipart, Site};
/// #[action(public)]
/// async fn save_avatar(title: String, avatar: Upload) -> CallResult<String> {
///     Ok(format!("{title}: {} with {} bytes", avatar.name(), avatar.size()))
/// }
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let site = Site::new(Actions::new().mount(Router::new()).unwrap());
/// let form = Multipart::new().text("title", "me").file("avatar", "me.png", "image/png", *b"...");
/// let answer = site.post("/_call/save_avatar").multipart(form).await;
/// assert_eq!(answer.status(200).json::<String>(), "me: me.png with 3 bytes");
///
/// // The call itself takes a file from memory.
/// let avatar = Upload::from_bytes("me.png", "image/png", *b"...");
/// assert_eq!(As::public().call(|| save_avatar("me".into(), avatar)).await.unwrap(), "me: me.png with 3 bytes");
/// # }
/// ```
#[derive(Clone, Debug, Default)]
#[must_use = "nothing is sent before it is given to a request"]
pub struct Multipart(Vec<u8>);

const BOUNDARY: &str = "----LeptosActionsTesting7MA4YWxkTrZu0gW";
const MEDIA_TYPE: &str = "multipart/form-data; boundary=----LeptosActionsTesting7MA4YWxkTrZu0gW";

impl Multipart {
    /// No fields yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A text field.
    pub fn text(self, name: &str, value: &str) -> Self {
        let head = format!("Content-Disposition: form-data; name=\"{}\"", escape(name));
        self.part(&head, value)
    }

    /// A file. An input in which none was chosen is one without name, type `application/octet-stream` and bytes.
    pub fn file(self, name: &str, file_name: &str, content_type: &str, bytes: impl AsRef<[u8]>) -> Self {
        let (name, file_name) = (escape(name), escape(file_name));
        let head = format!(
            "Content-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\nContent-Type: {content_type}"
        );
        self.part(&head, bytes)
    }

    /// A part with any head, for what no browser sends. Its lines end with CR and LF, the last one without.
    pub fn part(mut self, head: &str, content: impl AsRef<[u8]>) -> Self {
        self.0.extend(format!("--{BOUNDARY}\r\n{head}\r\n\r\n").bytes());
        self.0.extend(content.as_ref());
        self.0.extend(b"\r\n");
        self
    }

    /// The media type and the whole body, for tests that do something else with it.
    #[must_use]
    pub fn into_parts(mut self) -> (&'static str, Vec<u8>) {
        self.0.extend(format!("--{BOUNDARY}--\r\n").bytes());
        (MEDIA_TYPE, self.0)
    }
}

/// As the HTML standard has it.
fn escape(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}
