//! The files and texts of a `multipart/form-data` body, within their limits.
//!
//! 1. What counts against the call's body limit is everything that is not the content of a file.
//! 2. A file is taken for a field that is declared to hold files. For every other name the body is refused before the
//!    file is read. An empty file input, without a name and without bytes, is nothing.
//! 3. A file too many, of another type, or too large is refused as soon as that is known, and so is its field, with a
//!    message. It is read on and thrown away, so that the rest of the form is known and can be shown again: at most
//!    [`DISCARD`] more than what all fields may hold together.
//! 4. Between two pieces lies at most the body's deadline; the whole has a deadline of its own.

use std::{collections::HashMap, future::Future, io, time::Duration};

use axum::body::Body;
use bytes::Bytes;
use http_body_util::BodyExt;
use leptos_actions_core::{FieldError, FileMeta, FormValues, Meta, form::MAX_FIELDS};

use super::{
    multipart::{Event, Head, Malformed, Multipart},
    spool::Spool,
};
use crate::guards::body::BodyRefusal;

/// How many bytes are read and thrown away, so that the answer can say which file was refused.
const DISCARD: u64 = 32 << 20;

/// What a body may be.
#[derive(Clone, Copy)]
pub(crate) struct Limits {
    /// The most bytes beside the files.
    pub(crate) text: u64,
    /// How long a piece may take.
    pub(crate) piece: Duration,
    /// How long the whole may take.
    pub(crate) whole: Duration,
}

/// Why a body was not read to its end.
#[derive(Debug)]
pub(crate) enum Unread {
    /// As any other body.
    Body(BodyRefusal),
    /// It is larger than anything that is read, and this is what is wrong with it so far.
    Refused(FormValues),
    /// A file cannot be kept.
    Spool(io::Error),
}

impl From<Malformed> for Unread {
    fn from(_: Malformed) -> Self {
        Self::Body(BodyRefusal::Malformed)
    }
}

/// The most bytes that a call takes, and the most that are read for it.
pub(crate) fn most(meta: &Meta, text: u64) -> (u64, u64) {
    let files = meta.files();
    let taken = files
        .iter()
        .fold(text, |sum, (_, file)| sum.saturating_add(file.most()));
    (taken, taken.saturating_add(DISCARD))
}

/// Reads a body. Without `keeps` its texts alone: no file of it is kept.
pub(crate) async fn read(
    meta: &'static Meta,
    content_type: &str,
    mut body: Body,
    limits: Limits,
    keeps: bool,
) -> Result<FormValues, Unread> {
    let mut form = Form {
        meta,
        keeps,
        most: most(meta, limits.text).1,
        text_limit: limits.text,
        parts: Multipart::new(content_type)?,
        place: Place::Between,
        values: FormValues::default(),
        count: 0,
        taken: HashMap::new(),
        read: 0,
        in_files: 0,
    };
    let all = async {
        while let Some(bytes) = in_time(limits.piece, next(&mut body)).await?? {
            form.take(&bytes).await?;
        }
        Ok::<(), Unread>(())
    };
    in_time(limits.whole, all).await??;
    if form.parts.is_whole() {
        Ok(form.values)
    } else {
        Err(Malformed.into())
    }
}

async fn in_time<F: Future>(limit: Duration, future: F) -> Result<F::Output, Unread> {
    let done = tokio::time::timeout(limit, future).await;
    done.map_err(|_| Unread::Body(BodyRefusal::TooSlow))
}

async fn next(body: &mut Body) -> Result<Option<Bytes>, Unread> {
    loop {
        match body.frame().await {
            None => return Ok(None),
            Some(Err(_)) => return Err(Unread::Body(BodyRefusal::Broken)),
            // Trailers say nothing to us.
            Some(Ok(frame)) => {
                if let Ok(data) = frame.into_data() {
                    return Ok(Some(data));
                }
            }
        }
    }
}

/// A form that is arriving.
struct Form {
    meta: &'static Meta,
    keeps: bool,
    most: u64,
    text_limit: u64,
    parts: Multipart,
    place: Place,
    values: FormValues,
    /// How many parts there were.
    count: usize,
    /// How many files each field has.
    taken: HashMap<&'static str, usize>,
    read: u64,
    /// How much of what was read is content of files.
    in_files: u64,
}

/// Where the content of the current part goes.
enum Place {
    Between,
    Text {
        name: String,
        value: Vec<u8>,
    },
    File {
        field: &'static str,
        takes: FileMeta,
        head: Head,
        spool: Box<Spool>,
    },
    /// An empty file input, unless something comes.
    Nothing {
        head: Head,
    },
    Discarded,
}

impl Form {
    async fn take(&mut self, bytes: &Bytes) -> Result<(), Unread> {
        // A frame may be a whole body: what is looked at at once is bounded all the same.
        for piece in bytes.chunks(64 * 1024) {
            self.read += piece.len() as u64;
            if self.read > self.most {
                return Err(self.too_large());
            }
            self.parts.push(piece);
            while let Some(event) = self.parts.event()? {
                match event {
                    Event::Part(head) => self.begin(head)?,
                    Event::Content(bytes) => self.content(bytes).await?,
                    Event::PartEnd => self.end().await?,
                }
            }
            if self.read - self.in_files > self.text_limit.saturating_add(self.in_buffer()) {
                return Err(self.too_large());
            }
        }
        Ok(())
    }

    /// What may be content of a file and is not known to be yet.
    fn in_buffer(&self) -> u64 {
        match self.place {
            Place::File { .. } | Place::Discarded | Place::Nothing { .. } => self.parts.held(),
            Place::Between | Place::Text { .. } => 0,
        }
    }

    /// Whoever sent a file that is too large learns which.
    fn too_large(&mut self) -> Unread {
        let values = std::mem::take(&mut self.values);
        if values.refusals().next().is_some() {
            Unread::Refused(values)
        } else {
            Unread::Body(BodyRefusal::TooLarge(most(self.meta, self.text_limit).0))
        }
    }

    fn begin(&mut self, mut head: Head) -> Result<(), Unread> {
        self.count += 1;
        if self.count > MAX_FIELDS {
            return Err(Malformed.into());
        }
        self.place = match &head.file_name {
            None => Place::Text {
                name: std::mem::take(&mut head.name),
                value: Vec::new(),
            },
            Some(name) if name.is_empty() => Place::Nothing { head },
            Some(_) => self.begin_file(head)?,
        };
        Ok(())
    }

    fn begin_file(&mut self, head: Head) -> Result<Place, Unread> {
        let mut files = self.meta.files().into_iter();
        let Some((field, takes)) = files.find(|(name, _)| *name == head.name) else {
            if self.keeps {
                tracing::warn!(target: "leptos_actions", "a file for which the call has no field");
                return Err(Malformed.into());
            }
            return Ok(Place::Discarded);
        };
        if !self.keeps {
            return Ok(Place::Discarded);
        }
        let count = self.taken.entry(field).or_default();
        *count += 1;
        let (name, content_type) = names(&head);
        let refused = takes
            .refuse_count(*count)
            .or_else(|| takes.refuse_type(name, content_type));
        if let Some(error) = refused {
            self.refuse(field, error);
            return Ok(Place::Discarded);
        }
        Ok(Place::File {
            field,
            takes,
            head,
            spool: Box::new(Spool::new()),
        })
    }

    async fn content(&mut self, bytes: Bytes) -> Result<(), Unread> {
        self.place = match std::mem::replace(&mut self.place, Place::Between) {
            Place::Nothing { head } => self.begin_file(head)?,
            place => place,
        };
        match &mut self.place {
            Place::Text { value, .. } => value.extend_from_slice(&bytes),
            Place::Discarded => self.in_files += bytes.len() as u64,
            Place::File {
                field,
                takes,
                head,
                spool,
            } => {
                self.in_files += bytes.len() as u64;
                if let Some(error) = takes.refuse_size(names(head).0, spool.size() + bytes.len() as u64) {
                    let field = *field;
                    self.place = Place::Discarded;
                    self.refuse(field, error);
                } else {
                    spool.write(&bytes).await.map_err(Unread::Spool)?;
                }
            }
            Place::Between | Place::Nothing { .. } => {}
        }
        Ok(())
    }

    async fn end(&mut self) -> Result<(), Unread> {
        match std::mem::replace(&mut self.place, Place::Between) {
            // Of a form that is only shown again whatever can be shown is.
            Place::Text { name, value } if !self.keeps => self.values.push(name, String::from_utf8_lossy(&value)),
            Place::Text { name, value } => self.values.push(name, String::from_utf8(value).map_err(|_| Malformed)?),
            Place::File { field, head, spool, .. } => {
                let (name, content_type) = (
                    head.file_name.unwrap_or_default(),
                    head.content_type.unwrap_or_default(),
                );
                let upload = spool.finish(name, content_type).await.map_err(Unread::Spool)?;
                self.values.push_file(field, Ok(upload));
            }
            Place::Between | Place::Nothing { .. } | Place::Discarded => {}
        }
        Ok(())
    }

    /// Says once what is wrong with a field.
    fn refuse(&mut self, field: &'static str, error: FieldError) {
        if self.values.refusals().all(|(name, _)| name != field) {
            self.values.push_file(field, Err(error));
        }
    }
}

fn names(head: &Head) -> (&str, &str) {
    let [name, content_type] = [&head.file_name, &head.content_type].map(Option::as_deref);
    (name.unwrap_or_default(), content_type.unwrap_or_default())
}
