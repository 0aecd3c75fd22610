//! A typographic cover for each book, drawn from its words.
//!
//! Colours, ornament and layout follow from the slug, so that a book always looks the same.

use std::fmt::Write;

use super::Book;

/// Paper, ink and accent. Ink on paper has a contrast above 7.
const PALETTES: [(&str, &str, &str); 10] = [
    ("#f3ead8", "#3b2a1a", "#b4532a"),
    ("#1f3a3d", "#f4efe2", "#e0a458"),
    ("#2b2d42", "#f1f1f1", "#ef8354"),
    ("#eae4d9", "#20302b", "#4f7d6b"),
    ("#5a1f2b", "#f7ece1", "#e8b05c"),
    ("#e4e9ee", "#1d2a3a", "#3d6ea5"),
    ("#27391f", "#f3f2e4", "#c9b458"),
    ("#f6e3d4", "#43202b", "#c2554d"),
    ("#34284a", "#f2ecf7", "#d19be0"),
    ("#efefe9", "#222222", "#8c7a3d"),
];
/// As wide as text may be: the frame's inner width less a little.
const WIDTH: f32 = 188.0;
/// From one line to the next, in font sizes.
const LEADING: f32 = 1.18;

/// The cover, as an SVG document of 240 by 340.
#[must_use]
pub fn cover(book: &Book) -> String {
    let seed = book.slug.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    let pick = |shift: u32, count: usize| (seed >> shift) as usize % count;
    let (paper, ink, accent) = PALETTES[pick(8, PALETTES.len())];
    let mut svg = String::with_capacity(2_048);
    let _ = write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 240 340\" width=\"240\" height=\"340\">\
         <rect width=\"240\" height=\"340\" fill=\"{paper}\"/><rect width=\"9\" height=\"340\" fill=\"#000\" opacity=\".14\"/>"
    );
    let kind = pick(0, 5);
    ornament(&mut svg, kind, accent, ink);
    title(&mut svg, &book.title, ink, room(kind));
    let _ = write!(
        svg,
        "<text x=\"124\" y=\"306\" text-anchor=\"middle\" font-family=\"Georgia,serif\" font-size=\"{}\" \
         letter-spacing=\".6\" fill=\"{ink}\">{}</text></svg>",
        fitting(&book.author),
        escape(&book.author)
    );
    svg
}

/// The title, centred in `room` (from, to), in whatever lines let it be largest.
fn title(svg: &mut String, title: &str, ink: &str, room: (f32, f32)) {
    let height = room.1 - room.0;
    let (size, lines) = (8..=24)
        .map(|width| wrap(title, width))
        .map(|lines| (largest(&lines, height), lines))
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .unwrap_or_default();
    let leading = size * LEADING;
    let first = (room.0 + room.1 - leading * lines.len() as f32) / 2.0 + size * 0.9;
    for (place, line) in lines.iter().enumerate() {
        let _ = write!(
            svg,
            "<text x=\"124\" y=\"{:.1}\" text-anchor=\"middle\" font-family=\"Georgia,serif\" font-weight=\"600\" \
             font-size=\"{size:.1}\" fill=\"{ink}\">{}</text>",
            first + leading * place as f32,
            escape(line)
        );
    }
}

/// The largest size in which these lines fit.
fn largest(lines: &[String], height: f32) -> f32 {
    let longest = lines.iter().map(|line| width(line)).fold(1.0, f32::max);
    let tall = height / (lines.len() as f32 * LEADING);
    (WIDTH / longest).min(tall).min(34.0)
}

/// The width of a bold line in font sizes. Which font will draw it is unknown: DejaVu Serif is assumed, a wide one.
fn width(line: &str) -> f32 {
    line.chars().map(letter_width).sum()
}

const fn letter_width(letter: char) -> f32 {
    match letter {
        ' ' | 'i' | 'j' | 'l' | '.' | ',' | '\'' | '’' | 'I' => 0.45,
        'f' | 'r' | 's' | 't' | '-' => 0.6,
        'm' | 'w' | 'M' | 'W' => 1.14,
        'A'..='Z' => 0.88,
        _ => 0.74,
    }
}

/// What each ornament leaves free for the title.
const fn room(ornament: usize) -> (f32, f32) {
    match ornament {
        0 => (36.0, 268.0),
        3 => (64.0, 262.0),
        _ => (28.0, 198.0),
    }
}

fn ornament(svg: &mut String, kind: usize, accent: &str, ink: &str) {
    let _ = match kind {
        0 => write!(
            svg,
            "<rect x=\"22\" y=\"16\" width=\"204\" height=\"308\" fill=\"none\" stroke=\"{accent}\" stroke-width=\"2\"/>\
             <rect x=\"28\" y=\"22\" width=\"192\" height=\"296\" fill=\"none\" stroke=\"{accent}\" stroke-width=\".7\"/>"
        ),
        1 => write!(svg, "<circle cx=\"124\" cy=\"240\" r=\"30\" fill=\"{accent}\"/><path d=\"M24 240h200\" stroke=\"{ink}\" stroke-width=\".8\"/>"),
        2 => (0..7).try_for_each(|row| {
            let y = 214 + row * 10;
            write!(svg, "<path d=\"M24 {y}q25 -14 50 0t50 0t50 0t50 0\" fill=\"none\" stroke=\"{accent}\" stroke-width=\"1.6\"/>")
        }),
        3 => write!(
            svg,
            "<rect x=\"9\" y=\"0\" width=\"231\" height=\"52\" fill=\"{accent}\"/><rect x=\"9\" y=\"272\" width=\"231\" height=\"2\" fill=\"{accent}\"/>"
        ),
        _ => (0..6).try_for_each(|ray| {
            let angle = ray * 30;
            write!(
                svg,
                "<ellipse cx=\"124\" cy=\"240\" rx=\"34\" ry=\"9\" fill=\"none\" stroke=\"{accent}\" stroke-width=\"1.5\" \
                 transform=\"rotate({angle} 124 240)\"/>"
            )
        }),
    };
}

/// Breaks a title between words into lines of about `width` characters.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The author's size: 13, or less where the name would be too wide. It is not bold, and bold letters are the wider ones.
fn fitting(author: &str) -> f32 {
    (WIDTH / width(author)).min(13.0)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        books::{BookId, Rating},
        money::Cents,
    };

    #[test]
    fn a_title_is_text_and_never_markup() {
        let book = Book {
            id: BookId(1),
            slug: "x".into(),
            title: "<script>alert(1)</script> & Sons".into(),
            author: "Émile \"Q\" Zola".into(),
            year: 1880,
            language: "French".into(),
            genre: "Novel".into(),
            price: Cents(1),
            stock: 1,
            description: String::new(),
            rating: Rating::default(),
        };
        let svg = cover(&book);
        assert!(!svg.contains("<script"));
        assert!(svg.contains("&lt;script&gt;") && svg.contains("&amp;"));
    }

    #[test]
    fn words_are_never_broken() {
        assert_eq!(
            wrap("The Strange Case of Dr Jekyll", 11),
            ["The Strange", "Case of Dr", "Jekyll"]
        );
    }
}
