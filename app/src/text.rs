//! Texts that people write.

/// Whether anything of a text can be seen. Blanks are nothing, and so are characters that have no shape: those to be ignored
/// (`Default_Ignorable_Code_Point` of Unicode, such as U+200B and U+3164), controls, and the blank of Braille.
#[must_use]
pub fn can_be_seen(text: &str) -> bool {
    text.chars().any(|character| !is_blank(character))
}

fn is_blank(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(
            character,
            '\u{AD}'
                | '\u{34F}'
                | '\u{61C}'
                | '\u{115F}'..='\u{1160}'
                | '\u{17B4}'..='\u{17B5}'
                | '\u{180B}'..='\u{180F}'
                | '\u{200B}'..='\u{200F}'
                | '\u{202A}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{2800}'
                | '\u{3164}'
                | '\u{FE00}'..='\u{FE0F}'
                | '\u{FEFF}'
                | '\u{FFA0}'
                | '\u{FFF0}'..='\u{FFFB}'
                | '\u{1BCA0}'..='\u{1BCA3}'
                | '\u{1D173}'..='\u{1D17A}'
                | '\u{E0000}'..='\u{E0FFF}'
        )
}

#[cfg(test)]
mod tests {
    use super::can_be_seen;

    // covers: GST-12
    #[test]
    fn a_text_without_a_shape_is_none() {
        for blank in [
            "",
            "  ",
            "\u{200B}",
            "\u{3164}",
            "\u{AD}",
            "\u{2800}",
            "\u{FEFF}",
            "\u{E0041}",
            "\u{202E}",
            "\0\u{7f}",
            "\u{3000}",
            "\u{115F}\u{1160}",
            "\u{FFA0}",
            "\u{200D}\u{FE0F}",
            "\u{180E}",
            "\u{2063}",
            "\u{FFF9}\u{FFFB}",
            " \u{200B} \u{3164} \u{2800} ",
        ] {
            assert!(!can_be_seen(blank), "{blank:?}");
        }
        for seen in [
            "a",
            "\u{200B}a",
            "ž",
            "\u{5D0}",
            "👩\u{200D}💻",
            "❤\u{FE0F}",
            ".",
            "0",
            "\u{301}",
            "ㄱ",
            "\u{2801}",
        ] {
            assert!(can_be_seen(seen), "{seen:?}");
        }
    }
}
