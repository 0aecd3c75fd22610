//! What a log is told of an error.

pub(super) use platform::Detail;

/// On a server: one line of bounded length.
#[cfg(not(target_arch = "wasm32"))]
mod platform {
    use std::{
        borrow::Cow,
        fmt::{self, Write},
    };

    /// Enough for a sentence and a short quotation; the rest of a megabyte of text is not for a log.
    const LONGEST: usize = 256;

    /// Boxed, so that a result that may be an error stays small.
    pub(in super::super) struct Detail(Box<Cow<'static, str>>);

    impl Detail {
        pub(in super::super) fn fixed(text: &'static str) -> Self {
            Self(Box::new(Cow::Borrowed(text)))
        }

        pub(in super::super) fn of(message: impl fmt::Display) -> Self {
            let mut line = Line(String::new());
            // An error here means "long enough".
            let _ = write!(line, "{message}");
            Self(Box::new(Cow::Owned(line.0)))
        }

        pub(in super::super) fn as_str(&self) -> &str {
            &self.0
        }
    }

    /// Without control characters: whoever sent the message must not write lines of their own into a log.
    struct Line(String);

    impl Write for Line {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            for c in text.chars() {
                if self.0.len() >= LONGEST {
                    return Err(fmt::Error);
                }
                self.0
                    .push(if c.is_control() { char::REPLACEMENT_CHARACTER } else { c });
            }
            Ok(())
        }
    }
}

/// In the browser: nothing, so that none of serde's formatting is downloaded.
#[cfg(target_arch = "wasm32")]
mod platform {
    use std::fmt;

    pub(in super::super) struct Detail;

    impl Detail {
        pub(in super::super) fn fixed(_: &'static str) -> Self {
            Self
        }

        pub(in super::super) fn of(_: impl fmt::Display) -> Self {
            Self
        }

        pub(in super::super) fn as_str(&self) -> &'static str {
            ""
        }
    }
}
