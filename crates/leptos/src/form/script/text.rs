//! The text of the script, as it is sent.

use std::sync::LazyLock;

use leptos_actions_server::Script;

/// The part that is loaded as a file.
pub(crate) fn file() -> &'static Script {
    static FILE: LazyLock<Script> = LazyLock::new(|| Script::new(&["{\n", &tight(PARTS), "\n}"].concat()));
    &FILE
}

/// The part that stands in each page.
pub(super) fn early() -> &'static str {
    static EARLY: LazyLock<String> = LazyLock::new(|| tight(include_str!("early.js")));
    &EARLY
}

/// In the order in which their listeners hear of an event.
const PARTS: &str = concat!(
    include_str!("start.js"),
    include_str!("gesture.js"),
    include_str!("form.js"),
    include_str!("changed.js"),
    include_str!("translated.js"),
    include_str!("rescue.js"),
    include_str!("end.js"),
);

/// Takes out comments, indentation, and spaces beside signs. Lines stay, because they end statements.
fn tight(script: &str) -> String {
    let lines = script.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.map(without_spaces).collect::<Vec<_>>().join("\n")
}

fn without_spaces(line: &str) -> String {
    let mut tight = String::with_capacity(line.len());
    let mut is_text = false;
    let mut rest = line.chars().peekable();
    while let Some(sign) = rest.next() {
        is_text ^= sign == '"';
        let stands_between_words = tight.ends_with(is_word) && rest.peek().copied().is_some_and(is_word);
        if sign != ' ' || is_text || stands_between_words {
            tight.push(sign);
        }
    }
    tight
}

fn is_word(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || "_$".contains(sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_each_page_is_small() {
        assert!(early().len() < 2_400, "{}", early().len());
    }

    #[test]
    fn what_means_nothing_is_taken_out_and_texts_stay() {
        let script = "// A comment.\n{\n  const a = b => \"a, b\";\n\n  if (\"x y\" in a) return typeof b;\n}\n";
        assert_eq!(
            tight(script),
            "{\nconst a=b=>\"a, b\";\nif(\"x y\"in a)return typeof b;\n}"
        );
    }

    /// Texts are told by these quotes alone, and a comment by a line of its own.
    #[test]
    fn the_script_is_written_so_that_it_can_be_made_tight() {
        for line in [PARTS, include_str!("early.js")].concat().lines().map(str::trim) {
            let code = !line.starts_with("//");
            assert!(!code || !line.contains(['\'', '`']), "{line}");
            assert!(!code || !line.contains(" //"), "{line}");
            assert!(!code || line.matches('"').count() % 2 == 0, "{line}");
        }
    }
}
