//! `multipart/form-data`, piece by piece.
//!
//! 1. Bytes go in as they arrive, events come out as soon as they are certain. What is held is at most one head of a
//!    part, or one delimiter: the memory is bounded, and the work linear, in whatever pieces it comes.
//! 2. It is read as the [Fetch standard](https://fetch.spec.whatwg.org/#multipart-form-data-mime-type) reads it: no
//!    text before the first boundary, nothing between a boundary and its line end, names in quotes with `%22`, `%0D`
//!    and `%0A` and no other escapes.
//! 3. A part is a file if it has a `filename`, be it empty. What its content looks like decides nothing: a multipart
//!    body inside a part is content.
//! 4. A body that ends before its last boundary is malformed, and so is a part without a name.

use bytes::{Buf, Bytes, BytesMut};
use memchr::memmem::{self, Finder};

/// The most bytes of a part's head.
const HEAD: usize = 8 * 1024;
/// RFC 2046, 5.1.1.
const BOUNDARY: usize = 70;

/// The body is no form, or was cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Malformed;

/// What the bytes so far say.
#[derive(Debug, PartialEq)]
pub(crate) enum Event {
    /// A part begins.
    Part(Head),
    /// Some of its content.
    Content(Bytes),
    /// It ends.
    PartEnd,
}

/// What is known of a part before its content.
#[derive(Debug, PartialEq)]
pub(crate) struct Head {
    pub(crate) name: String,
    pub(crate) file_name: Option<String>,
    pub(crate) content_type: Option<String>,
}

/// The reader of one body.
pub(crate) struct Multipart {
    /// Line end, two dashes, boundary.
    delimiter: Finder<'static>,
    buffer: BytesMut,
    /// How much of the buffer holds no end of a head.
    looked_at: usize,
    state: State,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Start,
    Delimiter,
    Head,
    Content,
    End,
}

impl Multipart {
    /// A reader for the boundary of a `Content-Type`.
    pub(crate) fn new(content_type: &str) -> Result<Self, Malformed> {
        let boundary = boundary(content_type).ok_or(Malformed)?;
        let delimiter = ["\r\n--", &boundary].concat();
        // The first boundary has no line before it.
        let buffer = BytesMut::from("\r\n");
        Ok(Self {
            delimiter: Finder::new(&delimiter).into_owned(),
            buffer,
            looked_at: 0,
            state: State::Start,
        })
    }

    /// Takes what has arrived.
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        // What follows the end has no meaning.
        if self.state != State::End {
            self.buffer.extend_from_slice(bytes);
        }
    }

    /// The next event; `None` when more has to arrive for one.
    pub(crate) fn event(&mut self) -> Result<Option<Event>, Malformed> {
        if self.state == State::Start && !self.start()? {
            return Ok(None);
        }
        if self.state == State::Delimiter && !self.after_delimiter()? {
            return Ok(None);
        }
        match self.state {
            State::Head => self.head(),
            State::Content => Ok(self.content()),
            _ => Ok(None),
        }
    }

    /// How many bytes it holds of which nothing is certain yet.
    pub(crate) fn held(&self) -> u64 {
        self.buffer.len() as u64
    }

    /// Whether the last boundary was seen: the body is whole.
    pub(crate) fn is_whole(&self) -> bool {
        self.state == State::End
    }

    fn start(&mut self) -> Result<bool, Malformed> {
        let delimiter = self.delimiter.needle();
        let length = delimiter.len().min(self.buffer.len());
        if self.buffer[..length] != delimiter[..length] {
            return Err(Malformed);
        }
        let is_there = length == delimiter.len();
        if is_there {
            self.buffer.advance(length);
            self.state = State::Delimiter;
        }
        Ok(is_there)
    }

    fn after_delimiter(&mut self) -> Result<bool, Malformed> {
        match self.buffer.get(..2) {
            Some(b"--") => {
                self.state = State::End;
                self.buffer.clear();
            }
            // The line end stays: a head may be nothing but two of them.
            Some(b"\r\n") => {
                self.state = State::Head;
                self.looked_at = 0;
            }
            Some(_) => return Err(Malformed),
            None => return Ok(false),
        }
        Ok(true)
    }

    fn head(&mut self) -> Result<Option<Event>, Malformed> {
        let Some(end) = memmem::find(&self.buffer[self.looked_at..], b"\r\n\r\n") else {
            if self.buffer.len() > HEAD {
                return Err(Malformed);
            }
            self.looked_at = self.buffer.len().saturating_sub(3);
            return Ok(None);
        };
        let head = self.buffer.split_to(self.looked_at + end);
        if head.len() > HEAD {
            return Err(Malformed);
        }
        self.buffer.advance(4);
        self.state = State::Content;
        Head::parse(&head).map(|head| Some(Event::Part(head))).ok_or(Malformed)
    }

    fn content(&mut self) -> Option<Event> {
        match self.delimiter.find(&self.buffer) {
            Some(0) => {
                self.buffer.advance(self.delimiter.needle().len());
                self.state = State::Delimiter;
                Some(Event::PartEnd)
            }
            Some(end) => Some(Event::Content(self.buffer.split_to(end).freeze())),
            // The rest may be the beginning of a delimiter.
            None => {
                let certain = self.buffer.len().saturating_sub(self.delimiter.needle().len() - 1);
                (certain > 0).then(|| Event::Content(self.buffer.split_to(certain).freeze()))
            }
        }
    }
}

impl Head {
    fn parse(head: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(head).ok()?;
        let (mut disposition, mut content_type) = (None, None);
        for line in text.split("\r\n").filter(|line| !line.is_empty()) {
            let (name, value) = line.split_once(':')?;
            let place = match name.to_ascii_lowercase().as_str() {
                "content-disposition" => &mut disposition,
                "content-type" => &mut content_type,
                _ => continue,
            };
            if place.replace(value.trim()).is_some() {
                return None;
            }
        }
        let (kind, params) = split_params(disposition?);
        let (mut name, mut file_name) = (None, None);
        for param in Params(params) {
            let (key, value) = param?;
            let place = match key.to_ascii_lowercase().as_str() {
                "name" => &mut name,
                "filename" => &mut file_name,
                _ => continue,
            };
            if place.replace(unescape(value)).is_some() {
                return None;
            }
        }
        kind.eq_ignore_ascii_case("form-data").then_some(())?;
        Some(Self {
            name: name?,
            file_name,
            content_type: content_type.map(str::to_owned),
        })
    }
}

fn boundary(content_type: &str) -> Option<String> {
    let (_, params) = split_params(content_type);
    let mut found = None;
    for param in Params(params) {
        let (key, value) = param?;
        if key.eq_ignore_ascii_case("boundary") && found.replace(value).is_some() {
            return None;
        }
    }
    let boundary = found.filter(|it| (1..=BOUNDARY).contains(&it.len()))?;
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"'()+_,-./:=? ".contains(&byte);
    (boundary.bytes().all(fits) && !boundary.ends_with(' ')).then(|| boundary.to_owned())
}

fn split_params(value: &str) -> (&str, &str) {
    let end = value.find(';').unwrap_or(value.len());
    (value[..end].trim(), &value[end..])
}

/// `; key=value; key="value"`. A value in quotes ends at the next quote, whatever stands before that.
struct Params<'a>(&'a str);

impl<'a> Iterator for Params<'a> {
    type Item = Option<(&'a str, &'a str)>;

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.0.trim();
        self.0 = "";
        let rest = rest.strip_prefix(';')?.trim_start();
        if rest.is_empty() {
            return None;
        }
        Some(rest.split_once('=').and_then(|(key, value)| {
            let (value, rest) = match value.trim_start().strip_prefix('"') {
                Some(quoted) => quoted.split_once('"')?,
                None => {
                    let (value, rest) = value.split_at(value.find(';').unwrap_or(value.len()));
                    (value.trim(), rest)
                }
            };
            let rest = rest.trim_start();
            if !(rest.is_empty() || rest.starts_with(';')) {
                return None;
            }
            self.0 = rest;
            Some((key.trim(), value))
        }))
    }
}

fn unescape(text: &str) -> String {
    let mut plain = text.to_owned();
    for (escape, character) in [
        ("%22", "\""),
        ("%0D", "\r"),
        ("%0d", "\r"),
        ("%0A", "\n"),
        ("%0a", "\n"),
    ] {
        if plain.contains(escape) {
            plain = plain.replace(escape, character);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPE: &str = "multipart/form-data; boundary=b";

    /// The parts of a body that arrives in pieces of this size.
    fn read(body: &[u8], size: usize) -> Result<Vec<(Head, Vec<u8>)>, Malformed> {
        let mut reader = Multipart::new(TYPE)?;
        let mut parts = Vec::new();
        for piece in body.chunks(size) {
            reader.push(piece);
            while let Some(event) = reader.event()? {
                match event {
                    Event::Part(head) => parts.push((head, Vec::new())),
                    Event::Content(bytes) => {
                        assert!(!bytes.is_empty());
                        parts.last_mut().unwrap().1.extend(bytes);
                    }
                    Event::PartEnd => {}
                }
            }
            assert!(reader.buffer.len() <= HEAD + size);
        }
        if reader.is_whole() { Ok(parts) } else { Err(Malformed) }
    }

    fn part(disposition: &str, content: &str) -> String {
        format!("--b\r\nContent-Disposition: form-data; {disposition}\r\n\r\n{content}\r\n")
    }

    fn of(disposition: &str) -> Option<(String, Option<String>)> {
        let body = part(disposition, "x") + "--b--\r\n";
        let (head, _) = read(body.as_bytes(), 9).ok()?.remove(0);
        Some((head.name, head.file_name))
    }

    #[test]
    fn a_body_means_the_same_in_whatever_pieces_it_comes() {
        let contents = [
            "",
            "x",
            "\r\n",
            "\r\n--",
            "--b",
            "\r\n--c\r\n--",
            "\r",
            "\n",
            "\r\n\r\n-b\r",
            "a\r\n-",
        ];
        let body: String = contents.iter().map(|content| part("name=\"f\"", content)).collect();
        let body = body + "--b--\r\nwhatever follows";
        for size in 1..body.len() + 1 {
            let parts = read(body.as_bytes(), size).unwrap();
            let read: Vec<_> = parts.iter().map(|(_, content)| content.as_slice()).collect();
            assert_eq!(read, contents.map(str::as_bytes), "pieces of {size}");
        }
    }

    #[test]
    fn a_body_that_is_cut_anywhere_is_malformed() {
        let whole = part("name=\"f\"", "content") + &part("name=\"g\"; filename=\"x\"", "") + "--b--";
        assert_eq!(read(whole.as_bytes(), 5).unwrap().len(), 2);
        for end in 0..whole.len() {
            assert_eq!(read(&whole.as_bytes()[..end], 5), Err(Malformed), "{end}");
        }
    }

    #[test]
    fn a_boundary_is_there_once_and_sound() {
        let is_taken = |content_type: &str| Multipart::new(content_type).is_ok();
        for sound in [
            TYPE,
            "multipart/form-data;BOUNDARY=\"a b\" ; charset=utf-8",
            "x; boundary=----WebKit7MA4YWxkTrZu0gW",
        ] {
            assert!(is_taken(sound), "{sound}");
        }
        let long = "x; boundary=".to_owned() + &"b".repeat(71);
        for wrong in [
            "multipart/form-data",
            "x; boundary=",
            "x; boundary=\"\"",
            "x; boundary=\"a",
            "x; boundary=a; boundary=b",
            "x; boundary=\"a \"",
            "x; boundary=ž",
            "x; boundary=a\\b",
            &long,
        ] {
            assert!(!is_taken(wrong), "{wrong}");
        }
    }

    #[test]
    fn what_is_no_form_is_malformed() {
        for body in [
            "",
            "--c\r\n",
            "preamble\r\n--b\r\n",
            "--b\n",
            "--b \r\n",
            "--b\r\n\r\nno head\r\n--b--",
            "--b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b--",
            "--b\r\nContent-Disposition: attachment; name=\"f\"\r\n\r\nx\r\n--b--",
            "--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--",
            "--b\r\nContent-Disposition: form-data; filename=\"x\"\r\n\r\nx\r\n--b--",
            "--b\r\nno colon\r\n\r\nx\r\n--b--",
            "--b\r\nContent-Disposition: form-data; name=\"f\"\r\nContent-Disposition: form-data; name=\"g\"\r\n\r\nx\r\n--b--",
        ] {
            assert_eq!(read(body.as_bytes(), 7), Err(Malformed), "{body}");
        }
        let endless = "--b\r\nX: ".to_owned() + &"x".repeat(HEAD);
        assert_eq!(read(endless.as_bytes(), 1_000), Err(Malformed));
    }

    #[test]
    fn names_are_read_as_browsers_write_them() {
        let named = |name: &str, file: Option<&str>| Some((name.to_owned(), file.map(str::to_owned)));
        assert_eq!(of("name=\"f\""), named("f", None));
        assert_eq!(of("name=f; filename=x.png"), named("f", Some("x.png")));
        assert_eq!(of("name=\"f\"; filename=\"\""), named("f", Some("")));
        assert_eq!(of("filename=\"a; name=g\"; name=\"f\""), named("f", Some("a; name=g")));
        assert_eq!(
            of("name=\"%22f%0D%0A\"; filename=\"100%.txt\""),
            named("\"f\r\n", Some("100%.txt"))
        );
        assert_eq!(
            of("NAME=\"f\" ; FileName=\"../../etc/passwd\""),
            named("f", Some("../../etc/passwd"))
        );
        assert_eq!(of("name=\"f\"; filename=\"C:\\\""), named("f", Some("C:\\")));
        assert_eq!(
            of("name=\"žluť\"; filename=\"日本 \u{202e}gnp\"; filename*=UTF-8''y"),
            named("žluť", Some("日本 \u{202e}gnp"))
        );
        for wrong in [
            "name=\"f",
            "name",
            "name=\"f\" x",
            "name=\"f\"; name=\"g\"",
            "name=\"f\"; filename=a; filename=b",
            "title=\"f\"",
        ] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_multipart_body_inside_a_part_is_content() {
        let inner = "--c\r\nContent-Disposition: form-data; name=\"g\"\r\n\r\ny\r\n--c--\r\n";
        let body = format!(
            "--b\r\ncontent-disposition: form-data; name=\"f\"\r\nCONTENT-TYPE: multipart/mixed; boundary=c\r\n\r\n{inner}\r\n--b--"
        );
        let parts = read(body.as_bytes(), 11).unwrap();
        assert_eq!(parts.len(), 1);
        assert_eq!(parts[0].1, inner.as_bytes());
        assert_eq!(parts[0].0.content_type.as_deref(), Some("multipart/mixed; boundary=c"));
    }
}
