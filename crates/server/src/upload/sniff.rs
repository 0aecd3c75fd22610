//! What the first bytes of a file say that it is.
//!
//! A table of our own: what is not in it is served as a download, so it holds what browsers show without running any of
//! it. SVG and HTML are not in it, and must not be.

/// The media type of content that begins like this.
pub(crate) fn media_type(bytes: &[u8]) -> Option<&'static str> {
    let box_of = |brand: &[u8; 4]| bytes.get(4..8) == Some(b"ftyp") && bytes.get(8..12) == Some(brand);
    Some(match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => "image/png",
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => "image/gif",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "image/webp",
        [b'%', b'P', b'D', b'F', b'-', ..] => "application/pdf",
        _ if box_of(b"avif") || box_of(b"avis") => "image/avif",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::media_type;

    #[test]
    fn what_browsers_show_without_running_it_is_known_by_its_first_bytes() {
        for (bytes, expected) in [
            (b"\x89PNG\r\n\x1a\n...".as_slice(), "image/png"),
            (b"\xff\xd8\xff\xe0...", "image/jpeg"),
            (b"GIF89a...", "image/gif"),
            (b"RIFF....WEBPVP8 ", "image/webp"),
            (b"....ftypavif", "image/avif"),
            (b"%PDF-1.7", "application/pdf"),
        ] {
            assert_eq!(media_type(bytes), Some(expected));
        }
    }

    #[test]
    fn everything_else_is_unknown() {
        for bytes in [
            b"".as_slice(),
            b"<html><script>",
            b"<?xml version=\"1.0\"?><svg onload=\"alert(1)\">",
            b" \x89PNG\r\n\x1a\n",
            b"\x89PN",
            b"GIF8",
            b"RIFF....WAVE",
            b"....ftypmp42",
        ] {
            assert_eq!(media_type(bytes), None);
        }
    }
}
