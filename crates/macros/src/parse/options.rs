//! What stands in `#[action(..)]` and `#[query(..)]`.

use proc_macro2::{Ident, Span, TokenStream};
use syn::{LitStr, Path};

use super::{
    cache,
    list::{Entry, entries},
    stale, units,
};
use crate::{
    issues::Issues,
    model::{Caching, Stale},
};

const KNOWN: &str = "`public`, `args`, `name`, `alias`, `limit`, `timeout`, `parallel`, `queue`, `latest`, `drop`, \
                     `refreshes`, `optimistic`, `cache` and `tags`";
const KNOWN_OF_CACHED: &str = "a lifetime, `stale`, `tags`, `timeout` and `args`";

/// The options of a call.
#[derive(Default)]
pub struct Options {
    /// Where `public` stands.
    pub public: Option<Span>,
    /// The name of the argument struct.
    pub args: Option<Ident>,
    /// The name in the address.
    pub name: Option<String>,
    /// Former names in the address.
    pub aliases: Vec<String>,
    /// The largest body, in bytes.
    pub limit: Option<u64>,
    /// How long the body may run, in milliseconds.
    pub timeout: Option<u64>,
    /// What becomes of several at once.
    pub concurrency: Option<Concurrency>,
    /// What an action makes stale.
    pub refreshes: Option<Listed<Stale>>,
    /// The queries of which an action is shown before it is answered.
    pub optimistic: Option<Listed<Path>>,
    /// The names that a query gives itself.
    pub tags: Option<Listed<LitStr>>,
    /// How long a query's answers are kept.
    pub cache: Option<Caching>,
}

/// An option that is a list, and where it stands.
pub struct Listed<T> {
    pub key: Ident,
    pub items: Vec<T>,
}

impl<T> Listed<T> {
    fn new(entry: &Entry, items: Option<Vec<T>>) -> Option<Self> {
        let key = entry.key.clone();
        items.map(|items| Self { key, items })
    }
}

/// What becomes of several at once, and the arguments that tell its lanes apart.
pub struct Concurrency {
    /// The policy as written: a variant of the library's `Concurrency` in lower case.
    pub policy: Ident,
    pub lane: Vec<Ident>,
}

impl Options {
    /// Reads them all and reports whatever is wrong with any.
    pub fn read(tokens: TokenStream, issues: &mut Issues) -> Self {
        let mut options = Self::default();
        let mut seen: Vec<String> = Vec::new();
        for entry in entries(tokens, issues) {
            let key = entry.key.to_string();
            if key != "alias" && seen.contains(&key) {
                issues.on(&entry.key, format_args!("`{key}` is there already"));
            }
            options.take(&entry, &key, issues);
            seen.push(key);
        }
        options
    }

    /// Reads those of `#[cached("1h", ..)]`.
    pub fn read_cached(tokens: TokenStream, issues: &mut Issues) -> Self {
        let (fresh, rest) = cache::lifetime(tokens, issues);
        let (mut options, mut window) = (Self::default(), 0);
        for entry in entries(rest, issues) {
            let key = entry.key.to_string();
            match key.as_str() {
                "stale" => window = cache::stale(&entry, issues).unwrap_or_default(),
                "tags" | "timeout" | "args" => options.take(&entry, &key, issues),
                _ => issues.on(
                    &entry.key,
                    format_args!("`{key}` is not an option here; there are {KNOWN_OF_CACHED}"),
                ),
            }
        }
        options.cache = Some(Caching {
            key: Ident::new("shared", Span::call_site()),
            fresh: fresh.unwrap_or(1),
            stale: window,
        });
        options
    }

    fn take(&mut self, entry: &Entry, key: &str, issues: &mut Issues) {
        match key {
            "public" => {
                entry.refuse_value(issues);
                self.public = Some(entry.key.span());
            }
            "args" => self.args = entry.value("args = SetQuantity", issues),
            "name" => self.name = address(entry, "name = \"..\"", &self.aliases, issues),
            "alias" => {
                let taken: Vec<String> = self.aliases.iter().chain(&self.name).cloned().collect();
                self.aliases.extend(address(entry, "alias = \"..\"", &taken, issues));
            }
            "limit" => {
                self.limit = entry.amount(
                    "limit = \"64 KiB\"` in B, kB, KiB, MB or MiB, or a number of bytes such as `limit = 65536",
                    issues,
                    units::bytes,
                )
            }
            "timeout" => {
                self.timeout = entry.amount(
                    "timeout = \"10s\"` in ms, s or min, more than none, such as `timeout = \"500ms\"",
                    issues,
                    units::millis,
                )
            }
            "parallel" | "queue" | "latest" | "drop" => {
                if let Some(other) = &self.concurrency {
                    let other = &other.policy;
                    issues.on(
                        &entry.key,
                        format_args!("it is `{other}` already: leave one of them out"),
                    );
                }
                self.concurrency = Some(Concurrency {
                    policy: entry.key.clone(),
                    lane: entry.names(&format!("{key}(book)"), issues),
                });
            }
            "refreshes" => self.refreshes = Listed::new(entry, stale::refreshes(entry, issues)),
            "optimistic" => self.optimistic = Listed::new(entry, stale::optimistic(entry, issues)),
            "cache" => self.cache = cache::caching(entry, issues),
            "tags" => self.tags = Listed::new(entry, stale::tags(entry, issues)),
            _ => issues.on(
                &entry.key,
                format_args!("`{key}` is not an option here; there are {KNOWN}"),
            ),
        }
    }
}

/// A name that has not been `taken` and can stand in an address.
fn address(entry: &Entry, example: &str, taken: &[String], issues: &mut Issues) -> Option<String> {
    let example =
        format!("{example}` with a name of a-z, 0-9 and _ that is not there already, such as `\"set_quantity\"");
    let free = |name: &str| (is_address(name) && !taken.iter().any(|other| other == name)).then(|| name.to_owned());
    entry.text(&example, issues, free)
}

/// Whether a name can stand in an address as it is. A dot would read as the suffix that names the format.
pub fn is_address(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'))
}

/// What is read of an attribute's words, and what is said about them.
#[cfg(test)]
pub(super) fn read(tokens: TokenStream) -> (Options, Vec<String>) {
    let mut issues = Issues::default();
    let options = Options::read(tokens, &mut issues);
    (options, issues.messages())
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    #[test]
    fn every_option_is_read() {
        let (options, issues) = read(quote!(
            public,
            args = GetBook,
            name = "book",
            alias = "a",
            alias = "b_2",
            limit = "1 MiB",
            timeout = "500ms",
        ));
        assert!(issues.is_empty(), "{issues:?}");
        assert!(options.public.is_some());
        assert_eq!(options.args.unwrap(), "GetBook");
        assert_eq!(options.name.unwrap(), "book");
        assert_eq!(options.aliases, ["a", "b_2"]);
        assert_eq!(options.limit, Some(1 << 20));
        assert_eq!(options.timeout, Some(500));
    }

    #[test]
    fn a_limit_may_be_a_number_of_bytes() {
        assert_eq!(read(quote!(limit = 64_000)).0.limit, Some(64_000));
        assert_eq!(read(quote!(limit = 64u8)).1.len(), 1);
    }

    #[test]
    fn one_mistake_hides_no_other_and_no_option() {
        let (options, issues) = read(quote!(
            rate = "1/s",
            public = true,
            name = "a.b",
            args = 7,
            alias,
            limit = "1 GB",
            timeout = 10,
            timeout = "1s"
        ));
        assert_eq!(issues.len(), 8, "{issues:#?}");
        assert!(issues[0].contains("`rate` is not an option here; there are `public`"));
        assert_eq!(options.timeout, Some(1_000));
    }

    #[test]
    fn an_alias_must_be_another_name() {
        assert_eq!(read(quote!(name = "a", alias = "a")).1.len(), 1);
        assert_eq!(read(quote!(alias = "a", name = "a")).1.len(), 1);
        assert_eq!(read(quote!(alias = "a", alias = "a")).1.len(), 1);
    }
}
