//! What is known of a call before it runs: constant data, written by the macro.

use std::time::Duration;

use crate::upload::FileMeta;

/// Whether a call reads or writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A write: `POST` only, never cached.
    Action,
    /// A read: `GET`, its arguments are its cache key.
    Query,
}

impl Kind {
    /// The HTTP method a call of this kind is made with.
    #[must_use]
    pub const fn method(self) -> &'static str {
        match self {
            Self::Action => "POST",
            Self::Query => "GET",
        }
    }
}

/// What becomes of a call of an action while another is under way in the same page.
///
/// With names of arguments, as in `queue(book)`, it holds among calls with the same values of these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Concurrency {
    /// All are under way at once.
    #[default]
    Parallel,
    /// Each waits for the one before it, whatever comes of that.
    Queue,
    /// Only the newest counts: the one under way is aborted, and what waits for its end is forgotten.
    Latest,
    /// Those that come meanwhile are not made at all.
    Drop,
}

/// How long a query's answers are kept, and for whom: `cache = shared("1h", stale = "10m")`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caching {
    /// Whether everybody is given the same; otherwise an answer is one principal's.
    pub is_shared: bool,
    /// How long an answer is given as it is.
    pub fresh: Duration,
    /// How much longer it is given while another is read.
    pub stale: Duration,
}

/// One argument that travels.
#[derive(Clone, Copy, Debug)]
pub struct FieldMeta {
    /// Its name, on the wire and in forms.
    pub name: &'static str,
    /// Its type as written.
    pub ty: &'static str,
    /// What it takes, if it is a file field.
    pub file: Option<FileMeta>,
    /// The fields of a struct that is taken with `#[form]`.
    pub fields: &'static [FieldMeta],
}

impl FieldMeta {
    /// Whether a file field is among these.
    #[must_use]
    pub const fn have_files(fields: &[Self]) -> bool {
        let mut index = 0;
        while index < fields.len() {
            if fields[index].file.is_some() || Self::have_files(fields[index].fields) {
                return true;
            }
            index += 1;
        }
        false
    }

    fn each_file(fields: &'static [Self], visit: &mut dyn FnMut(&'static str, FileMeta)) {
        for field in fields {
            if let Some(file) = field.file {
                visit(field.name, file);
            }
            Self::each_file(field.fields, visit);
        }
    }
}

/// Everything about a call that does not depend on one caller or one set of arguments.
#[derive(Clone, Copy, Debug)]
pub struct Meta {
    /// The name in the address: the function's own, or `name = ".."`.
    pub name: &'static str,
    /// Former names that still work, from `alias = ".."`.
    pub aliases: &'static [&'static str],
    /// Read or write.
    pub kind: Kind,
    /// Who may call, as written: a [`Caller`](https://docs.rs/leptos_actions) type, or `public`.
    pub access: &'static str,
    /// The arguments that travel, in order.
    pub fields: &'static [FieldMeta],
    /// A hash of names and types as written; another one means another build is speaking.
    pub signature: u64,
    /// The largest body in bytes, from `limit = ".."`; the server's default otherwise.
    pub limit: Option<u64>,
    /// What becomes of several at once.
    pub concurrency: Concurrency,
    /// How long the body of the function may run, from `timeout = ".."`; the server's default otherwise.
    pub timeout: Option<Duration>,
    /// Whether its answers are kept, from `cache = ..`; only a query's are.
    pub cache: Option<Caching>,
    /// Where the function stands.
    pub file: &'static str,
    /// Where the function stands.
    pub line: u32,
}

impl Meta {
    /// Whether a form of it has file fields, and so is sent as `multipart/form-data`.
    #[must_use]
    pub const fn has_files(&self) -> bool {
        FieldMeta::have_files(self.fields)
    }

    /// Every file field and what it takes, in order.
    #[must_use]
    pub fn files(&self) -> Vec<(&'static str, FileMeta)> {
        let mut files = Vec::new();
        FieldMeta::each_file(self.fields, &mut |name, file| files.push((name, file)));
        files
    }

    /// What a file field takes; `None` for fields that hold no files.
    #[must_use]
    pub fn file(&self, field: &str) -> Option<FileMeta> {
        let mut files = self.files().into_iter();
        files.find_map(|(name, file)| (name == field).then_some(file))
    }
}
