//! The figures as Markdown.

use super::home::{FILES, PAGES};
use super::pages::{BASE, INSPECTOR, KEPT, PARTS, RESOURCE, WAYS, Weighed};
use super::weight::Weight;
use crate::failure::{Failure, Result};

/// What a browser may load for the home page, in kilobytes of brotli.
const HOME_BUDGET: f64 = 215.0;

/// The same for another page.
const PAGE_BUDGET: f64 = 270.0;

/// What a call of an empty function may take.
const CALL_BYTES: i64 = 200;

/// A row of our share: its name, the page that has it, the page that has it not, by how many to divide, the budget.
type Share = (&'static str, &'static str, &'static str, i64, &'static str);

const SHARES: [Share; 5] = [
    ("a call", "call", "", 1, "12"),
    ("and a form", "form", "call", 1, "4"),
    ("and a query", "query", "call", 1, "4"),
    ("a second action", "two", "call", 1, "1"),
    ("each of ten further actions", "eleven", "call", 10, "1"),
];

/// A row of what a field costs: what it has, the page that has it, the page that has it not.
type Field = (&'static str, &'static str, &'static str);

const FIELDS: [Field; 12] = [
    ("the first handle, spread on an input", "text", "plain"),
    ("`length`", "length", "text"),
    ("`email`", "email", "text"),
    ("`url`", "url", "text"),
    ("`same_as`", "same_as", "text"),
    ("a `Secret`", "secret", "text"),
    ("a `u32`", "number", "text"),
    ("`range` of it", "range", "number"),
    ("an `f64`", "fraction", "text"),
    ("a `Date`", "date", "text"),
    ("an `Upload`", "file", "text"),
    ("in a row", "rows", "text"),
];

/// The files of the home page, and all that each page loads.
pub fn home(pages: &[[Weight; 4]]) -> String {
    let all = |page: &[Weight; 4]| page.iter().copied().fold(Weight::default(), Weight::and);
    let sums: Vec<_> = pages.iter().map(all).collect();
    let row =
        |name: &str, weight: &Weight| format!("| {name} | {} | {} | {} |", weight.raw, weight.gzip, weight.brotli);
    let files = FILES.iter().zip(&pages[0]).chain([(&"all", &sums[0])]);
    let files: Vec<_> = files.map(|(name, weight)| row(name, weight)).collect();
    let others: Vec<_> = PAGES
        .iter()
        .zip(&sums)
        .skip(1)
        .map(|(name, weight)| row(name, weight))
        .collect();
    format!(
        "What a browser transfers for the bookshop's home page, in bytes, without the covers that it shows. The page is \
         gzipped on its way, also for who takes brotli. At most {HOME_BUDGET} KB in all; it takes {} KB.\n\n\
         | file | raw | gzip | brotli |\n| --- | ---: | ---: | ---: |\n{}\n\n\
         All that another page takes when it is the first, its parts of the wasm included. At most {PAGE_BUDGET} KB each.\n\n\
         | page | raw | gzip | brotli |\n| --- | ---: | ---: | ---: |\n{}",
        kilobytes(sums[0].brotli),
        files.join("\n"),
        others.join("\n")
    )
}

/// Our share and that of the other ways, and the pages that it comes from.
pub fn share(pages: &[Weighed]) -> String {
    let rows = SHARES.map(|share| row(pages, share));
    let base = kilobytes(find(pages, BASE).wasm.brotli);
    format!(
        "Share of a page without a router, in KB of brotlied wasm (the page without any call has {base}):\n\n\
         | over the same page without it | ours | budget | `#[server]` | `fetch` by hand |\n\
         | --- | ---: | ---: | ---: | ---: |\n{}\n\n\
         {}\n\n\
         What the first field of its kind adds to a page with a form, in KB of brotlied wasm:\n\n\
         | over the same form with a plain text | |\n| --- | ---: |\n{}\n\n\
         The pages themselves, in bytes:\n\n\
         | page | wasm raw | wasm gzip -9 | wasm brotli 11 | js raw | js brotli 11 |\n\
         | --- | ---: | ---: | ---: | ---: | ---: |\n{}",
        rows.join("\n"),
        stores(pages),
        FIELDS.map(|field| field_row(pages, field)).join("\n"),
        pages.iter().map(page).collect::<Vec<_>>().join("\n")
    )
}

/// What is on top of a resource: our query on a page with a call, which has a part of our store, and leptos-fetch's.
fn stores(pages: &[Weighed]) -> String {
    let over = |with: &str, without: &str| find(pages, with).wasm.brotli - find(pages, without).wasm.brotli;
    let resource = over(RESOURCE, BASE);
    let ours = over("ours_query", "ours_call") - resource;
    let [resource, ours, kept] = [resource, ours, over(KEPT, RESOURCE)].map(kilobytes);
    format!(
        "A query of any kind stands on Leptos' resources and `Suspense`; a resource alone takes {resource}. Over it our \
         query takes {ours} on a page with a call, which has a part of our store already, and leptos-fetch's store \
         {kept} on a page without."
    )
}

/// Fails if a page of a release build grows with the inspector, which is for development builds.
pub fn without_inspector(pages: &[Weighed]) -> Result<String> {
    let [with, without] = [INSPECTOR, "ours_call"].map(|name| find(pages, name).wasm.raw);
    let grown = with - without;
    if grown > CALL_BYTES {
        return Err(Failure::new(
            "the size of a release build",
            format!("it grows by {grown} bytes with `provide_inspector()`"),
            "what is for developers stands behind `debug_assertions`, in crates/leptos/src/inspector",
        ));
    }
    Ok(format!(
        "A page that asks for the inspector of development builds differs by {grown} bytes in a release build, raw."
    ))
}

fn row(pages: &[Weighed], (name, with, without, by, budget): Share) -> String {
    let of = |way: &str, part: &str| match part {
        "" => find(pages, BASE),
        part => find(pages, &format!("{way}_{part}")),
    };
    let [ours, server_fns, by_hand] =
        WAYS.map(|way| kilobytes((of(way, with).wasm.brotli - of(way, without).wasm.brotli) / by));
    format!("| {name} | {ours} | {budget} | {server_fns} | {by_hand} |")
}

fn field_row(pages: &[Weighed], (name, with, without): Field) -> String {
    let of = |field: &str| find(pages, &format!("field_{field}")).wasm.brotli;
    format!("| {name} | {} |", kilobytes(of(with) - of(without)))
}

/// Every page is there: they were built from the same list.
fn find<'a>(pages: &'a [Weighed], name: &str) -> &'a Weighed {
    pages.iter().find(|page| page.name == name).unwrap_or(&pages[0])
}

fn page(page: &Weighed) -> String {
    let Weighed { name, wasm, js } = page;
    let way = WAYS
        .iter()
        .find_map(|way| name.strip_prefix(way)?.strip_prefix('_').map(|part| (*way, part)));
    let shown = match way {
        None if let Some(field) = name.strip_prefix("field_") => {
            format!("ours: a call and a form of one field, {field}")
        }
        None if name == RESOURCE => "no call, a resource".to_owned(),
        None if name == KEPT => "no call, a resource from leptos-fetch".to_owned(),
        None if name == INSPECTOR => "ours: a call, and asking for the inspector".to_owned(),
        None => "no call".to_owned(),
        Some((way, part)) => format!("{}: {}", in_words(way), contents(part)),
    };
    format!(
        "| {shown} | {} | {} | {} | {} | {} |",
        wasm.raw, wasm.gzip, wasm.brotli, js.raw, js.brotli
    )
}

fn in_words(way: &str) -> &'static str {
    match way {
        "ours" => "ours",
        "server_fns" => "`#[server]`",
        _ => "by hand",
    }
}

fn contents(part: &str) -> &'static str {
    let words = [
        "a call",
        "a call and a form",
        "a call and a query",
        "two calls",
        "eleven calls",
    ];
    PARTS
        .iter()
        .zip(words)
        .find_map(|(known, words)| (*known == part).then_some(words))
        .unwrap_or_default()
}

/// Thousands of bytes.
fn kilobytes(bytes: i64) -> String {
    format!("{:.1}", bytes as f64 / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(name: &str, raw: i64) -> Weighed {
        let weight = |raw| Weight {
            raw,
            gzip: raw / 3,
            brotli: raw / 4,
        };
        Weighed {
            name: name.to_owned(),
            wasm: weight(raw),
            js: weight(10),
        }
    }

    #[test]
    fn an_inspector_in_a_release_build_is_noticed() {
        let call = page("ours_call", 100_000);
        assert!(without_inspector(&[call.clone(), page(INSPECTOR, 100_040)]).is_ok());
        assert!(without_inspector(&[call, page(INSPECTOR, 130_000)]).is_err());
    }
}
