//! Who may depend on whom, and who may know about Leptos.

use super::Finding;
use super::manifest::Manifest;
use super::sources::code_lines;
use super::tree::Tree;

/// The rooms of `crates/` and those that each may build on. Tests may use what they like.
const MAY_USE: &[(&str, &[&str])] = &[
    ("core", &[]),
    ("macros", &[]),
    ("client", &["core"]),
    ("server", &["core"]),
    ("leptos", &["client", "core", "macros", "server"]),
    ("sqlx", &["core", "server"]),
    ("testing", &["core", "leptos", "server"]),
];

/// The application's packages: the library knows none of them.
const APPLICATION: &[&str] = &["app", "frontend", "server", "xtask"];

/// What both sides of the wire must not be made to carry.
const NOT_IN_CORE: &[&str] = &["axum", "js-sys", "leptos", "tokio", "wasm-bindgen", "web-sys"];

/// Dependencies between our crates run in one direction only.
pub fn direction(tree: &Tree) -> Vec<Finding> {
    let crates = Manifest::crates(tree);
    let mut findings = Vec::new();
    for manifest in &crates {
        let room = manifest.room();
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == room) else {
            let message = "a new room: say in xtask/src/tidy/dependencies.rs what it may use";
            findings.push(Finding::new(manifest.path(), message));
            continue;
        };
        for dependency in manifest.dependencies(tree).iter().filter(|d| !d.dev) {
            let package = dependency.package.as_str();
            let used = crates.iter().find(|other| other.package() == package);
            let wrong = match used {
                Some(used) => !allowed.contains(&used.room()),
                None => APPLICATION.contains(&package),
            };
            if wrong {
                let message = format!("{room} must not depend on {package}");
                findings.push(Finding::new(manifest.path(), message));
            }
        }
    }
    findings
}

/// Everything that touches Leptos is in one crate, so that its next version is a day's work.
pub fn leptos(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for manifest in Manifest::crates(tree) {
        if manifest.room() == "leptos" {
            continue;
        }
        for dependency in manifest.dependencies(tree) {
            if is_leptos(&dependency.package) {
                let message = format!("only crates/leptos may depend on {}", dependency.package);
                findings.push(Finding::new(manifest.path(), message));
            }
        }
        let sources = format!("{}/src/", manifest.folder);
        for (path, text) in tree.below(&sources) {
            let lines = code_lines(text).filter(|(_, line)| imports_leptos(line));
            findings.extend(lines.map(|(line, _)| Finding::at(path, line, "only crates/leptos may use leptos")));
        }
    }
    findings
}

fn is_leptos(name: &str) -> bool {
    name.starts_with("leptos") && !name.starts_with("leptos_actions")
}

/// Whether a line has a path whose first part is a crate of Leptos.
fn imports_leptos(line: &str) -> bool {
    line.match_indices("leptos").any(|(at, _)| {
        let (before, rest) = line.split_at(at);
        let end = rest
            .find(|c: char| c != '_' && !c.is_alphanumeric())
            .unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let imported = after.starts_with("::") || before.trim_end().ends_with("use");
        is_leptos(word) && imported && begins_a_path(before)
    })
}

/// Whether what follows is the first part of a path: `::leptos` is, `crate::leptos` is not.
fn begins_a_path(before: &str) -> bool {
    let outside = before.strip_suffix("::").unwrap_or(before);
    !outside.ends_with(|c: char| c == '_' || c == '.' || c.is_alphanumeric())
}

/// Core is the contract of both sides and carries neither of them.
pub fn core(tree: &Tree) -> Vec<Finding> {
    let crates = Manifest::crates(tree);
    let core = crates.iter().filter(|manifest| manifest.room() == "core");
    core.flat_map(|manifest| {
        let dependencies = manifest.dependencies(tree);
        let wrong = dependencies
            .into_iter()
            .filter(|d| !d.dev && NOT_IN_CORE.iter().any(|name| d.package.starts_with(name)));
        wrong
            .map(|d| Finding::new(manifest.path(), format!("core must not depend on {}", d.package)))
            .collect::<Vec<_>>()
    })
    .collect()
}

/// An application depends on `leptos_actions` alone, so emitted paths may start nowhere else.
pub fn macros(tree: &Tree) -> Vec<Finding> {
    let other = concat!("leptos_", "actions_");
    tree.below("crates/macros/src/")
        .flat_map(|(path, text)| {
            code_lines(text)
                .filter(move |(_, line)| line.contains(other))
                .map(move |(line, _)| Finding::at(path, line, "name `::leptos_actions` only"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(room: &str, dependencies: &str, source: &str) -> Tree {
        Tree::of(&[
            ("crates/core/Cargo.toml", "[package]\nname = \"leptos_actions_core\"\n"),
            (
                &format!("crates/{room}/Cargo.toml"),
                &format!("[package]\nname = \"leptos_actions_{room}\"\n{dependencies}"),
            ),
            (&format!("crates/{room}/src/lib.rs"), source),
        ])
    }

    #[test]
    fn the_direction_is_kept() {
        let up = Tree::of(&[
            (
                "crates/core/Cargo.toml",
                "[package]\nname = \"c\"\n[dependencies]\ns = { path = \"../server\" }\n",
            ),
            ("crates/server/Cargo.toml", "[package]\nname = \"s\"\n"),
        ]);
        assert_eq!(
            direction(&up),
            [Finding::new("crates/core/Cargo.toml", "core must not depend on s")]
        );
        let down = tree("client", "[dependencies]\nleptos_actions_core = \"0.1\"\n", "");
        assert_eq!(direction(&down), []);
        let app = tree("client", "[dependencies]\napp = \"0.1\"\n", "");
        assert_eq!(direction(&app).len(), 1);
        let test_only = tree("macros", "[dev-dependencies]\nleptos_actions_core = \"0.1\"\n", "");
        assert_eq!(direction(&test_only), []);
        assert_eq!(direction(&tree("attic", "", "")).len(), 1);
    }

    #[test]
    fn leptos_stays_in_its_room() {
        assert_eq!(
            leptos(&tree("client", "[dependencies]\nleptos_meta = \"0.8\"\n", "")).len(),
            1
        );
        for line in [
            "use leptos::prelude::*;",
            "pub(crate) use leptos_router as router;",
            "fn f() -> leptos::error::Result<()> {}",
            "quote!(::leptos::view)",
        ] {
            assert_eq!(leptos(&tree("server", "", line)).len(), 1, "{line}");
        }
        for line in [
            "use leptos_actions_core::Call;",
            "use crate::leptos::Owner;",
            "// as leptos::Owner does",
            "let name = \"leptos\";",
        ] {
            assert_eq!(leptos(&tree("server", "", line)).len(), 0, "{line}");
        }
        assert_eq!(leptos(&tree("leptos", "", "use leptos::prelude::*;")).len(), 0);
    }

    #[test]
    fn core_carries_no_side() {
        let with = |name| {
            let manifest = format!("[package]\nname = \"c\"\n[target.'cfg(unix)'.dependencies]\n{name} = \"1\"\n");
            core(&Tree::of(&[("crates/core/Cargo.toml", &manifest)])).len()
        };
        assert_eq!((with("tokio-util"), with("axum"), with("serde")), (1, 1, 0));
    }

    #[test]
    fn macros_name_one_crate() {
        let wrong = concat!("quote!(::leptos_", "actions_core::Call)");
        assert_eq!(macros(&tree("macros", "", wrong)).len(), 1);
        assert_eq!(macros(&tree("macros", "", "quote!(::leptos_actions::Call)")).len(), 0);
    }
}
