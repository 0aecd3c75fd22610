//! A message with the fields of its variant in it.

use proc_macro2::{Ident, Span};
use syn::{Fields, Index, LitStr, Member, ext::IdentExt};

use crate::issues::Issues;

/// A format string whose arguments are named after what they are bound to.
pub struct Message {
    /// `Only {field_left} are left.`; without arguments, the plain text.
    pub text: LitStr,
    /// Each field that is used, and the name it is bound to.
    pub bindings: Vec<(Member, Ident)>,
}

impl Message {
    /// Reads `text`, in which `{left}` and `{0}` stand for fields. What it is bound to gets a name of its own, so that
    /// nothing else in scope can be meant.
    pub fn read(text: &LitStr, fields: &Fields, owner: &Ident, issues: &mut Issues) -> Option<Self> {
        let source = text.value();
        let mut reader = Reader {
            fields,
            bindings: Vec::new(),
            text: String::new(),
        };
        if let Err(wrong) = reader.read(&source) {
            issues.on(text, wrong.explain(owner));
            return None;
        }
        let Reader {
            bindings,
            text: mut read,
            ..
        } = reader;
        if bindings.is_empty() {
            read = read.replace("{{", "{").replace("}}", "}");
        }
        Some(Self {
            text: LitStr::new(&read, text.span()),
            bindings,
        })
    }
}

enum Wrong {
    Unclosed,
    Unnamed,
    NoSuchField(String),
}

impl Wrong {
    fn explain(&self, owner: &Ident) -> String {
        match self {
            Self::Unclosed => "a brace has no partner; write `{{` or `}}` for the character itself".into(),
            Self::Unnamed => "say which field: `{left}`, or `{0}` for the first".into(),
            Self::NoSuchField(name) => format!("`{owner}` has no field `{name}`"),
        }
    }
}

struct Reader<'a> {
    fields: &'a Fields,
    bindings: Vec<(Member, Ident)>,
    text: String,
}

impl Reader<'_> {
    fn read(&mut self, mut rest: &str) -> Result<(), Wrong> {
        while let Some(at) = rest.find(['{', '}']) {
            let (before, brace) = rest.split_at(at);
            self.text.push_str(before);
            if let Some(pair) = ["{{", "}}"].into_iter().find(|pair| brace.starts_with(pair)) {
                self.text.push_str(pair);
                rest = &brace[2..];
            } else {
                let inside = brace.strip_prefix('{').ok_or(Wrong::Unclosed)?;
                let (argument, after) = inside.split_once('}').ok_or(Wrong::Unclosed)?;
                self.argument(argument)?;
                rest = after;
            }
        }
        self.text.push_str(rest);
        Ok(())
    }

    /// `left`, `left:?` or `left:>width$`.
    fn argument(&mut self, argument: &str) -> Result<(), Wrong> {
        let (name, format) = argument
            .split_once(':')
            .map_or((argument, None), |(name, format)| (name, Some(format)));
        let bound = self.bind(name.trim())?;
        self.text.extend(["{", &bound]);
        if let Some(format) = format {
            self.text.push(':');
            self.format(format)?;
        }
        self.text.push('}');
        Ok(())
    }

    /// A format may name fields too, for its width and precision.
    fn format(&mut self, format: &str) -> Result<(), Wrong> {
        let mut parts = format.split('$').peekable();
        while let Some(part) = parts.next() {
            let name_at = part
                .rfind(|c: char| !c.is_alphanumeric() && c != '_')
                .map_or(0, |at| at + part[at..].chars().next().map_or(0, char::len_utf8));
            let (before, name) = part.split_at(name_at);
            self.text.push_str(before);
            if parts.peek().is_none() {
                self.text.push_str(name);
            } else {
                if !name.is_empty() {
                    let bound = self.bind(name)?;
                    self.text.push_str(&bound);
                }
                self.text.push('$');
            }
        }
        Ok(())
    }

    fn bind(&mut self, name: &str) -> Result<String, Wrong> {
        if name.is_empty() {
            return Err(Wrong::Unnamed);
        }
        let bound = format!("field_{name}");
        let member = self.member(name).ok_or_else(|| Wrong::NoSuchField(name.to_owned()))?;
        if !self.bindings.iter().any(|(other, _)| *other == member) {
            self.bindings.push((member, Ident::new(&bound, Span::mixed_site())));
        }
        Ok(bound)
    }

    fn member(&self, name: &str) -> Option<Member> {
        if let Ok(index) = name.parse::<usize>() {
            let within = matches!(self.fields, Fields::Unnamed(_)) && index < self.fields.len();
            return within.then(|| Member::Unnamed(Index::from(index)));
        }
        let mut names = self.fields.iter().filter_map(|field| field.ident.as_ref());
        names.find(|field| field.unraw() == name).cloned().map(Member::Named)
    }
}

#[cfg(test)]
mod tests {
    use proc_macro2::Span;
    use syn::parse_quote;

    use super::*;

    fn read(text: &str, fields: &Fields) -> Result<(String, usize), Vec<String>> {
        let mut issues = Issues::default();
        let text = LitStr::new(text, Span::call_site());
        match Message::read(&text, fields, &parse_quote!(TooMany), &mut issues) {
            Some(message) => Ok((message.text.value(), message.bindings.len())),
            None => Err(issues.messages()),
        }
    }

    fn named() -> Fields {
        Fields::Named(parse_quote!({ left: u32, r#type: String, width: usize }))
    }

    #[test]
    fn fields_are_bound_once_and_only_when_used() {
        assert_eq!(
            read("{left} of {left}, {type:?}", &named()),
            Ok(("{field_left} of {field_left}, {field_type:?}".into(), 2))
        );
        assert_eq!(
            read("{left:>width$.2}", &named()),
            Ok(("{field_left:>field_width$.2}".into(), 2))
        );
        assert_eq!(read("{left:$>5}", &named()), Ok(("{field_left:$>5}".into(), 1)));
        assert_eq!(
            read("{1}", &Fields::Unnamed(parse_quote!((u8, u8)))),
            Ok(("{field_1}".into(), 1))
        );
    }

    #[test]
    fn braces_may_be_meant() {
        assert_eq!(read("{{left}} 100 %", &named()), Ok(("{left} 100 %".into(), 0)));
        assert_eq!(read("{{{left}}}", &named()), Ok(("{{{field_left}}}".into(), 1)));
    }

    #[test]
    fn what_is_not_a_field_is_refused() {
        for text in [
            "{}",
            "{:?}",
            "{right}",
            "{0}",
            "{left:right$}",
            "{left",
            "left}",
            "{left:",
        ] {
            assert_eq!(read(text, &named()).unwrap_err().len(), 1, "{text}");
        }
        assert!(read("{0}", &Fields::Unit).is_err());
        assert!(read("{2}", &Fields::Unnamed(parse_quote!((u8, u8)))).is_err());
    }
}
