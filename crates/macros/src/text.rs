//! A type as text, the same however its author spaced it, and the hash of a call's signature.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use quote::ToTokens;

/// The tokens as a person would write them.
pub fn text_of(tokens: &impl ToTokens) -> String {
    let mut writer = Writer::default();
    writer.stream(tokens.to_token_stream());
    writer.text
}

#[derive(Default)]
struct Writer {
    text: String,
    /// The next token stands apart from what is written.
    gap: bool,
    /// What is written ends in a name or a literal.
    word: bool,
}

impl Writer {
    fn stream(&mut self, tokens: TokenStream) {
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Group(group) => self.group(group.delimiter(), group.stream()),
                TokenTree::Punct(punct) => {
                    let mut operator = String::from(punct.as_char());
                    let mut spacing = punct.spacing();
                    while spacing == Spacing::Joint
                        && let Some(TokenTree::Punct(next)) = tokens.next_if(|next| joins(&operator, next))
                    {
                        operator.push(next.as_char());
                        spacing = next.spacing();
                    }
                    self.operator(&operator);
                }
                name_or_literal => self.word(&name_or_literal.to_string()),
            }
        }
    }

    fn word(&mut self, word: &str) {
        if self.word || self.gap || self.text.ends_with('>') {
            self.text.push(' ');
        }
        self.text.push_str(word);
        (self.gap, self.word) = (false, true);
    }

    fn operator(&mut self, operator: &str) {
        let apart = matches!(operator, "+" | "=" | "->" | "|");
        if apart || self.gap || (operator == "'" && self.word) {
            self.text.push(' ');
        }
        self.text.push_str(operator);
        self.gap = apart || matches!(operator, "," | ";" | ":");
        self.word = false;
    }

    fn group(&mut self, delimiter: Delimiter, tokens: TokenStream) {
        let (open, close) = match delimiter {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Brace => ("{", "}"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::None => return self.stream(tokens),
        };
        if self.gap || (self.word && delimiter != Delimiter::Parenthesis) {
            self.text.push(' ');
        }
        self.text.push_str(open);
        (self.gap, self.word) = (false, false);
        self.stream(tokens);
        self.text.push_str(close);
        (self.gap, self.word) = (false, true);
    }
}

/// Whether `next` belongs to the operator; `>>` is two closing angles and `&'` two things.
fn joins(operator: &str, next: &TokenTree) -> bool {
    let TokenTree::Punct(next) = next else { return false };
    matches!(
        (operator, next.as_char()),
        (":", ':') | ("-", '>') | ("." | "..", '.') | ("..", '=')
    )
}

/// FNV-1a over all `parts`, each closed by a byte that no text contains.
pub fn hash(parts: &[&str]) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0xff]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(source: &str) -> String {
        text_of(&source.parse::<TokenStream>().unwrap())
    }

    #[test]
    fn a_type_reads_as_it_is_usually_written() {
        for written in [
            "u32",
            "Vec<(u32, String)>",
            "Option<Option<models::Book>>",
            "[u8; 4]",
            "&'static [u8]",
            "&mut str",
            "<T as Into<U>>::Output",
            "HashMap<String, Vec<u8>>",
            "Box<dyn for<'a> Fn(&'a str) -> u32 + Send>",
            "CallResult<(), CartError>",
            "::std::string::String",
            "Iterator<Item = u8>",
        ] {
            assert_eq!(text(written), written);
        }
    }

    #[test]
    fn spacing_does_not_matter() {
        assert_eq!(text("Vec < ( u32 ,String ) >"), text("Vec<(u32, String)>"));
        assert_eq!(text("a :: B<C>"), "a::B<C>");
    }

    #[test]
    fn the_hash_is_fnv_1a_and_knows_where_a_part_ends() {
        assert_eq!(hash(&[]), 0xcbf2_9ce4_8422_2325);
        assert_eq!(
            hash(&["a"]),
            (0xaf63_dc4c_8601_ec8c_u64 ^ 0xff).wrapping_mul(0x0000_0100_0000_01b3)
        );
        assert_ne!(hash(&["ab", "c"]), hash(&["a", "bc"]));
    }
}
