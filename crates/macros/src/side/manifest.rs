//! Whether a manifest declares a feature.
//!
//! A whole TOML parser would be compiled before every application. This one only walks over keys and values, in all
//! the forms TOML has for them, and gives up silently on a file that cargo would refuse anyway.

/// Whether the `[features]` of a `Cargo.toml` have the key `feature`.
pub fn declares_feature(manifest: &str, feature: &str) -> bool {
    let mut scan = Scan {
        rest: manifest,
        wanted: ["features", feature],
        found: false,
    };
    let _ = scan.document();
    scan.found
}

type Key = Vec<String>;

struct Scan<'a> {
    rest: &'a str,
    wanted: [&'a str; 2],
    found: bool,
}

impl Scan<'_> {
    /// Every table and every pair. `None` is the end, or a mistake.
    fn document(&mut self) -> Option<()> {
        let mut table = Key::new();
        loop {
            self.blank(true);
            if self.eat("[") {
                self.eat("[");
                table = self.key(Key::new())?;
                self.eat("]").then_some(())?;
                self.eat("]");
            } else {
                self.pair(&table)?;
            }
        }
    }

    /// `key = value`, inside of `table`.
    fn pair(&mut self, table: &Key) -> Option<()> {
        let key = self.key(table.clone())?;
        self.found |= key.len() >= 2 && key[..2] == self.wanted;
        self.eat("=").then_some(())?;
        self.value(&key)
    }

    /// `a.b."c"`, appended to what it stands in.
    fn key(&mut self, mut key: Key) -> Option<Key> {
        loop {
            self.blank(false);
            let part = match self.rest.chars().next()? {
                quote @ ('"' | '\'') => self.string(quote)?,
                _ => self.bare(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_'),
            };
            (!part.is_empty()).then_some(())?;
            key.push(part.to_owned());
            self.blank(false);
            if !self.eat(".") {
                return Some(key);
            }
        }
    }

    fn value(&mut self, key: &Key) -> Option<()> {
        self.blank(false);
        match self.rest.chars().next()? {
            quote @ ('"' | '\'') => self.string(quote).map(drop),
            '[' => self.array(),
            '{' => self.inline_table(key),
            _ => {
                self.bare(|c| !matches!(c, ',' | ']' | '}' | '#' | '\n'));
                Some(())
            }
        }
    }

    fn array(&mut self) -> Option<()> {
        self.eat("[");
        loop {
            self.blank(true);
            if self.eat("]") {
                return Some(());
            }
            // What stands in an array has no key that could be the wanted one.
            self.value(&Key::new())?;
            self.blank(true);
            if !self.eat(",") && !self.rest.starts_with(']') {
                return None;
            }
        }
    }

    fn inline_table(&mut self, table: &Key) -> Option<()> {
        self.eat("{");
        loop {
            self.blank(true);
            if self.eat("}") {
                return Some(());
            }
            self.pair(table)?;
            self.blank(true);
            if !self.eat(",") && !self.rest.starts_with('}') {
                return None;
            }
        }
    }

    /// Steps over a string of any of the four kinds and returns what is in it, escapes and all.
    fn string(&mut self, quote: char) -> Option<&str> {
        let triple = String::from(quote).repeat(3);
        let single = &triple[..1];
        let end = if self.eat(&triple) { &triple } else { single };
        if end.len() == 1 {
            self.eat(end);
        }
        let start = self.rest;
        loop {
            let at = self.rest.find([quote, '\\'])?;
            self.rest = &self.rest[at..];
            if quote == '"' && self.rest.starts_with('\\') {
                self.rest = self.rest.get(2..)?;
            } else if self.rest.starts_with(end) {
                let content = &start[..start.len() - self.rest.len()];
                self.eat(end);
                // A text may end in up to two quotes of its own, just before the closing ones.
                while end.len() == 3 && self.eat(single) {}
                return Some(content);
            } else {
                self.rest = &self.rest[1..];
            }
        }
    }

    fn bare(&mut self, belongs: impl Fn(char) -> bool) -> &str {
        let (taken, rest) = self
            .rest
            .split_at(self.rest.find(|c| !belongs(c)).unwrap_or(self.rest.len()));
        self.rest = rest;
        taken
    }

    /// Steps over space, and over line ends and comments where they may stand.
    fn blank(&mut self, lines: bool) {
        loop {
            self.rest = self
                .rest
                .trim_start_matches(|c| matches!(c, ' ' | '\t') || (lines && matches!(c, '\r' | '\n')));
            if !(lines && self.rest.starts_with('#')) {
                return;
            }
            self.bare(|c| c != '\n');
        }
    }

    fn eat(&mut self, token: &str) -> bool {
        self.rest.strip_prefix(token).map(|rest| self.rest = rest).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::declares_feature;

    fn ssr(manifest: &str) -> bool {
        declares_feature(manifest, "ssr")
    }

    #[test]
    fn every_way_to_declare_the_feature_is_seen() {
        for manifest in [
            "[features]\nssr = []",
            "[features]\r\nhydrate = [\"leptos/hydrate\"]\r\nssr = [\r\n  \"dep:axum\", # a comment ] \"\r\n]\r\n",
            "[package]\nname = \"x\"\n\n [ features ] # ours\n\t\"ssr\" = [ 'leptos/ssr' ]",
            "[\"features\"]\n'ssr'=[]",
            "features.ssr = []\n[package]\nname = 'x'",
            "\"features\" . 'ssr' = []",
            "features = { hydrate = [], ssr = [] }",
            "[package]\ndescription = \"\"\"\n[features]\nnot this \\\" \"\"\"\"\n[features]\nssr = []",
            "[[bin]]\nname = \"x\"\n[features]\ndefault = ['ssr']\nssr = []",
        ] {
            assert!(ssr(manifest), "{manifest}");
        }
    }

    #[test]
    fn nothing_else_is_mistaken_for_it() {
        for manifest in [
            "",
            "[features]\n# ssr = []",
            "[features]\ndefault = [\"ssr\"]",
            "[features]\nssr-extra = []\nmy_ssr = []",
            "[features]\n[dependencies]\nssr = \"1\"",
            "[package.metadata.features]\nssr = []",
            "[package]\nfeatures.ssr = 1",
            "[package]\ndescription = '''\n[features]\nssr = []\n'''",
            "[package]\ndescription = \"\"\"\n[features]\nssr = []\n\"\"\"\n",
            "[dependencies]\nleptos = { version = \"0.8\", features = [\"ssr\"] }",
            "[[features]]\n# not a table of features",
        ] {
            assert!(!ssr(manifest), "{manifest}");
        }
    }

    #[test]
    fn a_broken_manifest_ends_the_scan() {
        for manifest in [
            "[features",
            "= []",
            "x = \"",
            "x = ['1' '2']\n[features]\nssr = []",
            "[features]\n\"ssr",
            "a = \"\\",
        ] {
            assert!(!ssr(manifest), "{manifest}");
        }
    }
}
